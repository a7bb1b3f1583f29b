import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Reason } from '../../check/reasons.ts'
import { sentences } from '../../check/reasons.ts'
import {
  box,
  jpegWithExif,
  jpegWithSegment,
  plainJpeg,
  plainPng,
  pngWithChunk,
  pngWithText,
  tiffBlock,
  unicodeComment,
  webpWithChunk,
  withXmp,
  xmpPacket,
} from '../../test/marks.ts'
import { hasShared, photoOf, sharedFolder, subjectOf } from '../../test/photo.ts'
import { readProvenance } from './provenance.ts'

const noAbort = new AbortController().signal

async function reasonsOf(bytes: Uint8Array): Promise<Reason[]> {
  const signal = await readProvenance(subjectOf(await photoOf(bytes)), noAbort)
  return signal.status === 'measured' ? signal.reasons : []
}

const one = async (bytes: Uint8Array, code: string): Promise<Reason | undefined> =>
  (await reasonsOf(bytes)).find((reason) => reason.code === code)

const label = (value = '1', producer = '001191110102MACQD9K64010000'): string =>
  JSON.stringify({
    Label: value,
    ContentProducer: producer,
    ProduceID: 'id-1',
    ReservedCode1: '',
    ContentPropagator: '',
  })
const quoted = (json: string): string => json.replaceAll('"', '&quot;')

describe('a photo with a GB 45438 label', () => {
  const element = xmpPacket('', `<TC260:AIGC>${quoted(label())}</TC260:AIGC>`)
  const attribute = xmpPacket(`TC260:AIGC="${quoted(label())}"`)
  const cdata = xmpPacket('', `<TC260:AIGC><![CDATA[${label()}]]></TC260:AIGC>`)

  for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
    it(`is read from XMP in ${format}, as element, attribute and CDATA`, async () => {
      for (const packet of [element, attribute, cdata]) {
        const reason = await one(await withXmp(format, packet), 'DECLARED_AI')
        expect(reason?.facts).toMatchObject({ mark: 'gb45438', producer: 'Doubao', producerZh: '豆包', label: '1' })
      }
    })
  }

  it('is read from every odd place that tools put it', async () => {
    const jpeg = await plainJpeg()
    const png = await plainPng()
    const enveloped = `{"AIGC":${label()}}`
    const places: Record<string, Uint8Array> = {
      'PNG text AIGC': pngWithText(png, 'AIGC', label()),
      'EXIF UserComment': jpegWithExif(jpeg, tiffBlock({}, { 37510: Buffer.from(`ASCII\0\0\0${enveloped}`) })),
      'EXIF UserComment in UTF-16': jpegWithExif(jpeg, tiffBlock({}, { 37510: unicodeComment(enveloped, 'big') })),
      'EXIF ImageDescription': jpegWithExif(jpeg, tiffBlock({ 270: enveloped })),
      'EXIF in another field': jpegWithExif(jpeg, tiffBlock({ 40091: Buffer.from(`AIGC${label()}`) })),
      'bare in APP1': jpegWithSegment(jpeg, 0xe1, `AIGC${label()}`),
      'bare in APP9': jpegWithSegment(jpeg, 0xe9, `xx AIGC: ${label()}`),
      APP11: jpegWithSegment(jpeg, 0xeb, enveloped),
      'JPEG comment': jpegWithSegment(jpeg, 0xfe, enveloped),
      'escaped inside a string': jpegWithSegment(jpeg, 0xe4, JSON.stringify({ data: enveloped })),
      'as a string in its envelope': jpegWithExif(jpeg, tiffBlock({ 270: JSON.stringify({ AIGC: label() }) })),
      'after the picture': Buffer.concat([jpeg, Buffer.from(`AIGC${label()}`)]),
    }
    for (const [place, bytes] of Object.entries(places)) {
      const reason = await one(bytes, 'DECLARED_AI')
      expect(reason?.facts, place).toMatchObject({ mark: 'gb45438', producer: 'Doubao' })
    }
  })

  it('tells label 1, 2 and 3 apart, and does not guess others', async () => {
    const codes = await Promise.all(
      ['1', '2', '3', '7'].map(
        async (value) => (await reasonsOf(pngWithText(await plainPng(), 'AIGC', label(value))))[0]?.code,
      ),
    )
    expect(codes).toEqual(['DECLARED_AI', 'AI_LABEL_POSSIBLE', 'AI_LABEL_SUSPECTED', 'AI_LABEL_UNREADABLE'])
  })

  it('shows a producer it does not know as it is written, shortened and without control characters', async () => {
    const producer = `Some${'\u0007\u202e'}AI ${'x'.repeat(500)}`
    const facts = (await one(jpegWithSegment(await plainJpeg(), 0xeb, `AIGC${label('1', producer)}`), 'DECLARED_AI'))
      ?.facts
    expect(facts?.producer).toMatch(/^Some AI x+…$/)
    expect(String(facts?.producer).length).toBeLessThanOrEqual(120)
  })

  it('takes a service provider in an envelope, but not any JSON with a label in it', async () => {
    const provider = jpegWithExif(await plainJpeg(), tiffBlock({ 270: '{"AIGC":{"ServiceProvider":"PicWish"}}' }))
    expect((await one(provider, 'DECLARED_AI'))?.facts.producer).toBe('PicWish')
    const other = jpegWithExif(await plainJpeg(), tiffBlock({ 270: '{"Label":"1","Name":"shelf 3"}' }))
    expect(await reasonsOf(other)).toEqual([])
  })
})

describe('IPTC and credit lines', () => {
  const cases: [packet: string, code: string][] = [
    [
      xmpPacket(
        'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"',
      ),
      'DECLARED_AI',
    ],
    [
      xmpPacket(
        '',
        '<Iptc4xmpExt:DigitalSourceType rdf:resource="http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"/>',
      ),
      'DECLARED_AI_EDIT',
    ],
    [
      xmpPacket('', '<Iptc4xmpExt:DigitalSourceType>algorithmicMedia</Iptc4xmpExt:DigitalSourceType>'),
      'DECLARED_SYNTHETIC',
    ],
    [xmpPacket('Iptc4xmpExt:DigitalSourceType="digitalCapture"'), 'DECLARED_CAPTURE'],
    [xmpPacket('Iptc4xmpExt:DigitalSourceType="humanEdits"'), 'SOURCE_TYPE_STATED'],
    [xmpPacket('photoshop:Credit="Made with Google AI"'), 'DECLARED_AI'],
    [xmpPacket('photoshop:Credit="Edited with Google AI"'), 'DECLARED_AI_EDIT'],
    [xmpPacket('photoshop:Credit="Apple Photos Clean Up"'), 'DECLARED_AI_EDIT'],
    [xmpPacket('', '<photoshop:Credit>Apple Image Playground</photoshop:Credit>'), 'DECLARED_AI'],
    [
      xmpPacket(
        '',
        '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">AI Generated Content</rdf:li></rdf:Alt></dc:rights>',
      ),
      'DECLARED_AI',
    ],
    [xmpPacket('', '<Iptc4xmpExt:AISystemUsed>Seedream 5</Iptc4xmpExt:AISystemUsed>'), 'DECLARED_AI'],
    [xmpPacket('xmp:CreatorTool="Adobe Firefly"'), 'DECLARED_AI'],
  ]
  it('are told apart', async () => {
    for (const [packet, code] of cases) {
      expect(
        (await reasonsOf(await withXmp('jpeg', packet))).map((reason) => reason.code),
        packet,
      ).toEqual([code])
    }
  })

  it('are also read from IPTC-IIM in APP13', async () => {
    const text = Buffer.from('Imagined with AI')
    const dataset = Buffer.concat([Buffer.from([0x1c, 2, 110, 0, text.length]), text])
    const resource = Buffer.concat([Buffer.from('8BIM\x04\x04\0\0\0\0\0'), Buffer.from([dataset.length]), dataset])
    const bytes = jpegWithSegment(await plainJpeg(), 0xed, Buffer.concat([Buffer.from('Photoshop 3.0\0'), resource]))
    expect(await one(bytes, 'DECLARED_AI')).toMatchObject({ facts: { mark: 'credit_line', producer: 'Meta AI' } })
  })

  it('says nothing of an ordinary credit', async () => {
    expect(
      await reasonsOf(await withXmp('jpeg', xmpPacket('photoshop:Credit="AP" xmp:CreatorTool="Firefly 6 camera"'))),
    ).toEqual([])
  })
})

describe('what generators leave', () => {
  const settings =
    'a cracked mug\nNegative prompt: text\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512'
  const uuid = '123e4567-e89b-12d3-a456-426614174000'

  it('is read from PNG text chunks', async () => {
    const png = await plainPng()
    const cases: [keyword: string, text: string, producer: string][] = [
      ['parameters', settings, 'Stable Diffusion WebUI'],
      ['parameters', '{"sui_image_params":{"prompt":"a mug"}}', 'SwarmUI'],
      ['prompt', '{"3":{"class_type":"KSampler","inputs":{"text":"a mug"}}}', 'ComfyUI'],
      ['workflow', '{"last_node_id":3,"nodes":[]}', 'ComfyUI'],
      ['invokeai_metadata', '{"positive_prompt":"a mug"}', 'InvokeAI'],
      ['sd-metadata', '{"image":{"prompt":[{"prompt":"a mug"}]}}', 'InvokeAI'],
      ['Dream', '"a mug" -s 50 -S 1', 'InvokeAI'],
      ['Software', 'NovelAI', 'NovelAI'],
      ['fooocus_scheme', 'fooocus', 'Fooocus'],
      ['Description', `a mug --v 6 Job ID: ${uuid}`, 'Midjourney'],
      ['Comment', '{"sampler":"k_euler","steps":28,"seed":1,"uc":"bad","prompt":"a mug"}', 'an image generator'],
    ]
    for (const [keyword, text, producer] of cases) {
      const reason = await one(pngWithText(png, keyword, text), 'GENERATOR_SETTINGS')
      expect(reason?.facts.producer, keyword).toBe(producer)
    }
  })

  it('is read from EXIF in either byte order, and shows the prompt', async () => {
    for (const order of ['big', 'little'] as const) {
      const bytes = jpegWithExif(await plainJpeg(), tiffBlock({}, { 37510: unicodeComment(settings, order) }))
      expect((await one(bytes, 'GENERATOR_SETTINGS'))?.facts.prompt).toBe('a cracked mug')
    }
    const comfy = tiffBlock({ 271: 'workflow:{"last_node_id":1,"nodes":[]}', 272: 'prompt:{"1":{"class_type":"X"}}' })
    expect((await one(jpegWithExif(await plainJpeg(), comfy), 'GENERATOR_SETTINGS'))?.facts.producer).toBe('ComfyUI')
  })

  it("includes Grok's signature, but no other signature", async () => {
    const signed = tiffBlock({ 270: `Signature: ${'Ab+/'.repeat(20)}=`, 315: uuid })
    expect((await one(jpegWithExif(await plainJpeg(), signed), 'DECLARED_AI'))?.facts.mark).toBe('grok')
    const other = tiffBlock({ 270: 'Signature: 12', 315: uuid })
    expect(await reasonsOf(jpegWithExif(await plainJpeg(), other))).toEqual([])
  })

  it('tells ByteDance editors from their AI label', async () => {
    const comment = async (text: string) =>
      (await reasonsOf(jpegWithSegment(await plainJpeg(), 0xfe, text))).map(({ code }) => code)
    expect(await comment('{"source_type":"douyin_beauty_me"}')).toEqual(['EDITOR_APP_DATA'])
    expect(await comment('{"product":"lv","aigc_label_type":0}')).toEqual(['EDITOR_APP_DATA'])
    expect(await comment('{"product":"retouch","aigc_label_type":2}')).toEqual(['DECLARED_AI'])
  })

  it('does not take ordinary text for settings', async () => {
    const png = await plainPng()
    for (const [keyword, text] of [
      ['parameters', 'blue, 20 cm'],
      ['prompt', 'hello'],
      ['Description', 'Steps: 3, a staircase'],
      ['Comment', '{"seed":"tomato","steps":3}'],
      ['Software', 'Adobe Photoshop'],
    ] as const) {
      expect(await reasonsOf(pngWithText(png, keyword, text)), text).toEqual([])
    }
  })
})

describe('Galaxy AI edits', () => {
  const trailer = (type: number) => Buffer.from(`PEg_Info{"reSave":1,"genAIType":${type}}SEFHxxxxSEFT`)
  it('are read after JPEG and PNG, and only where the type is not 0', async () => {
    for (const picture of [await plainJpeg(), await plainPng()]) {
      expect((await one(Buffer.concat([picture, trailer(2)]), 'DECLARED_AI_EDIT'))?.facts.genAiType).toBe(2)
      expect(await reasonsOf(Buffer.concat([picture, trailer(0)]))).toEqual([])
    }
  })
})

describe('Content Credentials', () => {
  const text = (value: string) => Buffer.concat([Buffer.from([0x78, value.length]), Buffer.from(value)])
  const claim = Buffer.concat([
    Buffer.from('jumdc2pa\0'),
    Buffer.from('oclaim_generator'),
    text('Test_Maker/1.0'),
    Buffer.from('qdigitalSourceType'),
    text('http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'),
  ])
  const store = box('jumb', claim)

  it('are found in every container and declare without being believed', async () => {
    const jumbf = (part: number, body: Buffer) =>
      Buffer.concat([Buffer.from('JP\0\x01\0\0\0'), Buffer.from([part]), body])
    const half = 40
    const second = jumbf(2, Buffer.concat([store.subarray(0, 8), store.subarray(half)]))
    const webp = await withXmp('webp', xmpPacket(''))
    const uuid = Buffer.concat([Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex'), store])
    const files: Record<string, Uint8Array> = {
      'JPEG APP11': jpegWithSegment(
        jpegWithSegment(await plainJpeg(), 0xeb, second),
        0xeb,
        jumbf(1, store.subarray(0, half)),
      ),
      'PNG caBX': pngWithChunk(await plainPng(), 'caBX', store),
      'WebP C2PA': webpWithChunk(webp, 'C2PA', store),
      'uuid box': Buffer.concat([await withXmp('avif', xmpPacket('')), box('uuid', uuid)]),
    }
    for (const [place, bytes] of Object.entries(files)) {
      const reasons = await reasonsOf(bytes)
      expect(
        reasons.map(({ code }) => code),
        place,
      ).toEqual(['C2PA_PRESENT', 'C2PA_DECLARES_AI'])
      expect(reasons[0]?.facts).toMatchObject({ generator: 'Test_Maker/1.0', state: 'not validated' })
      expect(reasons[0]?.facts.marks, place).toContain(place)
    }
  })

  it('linked from XMP are named and not fetched', async () => {
    const packet = xmpPacket('dcterms:provenance="https://example.com/manifest.c2pa"')
    expect((await reasonsOf(await withXmp('jpeg', packet)))[0]).toMatchObject({
      code: 'C2PA_PRESENT',
      facts: { remote: true },
    })
  })
})

describe('a photo without marks', () => {
  it('is unavailable without fault: absence says nothing', async () => {
    const signal = await readProvenance(subjectOf(await photoOf(await plainJpeg())), noAbort)
    expect(signal).toEqual({ status: 'unavailable', why: 'NO_PROVENANCE', fault: false })
  })

  it.skipIf(!hasShared)('stays so for each of 470 real photos', async () => {
    const folder = `${sharedFolder}photos/sample/real/`
    const files = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((file) => /\.(jpe?g|png|webp)$/i.test(file))
    expect(files.length).toBeGreaterThan(400)
    for (const file of files) expect(await reasonsOf(readFileSync(folder + file)), file).toEqual([])
  })
})

describe.skipIf(!hasShared)('real files', () => {
  const meta = (file: string) => readFileSync(`${sharedFolder}meta/${file}`)
  it.each([
    ['2292b84714fa81d3.png', 'DECLARED_AI', 'Doubao'],
    ['74e568905aa97704.png', 'DECLARED_AI', 'Jimeng'],
    ['08f0efd8c62e59bd.png', 'GENERATOR_SETTINGS', 'NovelAI'],
    ['5894fa457a8adb80.png', 'GENERATOR_SETTINGS', 'InvokeAI'],
    ['1eade898ff9a30dd.png', 'GENERATOR_SETTINGS', 'ComfyUI'],
    ['faedcd6149b5a2c2.webp', 'GENERATOR_SETTINGS', 'Stable Diffusion WebUI'],
    ['a4421ef0454d3016.png', 'C2PA_DECLARES_AI', 'Adobe_Firefly'],
  ])('%s: %s by %s', async (file, code, producer) => {
    const reason = await one(meta(file), code)
    expect(reason?.facts.producer).toBe(producer)
    expect(sentences(reason!).en).toMatch(/^The file.*\.$/)
    expect(sentences(reason!).zh).toMatch(/。$/)
  })
})
