// The gate on this phone: what it knows, how it judges, what it remembers. The page only shows it.
import { computed, reactive, ref, shallowRef } from 'vue'

import { request, Problem } from '@shared/http'
import {
  check, circumstances_under, judge, list_for, make_challenge, status_at, type AtTheGate, type Bytes, type Checked, type Claims, type GateKind,
  type GatePolicy, type Judgement, type Reason, type Seen, type Verdict,
} from '@shared/pass'

import { clock_jump_ms, compare_clocks_anew, measure, type Offset } from '../clock'
import { keep, kept, recall } from '../kept'
import { new_scan_id, put, upload, waiting, type QueuedScan } from './queue'
import * as server from './server'
import { TrustStore } from './trust-store'

export type Tone = Verdict | 'retry'
export interface Person {
  name: string
  checkpoint: string
  checkpoint_name: string
}
interface Count {
  day: string
  green: number
  grey: number
  red: number
  unknown: number
}
export interface Result {
  judgement: Judgement
  tone: Tone
  reason: Reason | 'number_offline' | 'number_unknown'
  scan?: QueuedScan
  number?: string // typed instead of scanned
}

const seen_for_s = 12 * 3600 // a proof older than this is refused for its age anyway
const district_zone = 'Asia/Shanghai'

export const store = new TrustStore()
export const policy = shallowRef<GatePolicy>()
export const person = shallowRef<Person>()
export const offset = shallowRef<Offset>()
export const zone = ref('') // where this gate leads
export const sound = ref(true)
export const opened = ref(false)
export const sync = reactive({ busy: false, offline: false, logged_out: false, at: 0, waiting: 0, lists: 0, trust_age_s: 0, list_age_s: 0, fault: '' })
export const count = reactive<Count>({ day: '', green: 0, grey: 0, red: 0, unknown: 0 })
const seen = new Map<string, Seen>() // by code

export const district_now = () => Date.now() + (offset.value?.offset_ms ?? 0)
// sync.trust_age_s is -1 until there is a trust list.
export const able = computed(() => opened.value && policy.value !== undefined && sync.trust_age_s >= 0)

// ---- what the gate keeps ----
export async function open_gate(): Promise<void> {
  if (opened.value) return
  await store.open()
  policy.value = await recall<GatePolicy>('gate.policy')
  person.value = await recall<Person>('gate.person')
  offset.value = await recall<Offset>('gate.offset')
  zone.value = (await recall<string>('gate.zone')) ?? ''
  sound.value = (await recall<boolean>('gate.sound')) ?? true
  sync.at = (await recall<number>('gate.synced')) ?? 0
  Object.assign(count, await recall<Count>('gate.count'))
  const db = await kept()
  for (const [key, at_s] of await entries_of_seen()) {
    if (district_now() / 1000 - at_s > seen_for_s) await db.delete('seen', key)
    else remember(key, at_s)
  }
  await tell_ages()
  opened.value = true
}
async function entries_of_seen(): Promise<[string, number][]> {
  const db = await kept()
  const [keys, values] = [await db.getAllKeys('seen'), await db.getAll('seen')]
  return keys.map((key, i) => [key, values[i]!])
}
function remember(key: string, at_s: number): void {
  const [id, proof] = key.split('/')
  seen.set(key, { id: id!, proof_s: proof ? Number(proof) : undefined, at_s })
}

export async function set_zone(id: string): Promise<void> {
  zone.value = id
  await keep('gate.zone', id)
}
export async function set_sound(on: boolean): Promise<void> {
  sound.value = on
  await keep('gate.sound', on)
}
export async function set_person(who: Person): Promise<void> {
  person.value = who
  sync.logged_out = false
  await keep('gate.person', who)
}

// ---- keeping up to date ----
export async function tell_ages(): Promise<void> {
  const now_s = district_now() / 1000
  sync.trust_age_s = store.trust ? Math.max(0, now_s - store.trust.issued_s) : -1
  const own = [...store.lists.values()].filter(({ list }) => list.issuer === policy.value?.district)
  sync.list_age_s = own.length > 0 ? Math.max(0, now_s - Math.min(...own.map(({ list }) => list.issued_s))) : -1
  sync.lists = store.lists.size
  sync.waiting = (await waiting()).length
}

async function refresh_policy(): Promise<void> {
  const asked_at = Date.now()
  const answer = await request<GatePolicy>('GET', '/gate-policy')
  offset.value = measure(answer.now, asked_at, Date.now())
  compare_clocks_anew()
  policy.value = answer
  await keep('gate.offset', offset.value)
  await keep('gate.policy', answer)
}

async function refresh_lists(): Promise<void> {
  const own = store.trust?.issuers.find((one) => one.district === policy.value?.district)
  for (const [number, uri] of own?.status_lists ?? []) await store.refresh_list(server, uri, `/status-list/${number}`)
  const answer = await server.get('/peers')
  if (!answer?.bytes) return
  const peers = JSON.parse(new TextDecoder().decode(answer.bytes)) as { district: string; lists: { number: number; uri: string; issued_at: string }[] }[]
  for (const { district, lists } of peers) {
    for (const { number, uri, issued_at } of lists) {
      const known = store.lists.get(uri)
      if (known && known.list.issued_s * 1000 >= Date.parse(issued_at)) continue
      await store.refresh_list(server, uri, `/peers/${district}/status-list/${number}`)
    }
  }
}

// Everything that a gate and its server have to tell each other. Never throws: a gate goes on with what it has.
export async function refresh(): Promise<void> {
  if (sync.busy) return
  sync.busy = true
  try {
    await refresh_policy()
    await store.refresh_trust(server)
    await refresh_lists()
    sync.at = Date.now()
    await keep('gate.synced', sync.at)
    sync.offline = false
    sync.fault = store.fault
    await upload_scans()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    sync.offline = error.status === 0
    sync.fault = error.status === 0 ? '' : error.code
  } finally {
    sync.busy = false
    await tell_ages()
  }
}

export async function upload_scans(): Promise<void> {
  try {
    await upload()
    sync.logged_out = false
    sync.offline = false
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.status === 0) sync.offline = true
    if (error.status === 401 || error.status === 403) sync.logged_out = true
  } finally {
    sync.waiting = (await waiting()).length
  }
}

// ---- judging ----
export interface Reading {
  text: string
  checked: Checked
  number?: string
}
export const kind_of = (claims: Claims | undefined): GateKind | undefined => policy.value?.kinds.find((one) => one.id === claims?.kind)

export async function read(text: string): Promise<Reading> {
  return { text, checked: await check(text, store.trust!) }
}

function judge_at(reading: Reading, here: Omit<AtTheGate, 'seen'>): Judgement {
  const at_s = Math.floor(district_now() / 1000)
  const { checked } = reading
  const lists = [...store.lists.values()].map((one) => one.list)
  const list = checked.claims && checked.signature === 'good' ? list_for(checked.claims, store.trust!, lists) : undefined
  const circumstances = circumstances_under(policy.value!, at_s, { zone: zone.value, ...here, seen: [...seen.values()] })
  // A number that was typed comes with the pass from the server: there is no showing to judge.
  const shown = reading.number && checked.claims ? { ...checked, claims: { ...checked.claims, scheme: 1 } } : checked
  return judge(shown, store.trust!.issued_s, list, circumstances)
}

// What the guard has to add before there is a verdict; undefined: nothing.
export type Question = 'plate' | 'zone' | 'challenge'
export function question_for(reading: Reading, here: Omit<AtTheGate, 'seen'>): Question | undefined {
  const { claims } = reading.checked
  const so_far = judge_at(reading, here)
  const kind = kind_of(claims)
  const needs_challenge = claims?.scheme === 3 && !here.challenge && !reading.number
  if (needs_challenge && so_far.reason === 'proof_stale' && reading.checked.proof) return 'challenge'
  if (!claims || so_far.verdict === 'red') return undefined
  if (kind?.asks_plate && claims.plate && here.plate === undefined) return 'plate'
  if (kind?.asks_zone && claims.zones.length > 0 && !zone.value && here.zone === undefined) return 'zone'
  return undefined
}

function tone_of(judgement: Judgement): Tone {
  const garbled = judgement.fault?.startsWith('garbled') || judgement.fault === 'empty' || judgement.fault === 'not_a_pass' || judgement.fault === 'too_long'
  return garbled ? 'retry' : judgement.verdict
}

export async function conclude(reading: Reading, here: Omit<AtTheGate, 'seen'>, by_eye_wrong = false): Promise<Result> {
  const judgement = judge_at(reading, here)
  if (by_eye_wrong && judgement.verdict !== 'red') Object.assign(judgement, { verdict: 'red', reason: 'wrong_plate' })
  const result: Result = { judgement, tone: tone_of(judgement), reason: judgement.reason, number: reading.number }
  const { claims, proof } = reading.checked
  if (claims && (judgement.verdict === 'green' || judgement.verdict === 'grey')) {
    const [key, at_s] = [`${claims.id}/${proof?.t_s ?? ''}`, Math.floor(district_now() / 1000)]
    remember(key, at_s)
    await (await kept()).put('seen', at_s, key)
  }
  // What is no pass at all may be somebody's private code: it is not kept and not sent.
  if (result.tone !== 'retry') result.scan = await record(reading, judgement, here)
  return result
}

// Browsers without an algorithm are a matter of this gate, not of the pass; the server has no word of its own for it.
const told = (reason: Reason): Reason => (reason === 'unsupported' ? 'unknown_issuer' : reason)

async function record(reading: Reading, judgement: Judgement, here: Omit<AtTheGate, 'seen'>): Promise<QueuedScan> {
  const now = district_now()
  const scan: QueuedScan = {
    body: {
      id: new_scan_id(now), token: reading.text.replace(/[\r\n\t]+$/, ''), at: new Date(now).toISOString(), offline: sync.offline || !navigator.onLine,
      gate_verdict: judgement.verdict, gate_reason: told(judgement.reason),
      ...(here.challenge ? { challenge: make_challenge(here.challenge) } : {}),
      ...(here.plate ? { plate: here.plate } : {}),
      ...(here.zone || zone.value ? { zone: here.zone || zone.value } : {}),
    },
  }
  await put(scan)
  sync.waiting += 1
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: district_zone }).format(now)
  if (count.day !== day) Object.assign(count, { day, green: 0, grey: 0, red: 0, unknown: 0 })
  count[judgement.verdict] += 1
  await keep('gate.count', { ...count })
  return scan
}

export async function flag(scan: QueuedScan, words: string): Promise<void> {
  scan.body.flag = words
  await put(scan)
  sync.waiting = (await waiting()).length
}

// ---- a number typed in ----
// Without a network a number still tells whether the pass was called back: its digits are its place in the list.
function status_of_number(number: string): 'revoked' | 'suspended' | 'valid' | undefined {
  const district = policy.value!.district
  const serial = Number(number.slice(district.length)) - 1
  const entries_per_list = 2 ** 20
  const uri = number.startsWith(district) && serial >= 0 ? store.trust!.status_uri(district, Math.floor(serial / entries_per_list)) : undefined
  const list = uri === undefined ? undefined : store.lists.get(uri)?.list
  return list && status_at(list, serial % entries_per_list)
}

export async function look_up(number: string): Promise<Reading | Result> {
  const none: Judgement = { verdict: 'unknown', reason: 'status_missing', upgrade_due: false, trust_age_s: sync.trust_age_s }
  try {
    const { token } = await request<{ token: string }>('GET', `/gate/passes/${encodeURIComponent(number)}`)
    return { ...(await read(token)), number }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.status === 401 || error.status === 403) sync.logged_out = true
    if (error.status === 404 || error.status === 400) return { judgement: none, tone: 'retry', reason: 'number_unknown', number }
    const status = status_of_number(number)
    if (status === 'revoked' || status === 'suspended') {
      return { judgement: { ...none, verdict: 'red', reason: status }, tone: 'red', reason: status, number }
    }
    return { judgement: none, tone: 'unknown', reason: 'number_offline', number }
  }
}

export const new_challenge = (): Bytes => crypto.getRandomValues(new Uint8Array(8))
export const clock_is_off = () => Math.abs(clock_jump_ms()) > 30_000 // somebody set the phone's clock while the gate was open
