import type { Sentence } from '../sentence.ts'

export const historyReasons = {
  EARLIER_PHOTOS_NOT_GENUINE: {
    en: ({ fake, days }) =>
      `People decided that ${fake} earlier claims of this buyer in ${days} days were not genuine.`,
    zh: ({ fake, days }) => `近 ${days} 天内，该买家有 ${fake} 次申请经人工判定为不属实。`,
  },
  EARLIER_PHOTOS_GENUINE: {
    en: ({ genuine, days }) =>
      `People decided that ${genuine} earlier claims of this buyer in ${days} days were genuine.`,
    zh: ({ genuine, days }) => `近 ${days} 天内，该买家有 ${genuine} 次申请经人工判定为属实。`,
  },
} satisfies Record<string, Sentence>
