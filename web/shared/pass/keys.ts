// Public keys of the three algorithms that the trust list may name, checked by Web Crypto.
import { encode, CborMap, find, type Value } from './cbor'
import { join_bytes, same_bytes, type Bytes } from './bytes'

export type Algorithm = 'es256' | 'eddsa' | 'sm2'

export interface PublicKey {
  algorithm: Algorithm
  x: Bytes
  y?: Bytes // of elliptic curves with two coordinates
  id: Bytes // first 8 bytes of the thumbprint (RFC 9679)
}

// COSE_Key labels and values (RFC 9052 section 7, RFC 9053).
const key_kty = 1, key_kid = 2, key_alg = 3, key_crv = -1, key_x = -2, key_y = -3
const kty_okp = 1, kty_ec2 = 2, crv_p256 = 1, crv_ed25519 = 6
const crv_sm2 = -65561 // for private use, as its algorithm's number is: SM2 has none yet
const key_id_bytes = 8
const coordinate_bytes = 32

const algorithms = new Map<number, Algorithm>([[-7, 'es256'], [-8, 'eddsa'], [-65560, 'sm2']])

export function algorithm_of(number: Value | undefined): Algorithm | undefined {
  return typeof number === 'number' ? algorithms.get(number) : undefined
}

// ---- curves: y² = x³ - 3x + b over a prime field, p = 3 mod 4 ----
interface Curve {
  crv: number
  p: bigint
  b: bigint
}
const p256: Curve = { // SEC 2
  crv: crv_p256,
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
}
const sm2: Curve = { // GB/T 32918.5
  crv: crv_sm2,
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
}

function to_number(bytes: Bytes): bigint {
  let out = 0n
  for (const byte of bytes) out = (out << 8n) | BigInt(byte)
  return out
}
function to_bytes(number: bigint): Bytes {
  const out = new Uint8Array(coordinate_bytes)
  for (let i = coordinate_bytes - 1, rest = number; i >= 0; --i, rest >>= 8n) out[i] = Number(rest & 255n)
  return out
}
function right_side({ p, b }: Curve, x: bigint): bigint {
  return (((x * x - 3n) * x + b) % p + p) % p
}
function is_on_curve(curve: Curve, x: Bytes, y: Bytes): boolean {
  const [a, b] = [to_number(x), to_number(y)]
  return a < curve.p && b < curve.p && (b * b) % curve.p === right_side(curve, a)
}
// The y of that x which is odd or even; undefined when no point has this x.
export function decompress_p256(x: Bytes, odd: boolean): Bytes | undefined {
  const { p } = p256
  const a = to_number(x)
  if (a >= p) return undefined
  const square = right_side(p256, a)
  let root = 1n // square^((p + 1) / 4): a square root, for such a p
  for (let base = square, rest = (p + 1n) / 4n; rest > 0n; rest >>= 1n, base = (base * base) % p) {
    if (rest & 1n) root = (root * base) % p
  }
  if ((root * root) % p !== square) return undefined
  return to_bytes((root & 1n) === (odd ? 1n : 0n) ? root : p - root)
}

async function thumbprint_id(entries: [Value, Value][]): Promise<Bytes> {
  const digest = await crypto.subtle.digest('SHA-256', encode(new CborMap(entries)))
  return new Uint8Array(digest).slice(0, key_id_bytes)
}

async function curve_key(algorithm: Algorithm, curve: Curve, x: Bytes, y: Bytes): Promise<PublicKey | undefined> {
  if (x.length !== coordinate_bytes || y.length !== coordinate_bytes || !is_on_curve(curve, x, y)) return undefined
  return { algorithm, x, y, id: await thumbprint_id([[key_kty, kty_ec2], [key_crv, curve.crv], [key_x, x], [key_y, y]]) }
}
export const p256_key = (x: Bytes, y: Bytes) => curve_key('es256', p256, x, y)

async function ed25519_key(x: Bytes): Promise<PublicKey | undefined> {
  if (x.length !== coordinate_bytes) return undefined
  return { algorithm: 'eddsa', x, id: await thumbprint_id([[key_kty, kty_okp], [key_crv, crv_ed25519], [key_x, x]]) }
}

async function coordinates_key(value: Value): Promise<PublicKey | undefined> {
  const [kty, crv, x, y] = [key_kty, key_crv, key_x, key_y].map((label) => find(value, label))
  if (!(x instanceof Uint8Array)) return undefined
  if (kty === kty_okp && crv === crv_ed25519) return ed25519_key(x)
  if (kty === kty_ec2 && crv === crv_sm2 && y instanceof Uint8Array) return curve_key('sm2', sm2, x, y)
  if (kty !== kty_ec2 || crv !== crv_p256) return undefined
  if (y instanceof Uint8Array) return p256_key(x, y)
  if (typeof y !== 'boolean' || x.length !== coordinate_bytes) return undefined
  const whole = decompress_p256(x, y)
  return whole ? p256_key(x, whole) : undefined
}

// COSE_Key with its algorithm; undefined for keys of other kinds, and for those whose alg or kid is not theirs.
export async function key_from_cbor(value: Value): Promise<PublicKey | undefined> {
  const key = await coordinates_key(value)
  if (!key || algorithm_of(find(value, key_alg)) !== key.algorithm) return undefined
  const kid = find(value, key_kid)
  if (kid !== undefined && !(kid instanceof Uint8Array && same_bytes(kid, key.id))) return undefined
  return key
}

// The key of the holder's phone as a pass names it: x and the sign of y. undefined when it is no point.
export async function holder_key(x: Bytes, y_is_odd: boolean): Promise<PublicKey | undefined> {
  const y = decompress_p256(x, y_is_odd)
  return y && p256_key(x, y)
}

export const same_key = (a: PublicKey, b: PublicKey) => a.algorithm === b.algorithm && same_bytes(a.id, b.id)

// ---- checking signatures ----
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' }

export class Verifier {
  private imported: Promise<CryptoKey> | undefined
  constructor(readonly key: PublicKey) {}

  // undefined: this browser cannot check the algorithm. False for anything but a valid signature.
  async verify(message: Bytes, signature: Bytes): Promise<boolean | undefined> {
    if (this.key.algorithm === 'sm2') return undefined
    try {
      this.imported ??= this.import_key()
      const way = this.key.algorithm === 'es256' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'Ed25519' }
      return await crypto.subtle.verify(way, await this.imported, signature, message)
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotSupportedError') return undefined
      throw error
    }
  }

  private import_key(): Promise<CryptoKey> {
    const { algorithm, x, y } = this.key
    if (algorithm === 'eddsa') return crypto.subtle.importKey('raw', x, { name: 'Ed25519' }, false, ['verify'])
    return crypto.subtle.importKey('raw', join_bytes([Uint8Array.of(4), x, y!]), ecdsa, false, ['verify'])
  }
}
