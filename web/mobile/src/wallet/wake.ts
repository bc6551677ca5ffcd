// Keeps the screen lit while a pass is shown; given back when the page is hidden, taken again when it returns.
import { onScopeDispose } from 'vue'

export function use_wake_lock(): void {
  let lock: WakeLockSentinel | undefined
  let wanted = true
  async function take(): Promise<void> {
    if (!wanted || document.hidden) return
    lock = await navigator.wakeLock?.request('screen').catch(() => undefined) // refused on low battery
  }
  const when_shown = () => void take()
  document.addEventListener('visibilitychange', when_shown)
  void take()
  onScopeDispose(() => {
    wanted = false
    document.removeEventListener('visibilitychange', when_shown)
    void lock?.release()
  })
}
