// The desk where there is no network, and over an update: what was begun goes on after a reload, what is kept is little and
// of one release: node tests/browser/offline.mjs
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer, request } from 'node:http'
import { test } from 'node:test'

import { base_url, log_in, open, settled } from './browser.mjs'
import { case_to_inspect, new_clerk } from './client.mjs'
import { as, go, sign, the_browser } from './page.mjs'

const phone = { width: 360, height: 780 }
const kept_bytes_max = 1_500_000 // on the device, not compressed

// The worker has everything and answers for this page.
async function kept(page) {
  await page.waitForFunction(() => navigator.serviceWorker.controller && navigator.serviceWorker.getRegistration().then((one) => one?.active?.state === 'activated' && !one.installing && !one.waiting))
}
// The browser notes a network that is gone.
const forgive = (page) => { page.complaints = page.complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load|preload|network/i.test(one)) }

test('an inspection that was begun goes on after a reload without a network, and is sent when it is back', async () => {
  const { person, client, task, name } = await case_to_inspect()
  await as(person, async (page) => {
    await kept(page)
    await go(page, `/inspections/${task.id}?case=${task.case_id}`)
    await page.locator('fieldset.item').first().waitFor()
    await page.getByLabel('合格', { exact: true }).first().check()
    await page.fill('[data-test=inspection-reason]', '东门出入口已加装门禁')
    await page.context().setOffline(true)
    await page.reload()
    await page.getByRole('heading', { name }).waitFor()
    await page.getByText('离线中').waitFor()
    assert.ok(await page.getByLabel('合格', { exact: true }).first().isChecked())
    assert.equal(await page.inputValue('[data-test=inspection-reason]'), '东门出入口已加装门禁')
    for (const passed of await page.getByLabel('合格', { exact: true }).all()) await passed.check()
    await sign(page)
    await page.click('[data-test=passed]')
    await page.locator('[data-test=inspected]').getByText('联网后自动上传').waitFor()
    // Neither a reload nor another page loses it, and it is sent from wherever the desk is open.
    await page.goto('/tasks')
    await page.getByText('网络没有响应').waitFor()
    assert.equal((await client.get(`/cases/${task.case_id}`)).tasks.find((one) => one.id === task.id).state, 'open')
    const sent = page.waitForResponse((response) => response.url().endsWith(`/tasks/${task.id}/decision`))
    await page.context().setOffline(false)
    assert.equal((await sent).status(), 200)
    forgive(page)
  }, phone)
  assert.equal((await client.get(`/cases/${task.case_id}`)).tasks.find((one) => one.id === task.id).decision, 'approve')
})

test('an inspection that was only seen in the inbox can be opened without a network', async () => {
  const { person, task, name } = await case_to_inspect()
  await as(person, async (page) => {
    await kept(page)
    await go(page, '/tasks')
    await page.locator(`.list a.inspect[href*="${task.id}"]`).waitFor()
    await page.waitForFunction((id) => new Promise((resolve) => {
      const asked = indexedDB.open('fugong.inspections')
      asked.onsuccess = () => {
        const all = asked.result.transaction('drafts').objectStore('drafts').getAllKeys()
        all.onsuccess = () => { resolve(all.result.some((key) => key.endsWith(id))); asked.result.close() }
      }
    }), task.id)
    await page.context().setOffline(true)
    await page.goto('/')
    await page.locator('[data-test=ready-inspections] a').filter({ hasText: name }).click()
    await page.locator('fieldset.item').first().waitFor()
    await page.context().setOffline(false)
    forgive(page)
  }, phone)
})

test('an application half typed is on the form after a reload without a network, and saves itself when it is back', async () => {
  const { person, client } = await new_clerk()
  await as(person, async (page) => {
    await kept(page)
    await go(page, '/my/apply')
    await page.locator('[id="i-application_form.contact_phone"]').waitFor()
    await page.context().setOffline(true)
    await page.fill('[id="i-application_form.contact_phone"]', '13733334444')
    await page.reload()
    await page.locator('[id="i-application_form.contact_phone"]').waitFor()
    assert.equal(await page.inputValue('[id="i-application_form.contact_phone"]'), '13733334444')
    await page.fill('[id="i-application_form.stocks_days"]', '21')
    await page.click('[data-test=next]') // nobody is held up
    await page.waitForURL(/step=/)
    await page.getByText('尚未保存到服务器').waitFor()
    await page.context().setOffline(false)
    await page.getByText(/^已保存/).waitFor()
    forgive(page)
  })
  const { items } = await client.get('/cases?scope=all&limit=1')
  const { application } = await client.get(`/cases/${items[0].id}`)
  assert.deepEqual([application.application_form.contact_phone, application.application_form.stocks_days], ['13733334444', 21])
})

test('a page that is not kept says so without a network, and opens when it is back', async () => {
  const { person } = await new_clerk()
  await as(person, async (page) => {
    await kept(page)
    await page.context().setOffline(true)
    await page.goto('/passes')
    await page.locator('[data-test=out-of-reach]').waitFor()
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: '通行证', exact: true }).waitFor()
    forgive(page)
  })
})

test('what is kept is little, nothing of it is the server’s word, and it goes with the person', async () => {
  const { person } = await new_clerk()
  await as(person, async (page) => {
    await kept(page)
    const files = await page.evaluate(async () => {
      const out = []
      for (const name of await caches.keys()) {
        const cache = await caches.open(name)
        for (const one of await cache.keys()) out.push([new URL(one.url).pathname, (await (await cache.match(one)).blob()).size])
      }
      return out
    })
    const bytes = files.reduce((sum, [, size]) => sum + size, 0)
    console.log(`# kept: ${files.length} files, ${Math.round(bytes / 1000)} kB`)
    assert.ok(files.length > 5 && bytes <= kept_bytes_max, `${bytes} bytes`)
    assert.deepEqual(files.filter(([path]) => /\/api\/|^\/m\/|TrendChart|DistrictMap/.test(path)), [])
    await go(page, '/my/apply')
    await page.context().setOffline(true)
    await page.click('[data-test=log-out]')
    await page.locator('[data-test=out-of-reach]').waitFor()
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('fugong.kept.'))), [])
    await page.goto('/my')
    await page.locator('[data-test=out-of-reach]').waitFor() // nobody is at this desk any more
    assert.equal(await page.locator('nav').count(), 0)
    await page.context().setOffline(false) // and the session that could not be ended then is ended now
    await page.waitForURL(/\/login/)
    await page.goto('/my')
    await page.waitForURL(/\/login/)
    forgive(page)
  })
})

test('nobody whose work needs a network is given a worker', () => as('district_leader', async (page) => {
  await go(page, '/bulletin')
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0)
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('session'))), [])
}))

// The program as it is, and as its next releases would be: the same files under other names behind another page. "torn": its
// worker was built with a page that is not the one served.
async function releases() {
  const at = { release: 'a' }
  const get = async (path) => (await fetch(base_url + path)).text()
  const renamed = (text, release) => text.replaceAll('assets/', `assets-${release}/`)
  const page_of = async (release) => renamed(await get('/'), release).replace('<head>', `<head><meta name="release" content="${release}">`)
  async function file_of(path, release) {
    if (path === '/sw.js') {
      const page = release === 'torn' ? 'another page' : await page_of(release)
      return ['text/javascript', renamed(await get(path), release).replace(/"[0-9a-f]{12}"/, `"version-${release}"`).replace(/"[0-9a-f]{64}"/, `"${createHash('sha256').update(page).digest('hex')}"`)]
    }
    if (path.startsWith(`/assets-${release}/`)) return [path.endsWith('.css') ? 'text/css' : 'text/javascript', renamed(await get(path.replace(`-${release}/`, '/')), release)]
    if (path.startsWith('/assets')) return undefined // of another release: gone
    return ['text/html; charset=utf-8', await page_of(release)]
  }
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url, base_url)
    if (at.release === 'a' || pathname.startsWith('/api/') || pathname.endsWith('.svg')) {
      const onward = request(new URL(asked.url, base_url), { method: asked.method, headers: asked.headers }, (got) => {
        answer.writeHead(got.statusCode, got.headers)
        got.pipe(answer)
      })
      onward.on('error', () => answer.destroy())
      answer.on('close', () => onward.destroy())
      asked.pipe(onward)
      return
    }
    void file_of(pathname, at.release).then((found) => {
      answer.writeHead(found ? 200 : 404, { 'Content-Type': found?.[0] ?? 'text/plain', 'Cache-Control': 'no-cache' })
      answer.end(found?.[1] ?? '')
    })
  })
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return { at, url: `http://127.0.0.1:${server.address().port}`, end: () => { server.closeAllConnections(); server.close() } }
}

test('a new release shows at the next navigation, whole; an open page goes on with its own files; a torn release is not taken', async () => {
  const { person } = await new_clerk()
  const house = await releases()
  const page = await open(the_browser(), { at: house.url })
  const release = () => page.evaluate(() => document.querySelector('meta[name=release]')?.content ?? 'a')
  const folders = () => page.evaluate(() => [...new Set(performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname).filter((path) => path.endsWith('.js') && path !== '/sw.js').map((path) => path.split('/')[1]))])
  const versions = () => page.evaluate(() => caches.keys())
  try {
    await log_in(page, person)
    await kept(page)
    assert.equal(await release(), 'a')
    house.at.release = 'b'
    await page.addInitScript(() => { navigator.serviceWorker?.addEventListener('controllerchange', () => { window.taken_over = true }) })
    await page.locator('a[href="/my/apply"], [data-test=begin]').first().click() // a part that is only loaded now, and gone from the server
    await page.locator('[id="i-application_form.contact_phone"]').waitFor()
    assert.equal(await release(), 'a')

    await page.goto('/my')
    await settled(page)
    assert.equal(await release(), 'b')
    assert.deepEqual(await folders(), ['assets-b'])
    await page.waitForFunction(() => window.taken_over) // by the new release's worker
    assert.ok((await versions()).includes('fugong-desk-version-b'))
    await page.context().setOffline(true)
    await page.goto('/my/apply')
    await page.locator('h1').first().waitFor()
    assert.equal(await release(), 'b')
    assert.deepEqual(await folders(), ['assets-b'])
    await page.context().setOffline(false)

    house.at.release = 'torn'
    await page.goto('/my')
    await settled(page)
    await page.evaluate(async () => {
      const mine = await navigator.serviceWorker.getRegistration()
      await new Promise((given_up) => {
        const watch = (worker) => worker?.addEventListener('statechange', () => { if (worker.state === 'redundant') given_up() })
        watch(mine.installing)
        mine.addEventListener('updatefound', () => watch(mine.installing))
        mine.update().catch(() => undefined)
      })
    })
    assert.ok(!(await versions()).includes('fugong-desk-version-torn'))
    await page.context().setOffline(true)
    await page.goto('/my/apply')
    await page.locator('h1').first().waitFor()
    assert.equal(await release(), 'b')
    assert.deepEqual(await folders(), ['assets-b'])
  } finally {
    await page.context().close()
    house.end()
  }
})
