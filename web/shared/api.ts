// Every call that the screens make, one line each.
import { download, request, request_text } from './http'
import type {
  Application, Attachment, Bulletin, CaseLine, CaseReceipt, CaseView, DailyFigures, Dashboard, DecisionKind, Enterprise,
  EnterpriseFacts, Evidence, Finding, ImportReceipt, InboxLine, Page, PaperKind, PassLine, PassRequest, PhaseReport, Place, Reason, Registration,
  RegistrationStatus, RejectedRows, SelfRegistration, Session, SlaAlert, Trip, Vehicle, VehicleForm, WalletLine, Worker, WorkerForm,
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
  enterprise_class?: string
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
  evidence?: Evidence
  request?: string
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
export const download_bulletin = (format: 'xlsx' | 'pdf', as_of?: string) => download(`/bulletin.${format}`, { query: { as_of } })
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

// -- enterprises that come by themselves --
export const list_subdistricts = () => request<Place[]>('GET', '/subdistricts')
export const register_self = (body: SelfRegistration) => request<RegistrationStatus>('POST', '/registrations', { body })
export const read_registration = (id: string) => request<RegistrationStatus>('GET', `/registrations/${id}`)
export const claim_enterprise = (body: { usc: string; code: string; clerk: SelfRegistration['clerk'] }) =>
  request<{ enterprise: string; name: string }>('POST', '/registrations/claim', { body })
export const list_registrations = (query: { after?: string; limit?: number }) =>
  request<Page<Registration>>('GET', '/registrations', { query })
export const decide_registration = (id: string, body: { decision: 'accept' | 'refuse'; reason?: string }) =>
  request<RegistrationStatus>('POST', `/registrations/${id}/decision`, { body })
export const give_claim_code = (enterprise: string) =>
  request<{ code: string; expires_at: string }>('POST', `/enterprises/${enterprise}/claim-code`)
export const find_enterprises = (search: string) => request<Page<Enterprise>>('GET', '/enterprises', { query: { search, limit: 10 } })
export const read_enterprise = (id: string) => request<EnterpriseFacts>('GET', `/enterprises/${id}`)

// -- files of a case --
// Where files are: those of an application, or the photos of an inspection.
export const files_of_case = (id: string) => `/cases/${id}/attachments`
export const photos_of_task = (id: string) => `/tasks/${id}/photos`
export const list_attachments = (where: string) => request<Attachment[]>('GET', where)
export const begin_attachment = (where: string, body: { name: string; bytes: number }) => request<Attachment>('POST', where, { body })
export const put_piece = (where: string, file: string, number: number, bytes: Blob, signal: AbortSignal) =>
  request<Attachment>('PUT', `${where}/${file}/pieces/${number}`, { bytes, signal })
export const complete_attachment = (where: string, file: string) => request<Attachment>('POST', `${where}/${file}/completion`)
export const remove_attachment = (where: string, file: string) => request<void>('DELETE', `${where}/${file}`)
export const download_attachment = (where: string, file: string) => download(`${where}/${file}`)

// -- roster and vehicles --
export type ImportKind = 'roster' | 'vehicles'
export const list_roster = (enterprise: string, query: { search?: string; status?: string; after?: string; limit?: number }) =>
  request<Page<Worker>>('GET', `/enterprises/${enterprise}/roster`, { query })
export const add_worker = (enterprise: string, body: WorkerForm) => request<Worker>('POST', `/enterprises/${enterprise}/roster`, { body })
export const change_worker = (enterprise: string, id: string, body: Partial<WorkerForm> & { status?: 'active' | 'left' }) =>
  request<Worker>('PATCH', `/enterprises/${enterprise}/roster/${id}`, { body })
export const list_vehicles = (enterprise: string, query: { after?: string; limit?: number }) =>
  request<Page<Vehicle>>('GET', `/enterprises/${enterprise}/vehicles`, { query })
export const change_vehicle = (enterprise: string, id: string, body: Partial<Omit<VehicleForm, 'plate'>>) =>
  request<Vehicle>('PATCH', `/enterprises/${enterprise}/vehicles/${id}`, { body })
export const remove_vehicle = (enterprise: string, id: string) => request<void>('DELETE', `/enterprises/${enterprise}/vehicles/${id}`)
export const add_vehicle = (enterprise: string, body: VehicleForm) =>
  request<Vehicle>('POST', `/enterprises/${enterprise}/vehicles`, { body })
export const import_table = (enterprise: string, kind: ImportKind, bytes: Blob) =>
  request<ImportReceipt>('POST', `/enterprises/${enterprise}/${kind}/import`, { bytes })
export const list_rejected = (enterprise: string, id: string) =>
  request<RejectedRows>('GET', `/enterprises/${enterprise}/imports/${id}/rows`)
export const download_rejected = (enterprise: string, id: string) => download(`/enterprises/${enterprise}/imports/${id}/rejected`)
export const download_template = (enterprise: string, kind: ImportKind) => download(`/enterprises/${enterprise}/${kind}/template`)

// -- papers of a case --
export const download_document = (id: string, document: string) => download(`/cases/${id}/documents/${document}/print.pdf`)
export const download_paper = (id: string, paper: PaperKind) => download(`/cases/${id}/papers/${paper}`)

// -- passes, as the enterprise sees them --
export const list_passes = (query: { kind?: string; state?: string; after?: string; limit?: number }) =>
  request<Page<PassLine>>('GET', '/passes', { query })
// Whose passes are in a phone.
export const list_wallets = (enterprise: string, query: { after?: string; limit?: number }) =>
  request<Page<WalletLine>>('GET', `/enterprises/${enterprise}/wallets`, { query })
export const list_pass_requests = (query: { state?: string; limit?: number }) =>
  request<Page<PassRequest>>('GET', '/pass-requests', { query })
export const request_passes = (body: {
  kind: string; case_id?: string; purpose?: 'first' | 'renewal'; workers?: string[]; vehicles?: string[]; trips?: Trip[]; urgent?: boolean; all?: boolean
}) => request<PassRequest>('POST', '/pass-requests', { body })
export const download_passes = (kind: string) => download('/passes/print', { query: { kind } })
export const withdraw_pass_request = (id: string) => request<PassRequest>('POST', `/pass-requests/${id}/withdrawal`)
