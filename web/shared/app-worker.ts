// One version of an app, kept whole on the device: both apps' service workers are this, each with what is its own.
//  - An address of the app is asked of the network first, so that a new release shows at the next navigation; where the
//    network does not answer, the page of the kept version stands in, and all its files are of that version.
//  - Files carry a hash in their name, so that no answer from here can be of another version than the page that asks.
//  - A version is taken in whole or not at all: its page has to be the one that it was built with.
//  - What the server says (/api) never passes through here.
export interface KeptApp {
  name: string // of its caches
  version: string
  page: string // what every address of the app is answered with
  page_sha256: string
  files: string[] // the page and whatever it may ask for without a network
  is_page: (path: string) => boolean
  is_kept_later: (path: string) => boolean // too large for everybody: kept once somebody has asked for it
}
const patience_ms = 2000 // with a network that does not answer, before the kept page shows

const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export function keep_app(app: KeptApp): void {
  const worker = self as unknown as ServiceWorkerGlobalScope
  const cache_name = `${app.name}-${app.version}`
  const older = async () => (await caches.keys()).filter((name) => name.startsWith(`${app.name}-`) && name !== cache_name)

  async function take_in(): Promise<void> {
    const cache = await caches.open(cache_name)
    try {
      await cache.addAll(app.files.map((url) => new Request(url, { cache: url.includes('/assets/') ? 'default' : 'no-cache' })))
      const page = await cache.match(app.page)
      if (!page || hex(await crypto.subtle.digest('SHA-256', await page.arrayBuffer())) !== app.page_sha256)
        throw new Error(`the page is not of version ${app.version}`)
    } catch (error) {
      await caches.delete(cache_name)
      throw error // the browser keeps the worker that it has and tries again later
    }
    await worker.skipWaiting()
  }
  async function take_over(): Promise<void> {
    // A page opened before may still ask for files of the version before this one.
    await Promise.all((await older()).slice(0, -1).map((name) => caches.delete(name)))
    await worker.clients.claim()
  }
  async function kept(path: string): Promise<Response | undefined> {
    for (const name of [cache_name, ...(await older()).reverse()]) {
      const found = await (await caches.open(name)).match(path)
      if (found) return found
    }
    return undefined
  }

  async function answer_page(request: Request): Promise<Response> {
    const page = await kept(app.page)
    const fresh = fetch(request).then((response) => (response.ok || !page ? response : Promise.reject(new Error('not ok'))))
    if (!page) return fresh
    const patience = new Promise<Response>((resolve) => { setTimeout(() => resolve(page), patience_ms) })
    return Promise.race([fresh, patience]).catch(() => page)
  }
  async function answer_file(request: Request, path: string): Promise<Response> {
    const found = await kept(path)
    if (found) return found
    const response = await fetch(request)
    if (response.ok && app.is_kept_later(path)) await (await caches.open(cache_name)).put(path, response.clone())
    return response
  }

  worker.addEventListener('install', (event) => { event.waitUntil(take_in()) })
  worker.addEventListener('activate', (event) => { event.waitUntil(take_over()) })
  worker.addEventListener('fetch', (event) => {
    const { request } = event
    const url = new URL(request.url)
    if (request.method !== 'GET' || url.origin !== worker.location.origin) return
    if (request.mode === 'navigate') {
      if (app.is_page(url.pathname)) event.respondWith(answer_page(request))
    } else if (app.files.includes(url.pathname) || app.is_kept_later(url.pathname) || url.pathname.includes('/assets/')) {
      event.respondWith(answer_file(request, url.pathname))
    }
  })
}
