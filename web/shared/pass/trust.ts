// Whom a gate believes: the trust list, signed by the root (the city), names each district's keys and status lists.
//
//   COSE_Sign1, typ application/fugong-trust+cwt, header kccs (RFC 9528) = the root's own key, payload
//   { 1: root's name, 4: exp, 6: iat,
//     -65538: [ { 1: district, 2: name, 3: COSE_KeySet, 4: { list number: URI } } … ] }
//
// Each key of a key set carries -65540 and -65541: from and until when (seconds) it may sign.
import { same_bytes, type Bytes } from './bytes'
import { decode, find, CborMap, type Value } from './cbor'
import { algorithm, check_signature, header_kccs, is_of_type, key_id, parse, type Sign1 } from './cose'
import { key_from_cbor, same_key, Verifier, type PublicKey } from './keys'

const trust_list_bytes_max = 4 * 1024 * 1024

export interface TrustedKey {
  verifier: Verifier
  from_s: number // passes issued in [from, until) may bear its signature
  until_s: number
}
export interface TrustedIssuer {
  district: string
  name: string
  keys: TrustedKey[]
  status_lists: Map<number, string> // number → URI
}

// unknown_key: the issuer is known, but none of its keys has the message's key id; unsupported: this browser cannot check it.
export type SignatureAnswer = 'good' | 'unknown_issuer' | 'unknown_key' | 'bad_signature' | 'unsupported'
export type TrustFault = 'trust.malformed' | 'trust.signature' | 'trust.other_root' | 'trust.unsupported'

export class Trust {
  constructor(
    readonly root: PublicKey,
    readonly root_name: string,
    readonly issued_s: number,
    readonly expires_s: number,
    readonly issuers: TrustedIssuer[],
  ) {}

  // Tries every key of the issuer that shares the message's key id, has its algorithm and was in force at `issued_s`.
  async verify(message: Sign1, issuer: string, issued_s: number): Promise<SignatureAnswer> {
    const own = this.issuers.filter((one) => one.district === issuer).flatMap((one) => one.keys)
    if (own.length === 0) return 'unknown_issuer'
    const [wanted, id] = [algorithm(message), key_id(message)]
    if (!wanted || !id) return 'bad_signature'
    let answer: SignatureAnswer = 'unknown_key'
    for (const { verifier, from_s, until_s } of own) {
      if (!same_bytes(verifier.key.id, id)) continue
      const in_force = verifier.key.algorithm === wanted && issued_s >= from_s && issued_s < until_s
      const good = in_force && (await check_signature(message, verifier))
      if (good) return 'good'
      answer = good === undefined ? 'unsupported' : 'bad_signature'
    }
    return answer
  }

  status_uri(issuer: string, list: number): string | undefined {
    for (const one of this.issuers) {
      const uri = one.district === issuer ? one.status_lists.get(list) : undefined
      if (uri !== undefined) return uri
    }
    return undefined
  }

  name_of(district: string): string {
    return this.issuers.find((one) => one.district === district)?.name ?? district
  }
}

const is_time = (v: Value | undefined): v is number => typeof v === 'number' && v >= 0

async function read_issuer(v: Value): Promise<TrustedIssuer | undefined> {
  const [district, name, keys, lists] = [1, 2, 3, 4].map((label) => find(v, label))
  if (typeof district !== 'string' || typeof name !== 'string' || !Array.isArray(keys) || !(lists instanceof CborMap)) return undefined
  const out: TrustedIssuer = { district, name, keys: [], status_lists: new Map() }
  for (const entry of keys) {
    const key = await key_from_cbor(entry)
    const [from_s, until_s] = [find(entry, -65540), find(entry, -65541)]
    if (!key || !is_time(from_s) || !is_time(until_s)) return undefined
    out.keys.push({ verifier: new Verifier(key), from_s, until_s })
  }
  for (const [number, uri] of lists.entries) {
    if (typeof number !== 'number' || typeof uri !== 'string') return undefined
    out.status_lists.set(number, uri)
  }
  return out
}

// Without `root` the list is believed because of where it came from, and its signature only guards against damage.
export async function open_trust(bytes: Bytes, root?: PublicKey): Promise<Trust | TrustFault> {
  if (bytes.length > trust_list_bytes_max) return 'trust.malformed'
  const message = parse(bytes)
  if (!message || !is_of_type(message, 'trust_list')) return 'trust.malformed'
  const shown = find(find(message.header.get(header_kccs), 8), 1)
  const key = shown === undefined ? undefined : await key_from_cbor(shown)
  if (!key || algorithm(message) !== key.algorithm) return 'trust.malformed'
  if (root && !same_key(root, key)) return 'trust.other_root'
  const good = await check_signature(message, new Verifier(key))
  if (good === undefined) return 'trust.unsupported'
  if (!good) return 'trust.signature'
  const whole = decode(message.payload)
  const [name, expires_s, issued_s, issuers] = [1, 4, 6, -65538].map((label) => find(whole, label))
  if (typeof name !== 'string' || !is_time(issued_s) || !is_time(expires_s) || !Array.isArray(issuers)) return 'trust.malformed'
  const read: TrustedIssuer[] = []
  for (const v of issuers) {
    const issuer = await read_issuer(v)
    if (!issuer) return 'trust.malformed'
    read.push(issuer)
  }
  return new Trust(key, name, issued_s, expires_s, read)
}
