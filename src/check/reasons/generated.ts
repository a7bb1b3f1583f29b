import type { Sentence } from '../sentence.ts'

export const generatedReasons = {
  LOOKS_GENERATED: {
    en: () => 'The picture has traces that the detector has found in generated pictures and seldom in camera photos.',
    zh: () => '画面带有检测模型在生成图片中常见、在相机照片中少见的痕迹。',
  },
  MAY_BE_GENERATED: {
    en: () => 'The picture has some traces of generation; they also occur in ordinary photos.',
    zh: () => '画面有部分生成痕迹，但普通照片中也会出现。',
  },
  LOOKS_CAPTURED: {
    en: () => 'The picture looks like one that a camera took.',
    zh: () => '画面看起来是相机拍摄的。',
  },
  EDITED_REGION: {
    en: ({ left, top, width, height }) =>
      `One part of the picture does not fit the rest in its fine structure, as after pasting, smoothing or painting over: ${width} by ${height} % of it, from ${left} % from the left and ${top} % from the top. Hiding an address or a face does that too.`,
    zh: ({ left, top, width, height }) =>
      `画面有一处的细微纹理与其余部分不一致，如同经过粘贴、涂抹或重绘：距左 ${left}%、距上 ${top}%，宽 ${width}%、高 ${height}%。遮盖地址或人脸也会如此。`,
  },
  PHOTOS_AGREE: {
    en: ({ of }) => `All ${of} photos of this claim are suspect on their own.`,
    zh: ({ of }) => `本次提交的 ${of} 张照片各自均存疑。`,
  },
  PHOTOS_DIFFER: {
    en: ({ suspect, of }) => `Suspect on their own: ${suspect} of the ${of} photos of this claim.`,
    zh: ({ suspect, of }) => `本次提交的 ${of} 张照片中有 ${suspect} 张存疑，其余没有。`,
  },
} satisfies Record<string, Sentence>
