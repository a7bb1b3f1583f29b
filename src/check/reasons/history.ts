import type { Sentence } from '../sentence.ts'

export const historyReasons = {
  EARLIER_PHOTOS_NOT_GENUINE: {
    en: ({ fake, days }) =>
      `People decided that ${fake} earlier claims of this buyer in ${days} days were not genuine.`,
    zh: ({ fake, days }) => `近 ${days} 天内，该买家有 ${fake} 次申请经人工判定为不属实。`,
  },
  ONCE_NOT_GENUINE: {
    en: ({ fake, days }) =>
      `People decided that ${fake} claims of this buyer were not genuine, more than a month and less than ${days} days ago.`,
    zh: ({ fake, days }) => `该买家在一个月以前、${days} 天以内有 ${fake} 次申请经人工判定为不属实。`,
  },
  EARLIER_PHOTOS_GENUINE: {
    en: ({ genuine, days }) =>
      `People decided that ${genuine} earlier claims of this buyer in ${days} days were genuine.`,
    zh: ({ genuine, days }) => `近 ${days} 天内，该买家有 ${genuine} 次申请经人工判定为属实。`,
  },
  MANY_CLAIMS: {
    en: ({ claims, days }) => `The buyer made claims for ${claims} other orders in ${days} days.`,
    zh: ({ claims, days }) => `近 ${days} 天内，该买家另有 ${claims} 个订单提出过售后申请。`,
  },
  LINKED_ACCOUNTS: {
    en: ({ buyers, by }) => `The buyer shares ${by} with ${buyers} other accounts; a household can too.`,
    zh: ({ buyers, byZh }) => `该买家与另外 ${buyers} 个账号存在共同的${byZh}；同一家庭也可能如此。`,
  },
  LINKED_ACCOUNTS_NOT_GENUINE: {
    en: ({ buyers, by, fake }) =>
      `The buyer shares ${by} with ${buyers} other accounts, of which ${fake} had claims that people decided were not genuine.`,
    zh: ({ buyers, byZh, fake }) =>
      `该买家与另外 ${buyers} 个账号存在共同的${byZh}，其中 ${fake} 个账号有申请经人工判定为不属实。`,
  },
} satisfies Record<string, Sentence>
