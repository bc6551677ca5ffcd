// Figures, instants and lengths of time in the reader's words.

export const default_zone = 'Asia/Shanghai'
const minute_ms = 60_000
const hour_ms = 3_600_000
const day_ms = 86_400_000

export function format_count(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value)
}

export function format_percent(value: number, locale: string): string {
  return `${new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)}%`
}

export function format_time(instant: string | undefined, locale: string, zone = default_zone): string {
  if (!instant) return '—'
  return new Intl.DateTimeFormat(locale, {
    timeZone: zone, month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).format(new Date(instant))
}

export function format_full_time(instant: string | undefined, locale: string, zone = default_zone): string {
  if (!instant) return '—'
  return new Intl.DateTimeFormat(locale, {
    timeZone: zone, year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant))
}

// A calendar day such as "2022-04-24"; it has no zone of its own.
export function format_day(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' })
    .format(new Date(`${day}T00:00:00Z`))
}

// An instant's day in the district, "2022-04-24".
export function format_iso_day(at: number, zone = default_zone): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}

// What a field of date and time says ("2022-04-24T08:30") in the district's zone, as an instant; and back.
export function instant_of_local(local: string, zone = default_zone): string {
  const as_utc = Date.parse(`${local}Z`)
  return new Date(as_utc - (Date.parse(`${local_of_instant(as_utc, zone)}Z`) - as_utc)).toISOString()
}
export function local_of_instant(at: number, zone = default_zone): string {
  return new Intl.DateTimeFormat('sv', {
    timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  }).format(at).replace(' ', 'T')
}

export function format_short_day(day: string): string {
  const [, month, date] = day.split('-')
  return `${Number(month)}/${Number(date)}`
}

export interface Span {
  days: number
  hours: number
  minutes: number
  seconds: number
}

export function split_span(ms: number): Span {
  const positive = Math.abs(ms)
  return {
    days: Math.floor(positive / day_ms),
    hours: Math.floor((positive % day_ms) / hour_ms),
    minutes: Math.floor((positive % hour_ms) / minute_ms),
    seconds: Math.floor((positive % minute_ms) / 1000),
  }
}

// Two units at most, because nobody reads a third; under an hour the seconds show that the clock is alive. Hours go up to
// 48, since promises are spoken of in hours.
export function format_span(ms: number, locale: string, with_seconds = true): string {
  const { days, hours, minutes, seconds } = split_span(ms)
  const unit = locale.startsWith('zh')
    ? { d: ' 天', h: ' 小时', m: ' 分', s: ' 秒' }
    : { d: ' d', h: ' h', m: ' min', s: ' s' }
  if (days >= 2) return hours > 0 ? `${days}${unit.d} ${hours}${unit.h}` : `${days}${unit.d}`
  const all_hours = days * 24 + hours
  if (all_hours > 0) {
    if (minutes === 0 && !with_seconds) return `${all_hours}${unit.h}`
    return `${all_hours}${unit.h} ${String(minutes).padStart(2, '0')}${unit.m}`
  }
  if (!with_seconds) return minutes > 0 ? `${minutes}${unit.m}` : `${seconds}${unit.s}`
  return `${minutes}${unit.m} ${String(seconds).padStart(2, '0')}${unit.s}`
}

export function format_size(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
