// Which passes have been called back: a Token Status List (draft-ietf-oauth-status-list) in its CWT form, and the signed
// difference between two of them.
//
//   status list  { 1: iss district, 2: sub URI of the list, 6: iat, 65533: {"bits": 2, "lst": zlib(entries)}, 65534: ttl }
//   difference   { 1: iss, 2: sub URI, 6: iat, -65550: iat of the list it changes, -65551: [[index, status] …] }
//
// Entry i takes 2 bits, the lowest of its byte first: 0 valid, 1 revoked, 2 suspended.
import type { Bytes } from './bytes'
import { decode, find, CborMap, type Value } from './cbor'
import { is_of_type, parse, type MessageType } from './cose'
import type { Trust } from './trust'

const signed_bytes_max = 16 * 1024 * 1024
const raw_bytes_max = 16 * 1024 * 1024
const bits_per_entry = 2
const delta_bytes_max = 256 * 1024
const delta_entries_max = 10_000

const is_time = (v: Value | undefined): v is number => typeof v === 'number' && v >= 0

export type PassStatus = 'valid' | 'revoked' | 'suspended'
export type StatusFault =
  | 'status.malformed' | 'status.unknown_issuer' | 'status.signature' | 'status.unsupported' | 'status.other_list' | 'status.gap'
  | 'status.rolled_back'

export interface StatusList {
  issuer: string
  uri: string
  issued_s: number
  ttl_s: number
  raw: Bytes
}
export interface StatusDelta {
  issuer: string
  uri: string
  issued_s: number
  since_s: number
  changes: [number, number][]
}

// Entries beyond the end are valid; the reserved value 3 reads as suspended, because it is not a yes.
export function status_at(list: StatusList, index: number): PassStatus {
  const byte = list.raw[Math.floor(index / 4)] ?? 0
  const value = (byte >> ((index % 4) * bits_per_entry)) & 3
  return value === 0 ? 'valid' : value === 1 ? 'revoked' : 'suspended'
}

// undefined for anything that is not one whole zlib stream of at most `limit` bytes.
async function inflate(packed: Bytes, limit: number): Promise<Bytes | undefined> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > limit) {
        void reader.cancel().catch(() => undefined)
        return undefined
      }
      parts.push(value)
    }
  } catch {
    return undefined
  }
  const out = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

// The payload of a message of the wanted type whose signature its issuer's keys bear out.
async function open(bytes: Bytes, type: MessageType, trust: Trust): Promise<Value | StatusFault> {
  if (bytes.length > signed_bytes_max) return 'status.malformed'
  const message = parse(bytes)
  if (!message || !is_of_type(message, type)) return 'status.malformed'
  // Who signed stands inside; nothing is unpacked before the signature is known to be good.
  const claims = decode(message.payload)
  const [issuer, issued_s] = [find(claims, 1), find(claims, 6)]
  if (claims === undefined || typeof issuer !== 'string' || typeof issued_s !== 'number') return 'status.malformed'
  switch (await trust.verify(message, issuer, issued_s)) {
    case 'unknown_issuer': return 'status.unknown_issuer'
    case 'unknown_key': case 'bad_signature': return 'status.signature'
    case 'unsupported': return 'status.unsupported'
    case 'good': return claims
  }
}

export async function open_status_list(bytes: Bytes, trust: Trust): Promise<StatusList | StatusFault> {
  const claims = await open(bytes, 'status_list', trust)
  if (typeof claims === 'string') return claims as StatusFault
  const [uri, ttl, list] = [2, 65534, 65533].map((label) => find(claims, label))
  const [bits, packed] = [find(list, 'bits'), find(list, 'lst')]
  if (typeof uri !== 'string' || bits !== bits_per_entry || !(packed instanceof Uint8Array)) return 'status.malformed'
  const raw = await inflate(packed, raw_bytes_max)
  if (!raw) return 'status.malformed'
  return {
    issuer: find(claims, 1) as string, uri, issued_s: find(claims, 6) as number, ttl_s: typeof ttl === 'number' ? ttl : 0, raw,
  }
}

function read_change(v: Value, after: number): [number, number] | undefined {
  if (!Array.isArray(v) || v.length !== 2) return undefined
  const [index, status] = v
  if (typeof index !== 'number' || index <= after || index >= raw_bytes_max * 4) return undefined
  return typeof status === 'number' && status >= 0 && status <= 2 ? [index, status] : undefined
}

export async function open_status_delta(bytes: Bytes, trust: Trust): Promise<StatusDelta | StatusFault> {
  if (bytes.length > delta_bytes_max) return 'status.malformed'
  const claims = await open(bytes, 'status_delta', trust)
  if (typeof claims === 'string') return claims as StatusFault
  const [issuer, uri, issued_s, since_s, entries] = [1, 2, 6, -65550, -65551].map((label) => find(claims, label))
  if (typeof issuer !== 'string' || typeof uri !== 'string' || !is_time(issued_s) || !is_time(since_s) || since_s > issued_s) return 'status.malformed'
  if (!Array.isArray(entries) || entries.length > delta_entries_max || (claims as CborMap).entries.length !== 5) return 'status.malformed'
  const changes: [number, number][] = []
  for (const entry of entries) {
    const change = read_change(entry, changes.at(-1)?.[0] ?? -1)
    if (!change) return 'status.malformed'
    changes.push(change)
  }
  return { issuer, uri, issued_s, since_s, changes }
}

// Whether `fresh` may take the place of `kept`: never an older issue, or a pass called back since would be good again.
export function check_newer(kept: StatusList | undefined, fresh: StatusList): StatusFault | undefined {
  if (!kept) return undefined
  if (kept.issuer !== fresh.issuer || kept.uri !== fresh.uri) return 'status.other_list'
  return fresh.issued_s < kept.issued_s ? 'status.rolled_back' : undefined
}

// The list brought up to the difference's time; it may be laid on every issue from the earlier one on.
export function apply_delta(list: StatusList, delta: StatusDelta): StatusList | StatusFault {
  if (delta.issuer !== list.issuer || delta.uri !== list.uri) return 'status.other_list'
  if (list.issued_s < delta.since_s) return 'status.gap'
  if (list.issued_s > delta.issued_s) return 'status.rolled_back'
  const entries = Math.max(list.raw.length * 4, (delta.changes.at(-1)?.[0] ?? -1) + 1)
  const raw = new Uint8Array(Math.ceil(entries / 4))
  raw.set(list.raw)
  for (const [index, status] of delta.changes) {
    const byte = Math.floor(index / 4)
    const shift = (index % 4) * bits_per_entry
    raw[byte] = (raw[byte]! & ~(3 << shift)) | (status << shift)
  }
  return { ...list, issued_s: delta.issued_s, raw }
}
