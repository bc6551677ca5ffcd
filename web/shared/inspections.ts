// Inspections that were finished without a network: kept in IndexedDB, photos and all, until the server has answered. Each
// carries a key of its own, so that sending twice decides once; a photo's name is its own, so that it is not sent twice.
import { computed, ref } from 'vue'

import * as api from './api'
import { is_unreachable, Problem } from './http'
import { reduced } from './photos'
import { checklist_of, load_policy, policy, type Checklist } from './policy'
import { before_log_out, session } from './session'
import type { InboxLine } from './types'
import { upload } from './upload'

export const signature_box = { width: 600, height: 240 } // units of the strokes' path
export const photos_max = 12
const again_ms = 60_000 // a network may be there and lead nowhere: it is tried again while the app is open

export interface Finished {
  task: string
  person: string // another inspector at the same phone neither sees nor sends it
  case_id: string
  enterprise_name: string
  body: api.DecisionBody & { request: string }
  refused?: string // the server's words; the person decides what to do
}
// One that was begun, or is only made ready to be begun where there is no network.
export interface Begun {
  task: string
  case_id: string
  enterprise_name: string
  step_name: string
  checklist?: Checklist
  findings: Record<string, { passed?: boolean; note: string }>
  reason: string
  signature: string
  position?: { latitude: number; longitude: number; accuracy_metres: number }
  request: string
}
export interface Photo {
  id: string
  task: string
  blob: Blob
}

const database_name = 'fugong.inspections'
type StoreName = 'outbox' | 'drafts' | 'photos'
const all_waiting = ref<Finished[]>([])
export const waiting = computed(() => all_waiting.value.filter((one) => one.person === session.value?.person))
export const is_online = ref(navigator.onLine)

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(database_name, 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('outbox', { keyPath: 'task' })
      asked.result.createObjectStore('drafts')
      asked.result.createObjectStore('photos', { keyPath: 'id' }).createIndex('task', 'task')
    }
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error ?? new Error('indexedDB'))
  })
}
async function run<T>(store: StoreName, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(store, mode)
      const asked = work(transaction.objectStore(store))
      transaction.oncomplete = () => resolve(asked.result)
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('indexedDB'))
    })
  } finally {
    database.close()
  }
}
// Without the watchers of the page that it comes from.
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

export async function load_waiting(): Promise<void> {
  all_waiting.value = await run<Finished[]>('outbox', 'readonly', (store) => store.getAll() as IDBRequest<Finished[]>)
}
export async function keep(finished: Finished): Promise<void> {
  await run('outbox', 'readwrite', (store) => store.put(plain(finished)))
  await load_waiting()
}
export async function drop(task: string): Promise<void> {
  await run('outbox', 'readwrite', (store) => store.delete(task))
  for (const photo of await photos_of(task)) await drop_photo(photo.id)
  await load_waiting()
}

// What a page needs to be opened again without a network.
const draft_key = (task: string) => `${session.value?.person ?? ''}.${task}`
export const keep_draft = (value: Begun) => run('drafts', 'readwrite', (store) => store.put(plain(value), draft_key(value.task)))
export const read_draft = (task: string) => run<Begun | undefined>('drafts', 'readonly', (store) => store.get(draft_key(task)) as IDBRequest<Begun | undefined>)
export const begin = (task: string, case_id: string): Begun => ({
  task, case_id, enterprise_name: '', step_name: '', findings: {}, reason: '', signature: '', request: crypto.randomUUID(),
})
export const drop_draft = (task: string) => run('drafts', 'readwrite', (store) => store.delete(draft_key(task)))

// Every inspection of the inbox may be opened later without a network; one that nobody began goes with its task.
const is_begun = (one: Begun) => !!one.reason || !!one.signature || Object.values(one.findings).some((finding) => finding.passed !== undefined)
export async function make_ready(inbox: InboxLine[]): Promise<void> {
  const lines = inbox.filter((line) => line.task.kind === 'inspection')
  for (const old of await ready_here()) if (!is_begun(old) && !lines.some((line) => line.task.id === old.task)) await drop_draft(old.task)
  if (lines.length && !policy.value) await load_policy()
  await load_waiting()
  for (const { task, enterprise_name } of lines)
    if (!all_waiting.value.some((one) => one.task === task.id) && !(await read_draft(task.id)))
      await keep_draft({ ...begin(task.id, task.case_id), enterprise_name, step_name: task.step_name, checklist: checklist_of(task.checklist) })
}
export const ready_here = () => run<Begun[]>('drafts', 'readonly', (store) => store.getAll(IDBKeyRange.bound(draft_key(''), draft_key('\uffff'))) as IDBRequest<Begun[]>)

// ---- photos ----
export const photos_of = (task: string) =>
  run<Photo[]>('photos', 'readonly', (store) => store.index('task').getAll(task) as IDBRequest<Photo[]>)
export const drop_photo = (id: string) => run('photos', 'readwrite', (store) => store.delete(id))

// Nothing: it is no picture.
export async function keep_photo(task: string, file: Blob): Promise<Photo | undefined> {
  const blob = await reduced(file)
  if (!blob) return undefined
  const photo = { id: crypto.randomUUID(), task, blob }
  await run('photos', 'readwrite', (store) => store.put(photo))
  return photo
}

// What an earlier try has sent is not sent again, and what it began is gone on with.
async function send_photos(task: string): Promise<void> {
  const where = api.photos_of_task(task)
  const photos = await photos_of(task)
  const there = photos.length ? await api.list_attachments(where) : []
  for (const photo of photos) {
    const name = `${photo.id}.jpg`
    const begun = there.find((one) => one.name === name)
    if (begun?.state === 'complete') continue
    const file = new File([photo.blob], name, { type: 'image/jpeg' })
    await upload(where, file, begun, { started: () => {}, progress: () => {}, waiting: () => {} }, new AbortController().signal)
  }
}

let sending: Promise<void> | undefined
async function send_all(): Promise<void> {
  await load_waiting()
  for (const one of waiting.value.filter((entry) => !entry.refused)) {
    try {
      await send_photos(one.task)
      await api.decide(one.task, one.body)
      await drop(one.task)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (is_unreachable(error)) {
        window.setTimeout(() => { void send_waiting() }, again_ms)
        return
      }
      if (error.status === 401 || error.status === 429 || error.status >= 500) return
      await keep({ ...one, refused: error.message || error.code })
    }
  }
}
// Sends what waits, oldest first. A lost network ends the round; a refusal is written beside the inspection it is of.
export function send_waiting(): Promise<void> {
  sending ??= send_all().finally(() => { sending = undefined })
  return sending
}
window.addEventListener('online', () => {
  is_online.value = true
  void send_waiting()
})
window.addEventListener('offline', () => { is_online.value = false })

// What is finished stays until it is sent; what was only begun goes with its person.
before_log_out.add(async () => {
  if (is_online.value) await send_waiting()
  await load_waiting()
  await run('drafts', 'readwrite', (store) => store.clear())
  const finished = new Set(all_waiting.value.map((one) => one.task))
  for (const photo of await run<Photo[]>('photos', 'readonly', (store) => store.getAll() as IDBRequest<Photo[]>))
    if (!finished.has(photo.task)) await drop_photo(photo.id)
})
