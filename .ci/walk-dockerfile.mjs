/**
 * Walks the steps of the Dockerfile without an engine: each stage is a clean folder, COPY copies, RUN runs, and the last
 * stage is started as its USER from files that nobody may write. Then the service has to be healthy and to check a photo.
 * Knows only the plain instructions that our Dockerfile uses and fails at any other.
 * Needs root (to start as another user) and the Node whose version the image names on the PATH.
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const work = mkdtempSync(join(tmpdir(), 'huoyan-image-'))
const port = 18080
const secret = 'walk-the-dockerfile'
const stages = new Map()
let stage

for (const line of readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ').split('\n')) {
  const [, instruction, rest] = /^([A-Z]+) (.*)$/.exec(line.trim()) ?? []
  if (instruction) take(instruction, rest)
}

function take(instruction, rest) {
  switch (instruction) {
    case 'FROM': {
      const name = / AS (\S+)$/.exec(rest)?.[1] ?? 'final'
      const image = rest.split(' ')[0]
      const wanted = /^node:(\d+)/.exec(image)?.[1]
      if (process.versions.node.split('.')[0] !== wanted)
        throw new Error(`run this with Node ${wanted}, as ${image} has it`)
      stage = { root: join(work, name), workdir: '/', env: {}, user: 'root' }
      mkdirSync(stage.root)
      stages.set(name, stage)
      return
    }
    case 'WORKDIR':
      stage.workdir = rest
      mkdirSync(inStage(rest), { recursive: true })
      return
    case 'ENV':
      for (const pair of rest.split(' ')) stage.env[pair.split('=')[0]] = pair.slice(pair.indexOf('=') + 1)
      return
    case 'COPY': {
      const words = rest.split(' ')
      const from = words[0].startsWith('--from=') ? stages.get(words.shift().slice(7)) : undefined
      const to = words.pop()
      for (const source of words) {
        const path = from ? join(from.root, source) : source
        const intoFolder = to.endsWith('/') && !statSync(path).isDirectory()
        cpSync(path, join(inStage(stage.workdir), to, intoFolder ? basename(source) : ''), { recursive: true })
      }
      return
    }
    case 'RUN':
      // Paths of the image's root are meant, where a step names one.
      execFileSync(
        'sh',
        ['-euc', rest.replaceAll(' /data', ` ${inStage('/data')}`).replaceAll('node:node', 'nobody')],
        {
          cwd: inStage(stage.workdir),
          env: { ...process.env, ...stage.env },
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      )
      return
    case 'USER':
    case 'VOLUME':
    case 'EXPOSE':
    case 'HEALTHCHECK':
      stage[instruction] = rest
      return
    case 'CMD':
      stage.command = JSON.parse(rest)
      return
    default:
      throw new Error(`the walk does not know ${instruction}`)
  }
}

function inStage(path) {
  return join(stage.root, path)
}

if (stage.USER === undefined || stage.USER === 'root') throw new Error('the image runs as root')
execFileSync('chmod', ['755', work])
execFileSync('chmod', ['-R', 'a-w,a+rX', inStage(stage.workdir)])
const nobody = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }))
const service = spawn(process.execPath, stage.command.slice(1), {
  cwd: inStage(stage.workdir),
  uid: nobody,
  gid: nobody,
  env: {
    ...stage.env,
    PATH: process.env.PATH,
    DATA_DIR: inStage(stage.env.DATA_DIR),
    PORT: String(port),
    API_KEYS: secret,
    HOST: '127.0.0.1',
  },
  stdio: ['ignore', 'inherit', 'pipe'],
})
let complaints = ''
service.stderr.on('data', (text) => {
  complaints += text
})
process.on('exit', () => service.kill('SIGKILL'))
service.on('exit', (code) => {
  if (code) process.exit(code)
})

const url = `http://127.0.0.1:${port}`
const health = JSON.parse(/CMD (\[.*\])$/.exec(stage.HEALTHCHECK)[1])
health[2] = health[2].replace('8080', String(port))
for (let tries = 0; ; tries++) {
  try {
    execFileSync(process.execPath, health.slice(1), { stdio: 'ignore' })
    break
  } catch {
    if (tries > 60) throw new Error('the image never became healthy')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
const form = new FormData()
form.set('claim', JSON.stringify({ channel: 'refund', orderId: 'image' }))
form.set('photo', new Blob([readFileSync('fixtures/photos/cup.heic')]), 'cup.heic')
const headers = { authorization: `Bearer ${secret}` }
const answer = await fetch(`${url}/v1/checks`, { method: 'POST', headers, body: form })
const verdict = await answer.json()
if (answer.status !== 200 || verdict.degraded) throw new Error(`${answer.status}: ${JSON.stringify(verdict)}`)
const ended = new Promise((resolve) => service.once('exit', resolve))
service.kill('SIGTERM')
if ((await ended) !== 0) throw new Error('the image did not stop cleanly')
// Libraries that report home say so here; nothing may leave the service.
if (complaints) throw new Error(`the image complained: ${complaints}`)
rmSync(work, { recursive: true })
process.stdout.write('the image answers as another user from read-only files\n')
process.exit(0)
