// Base45 (RFC 9285): bytes as the 45 characters of a QR code's alphanumeric mode.
import type { Bytes } from './bytes'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const values = new Map([...alphabet].map((character, i) => [character.charCodeAt(0), i]))

// Why a text is not Base45; the first three tell a guard to look at the scanner rather than at the driver.
export type Base45Fault = 'lower_case' | 'character' | 'length' | 'value'

export function base45_encode(bytes: Uint8Array): string {
  let out = ''
  let i = 0
  for (; i + 1 < bytes.length; i += 2) {
    const n = bytes[i]! * 256 + bytes[i + 1]!
    out += alphabet[n % 45]! + alphabet[Math.floor(n / 45) % 45]! + alphabet[Math.floor(n / 2025)]!
  }
  if (i < bytes.length) out += alphabet[bytes[i]! % 45]! + alphabet[Math.floor(bytes[i]! / 45)]!
  return out
}

export function base45_decode(text: string): Bytes | Base45Fault {
  const digits: number[] = []
  for (let i = 0; i < text.length; ++i) {
    const code = text.charCodeAt(i)
    const value = values.get(code)
    if (value === undefined) return code >= 0x61 && code <= 0x7a ? 'lower_case' : 'character'
    digits.push(value)
  }
  if (digits.length % 3 === 1) return 'length'
  const out = new Uint8Array(Math.floor(digits.length / 3) * 2 + (digits.length % 3 === 2 ? 1 : 0))
  let to = 0
  let i = 0
  for (; i + 2 < digits.length; i += 3) {
    const n = digits[i]! + digits[i + 1]! * 45 + digits[i + 2]! * 2025
    if (n > 0xffff) return 'value'
    out[to++] = n >> 8
    out[to++] = n & 255
  }
  if (i < digits.length) {
    const n = digits[i]! + digits[i + 1]! * 45
    if (n > 0xff) return 'value'
    out[to] = n
  }
  return out
}
