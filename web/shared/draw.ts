// The day's draw, done again by whoever reads it (src/supervision/draw.h): from the published seed and weights anybody
// draws the same. Pure.
export interface Weighted { enterprise: string; weight: number }

async function key_of(seed: string, one: Weighted): Promise<number> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${seed}/${one.enterprise}`))
  const number = new DataView(digest).getBigUint64(0)
  return -Math.log((Number(number) + 1) / (2 ** 64 + 1)) / one.weight
}

// Ids in the order drawn.
export async function draw_again(seed: string, candidates: Weighted[], count: number): Promise<string[]> {
  const keyed = await Promise.all(candidates.filter((one) => one.weight > 0).map(async (one) => ({ id: one.enterprise, key: await key_of(seed, one) })))
  keyed.sort((a, b) => a.key - b.key || (a.id < b.id ? -1 : 1))
  return keyed.slice(0, count).map((one) => one.id)
}
