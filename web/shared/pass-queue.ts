// The queue of those who decide on requests for passes: departments, and the commissioner last.
import { request } from './http'
import type { Page, Reason, TripPerson } from './types'

export interface PassRequestView {
  id: string
  enterprise: string
  case_id?: string
  kind: string
  kind_name: string
  purpose: string
  all: boolean
  wanted: number
  issued: number
  state: string
  requested_at: string
  waiting_for: string
  green: boolean
  urgent: boolean
  due_at: string
  reasons: Reason[]
}
export interface QueueLine {
  request: PassRequestView
  enterprise_name: string
  age_minutes: number
  overdue: boolean
}
export interface TripView {
  vehicle: string
  plate: string
  vehicle_kind?: string
  route: { division: string; place: string }[]
  people: { driver?: TripPerson; mates: TripPerson[] }
  licence: string
  goods: string
  tonnes: number
  validity: string
  starts_at?: string
  ends_at?: string
  zones: string[]
  asked_zones: string[]
}
export const list_pass_queue = (query: { kind?: string; after?: string; limit?: number }) => request<Page<QueueLine>>('GET', '/pass-queue', { query })
export const read_pass_request = (id: string) =>
  request<{ request: PassRequestView; enterprise_name: string; trips: TripView[] }>('GET', `/pass-requests/${id}`)

export type PassDecision = 'approve' | 'give_back' | 'refuse'
export interface DecisionsReceipt {
  decided: number
  failed: number
  issued: number
  results: { request: string; state?: string; code?: string; message?: string }[]
}
export const decide_pass_requests = (decisions: { request: string; decision: PassDecision; reasons?: Reason[] }[]) =>
  request<DecisionsReceipt>('POST', '/pass-decisions', { body: { decisions } })
