// Starts what goes on without a network, for those whose work does: the worker that keeps their pages on this device, and
// the sending of inspections that were finished somewhere without one.
import { watch } from 'vue'

import { may_enter, session, works_offline } from '@shared/session'

export function go_on_offline(): void {
  watch(session, () => {
    if (!works_offline.value) return
    // A browser in private mode refuses a worker: then the desk works with a network only.
    if ('serviceWorker' in navigator) navigator.serviceWorker.register('/sw.js').catch(() => undefined)
    if (may_enter('tasks')) void import('@shared/inspections').then(({ send_waiting }) => send_waiting()).catch(() => undefined)
  }, { immediate: true })
}
