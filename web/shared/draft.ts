// A form that several tabs, people or the server may change at once: what was typed here, what the server has, and what
// both were before. Pure; nothing is lost without somebody having chosen.
import type { Application } from './types'

export interface Clash {
  path: string // "document.field"
  mine: unknown
  theirs: unknown
}
export interface Merged {
  application: Application // mine where only I changed, theirs where only they did; mine where both
  taken: string[] // paths where theirs came in
  clashes: Clash[]
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

export function copy_of<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

export function merge(base: Application, mine: Application, theirs: Application): Merged {
  const out: Merged = { application: {}, taken: [], clashes: [] }
  const documents = new Set([...Object.keys(mine), ...Object.keys(theirs)])
  for (const document of documents) {
    const [b, m, t] = [base[document] ?? {}, mine[document] ?? {}, theirs[document] ?? {}]
    const merged: Record<string, unknown> = {}
    for (const field of new Set([...Object.keys(m), ...Object.keys(t)])) {
      const [was, here, there] = [b[field], m[field], t[field]]
      const path = `${document}.${field}`
      let value = here
      if (!same(here, there)) {
        if (same(here, was)) {
          value = there
          out.taken.push(path)
        } else if (!same(there, was)) {
          out.clashes.push({ path, mine: here, theirs: there })
        }
      }
      if (value !== undefined) merged[field] = value
    }
    out.application[document] = merged
  }
  return out
}

// The documents that differ; those without a difference need not be sent.
export function changed_documents(before: Application, now: Application): Application {
  const out: Application = {}
  for (const [id, data] of Object.entries(now)) if (!same(before[id] ?? {}, data)) out[id] = data
  return out
}

// What stands in localStorage while it is not yet on the server; one form's, one person's.
export interface Kept {
  version: number
  base: Application
  mine: Application
}
const key_of = (person: string, case_id: string) => `fugong.kept.application.${person}.${case_id}`

export function keep(person: string, case_id: string, kept: Kept): void {
  try {
    localStorage.setItem(key_of(person, case_id), JSON.stringify(kept))
  } catch {
    // A full or forbidden store: the draft on the server is then all there is.
  }
}
export function kept_for(person: string, case_id: string): Kept | undefined {
  try {
    return JSON.parse(localStorage.getItem(key_of(person, case_id)) ?? 'null') as Kept | undefined ?? undefined
  } catch {
    return undefined
  }
}
export function forget(person: string, case_id: string): void {
  localStorage.removeItem(key_of(person, case_id))
}
