// A file sent in pieces: what a lost network interrupts goes on with the pieces that are missing, by itself for a while and
// then when somebody asks for it.
import * as api from './api'
import { is_unreachable, Problem } from './http'
import type { Attachment } from './types'

const tries_max = 6 // about a minute of waiting in all
const wait_ms_first = 1000

const pause = (ms: number, signal: AbortSignal) => new Promise<void>((resolve, reject) => {
  const stop = () => {
    window.clearTimeout(timer)
    reject(new DOMException('stopped', 'AbortError'))
  }
  const timer = window.setTimeout(() => {
    signal.removeEventListener('abort', stop)
    resolve()
  }, ms)
  signal.addEventListener('abort', stop, { once: true })
})

// Passing trouble: no network, a busy server, too many at once.
const may_pass = (error: unknown) => is_unreachable(error) || (error instanceof Problem && error.status === 429)

async function patiently<T>(act: () => Promise<T>, signal: AbortSignal, waiting: (is: boolean) => void): Promise<T> {
  for (let tries = 0; ; ++tries) {
    try {
      const answer = await act()
      waiting(false)
      return answer
    } catch (error) {
      if (!may_pass(error) || tries + 1 >= tries_max) throw error
      waiting(true)
      await pause(wait_ms_first * 2 ** tries, signal)
    }
  }
}

export interface UploadReport {
  started: (line: Attachment) => void
  progress: (share: number) => void
  waiting: (is: boolean) => void // for the network to come back
}

// `begun`: of an earlier try, to go on with. Gives the finished attachment.
export async function upload(where: string, file: File, begun: Attachment | undefined, report: UploadReport, signal: AbortSignal): Promise<Attachment> {
  const line = begun
    ? await patiently(async () => (await api.list_attachments(where)).find((one) => one.id === begun.id) ?? begun, signal, report.waiting)
    : await patiently(() => api.begin_attachment(where, { name: file.name, bytes: file.size }), signal, report.waiting)
  report.started(line)
  if (line.state === 'complete') return line
  const pieces = Math.ceil(line.bytes / line.piece_bytes)
  let sent = pieces - line.missing.length
  for (const number of line.missing) {
    report.progress(sent / pieces)
    const piece = file.slice(number * line.piece_bytes, (number + 1) * line.piece_bytes)
    await patiently(() => api.put_piece(where, line.id, number, piece, signal), signal, report.waiting)
    ++sent
  }
  report.progress(1)
  return patiently(() => api.complete_attachment(where, line.id), signal, report.waiting)
}
