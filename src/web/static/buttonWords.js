/** Every word of the button, twice. Neutral: it reports evidence, people decide. */

const en = {
  title: 'Photo check',
  add: 'Add photos',
  addHint: 'choose, drop or paste up to nine',
  camera: 'Take a photo',
  check: (count) => (count === 1 ? 'Check this photo' : `Check ${count} photos`),
  checkNone: 'Check',
  again: 'Check other photos',
  remove: (name) => `Remove ${name}`,
  unnamed: (n) => `photo ${n}`,
  sending: (percent) => `Sending, ${percent} %`,
  looking: 'Looking…',
  waiting: (seconds) => `The service is busy. It goes on by itself in ${seconds} s.`,
  progress: (name) => `Progress of ${name}`,
  photoOf: (n, of) => `Photo ${n} of ${of}`,
  bands: {
    clear: [
      'Nothing found that speaks against it',
      'That is no proof that the photo is genuine, only that we found nothing.',
    ],
    review: ['A person should take a look', 'There are signs that also occur in ordinary photos.'],
    suspect: ['Strong evidence that something does not fit', 'What it means for this claim is for people to decide.'],
    insufficient: ['Not enough to go on', 'The photo does not carry enough either way. That counts against nobody.'],
  },
  chips: { clear: 'clear', review: 'look', suspect: 'evidence', insufficient: 'too little' },
  why: 'Why',
  whyNot: {
    PHOTO_TOO_SMALL: 'The photo is too small to look at closely.',
    PHOTO_TOO_FLAT: 'The photo shows too little detail to look at closely.',
    PHOTO_TOO_COMPRESSED: 'The photo was compressed too much to look at closely.',
    TIMED_OUT: 'Looking at the picture took too long this time.',
    FAILED: 'Looking at the picture did not work this time.',
  },
  nothing: 'No single sign stands out.',
  map: 'Where we looked',
  mapSlider: 'Slide between the photo and the map',
  photo: 'Photo',
  mapSide: 'Map',
  legend: ['like a camera', 'not looked at', 'like a generator'],
  next: 'What to do next',
  actions: {
    pass: 'Go on as usual.',
    ask_for_more: 'Ask the buyer for one thing more. This message is ready to send:',
    review: 'Have a person look before you decide. It often helps to ask the buyer for one thing more:',
    hold: 'Wait until a person has looked. It often helps to ask the buyer for one thing more:',
  },
  message: (asks) =>
    `Hello, thank you for your photos. So that we can settle this quickly for you, could you please send us ${asks.join(', and ')}? Thank you!`,
  asks: {
    original: 'the original photo straight from your album, unedited and in full size',
    noScreenshot: 'the original photo from your album instead of a screenshot',
    wider: 'one photo from about a metre away, in daylight, that shows the whole item',
    label: 'one new photo that shows the damage together with the shipping label',
    video: 'a video of about ten seconds that starts with the whole item, turns it slowly and ends close to the damage',
    today: 'one new photo taken today with the shipping label beside the item',
    angle: 'a photo of the damage from another angle, and one of the whole item with its packaging',
  },
  copy: 'Copy message',
  copied: 'Copied',
  copyFailed: 'The message is selected; copy it with your keyboard.',
  degraded: 'One of the looks failed this time; the answer rests on the others.',
  errors: {
    NO_PHOTO: 'Add a photo first.',
    NOT_A_PHOTO: (name) => `${name} is not a photo. Add a JPEG, PNG, WebP, AVIF or HEIC.`,
    TOO_MANY_PHOTOS: 'At most nine photos fit in one check. Remove some and press again.',
    PHOTO_NOT_LOADED: 'A photo of this page could not be loaded. Save it and add it here by hand.',
    PHOTO_TOO_LARGE: (name) => `${name} is too large. Add a smaller copy of it.`,
    PHOTO_UNSUPPORTED: (name) => `${name} has a type we cannot read. Save it as JPEG and add it again.`,
    PHOTO_UNREADABLE: (name) => `${name} seems to be damaged. Download it again, or ask for it once more.`,
    PHOTO_TOO_MANY_PIXELS: (name) => `${name} has too many pixels. Add a smaller copy of it.`,
    CLAIM_INVALID: (_, detail) => `The details of the order are not complete: ${detail}`,
    UNAUTHORIZED: 'The permission of this page has run out. Reload the page and press again.',
    FORBIDDEN: 'This page may not check photos of this order. Ask whoever looks after your shop system.',
    NOT_FOUND: 'This check is not there any more.',
    OVERLOADED: 'The service is very busy. Wait a minute and press again; your photos stay here.',
    UNREACHABLE: 'The service cannot be reached. Look at your connection and press again; your photos stay here.',
    INTERNAL: 'Something broke on our side and was noted. Press again; if it stays, tell whoever runs the service.',
  },
}

const zh = {
  title: '照片检查',
  add: '添加照片',
  addHint: '选择、拖入或粘贴，最多九张',
  camera: '拍照',
  check: (count) => (count === 1 ? '检查这张照片' : `检查 ${count} 张照片`),
  checkNone: '检查',
  again: '检查其他照片',
  remove: (name) => `移除 ${name}`,
  unnamed: (n) => `照片 ${n}`,
  sending: (percent) => `正在上传 ${percent}%`,
  looking: '正在查看…',
  waiting: (seconds) => `服务正忙，${seconds} 秒后自动继续。`,
  progress: (name) => `${name} 的进度`,
  photoOf: (n, of) => `第 ${n} 张，共 ${of} 张`,
  bands: {
    clear: ['未见异常', '这不等于证明照片属实，只说明我们没有发现什么。'],
    review: ['建议人工看一看', '有一些迹象，但普通照片中也会出现。'],
    suspect: ['有较强证据表明存疑', '它对本次申请意味着什么，由人来判断。'],
    insufficient: ['依据不足', '照片所含信息不足以作出判断。这对任何一方都没有不利影响。'],
  },
  chips: { clear: '无异常', review: '看一看', suspect: '存疑', insufficient: '不足' },
  why: '为什么',
  whyNot: {
    PHOTO_TOO_SMALL: '照片尺寸太小，无法细看。',
    PHOTO_TOO_FLAT: '照片细节太少，无法细看。',
    PHOTO_TOO_COMPRESSED: '照片压缩过度，无法细看。',
    TIMED_OUT: '这次查看画面耗时过长。',
    FAILED: '这次未能查看画面。',
  },
  nothing: '没有特别突出的迹象。',
  map: '我们看了哪里',
  mapSlider: '在照片与热力图之间滑动',
  photo: '照片',
  mapSide: '热力图',
  legend: ['像相机拍摄', '未查看', '像生成画面'],
  next: '接下来怎么做',
  actions: {
    pass: '按正常流程处理即可。',
    ask_for_more: '请买家再补充一点材料。这段话可以直接发送：',
    review: '请先由人工看过再决定。请买家再补充一点材料往往有帮助：',
    hold: '请等人工看过之后再处理。请买家再补充一点材料往往有帮助：',
  },
  message: (asks) => `您好，感谢您提供照片。为了尽快为您处理，麻烦您再发给我们${asks.join('，以及')}。谢谢您！`,
  asks: {
    original: '手机相册里的原图（未经编辑、未压缩）',
    noScreenshot: '手机相册里的原图，而不是截图',
    wider: '一张在日光下、约一米远处拍摄的商品全貌照片',
    label: '一张新拍的照片，让破损处与快递面单同时入镜',
    video: '一段约十秒的视频：先拍商品全貌，再慢慢转动，最后靠近破损处',
    today: '一张今天新拍的照片，把快递面单放在商品旁边',
    angle: '一张从另一角度拍摄破损处的照片，和一张带包装的商品全貌照片',
  },
  copy: '复制这段话',
  copied: '已复制',
  copyFailed: '文字已选中，请用键盘复制。',
  degraded: '这次有一项未能完成，结论依据其余各项作出。',
  errors: {
    NO_PHOTO: '请先添加照片。',
    NOT_A_PHOTO: (name) => `${name} 不是照片。请添加 JPEG、PNG、WebP、AVIF 或 HEIC。`,
    TOO_MANY_PHOTOS: '一次最多检查九张照片。请移除几张后再按一次。',
    PHOTO_NOT_LOADED: '页面中的一张照片无法读取。请保存后手动添加到这里。',
    PHOTO_TOO_LARGE: (name) => `${name} 太大了。请添加较小的副本。`,
    PHOTO_UNSUPPORTED: (name) => `${name} 的格式无法读取。请另存为 JPEG 后再添加。`,
    PHOTO_UNREADABLE: (name) => `${name} 似乎已损坏。请重新下载，或请对方再发一次。`,
    PHOTO_TOO_MANY_PIXELS: (name) => `${name} 的像素太多。请添加较小的副本。`,
    CLAIM_INVALID: (_, detail) => `订单信息不完整：${detail}`,
    UNAUTHORIZED: '本页面的许可已到期。请刷新页面后再按一次。',
    FORBIDDEN: '本页面不能检查该订单的照片。请联系负责店铺系统的同事。',
    NOT_FOUND: '这次检查已不存在。',
    OVERLOADED: '服务非常繁忙。请稍等一分钟再按一次；照片会保留在这里。',
    UNREACHABLE: '无法连接服务。请检查网络后再按一次；照片会保留在这里。',
    INTERNAL: '我们这边出了问题，已作记录。请再按一次；若仍如此，请告知服务的负责人。',
  },
}

export const words = { en, zh }

/** One character a band, as a seal shows it; decoration, the words say the same. */
export const seals = { clear: '明', review: '审', suspect: '疑', insufficient: '缺' }

/**
 * What to ask the buyer for: whatever would answer the doubt that was found, at most two things.
 * @param {{ code: string }[]} reasons of the verdict, and why the detector could not look
 */
export function asksFor(codes) {
  const has = (...wanted) => codes.some((code) => wanted.some((each) => code.startsWith(each)))
  const asks = []
  if (has('SCREEN')) asks.push('noScreenshot')
  else if (has('PHOTO_TOO_SMALL', 'PHOTO_TOO_COMPRESSED', 'EDITOR', 'THUMBNAIL', 'CROPPED')) asks.push('original')
  if (has('SAME_', 'KNOWN_', 'LISTING_', 'DISPATCH_')) asks.push('label')
  if (has('TAKEN_BEFORE', 'TAKEN_AFTER', 'TAKEN_IN_FUTURE')) asks.push('today')
  if (has('PHOTO_TOO_FLAT')) asks.push('wider')
  if (has('DECLARED_', 'LOOKS_GENERATED', 'MAY_BE_GENERATED', 'AI_LABEL', 'C2PA_', 'GENERATOR')) asks.push('video')
  return asks.length > 0 ? asks.slice(0, 2) : ['angle']
}
