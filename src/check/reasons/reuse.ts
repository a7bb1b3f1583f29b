import type { Facts, Sentence } from '../sentence.ts'

const seen = (facts: Facts) => ({
  en: `in check ${facts.checkId} of ${String(facts.seenAt).slice(0, 10)}`,
  zh: `（检查编号 ${facts.checkId}，${String(facts.seenAt).slice(0, 10)}）`,
})

export const reuseReasons = {
  KNOWN_FAKE: {
    en: ({ referenceId }) =>
      `The picture is known: people found an earlier copy not to be a genuine photo (${referenceId}).`,
    zh: ({ referenceId }) => `该画面已有记录：此前的相同画面经人工判定不是真实照片（${referenceId}）。`,
  },
  LISTING_PICTURE: {
    en: ({ referenceId }) => `The picture is one of the shop's own listing pictures (${referenceId}).`,
    zh: ({ referenceId }) => `该画面与店铺的商品展示图相同（${referenceId}）。`,
  },
  DISPATCH_PHOTO: {
    en: ({ referenceId }) => `The picture is one that the shop took before it sent the goods (${referenceId}).`,
    zh: ({ referenceId }) => `该画面与商家发货前拍摄的照片相同（${referenceId}）。`,
  },
  SAME_FILE_OF_OTHER_BUYER: {
    en: (facts) => `Exactly this file was sent for another buyer's order, ${seen(facts).en}.`,
    zh: (facts) => `另一位买家的订单中提交过完全相同的文件${seen(facts).zh}。`,
  },
  SAME_PICTURE_OF_OTHER_BUYER: {
    en: (facts) => `The same picture was sent for another buyer's order, ${seen(facts).en}.`,
    zh: (facts) => `另一位买家的订单中提交过相同的画面${seen(facts).zh}。`,
  },
  SAME_FILE_IN_OTHER_SHOP: {
    en: (facts) => `Exactly this file was sent to another shop, ${seen(facts).en}.`,
    zh: (facts) => `在另一家店铺的订单中提交过完全相同的文件${seen(facts).zh}。`,
  },
  SAME_PICTURE_IN_OTHER_SHOP: {
    en: (facts) => `The same picture was sent to another shop, ${seen(facts).en}.`,
    zh: (facts) => `在另一家店铺的订单中提交过相同的画面${seen(facts).zh}。`,
  },
  SAME_FILE_IN_OTHER_ORDER: {
    en: (facts) => `Exactly this file was sent for another order, ${seen(facts).en}.`,
    zh: (facts) => `其他订单中提交过完全相同的文件${seen(facts).zh}。`,
  },
  SAME_PICTURE_IN_OTHER_ORDER: {
    en: (facts) => `The same picture was sent for another order, ${seen(facts).en}.`,
    zh: (facts) => `其他订单中提交过相同的画面${seen(facts).zh}。`,
  },
  PICTURE_OF_MANY_BUYERS: {
    en: ({ buyers }) =>
      `The picture was sent by ${buyers} other buyers; people have to see first whether that means anything.`,
    zh: ({ buyers }) => `另有 ${buyers} 位买家提交过该画面；是否有意义需先由人工确认。`,
  },
  SAME_PICTURE_TWICE: {
    en: ({ other }) => `The picture is the same as photo ${other} of this claim.`,
    zh: ({ other }) => `该画面与本次提交的第 ${other} 张照片相同。`,
  },
  SAME_SCENE: {
    en: ({ other, details }) =>
      `It shows the same thing, print or place as photo ${other} of this claim: ${details} details agree.`,
    zh: ({ other, details }) => `与本次提交的第 ${other} 张照片有相同的物品、印刷图案或场景：${details} 处细节相符。`,
  },
  ONE_SCENE: {
    en: ({ photos }) => `Photos ${photos} of this claim show the same thing, print or place.`,
    zh: ({ photos }) => `本次提交的第 ${String(photos).replaceAll(', ', '、')} 张照片中有相同的物品、印刷图案或场景。`,
  },
  SOME_PHOTOS_REUSED: {
    en: ({ reused, of }) =>
      `Seen before elsewhere: ${reused} of the ${of} photos of this claim that were looked up; the others were not.`,
    zh: ({ reused, of }) => `本次提交的照片中查询了 ${of} 张，其中 ${reused} 张曾在别处出现，其余没有。`,
  },
} satisfies Record<string, Sentence>
