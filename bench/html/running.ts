/** What the run took, and where its figures come from. */
import type { Report } from '../report.ts'
import { latencyChart } from './charts.ts'
import { section, wide } from './layout.ts'
import { escaped, tableOf } from './text.ts'

export function time({ latency, run, machine }: Report): string {
  const rows = [
    { name: 'whole check', ...latency.whole },
    ...Object.entries(latency.sizes).map(([name, of]) => ({ name, ...of })),
    ...Object.entries(latency.stages).map(([name, of]) => ({ name: name === 'open' ? 'reading pixels' : name, ...of })),
  ]
  const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0)
  return section(
    'Time',
    `Beside ${2 * run.workers} photos under way at once on ${machine.cores} cores, so with waiting for each other: for the time of
    a single check see the speed command.`,
    wide(latencyChart(rows)),
    tableOf(
      ['milliseconds', 'photos', 'p50', 'p95', 'p99'],
      rows.map((row) => [row.name, `${row.photos}`, ms(row.p50), ms(row.p95), ms(row.p99)]),
    ),
  )
}

const listedMax = 50

export function origins({ data, versions, machine, run, bootstrap }: Report): string {
  const facts = [
    ['data fingerprint', `<code>${data.fingerprint}</code>`],
    [
      'rows',
      `${data.rows}, of them ${data.unreadable.length} unreadable and ${data.duplicates} with the bytes of another`,
    ],
    [
      'detector',
      `${escaped(versions.model.name)} ${escaped(versions.model.version)}, <code>${versions.model.sha256}</code>`,
    ],
    ['service', `${escaped(versions.service)}, sources <code>${versions.code}</code>`],
    ['policy', `${escaped(versions.policy.version)}, <code>${versions.policy.sha256}</code>`],
    ['machine', escaped(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}`)],
    ['runtime', escaped(`Node ${versions.node}, libvips ${versions.libvips}`)],
    [
      'run',
      run.photosPerSecond === null
        ? 'every photo was checked by an earlier run'
        : `${run.checkedPhotos} checks in ${run.seconds.toFixed(0)} s, ${run.photosPerSecond.toFixed(1)} a second, ${run.workers} workers`,
    ],
    ['intervals', `${bootstrap.rounds} rounds, ${bootstrap.method}`],
  ]
  const unreadable = data.unreadable
    .slice(0, listedMax)
    .map(({ file, error }) => `<li><code>${escaped(file)}</code> ${escaped(error)}</li>`)
  const more = data.unreadable.length - listedMax
  return section(
    'Where this comes from',
    'Enough to run it again and get the same figures.',
    tableOf(['', ''], facts as string[][]),
    unreadable.length > 0
      ? `<h3>Unreadable</h3><ul>${unreadable.join('')}</ul>${more > 0 ? `<p>and ${more} more, see report.json</p>` : ''}`
      : '',
  )
}
