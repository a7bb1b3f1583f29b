import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DatasetRow, openDataset } from './dataset.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huoyan-bench-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function has(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

async function rowsOf(place: string): Promise<DatasetRow[]> {
  const rows: DatasetRow[] = []
  for await (const row of (await openDataset(place)).rows()) rows.push(row)
  return rows
}

describe('a labelled data set', () => {
  it('is a folder whose first folder below the label is the source or generator', async () => {
    await has({
      'real/shop/a.jpg': '',
      'real/shop/shelf/b.jpg': '',
      'real/c.jpg': '',
      'ai/flux/d.png': '',
      'fake/pasted/e.png': '',
      'ai/flux/.hidden': '',
      'notes.txt': '',
    })
    const rows = await rowsOf(folder)
    expect(rows.map((row) => 'label' in row && [row.file, row.label, row.source, row.generator])).toEqual([
      ['real/c.jpg', 'real', 'unknown', ''],
      ['real/shop/a.jpg', 'real', 'shop', ''],
      ['real/shop/shelf/b.jpg', 'real', 'shop', ''],
      ['ai/flux/d.png', 'ai', 'flux', 'flux'],
      ['fake/pasted/e.png', 'fake', 'pasted', 'pasted'],
    ])
  })

  it('is a CSV file beside the photos, quoted names and all', async () => {
    await has({
      'list.csv':
        '\ufefffile,label,generator,source,mask,claim\r\n"a, b.jpg",real,,shop,,c1\r\nx/y.jpg,ai,flux,gallery,m.png,\r\n',
    })
    const [first, second] = await rowsOf(folder)
    expect(first).toMatchObject({
      file: 'a, b.jpg',
      path: join(folder, 'a, b.jpg'),
      label: 'real',
      source: 'shop',
      claim: 'c1',
    })
    expect(second).toMatchObject({ label: 'ai', generator: 'flux', mask: join(folder, 'm.png') })
    expect(await rowsOf(join(folder, 'list.csv'))).toHaveLength(2)
  })

  it('keeps rows that cannot be used, with what is wrong with them', async () => {
    await has({ 'list.csv': 'file,label\na.jpg,maybe\n,real\nb.jpg,real\n' })
    expect(await rowsOf(folder)).toMatchObject([
      { fault: 'LABEL_UNKNOWN' },
      { fault: 'FILE_NOT_NAMED' },
      { label: 'real' },
    ])
  })

  it('is not the result of an earlier benchmark', async () => {
    await has({ 'photos.csv': 'file,label,score\na.jpg,real,0.5\n', 'real/s/a.jpg': '' })
    expect((await openDataset(folder)).kind).toBe('folders')
  })

  it('says what it expected where there is none', async () => {
    await has({ 'photos/a.jpg': '' })
    await expect(openDataset(folder)).rejects.toThrow('expected the folders real and ai')
    await expect(openDataset(join(folder, 'none'))).rejects.toThrow('no such folder')
    await has({ 'a.csv': 'file,label\n', 'b.csv': 'file,label\n' })
    await expect(openDataset(folder)).rejects.toThrow('a.csv and b.csv')
  })
})
