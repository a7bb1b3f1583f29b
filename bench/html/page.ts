import type { Mistake } from '../mistakes.ts'
import type { Report } from '../report.ts'
import type { Table } from '../table.ts'

export function reportPage(report: Report, _table: Table, _mistakes: Mistake[]): string {
  return `<!doctype html><pre>${JSON.stringify(report.figures, null, 1)}</pre>`
}
