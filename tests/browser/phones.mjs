// Phones in the field: two officers correcting one report, photos without a network, and an inspector's round from the
// draw to the result: node tests/browser/phones.mjs
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'

import { account, accounts } from './browser.mjs'
import { Client } from './client.mjs'
import { as, cramped, go, serious, with_page } from './page.mjs'

const phone = { width: 360, height: 740 }
const quiet = (page) => { page.complaints = page.complaints.filter((one) => !/Failed to load resource|ERR_INTERNET_DISCONNECTED/.test(one)) }
const local_day = (at) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)

function crc32(bytes) {
  let c = ~0
  for (const byte of bytes) {
    c ^= byte
    for (let k = 0; k < 8; ++k) c = (c >>> 1) ^ (0xedb88320 & -(c & 1))
  }
  return ~c >>> 0
}
// A picture as a camera gives it: 64 by 64 points of one colour.
function picture(red, green, blue) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const out = Buffer.alloc(8)
    out.writeUInt32BE(data.length)
    out.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([out.subarray(0, 4), body, out.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(64)
  head.writeUInt32BE(64, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.from([0, ...Array.from({ length: 64 }, () => [red, green, blue]).flat()])
  const rows = Buffer.concat(Array.from({ length: 64 }, () => row))
  const buffer = Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
  return { name: 'photo.png', mimeType: 'image/png', buffer }
}

// Until what the phone has to know has come.
async function enter(page, path, { login, password }, ready) {
  await page.goto(path)
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.locator(ready).first().waitFor()
}

// A plant that both are assigned to, with today's report filed by the first.
async function shared_report() {
  const office = await Client.as('case_officer')
  const [first, second] = [account('resident_officer'), { ...account('resident_officer'), login: 'resident2' }]
  const one = await Client.log_in(first)
  const { code: own } = (await (await Client.as('enterprise_clerk')).get('/session')).organisation
  const { plant } = (await one.get('/supervision/duty')).find((page) => page.plant.enterprise === own)
  const known = (await office.get('/supervision/officers')).find((who) => who.login === second.login)
  if (!known.places.some((place) => place.enterprise === own)) await office.post(`/supervision/plants/${own}/officers`, { login: second.login })
  const day = local_day(Date.parse((await office.get('/policy')).now))
  const path = `/supervision/plants/${plant.enterprise}/reports`
  let report = await one.get(`${path}/${day}`)
  if (!report.versions.length) {
    const data = { on_site: 100, entered: 1, left: 1, outsiders: 0, fever: 0, tests_due: 100, tests_done: 90, tests_positive: 0, disinfection_rounds: 2, stocks_days: 14, isolation_rooms: 5, breaches: 0 }
    report = await one.post(path, { client: randomUUID(), day, data, base_version: 0 })
  }
  return { plant, first, second, day, path, before: report.versions.length, office }
}

test('two officers correct one report: the second sees both, chooses, and nothing is lost', async () => {
  const { plant, first, second, day, path, before } = await shared_report()
  const at_home = await Client.log_in(first)
  await with_page(phone, async (page) => {
    await enter(page, '/m/duty', second, '[data-test=check-in]')
    const plants = page.locator('select')
    if (await plants.count()) await plants.selectOption({ label: plant.name })
    await page.click('[data-test=open-report]')
    await page.context().setOffline(true)
    await page.fill('[data-test=report] input[name=tests_done]', '71')
    await page.fill('[data-test=report] input[name=stocks_days]', '9')
    await page.fill('[data-test=report] input[name=reason]', '重新清点物资')
    await page.click('[data-test=send-report]')
    await page.locator('[data-test=waiting]', { hasText: '1' }).waitFor()

    // Meanwhile the other one is faster, about the tests and about the fever.
    const { versions } = await at_home.get(`${path}/${day}`)
    await at_home.post(path, { client: randomUUID(), day, data: { ...versions.at(-1).data, tests_done: 88, fever: 2 }, base_version: versions.length, reason: '补报体温异常' })
    await page.context().setOffline(false)
    await page.click('[data-test=sync]')
    await page.locator('[data-test=clash]').waitFor()
    assert.deepEqual(await serious(page), [])
    assert.equal((await cramped(page)).over, 0)
    assert.equal(await page.locator('[data-test=clash] fieldset').count(), 1, 'only what both changed is asked')
    await page.click('[data-test=send-joined]')
    await page.locator('[data-test=clash] .error').waitFor() // not without a choice
    await page.locator('[data-test=clash] input[value=mine]').check()
    assert.equal(await page.inputValue('[data-test=clash] input[name=reason]'), '重新清点物资')
    await page.click('[data-test=send-joined]')
    await page.locator('[data-test=clash]').waitFor({ state: 'detached' })
    await page.locator('[data-test=acts]').waitFor({ state: 'detached' })
    quiet(page)
  })
  const { versions } = await at_home.get(`${path}/${day}`)
  assert.equal(versions.length, before + 2, 'a version is missing')
  const [theirs, joined] = versions.slice(-2)
  assert.deepEqual([theirs.data.tests_done, theirs.data.fever], [88, 2], 'the first one’s words are gone')
  assert.deepEqual([joined.data.tests_done, joined.data.fever, joined.data.stocks_days], [71, 2, 9])
})

test('what is typed into a report survives a closed app, and its photo waits for the network', async () => {
  const { plant, second, day, path } = await shared_report()
  const officer = await Client.log_in(second)
  const photos_before = ((await officer.get(`${path}/${day}`)).photos ?? []).length
  await with_page(phone, async (page) => {
    await enter(page, '/m/duty', second, '[data-test=check-in]')
    const choose = async () => { if (await page.locator('select').count()) await page.locator('select').selectOption({ label: plant.name }) }
    await choose()
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.click('[data-test=open-report]')
    await page.context().setOffline(true)
    await page.fill('[data-test=report] input[name=vehicles]', '13')
    await page.setInputFiles('[data-test=gallery]', { name: 'note.txt', mimeType: 'image/png', buffer: Buffer.from('no picture') })
    await page.locator('[data-test=photos] .error').waitFor()
    await page.setInputFiles('[data-test=gallery]', picture(200, 40, 40))
    await page.locator('[data-test=photos] img').waitFor()
    await page.reload()
    await page.locator('[data-test=check-in]').waitFor()
    await choose()
    await page.waitForFunction(() => document.querySelector('[data-test=report] input[name=vehicles]')?.value === '13')
    await page.locator('[data-test=photos] img').waitFor()
    await page.fill('[data-test=report] input[name=reason]', '补报车辆')
    await page.click('[data-test=send-report]')
    await page.locator('[data-test=waiting]', { hasText: '2' }).waitFor()
    await page.context().setOffline(false)
    await page.click('[data-test=sync]')
    await page.locator('[data-test=waiting]').waitFor({ state: 'detached' })
    await page.locator('[data-test=acts]').waitFor({ state: 'detached' })
    quiet(page)
  })
  const report = await officer.get(`${path}/${day}`)
  assert.equal(report.versions.at(-1).data.vehicles, 13)
  assert.equal(report.photos.filter((one) => one.state === 'complete' && one.type === 'jpeg').length, photos_before + 1)
  await as('district_leader', async (page) => {
    await go(page, `/supervision/plants/${plant.enterprise}?tab=reports`)
    await page.locator('[data-test=versions] [data-test=file]').first().waitFor()
  })
})

test('an inspector’s round: the draw can be checked by anybody, the result is found without a network, a failure comes again', async () => {
  const office = await Client.as('case_officer')
  await as('case_officer', async (page) => {
    await go(page, '/supervision?tab=inspections')
    await page.click('[data-test=draw]')
    await page.locator('[data-test=draw-proof]').waitFor()
    assert.match(await page.textContent('[data-test=seed]'), /^[0-9a-f]{32}$/)
    assert.match(await page.textContent('[data-test=same]'), /一致$/)
    assert.doesNotMatch(await page.textContent('[data-test=same]'), /不一致/)
    assert.deepEqual(await serious(page), [])
    assert.equal(await page.locator('[data-test=draw]').count(), 0, 'it may be drawn twice')
  })
  const day = local_day(Date.parse((await office.get('/policy')).now))
  const plan = await office.get(`/supervision/inspection-plans/${day}`)
  let who, task
  for (const person of accounts().filter((one) => one.role === 'subdistrict_inspector')) {
    const { code } = (await (await Client.log_in(person)).get('/session')).organisation
    task = plan.inspections.find((one) => one.subdistrict === code)
    who = person
    if (task) break
  }
  assert.ok(task, 'no demo inspector has an inspection')
  await with_page(phone, async (page) => {
    await enter(page, '/m/inspect', who, '[data-test=open-inspection]')
    await page.locator('[data-test=today] [data-test=open-inspection]', { hasText: task.enterprise_name }).click()
    assert.deepEqual(await serious(page), [])
    assert.equal((await cramped(page)).over, 0)
    await page.context().setOffline(true)
    await page.click('[data-test=finish]')
    await page.locator('[data-test=inspect-form] .error').waitFor() // every item wants an answer
    const items = page.locator('[data-test=inspect-form] fieldset')
    for (let i = 0; i < await items.count(); ++i) await items.nth(i).locator('input[type=radio]').nth(i ? 0 : 1).check()
    await items.first().locator('input.input').fill('专班名单未上墙')
    await page.setInputFiles('[data-test=gallery]', picture(40, 80, 200))
    await page.locator('[data-test=photos] img').waitFor()
    await page.click('[data-test=finish]')
    await page.locator('[data-test=waiting]', { hasText: '2' }).waitFor()
    await page.context().setOffline(false)
    await page.click('[data-test=sync]')
    await page.locator('[data-test=waiting]').waitFor({ state: 'detached' })
    await page.locator('[data-test=today] button', { hasText: task.enterprise_name }).locator('.error').waitFor()
    await page.locator('[data-test=follow] button', { hasText: task.enterprise_name }).waitFor() // to be looked at again
    quiet(page)
  })
  await as('case_officer', async (page) => {
    await go(page, '/supervision?tab=inspections')
    await page.locator('[data-test=desk] li', { hasText: task.enterprise_name }).getByRole('button', { name: '查看结果' }).click()
    await page.locator('[data-test=inspection-result]', { hasText: '专班名单未上墙' }).waitFor()
    await page.locator('[data-test=inspection-result] [data-test=file]').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('[data-test=follow-ups] li', { hasText: task.enterprise_name }).waitFor()
  })
})
