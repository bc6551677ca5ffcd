// How a day's report looks: a sign and a colour, never the colour alone.
import type { ReportState } from '@shared/supervision'

export const report_tone = (state: ReportState) => ({ not_asked: '', open: 'busy', missing: 'bad', done: 'good', late: 'warn' } as const)[state]
export const report_sign = (state: ReportState) => ({ not_asked: '·', open: '○', missing: '✗', done: '✓', late: '△' } as const)[state]
