// One thin layer over fetch: cookie session, CSRF header, reader's language, problem details (RFC 9457).

const csrf_cookie = 'fugong_csrf'
const base = '/api/v1'

export interface FieldProblem {
  code: string
  detail?: string
  field?: string
}

// A refusal by the server, or a network that does not answer (code "network").
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly field = '',
    readonly errors: FieldProblem[] = [],
  ) {
    super(detail)
    this.name = 'Problem'
  }
}

// Nobody answered: no network, or a server that is being started again. Not a refusal.
export const is_unreachable = (error: unknown): boolean => error instanceof Problem && (error.status === 0 || error.status >= 502)

export interface RequestOptions {
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  bytes?: Blob // instead of `body`: a file, or a piece of one
  headers?: Record<string, string>
  signal?: AbortSignal
}

let language = 'zh-CN'
let on_logged_out: () => void = () => {}

export function set_request_language(tag: string): void {
  language = tag
}

// Called when a request finds that the session has ended; the screen keeps what was typed and asks to log in again.
export function when_logged_out(handler: () => void): void {
  on_logged_out = handler
}

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}

function with_query(path: string, query: RequestOptions['query']): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') params.set(key, String(value))
  }
  const text = params.toString()
  return text ? `${base}${path}?${text}` : `${base}${path}`
}

async function problem_of(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as { code?: string; detail?: string; field?: string; errors?: FieldProblem[] }
    return new Problem(response.status, body.code ?? 'unknown', body.detail ?? '', body.field ?? '', body.errors ?? [])
  } catch {
    return new Problem(response.status, 'unknown', '')
  }
}

async function send(method: string, path: string, options: RequestOptions, accept: string): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept, 'Accept-Language': language, ...options.headers }
  if (method !== 'GET') headers['X-CSRF-Token'] = cookie(csrf_cookie)
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (options.bytes) headers['Content-Type'] = 'application/octet-stream'
  let response: Response
  try {
    response = await fetch(with_query(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      body: options.bytes ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
      signal: options.signal,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, 'network', '')
  }
  if (response.ok) return response
  const problem = await problem_of(response)
  if (response.status === 401 && path !== '/session') on_logged_out()
  throw problem
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, path, options, 'application/json')
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

export async function request_text(path: string, options: RequestOptions = {}): Promise<string> {
  return (await send('GET', path, options, 'text/plain, */*')).text()
}

// A file to keep: under the name that the server gives it.
export const download = (path: string, options: RequestOptions = {}) => take_file('GET', path, options)
export async function take_file(method: string, path: string, options: RequestOptions = {}): Promise<void> {
  const response = await send(method, path, options, '*/*')
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = name ? decodeURIComponent(name) : 'download'
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
