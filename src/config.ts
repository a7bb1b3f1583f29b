import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { KeepPhotos } from './photo/keep.ts'
import type { StorePlace } from './store/open.ts'

/** The project's folder, from `src/` and from `dist/` alike. */
const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

const list = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .pipe(z.array(z.string().min(1)))
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

const isOrigin = (text: string) =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text
const origin = z.string().refine(isOrigin, 'each must be an origin such as https://shop.example')

/** A key is `secret` or `tenant:secret`. */
const apiKey = z.string().transform((text) => {
  const [tenant, secret] = text.includes(':') ? (text.split(/:(.*)/s) as [string, string]) : ['default', text]
  return { tenant, secret }
})
const longEnough = (keys: { secret: string }[]) => keys.every(({ secret }) => secret.length >= 16)

/** `thumbnails:48` as what and how long. */
function keepPhotos(text: string): KeepPhotos {
  const [what, hours = '24'] = text.split(':')
  return what === 'none' ? { what } : { what: what as 'thumbnails' | 'originals', hours: Number(hours) }
}

/**
 * Every setting, its default and its bounds. The only reader of the environment.
 */
const settings = z.object({
  /** Port to listen on; 0 takes a free one. */
  PORT: count(0, 65_535).default(8080),
  /** Address to bind. Without API keys only loopback is allowed. */
  HOST: z.string().default('127.0.0.1'),
  /** Folder of the embedded store, used when DATABASE_URL is not set. */
  DATA_DIR: z.string().default('./data'),
  /** Any PostgreSQL 14 or newer. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Keys that callers send as `Authorization: Bearer`, `secret` or `tenant:secret`, at least 16 characters each. */
  API_KEYS: list.pipe(z.array(apiKey)).refine(longEnough, 'each secret must have at least 16 characters').default([]),
  /** Folder with detector.json and its weights. */
  MODEL_DIR: z.string().default(root('models')),
  /** Folder with labels.json and the weights of the reader of visible labels. */
  LABEL_MODEL_DIR: z.string().default(root('models/labels')),
  /** How evidence becomes a verdict. */
  POLICY_FILE: z.string().default(root('policy/default.json')),
  /** Days after which checks, hashes and facts are deleted. */
  RETENTION_DAYS: count(1, 3650).default(180),
  /**
   * What is kept of photos' pixels: `none`, `thumbnails` or `originals`, with `:HOURS` for how long (24 by default).
   * Originals go with thumbnails.
   */
  KEEP_PHOTOS: z
    .string()
    .regex(/^(none|(thumbnails|originals)(:\d{1,5})?)$/, 'none, thumbnails:HOURS or originals:HOURS')
    .default('none')
    .transform(keepPhotos),
  /** PEM file of the signers and time stamp authorities whose Content Credentials are trusted; none by default. */
  C2PA_TRUST_LIST: z.string().optional(),
  /** Hosts from which photos may be fetched by URL; none by default. */
  ALLOWED_PHOTO_HOSTS: list.default([]),
  /** Origins whose pages may carry the button, call the service and frame its pages; none by default. */
  BUTTON_ORIGINS: list.pipe(z.array(origin)).default([]),
  /** Inference threads. */
  WORKERS: count(1, 256).default(availableParallelism()),
  /** Largest photo, in bytes. */
  MAX_PHOTO_BYTES: count(1_000, 200_000_000).default(20_000_000),
  /** Largest photo, in pixels. */
  MAX_PHOTO_PIXELS: count(1_000, 500_000_000).default(50_000_000),
  /** A second policy, and a folder with a second detector, that judge a share of the checks for comparison only. */
  SHADOW_POLICY_FILE: z.string().optional(),
  SHADOW_MODEL_DIR: z.string().optional(),
  /** Share of checks that they judge too, 0 to 1. */
  SHADOW_SHARE: z.coerce.number().min(0).max(1).default(0.1),
  /** Checks and appeals a minute that one key may send to this process. */
  RATE_LIMIT: count(1, 1_000_000).default(6000),
  /** Checks a minute that may be sent for one merchant. */
  MERCHANT_RATE_LIMIT: count(1, 1_000_000).default(600),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export type Config = z.infer<typeof settings>

/** Where the rows live. */
export const storePlace = ({ DATABASE_URL, DATA_DIR }: Config): StorePlace =>
  DATABASE_URL ? { url: DATABASE_URL } : { folder: DATA_DIR }

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/**
 * Reads the settings.
 * @throws Error that names each variable at fault and what it allows.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path[0]?.toString()}: ${issue.message}`)
    throw new Error(`The environment is not valid.\n  ${faults.join('\n  ')}`)
  }
  const config = parsed.data
  if (config.API_KEYS.length === 0 && !loopback.has(config.HOST))
    throw new Error(`HOST: without API_KEYS the service listens on loopback only, not on ${config.HOST}`)
  return config
}
