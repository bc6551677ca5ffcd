// The few questions that a gate asks in bytes; a network that does not answer in time counts as none.
import { Problem } from '@shared/http'
import type { Bytes } from '@shared/pass'

import type { Answer } from './trust-store'

const patience_ms = 20_000

// undefined: 404. Bytes are absent when there is nothing newer than `etag`.
export async function get(path: string, etag?: string): Promise<Answer | undefined> {
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, {
      headers: etag ? { 'If-None-Match': etag } : {}, cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(patience_ms),
    })
  } catch {
    throw new Problem(0, 'network', '')
  }
  if (response.status === 404) return undefined
  if (response.status === 304) return { etag: etag ?? '' }
  if (!response.ok) throw new Problem(response.status, 'unknown', '')
  try {
    return { bytes: new Uint8Array(await response.arrayBuffer()) as Bytes, etag: response.headers.get('ETag') ?? '' }
  } catch {
    throw new Problem(0, 'network', '') // it broke off half way
  }
}
