// The leader's screens – desk, phone, wall, bulletin – and the files that lists give out: node tests/browser/command.mjs
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { account, accounts, settled } from './browser.mjs'
import { Client, fresh_case, new_clerk, resident_id_of } from './client.mjs'
import { as, cramped, go, serious, with_page } from './page.mjs'

const digits = (text) => Number(text.replace(/[^\d.-]/g, ''))
const wall = { width: 1920, height: 1080 }

// RFC 9562, version 7, as a gate makes it.
function uuid7(at) {
  const hex = Math.trunc(at).toString(16).padStart(12, '0') + randomBytes(10).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
// One pass at two checkpoints within a second: nobody could do that.
let alerted
async function travel_alert() {
  if (alerted) return alerted
  const commissioner = await Client.as('pass_commissioner')
  const { items } = await commissioner.get('/passes?state=valid&limit=1')
  const { token } = await commissioner.get(`/passes/${items[0].id}`)
  const places = await commissioner.get('/checkpoints')
  const far = places.reduce((best, place) => (Math.abs(place.latitude - places[0].latitude) > Math.abs(best.latitude - places[0].latitude) ? place : best), places[1])
  const { password } = account('checkpoint_guard')
  const { now } = await commissioner.get('/policy')
  for (const [i, place] of [places[0], far].entries()) {
    const guard = await Client.log_in({ login: `gate-${place.code}`, password })
    await guard.post('/scans', { scans: [{ id: uuid7(Date.parse(now) + i), token, at: new Date(Date.parse(now) - 60_000 + i * 1000).toISOString() }] })
  }
  alerted = { pass: items[0], places: [places[0].code, far.code] }
  return alerted
}

test('every subdistrict, class, pass kind and alert of the server stands on the leader’s screen', async () => {
  const alert = await travel_alert()
  await as('district_leader', async (page) => {
    await go(page, '/command')
    const leader = await Client.as('district_leader')
    const dashboard = await leader.get('/dashboard')
    assert.equal(await page.locator('[data-test=subdistricts] tbody tr').count(), dashboard.subdistricts.length)
    assert.equal(await page.locator('[data-test=classes] tbody tr').count(), dashboard.classes.length)
    assert.ok(dashboard.classes.length > 1)
    for (const kind of dashboard.passes) await page.getByText(kind.name, { exact: false }).first().waitFor()
    const told = page.locator('[data-test=travel-alerts]')
    await told.waitFor()
    for (const place of alert.places) assert.match(await told.textContent(), new RegExp(place))
    await page.locator('[data-test=map-place]').scrollIntoViewIfNeeded()
    await page.locator('[data-test=map] canvas').waitFor()
    assert.deepEqual(await serious(page), [])
  })
})

test('a class leads to its cases, the list says so in its filter, and no other class is on it', () => as('district_leader', async (page) => {
  await go(page, '/command')
  const row = page.locator('[data-test=classes] tbody tr').first()
  const name = await row.locator('th a').textContent()
  await row.locator('th a').click()
  await page.waitForURL(/\/cases\?.*class=/)
  await settled(page)
  assert.equal(await page.locator('select[name=class] option:checked').textContent(), name)
  const leader = await Client.as('district_leader')
  const id = new URL(page.url()).searchParams.get('class')
  const { items } = await leader.get(`/cases?scope=all&enterprise_class=${id}&limit=200`)
  assert.ok(items.length > 0)
  assert.ok(items.every((one) => one.enterprise_class === id))
  assert.equal(await page.locator('[data-test=case]').count(), Math.min(25, items.length))
}))

test('the wall shows all without scrolling, in large type, dark, without a serious fault of axe', () => as('district_leader', async (page) => {
  await go(page, '/command?wall')
  await page.locator('[data-test=wall-figures]').waitFor()
  const bulletin = await (await Client.as('district_leader')).get('/bulletin')
  assert.equal(digits(await page.locator('[data-figure=enterprises_resumed]').textContent()), bulletin.enterprises_resumed)
  assert.equal(await page.locator('nav').count(), 0, 'the frame of the desk has no place on a wall')
  assert.ok(await page.evaluate(() => document.documentElement.classList.contains('dark')))
  const seen = new Set()
  for (let i = 0; i < 12; ++i) {
    seen.add(await page.locator('[data-test=wall-panel]').getAttribute('data-panel'))
    await page.waitForTimeout(300) // a chart draws itself
    const found = await page.evaluate(() => {
      const grid = document.querySelector('.wall .grid')
      const small = [], cut = []
      for (const one of grid.querySelectorAll('*')) {
        const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
        const box = one.getBoundingClientRect()
        if (own && one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 28) small.push(one.textContent.trim().slice(0, 30))
        if (own && box.height && (box.bottom > innerHeight + 1 || box.right > innerWidth + 1)) cut.push(one.textContent.trim().slice(0, 30))
      }
      for (const part of grid.querySelectorAll(':scope > section')) if (part.scrollHeight > part.clientHeight + 2) cut.push(`${part.className} ${part.scrollHeight - part.clientHeight}`)
      const root = document.documentElement
      return { small, cut, over: root.scrollHeight - root.clientHeight, side: root.scrollWidth - root.clientWidth }
    })
    assert.deepEqual(found, { small: [], cut: [], over: 0, side: 0 }, await page.locator('[data-test=wall-panel]').getAttribute('data-panel'))
    await page.click('[data-test=wall-next]')
  }
  assert.deepEqual([...seen].sort(), ['classes', 'map', 'promises', 'subdistricts', 'trend'])
  assert.deepEqual(await serious(page), [])
}, wall))

test('the wall turns by itself until it is stopped, and Escape leads back to the desk in its own light', () => as('district_leader', async (page) => {
  await page.clock.install()
  await page.goto('/command?wall')
  const panel = page.locator('[data-test=wall-panel]')
  await panel.waitFor()
  await page.click('[data-test=wall-pause]')
  const first = await panel.getAttribute('data-panel')
  await page.clock.runFor(40_000)
  assert.equal(await panel.getAttribute('data-panel'), first)
  await page.click('[data-test=wall-pause]')
  const before = await panel.textContent()
  await page.clock.runFor(16_000)
  await page.waitForFunction((old) => document.querySelector('[data-test=wall-panel]').textContent !== old, before)
  await page.keyboard.press('Escape')
  await page.waitForURL(/\/command$/)
  await page.locator('[data-test=figures]').waitFor()
  assert.ok(!(await page.evaluate(() => document.documentElement.classList.contains('dark'))))
}, wall))

test('what somebody does elsewhere is on the wall without a reload', () => as('district_leader', async (page) => {
  const streaming = page.waitForRequest((request) => request.url().endsWith('/api/v1/events'))
  await go(page, '/command?wall')
  await streaming
  await page.locator('.live.live').waitFor()
  const asked = page.waitForResponse((response) => response.url().endsWith('/api/v1/dashboard'))
  await fresh_case()
  assert.equal((await asked).status(), 200)
}, wall))

test('at 360 px the command centre and the bulletin fit, with buttons for thumbs', () => as('district_leader', async (page) => {
  for (const path of ['/command', '/bulletin']) {
    await go(page, path)
    const found = await cramped(page)
    assert.ok(found.over <= 0, `${path} runs ${found.over} px over the side`)
    assert.deepEqual(found.small, [], path)
  }
}, { width: 360, height: 780 }))

test('the bulletin marks what changed since the day before, as the server says, and comes as PDF and workbook', () => as('district_leader', async (page) => {
  await go(page, '/bulletin')
  const { figures } = await (await Client.as('district_leader')).get('/bulletin/changes')
  for (const { name, difference } of figures) {
    const text = await page.locator(`[data-change=${name}]`).textContent()
    if (difference === 0) assert.equal(text, '持平', name)
    else assert.equal(digits(text.replace('−', '-')), difference, name)
  }
  for (const [format, begins] of [['pdf', '%PDF'], ['xlsx', 'PK']]) {
    const arriving = page.waitForEvent('download')
    await page.click(`[data-test=bulletin-${format}]`)
    const file = await arriving
    assert.match(file.suggestedFilename(), new RegExp(`\\.${format}$`))
    assert.ok(readFileSync(await file.path()).subarray(0, 4).toString('latin1').startsWith(begins))
  }
}))

// Where each list gives its file out, and to whom.
const lists = [
  ['district_leader', '/cases?scope=all', '复工办件清单'], ['case_officer', '/tasks', '待办清单'], ['administrator', '/people', '人员清单'],
  ['pass_commissioner', '/issuing?tab=passes', '通行证清单'], ['enterprise_clerk', '/roster', '企业花名册'], ['enterprise_clerk', '/passes', '通行证清单'],
]
for (const [role, path, title] of lists) {
  test(`${role} takes ${path} away as a workbook, and the audit log says so`, () => as(role, async (page) => {
    await go(page, path)
    const arriving = page.waitForEvent('download')
    await page.locator('[data-test=take-xlsx]').first().click()
    const file = await arriving
    assert.ok(file.suggestedFilename().startsWith(title), file.suggestedFilename())
    assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), 'PK')
  }))
}
test('enterprises, travel alerts and scans leave from the command centre, on paper too', async () => {
  await travel_alert()
  await as('district_leader', async (page) => {
    await go(page, '/command')
    for (const name of ['企业名录', '异常轨迹', '卡口核验']) {
      const arriving = page.waitForEvent('download')
      await page.locator('[data-test=lists]').getByRole('group', { name }).locator('[data-test=take-pdf]').click()
      assert.match((await arriving).suggestedFilename(), /\.pdf$/)
    }
  })
})

test('a clerk mends and removes a vehicle, and asks for a pass with the truck’s journey; the transport desk sends it on', async () => {
  const { person, enterprise } = await new_clerk()
  const plate = `辽A${String(process.pid % 10_000).padStart(4, '0')}Z`.slice(0, 7)
  await as(person, async (page) => {
    await go(page, '/roster')
    await page.click('#tab-vehicles')
    await page.click('[data-test=add]')
    await page.fill('input[name=plate]', plate)
    await page.fill('input[name=driver]', '李四')
    await page.click('[data-test=save-one]')
    await page.locator('[data-test=vehicles]').getByText(plate).waitFor()
    await page.click('[data-test=edit-vehicle]')
    assert.ok(await page.locator('input[name=plate]').isDisabled())
    await page.fill('input[name=route]', '大东区—铁西区')
    await page.click('[data-test=save-one]')
    await page.getByText('大东区—铁西区').waitFor()
    assert.deepEqual(await serious(page), [])

    await go(page, '/passes')
    await page.selectOption('select[name=kind]', 'truck')
    await page.check('input[name=way]')
    await page.locator('[data-test=trip-vehicle]').check()
    await page.fill('input[name=from-division]', '210104')
    await page.fill('input[name=from-place]', '东贸路 9 号')
    await page.click('[data-test=ask-way]')
    await page.locator('.way .error-text').first().waitFor() // what is missing is said where it is missing
    await page.fill('input[name=to-division]', '210106')
    await page.fill('input[name=to-place]', '铁西物流园')
    await page.click('[data-test=add-point]')
    await page.fill('input[name=point-division-0]', '210105')
    await page.fill('input[name=point-0]', '黄河大街卡口')
    await page.selectOption('select[name=vehicle_kind]', 'heavy_truck')
    await page.selectOption('select[name=validity]', 'period')
    await page.fill('input[name=driver-id-0]', resident_id_of(77))
    await page.fill('input[name=driver-phone-0]', '13900007777')
    await page.click('[data-test=add-mate]')
    await page.fill('input[name=mate-0-0]', '王五')
    await page.fill('input[name=mate-id-0-0]', resident_id_of(78))
    await page.fill('input[name=mate-phone-0-0]', '13900007778')
    assert.deepEqual(await serious(page), [])
    await page.click('[data-test=ask-way]')
    await page.getByText('申请已提交').waitFor()
    page.complaints.length = 0 // the browser notes the refused request
  })
  const transport = accounts().find((one) => one.role === 'department_reviewer' && one.login.startsWith('transport'))
  await as(transport, async (page) => {
    await go(page, '/issuing')
    const line = page.locator('[data-test=queue-line]').filter({ hasText: enterprise.name })
    await line.locator('[data-test=queue-look]').click()
    await line.getByText('铁西物流园').waitFor()
    assert.match(await line.textContent(), /黄河大街卡口/)
    assert.match(await line.textContent(), /\*/, 'people are masked')
    assert.deepEqual(await serious(page), [])
    await line.locator('[data-test=queue-approve]').click()
    await line.waitFor({ state: 'detached' })
  })
  await as('pass_commissioner', async (page) => {
    await go(page, '/issuing')
    await page.locator('[data-test=pass-request]').filter({ hasText: enterprise.name }).waitFor()
  })
  await as(person, async (page) => {
    await go(page, '/roster')
    await page.click('#tab-vehicles')
    await page.click('[data-test=remove-vehicle]')
    await page.click('[data-test=remove-vehicle-sure]')
    await page.getByText('已删除').waitFor()
    assert.equal(await page.getByText(plate, { exact: true }).count(), 0)
  })
})

test('the first screen of the desk weighs at most 350 kB, and neither chart nor map is in it', () => with_page({}, async (page) => {
  const sizes = new Map()
  const client = await page.context().newCDPSession(page)
  const urls = new Map()
  await client.send('Network.enable')
  client.on('Network.responseReceived', (event) => urls.set(event.requestId, event.response.url))
  client.on('Network.loadingFinished', (event) => sizes.set(urls.get(event.requestId), event.encodedDataLength))
  await page.goto('/login')
  await settled(page)
  const { login, password } = account('case_officer')
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL('**/tasks')
  await settled(page)
  const assets = [...sizes].filter(([url]) => url && new URL(url).pathname.match(/\.(js|css|html|svg)$|\/login$/))
  const total = assets.reduce((sum, [, size]) => sum + size, 0)
  assert.ok(total > 50_000, `only ${total} bytes were seen`)
  assert.ok(total <= 350_000, `${Math.round(total / 1000)} kB:\n${assets.map(([url, size]) => `${size} ${url}`).join('\n')}`)
  assert.ok(!assets.some(([url]) => /TrendChart|DistrictMap/.test(url)))
}))
