// Names for the codes that lists carry.
import { reactive } from 'vue'

import { Problem } from './http'
import { read_enterprise } from './officials'

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

const enterprises = reactive(new Map<string, string>())

// Lists that carry only ids: each name is asked for once, and what the list already says is kept.
export async function learn_enterprises(lines: { enterprise: string; enterprise_name?: string }[]): Promise<void> {
  for (const line of lines) if (line.enterprise_name) enterprises.set(line.enterprise, line.enterprise_name)
  const unknown = [...new Set(lines.map((line) => line.enterprise))].filter((id) => !enterprises.has(id))
  await Promise.all(unknown.map(async (id) => {
    try {
      enterprises.set(id, (await read_enterprise(id)).name)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      enterprises.set(id, id.slice(-6)) // not to be seen by this reader
    }
  }))
}
export function enterprise_name(id: string): string {
  return enterprises.get(id) ?? '…'
}
