// Every page in every state of pages.mjs: axe finds nothing serious, nothing runs over the side, buttons are large enough
// for a thumb – and no route of the routers is forgotten: node tests/browser/every_page.mjs
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { give_session, log_in, open, settled } from './browser.mjs'
import { cramped, serious, the_browser } from './page.mjs'
import { by_person, pages, person_of, show } from './pages.mjs'

// '/cases/:id' of the router's text, as what an address has to be.
function routes_of(file, base) {
  const text = readFileSync(new URL(`../../web/${file}`, import.meta.url), 'utf8')
  return [...text.matchAll(/\{ path: '([^']+)'(, redirect)?/g)].filter(([, , redirect]) => !redirect)
    .map(([, path]) => ({ path: base + path, is: new RegExp(`^${base}${path.replace(/:\w+\(\.\*\)\*/, '.*').replace(/:\w+/g, '[^/]+')}/?$`), catches_all: path.includes('*') }))
}
// The bare address is never shown: it leads on to where a person's work begins.
const routes = [...routes_of('desk/src/router.ts', '').filter((one) => one.path !== '/'), ...routes_of('mobile/src/router.ts', '/m')]
const route_of = (url) => routes.find((one) => !one.catches_all && one.is.test(url.pathname)) ?? routes.find((one) => one.catches_all && one.is.test(url.pathname))
const seen = new Set()
const phone = { width: 360, height: 780 }

for (const [looks, options] of Object.entries({ 'light, 1440 px': {}, 'dark, 360 px': { ...phone, dark: true } })) {
  for (const [, theirs] of by_person(pages)) {
    test(`${theirs.map((one) => one.name).join(', ')}: without a serious fault (${looks})`, async () => {
      const page = await open(the_browser(), options)
      try {
        const person = await person_of(theirs[0])
        if (person) await log_in(page, person)
        for (const one of theirs) {
          const undo = await show(page, one)
          seen.add(route_of(new URL(page.url()))?.path)
          assert.deepEqual(await serious(page), [], one.name)
          const found = await cramped(page)
          assert.ok(found.over <= 0, `${one.name} runs ${found.over} px over the side`)
          if (options.width && !one.name.startsWith('m-')) assert.deepEqual(found.small, [], one.name)
          await undo()
        }
        assert.deepEqual(page.complaints.filter((one) => !/ERR_FAILED|dynamically imported/.test(one)), [], 'the page complained on its console')
      } finally {
        await page.context().close()
      }
    })
  }
}

// What somebody's first page weighs who has never been here: everything that comes before it stands still, compressed.
const heaviest = { desk: 350_000, phone: 150_000 }
// The leader's page has its chart in sight: 17 kB more than promised, and no more than that.
const over = { command: 370_000 }
async function weight_of(one) {
  const page = await open(the_browser(), one.name.startsWith('m-') ? phone : {})
  try {
    const person = await person_of(one)
    if (person) await give_session(page, person)
    const client = await page.context().newCDPSession(page)
    await client.send('Network.enable')
    const urls = new Map()
    let bytes = 0
    client.on('Network.responseReceived', ({ requestId, response }) => { urls.set(requestId, new URL(response.url).pathname) })
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { if (!urls.get(requestId)?.startsWith('/api/')) bytes += encodedDataLength })
    await page.goto(typeof one.where === 'string' ? one.where : await one.where())
    await settled(page)
    await page.waitForLoadState('load')
    await page.waitForTimeout(400)
    return bytes
  } finally {
    await page.context().close()
  }
}
test('a page of the desk weighs at most 350 kB when it is the first, one of the phone 150 kB, and the leader’s 370 kB', async () => {
  const too_heavy = []
  for (const one of pages.filter((page) => !page.act && !page.answers)) {
    const bytes = await weight_of(one)
    console.log(`# ${one.name}: ${Math.round(bytes / 1000)} kB`)
    assert.ok(bytes > 20_000, `only ${bytes} bytes of ${one.name} were seen`)
    if (bytes > (over[one.name] ?? heaviest[one.name.startsWith('m-') ? 'phone' : 'desk'])) too_heavy.push(`${one.name}: ${bytes}`)
  }
  assert.deepEqual(too_heavy, [])
})

test('no route is forgotten', () => {
  assert.ok(routes.length > 25)
  assert.deepEqual(routes.map((one) => one.path).filter((path) => !seen.has(path)), [])
})
