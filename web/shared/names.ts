// Names for the codes that lists carry.
import { reactive } from 'vue'

const subdistricts = reactive(new Map<string, string>())

export function learn_subdistricts(lines: { code: string; name: string }[]): void {
  for (const line of lines) subdistricts.set(line.code, line.name)
}
export function subdistrict_name(code: string): string {
  return subdistricts.get(code) ?? code
}
export function known_subdistricts(): { code: string; name: string }[] {
  return [...subdistricts].map(([code, name]) => ({ code, name }))
}
