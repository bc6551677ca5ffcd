// The district's time on a phone whose own clock may be wrong: the difference is measured at every answer that tells the
// server's time, and kept for when there is no network.
export interface Offset {
  offset_ms: number // to add to this phone's clock
  measured_at: number // by this phone's clock
}

export function measure(server_now: string, asked_at: number, answered_at: number): Offset {
  return { offset_ms: Math.round(Date.parse(server_now) - (asked_at + answered_at) / 2), measured_at: answered_at }
}

// The calendar day of an instant; the district's zone is the phone's.
export function local_day(at_ms: number): string {
  const at = new Date(at_ms)
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`
}

// Somebody who sets the phone's clock while the app runs is noticed: the other counter only ever runs on. A sleeping
// phone may stop that one too, so the comparison begins anew when the page is shown again.
let started = { wall: Date.now(), steady: performance.now() }
export function compare_clocks_anew(): void {
  started = { wall: Date.now(), steady: performance.now() }
}
export const clock_jump_ms = () => Date.now() - started.wall - (performance.now() - started.steady)
