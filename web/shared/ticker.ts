// One second hand for all countdowns on a page. It counts from when an answer arrived, not by the machine's calendar:
// the district's clock may be a rehearsal's, and an official's computer may be minutes off.
import { onScopeDispose, ref, type Ref } from 'vue'

export const ticks: Ref<number> = ref(performance.now())
let users = 0
let timer: number | undefined

export function use_ticks(): Ref<number> {
  if (users++ === 0) timer = window.setInterval(() => { ticks.value = performance.now() }, 1000)
  onScopeDispose(() => {
    if (--users === 0) window.clearInterval(timer)
  })
  return ticks
}
