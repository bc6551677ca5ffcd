// What the API says, as the screens use it. Times are RFC 3339 in UTC; lengths of time are milliseconds.
import type { Alert } from './supervision'

export type CaseState =
  | 'draft' | 'screening' | 'reviewing' | 'deciding' | 'preparing' | 'resumed'
  | 'suspended' | 'closed' | 'returned' | 'refused' | 'withdrawn'
export type StepKind = 'screening' | 'joint_review' | 'decision' | 'pass_issuance' | 'inspection' | 'start'
export type OwnerKind = 'office' | 'department' | 'subdistrict' | 'enterprise' | 'pass_office'
export type DecisionKind = 'approve' | 'return' | 'refuse'
export type ClockState = 'running' | 'paused' | 'done' | 'lapsed'
export type CaseAction = 'edit' | 'submit' | 'withdraw' | 'start' | 'suspend' | 'restore' | 'close'
export type Role =
  | 'enterprise_clerk' | 'department_reviewer' | 'subdistrict_inspector' | 'case_officer' | 'pass_commissioner'
  | 'resident_officer' | 'checkpoint_guard' | 'district_leader' | 'administrator' | 'auditor'

export interface Session {
  person: string
  name: string
  login?: string
  organisation: { id: string; kind: string; code: string; name: string }
  roles: Role[]
  represents: { person: string; name: string; roles: Role[] }[] // colleagues for whom one acts now
}

export interface Page<T> {
  items: T[]
  next?: string
}

export interface Reason {
  field: string
  text: string
}

export interface Finding {
  item: string
  passed: boolean
  note?: string
}

export interface CaseLine {
  id: string
  enterprise: string
  enterprise_name: string
  subdistrict: string
  enterprise_class: string
  above_scale: boolean
  phase: string
  state: CaseState
  round: number
  version: number
  created_at: string
  submitted_at?: string
  decided_at?: string
  resumed_at?: string
  ended_at?: string
  due_at?: string
  time_left_ms?: number
  overdue: boolean
}

export interface TaskView {
  id: string
  case_id: string
  step: string
  step_name: string
  kind: StepKind
  owner_kind: OwnerKind
  owner: string
  owner_name: string
  round: number
  state: 'open' | 'done' | 'cancelled'
  opened_at: string
  due_at?: string
  time_left_ms?: number
  overdue: boolean
  decision?: DecisionKind
  decided_at?: string
  decided_by_name?: string
  comment?: string
  reasons: Reason[]
  findings: Finding[]
  checklist?: string
  holder?: string
  holder_name?: string
  decided_for_name?: string
  evidence?: Evidence
  bulk: boolean
}
// Where and how an inspection was made, as the inspector's phone says.
export interface Evidence {
  latitude?: number
  longitude?: number
  accuracy_metres?: number
  made_at?: string
  signature?: string
}

export interface InboxLine {
  task: TaskView
  enterprise: string
  enterprise_name: string
  subdistrict: string
  state: CaseState
}

export interface ClockView {
  clock: string
  name: string
  state: ClockState
  limit_ms: number
  used_ms: number
  remaining_ms: number
  due_at?: string
  warned: boolean
  breached: boolean
}

export interface StepView {
  step: string
  name: string
  kind: StepKind
  state: 'waiting' | 'open' | 'done'
  after: string[]
}

export interface EventView {
  number: number
  at: string
  kind: string
  by_name?: string
  for_name?: string
  subject: string
  subject_name: string
  detail: string
  reasons: Reason[]
}

export type Application = Record<string, Record<string, unknown>>

// Papers that the district has issued on a case.
export type PaperKind = 'decision' | 'certificate' | 'inspection'
export interface CaseView {
  line: CaseLine
  phase_name: string
  class_name: string
  route: string
  route_name: string
  application: Application
  documents: string[]
  unmet: Reason[]
  reasons: Reason[]
  steps: StepView[]
  tasks: TaskView[]
  clocks: ClockView[]
  events: EventView[]
  actions: string[]
  papers: PaperKind[]
}

export interface Bulletin {
  as_of: string
  enterprises_resumed: number
  employees_returned: number
  employees_normal: number
  return_rate_percent: number
  capacity_over_80: number
  above_scale_resumed: number
  above_scale_total: number
  passes_employee: number
  passes_truck: number
  truck_enterprises: number
  passes_commuter: number
  commuter_enterprises: number
  resident_officers: number
  resident_enterprises: number
  suspensions: number
  tickets_solved: number
  received_today: number
  decided_today: number
  overdue_today: number
}

export interface PromiseLine {
  id: string
  name: string
  of_case: boolean // a promise to the applicant; otherwise one desk's part
  finished: number
  in_time: number
  running: number
  overdue: number
  in_time_percent: number
  median_seconds: number
  p95_seconds: number
}

export interface SubdistrictLine {
  code: string
  name: string
  enterprises: number
  resumed: number
  in_progress: number
  suspended: number
  employees_returned: number
  employees_normal: number
  return_rate_percent: number
  capacity_over_80: number
}
export interface ClassLine {
  id: string
  name: string
  enterprises: number
  applied: number
  resumed: number
  in_progress: number
  suspended: number
}
export interface PassKindLine {
  kind: string
  name: string
  issued: number
  enterprises: number
}

export interface Dashboard {
  now: string
  district: string
  phase: string
  phase_name: string
  figures: Bulletin
  enterprises_total: number
  promises: PromiseLine[]
  subdistricts: SubdistrictLine[]
  classes: ClassLine[]
  passes: PassKindLine[]
  trend: { day: string; received: number; decided: number; resumed_total: number }[]
  scans: { verdict: string; count: number }[]
  watch: Alert[]
}

export interface PhaseReport {
  from: string
  to: string
  judged: number
  kept: number
  rerouted: number
  returned: number
  drafts_unmet: number
  at_work_unmet: number
  by_condition: Record<string, number>
}

export interface Enterprise {
  id: string
  name: string
  usc: string
  subdistrict: string
  industry: string
  address: string
  normal_workers: number
}

export interface DailyFigures {
  enterprise: string
  day: string
  on_site: number
  output: number
  tests_done: number
  reported_at: string
}

export interface CaseReceipt {
  id: string
  state: CaseState
  version: number
  due_at?: string
}

export interface SlaAlert {
  case_id: string
  enterprise_name: string
  subject: string
  name: string
  due_at: string
  breached_at: string
  late_ms: number
}

// What the rules read of an enterprise; numbers and switches as the register has them.
export interface EnterpriseFacts extends Enterprise {
  scale: 'above' | 'below'
  park: string
  legal_representative: string
  phone?: string
  normal_output: number
  output_unit: string
  key_supply: boolean
  military: boolean
  version: number
}

export interface Place {
  code: string
  name: string
}
export interface SelfRegistration {
  name: string
  usc: string
  scale: 'above' | 'below'
  industry: string
  subdistrict: string
  address: string
  legal_representative: string
  normal_workers: number
  clerk: { name: string; phone: string; login: string; password: string }
}
export interface RegistrationStatus {
  id: string
  state: 'pending' | 'accepted' | 'refused'
  name: string
  at: string
  reason: string
}
export interface Registration extends Omit<SelfRegistration, 'clerk'> {
  id: string
  state: 'pending' | 'accepted' | 'refused'
  at: string
  clerk: string
  phone: string
}

export interface Attachment {
  id: string
  name: string
  bytes: number
  state: 'receiving' | 'complete'
  type?: 'pdf' | 'png' | 'jpeg' | 'webp' | 'docx' | 'xlsx'
  sha256: string
  round: number
  created_at: string
  by_name: string
  piece_bytes: number
  missing: number[]
}

export interface WorkerForm {
  name: string
  resident_id: string
  phone?: string
  post?: string
  team?: string
  residence?: string
  commuting?: string
}
export interface Worker extends WorkerForm {
  id: string // resident id and phone come masked
  vaccine_doses: number
  last_test_at?: string
  last_test_result?: 'negative' | 'positive' | 'pending'
  status: 'active' | 'left'
}
export interface VehicleForm {
  plate: string
  use: 'truck' | 'bus'
  model?: string
  seats?: number
  load_tonnes?: number
  route?: string
  driver?: string
  driver_phone?: string
}
export interface Vehicle extends VehicleForm {
  id: string
}
export interface ImportFault {
  row: number
  field: string
  code: string
  detail: string
}
export interface ImportReceipt {
  id: string
  rows: number
  imported: number
  updated: number
  rejected: number
  errors: ImportFault[]
  error_file?: string
}
export interface RejectedRows {
  headings: string[]
  fields: string[]
  total: number
  rows: { row: number; cells: string[]; faults: ImportFault[] }[]
}

export interface PassLine {
  id: string
  number: string
  kind: string
  kind_name: string
  holder: string
  subject: string
  issued_at: string
  not_before: string
  expires_at: string
  state: string
}
export interface RoutePoint {
  division: string // GB/T 2260, county level
  place: string
}
export interface TripPerson {
  name: string
  resident_id?: string
  phone?: string
}
export interface Trip {
  vehicle: string
  from: RoutePoint
  to: RoutePoint
  entry_points?: RoutePoint[]
  driver?: TripPerson
  mates?: TripPerson[]
  vehicle_kind?: string
  licence?: string
  goods?: string
  tonnes?: number
  validity?: string
  starts_at?: string
  ends_at?: string
  zones?: string[]
}
export interface PassRequest {
  id: string
  kind: string
  kind_name: string
  purpose: string
  wanted: number
  issued: number
  state: string
  requested_at: string
  waiting_for?: string
  reasons: Reason[] // why it was returned or refused
}
export interface WalletLine {
  holder: string
  kind: string
  name: string
  bound_at: string
}
