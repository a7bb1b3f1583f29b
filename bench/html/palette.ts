/**
 * Charts are drawn once and shown in light and dark: ECharts gets a stand-in colour for each role, and the finished SVG
 * the CSS variable in its place.
 */
const roles = {
  ink: '#010101',
  soft: '#020202',
  grid: '#030303',
  panel: '#040404',
  score: '#050505',
  detector: '#060606',
  probe: '#070707',
  real: '#080808',
  made: '#090909',
  good: '#0a0a0a',
  bad: '#0b0b0b',
} as const
export type Role = keyof typeof roles

export const colour = (role: Role): string => roles[role]

export const withVariables = (svg: string): string =>
  Object.entries(roles).reduce((text, [role, standIn]) => text.replaceAll(standIn, `var(--${role})`), svg)

const light: Record<Role, string> = {
  ink: '#1c2330',
  soft: '#5d6879',
  grid: '#e3e7ee',
  panel: '#ffffff',
  score: '#2459c9',
  detector: '#d9730d',
  probe: '#8a94a6',
  real: '#2e8b6f',
  made: '#b4397a',
  good: '#2e8b6f',
  bad: '#c23b3b',
}

const dark: Record<Role, string> = {
  ink: '#e8ecf3',
  soft: '#9aa6b8',
  grid: '#2c3444',
  panel: '#171d28',
  score: '#7ca6ff',
  detector: '#f5a04c',
  probe: '#8a94a6',
  real: '#5cc4a2',
  made: '#ee7fb6',
  good: '#5cc4a2',
  bad: '#ff8080',
}

const declarations = (values: Record<Role, string>) =>
  Object.entries(values)
    .map(([role, value]) => `--${role}:${value}`)
    .join(';')

export const variables = `
:root{color-scheme:light;${declarations(light)};--page:#f4f6f9;--shade:#f8fafc}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${declarations(dark)};--page:#0f141c;--shade:#1c2431}}
`
