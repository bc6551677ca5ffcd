// Something asked of the API: what came, when, and what went wrong. A reload keeps the old until the new is there.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import { Problem } from './http'

export interface Resource<T> {
  data: ShallowRef<T | undefined>
  problem: Ref<Problem | undefined>
  loading: Ref<boolean>
  fetched_at: Ref<number> // performance.now() of the answer; countdowns run from it
  load: () => Promise<void>
}

export function use_resource<T>(ask: () => Promise<T>): Resource<T> {
  const data = shallowRef<T>()
  const problem = ref<Problem>()
  const loading = ref(false)
  const fetched_at = ref(performance.now())
  let latest = 0

  async function load(): Promise<void> {
    const mine = ++latest
    loading.value = true
    try {
      const answer = await ask()
      if (mine !== latest) return // a later question was asked meanwhile
      data.value = answer
      fetched_at.value = performance.now()
      problem.value = undefined
    } catch (error) {
      if (mine !== latest) return
      problem.value = error instanceof Problem ? error : new Problem(0, 'client', String(error))
    } finally {
      if (mine === latest) loading.value = false
    }
  }
  return { data, problem, loading, fetched_at, load }
}
