import { plainText } from '../../photo/plainText.ts'

/**
 * Who wrote an AIGC label. The code is `001`, a digit for the kind of provider, the 18 characters of a Unified Social
 * Credit Code and 5 of the provider's own (TC260 practice guide on provider codes, 2025); some write a plain name.
 *
 * `real file` are codes read from files that the service itself made; `published` are codes that others have published
 * with measured files (remove-ai-watermarks, aigc-cli and vendors' privacy statements), not seen by us. Among these,
 * iFLYTEK's is in the questions and answers of its own speech synthesis, Apple's in what its PDF framework writes,
 * Migu's in its video tool, iFlow's and StepFun's in texts that their services labelled and people published.
 * `register`: the company's Unified Social Credit Code in the business register, which the guide makes its code; no file
 * with it is known to us.
 */
const PRODUCERS: { codes: string[]; en: string; zh: string; source: 'real file' | 'published' | 'register' }[] = [
  { codes: ['91110102MACQD9K640', 'doubao'], en: 'Doubao', zh: '豆包', source: 'real file' },
  { codes: ['9144030008867405X2', 'jimeng'], en: 'Jimeng', zh: '即梦', source: 'real file' },
  { codes: ['91440101MA9Y9T4H7A', 'qwen'], en: 'Qwen', zh: '千问', source: 'published' },
  { codes: ['91330106MA2CFLDG4R', 'wan'], en: 'Tongyi Wan', zh: '通义万相', source: 'published' },
  { codes: ['91110108335469089C', 'kling'], en: 'Kling', zh: '可灵', source: 'published' },
  { codes: ['91440300708461136T'], en: 'Tencent Yuanbao', zh: '腾讯元宝', source: 'published' },
  { codes: ['9144030071526726XG'], en: 'Tencent Hunyuan', zh: '腾讯混元', source: 'published' },
  { codes: ['91110000802100433B', 'baidu'], en: 'Baidu', zh: '百度', source: 'published' },
  { codes: ['91440300MA5G49LC9K', 'honor'], en: 'Honor', zh: '荣耀', source: 'published' },
  { codes: ['91110108MA01KP2T5U'], en: 'Zhipu', zh: '智谱', source: 'published' },
  { codes: ['91110105MACJ6K1C8A', 'liblib', 'liblibai'], en: 'LiblibAI', zh: '哩布哩布AI', source: 'published' },
  { codes: ['91340100MAEB4N8H76', 'runninghub'], en: 'RunningHub', zh: 'RunningHub', source: 'published' },
  { codes: ['91110108MACC4D63XF'], en: 'Vidu', zh: 'Vidu', source: 'published' },
  { codes: ['minimax'], en: 'MiniMax', zh: 'MiniMax', source: 'published' },
  { codes: ['91340000711771143J'], en: 'iFLYTEK', zh: '科大讯飞', source: 'published' },
  { codes: ['91310115MAEA70M85H'], en: 'Apple', zh: 'Apple', source: 'published' },
  { codes: ['91510100321561677C'], en: 'Migu', zh: '咪咕', source: 'published' },
  { codes: ['91330101MA27WPYJ18'], en: 'iFlow', zh: '心流', source: 'published' },
  { codes: ['91310104MACE0YX639'], en: 'StepFun', zh: '阶跃星辰', source: 'published' },
  { codes: ['91310000MA7CGN828C'], en: 'MiniMax', zh: 'MiniMax', source: 'register' },
  { codes: ['91110108MACG2KBH8F'], en: 'Kimi', zh: 'Kimi', source: 'register' },
  { codes: ['91330105MACPN4X08Y'], en: 'DeepSeek', zh: '深度求索', source: 'register' },
]

const byCode = new Map(PRODUCERS.flatMap((producer) => producer.codes.map((code) => [code.toLowerCase(), producer])))

/**
 * Names of a producer or propagator by its code or plain name.
 *
 * @returns what the field says, shortened, in both languages where the code is not known
 */
export function producerName(field: string): { en: string; zh: string } {
  const text = field.trim()
  const company = /^001\d([0-9A-Z]{18})/i.exec(text)?.[1] ?? text
  const known = byCode.get(company.toLowerCase())
  if (known) return { en: known.en, zh: known.zh }
  const asWritten = plainText(text)
  return { en: asWritten, zh: asWritten }
}
