// What the pages of one plant ask: officers and shifts, exceptions, the closed roster, gates, inspections.
import { request, take_file } from './http'
import { format_iso_day } from './format'
import type { Assigned, Completeness, OverrideLine, ShiftView } from './supervision'
import type { Page } from './types'

const base = '/supervision'
const of_plant = (plant: string) => `${base}/plants/${plant}`

// ---- officers and shifts ----
export interface OfficerChoice {
  officer: string; login: string; name: string
  places: { enterprise: string; name: string; from: string; until?: string }[]
}
export interface PlannedShift { day: string; shift: string; officer: string }
export const place_plant = (body: { enterprise: string; latitude?: number; longitude?: number }) => request<{ enterprise: string }>('POST', `${base}/plants`, { body })
export const release_plant = (plant: string) => request<unknown>('POST', `${of_plant(plant)}/release`)
export const list_officers = () => request<OfficerChoice[]>('GET', `${base}/officers`)
export const assign_officer = (plant: string, body: { login: string; from?: string; until?: string }) =>
  request<Assigned>('POST', `${of_plant(plant)}/officers`, { body })
export const end_assignment = (id: string) => request<Assigned>('POST', `${base}/assignments/${id}/end`)
export const list_shifts = (plant: string, from: string, to: string) => request<ShiftView[]>('GET', `${of_plant(plant)}/shifts`, { query: { from, to } })
export const plan_shifts = (plant: string, shifts: PlannedShift[]) => request<ShiftView[]>('PUT', `${of_plant(plant)}/shift-plan`, { body: { shifts } })

export const read_completeness = (query: { from?: string; to?: string }) => request<Completeness>('GET', `${base}/completeness`, { query })

// ---- exceptions ----
export interface Proposal { key: string; value?: number; text?: string; reason: string; from?: string; until: string }
export const propose_override = (plant: string, body: Proposal) => request<OverrideLine>('POST', `${of_plant(plant)}/overrides`, { body })

// ---- closed roster and gates ----
export interface Member { worker: string; name: string; from: string; until?: string }
export interface RefusedRow { row: number; code: string; reason: string }
export interface RosterPreview {
  rows: number; kept: number; workers: string[]; refused: RefusedRow[]
  added: { worker: string; name: string }[]; ended: { worker: string; name: string }[]
}
export interface GateEvent {
  id: string; direction: 'in' | 'out'; at: string; source: 'scan' | 'gate' | 'officer'; gate: string; name: string; known: boolean; test_at?: string
}
export interface EventsReceipt { stored: number; duplicates: number; raised: number; withdrawn: number; refused: RefusedRow[] }
export interface NewEvent { id: string; direction: 'in' | 'out'; at: string; worker?: string; resident_id?: string; name?: string; gate?: string; test_at?: string }
export const list_members = (plant: string, query: { after?: string; limit?: number }) => request<Page<Member>>('GET', `${of_plant(plant)}/closed-roster`, { query })
export const preview_roster = (plant: string, workers: string[]) => request<RosterPreview>('POST', `${of_plant(plant)}/closed-roster/preview`, { body: { workers } })
export const read_roster_file = (plant: string, bytes: Blob) => request<RosterPreview>('POST', `${of_plant(plant)}/closed-roster/file`, { bytes })
export const replace_roster = (plant: string, workers: string[]) =>
  request<{ inside: number; added: number; ended: number }>('PUT', `${of_plant(plant)}/closed-roster`, { body: { workers } })
export const list_gate_events = (plant: string, query: { from?: string; to?: string; direction?: string; after?: string; limit?: number }) =>
  request<Page<GateEvent>>('GET', `${of_plant(plant)}/gate-events`, { query })
export const tell_gate_events = (plant: string, events: NewEvent[]) => request<EventsReceipt>('POST', `${of_plant(plant)}/gate-events`, { body: { events } })
export const import_gate_events = (plant: string, bytes: Blob) => request<EventsReceipt>('POST', `${of_plant(plant)}/gate-events/import`, { bytes })

// ---- calendar days ----
const day_ms = 86_400_000
export const add_days = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * day_ms).toISOString().slice(0, 10)
export const days_from = (day: string, count: number) => Array.from({ length: count }, (_, index) => add_days(day, index))
export const day_of = (at: number) => format_iso_day(at)

// ---- inspections ----
export interface Candidate { enterprise: string; name: string; weight: number; violations: number; late_reports: number; key_supply: boolean; above_scale: boolean }
export interface Inspection {
  id: string; day: string; enterprise: string; enterprise_name: string; subdistrict: string; weight: number; done_at?: string; by_name: string
  passed: boolean; findings: { item: string; passed: boolean; note?: string }[]; note: string; follows?: string
}
export interface Weights { base: number; per_violation: number; per_late_report: number; key_supply: number; above_scale: number; days_back: number }
export interface InspectionPlan {
  day: string; seed: string; candidates: Candidate[]; weights: Weights; drawn_at: string; by_name: string; checklist: string; inspections: Inspection[]
}
export const read_plan = (day: string) => request<InspectionPlan>('GET', `${base}/inspection-plans/${day}`)
export const draw_inspections = (day: string) => request<InspectionPlan>('POST', `${base}/inspection-plans`, { body: { day } })
export const list_follow_ups = () => request<Inspection[]>('GET', `${base}/follow-ups`)
export const photos_of_inspection = (id: string) => `${base}/inspections/${id}/photos`
export const photos_of_report = (plant: string, day: string) => `${of_plant(plant)}/reports/${day}/photos`
export const evidence_of = (kind: 'violations' | 'sanctions', id: string) => `${base}/${kind}/${id}/evidence`

// ---- one file ----
export interface DossierEntry { at: string; section: string; title: string; text: string; by_name: string }
export interface DossierPage {
  enterprise: string; name: string; sections: { section: string; name: string; entries: number }[]; entries: DossierEntry[]; next?: number
  files: number; files_bytes: number; parts: number
}
export interface DossierTime { from?: string; to?: string }
export const read_dossier = (enterprise: string, query: DossierTime & { section?: string; after?: number; limit?: number }) =>
  request<DossierPage>('GET', `/enterprises/${enterprise}/dossier`, { query: { ...query } })
export const take_dossier = (enterprise: string, body: DossierTime & { format: 'pdf' | 'zip'; part?: number }) =>
  take_file('POST', `/enterprises/${enterprise}/dossier/export`, { body })
