// Scans wait here until the server has them. Each has its id from the moment it was made, so that sending one twice –
// because an answer was lost, or two tabs were open – stores it once.
import { request, Problem } from '@shared/http'
import type { Reason, Verdict } from '@shared/pass'

import { kept } from '../kept'

export interface ScanBody {
  id: string
  token: string
  at: string
  plate?: string
  zone?: string
  challenge?: string
  offline: boolean
  gate_verdict: Verdict
  gate_reason: Reason
  flag?: string
}
export interface QueuedScan {
  body: ScanBody
  refused?: string // the server's words; it is kept for the shift leader, and not sent again
}

const batch_max = 200 // of one upload; the server takes 500

// UUIDv7 (RFC 9562): ordered by time, unguessable otherwise.
export function new_scan_id(now_ms: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let i = 5, rest = now_ms; i >= 0; --i, rest = Math.floor(rest / 256)) bytes[i] = rest % 256
  bytes[6] = 0x70 | (bytes[6]! & 15)
  bytes[8] = 0x80 | (bytes[8]! & 63)
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export async function put(scan: QueuedScan): Promise<void> {
  await (await kept()).put('scans', scan, scan.body.id)
}
export async function waiting(): Promise<QueuedScan[]> {
  return (await (await kept()).getAll('scans')).filter((scan) => scan.refused === undefined)
}
export async function refused(): Promise<QueuedScan[]> {
  return (await (await kept()).getAll('scans')).filter((scan) => scan.refused !== undefined)
}

// The scan that the server named in its refusal, e.g. "scans[3].at".
function culprit(problem: Problem, batch: QueuedScan[]): QueuedScan | undefined {
  const at = /^scans\[(\d+)\]/.exec(problem.field || problem.errors[0]?.field || '')
  return at ? batch[Number(at[1])] : batch.length === 1 ? batch[0] : undefined
}

async function send(batch: QueuedScan[]): Promise<void> {
  try {
    await request('POST', '/scans', { body: { scans: batch.map((scan) => scan.body) } })
  } catch (error) {
    if (!(error instanceof Problem) || ![400, 409, 422].includes(error.status)) throw error
    // One bad scan must not hold up the others.
    const bad = culprit(error, batch)
    if (!bad) throw error
    await put({ ...bad, refused: error.message || error.code })
    const rest = batch.filter((scan) => scan !== bad)
    if (rest.length > 0) await send(rest)
    return
  }
  // What the guard has flagged while it was on its way stays, and is sent once more.
  const changes = (await kept()).transaction('scans', 'readwrite')
  for (const { body } of batch) {
    const now = await changes.store.get(body.id)
    if (now?.body.flag === body.flag) await changes.store.delete(body.id)
  }
  await changes.done
}

// Throws a Problem when the server cannot be reached or wants a log-in first; what was not sent stays.
export async function upload(): Promise<void> {
  const work = async () => {
    for (let batch = await next(); batch.length > 0; batch = await next()) await send(batch)
  }
  const next = async () => (await waiting()).slice(0, batch_max)
  await (navigator.locks ? navigator.locks.request('fugong.upload', work) : work())
}
