// What a guard is told about a pass: never a bare yes or no. The same decisions as the program's own verifier takes; both
// run tests/vectors/pass. `judge` is pure; `check` does the reading and the cryptography before it.
import { same_bytes, type Bytes } from './bytes'
import { check_signature } from './cose'
import { holder_key, Verifier } from './keys'
import { read_shown, type Shown } from './proof'
import { status_at, type StatusList } from './status-list'
import { scheme_challenged, scheme_printed, type Claims, type Colour, type ReadFault } from './token'
import type { SignatureAnswer, Trust } from './trust'

export type Verdict = 'green' | 'grey' | 'red' | 'unknown'
export type Reason =
  | 'valid' // green
  | 'test_pending' // grey: sampled, no result yet
  | 'malformed' | 'bad_signature' | 'not_yet_valid' | 'expired' | 'revoked' | 'suspended' | 'wrong_plate' | 'wrong_zone' // red …
  | 'test_overdue' | 'scheme_too_old' | 'clock_wrong' | 'proof_stale' | 'replayed'
  | 'unknown_issuer' | 'trust_too_old' | 'status_missing' | 'status_too_old' // unknown: this gate cannot tell
  | 'unsupported' // unknown, of this verifier only: the browser lacks the algorithm

const unknown_reasons: Reason[] = ['unknown_issuer', 'trust_too_old', 'status_missing', 'status_too_old', 'unsupported']

export interface Judgement {
  verdict: Verdict
  reason: Reason
  fault?: ReadFault // of a malformed pass: what to do about it
  claims?: Claims // of a good signature
  health?: Colour // now
  scheme?: number
  upgrade_due: boolean // the scheme is still accepted, but not for long
  list_age_s?: number // absent: no status list for this pass
  trust_age_s: number
  clock_offset_s?: number // the phone's clock against the gate's, of rotating passes only
}

// The schemes that passes of one kind may have now.
export interface KindSchemes {
  kind: string
  min: number
  wanted: number
}
// A pass that this gate has let through before.
export interface Seen {
  id: string
  proof_s?: number // the time in its proof; none of a printed pass
  at_s: number
}

// What the district's policy asks of a gate, and what the gate knows of the traveller.
export interface Circumstances {
  at_s: number
  leeway_s: number // clocks of gates and issuers differ a little
  trust_age_s_max: number
  list_age_s_max: number // older: green becomes unknown
  status_required: boolean // whether a pass without a status list can be green
  proof_past_s: number // how old, and how far ahead, a shown proof may be
  proof_future_s: number
  scheme_min: number // below: refused
  scheme_wanted: number // below: upgrade due
  schemes: KindSchemes[] // kinds with limits of their own
  repeat_s: number // a printed pass shown again within it is refused; 0: it is not
  key_notice_s: number // new keys have been on every trust list for so long before they sign
  plate: string // read at the gate; empty: not read
  zone: string // where the gate leads; empty: not asked
  challenge?: Bytes // the gate's own, which the proof has to answer
  seen: Seen[]
}
export const usual_circumstances: Omit<Circumstances, 'at_s'> = {
  leeway_s: 60, trust_age_s_max: 30 * 86_400, list_age_s_max: 24 * 3600, status_required: true, proof_past_s: 30, proof_future_s: 60,
  scheme_min: 1, scheme_wanted: 1, schemes: [], repeat_s: 0, key_notice_s: 3 * 86_400, plate: '', zone: '', seen: [],
}
const clock_off_s_max = 12 * 3600 // a proof further off than this is no slip of a clock

// A pass after reading and cryptography.
export interface Checked {
  fault?: ReadFault // set: nothing else is
  signature: SignatureAnswer
  claims?: Claims
  proof?: { t_s: number; nonce?: Bytes }
}

async function check_shown(shown: Shown, trust: Trust): Promise<Checked> {
  const { pass, proof } = shown
  const claims = pass.claims
  let signature = await trust.verify(pass.message, claims.issuer, claims.issued_s)
  if (signature === 'good' && proof) {
    const key = claims.device && (await holder_key(claims.device.x, claims.device.y_is_odd))
    const good = key && (await check_signature(proof.message, new Verifier(key)))
    if (!good) signature = 'bad_signature'
  }
  return { signature, claims, proof: proof && { t_s: proof.t_s, nonce: proof.nonce } }
}

export async function check(text: string, trust: Trust): Promise<Checked> {
  const shown = read_shown(text)
  return typeof shown === 'string' ? { fault: shown, signature: 'bad_signature' } : check_shown(shown, trust)
}

// The newest of `lists` that speaks for the pass.
export function list_for(claims: Claims, trust: Trust, lists: Iterable<StatusList>): StatusList | undefined {
  const uri = claims.status_uri || trust.status_uri(claims.issuer, claims.list)
  let newest: StatusList | undefined
  for (const list of lists) {
    if (list.issuer === claims.issuer && list.uri === uri && (!newest || list.issued_s > newest.issued_s)) newest = list
  }
  return newest
}

// Green turns red by itself when the test has run out.
function colour_at(claims: Claims, at_s: number): Colour | undefined {
  if (!claims.health) return undefined
  return at_s < claims.health.until_s ? claims.health.colour : 'red'
}

function schemes_of(claims: Claims, now: Circumstances): { min: number; wanted: number } {
  return now.schemes.find((one) => one.kind === claims.kind) ?? { min: now.scheme_min, wanted: now.scheme_wanted }
}

// Whether the phone that the pass is bound to is here and now; undefined when it is. Seen by this gate means: not again.
function fault_of_showing(checked: Checked, claims: Claims, now: Circumstances): Reason | undefined {
  const { proof } = checked
  if (!proof) {
    if (claims.scheme > scheme_printed) return 'proof_stale' // a picture of the pass without its phone
    const again = now.seen.some((one) => one.id === claims.id && one.at_s <= now.at_s && now.at_s - one.at_s < now.repeat_s)
    return again ? 'replayed' : undefined
  }
  const offset_s = proof.t_s - now.at_s
  if (offset_s > now.proof_future_s) return offset_s < clock_off_s_max ? 'clock_wrong' : 'proof_stale'
  if (offset_s < -now.proof_past_s) return 'proof_stale'
  const answers = now.challenge !== undefined && proof.nonce !== undefined && same_bytes(proof.nonce, now.challenge)
  const answers_another = now.challenge !== undefined && proof.nonce !== undefined && !answers
  if (answers_another || (claims.scheme >= scheme_challenged && !answers)) return 'proof_stale'
  return now.seen.some((one) => one.id === claims.id && one.proof_s === proof.t_s) ? 'replayed' : undefined
}

// Why a pass with a good signature is not green; the first that applies, the gravest first.
function reason_of(checked: Checked, claims: Claims, list: StatusList | undefined, now: Circumstances, ages: Judgement): Reason {
  const status = list ? status_at(list, claims.index) : 'valid'
  if (status !== 'valid') return status
  if (now.at_s >= claims.expires_s) return 'expired'
  if (now.at_s < claims.not_before_s - now.leeway_s) return 'not_yet_valid'
  if (claims.scheme < schemes_of(claims, now).min) return 'scheme_too_old'
  if (now.plate !== '' && claims.plate !== '' && now.plate !== claims.plate) return 'wrong_plate'
  if (now.zone !== '' && claims.zones.length > 0 && !claims.zones.includes(now.zone)) return 'wrong_zone'
  const colour = colour_at(claims, now.at_s)
  if (colour === 'red') return 'test_overdue'
  const fault = fault_of_showing(checked, claims, now)
  if (fault) return fault
  if (ages.trust_age_s > now.trust_age_s_max) return 'trust_too_old'
  if (!list && now.status_required) return 'status_missing'
  if (list && ages.list_age_s! > now.list_age_s_max) return 'status_too_old'
  return colour === 'grey' ? 'test_pending' : 'valid'
}

function verdict_of(reason: Reason): Verdict {
  if (reason === 'valid') return 'green'
  if (reason === 'test_pending') return 'grey'
  return unknown_reasons.includes(reason) ? 'unknown' : 'red'
}

export function judge(checked: Checked, trust_issued_s: number, list: StatusList | undefined, now: Circumstances): Judgement {
  // A list from after the instant that is asked about is not older than it.
  const out: Judgement = { verdict: 'unknown', reason: 'malformed', upgrade_due: false, trust_age_s: Math.max(0, now.at_s - trust_issued_s) }
  const { claims, signature } = checked
  if (checked.fault || !claims) {
    out.fault = checked.fault
  } else if (signature === 'unknown_key') {
    // The key may be younger than the list.
    out.reason = out.trust_age_s > now.key_notice_s ? 'trust_too_old' : 'bad_signature'
  } else if (signature !== 'good') {
    out.reason = signature
  } else {
    if (list) out.list_age_s = Math.max(0, now.at_s - list.issued_s)
    out.scheme = claims.scheme
    out.upgrade_due = claims.scheme < schemes_of(claims, now).wanted
    out.claims = claims
    out.health = colour_at(claims, now.at_s)
    if (checked.proof) out.clock_offset_s = checked.proof.t_s - now.at_s
    out.reason = reason_of(checked, claims, list, now, out)
  }
  out.verdict = verdict_of(out.reason)
  return out
}

// All of it.
export async function verify(text: string, trust: Trust, lists: Iterable<StatusList>, circumstances: Circumstances): Promise<Judgement> {
  const checked = await check(text, trust)
  const list = checked.claims && checked.signature === 'good' ? list_for(checked.claims, trust, lists) : undefined
  return judge(checked, trust.issued_s, list, circumstances)
}
