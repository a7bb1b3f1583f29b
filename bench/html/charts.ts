/**
 * Charts as SVG text, made by Apache ECharts on the server side: it needs no browser and no DOM, its licence is
 * Apache-2.0, and the finished report carries pictures instead of a library.
 */
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { colour, type Role, withVariables } from './palette.ts'

use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer])

const fontFamily = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", sans-serif'

/** @param label what the chart shows, for those who cannot see it. */
function draw(label: string, width: number, height: number, option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily, color: colour('ink') }, ...option })
    const svg = chart.renderToSVGString().replace('<svg ', `<svg role="img" aria-label="${attribute(label)}" `)
    return withVariables(svg)
  } finally {
    chart.dispose()
  }
}

const attribute = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const axis = (name: string, more: object = {}) => ({
  name,
  nameLocation: 'middle',
  nameTextStyle: { color: colour('soft'), fontSize: 12 },
  axisLabel: { color: colour('soft'), fontSize: 11 },
  axisLine: { lineStyle: { color: colour('grid') } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: colour('grid') } },
  ...more,
})

const legend = {
  itemGap: 22,
  top: 0,
  left: 0,
  icon: 'roundRect',
  itemHeight: 4,
  itemWidth: 18,
  textStyle: { color: colour('ink') },
}
const share = (value: number) => `${Math.round(value * 100)} %`

export interface Line {
  name: string
  role: Role
  points: [x: number, y: number][]
  dashed?: boolean
}

const line = ({ name, role, points, dashed }: Line, more: object = {}) => ({
  type: 'line',
  name,
  data: points,
  showSymbol: false,
  lineStyle: { color: colour(role), width: 2, ...(dashed && { type: 'dashed' }) },
  itemStyle: { color: colour(role) },
  ...more,
})

const diagonal = (to: number): Line => ({
  name: '',
  role: 'grid',
  points: [
    [0, 0],
    [to, to],
  ],
  dashed: true,
})

const square = { width: 520, height: 440 }
const grid = { left: 58, right: 18, top: 40, bottom: 50 }

export function rocChart(lines: Line[]): string {
  return draw('ROC curves', square.width, square.height, {
    legend: { ...legend, data: lines.map(({ name }) => name) },
    grid,
    xAxis: axis('false alarms (share of genuine photos)', {
      min: 0,
      max: 1,
      nameGap: 30,
      axisLabel: { formatter: share, color: colour('soft') },
    }),
    yAxis: axis('found (share of the others)', {
      min: 0,
      max: 1,
      nameGap: 42,
      axisLabel: { formatter: share, color: colour('soft') },
    }),
    series: [line(diagonal(1)), ...lines.map((each) => line(each))],
  })
}

const detTicks = [0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95]

/** Missed against false alarms on normal-deviate scales (Martin and others, 1997): normal scores give straight lines. */
export function detChart(lines: Line[]): string {
  const low = probit(0.0008)
  const high = probit(0.97)
  const within = ([x, y]: [number, number]): [number, number] => [
    Math.min(high, Math.max(low, probit(x))),
    Math.min(high, Math.max(low, probit(y))),
  ]
  const customValues = detTicks.map(probit)
  const formatter = (value: number) => `${Number((normal(value) * 100).toPrecision(2))} %`
  const scale = (name: string, nameGap: number) =>
    axis(name, {
      min: low,
      max: high,
      nameGap,
      axisLabel: { customValues, formatter, color: colour('soft'), fontSize: 11 },
      axisTick: { customValues, show: true, lineStyle: { color: colour('grid') } },
      splitLine: { show: false },
    })
  return draw('Detection error trade-off', square.width, square.height, {
    legend: { ...legend, data: lines.map(({ name }) => name) },
    grid,
    xAxis: scale('false alarms', 30),
    yAxis: scale('missed', 42),
    series: lines.map((each) => line({ ...each, points: each.points.map(within) }, { step: false })),
  })
}

/** Normal quantile, by bisection. */
function probit(p: number): number {
  const q = Math.min(1 - 1e-9, Math.max(1e-9, p))
  let [low, high] = [-7, 7]
  while (high - low > 1e-9) {
    const middle = (low + high) / 2
    if (normal(middle) < q) low = middle
    else high = middle
  }
  return low
}

/** Normal distribution function (Abramowitz and Stegun, 26.2.17; error below 1e-7). */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const terms = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * terms
  return x >= 0 ? 1 - tail : tail
}

export interface Reliability {
  name: string
  role: Role
  /** Stated and observed, and the bin's share of the photos. */
  bins: { stated: number; observed: number; share: number }[]
}

export function reliabilityChart(curves: Reliability[]): string {
  return draw('Reliability', square.width, square.height, {
    legend: { ...legend, data: curves.map(({ name }) => name) },
    grid,
    xAxis: axis('stated probability', { min: 0, max: 1, nameGap: 30 }),
    yAxis: axis('observed share', { min: 0, max: 1, nameGap: 36 }),
    series: [
      line(diagonal(1)),
      ...curves.map(({ name, role, bins }) => ({
        ...line({ name, role, points: bins.map(({ stated, observed }) => [stated, observed]) }),
        showSymbol: true,
        symbol: 'circle',
        symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => 5 + 16 * Math.sqrt(bins[dataIndex]!.share),
      })),
    ],
  })
}

export interface Bar {
  name: string
  note: string
  role: Role
  value: number
  low: number | null
  high: number | null
}

/** Lying bars with their 95 % intervals. @param reference where a line is drawn, e.g. at chance. */
export function intervalBars(label: string, bars: Bar[], name: string, reference?: number): string {
  const rows = bars.toReversed()
  return draw(label, 760, 70 + 24 * rows.length, {
    grid: { left: 270, right: 60, top: 8, bottom: 50 },
    xAxis: axis(name, { min: 0, max: 1, nameGap: 30 }),
    yAxis: {
      ...axis(''),
      type: 'category',
      data: rows.map((bar) => bar.name),
      splitLine: { show: false },
      axisLabel: {
        color: colour('ink'),
        fontSize: 12,
        width: 255,
        overflow: 'truncate',
        formatter: (_: string, i: number) => `{name|${shortened(rows[i]!.name)}}  {note|${rows[i]!.note}}`,
        rich: { name: { color: colour('ink') }, note: { color: colour('soft'), fontSize: 11 } },
      },
    },
    series: [
      {
        type: 'bar',
        barWidth: 13,
        data: rows.map(({ value, role }) => ({
          value,
          itemStyle: { color: colour(role), opacity: 0.75, borderRadius: [0, 3, 3, 0] },
        })),
        ...(reference !== undefined && {
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: colour('soft'), type: 'dashed' },
            data: [{ xAxis: reference }],
          },
        }),
      },
      whiskers(rows.map(({ low, high }, i) => [low, high, i])),
    ],
  })
}

/** Fits beside a chart; braces would be read as formatting. */
function shortened(name: string): string {
  const text = name.replace(/[{}]/g, '·')
  return text.length > 34 ? `${text.slice(0, 16)}…${text.slice(-17)}` : text
}

interface Api {
  value: (dimension: number) => number
  coord: (point: [number, number]) => [number, number]
}

/** Lines from low to high across rows of a category axis. */
function whiskers(rows: [low: number | null, high: number | null, row: number][]) {
  return {
    type: 'custom',
    z: 3,
    data: rows.filter(([low, high]) => low !== null && high !== null),
    encode: { x: [0, 1], y: 2 },
    renderItem(_: unknown, api: Api) {
      const from = api.coord([api.value(0), api.value(2)])
      const to = api.coord([api.value(1), api.value(2)])
      const style = { stroke: colour('ink'), lineWidth: 1.4, opacity: 0.8 }
      const stroke = (x1: number, y1: number, x2: number, y2: number) => ({
        type: 'line',
        shape: { x1, y1, x2, y2 },
        style,
      })
      return {
        type: 'group',
        children: [
          stroke(from[0], from[1], to[0], to[1]),
          stroke(from[0], from[1] - 4, from[0], from[1] + 4),
          stroke(to[0], to[1] - 4, to[0], to[1] + 4),
        ],
      }
    },
  }
}

/** Shares of both classes by score, in 40 bins, genuine above and the others below the line. */
export function histogramChart(real: number[], made: number[], thresholds: { at: number; name: string }[]): string {
  const bins = real.length
  const centres = real.map((_, bin) => (bin + 0.5) / bins)
  const bar = (name: string, role: Role, values: number[], sign: number) => ({
    type: 'bar',
    name,
    stack: 'both',
    barCategoryGap: '8%',
    data: values.map((value, bin) => [centres[bin], sign * value]),
    itemStyle: { color: colour(role), opacity: 0.85 },
  })
  const highest = Math.max(0.01, ...real, ...made)
  return draw('Scores of genuine and other photos', 760, 320, {
    legend: { ...legend, data: ['genuine', 'not genuine'] },
    grid: { left: 58, right: 18, top: 40, bottom: 50 },
    xAxis: axis('score', { type: 'value', min: 0, max: 1, nameGap: 30, splitLine: { show: false } }),
    yAxis: axis('share of the class', {
      min: -highest * 1.08,
      max: highest * 1.08,
      nameGap: 42,
      axisLabel: { formatter: (value: number) => share(Math.abs(value)), color: colour('soft') },
    }),
    series: [
      {
        ...bar('genuine', 'real', real, 1),
        barWidth: 640 / bins,
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: colour('soft'), type: 'dashed' },
          label: { color: colour('soft'), formatter: ({ name }: { name: string }) => name, position: 'insideEndTop' },
          data: thresholds.map(({ at, name }) => ({ xAxis: at, name })),
        },
      },
      { ...bar('not genuine', 'made', made, -1), barWidth: 640 / bins },
    ],
  })
}

export interface Strip {
  name: string
  role: Role
  photos: number
  /** Share of the row's photos in each bin of the score. */
  shares: number[]
}

/** One row a source, one cell a bin of the score: the fuller, the stronger. */
export function stripChart(strips: Strip[]): string {
  const rows = strips.toReversed()
  const bins = rows[0]?.shares.length ?? 1
  const cells = rows.flatMap(({ shares }, row) =>
    shares.flatMap((value, bin) => (value > 0 ? [[bin, row, value] as const] : [])),
  )
  return draw('Scores by source', 760, 60 + 20 * rows.length, {
    grid: { left: 270, right: 60, top: 6, bottom: 46 },
    xAxis: {
      ...axis('score'),
      type: 'category',
      data: Array.from({ length: bins }, (_, bin) => (bin / bins).toFixed(2)),
      nameGap: 28,
      splitLine: { show: false },
    },
    yAxis: {
      ...axis(''),
      type: 'category',
      data: rows.map(({ name }) => name),
      splitLine: { show: false },
      axisLabel: {
        width: 255,
        formatter: (_: string, i: number) => `{name|${shortened(rows[i]!.name)}}  {note|${rows[i]!.photos}}`,
        rich: { name: { color: colour('ink') }, note: { color: colour('soft'), fontSize: 11 } },
      },
    },
    series: [
      {
        type: 'custom',
        data: cells,
        encode: { x: 0, y: 1 },
        renderItem(_: unknown, api: Api & { size: (extent: [number, number]) => [number, number] }) {
          const [x, y] = api.coord([api.value(0), api.value(1)])
          const [width, height] = api.size([1, 1])
          const opacity = 0.15 + 0.85 * Math.min(1, 1.3 * Math.sqrt(api.value(2)))
          return {
            type: 'rect',
            shape: { x: x - width / 2 + 0.5, y: y - height / 2 + 1, width: width - 1, height: height - 2, r: 2 },
            style: { fill: colour(rows[api.value(1)]!.role), opacity },
          }
        },
      },
    ],
  })
}

export interface Dot {
  name: string
  points: { role: Role; value: number | null; low: number | null; high: number | null }[]
}

/** Differences with their intervals around nought. */
export function differenceChart(
  label: string,
  name: string,
  dots: Dot[],
  series: { name: string; role: Role }[],
): string {
  const rows = dots.toReversed()
  const offsets = series.map((_, s) => (s - (series.length - 1) / 2) * 9)
  const items = rows.flatMap(({ points }, row) =>
    points.flatMap(({ value, low, high }, s) => (value === null ? [] : [[value, low ?? value, high ?? value, row, s]])),
  )
  return draw(label, 760, 80 + 34 * rows.length, {
    legend: { ...legend, data: series.map((each) => each.name) },
    grid: { left: 190, right: 30, top: 34, bottom: 46 },
    xAxis: axis(name, { nameGap: 28, scale: true }),
    yAxis: {
      ...axis(''),
      type: 'category',
      data: rows.map((dot) => dot.name),
      axisLabel: { color: colour('ink'), fontSize: 12, width: 180, overflow: 'truncate' },
      splitLine: { show: true, lineStyle: { color: colour('grid') } },
    },
    series: series.map((each, s) => ({
      type: 'custom',
      name: each.name,
      itemStyle: { color: colour(each.role) },
      data: items.filter((item) => item[4] === s),
      encode: { x: [0, 1, 2], y: 3 },
      ...(s === 0 && {
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: colour('ink'), width: 1 },
          data: [{ xAxis: 0 }],
        },
      }),
      renderItem(_: unknown, api: Api) {
        const at = (dimension: number): [number, number] => {
          const [x, y] = api.coord([api.value(dimension), api.value(3)])
          return [x, y + offsets[s]!]
        }
        const [[x, y], [x1], [x2]] = [at(0), at(1), at(2)]
        const fill = colour(each.role)
        return {
          type: 'group',
          children: [
            { type: 'line', shape: { x1, y1: y, x2, y2: y }, style: { stroke: fill, lineWidth: 2, opacity: 0.6 } },
            { type: 'circle', shape: { cx: x, cy: y, r: 4.5 }, style: { fill } },
          ],
        }
      },
    })),
  })
}

/** Median, 95th and 99th percentile of each row, in milliseconds. */
export function latencyChart(rows: { name: string; p50: number; p95: number; p99: number }[]): string {
  const shown = rows.toReversed()
  const bar = (name: string, opacity: number, values: number[]) => ({
    type: 'bar',
    name,
    barGap: '-100%',
    barWidth: 14,
    data: values,
    itemStyle: { color: colour('score'), opacity, borderRadius: [0, 3, 3, 0] },
  })
  return draw('Time a check takes', 760, 80 + 26 * shown.length, {
    legend: { ...legend, icon: 'roundRect', itemHeight: 10, data: ['p50', 'p95', 'p99'] },
    grid: { left: 150, right: 30, top: 34, bottom: 46 },
    xAxis: axis('milliseconds', { nameGap: 28 }),
    yAxis: {
      ...axis(''),
      type: 'category',
      data: shown.map(({ name }) => name),
      axisLabel: { color: colour('ink'), fontSize: 12 },
      splitLine: { show: false },
    },
    series: [
      bar(
        'p99',
        0.22,
        shown.map(({ p99 }) => p99),
      ),
      bar(
        'p95',
        0.4,
        shown.map(({ p95 }) => p95),
      ),
      bar(
        'p50',
        0.95,
        shown.map(({ p50 }) => p50),
      ),
    ],
  })
}
