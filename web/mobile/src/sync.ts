// Exchanging what this phone holds with the server, one round at a time.
import { ref } from 'vue'

import { Problem } from '@shared/http'

export const online = ref(navigator.onLine)
export const needs_log_in = ref(false)

// A lost network or session ends the round; everything stays as it is.
export function make_sync(work: () => Promise<void>): () => Promise<void> {
  async function round(): Promise<void> {
    try {
      await work()
      online.value = true
      needs_log_in.value = false
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      online.value = error.status !== 0
      needs_log_in.value = error.status === 401
    }
  }
  let running: Promise<void> | undefined
  return () => (running ??= round().finally(() => { running = undefined }))
}
