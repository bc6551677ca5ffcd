// The holder's proof: what a phone shows instead of the pass itself, signed anew every 15 s by the key that the pass is
// bound to, so that a screenshot is out of date before it reaches another gate.
//
//   COSE_Sign1, protected { 1: -7, 15: { 6: t seconds, 10: nonce of the gate's challenge }, 16: typ proof },
//   payload = the whole signed pass
//
// A challenge is the text "FC1:" + Base45 of 8 random bytes, shown by the gate to the phone.
import { to_text, read_pass, read_text, type ReadFault, type Token } from './token'
import type { Bytes } from './bytes'
import { encode, CborMap, type Value } from './cbor'
import {
  algorithm, has_only, header_alg, header_cwt_claims, header_typ, is_of_type, message_types, parse, seal, to_be_signed, type Sign1,
} from './cose'

export const challenge_prefix = 'FC1:'
export const challenge_bytes = 8
const es256 = -7
const claim_iat = 6, claim_nonce = 10
const time_s_max = 253402300799

export interface Proof {
  message: Sign1
  t_s: number
  nonce?: Bytes
}
export interface Shown {
  pass: Token
  proof?: Proof
}

function read_proof(message: Sign1): Proof | undefined {
  const claims = message.header.get(header_cwt_claims)
  if (!has_only(message, [header_alg, header_cwt_claims, header_typ]) || algorithm(message) !== 'es256') return undefined
  if (!(claims instanceof CborMap)) return undefined
  const [t_s, nonce] = [claims.get(claim_iat), claims.get(claim_nonce)]
  if (typeof t_s !== 'number' || t_s < 0 || t_s > time_s_max) return undefined
  if (claims.entries.length !== (nonce === undefined ? 1 : 2)) return undefined
  if (nonce === undefined) return { message, t_s }
  return nonce instanceof Uint8Array && nonce.length === challenge_bytes ? { message, t_s, nonce } : undefined
}

function read_inside(message: Sign1): Shown | ReadFault {
  const proof = read_proof(message)
  const inside = proof && parse(message.payload)
  if (!inside || !is_of_type(inside, 'pass')) return 'wrong_proof'
  const pass = read_pass(inside)
  if (typeof pass === 'string') return pass
  return pass.claims.device ? { pass, proof } : 'wrong_proof' // nothing that the proof could prove
}

// Takes what was read at the gate apart: a bare pass or a proof around one. Only the form is checked.
export function read_shown(text: string): Shown | ReadFault {
  const signed = read_text(text)
  if (typeof signed === 'string') return signed
  const message = parse(signed)
  if (!message) return 'not_signed_cbor'
  if (is_of_type(message, 'proof')) return read_inside(message)
  const pass = read_pass(message)
  return typeof pass === 'string' ? pass : { pass }
}

// What the phone shows. `sign` makes a raw r || s signature with the key that the pass is bound to.
export async function make_proof(pass: Bytes, t_s: number, nonce: Bytes | undefined, sign: (message: Bytes) => Promise<Bytes>): Promise<string> {
  const claims: [Value, Value][] = [[claim_iat, t_s]]
  if (nonce) claims.push([claim_nonce, nonce])
  const header = encode(new CborMap([[header_alg, es256], [header_cwt_claims, new CborMap(claims)], [header_typ, message_types.proof]]))
  return to_text(seal(header, pass, await sign(to_be_signed(header, pass))))
}

export const make_challenge = (nonce: Bytes) => to_text(nonce, challenge_prefix)
// The nonce in a challenge that the phone has scanned.
export function read_challenge(text: string): Bytes | undefined {
  const nonce = read_text(text, challenge_prefix)
  return typeof nonce !== 'string' && nonce.length === challenge_bytes ? nonce : undefined
}
