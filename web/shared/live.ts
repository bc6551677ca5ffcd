// Live events: the server says what kind of thing changed, the screen asks again for what it shows.
import { onScopeDispose, ref, type Ref } from 'vue'

export type Topic = 'case' | 'pass' | 'figures' | 'phase' | 'sla' | 'alert' | 'supervision' | 'message' | 'ticket'
export type LiveState = 'connecting' | 'live' | 'lost'

const topics: Topic[] = ['case', 'pass', 'figures', 'phase', 'sla', 'alert', 'supervision', 'message', 'ticket']
const quiet_ms = 1500 // at most one reload in this time, however many events a busy minute brings
const fallback_ms = 60_000 // while the connection is lost

type Listener = (topic: Topic, data: string) => void

let source: EventSource | undefined
const listeners = new Set<Listener>()
export const live_state: Ref<LiveState> = ref('connecting')

function open(): void {
  if (source) return
  source = new EventSource('/api/v1/events')
  source.onopen = () => { live_state.value = 'live' }
  source.onerror = () => {
    live_state.value = 'lost'
    // A browser gives up for good when the answer was not a stream (the session has ended, the server restarts).
    if (source?.readyState === EventSource.CLOSED) {
      close()
      window.setTimeout(() => { if (listeners.size > 0) open() }, 10_000)
    }
  }
  for (const topic of topics) {
    source.addEventListener(topic, (event) => { for (const listener of [...listeners]) listener(topic, (event as MessageEvent<string>).data) })
  }
}

function close(): void {
  source?.close()
  source = undefined
}

// Runs `reload` after events of the given topics, bundled; ends with the component that asked for it. `concerns` leaves
// out those that are somebody else's.
export function use_live(wanted: Topic[], reload: () => void, concerns: (data: string) => boolean = () => true): void {
  let timer: number | undefined
  const run = () => {
    timer = undefined
    if (!document.hidden) reload()
  }
  const listener: Listener = (topic, data) => {
    if (wanted.includes(topic) && (data === '' || concerns(data))) timer ??= window.setTimeout(run, quiet_ms)
  }
  const when_shown = () => { if (!document.hidden) listener(wanted[0] ?? 'case', '') }
  const fallback = window.setInterval(() => { if (live_state.value !== 'live') run() }, fallback_ms)
  document.addEventListener('visibilitychange', when_shown)
  listeners.add(listener)
  open()
  onScopeDispose(() => {
    listeners.delete(listener)
    document.removeEventListener('visibilitychange', when_shown)
    window.clearInterval(fallback)
    window.clearTimeout(timer)
    if (listeners.size === 0) close()
  })
}
