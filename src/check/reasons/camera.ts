import type { Facts, Sentence } from '../sentence.ts'

const camera = ({ make, model }: Facts): string => {
  const text = String(model)
  return text.toLowerCase().startsWith(String(make).toLowerCase()) ? text : `${make} ${text}`
}

const days = (facts: Facts): string => (facts.days === 1 ? '1 day' : `${facts.days} days`)

export const cameraReasons = {
  ONE_CAMERA: {
    en: ({ camera, photos }) => `The ${photos} photos that name a camera name the same one, ${camera}.`,
    zh: ({ camera, photos }) => `注明相机的 ${photos} 张照片均来自同一型号：${camera}。`,
  },
  SEVERAL_CAMERAS: {
    en: ({ cameras, count }) => `The photos of this claim name ${count} different cameras: ${cameras}.`,
    zh: ({ cameras, count }) => `本次提交的照片注明了 ${count} 种不同的相机：${cameras}。`,
  },
  CAMERA_FACTS_COMPLETE: {
    en: (facts) => `The file carries what a ${camera(facts)} writes when it takes a photo, unchanged in size.`,
    zh: (facts) => `文件带有 ${camera(facts)} 拍摄时写入的完整信息，尺寸也与拍摄时一致。`,
  },
  CAMERA_FACTS: {
    en: (facts) => `The file names a ${camera(facts)} and its exposure settings.`,
    zh: (facts) => `文件注明了相机 ${camera(facts)} 及其曝光参数。`,
  },
  CAMERA_NAMED: {
    en: (facts) => `The file names a ${camera(facts)}, without exposure settings.`,
    zh: (facts) => `文件注明了相机 ${camera(facts)}，但没有曝光参数。`,
  },
  MAKER_CONTRADICTION: {
    en: (facts) => `The file names a ${camera(facts)}, but its ${facts.part} data belong to another camera.`,
    zh: (facts) =>
      `文件注明相机为 ${camera(facts)}，但其${facts.part === 'lens' ? '镜头' : '厂商注释'}数据属于另一款相机。`,
  },
  RESIZED_SINCE_CAPTURE: {
    en: (facts) =>
      `The camera wrote ${facts.stated} pixels, the file has ${facts.coded}: it was resized, as many apps do.`,
    zh: (facts) => `相机写入的尺寸为 ${facts.stated} 像素，文件为 ${facts.coded}：图片被缩放过，许多应用都会这样处理。`,
  },
  CROPPED_SINCE_CAPTURE: {
    en: (facts) =>
      `The camera wrote ${facts.stated} pixels, the file has ${facts.coded} with other proportions: it was cropped or changed.`,
    zh: (facts) => `相机写入的尺寸为 ${facts.stated} 像素，文件为 ${facts.coded}，比例不同：图片被裁剪或改动过。`,
  },
  EDITOR_TRACE: {
    en: (facts) => `The file was saved with ${facts.editor}; what was changed is not known.`,
    zh: (facts) => `文件曾用 ${facts.editor} 保存；具体改动不详。`,
  },
  SCREENSHOT_NAMED: {
    en: (facts) =>
      facts.where === 'file' ? 'The file says that it is a screenshot.' : 'Its file name says that it is a screenshot.',
    zh: (facts) => (facts.where === 'file' ? '文件注明它是屏幕截图。' : '文件名表明它是屏幕截图。'),
  },
  CLOCK_NOT_SET: {
    en: (facts) => `The camera's clock seems never to have been set (${facts.takenAt}); the time was not used.`,
    zh: (facts) => `相机时钟似乎从未设置（${facts.takenAt}）；该时间未被采用。`,
  },
  TAKEN_IN_TIME: {
    en: (facts) => `Its camera's clock (${facts.takenAt}) agrees with the times of the claim.`,
    zh: (facts) => `相机时钟（${facts.takenAt}）与申请中的时间相符。`,
  },
  TAKEN_BEFORE_ORDER: {
    en: (facts) =>
      `By its camera's clock (${facts.takenAt}) the photo was taken at least ${days(facts)} before the order; a wrong clock would explain it as well.`,
    zh: (facts) =>
      `按相机时钟（${facts.takenAt}），照片拍摄于下单前至少 ${facts.days} 天；相机时钟不准也会造成这种情况。`,
  },
  TAKEN_BEFORE_DELIVERY: {
    en: (facts) =>
      `By its camera's clock (${facts.takenAt}) the photo was taken at least ${days(facts)} before the delivery; a wrong clock would explain it as well.`,
    zh: (facts) =>
      `按相机时钟（${facts.takenAt}），照片拍摄于签收前至少 ${facts.days} 天；相机时钟不准也会造成这种情况。`,
  },
  TAKEN_AFTER_CLAIM: {
    en: (facts) =>
      `By its camera's clock (${facts.takenAt}) the photo was taken after the claim was opened: it was added later, or the clock is wrong.`,
    zh: (facts) => `按相机时钟（${facts.takenAt}），照片拍摄于申请提交之后：可能是后来补充的，也可能是时钟不准。`,
  },
  TAKEN_IN_FUTURE: {
    en: (facts) =>
      `Its camera's clock (${facts.takenAt}) is ahead of the time of this check: the clock is wrong or was changed.`,
    zh: (facts) => `相机时钟（${facts.takenAt}）晚于本次检查的时间：时钟不准或被改动过。`,
  },
} satisfies Record<string, Sentence>
