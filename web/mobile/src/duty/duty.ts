// A resident officer's shift on a phone: what the plant is like, kept for when there is no network, and what he has done,
// kept until the server has it. Each act has its id from the moment it was made: sent twice, it stands once.
import { computed, ref } from 'vue'

import { Problem, request } from '@shared/http'
import type { PolicyDocument, PolicyView } from '@shared/policy'

import { measure, type Offset } from '../clock'
import { new_scan_id } from '../gate/queue'
import { forget, keep, recall } from '../kept'

export type DutyState = 'waiting' | 'on_duty' | 'late' | 'absent' | 'gap'
export interface Shift {
  day: string; shift: string; name: string; from: string; to: string; state: DutyState
  officer?: string; officer_name: string; checked_in_at?: string
}
export type NoteText = 'note' | 'hand_over'
export interface Note { kind: NoteText; text: string; officer_name: string; at: string }
export type Values = Record<string, unknown>
export interface ReportDay {
  day: string; state: 'not_asked' | 'open' | 'missing' | 'done' | 'late'; due_at: string; prefill: Values
  versions: { version: number; data: Values; by_name: string; reason: string }[]
}
export interface Plant {
  enterprise: string; name: string; shift?: Shift; shifts: Shift[]; notes: Note[]; inside: number; head_count_cap: number
  open_violations: number; suspended: boolean; report?: ReportDay
}
export interface Kept { person: string; name: string; plants: Plant[]; form?: PolicyDocument; at: number; offset: Offset }

export type ActKind = 'check_in' | 'note' | 'report'
export interface Act { client: string; kind: ActKind; plant: string; plant_name: string; path: string; body: Values; refused?: string }

export const duty = ref<Kept>()
export const acts = ref<Act[]>([])
export const online = ref(navigator.onLine)
export const needs_log_in = ref(false)
export const waiting = computed(() => acts.value.filter((act) => act.refused === undefined))

export const now_ms = () => Date.now() + (duty.value?.offset.offset_ms ?? 0)
// The district's calendar day; its zone is the phone's.
export function today(): string {
  const now = new Date(now_ms())
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`
}

export async function open(): Promise<void> {
  duty.value = await recall<Kept>('duty')
  acts.value = (await recall<Act[]>('duty.acts')) ?? []
}
const keep_acts = () => keep('duty.acts', JSON.parse(JSON.stringify(acts.value)))

interface DutyPage { plant: Omit<Plant, 'shifts' | 'notes' | 'report'>; shifts: Shift[]; notes: Note[]; document: string }

async function refresh(person: { person: string; name: string }): Promise<void> {
  const asked_at = Date.now()
  const rules = await request<PolicyView>('GET', '/policy')
  const offset = measure(rules.now, asked_at, Date.now())
  const pages = await request<DutyPage[]>('GET', '/supervision/duty')
  duty.value = { ...person, plants: duty.value?.plants ?? [], at: Date.now(), offset }
  const plants: Plant[] = []
  for (const page of pages) {
    const report = await request<ReportDay>('GET', `/supervision/plants/${page.plant.enterprise}/reports/${today()}`)
    plants.push({ ...page.plant, shifts: page.shifts, notes: page.notes, report })
  }
  const form = rules.documents.find((one) => one.id === pages[0]?.document)
  duty.value = { ...person, plants, form, at: Date.now(), offset }
  await keep('duty', JSON.parse(JSON.stringify(duty.value)))
}

async function send_all(): Promise<void> {
  for (const act of waiting.value) {
    try {
      await request('POST', act.path, { body: act.body })
    } catch (error) {
      if (!(error instanceof Problem) || ![400, 403, 404, 409, 422].includes(error.status)) throw error
      // One that is refused must not hold up the others; the officer reads why.
      acts.value = acts.value.map((one) => (one === act ? { ...one, refused: error.errors[0]?.detail || error.message || error.code } : one))
      await keep_acts()
      continue
    }
    acts.value = acts.value.filter((one) => one.client !== act.client)
    await keep_acts()
  }
}

async function catch_up(): Promise<void> {
  if (!duty.value) return
  try {
    await send_all()
    await refresh({ person: duty.value.person, name: duty.value.name })
    online.value = true
    needs_log_in.value = false
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    online.value = error.status !== 0
    needs_log_in.value = error.status === 401
  }
}
let running: Promise<void> | undefined
// Sends what waits, then asks how things stand. Without a network everything stays as it is.
export function sync(): Promise<void> {
  running ??= catch_up().finally(() => { running = undefined })
  return running
}

export async function begin(person: { person: string; name: string }): Promise<void> {
  if (duty.value && duty.value.person !== person.person) acts.value = [] // another officer's phone now
  duty.value = { ...person, plants: duty.value?.person === person.person ? duty.value.plants : [], form: duty.value?.form, at: Date.now(), offset: duty.value?.offset ?? { offset_ms: 0, measured_at: Date.now() } }
  await sync()
}
export async function leave(): Promise<void> {
  duty.value = undefined
  await forget('duty')
}

export async function act(plant: Plant, kind: ActKind, body: Values): Promise<void> {
  const client = new_scan_id(now_ms())
  const places = { check_in: 'check-ins', note: 'notes', report: 'reports' }
  acts.value = [...acts.value, { client, kind, plant: plant.enterprise, plant_name: plant.name, path: `/supervision/plants/${plant.enterprise}/${places[kind]}`, body: { client, ...body } }]
  await keep_acts()
  await sync()
}
export async function drop(client: string): Promise<void> {
  acts.value = acts.value.filter((one) => one.client !== client)
  await keep_acts()
}

export function position(): Promise<GeolocationCoordinates> {
  return new Promise((resolve, reject) => {
    if (!('geolocation' in navigator)) return void reject(new Error('none'))
    navigator.geolocation.getCurrentPosition((found) => resolve(found.coords), reject, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 })
  })
}
