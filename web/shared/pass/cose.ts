// Signed messages: COSE_Sign1 (RFC 9052 section 4.2), always tagged 18.
//
//   18([ bstr protected = {1: alg, 4: kid, 16: typ}, {}, bstr payload, bstr signature ])
//
// typ (RFC 9596) keeps a pass, a proof, a status list and a trust list from standing in for one another.
import { decode, encode, CborMap, Tagged, type Value } from './cbor'
import { same_bytes, type Bytes } from './bytes'
import { algorithm_of, type Algorithm, type Verifier } from './keys'

// Labels of headers that we use (IANA COSE registries).
export const header_alg = 1, header_kid = 4, header_kccs = 14, header_cwt_claims = 15, header_typ = 16
const tag_sign1 = 18

export const message_types = {
  pass: 65100,
  proof: 65101,
  status_list: 'application/statuslist+cwt',
  status_delta: 'application/fugong-statusdelta+cwt',
  trust_list: 'application/fugong-trust+cwt',
} as const
export type MessageType = keyof typeof message_types

export interface Sign1 {
  protected_bytes: Bytes // as signed
  header: CborMap // the protected one, possibly empty
  unprotected: CborMap
  payload: Bytes
  signature: Bytes
}

// undefined unless `bytes` is exactly one tagged COSE_Sign1 in deterministic CBOR with an attached payload.
export function parse(bytes: Bytes): Sign1 | undefined {
  const whole = decode(bytes)
  if (!(whole instanceof Tagged) || whole.tag !== tag_sign1 || !Array.isArray(whole.value) || whole.value.length !== 4) return undefined
  const [protected_bytes, unprotected, payload, signature] = whole.value
  if (!(protected_bytes instanceof Uint8Array) || !(unprotected instanceof CborMap)) return undefined
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) return undefined
  let header = new CborMap([])
  if (protected_bytes.length > 0) {
    const map = decode(protected_bytes)
    if (!(map instanceof CborMap)) return undefined
    header = map
    // A label in both headers is an error (RFC 9052 section 3).
    const guarded = header.entries.map(([label]) => encode(label))
    if (unprotected.entries.some(([label]) => guarded.some((one) => same_bytes(one, encode(label))))) return undefined
  }
  return { protected_bytes, header, unprotected, payload, signature }
}

// From the protected header only; undefined when absent or of another type.
export const algorithm = (message: Sign1): Algorithm | undefined => algorithm_of(message.header.get(header_alg))
export function key_id(message: Sign1): Bytes | undefined {
  const kid = message.header.get(header_kid)
  return kid instanceof Uint8Array ? kid : undefined
}
// Whether these labels and no others stand in the headers, all under the signature.
export function has_only(message: Sign1, labels: number[]): boolean {
  const { header, unprotected } = message
  return header.entries.length === labels.length && unprotected.entries.length === 0 && labels.every((label) => header.get(label) !== undefined)
}
export const is_of_type = (message: Sign1, type: MessageType) => message.header.get(header_typ) === message_types[type]

// What is signed: ["Signature1", protected, external, payload] (RFC 9052 section 4.4).
export function to_be_signed(protected_bytes: Bytes, payload: Bytes, external: Bytes = new Uint8Array()): Bytes {
  // An empty protected map is signed as an empty byte string, however it was sent.
  const signed_header = protected_bytes.length === 1 && protected_bytes[0] === 0xa0 ? new Uint8Array() : protected_bytes
  return encode(['Signature1', signed_header, external, payload])
}

// undefined: this browser cannot check the key's algorithm. The algorithm named in the message plays no part.
export function check_signature(message: Sign1, verifier: Verifier): Promise<boolean | undefined> {
  return verifier.verify(to_be_signed(message.protected_bytes, message.payload), message.signature)
}

export function seal(protected_bytes: Bytes, payload: Bytes, signature: Bytes): Bytes {
  const parts: Value[] = [protected_bytes, new CborMap([]), payload, signature]
  return encode(new Tagged(tag_sign1, parts))
}
