// Every call that the screens make, one line each.
import { request, request_text } from './http'
import type {
  Application, Bulletin, CaseLine, CaseReceipt, CaseView, DailyFigures, Dashboard, DecisionKind, Enterprise, Finding, InboxLine,
  Page, PhaseReport, Reason, Session, SlaAlert,
} from './types'

export interface Credentials {
  login: string
  password: string
}
export interface CaseQuery {
  state?: string
  scope?: string
  subdistrict?: string
  phase?: string
  enterprise?: string
  overdue?: boolean
  after?: string
  limit?: number
}
export interface DecisionBody {
  decision: DecisionKind
  reasons?: Reason[]
  comment?: string
  findings?: Finding[]
}

export const read_session = () => request<Session>('GET', '/session')
export const log_in = (body: Credentials) => request<Session>('POST', '/session', { body })
export const log_out = () => request<void>('DELETE', '/session')

export const list_cases = (query: CaseQuery) => request<Page<CaseLine>>('GET', '/cases', { query: { ...query } })
export const read_case = (id: string) => request<CaseView>('GET', `/cases/${id}`)
export const list_tasks = (query: { kind?: string; after?: string; limit?: number }) =>
  request<Page<InboxLine>>('GET', '/tasks', { query })
export const decide = (task: string, body: DecisionBody) =>
  request<unknown>('POST', `/tasks/${task}/decision`, { body })

export const read_dashboard = () => request<Dashboard>('GET', '/dashboard')
export const read_bulletin = (as_of?: string) => request<Bulletin>('GET', '/bulletin', { query: { as_of } })
export const read_bulletin_text = (as_of?: string) => request_text('/bulletin', { query: { as_of, format: 'text' } })

export const preview_phase = (phase: string) => request<PhaseReport>('GET', '/policy/phase/preview', { query: { phase } })
export const switch_phase = (phase: string) => request<PhaseReport>('POST', '/policy/phase', { body: { phase } })
export const list_alerts = () => request<SlaAlert[]>('GET', '/sla/alerts')

export const list_enterprises = (query: { limit?: number }) => request<Page<Enterprise>>('GET', '/enterprises', { query })
export const create_case = (body: { application: Application; submit: boolean }) =>
  request<CaseReceipt>('POST', '/cases', { body })
export const submit_case = (id: string) => request<CaseReceipt>('POST', `/cases/${id}/submission`)
export const start_work = (id: string) => request<CaseReceipt>('POST', `/cases/${id}/resumption`)
export const withdraw_case = (id: string, reason?: string) =>
  request<CaseReceipt>('POST', `/cases/${id}/withdrawal`, { body: { reason } })
export const suspend_case = (id: string, reason: string) =>
  request<CaseReceipt>('POST', `/cases/${id}/suspension`, { body: { reason } })
export const restore_case = (id: string, reason: string) =>
  request<CaseReceipt>('POST', `/cases/${id}/restoration`, { body: { reason } })
export const close_case = (id: string, reason: string) =>
  request<CaseReceipt>('POST', `/cases/${id}/closing`, { body: { reason } })
export const edit_case = (id: string, body: { version: number; application: Application }) =>
  request<CaseReceipt>('PATCH', `/cases/${id}`, { body })
export const list_figures = (enterprise: string) =>
  request<DailyFigures[]>('GET', `/enterprises/${enterprise}/daily-figures`)
export const report_figures = (enterprise: string, body: { date: string; on_site: number; output: number; tests_done: number }) =>
  request<DailyFigures>('POST', `/enterprises/${enterprise}/daily-figures`, { body })
