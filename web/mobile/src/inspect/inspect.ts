// An inspector's day on a phone: the plants drawn for the own subdistrict and those to look at again, kept for when there
// is no network.
import { ref } from 'vue'

import { Problem, request } from '@shared/http'
import type { Checklist, PolicyView } from '@shared/policy'
import type { Session } from '@shared/types'

import { acts, add_act, add_photo_act, drop, open_acts, person, send_acts } from '../acts'
import { local_day, measure, type Offset } from '../clock'
import { new_scan_id } from '../gate/queue'
import { keep, recall } from '../kept'
import { make_sync } from '../sync'

export interface Inspection {
  id: string; day: string; enterprise: string; enterprise_name: string; subdistrict: string; done_at?: string; by_name: string
  passed: boolean; findings: Checked[]; note: string; follows?: string
}
export interface Checked { item: string; passed: boolean; note?: string }
interface Plan { checklist: string; inspections: Inspection[] }
export interface Kept {
  person: string; name: string; subdistrict: string; drawn: boolean; today: Inspection[]; follow: Inspection[]; checklist?: Checklist; offset: Offset
}

export const kept_day = ref<Kept>()
export const now_ms = () => Date.now() + (kept_day.value?.offset.offset_ms ?? 0)

export async function open(): Promise<void> {
  kept_day.value = await recall<Kept>('inspect')
  person.value = kept_day.value?.person ?? ''
  await open_acts()
}

async function plan_of(day: string): Promise<Plan | undefined> {
  try {
    return await request<Plan>('GET', `/supervision/inspection-plans/${day}`)
  } catch (error) {
    if (error instanceof Problem && error.code === 'inspection.not_drawn') return undefined
    throw error
  }
}
async function refresh(who: { person: string; name: string; subdistrict: string }): Promise<void> {
  const asked_at = Date.now()
  const rules = await request<PolicyView>('GET', '/policy')
  const offset = measure(rules.now, asked_at, Date.now())
  const [plan, follow] = await Promise.all([plan_of(local_day(Date.now() + offset.offset_ms)), request<Inspection[]>('GET', '/supervision/follow-ups')])
  const checklist = rules.checklists.find((one) => one.id === plan?.checklist) ?? kept_day.value?.checklist ?? rules.checklists[0]
  const today = (plan?.inspections ?? []).filter((one) => one.subdistrict === who.subdistrict)
  kept_day.value = { ...who, drawn: !!plan, today, follow, checklist, offset }
  await keep('inspect', JSON.parse(JSON.stringify(kept_day.value)))
  // The answer to an earlier try was lost on the way: what stands there is what was sent.
  for (const act of acts.value.filter((one) => one.code === 'inspection.done'))
    if (today.some((one) => one.id === act.about && one.by_name === who.name)) await drop(act.client)
}

export const sync = make_sync(async () => {
  if (!kept_day.value) return
  await send_acts()
  const { person: id, name, subdistrict } = kept_day.value
  await refresh({ person: id, name, subdistrict })
})

export async function begin(session: Session): Promise<void> {
  person.value = session.person
  const same = kept_day.value?.person === session.person ? kept_day.value : undefined
  kept_day.value = {
    person: session.person, name: session.name, subdistrict: session.organisation.code, drawn: same?.drawn ?? false, today: same?.today ?? [],
    follow: same?.follow ?? [], checklist: same?.checklist, offset: same?.offset ?? { offset_ms: 0, measured_at: Date.now() },
  }
  await sync()
}

const path = (one: Inspection, what: string) => `/supervision/inspections/${one.id}/${what}`
export const photos_path = (one: Inspection) => path(one, 'photos')
export async function finish(one: Inspection, findings: Checked[], note: string): Promise<void> {
  await add_act({ client: new_scan_id(now_ms()), kind: 'inspection', about: one.id, about_name: one.enterprise_name, path: path(one, 'result'), body: { findings, ...(note ? { note } : {}) } })
  await sync()
}
export async function add_photo(one: Inspection, photo: Blob): Promise<void> {
  await add_photo_act({ client: new_scan_id(now_ms()), about: one.id, about_name: one.enterprise_name, path: photos_path(one) }, photo)
  await sync()
}
