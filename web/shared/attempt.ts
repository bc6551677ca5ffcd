// Something that a button does: one at a time, and in words what went wrong.
import { ref, type Ref } from 'vue'

import { Problem } from './http'
import { problem_words } from './problem-words'

export interface Attempt {
  busy: Ref<boolean>
  message: Ref<string>
  // Whether it was done.
  attempt: (work: () => Promise<unknown>) => Promise<boolean>
}

export function use_attempt(t: (key: string) => string): Attempt {
  const busy = ref(false)
  const message = ref('')
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    message.value = ''
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      message.value = [problem_words(error, t), ...error.errors.map((one) => one.detail ?? '')].filter(Boolean).join('\n')
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, message, attempt }
}
