// One application in hand: what is typed, what the server has, and what stands between them. Everything typed is kept on
// this device until the server has it; a change made elsewhere is merged in, and where both sides changed one field
// somebody chooses.
import { computed, reactive, ref, watch } from 'vue'

import * as api from '@shared/api'
import { changed_documents, copy_of, forget, keep, kept_for, merge, type Clash } from '@shared/draft'
import { is_unreachable, Problem } from '@shared/http'
import { keep_answer, kept_answer } from '@shared/kept'
import { load_policy, phase_in_force, policy, prefilled, type PolicyDocument } from '@shared/policy'
import { check_field, fill, unmet_conditions } from '@shared/rules'
import { session } from '@shared/session'
import type { Application, CaseView, EnterpriseFacts, Reason } from '@shared/types'

export type Saving = 'clean' | 'kept' | 'saving' | 'saved'
export interface Trouble {
  path: string // "document.field", a document, or empty
  text: string
}
interface Opened {
  enterprise: EnterpriseFacts
  view: CaseView
}
const merges_max = 3 // saves in a row that somebody else was quicker than

export function use_application() {
  const enterprise = ref<EnterpriseFacts>()
  const view = ref<CaseView>()
  const mine = reactive<Application>({})
  const base = ref<Application>({})
  const saving = ref<Saving>('clean')
  const saved_at = ref<string>()
  const clashes = ref<Clash[]>([])
  const taken = ref<string[]>([])
  const restored = ref(false)
  const returned_now = ref(false)
  const closed = ref(false) // no longer with the applicant
  let version = 0

  const person = () => session.value?.person ?? ''
  const documents = computed<PolicyDocument[]>(() => (view.value?.documents ?? [])
    .map((id) => policy.value?.documents.find((one) => one.id === id)).filter((one) => one !== undefined))
  const facts = computed(() => ({ enterprise: enterprise.value ?? {}, application: mine }))

  // ---- what is wrong, by the same rules as on the server ----
  const words = (code: string, params?: Record<string, string>) => fill(policy.value?.words[code] ?? code, params)
  function field_fault(document: PolicyDocument, id: string, complete: boolean): string {
    const field = document.fields.find((one) => one.id === id)
    const fault = field && check_field(field, mine[document.id]?.[id], complete)
    return fault ? words(fault.code, fault.params) : ''
  }
  const unmet = computed(() => unmet_conditions(phase_in_force.value?.conditions ?? [], facts.value))
  const troubles = computed<Trouble[]>(() => {
    const out: Trouble[] = []
    for (const document of documents.value)
      for (const field of document.fields) {
        const text = field_fault(document, field.id, true)
        if (text) out.push({ path: `${document.id}.${field.id}`, text })
      }
    for (const condition of unmet.value)
      if (!out.some((one) => one.path === condition.field)) out.push({ path: condition.field, text: condition.reason })
    // Of the case as a whole only the server knows, such as a class that the phase does not accept.
    for (const reason of view.value?.unmet ?? []) if (!reason.field) out.push({ path: '', text: reason.text })
    return out
  })
  const reasons = computed<Reason[]>(() => view.value?.reasons ?? [])
  const reasons_at = (path: string) => reasons.value.filter((one) => one.field === path).map((one) => one.text)
  const troubles_in = (document: string) => troubles.value.filter((one) => one.path.split('.')[0] === document)

  // ---- reading ----
  function take(application: Application): void {
    for (const id of Object.keys(mine)) if (!(id in application)) delete mine[id]
    for (const [id, data] of Object.entries(application)) mine[id] = copy_of(data)
    for (const id of view.value?.documents ?? []) mine[id] ??= {}
  }
  function accept(fresh: CaseView): void {
    view.value = fresh
    version = fresh.line.version
    closed.value = !fresh.actions.includes('edit')
    keep_answer(`opened.${person()}`, { enterprise: enterprise.value, view: fresh } satisfies Partial<Opened>)
  }
  // What the server has; without a network, what it had when this person last opened the form on this device.
  async function look(): Promise<Opened | undefined> {
    if (!policy.value) await load_policy()
    const [own, cases] = await Promise.all([api.list_enterprises({ limit: 1 }), api.list_cases({ scope: 'all', limit: 1 })])
    const id = own.items[0]?.id
    if (!id) return undefined
    const firm = await api.read_enterprise(id)
    let latest = cases.items[0]?.id
    const over = ['withdrawn', 'closed', 'refused']
    // A first application begins as a draft, so that nothing typed is lost; what the register knows is filled in.
    if (!latest || over.includes(cases.items[0]!.state)) latest = (await api.create_case({ application: prefilled(firm), submit: false })).id
    return { enterprise: firm, view: await api.read_case(latest) }
  }
  async function load(): Promise<void> {
    const opened = await look().catch((error: unknown) => {
      const kept = is_unreachable(error) ? kept_answer<Opened>(`opened.${person()}`) : undefined
      if (!kept) throw error
      return kept
    })
    if (!opened) return
    enterprise.value = opened.enterprise
    accept(opened.view)
    const latest = opened.view.line.id
    const kept = kept_for(person(), latest)
    base.value = copy_of(view.value!.application)
    take(view.value!.application)
    if (kept && !closed.value) {
      restored.value = true
      join(kept.base, kept.mine)
    }
  }

  // ---- joining what was typed with what the server has ----
  function join(before: Application, typed: Application): void {
    const merged = merge(before, typed, view.value!.application)
    base.value = copy_of(view.value!.application)
    take(merged.application)
    taken.value = merged.taken
    clashes.value = merged.clashes
  }
  // The server's news while somebody types.
  async function refresh(): Promise<void> {
    if (!view.value || saving.value === 'saving') return
    const fresh = await api.read_case(view.value.line.id)
    if (fresh.line.version === version) return
    const before = JSON.stringify(view.value.reasons)
    const old = base.value
    accept(fresh)
    returned_now.value = JSON.stringify(fresh.reasons) !== before && fresh.reasons.length > 0
    if (!closed.value) join(old, copy_of(mine))
  }
  function choose(clash: Clash, which: 'mine' | 'theirs'): void {
    const [document, ...rest] = clash.path.split('.')
    const value = which === 'mine' ? clash.mine : clash.theirs
    const data = (mine[document!] ??= {})
    if (value === undefined) delete data[rest.join('.')]
    else data[rest.join('.')] = value
    clashes.value = clashes.value.filter((one) => one.path !== clash.path)
  }

  // ---- writing ----
  // A value that breaks its field's rule stays here until it is mended; the server takes no such thing.
  function sendable(): Application {
    const out: Application = {}
    for (const [id, data] of Object.entries(mine)) {
      const document = documents.value.find((one) => one.id === id)
      out[id] = Object.fromEntries(Object.entries(data).filter(([key, value]) => {
        const field = document?.fields.find((one) => one.id === key)
        return value !== '' && value !== undefined && (!field || !check_field(field, value, false))
      }))
    }
    return out
  }
  async function send(): Promise<void> {
    const full = sendable()
    const changed = changed_documents(base.value, full)
    if (Object.keys(changed).length > 0) {
      const receipt = await api.edit_case(view.value!.line.id, { version, application: changed })
      version = receipt.version
      base.value = copy_of(full)
    }
    saved_at.value = new Date().toISOString()
  }
  // Gives whether everything is on the server; false also when both sides changed a field and somebody has to choose.
  async function save(): Promise<boolean> {
    if (!view.value || closed.value || clashes.value.length) return false
    if (saving.value === 'saving') return false
    saving.value = 'saving'
    try {
      for (let tries = 0; ; ++tries) {
        try {
          await send()
          break
        } catch (error) {
          if (!(error instanceof Problem) || !['case.version', 'case.not_editable'].includes(error.code) || tries >= merges_max) throw error
          const old = base.value
          accept(await api.read_case(view.value.line.id))
          if (closed.value) return false
          join(old, copy_of(mine))
          if (clashes.value.length) return false
        }
      }
      saving.value = 'saved'
      if (JSON.stringify(sendable()) === JSON.stringify(clean(mine))) forget(person(), view.value.line.id)
      return true
    } finally {
      if (saving.value === 'saving') saving.value = 'kept'
    }
  }
  const clean = (application: Application): Application => Object.fromEntries(Object.entries(application)
    .map(([id, data]) => [id, Object.fromEntries(Object.entries(data).filter(([, value]) => value !== '' && value !== undefined))]))
  async function submit(): Promise<void> {
    await api.submit_case(view.value!.line.id)
    forget(person(), view.value!.line.id)
    accept(await api.read_case(view.value!.line.id))
  }

  watch(mine, () => {
    if (!view.value || closed.value) return
    if (JSON.stringify(clean(mine)) === JSON.stringify(clean(base.value))) return
    if (saving.value !== 'saving') saving.value = 'kept'
    keep(person(), view.value.line.id, { version, base: base.value, mine: copy_of(mine) })
  }, { deep: true })

  return {
    enterprise, view, mine, documents, troubles, unmet, reasons, reasons_at, troubles_in, field_fault, saving, saved_at, clashes, taken, restored,
    returned_now, closed, load, refresh, save, submit, choose,
  }
}
export type ApplicationInHand = ReturnType<typeof use_application>
