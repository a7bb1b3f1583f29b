import { plainText } from '../../photo/plainText.ts'
import type { Finding } from './finding.ts'

/** A piece of text in a file: a PNG text chunk by its keyword, or an EXIF or XMP field by its name. */
export interface TextField {
  place: string
  keyword: string
  text: string
}

/** Part of a text in which settings are looked for, in UTF-16 units from its start; prompts are shorter. */
const LOOK_AT = 1 << 17

/** Settings that a generator left in a text field, by the forms that its tools write; undefined for any other text. */
export function generatorFinding(field: TextField): Finding | undefined {
  const text = field.text.length > LOOK_AT ? field.text.slice(0, LOOK_AT) : field.text
  const found = comfy(field, text) ?? webUi(text) ?? byKeyword(field, text) ?? midjourney(text) ?? jsonSettings(text)
  if (!found) return undefined
  const facts: Finding['facts'] = { producer: found.tool }
  if (found.prompt) facts.prompt = plainText(found.prompt)
  return { code: 'GENERATOR_SETTINGS', mark: found.mark, place: field.place, facts }
}

interface Settings {
  mark: string
  tool: string
  prompt?: string | undefined
}

/** ComfyUI: graphs as JSON, in PNG chunks `prompt` and `workflow` or with those names as a prefix in EXIF fields. */
function comfy({ keyword }: TextField, text: string): Settings | undefined {
  const json = /^(?:prompt|workflow)\s?:\s?(?=\{)/i.exec(text)
  const body = json ? text.slice(json[0].length) : /^(?:prompt|workflow)$/i.test(keyword) ? text : ''
  if (!body.trimStart().startsWith('{')) return undefined
  const isPrompt = body.includes('"class_type"')
  if (!isPrompt && !(body.includes('"nodes"') && body.includes('"last_node_id"'))) return undefined
  return { mark: 'comfyui', tool: 'ComfyUI', prompt: isPrompt ? comfyPrompt(body) : undefined }
}

/** The text that a sampler's `positive` input leads to; a graph may have several nodes between. */
function comfyPrompt(json: string): string | undefined {
  const graph = parseGraph(json)
  const sampler = Object.values(graph).find((node) => Array.isArray(node?.inputs?.positive))
  let id = sampler?.inputs?.positive
  for (let hops = 0; Array.isArray(id) && hops < HOPS_AT_MOST; hops++) {
    const inputs: Record<string, unknown> = graph[String(id[0])]?.inputs ?? {}
    const text = inputs.text ?? inputs.text_g ?? inputs.prompt
    if (typeof text === 'string') return text
    id = text ?? inputs.conditioning ?? inputs.positive ?? inputs.conditioning_1
  }
  return undefined
}

const HOPS_AT_MOST = 8

type Graph = Record<string, { inputs?: Record<string, unknown> } | null | undefined>

function parseGraph(json: string): Graph {
  try {
    const graph: unknown = JSON.parse(json)
    return typeof graph === 'object' && graph !== null ? (graph as Graph) : {}
  } catch {
    return {}
  }
}

/**
 * The line that Stable Diffusion web interfaces write: `Steps: 20, Sampler: …, CFG scale: 7, Seed: 1, …` after the
 * prompt, in PNG `parameters` or EXIF UserComment.
 */
function webUi(text: string): Settings | undefined {
  const at = text.search(/(?:^|[\n,;]) {0,4}Steps: \d{1,6}(?:,|\n|$)/)
  if (at < 0) return undefined
  const line = text.slice(at, at + 4000)
  const others = ['Sampler: ', 'CFG scale: ', 'Seed: ', 'Size: ', 'Model: ', 'Model hash: '].filter((name) =>
    line.includes(name),
  )
  if (others.length < 2) return undefined
  const head = text.slice(0, at)
  const negative = head.indexOf('Negative prompt:')
  return { mark: 'webui_settings', tool: webUiTool(line), prompt: negative < 0 ? head : head.slice(0, negative) }
}

function webUiTool(line: string): string {
  if (line.includes('stable-diffusion.cpp')) return 'stable-diffusion.cpp'
  if (/\b(?:App|Version): ?SD\.?Next/i.test(line)) return 'SD.Next'
  if (line.includes('Version: ComfyUI')) return 'ComfyUI'
  if (/\bVersion: f\d/.test(line)) return 'Stable Diffusion WebUI Forge'
  if (line.includes('Civitai resources')) return 'Civitai'
  return 'Stable Diffusion WebUI'
}

/** Keywords that one tool alone writes, with what its text must hold. `hf-job-id` is Higgsfield's, as published by others. */
const KEYWORDS: { keyword: string; holds: RegExp; tool: string; mark: string; prompt?: RegExp }[] = [
  {
    keyword: 'Dream',
    holds: / -(?:s|S|W|H|C|A)\s?\d|"-s/,
    tool: 'InvokeAI',
    mark: 'invokeai',
    prompt: /^"((?:[^"\\]|\\.){1,2000})"/,
  },
  {
    keyword: 'sd-metadata',
    holds: /^\s*\{/,
    tool: 'InvokeAI',
    mark: 'invokeai',
    prompt: /"prompt":\s?(?:\[\s?\{\s?"prompt":\s?)?"((?:[^"\\]|\\.){1,2000})"/,
  },
  {
    keyword: 'invokeai_metadata',
    holds: /^\s*\{/,
    tool: 'InvokeAI',
    mark: 'invokeai',
    prompt: /"positive_prompt":\s?"((?:[^"\\]|\\.){1,2000})"/,
  },
  { keyword: 'invokeai_graph', holds: /^\s*\{/, tool: 'InvokeAI', mark: 'invokeai' },
  { keyword: 'invokeai_workflow', holds: /^\s*\{/, tool: 'InvokeAI', mark: 'invokeai' },
  { keyword: 'Software', holds: /^NovelAI\b/, tool: 'NovelAI', mark: 'novelai' },
  { keyword: 'Source', holds: /^NovelAI\b/, tool: 'NovelAI', mark: 'novelai' },
  { keyword: 'Software', holds: /^Fooocus\b/, tool: 'Fooocus', mark: 'fooocus' },
  { keyword: 'fooocus_scheme', holds: /\S/, tool: 'Fooocus', mark: 'fooocus' },
  { keyword: 'use_stable_diffusion_model', holds: /\S/, tool: 'Easy Diffusion', mark: 'easy_diffusion' },
  { keyword: 'hf-job-id', holds: /\S/, tool: 'Higgsfield', mark: 'higgsfield' },
]

function byKeyword(field: TextField, text: string): Settings | undefined {
  const known = KEYWORDS.find(({ keyword, holds }) => keyword === field.keyword && holds.test(text.slice(0, 4000)))
  return known && { mark: known.mark, tool: known.tool, prompt: known.prompt?.exec(text)?.[1] }
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const JOB_ID = new RegExp(`\\bJob ID: ${UUID}\\b`, 'i')

/** Midjourney ends its description with the job's id. */
function midjourney(text: string): Settings | undefined {
  const at = text.search(JOB_ID)
  return at < 0 ? undefined : { mark: 'midjourney', tool: 'Midjourney', prompt: text.slice(0, at) }
}

/** Keys that name a tool, found in its JSON wherever it stands. */
const TOOL_KEYS: [key: string, tool: string, mark: string][] = [
  ['"sui_image_params"', 'SwarmUI', 'swarmui'],
  ['"mflux_version"', 'MFLUX', 'mflux'],
  ['"use_stable_diffusion_model"', 'Easy Diffusion', 'easy_diffusion'],
  ['"Software":"NovelAI"', 'NovelAI', 'novelai'],
  ['"Software": "NovelAI"', 'NovelAI', 'novelai'],
  ['"fooocus_scheme"', 'Fooocus', 'fooocus'],
  ['"metadata_scheme":"fooocus"', 'Fooocus', 'fooocus'],
  ['"metadata_scheme": "fooocus"', 'Fooocus', 'fooocus'],
]

/** Groups of keys for one setting; three of them in one JSON text are a sampler's settings, whatever wrote them. */
const SETTING_KEYS = [
  /"(?:sampler|sampler_name|scheduler)"\s{0,4}:/i,
  /"(?:steps|num_inference_steps|performance)"\s{0,4}:/i,
  /"seed"\s{0,4}:/i,
  /"(?:negative_prompt|negativePrompt|uc)"\s{0,4}:/,
  /"(?:cfg_scale|cfgScale|guidance_scale|guidance|base_model_hash|base_model)"\s{0,4}:/,
  /"prompt"\s{0,4}:/i,
]
const SETTINGS_ENOUGH = 4

function jsonSettings(text: string): Settings | undefined {
  if (!/^\s{0,16}[[{]/.test(text)) return undefined
  const [, tool, mark] = TOOL_KEYS.find(([key]) => text.includes(key)) ?? []
  const settings = SETTING_KEYS.filter((key) => key.test(text)).length
  if (!tool && settings < SETTINGS_ENOUGH) return undefined
  const prompt = /"prompt"\s{0,4}:\s{0,4}"((?:[^"\\]|\\.){1,2000})"/i.exec(text)?.[1]
  return { mark: mark ?? 'json_settings', tool: tool ?? 'an image generator', prompt }
}

/** Programs that only generate, as they name themselves. `Firefly` alone is also a camera maker. */
const GENERATORS = [
  'midjourney',
  'stable diffusion',
  'dall-e',
  'dall·e',
  'adobe firefly',
  'comfyui',
  'novelai',
  'invokeai',
  'fooocus',
  'mflux',
  'diffusionbee',
  'draw things',
]

/** A generator named as the software that made the file. */
export function generatorSoftwareFinding(software: string, place: string): Finding | undefined {
  const name = software.slice(0, 200).toLowerCase()
  if (!GENERATORS.some((generator) => name.includes(generator))) return undefined
  return { code: 'DECLARED_AI', mark: 'software', place, facts: { producer: plainText(software, 60) } }
}

/** Grok signs its files: a base64 signature as description and a UUID as artist. */
export function grokFinding(description: string, artist: string, place: string): Finding | undefined {
  const isGrok = /^Signature: [A-Za-z0-9+/=]{40,4000}$/.test(description) && new RegExp(`^${UUID}$`, 'i').test(artist)
  return isGrok ? { code: 'DECLARED_AI', mark: 'grok', place, facts: { producer: 'Grok' } } : undefined
}

/**
 * Data that ByteDance's editors (Jianying/CapCut, Xingtu, Douyin's beauty camera) leave: an editor, unless its own
 * `aigc_label_type` says 1 or 2.
 */
export function byteDanceFinding(text: string, place: string): Finding | undefined {
  const head = text.slice(0, LOOK_AT)
  const product =
    /"source_type"\s{0,4}:\s{0,4}"(douyin_[a-z_]{1,40})"/.exec(head)?.[1] ??
    /"product"\s{0,4}:\s{0,4}"(retouch|lv)"/.exec(head)?.[1]
  const label = /\\?"aigc_label_type\\?"\s{0,4}:\s{0,4}\\?"?([12])\b/.exec(head)?.[1]
  if (label) return { code: 'DECLARED_AI', mark: 'bytedance_label', place, facts: { labelType: Number(label) } }
  if (!product) return undefined
  const editor = product === 'lv' ? 'Jianying' : product === 'retouch' ? 'Xingtu' : 'Douyin'
  return { code: 'EDITOR_APP_DATA', mark: 'bytedance_editor', place, facts: { editor } }
}
