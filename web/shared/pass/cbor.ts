// The subset of CBOR (RFC 8949) that passes are made of, in its core deterministic form (section 4.2.1) and no other:
// integers of at most 63 bits, byte and text strings, arrays, maps, tags, true, false and null; shortest heads; definite
// lengths; map keys sorted by their encodings and unique; valid UTF-8; nothing after the end. Whatever else a stranger
// sends is refused, so that two different byte strings never mean the same.
import { join_bytes, type Bytes } from './bytes'

const depth_max = 8 // a trust list, the deepest we make, needs 7
const items_max = 65536 // of one message: a trust list of a province has some 3,000 keys

export type Value = null | boolean | number | string | Bytes | Value[] | CborMap | Tagged
export type Key = number | string

export class CborMap {
  constructor(readonly entries: [Value, Value][]) {}
  // The entry with an integer or text key; undefined when absent.
  get(key: Key): Value | undefined {
    return this.entries.find(([k]) => k === key)?.[1]
  }
}
export class Tagged {
  constructor(readonly tag: number, readonly value: Value) {}
}

export function find(value: Value | undefined, key: Key): Value | undefined {
  return value instanceof CborMap ? value.get(key) : undefined
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const to_utf8 = new TextEncoder()

class Refused extends Error {}

class Decoder {
  private at = 0
  private items = 0
  constructor(private readonly bytes: Bytes) {}

  whole(): Value {
    const out = this.item(0)
    if (this.at !== this.bytes.length) throw new Refused()
    return out
  }

  private head(): { major: number; n: number } {
    const first = this.bytes[this.at++]
    if (first === undefined) throw new Refused()
    const major = first >> 5
    const low = first & 31
    if (low < 24) return { major, n: low }
    if (low > 27 || major === 7) throw new Refused() // reserved, indefinite; a simple value in two bytes is none of ours
    const size = 1 << (low - 24)
    if (this.bytes.length - this.at < size) throw new Refused()
    let n = 0
    for (let i = 0; i < size; ++i) n = n * 256 + this.bytes[this.at++]!
    // Shortest form only. Above 2^53 a number is rounded here; every range that we ask for lies far below.
    if (n < (size === 1 ? 24 : 2 ** (size * 4))) throw new Refused()
    if (size === 8 && this.bytes[this.at - 8]! >= 0x80 && major !== 6) throw new Refused()
    return { major, n }
  }

  private take(count: number): Bytes {
    if (count > this.bytes.length - this.at) throw new Refused()
    this.at += count
    return this.bytes.slice(this.at - count, this.at)
  }

  private item(depth: number): Value {
    if (depth > depth_max || ++this.items > items_max) throw new Refused()
    const { major, n } = this.head()
    switch (major) {
      case 0: return n
      case 1: return -1 - n
      case 2: return this.take(n)
      case 3: return utf8.decode(this.take(n))
      case 4: return this.array(n, depth)
      case 5: return this.map(n, depth)
      case 6: return new Tagged(n, this.item(depth + 1))
      default:
        if (n === 22) return null
        if (n !== 20 && n !== 21) throw new Refused()
        return n === 21
    }
  }

  private array(count: number, depth: number): Value[] {
    if (count > this.bytes.length - this.at) throw new Refused() // each item takes a byte at least
    const out: Value[] = []
    for (let i = 0; i < count; ++i) out.push(this.item(depth + 1))
    return out
  }

  private map(count: number, depth: number): CborMap {
    if (count > (this.bytes.length - this.at) / 2) throw new Refused()
    const entries: [Value, Value][] = []
    let last: Bytes | undefined
    for (let i = 0; i < count; ++i) {
      const from = this.at
      const key = this.item(depth + 1)
      const encoded = this.bytes.subarray(from, this.at)
      if (last && !is_before(last, encoded)) throw new Refused() // unsorted or twice
      last = encoded
      entries.push([key, this.item(depth + 1)])
    }
    return new CborMap(entries)
  }
}

function is_before(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length && i < b.length; ++i) if (a[i] !== b[i]) return a[i]! < b[i]!
  return a.length < b.length
}

// undefined for anything that is not exactly one deterministic item of the subset.
export function decode(bytes: Bytes): Value | undefined {
  try {
    return new Decoder(bytes).whole()
  } catch (error) {
    if (error instanceof Refused || error instanceof TypeError) return undefined // TypeError: not UTF-8
    throw error
  }
}

function head(major: number, n: number): Bytes {
  if (n < 24) return Uint8Array.of((major << 5) | n)
  const [low, size] = n <= 0xff ? [24, 1] : n <= 0xffff ? [25, 2] : n <= 0xffffffff ? [26, 4] : [27, 8]
  const out = new Uint8Array(1 + size!)
  out[0] = (major << 5) | low!
  for (let i = size!, rest = n; i > 0; --i, rest = Math.floor(rest / 256)) out[i] = rest % 256
  return out
}

// Deterministic; maps may be given in any order but must have unique keys.
export function encode(value: Value): Bytes {
  if (value === null) return Uint8Array.of(0xf6)
  if (typeof value === 'boolean') return Uint8Array.of(value ? 0xf5 : 0xf4)
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') {
    const bytes = to_utf8.encode(value)
    return join_bytes([head(3, bytes.length), bytes])
  }
  if (value instanceof Uint8Array) return join_bytes([head(2, value.length), value])
  if (Array.isArray(value)) return join_bytes([head(4, value.length), ...value.map(encode)])
  if (value instanceof Tagged) return join_bytes([head(6, value.tag), encode(value.value)])
  const pairs = value.entries.map(([k, v]) => [encode(k), encode(v)] as const).sort((a, b) => (is_before(a[0], b[0]) ? -1 : 1))
  return join_bytes([head(5, pairs.length), ...pairs.flat()])
}

// In UTF-8 bytes, as limits of texts are counted.
export function text_bytes(text: string): number {
  return to_utf8.encode(text).length
}
