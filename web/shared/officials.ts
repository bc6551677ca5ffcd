// What the officials' pages ask besides shared/api.ts: desks, search, enterprises, passes, people, organisations.
import { request } from './http'
import type { DecisionBody } from './api'
import type { Page, Role, TaskView } from './types'

// ---- desks ----
export interface BulkReceipt {
  decided: number
  refused: number
  rows: { task: string; decided: boolean; state?: string; code?: string; reason?: string }[]
}
export interface Colleague {
  id: string
  name: string
  roles: Role[]
}
export interface Substitution {
  id: string
  person: string
  substitute: string
  person_name: string
  substitute_name: string
  from_at: string
  until_at: string
  running: boolean
}
export interface Note {
  number: number
  at: string
  by_name: string
  desk_name: string
  text: string
}
export const decide_many = (rows: (DecisionBody & { task: string })[]) =>
  request<BulkReceipt>('POST', '/tasks/decisions', { body: { rows } })
export const hand_over = (task: string, to: string) => request<TaskView>('POST', `/tasks/${task}/hand-over`, { body: { to } })
export const list_colleagues = () => request<Colleague[]>('GET', '/colleagues')
export const list_substitutes = () => request<Substitution[]>('GET', '/substitutes')
export const name_substitute = (body: { substitute: string; from_at?: string; until_at: string }) =>
  request<Substitution>('POST', '/substitutes', { body })
export const end_substitute = (id: string) => request<void>('DELETE', `/substitutes/${id}`)
export const list_notes = (case_id: string) => request<Note[]>('GET', `/cases/${case_id}/notes`)
export const add_note = (case_id: string, text: string) => request<Note>('POST', `/cases/${case_id}/notes`, { body: { text } })

// ---- search ----
export type HitKind = 'enterprise' | 'resumption' | 'person' | 'vehicle' | 'account' | 'pass'
export interface Hit {
  kind: HitKind
  id: string
  title: string
  detail: string
  enterprise?: string
  enterprise_name?: string
}
export interface Hits {
  items: Hit[]
  more: boolean
}
export const search = (q: string, signal?: AbortSignal) => request<Hits>('GET', '/search', { query: { q }, signal })
export const search_phone = (digits: string) => request<Hits>('POST', '/search/phone', { body: { digits } })

// ---- enterprises ----
export interface EnterpriseFull {
  id: string
  name: string
  usc: string
  scale: 'above' | 'below'
  industry: string
  subdistrict: string
  park: string
  address: string
  latitude?: number
  longitude?: number
  legal_representative: string
  phone: string
  normal_workers: number
  normal_output: number
  output_unit: string
  key_supply: boolean
  military: boolean
}
export const read_enterprise = (id: string) => request<EnterpriseFull>('GET', `/enterprises/${id}`)

export interface WorkerLine {
  id: string
  name: string
  resident_id: string
  phone: string
  post: string
  team: string
}
export interface VehicleLine {
  id: string
  plate: string
  use: 'truck' | 'bus'
  route: string
  driver: string
}
export const list_roster = (enterprise: string, query: { search?: string; after?: string; limit?: number }) =>
  request<Page<WorkerLine>>('GET', `/enterprises/${enterprise}/roster`, { query })
export const list_vehicles = (enterprise: string, query: { after?: string; limit?: number }) =>
  request<Page<VehicleLine>>('GET', `/enterprises/${enterprise}/vehicles`, { query })

// ---- passes ----
export interface PassRequestLine {
  id: string
  enterprise: string
  enterprise_name?: string
  case_id?: string
  kind: string
  kind_name: string
  purpose: string
  all: boolean
  wanted: number
  issued: number
  state: 'open' | 'done' | 'withdrawn'
  requested_at: string
  waiting_for?: string // a department, or commissioner
  done_at?: string
}
export type PassState = 'valid' | 'suspended' | 'revoked' | 'expired'
export interface PassLine {
  id: string
  number: string
  kind: string
  kind_name: string
  enterprise: string
  enterprise_name?: string
  holder: string
  subject: string
  issued_at: string
  not_before: string
  expires_at: string
  state: PassState
}
export interface PassFull {
  line: PassLine
  zones: string[]
  route?: string
  token: string
  key_id: string
  status_list: number
  status_index: number
  scheme: number
  replaces?: string
  changed_at?: string
  reason?: string
}
export interface IssueReceipt {
  issued: number
  skipped: number
  left: number
  requests: { request: string; issued: number; skipped: number; first_number?: string; last_number?: string; skipped_holders: { holder: string; code: string; reason: string }[] }[]
}
export const list_pass_requests = (query: { enterprise?: string; state?: string; after?: string; limit?: number }) =>
  request<Page<PassRequestLine>>('GET', '/pass-requests', { query })
export const issue_requests = (requests: string[]) => request<IssueReceipt>('POST', '/pass-issuance', { body: { requests } })
export const list_passes = (query: { enterprise?: string; kind?: string; state?: string; number?: string; after?: string; limit?: number }) =>
  request<Page<PassLine>>('GET', '/passes', { query })
export const read_pass = (id: string) => request<PassFull>('GET', `/passes/${id}`)
export const change_pass = (id: string, act: 'revocation' | 'suspension' | 'restoration', reason?: string) =>
  request<{ id: string; number: string; state: PassState }>('POST', `/passes/${id}/${act}`, { body: { reason } })

// ---- people and organisations ----
export interface PersonLine {
  id: string
  login: string
  name: string
  roles: Role[]
  organisation: string
  phone_masked: string
  disabled: boolean
  created_at: string
}
export type OrganisationKind = 'district' | 'department' | 'subdistrict' | 'enterprise' | 'checkpoint'
export interface OrganisationLine {
  id: string
  kind: OrganisationKind
  code: string
  name: string
  name_en: string
  subdistrict: string
}
export const list_people = (query: { organisation?: string; login?: string; after?: string; limit?: number }) =>
  request<Page<PersonLine>>('GET', '/people', { query })
export const create_person = (body: { login: string; name: string; password: string; roles: Role[]; organisation: string; phone?: string }) =>
  request<PersonLine>('POST', '/people', { body })
export const change_person = (id: string, body: { name?: string; roles?: Role[]; disabled?: boolean; password?: string; phone?: string }) =>
  request<PersonLine>('PATCH', `/people/${id}`, { body })
export const list_organisations = (query: { kind?: OrganisationKind; after?: string; limit?: number }) =>
  request<Page<OrganisationLine>>('GET', '/organisations', { query })
export const create_organisation = (body: { kind: OrganisationKind; code: string; name: string; name_en?: string; subdistrict?: string }) =>
  request<OrganisationLine>('POST', '/organisations', { body })
