// The policy pack in force: names of phases, classes and fields in the reader's language. Asked once, and again after
// the phase or the language changed.
import { computed, ref } from 'vue'

import { is_unreachable, request } from './http'
import { keep_answer, kept_answer } from './kept'
import type { Application } from './types'

export interface PolicyField {
  id: string
  label: string
  type: string
  required: boolean
  minimum?: number
  maximum?: number
  length_min?: number
  length_max?: number
  pattern?: string
  choices: { value: string; label: string }[]
  hint: string
  prefill?: string // a path into the facts, e.g. "enterprise.name"
}
export interface PolicyDocument {
  id: string
  name: string
  fields: PolicyField[]
}
export interface Checklist {
  id: string
  name: string
  items: { id: string; text: string; mandatory: boolean }[]
}
export interface PolicyPhase {
  id: string
  name: string
  mode: string
  closed: boolean
  conditions: { id: string; reason: string; field: string; rule: unknown }[]
  documents: string[]
  pass_kinds: string[]
  test_every_days: number
}
export interface PolicyStep {
  id: string
  name: string
  kind: string
  after: string[]
  automatic: boolean
  bulk: boolean
  limit_ms?: number
  participants: { id: string; name: string; conditional: boolean }[]
  checklist?: string
}
export interface PolicyRoute {
  id: string
  name: string
  steps: PolicyStep[]
}
// What a request for a vehicle's pass has to say of the journey; absent: nothing.
export interface TripRules {
  required: boolean
  validity: string[]
  trip_max_ms: number
  vehicle_kinds: string[]
  asks: string[]
  mates_max: number
  entry_points_max: number
}
export interface PassKind {
  id: string
  name: string
  holder: 'worker' | 'vehicle'
  vehicle_use: string
  validity_ms: number
  needs_route: boolean
  trip?: TripRules
}
export interface PolicyView {
  name: string
  version: string
  routes: PolicyRoute[]
  phase: string
  since?: string
  now: string
  phases: PolicyPhase[]
  documents: PolicyDocument[]
  checklists: Checklist[]
  departments: { id: string; name: string }[]
  classes: { id: string; name: string }[]
  pass_kinds: PassKind[]
  zones: { id: string; name: string; district?: string }[]
  clocks: { id: string; name: string; limit_ms: number }[]
  words: Record<string, string> // of what may be wrong with a field, by code
}

export const policy = ref<PolicyView | null>(null)
export const phase_in_force = computed(() => policy.value?.phases.find((phase) => phase.id === policy.value?.phase))
export const phase_now = computed(() => phase_in_force.value?.name ?? '')

let ahead_ms = 0 // of this machine's clock, the district's

export async function load_policy(): Promise<void> {
  try {
    const now = await request<PolicyView>('GET', '/policy')
    policy.value = now
    ahead_ms = Date.parse(now.now) - Date.now()
    keep_answer('policy', { now, ahead_ms })
  } catch (error) {
    const kept = is_unreachable(error) && kept_answer<{ now: PolicyView; ahead_ms: number }>('policy')
    if (!kept) throw error
    policy.value = kept.now
    ahead_ms = kept.ahead_ms
  }
}

// The district's clock: this machine's may be wrong, and a rehearsal plays in another year.
export function district_now(): number {
  return Date.now() + ahead_ms
}

// What the register already knows need not be typed again.
export function prefilled(enterprise: object | undefined): Application {
  const out: Application = {}
  const facts = { enterprise } as Record<string, unknown>
  for (const id of phase_in_force.value?.documents ?? []) {
    const document: Record<string, unknown> = {}
    for (const field of policy.value?.documents.find((one) => one.id === id)?.fields ?? []) {
      if (!field.prefill) continue
      const value = field.prefill.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], facts)
      if (value !== undefined && value !== '') document[field.id] = value
    }
    out[id] = document
  }
  return out
}

export function document_name(id: string): string {
  return policy.value?.documents.find((document) => document.id === id)?.name ?? id
}
// Where a returned field may be: every field of the forms that a case carries.
export function fields_of(documents: string[]): { path: string; label: string }[] {
  return documents.flatMap((id) => {
    const form = policy.value?.documents.find((one) => one.id === id)
    return form ? form.fields.map((field) => ({ path: `${id}.${field.id}`, label: `${form.name} · ${field.label}` })) : [{ path: id, label: id }]
  })
}
export function checklist_of(id: string | undefined): Checklist | undefined {
  return policy.value?.checklists.find((checklist) => checklist.id === id)
}
// "resumption_plan.isolation_rooms" in the words of the form.
export function field_label(path: string): string {
  const [document, ...rest] = path.split('.')
  const form = policy.value?.documents.find((one) => one.id === document)
  if (!form) return path
  const field = form.fields.find((one) => one.id === rest.join('.'))
  return field ? `${form.name} · ${field.label}` : form.name
}
