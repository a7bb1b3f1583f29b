import type { Sentence } from '../sentence.ts'

const kindsZh: Record<string, string> = { zip: '压缩包', pdf: 'PDF 文档', executable: '可执行程序', markup: '网页代码' }
const kindsEn: Record<string, string> = {
  zip: 'an archive',
  pdf: 'a PDF document',
  executable: 'a program',
  markup: 'web page code',
}

export const encodingReasons = {
  JPEG_ENCODING: {
    en: (facts) =>
      `It is a ${facts.progressive ? 'progressive' : 'baseline'} JPEG with ${facts.standardTables ? 'standard' : "an encoder's own"} tables near quality ${facts.quality}, ${facts.subsampling}.`,
    zh: (facts) =>
      `图片为${facts.progressive ? '渐进式' : '基线'} JPEG，使用${facts.standardTables ? '标准' : '编码器自有'}量化表，质量约 ${facts.quality}，采样 ${facts.subsampling}。`,
  },
  APPLE_REENCODED: {
    en: (facts) =>
      `The file names an Apple camera, but another program encoded it again (quality ${facts.quality}); many apps do so.`,
    zh: (facts) => `文件注明由 Apple 设备拍摄，但经过其他程序重新编码（质量 ${facts.quality}）；许多应用都会这样处理。`,
  },
  CAMERA_DATA_APPENDED: {
    en: () =>
      'The file still carries data that phones append to a photo, such as a gain map or a motion photo; apps mostly drop them.',
    zh: () => '文件仍带有手机在照片后附加的数据（如增益图或动态照片）；应用转存时通常会丢弃它们。',
  },
  FOREIGN_FILE_APPENDED: {
    en: (facts) =>
      `After the picture the file holds ${kindsEn[String(facts.kind)] ?? 'another file'} (${facts.bytes} bytes).`,
    zh: (facts) => `图片数据之后还附有${kindsZh[String(facts.kind)] ?? '其他文件'}（${facts.bytes} 字节）。`,
  },
  UNKNOWN_DATA_APPENDED: {
    en: (facts) =>
      `After the picture the file holds ${facts.bytes} bytes of an unknown kind; some phones and apps append data of their own.`,
    zh: (facts) => `图片数据之后还有 ${facts.bytes} 字节未知数据；部分手机和应用会附加自己的数据。`,
  },
  SCREEN_SIZED: {
    en: (facts) =>
      `It has exactly the size of a phone's screen (${facts.size}) and no exposure settings, as screenshots do.`,
    zh: (facts) => `图片尺寸与手机屏幕完全一致（${facts.size}），且没有曝光参数，与屏幕截图相符。`,
  },
  THUMBNAIL_DIFFERS: {
    en: () => 'The small preview inside the file shows another picture than the file itself.',
    zh: () => '文件内嵌的缩略图与图片本身显示的画面不同。',
  },
} satisfies Record<string, Sentence>
