// What is being typed survives a reload and an expired session: it is kept on this device until it was sent.
import { reactive, watch } from 'vue'

export interface Kept<T extends object> {
  value: T
  forget: () => void
}

export function use_kept<T extends object>(name: string, initial: T): Kept<T> {
  const key = `fugong.kept.${name}`
  let stored: Partial<T> = {}
  try {
    stored = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<T>
  } catch {
    sessionStorage.removeItem(key)
  }
  const value = reactive({ ...initial, ...stored }) as T
  const stop = watch(value, () => { sessionStorage.setItem(key, JSON.stringify(value)) }, { deep: true })
  const forget = () => {
    stop()
    sessionStorage.removeItem(key)
  }
  return { value, forget }
}

// What the server last said, for a page that is opened again without a network.
export function keep_answer(name: string, answer: unknown): void {
  try {
    localStorage.setItem(`fugong.kept.${name}`, JSON.stringify(answer))
  } catch {
    // A full or forbidden store: without a network the page then says that there is none.
  }
}
export function kept_answer<T>(name: string): T | undefined {
  try {
    return (JSON.parse(localStorage.getItem(`fugong.kept.${name}`) ?? 'null') as T | null) ?? undefined
  } catch {
    return undefined
  }
}
export function forget_answer(name: string): void {
  localStorage.removeItem(`fugong.kept.${name}`)
}

// Everything typed and not sent, and all answers kept, of whoever was here; at log-out.
export function forget_kept(): void {
  for (const store of [localStorage, sessionStorage])
    for (const key of Object.keys(store)) if (key.startsWith('fugong.kept.')) store.removeItem(key)
}
