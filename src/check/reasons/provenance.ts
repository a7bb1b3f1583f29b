import type { Facts, Sentence } from '../sentence.ts'

const named = (facts: Facts, key: string): string | undefined => {
  const value = facts[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const byEn = (facts: Facts): string => {
  const producer = named(facts, 'producer')
  return producer ? ` by ${producer}` : ''
}
const producerZh = (facts: Facts): string | undefined => named(facts, 'producerZh') ?? named(facts, 'producer')

const placesZh: Record<string, string> = {
  top: '上方',
  bottom: '下方',
  'top left': '左上角',
  'top right': '右上角',
  'bottom left': '左下角',
  'bottom right': '右下角',
}

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
  VISIBLE_AI_LABEL: {
    en: (facts) => `A mark drawn in the picture (${facts.place}) says that AI made it.`,
    zh: (facts) => `画面${placesZh[String(facts.place)] ?? '边缘'}绘有标识，表明该画面由 AI 生成。`,
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
        : `The file carries Content Credentials${named(facts, 'generator') ? ` made by ${facts.generator}` : ''}: ${credentialsEn(facts)}.`,
    zh: (facts) =>
      facts.remote
        ? '文件链接到存放在别处的内容凭证；本次未获取。'
        : `文件带有内容凭证${named(facts, 'generator') ? `（由 ${facts.generator} 写入）` : ''}：${credentialsZh(facts)}。`,
  },
  C2PA_SIGNED_AI: {
    en: (facts) =>
      `Signed Content Credentials${named(facts, 'producer') ? ` by ${facts.producer}` : ''} state that AI made or edited the picture (${facts.sourceType}).`,
    zh: (facts) =>
      `经签名的内容凭证${named(facts, 'producer') ? `（由 ${facts.producer} 写入）` : ''}声明画面由 AI 生成或编辑（${facts.sourceType}）。`,
  },
  C2PA_DECLARES_AI: {
    en: (facts) =>
      `The file's Content Credentials${named(facts, 'producer') ? ` by ${facts.producer}` : ''} state that AI made or edited the picture (${facts.sourceType}); their signature was not confirmed.`,
    zh: (facts) =>
      `文件的内容凭证${named(facts, 'producer') ? `（由 ${facts.producer} 写入）` : ''}声明画面由 AI 生成或编辑（${facts.sourceType}）；其签名未获确认。`,
  },
  C2PA_CAPTURE: {
    en: (facts) =>
      `Content Credentials signed by ${facts.signer}, a trusted signer, state that a camera took the picture.`,
    zh: (facts) => `由受信任的签名方 ${facts.signer} 签署的内容凭证声明画面由相机拍摄。`,
  },
  C2PA_TAMPERED: {
    en: () => 'The file was changed after its Content Credentials were signed; re-saving by an app does that as well.',
    zh: () => '文件在内容凭证签署之后被改动过；应用重新保存也会造成这种情况。',
  },
} satisfies Record<string, Sentence>

const STATES: Record<string, [en: string, zh: string]> = {
  trusted: ['the signature holds and its signer is trusted', '签名有效，签名方受信任'],
  valid: ['the signature holds', '签名有效'],
  expired: ['the signature holds, but its certificate has expired', '签名有效，但证书已过期'],
  revoked: ['its certificate was revoked', '证书已被吊销'],
  tampered: ['they do not match the file', '凭证与文件内容不符'],
  unreadable: ['they could not be read', '无法读取'],
}

const credentialsEn = ({ state }: Facts): string => STATES[String(state)]?.[0] ?? 'they were not validated'
const credentialsZh = ({ state }: Facts): string => STATES[String(state)]?.[1] ?? '本次未验证'
