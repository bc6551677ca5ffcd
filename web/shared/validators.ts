// The server's validators of Chinese identifiers (src/base/validators.cpp), word for word: tests/vectors/rules holds the
// cases that both are run against. Each gives the code of what is wrong, or nothing.

export interface Fault {
  code: string
  params?: Record<string, string>
}

const usc_alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const provinces = '京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新'
// Blanks and middle dots that come along when somebody pastes.
const skipped = new Set([' ', '\t', '\u3000', '\u00A0', '\u00B7', '\u2022', '\u30FB', '\uFEFF'])

// Upper case, half width, without blanks and middle dots.
export function normalise(text: string): string {
  let out = ''
  for (const character of text) {
    const code = character.codePointAt(0)!
    const half = code >= 0xFF01 && code <= 0xFF5E ? String.fromCodePoint(code - 0xFEE0) : character
    if (skipped.has(half)) continue
    out += half >= 'a' && half <= 'z' ? half.toUpperCase() : half
  }
  return out
}

// The server counts bytes here; a Chinese character has three.
const byte_length = (text: string): number => new TextEncoder().encode(text).length
const sum_of = (text: string, weights: number[], value: (c: string) => number): number =>
  weights.reduce((sum, weight, i) => sum + weight * value(text[i]!), 0)

export function check_usc(text: string): Fault | undefined {
  const code = normalise(text)
  if (byte_length(code) !== 18) return { code: 'usc.length' }
  for (const c of code) if (!usc_alphabet.includes(c)) return { code: 'usc.character', params: { character: c } }
  const weights: number[] = []
  for (let weight = 1; weights.length < 17; weight = (weight * 3) % 31) weights.push(weight)
  const check = (31 - (sum_of(code, weights, (c) => usc_alphabet.indexOf(c)) % 31)) % 31
  if (usc_alphabet[check] !== code[17]) return { code: 'usc.check_digit' }
  const organisation = 11 - (sum_of(code.slice(8), [3, 7, 9, 10, 5, 8, 4, 2], (c) => parseInt(c, 36)) % 11)
  const expected = organisation === 10 ? 'X' : organisation === 11 ? '0' : String(organisation)
  return expected === code[16] ? undefined : { code: 'usc.organisation_check_digit' }
}

export function is_date(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  if (!parts) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const at = new Date(Date.UTC(2000, month - 1, day))
  at.setUTCFullYear(year, month - 1, day)
  return month >= 1 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
}

export function check_resident_id(text: string): Fault | undefined {
  const id = normalise(text)
  if (byte_length(id) !== 18) return { code: 'resident_id.length' }
  if (!/^[1-9]\d{16}[\dX]$/.test(id)) return { code: 'resident_id.character' }
  const day = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`
  if (day < '1850' || !is_date(day)) return { code: 'resident_id.birth_date' }
  const sum = sum_of(id, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], Number)
  return '10X98765432'[sum % 11] === id[17] ? undefined : { code: 'resident_id.check_digit' }
}

export function check_plate(text: string): Fault | undefined {
  const plate = normalise(text)
  const [province, rest] = [plate.slice(0, 1), plate.slice(1)]
  const letter = '[A-HJ-NP-Z]', either = '[A-HJ-NP-Z0-9]'
  const ordinary = new RegExp(`^${letter}${either}{4}(${either}|挂|学|警|港|澳)$`)
  const small = new RegExp(`^${letter}[A-HJK]${either}\\d{4}$`), large = new RegExp(`^${letter}\\d{5}[A-HJK]$`)
  const known = province !== '' && provinces.includes(province)
  return known && (ordinary.test(rest) || small.test(rest) || large.test(rest)) ? undefined : { code: 'plate.format' }
}

export function check_mobile(text: string): Fault | undefined {
  return /^1[3-9]\d{9}$/.test(normalise(text)) ? undefined : { code: 'phone.format' }
}
