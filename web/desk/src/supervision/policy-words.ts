// The values of one enterprise's policy, as people say them.
type Translate = (key: string, named?: Record<string, unknown>) => string

export const policy_keys = ['closed', 'head_count_cap', 'test_hours', 'report_due_minute', 'extra_checks'] as const
export type PolicyKey = (typeof policy_keys)[number]

export const minute_words = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
export function minute_of(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return hours! * 60 + minutes!
}

export function value_words(line: { key: string; value: number; text: string }, t: Translate): string {
  switch (line.key) {
    case 'closed': return t(line.value ? 'supervision.yes' : 'supervision.no')
    case 'head_count_cap': return line.value ? t('supervision.people', { n: line.value }) : t('supervision.no_limit')
    case 'test_hours': return t('supervision.hours', { n: line.value })
    case 'report_due_minute': return minute_words(line.value)
    default: return line.text || '—'
  }
}
