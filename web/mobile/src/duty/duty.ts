// A resident officer's shift on a phone: what the plant is like, kept for when there is no network, and what he has done,
// kept until the server has it. Each act has its id from the moment it was made: sent twice, it stands once.
import { ref } from 'vue'

import { request } from '@shared/http'
import type { PolicyDocument, PolicyView } from '@shared/policy'

import { add_act, add_photo_act, open_acts, person, send_acts, type Values } from '../acts'
import { local_day, measure, type Offset } from '../clock'
import { new_scan_id } from '../gate/queue'
import { forget, keep, recall } from '../kept'
import { make_sync } from '../sync'

export type DutyState = 'waiting' | 'on_duty' | 'late' | 'absent' | 'gap'
export interface Shift {
  day: string; shift: string; name: string; from: string; to: string; state: DutyState
  officer?: string; officer_name: string; checked_in_at?: string
}
export type NoteText = 'note' | 'hand_over'
export interface Note { kind: NoteText; text: string; officer_name: string; at: string }
export interface ReportDay {
  day: string; state: 'not_asked' | 'open' | 'missing' | 'done' | 'late'; due_at: string; prefill: Values
  versions: { version: number; data: Values; by_name: string; reason: string; received_at: string }[]
  photos?: { id: string; name: string; state: string }[]; photos_max?: number
}
export interface Plant {
  enterprise: string; name: string; shift?: Shift; shifts: Shift[]; notes: Note[]; inside: number; head_count_cap: number
  open_violations: number; suspended: boolean; report?: ReportDay
}
export interface Kept { person: string; name: string; plants: Plant[]; form?: PolicyDocument; at: number; offset: Offset }

export const duty = ref<Kept>()
export const now_ms = () => Date.now() + (duty.value?.offset.offset_ms ?? 0)
export const today = () => local_day(now_ms())

export async function open(): Promise<void> {
  duty.value = await recall<Kept>('duty')
  person.value = duty.value?.person ?? ''
  await open_acts()
}

interface DutyPage { plant: Omit<Plant, 'shifts' | 'notes' | 'report'>; shifts: Shift[]; notes: Note[]; document: string }

async function refresh(who: { person: string; name: string }): Promise<void> {
  const asked_at = Date.now()
  const rules = await request<PolicyView>('GET', '/policy')
  const offset = measure(rules.now, asked_at, Date.now())
  const pages = await request<DutyPage[]>('GET', '/supervision/duty')
  duty.value = { ...who, plants: duty.value?.plants ?? [], form: duty.value?.form, at: Date.now(), offset }
  const plants: Plant[] = []
  for (const page of pages) {
    const report = await request<ReportDay>('GET', `/supervision/plants/${page.plant.enterprise}/reports/${today()}`)
    plants.push({ ...page.plant, shifts: page.shifts, notes: page.notes, report })
  }
  const form = rules.documents.find((one) => one.id === pages[0]?.document)
  duty.value = { ...who, plants, form, at: Date.now(), offset }
  await keep('duty', JSON.parse(JSON.stringify(duty.value)))
}

// Sends what waits, then asks how things stand. Without a network everything stays as it is.
export const sync = make_sync(async () => {
  if (!duty.value) return
  await send_acts()
  await refresh({ person: duty.value.person, name: duty.value.name })
})

export async function begin(who: { person: string; name: string }): Promise<void> {
  person.value = who.person
  duty.value = { ...who, plants: duty.value?.person === who.person ? duty.value.plants : [], form: duty.value?.form, at: Date.now(), offset: duty.value?.offset ?? { offset_ms: 0, measured_at: Date.now() } }
  await sync()
}
export async function leave(): Promise<void> {
  duty.value = undefined
  person.value = ''
  await forget('duty')
}

const places = { check_in: 'check-ins', note: 'notes', report: 'reports', event: 'gate-events' }
export async function act(plant: Plant, kind: keyof typeof places, body: Values, base?: Values): Promise<void> {
  const client = new_scan_id(now_ms())
  const path = `/supervision/plants/${plant.enterprise}/${places[kind]}`
  // The gate's list names its events one by one.
  const whole = kind === 'event' ? { events: [{ id: client, ...body }] } : { client, ...body }
  await add_act({ client, kind, about: plant.enterprise, about_name: plant.name, path, body: whole, base })
  await sync()
}
export const photos_path = (plant: Plant, day: string) => `/supervision/plants/${plant.enterprise}/reports/${day}/photos`
export async function add_photo(plant: Plant, day: string, photo: Blob): Promise<void> {
  await add_photo_act({ client: new_scan_id(now_ms()), about: plant.enterprise, about_name: plant.name, path: photos_path(plant, day) }, photo)
  await sync()
}

export function position(): Promise<GeolocationCoordinates> {
  return new Promise((resolve, reject) => {
    if (!('geolocation' in navigator)) return void reject(new Error('none'))
    navigator.geolocation.getCurrentPosition((found) => resolve(found.coords), reject, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 })
  })
}
