// Who is at the desk, and which rooms of it are theirs. The server decides every right again.
import { computed, ref } from 'vue'

import * as api from './api'
import { is_unreachable, Problem } from './http'
import { forget_answer, forget_kept, keep_answer, kept_answer } from './kept'
import type { OwnerKind, Role, Session } from './types'

export type Area = 'command' | 'tasks' | 'cases' | 'my' | 'roster' | 'passes' | 'issuing' | 'people' | 'registrations' | 'supervision' | 'plant' | 'tickets' | 'rota' | 'notices' | 'channels' | 'bulletin' | 'phase'

const area_roles: Record<Area, Role[] | 'everyone'> = {
  command: ['district_leader', 'case_officer'],
  tasks: ['department_reviewer', 'subdistrict_inspector', 'case_officer'],
  cases: ['district_leader', 'case_officer', 'department_reviewer', 'subdistrict_inspector', 'pass_commissioner'],
  my: ['enterprise_clerk'],
  roster: ['enterprise_clerk'],
  passes: ['enterprise_clerk'],
  issuing: ['pass_commissioner', 'department_reviewer'],
  people: ['administrator'],
  registrations: ['case_officer', 'subdistrict_inspector'],
  supervision: ['district_leader', 'case_officer', 'subdistrict_inspector'],
  plant: ['enterprise_clerk'],
  tickets: ['enterprise_clerk', 'department_reviewer', 'subdistrict_inspector', 'case_officer', 'pass_commissioner', 'district_leader'],
  rota: ['department_reviewer', 'subdistrict_inspector', 'case_officer', 'pass_commissioner', 'district_leader'],
  notices: ['district_leader', 'case_officer', 'subdistrict_inspector'],
  channels: ['administrator', 'enterprise_clerk'],
  bulletin: ['district_leader', 'case_officer'],
  phase: 'everyone',
}
const area_order: Area[] = ['command', 'tasks', 'issuing', 'cases', 'people', 'registrations', 'supervision', 'my', 'roster', 'passes', 'plant', 'tickets', 'notices', 'channels', 'bulletin', 'phase']

export const session = ref<Session | null>(null)
let asked = false

// A substitute works off the desks of those who named him, and enters no other of their rooms.
const lent: Area[] = ['tasks', 'cases']
const acts_as = (role: Role) => !!session.value && (session.value.roles.includes(role) || session.value.represents.some((one) => one.roles.includes(role)))

export function may_enter(area: Area): boolean {
  const roles = area_roles[area]
  if (roles === 'everyone') return true
  return roles.some((role) => (lent.includes(area) ? acts_as(role) : session.value?.roles.includes(role)))
}

// Notes between departments are theirs; an enterprise has none of these roles.
const note_roles: Role[] = ['district_leader', 'case_officer', 'department_reviewer', 'subdistrict_inspector', 'pass_commissioner']
export const may_note = computed(() => (session.value?.roles ?? []).some((role) => note_roles.includes(role)))

export const may_search = computed(() => (session.value?.roles ?? []).some((role) => role !== 'checkpoint_guard' && role !== 'auditor'))

export const areas = computed<Area[]>(() => (session.value ? area_order.filter(may_enter) : []))

// Where somebody's day begins: the leader with the figures, everybody else with what waits for them.
export const home = computed<Area>(() => {
  if (session.value?.roles.includes('district_leader')) return 'command'
  const first: Area[] = ['my', 'tasks', 'issuing', 'people', 'command', 'cases', 'phase']
  return first.find(may_enter) ?? 'phase'
})

export async function load_session(): Promise<void> {
  if (asked) return
  try {
    await pay_log_out()
    enter(await api.read_session())
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    asked = !is_unreachable(error)
    // The network may come back; until then this is still the person who was here.
    if (asked) forget_answer('session')
    else session.value = kept_answer<Session>('session') ?? null
  }
}

export async function log_in(login: string, password: string): Promise<void> {
  enter(await api.log_in({ login, password }))
}

// Whose work goes on where there is no network; nobody else is remembered on this device.
export const works_offline = computed(() => may_enter('my') || may_enter('tasks'))

function enter(who: Session | null): void {
  session.value = who
  leaving = false
  asked = true
  if (works_offline.value) keep_answer('session', who)
  else forget_answer('session')
}

// What a page still wants to send before its person goes.
export const before_log_out = new Set<() => Promise<unknown>>()

// True while somebody goes: what a page had just asked for is then refused, which is no session that ended on its own.
export let leaving = false

export async function log_out(): Promise<void> {
  leaving = true
  await Promise.allSettled([...before_log_out].map((last) => last()))
  try {
    await api.log_out()
  } catch (error) {
    if (!(error instanceof Problem)) { // an ended session is what was asked for
      leaving = false
      throw error
    }
    if (is_unreachable(error)) localStorage.setItem(owed_key, '1')
  }
  forget_kept() // the next person at this desk must not find it
  forget_session()
}

// Whoever went without a network has a session on the server still; it is ended before anybody is let in here.
const owed_key = 'fugong.owes_log_out'
async function pay_log_out(): Promise<void> {
  if (!localStorage.getItem(owed_key)) return
  await api.log_out().catch((error: unknown) => { if (is_unreachable(error)) throw error })
  localStorage.removeItem(owed_key)
}

export function forget_session(): void {
  session.value = null
  forget_answer('session')
}

// Whether an open task is on this person's desk.
export function is_mine(task: { owner_kind: OwnerKind; owner: string }): boolean {
  const me = session.value
  if (!me) return false
  const own = me.organisation.code === task.owner
  switch (task.owner_kind) {
    case 'office': return acts_as('case_officer')
    case 'department': return own && acts_as('department_reviewer')
    case 'subdistrict': return own && acts_as('subdistrict_inspector')
    case 'enterprise': return own && acts_as('enterprise_clerk')
    case 'pass_office': return acts_as('pass_commissioner')
  }
}
