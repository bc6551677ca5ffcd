// What the district asks of its gates (GET /api/v1/gate-policy), kept for when there is no network.
import { usual_circumstances, type Circumstances, type Seen } from './verdict'

export interface LocalText {
  zh_cn: string
  en: string
}
export interface GateKind {
  id: string
  name: LocalText
  holder: string
  asks_plate: boolean
  asks_zone: boolean
  scheme_min: number
  scheme_wanted: number
  upgrade_until?: string // from then on scheme_wanted is the least
}
export interface GatePolicy {
  district: string
  name: LocalText
  now: string
  leeway_s: number
  trust_age_s_max: number
  list_age_s_max: number
  proof_past_s: number
  proof_future_s: number
  repeat_s: number
  key_notice_s: number
  zones: { id: string; name: LocalText }[]
  kinds: GateKind[]
}

export const local = (text: LocalText | undefined, locale: string) => (locale === 'en' ? text?.en : text?.zh_cn) ?? ''

export interface AtTheGate {
  plate?: string
  zone?: string
  challenge?: Circumstances['challenge']
  seen: Seen[]
}

export function circumstances_under(policy: GatePolicy, at_s: number, here: AtTheGate): Circumstances {
  return {
    ...usual_circumstances,
    at_s,
    leeway_s: policy.leeway_s,
    trust_age_s_max: policy.trust_age_s_max,
    list_age_s_max: policy.list_age_s_max,
    proof_past_s: policy.proof_past_s,
    proof_future_s: policy.proof_future_s,
    repeat_s: policy.repeat_s,
    key_notice_s: policy.key_notice_s,
    schemes: policy.kinds.map((kind) => {
      const over = kind.upgrade_until !== undefined && at_s * 1000 >= Date.parse(kind.upgrade_until)
      return { kind: kind.id, min: over ? kind.scheme_wanted : kind.scheme_min, wanted: kind.scheme_wanted }
    }),
    plate: here.plate ?? '',
    zone: here.zone ?? '',
    challenge: here.challenge,
    seen: here.seen,
  }
}
