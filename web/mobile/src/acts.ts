// What was done on this phone and is not with the server yet. Each act has its id from the moment it was made: sent
// twice, it stands once. One that is refused stays, with the reason, until the person has decided what to do.
import { computed, ref } from 'vue'

import * as api from '@shared/api'
import { Problem, request } from '@shared/http'
import { upload } from '@shared/upload'

import { forget_photo, keep, keep_photo, recall, recall_photo } from './kept'

export type Values = Record<string, unknown>
export type ActKind = 'check_in' | 'note' | 'report' | 'event' | 'photo' | 'inspection'
export interface Act {
  client: string
  kind: ActKind
  person: string // another one at the same phone neither sees nor sends it
  about: string // the plant, or the inspection
  about_name: string
  path: string
  body: Values
  base?: Values // of a report: what its values were filled in from
  refused?: string
  code?: string
}

const kept_name = 'duty.acts'
const all = ref<Act[]>([])
export const person = ref('')
export const acts = computed(() => all.value.filter((act) => act.person === person.value))
export const waiting = computed(() => acts.value.filter((act) => act.refused === undefined))

export async function open_acts(): Promise<void> {
  all.value = (await recall<Act[]>(kept_name)) ?? []
}
async function set(next: Act[]): Promise<void> {
  all.value = next
  await keep(kept_name, JSON.parse(JSON.stringify(next)))
}
export const add_act = (act: Omit<Act, 'person'>) => set([...all.value, { ...act, person: person.value }])
export async function add_photo_act(act: Omit<Act, 'person' | 'kind' | 'body'>, photo: Blob): Promise<void> {
  await keep_photo(act.client, photo)
  await add_act({ ...act, kind: 'photo', body: {} })
}
export async function drop(client: string): Promise<void> {
  await forget_photo(client)
  await set(all.value.filter((one) => one.client !== client))
}

// A picture is known by its name: what an earlier try has sent is not sent again, and what it began is gone on with.
async function send_photo(act: Act): Promise<void> {
  const photo = await recall_photo(act.client)
  if (!photo) return
  const name = `${act.client}.jpg`
  const begun = (await api.list_attachments(act.path)).find((one) => one.name === name)
  if (begun?.state === 'complete') return
  await upload(act.path, new File([photo], name, { type: 'image/jpeg' }), begun, { started: () => {}, progress: () => {}, waiting: () => {} }, new AbortController().signal)
}

interface Receipt { refused?: { code: string; reason: string }[] } // of rows that are told together

const refusals = [400, 403, 404, 409, 413, 422]
export async function send_acts(): Promise<void> {
  // One that is refused must not hold up the others; the person reads why.
  const refuse = (act: Act, refused: string, code: string) => set(all.value.map((one) => (one.client === act.client ? { ...one, refused, code } : one)))
  for (const act of waiting.value) {
    try {
      if (act.kind === 'photo') await send_photo(act)
      else {
        const [wrong] = (await request<Receipt>('POST', act.path, { body: act.body })).refused ?? []
        if (wrong) {
          await refuse(act, wrong.reason, wrong.code)
          continue
        }
      }
    } catch (error) {
      if (!(error instanceof Problem) || !refusals.includes(error.status)) throw error
      await refuse(act, error.errors[0]?.detail || error.message || error.code, error.code)
      continue
    }
    await drop(act.client)
  }
}
