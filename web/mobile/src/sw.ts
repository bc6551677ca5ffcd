// Keeps the app on the phone: its files come from this version's cache, what the server says never does.
declare const __FUGONG_FILES__: string[]
declare const __FUGONG_VERSION__: string

const worker = self as unknown as ServiceWorkerGlobalScope
const cache_name = `fugong-m-${__FUGONG_VERSION__}`
const page = '/m/'

worker.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(cache_name)
    await cache.addAll(__FUGONG_FILES__.map((url) => new Request(url, { cache: 'no-cache' })))
    await worker.skipWaiting()
  })())
})

worker.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    // A page opened before may still ask for files of the version before this one.
    const versions = (await caches.keys()).filter((name) => name.startsWith('fugong-m-') && name !== cache_name)
    await Promise.all(versions.slice(0, -1).map((name) => caches.delete(name)))
    await worker.clients.claim()
  })())
})

async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url)
  const kept = await caches.match(request.mode === 'navigate' ? page : url.pathname)
  if (request.mode === 'navigate') {
    // A new version shows at the next start: the page asks the network first, but does not wait long for it.
    const fresh = fetch(request).then((response) => (response.ok ? response : Promise.reject(new Error('not ok'))))
    if (!kept) return fresh
    const patience = new Promise<Response>((resolve) => { setTimeout(() => resolve(kept), 2000) })
    return Promise.race([fresh, patience]).catch(() => kept)
  }
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok && url.pathname.startsWith('/m/assets/')) {
    const cache = await caches.open(cache_name)
    await cache.put(url.pathname, response.clone())
  }
  return response
}

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== worker.location.origin || !url.pathname.startsWith('/m')) return
  event.respondWith(answer(event.request))
})
