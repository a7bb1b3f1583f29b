import type { Facts, Sentence } from '../sentence.ts'

const seen = (facts: Facts) => ({
  en: `in check ${facts.checkId} of ${String(facts.seenAt).slice(0, 10)}`,
  zh: `（检查编号 ${facts.checkId}，${String(facts.seenAt).slice(0, 10)}）`,
})

export const reuseReasons = {
  SOME_PHOTOS_REUSED: {
    en: ({ reused, of }) => `Seen before elsewhere: ${reused} of the ${of} photos of this claim; the others were not.`,
    zh: ({ reused, of }) => `本次提交的 ${of} 张照片中有 ${reused} 张曾在别处出现，其余没有。`,
  },
  SAME_FILE_OF_OTHER_BUYER: {
    en: (facts) => `Exactly this file was sent for another buyer's order, ${seen(facts).en}.`,
    zh: (facts) => `另一位买家的订单中提交过完全相同的文件${seen(facts).zh}。`,
  },
  SAME_PICTURE_OF_OTHER_BUYER: {
    en: (facts) => `The same picture was sent for another buyer's order, ${seen(facts).en}.`,
    zh: (facts) => `另一位买家的订单中提交过相同的画面${seen(facts).zh}。`,
  },
  SAME_FILE_IN_OTHER_ORDER: {
    en: (facts) => `Exactly this file was sent for another order, ${seen(facts).en}.`,
    zh: (facts) => `其他订单中提交过完全相同的文件${seen(facts).zh}。`,
  },
  SAME_PICTURE_IN_OTHER_ORDER: {
    en: (facts) => `The same picture was sent for another order, ${seen(facts).en}.`,
    zh: (facts) => `其他订单中提交过相同的画面${seen(facts).zh}。`,
  },
} satisfies Record<string, Sentence>
