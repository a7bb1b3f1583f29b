import type { Facts, Sentence } from '../reasons.ts'

const named = (facts: Facts, key: string): string | undefined => {
  const value = facts[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const byEn = (facts: Facts): string => {
  const producer = named(facts, 'producer')
  return producer ? ` by ${producer}` : ''
}
const producerZh = (facts: Facts): string | undefined => named(facts, 'producerZh') ?? named(facts, 'producer')

export const provenanceReasons = {
  DECLARED_AI: {
    en: (facts) =>
      named(facts, 'producer')
        ? `The file says it was made by ${facts.producer}, an AI service or tool.`
        : 'The file says it was made by AI.',
    zh: (facts) => {
      const producer = producerZh(facts)
      return producer ? `文件自带的标识表明它由${producer}（AI 服务或工具）生成。` : '文件自带的标识表明它由 AI 生成。'
    },
  },
  DECLARED_AI_EDIT: {
    en: (facts) => `The file says that parts of the picture were edited with AI${byEn(facts)}.`,
    zh: (facts) => {
      const producer = producerZh(facts)
      return producer ? `文件自带的标识表明画面经过 ${producer} 的 AI 编辑。` : '文件自带的标识表明画面经过 AI 编辑。'
    },
  },
  DECLARED_SYNTHETIC: {
    en: (facts) => `The file says that the picture was made by a program, not by a camera (${facts.sourceType}).`,
    zh: (facts) => `文件自带的标识表明画面由程序制作，并非相机拍摄（${facts.sourceType}）。`,
  },
  DECLARED_CAPTURE: {
    en: (facts) => `The file says that a camera took the picture (${facts.sourceType}); this is not signed.`,
    zh: (facts) => `文件自带的标识表明画面由相机拍摄（${facts.sourceType}）；该标识没有签名。`,
  },
  SOURCE_TYPE_STATED: {
    en: (facts) => `The file states how the picture came to be: ${facts.sourceType}.`,
    zh: (facts) => `文件注明了画面的来源类型：${facts.sourceType}。`,
  },
  AI_LABEL_POSSIBLE: {
    en: (facts) => `The file's AI label says that the picture may be made by AI${byEn(facts)}.`,
    zh: (facts) => {
      const producer = producerZh(facts)
      return producer
        ? `文件自带的 AI 标识（${producer}）表明画面可能由 AI 生成。`
        : '文件自带的 AI 标识表明画面可能由 AI 生成。'
    },
  },
  AI_LABEL_SUSPECTED: {
    en: (facts) => `The file's AI label says that the picture is suspected to be made by AI${byEn(facts)}.`,
    zh: (facts) => {
      const producer = producerZh(facts)
      return producer
        ? `文件自带的 AI 标识（${producer}）表明画面疑似由 AI 生成。`
        : '文件自带的 AI 标识表明画面疑似由 AI 生成。'
    },
  },
  AI_LABEL_UNREADABLE: {
    en: (facts) => `The file carries an AI label whose value (${facts.label}) the standard does not define.`,
    zh: (facts) => `文件带有 AI 标识，但其取值（${facts.label}）不在标准定义之内。`,
  },
  GENERATOR_SETTINGS: {
    en: (facts) => `The file carries the settings of ${facts.producer} that a picture was generated with.`,
    zh: (facts) =>
      `文件中带有 ${facts.producer === 'an image generator' ? '图片生成工具' : facts.producer} 生成图片时的参数。`,
  },
  EDITOR_APP_DATA: {
    en: (facts) => `The file carries data of the editing app ${facts.editor}; that is no sign of AI.`,
    zh: (facts) => `文件带有编辑应用 ${facts.editor} 的数据；这并不表示使用了 AI。`,
  },
  C2PA_PRESENT: {
    en: (facts) =>
      facts.remote
        ? 'The file links to Content Credentials kept elsewhere; they were not fetched.'
        : `The file carries Content Credentials${named(facts, 'generator') ? ` made by ${facts.generator}` : ''}; they were not validated.`,
    zh: (facts) =>
      facts.remote
        ? '文件链接到存放在别处的内容凭证；本次未获取。'
        : `文件带有内容凭证${named(facts, 'generator') ? `（由 ${facts.generator} 写入）` : ''}；本次未验证。`,
  },
  C2PA_DECLARES_AI: {
    en: (facts) =>
      `The file's Content Credentials state that AI made or edited the picture (${facts.sourceType}); they were not validated.`,
    zh: (facts) => `文件的内容凭证声明画面由 AI 生成或编辑（${facts.sourceType}）；该凭证未经验证。`,
  },
} satisfies Record<string, Sentence>
