// The pass as a token: "FG1:" + Base45 of a COSE_Sign1 whose payload is a CBOR Web Token (RFC 8392).
//
//   { 1: iss district, 4: exp, 5: nbf, 6: iat (seconds), 7: cti pass id (16 bytes), 8: cnf (of device-bound passes),
//     65535: status [list, idx] or {"status_list": {"idx": …, "uri": …}},
//     -65537: { 1: kind, 2: scheme, 3: masked holder, 4: keyed hash of the national id (8 bytes),
//               5: enterprise id (16 bytes), 6: plate, 7: [zone …], 8: route, 9: [health colour, its end] } }
//
// Entries 3 to 9 stand only where they apply, and cnf exactly in the schemes above 1. Anything else in the maps and
// headers is refused: a field that a gate does not know must not widen a pass.
import { base45_decode, base45_encode, type Base45Fault } from './base45'
import { uuid_text, type Bytes } from './bytes'
import { decode, text_bytes, CborMap, type Value } from './cbor'
import { has_only, header_alg, header_kid, header_typ, is_of_type, type Sign1 } from './cose'

export const token_prefix = 'FG1:'
const token_characters_max = 619 // what a QR code of version 13, level L holds
const text_bytes_max = 96 // of a name, a zone or a route
const zones_max = 8
const id_hash_bytes = 8
const id_bytes = 16
const time_s_max = 253402300799 // 9999-12-31T23:59:59Z
const index_max = 2 ** 31 - 1
// How hard a pass is to copy: static, may be printed; bound to a phone, which proves it is there; the proof answers the
// gate's own challenge.
export const scheme_printed = 1, scheme_challenged = 3
const coordinate_bytes = 32

export const colours = ['green', 'grey', 'red'] as const
export type Colour = (typeof colours)[number]

export interface Claims {
  issuer: string
  expires_s: number
  not_before_s: number
  issued_s: number
  id: string
  list: number // of the issuer's status lists
  index: number
  status_uri: string // instead of `list`: the long form
  kind: string // of the policy pack
  scheme: number
  holder: string // masked
  enterprise: string
  plate: string
  zones: string[]
  route: string
  health?: { colour: Colour; until_s: number }
  device?: { x: Bytes; y_is_odd: boolean } // P-256 key of the phone that the pass is bound to
}

// Why a text is not a pass at all. garbled_* point at the scanner, the others at the paper.
export type ReadFault =
  | 'empty' | 'not_a_pass' | 'too_long' | 'garbled_case' | 'garbled_character' | 'garbled_length' | 'not_base45'
  | 'not_signed_cbor' | 'wrong_type' | 'wrong_claims' | 'wrong_header' | 'wrong_proof'

// ---- reading: each throws Wrong for a value of the wrong type or out of its range ----
class Wrong extends Error {}

function integer(v: Value | undefined, low: number, high: number): number {
  if (typeof v !== 'number' || v < low || v > high) throw new Wrong()
  return v
}
function text(v: Value | undefined): string {
  if (typeof v !== 'string' || v === '' || text_bytes(v) > text_bytes_max) throw new Wrong()
  return v
}
function bytes(v: Value | undefined, size: number): Bytes {
  if (!(v instanceof Uint8Array) || v.length !== size) throw new Wrong()
  return v
}
function map(v: Value | undefined): CborMap {
  if (!(v instanceof CborMap)) throw new Wrong()
  return v
}
function array(v: Value | undefined, from: number, to: number): Value[] {
  if (!Array.isArray(v) || v.length < from || v.length > to) throw new Wrong()
  return v
}

function read_status(v: Value, c: Claims): void {
  if (Array.isArray(v)) {
    const [list, index] = array(v, 2, 2)
    c.list = integer(list, 0, index_max)
    c.index = integer(index, 0, index_max)
    return
  }
  const whole = map(v)
  const list = map(whole.get('status_list'))
  if (whole.entries.length !== 1 || list.entries.length !== 2) throw new Wrong()
  c.index = integer(list.get('idx'), 0, index_max)
  c.status_uri = text(list.get('uri'))
}

function read_pass_entry(key: Value, v: Value, c: Claims): void {
  switch (key) {
    case 1: c.kind = text(v); break
    case 2: c.scheme = integer(v, scheme_printed, scheme_challenged); break
    case 3: c.holder = text(v); break
    case 4: bytes(v, id_hash_bytes); break // for the district's own records; a gate has no use for it
    case 5: c.enterprise = uuid_text(bytes(v, id_bytes)); break
    case 6: c.plate = text(v); break
    case 7: c.zones = array(v, 1, zones_max).map(text); break
    case 8: c.route = text(v); break
    case 9: {
      const [colour, until] = array(v, 2, 2)
      c.health = { colour: colours[integer(colour, 0, 2)]!, until_s: integer(until, 0, time_s_max) }
      break
    }
    default: throw new Wrong()
  }
}

function read_device(v: Value): Claims['device'] {
  const cnf = map(v)
  const key = map(cnf.get(1))
  const y_is_odd = key.get(-3)
  if (cnf.entries.length !== 1 || key.entries.length !== 4 || key.get(1) !== 2 || key.get(-1) !== 1) throw new Wrong()
  if (typeof y_is_odd !== 'boolean') throw new Wrong()
  return { x: bytes(key.get(-2), coordinate_bytes), y_is_odd }
}

function read_claim(key: Value, v: Value, c: Claims): void {
  switch (key) {
    case 1: c.issuer = text(v); break
    case 4: c.expires_s = integer(v, 0, time_s_max); break
    case 5: c.not_before_s = integer(v, 0, time_s_max); break
    case 6: c.issued_s = integer(v, 0, time_s_max); break
    case 7: c.id = uuid_text(bytes(v, id_bytes)); break
    case 8: c.device = read_device(v); break
    case 65535: read_status(v, c); break
    case -65537: {
      const pass = map(v)
      if (pass.get(1) === undefined || pass.get(2) === undefined) throw new Wrong()
      for (const [entry, value] of pass.entries) read_pass_entry(entry, value, c)
      break
    }
    default: throw new Wrong()
  }
}

export function decode_claims(payload: Bytes): Claims | undefined {
  const whole = decode(payload)
  if (!(whole instanceof CborMap)) return undefined
  const c: Claims = {
    issuer: '', expires_s: 0, not_before_s: 0, issued_s: 0, id: '', list: 0, index: 0, status_uri: '', kind: '',
    scheme: scheme_printed, holder: '', enterprise: '', plate: '', zones: [], route: '',
  }
  try {
    for (const [key, value] of whole.entries) read_claim(key, value, c)
  } catch (error) {
    if (error instanceof Wrong) return undefined
    throw error
  }
  // Seven claims beside cnf, all known and none twice: so all are there.
  const bound = c.device !== undefined
  return whole.entries.length === (bound ? 8 : 7) && bound === c.scheme > scheme_printed ? c : undefined
}

// ---- the text in the QR code ----
const faults: Record<Base45Fault, ReadFault> = {
  lower_case: 'garbled_case', character: 'garbled_character', length: 'garbled_length', value: 'not_base45',
}

// The signed bytes in a text, or why it is none of ours. Line ends that a scanner adds are ignored.
export function read_text(given: string, prefix = token_prefix): Bytes | ReadFault {
  const trimmed = given.replace(/[\r\n\t]+$/, '')
  if (trimmed === '') return 'empty'
  if (text_bytes(trimmed) > token_characters_max) return 'too_long'
  if (!trimmed.startsWith(prefix)) return trimmed.slice(0, prefix.length).toUpperCase() === prefix ? 'garbled_case' : 'not_a_pass'
  const decoded = base45_decode(trimmed.slice(prefix.length))
  return typeof decoded === 'string' ? faults[decoded] : decoded
}

export function to_text(signed: Uint8Array, prefix = token_prefix): string {
  return prefix + base45_encode(signed)
}

export interface Token {
  message: Sign1
  claims: Claims // not yet verified
}

// One signed pass, checked for its form, not its signature.
export function read_pass(message: Sign1): Token | ReadFault {
  if (!is_of_type(message, 'pass')) return 'wrong_type'
  if (!has_only(message, [header_alg, header_kid, header_typ])) return 'wrong_header'
  const claims = decode_claims(message.payload)
  return claims ? { message, claims } : 'wrong_claims'
}
