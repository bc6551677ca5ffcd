// What the pages of supervision ask: plants and officers, reports, violations, sanctions.
import { request } from './http'
import type { Attachment, Page } from './types'

export type DutyState = 'waiting' | 'on_duty' | 'late' | 'absent' | 'gap'
export type ReportState = 'not_asked' | 'open' | 'missing' | 'done' | 'late'
export type Severity = 'minor' | 'serious' | 'grave'
export type ViolationState = 'raised' | 'withdrawn' | 'dismissed' | 'confirmed' | 'appealed' | 'upheld' | 'overturned'
export type SanctionState = 'noted' | 'in_force' | 'rectified' | 'passed' | 'lifted' | 'final'

export interface ShiftView {
  day: string; shift: string; name: string; from: string; to: string; state: DutyState; officer?: string; officer_name: string; checked_in_at?: string
}
export interface Assigned { id: string; officer: string; name: string; from: string; until?: string }
export interface PlantLine {
  enterprise: string; name: string; subdistrict: string; shift?: ShiftView; officers: Assigned[]
  report_today: ReportState; report_due_at: string; inside: number; head_count_cap: number; open_violations: number
  closed: boolean; suspended: boolean
}
export interface Completeness {
  days: string[]; asked: number; done: number; late: number; missing: number
  lines: { enterprise: string; name: string; subdistrict: string; days: ReportState[] }[]
}
export interface ViolationLine {
  id: string; enterprise: string; enterprise_name: string; rule: string; rule_name: string; severity: Severity
  subject_name: string; day: string; at: string; state: ViolationState; answer_due: string; answered: boolean
}
export interface Act { kind: string; at: string; by_name: string; text: string }
export interface ViolationView {
  line: ViolationLine; facts: string[]; acts: Act[]; advised: string; actions: string[]
  evidence: { direction: 'in' | 'out'; at: string; source: string; gate: string; name: string; test_at?: string }[]
}
export interface SanctionLine {
  id: string; enterprise: string; enterprise_name: string; rule: string; rule_name: string; kind: string; reason: string
  state: SanctionState; ordered_at: string; rectify_due?: string; trucks_until?: string; ended_at?: string
}
export interface SanctionView { line: SanctionLine; violations: string[]; acts: Act[]; actions: string[] }
export interface Alert { id: string; enterprise: string; enterprise_name: string; kind: string; subject: string; level: number; at: string }
export interface PolicyLine {
  key: string; value: number; text: string; source: 'pack' | 'phase' | 'override'; source_name: string; reason: string; until?: string
}
export interface OverrideLine {
  id: string; key: string; value: number; text: string; reason: string; from: string; until: string; state: string
  proposed_by_name: string; decided_by_name: string; own: boolean
}
export interface EffectivePolicy { values: PolicyLine[]; overrides: OverrideLine[] }
export interface ReportView {
  day: string; document: string; state: ReportState; due_at: string; prefill: Record<string, unknown>
  versions: { version: number; data: Record<string, unknown>; reason: string; by_name: string; received_at: string; late: boolean }[]
  photos?: Attachment[]; photos_max?: number
}
export interface ReportBody { client: string; day: string; data: Record<string, unknown>; base_version: number; reason?: string }

const base = '/supervision'
export const list_plants = () => request<PlantLine[]>('GET', `${base}/plants`)
export const list_notes = (plant: string) => request<{ kind: string; text: string; officer_name: string; at: string }[]>('GET', `${base}/plants/${plant}/notes`)
export const list_alerts = () => request<Alert[]>('GET', `${base}/alerts`)
export const list_violations = (query: { state?: string; enterprise?: string; limit?: number }) => request<Page<ViolationLine>>('GET', `${base}/violations`, { query })
export const read_violation = (id: string) => request<ViolationView>('GET', `${base}/violations/${id}`)
export const act_on_violation = (id: string, what: 'answer' | 'decision' | 'appeal' | 'hearing', body: object) =>
  request<ViolationView>('POST', `${base}/violations/${id}/${what}`, { body })
export const list_sanctions = (query: { state?: string; enterprise?: string; limit?: number } = {}) => request<Page<SanctionLine>>('GET', `${base}/sanctions`, { query })
export const read_sanction = (id: string) => request<SanctionView>('GET', `${base}/sanctions/${id}`)
export const order_sanction = (body: { enterprise: string; rule: string; reason: string; violations: string[] }) =>
  request<SanctionView>('POST', `${base}/sanctions`, { body })
export const act_on_sanction = (id: string, what: 'rectification' | 'inspection' | 'lifting', body: object) =>
  request<SanctionView>('POST', `${base}/sanctions/${id}/${what}`, { body })
export const read_gate_code = (plant: string) => request<{ code: string; valid_until: string; period_s: number }>('GET', `${base}/plants/${plant}/gate-code`)
export const read_effective_policy = (plant: string) => request<EffectivePolicy>('GET', `${base}/plants/${plant}/policy`)
export const decide_override = (plant: string, id: string, approve: 'yes' | 'no') =>
  request<OverrideLine>('POST', `${base}/plants/${plant}/overrides/${id}/decision`, { body: { approve } })
export const read_report = (plant: string, day: string) => request<ReportView>('GET', `${base}/plants/${plant}/reports/${day}`)
export const file_report = (plant: string, body: ReportBody) => request<ReportView>('POST', `${base}/plants/${plant}/reports`, { body })
