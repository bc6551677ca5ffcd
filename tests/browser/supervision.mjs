// A resident officer's shift on a phone with the network off for half of it, and a district official from what the rules
// found to suspension and restoration: node tests/browser/supervision.mjs
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'

import { account, accounts } from './browser.mjs'
import { Client } from './client.mjs'
import { as, cramped, go, serious, with_page } from './page.mjs'

const case_state = async (clerk) => (await clerk.get('/cases?scope=all&limit=1')).items[0].state
const own_plant = async (clerk) => (await clerk.get('/session')).organisation.code

// The register holds GCJ-02; a phone measures WGS 84 (the offset's published formula, applied once backwards).
function phone_at(latitude, longitude) {
  const { sin, cos, sqrt, abs, PI } = Math
  const x = longitude - 105, y = latitude - 35, a = 6378245, ee = 0.00669342162296594323
  const common = (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2 / 3
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + common + (20 * sin(y * PI) + 40 * sin(y / 3 * PI)) * 2 / 3 + (160 * sin(y / 12 * PI) + 320 * sin(y * PI / 30)) * 2 / 3
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + common + (20 * sin(x * PI) + 40 * sin(x / 3 * PI)) * 2 / 3 + (150 * sin(x / 12 * PI) + 300 * sin(x / 30 * PI)) * 2 / 3
  const radians = latitude / 180 * PI, magic = 1 - ee * sin(radians) ** 2
  return { latitude: latitude - north * 180 / (a * (1 - ee) / (magic * sqrt(magic)) * PI), longitude: longitude - east * 180 / (a / sqrt(magic) * cos(radians) * PI), accuracy: 20 }
}

test('an official goes from what the rules found to suspension, and back after rectification and inspection', async () => {
  const clerk = await Client.as('enterprise_clerk')
  const officer = await Client.as('case_officer')
  const plant = await own_plant(clerk)
  // Passes that are valid now, whenever the demo was played.
  const commissioner = await Client.as('pass_commissioner')
  const workers = (await clerk.get(`/enterprises/${plant}/roster?limit=3`)).items.map((one) => one.id)
  const asked = await clerk.post('/pass-requests', { kind: 'employee', purpose: 'first', workers })
  await commissioner.post('/pass-decisions', { decisions: [{ request: asked.id, decision: 'approve' }] })
  const { now } = await clerk.get('/policy')
  await clerk.post(`/supervision/plants/${plant}/gate-events`, { events: [{ id: randomUUID(), direction: 'in', at: now, name: '欧阳外来', gate: '三号门', test_at: now }] })
  const { items: [found] } = await officer.get(`/supervision/violations?enterprise=${plant}&state=raised`)
  await as('case_officer', async (page) => {
    await go(page, '/supervision')
    await page.locator('[data-test=plants] tbody tr').first().waitFor()
    assert.deepEqual(await serious(page), [])
    await page.click('[data-test=tab-violations]')
    await page.selectOption('select', 'raised')
    await page.locator('[data-test=violations] tr', { hasText: found.enterprise_name }).locator('[data-test=open-violation]').first().click()
    await page.locator('[data-test=violation]').waitFor()
    await page.click('[data-test=confirm]')
    await page.locator('[role=dialog] [role=alert]').waitFor() // not without a reason
    await page.fill('[role=dialog] textarea', '调取监控核实')
    await page.click('[data-test=confirm]')
    await page.locator('[data-test=order]').waitFor()
    assert.equal(await page.inputValue('select[name=rule]'), 'suspension')
    await page.fill('[role=dialog] textarea', '闭环外人员进厂')
    await page.click('[data-test=order]')
    await page.locator('[data-test=violation]').waitFor({ state: 'detached' })
  })
  assert.equal(await case_state(clerk), 'suspended')
  assert.ok((await clerk.get('/passes?state=suspended&limit=50')).items.length >= 1, 'no pass stands still')
  assert.deepEqual((await clerk.get('/passes?state=valid&limit=50')).items, [], 'a pass still works')
  await as('enterprise_clerk', async (page) => {
    await go(page, '/plant')
    await page.locator('[data-test=to-answer] [data-test=open-sanction]').first().click()
    await page.fill('[role=dialog] textarea', '已封闭三号门')
    await page.click('[data-test=rectify]')
    await page.locator('[data-test=sanction] [data-test=state]', { hasText: '待复查' }).waitFor()
  })
  await as('case_officer', async (page) => {
    await go(page, '/supervision')
    await page.click('[data-test=tab-sanctions]')
    await page.locator('[data-test=sanctions] tr', { hasText: '待复查' }).locator('[data-test=open-sanction]').click()
    await page.fill('[role=dialog] textarea', '复查合格')
    await page.click('[data-test=passed]')
    await page.locator('[data-test=lift]').waitFor()
    await page.fill('[role=dialog] textarea', '同意恢复')
    await page.click('[data-test=lift]')
    await page.locator('[data-test=sanction] [data-test=state]', { hasText: '已解除' }).waitFor()
  })
  assert.equal(await case_state(clerk), 'resumed')
  assert.equal((await clerk.get('/passes?state=suspended&limit=1')).items.length, 0, 'a pass still stands still')
})

test('the gate’s screen shows a code that changes, large on a small screen too', () => as('enterprise_clerk', async (page) => {
  await go(page, '/gate-code')
  const shown = (await page.locator('.code').textContent()).replace(/\s/g, '')
  assert.match(shown, /^\d{6}$/)
  assert.equal((await cramped(page)).over, 0)
}, { width: 360, height: 740 }))

test('an officer’s shift on a 360 px phone, half of it without a network', async () => {
  const officer = await Client.as('case_officer')
  const resident = await Client.as('resident_officer')
  const clerk = await Client.as('enterprise_clerk')
  const own = await own_plant(clerk)
  // A second plant, so that there is a shift to check in for: the own one's has begun already.
  const clerk_there = await Client.log_in(accounts().filter((one) => one.role === 'enterprise_clerk').at(-1))
  const fresh = await officer.get(`/enterprises/${await own_plant(clerk_there)}`)
  const { now } = await officer.get('/policy')
  await officer.post('/supervision/plants', { enterprise: fresh.id })
  await officer.post(`/supervision/plants/${fresh.id}/officers`, { login: account('resident_officer').login, from: new Date(Date.parse(now) - 20 * 3_600_000).toISOString() })

  await with_page({ width: 360, height: 740 }, async (page) => {
    const context = page.context()
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation(phone_at(fresh.latitude, fresh.longitude))
    await page.goto('/m/duty')
    const { login, password } = account('resident_officer')
    await page.fill('input[name=login]', login)
    await page.fill('input[name=password]', password)
    await page.click('button[type=submit]')
    await page.locator('[data-test=check-in]').waitFor()
    await page.selectOption('select', { label: fresh.name })
    await page.locator('[data-test=check-in] input[name=code]').waitFor()
    assert.deepEqual(await serious(page), [])
    assert.equal((await cramped(page)).over, 0)
    const { code } = await clerk_there.get(`/supervision/plants/${fresh.id}/gate-code`)

    await context.setOffline(true)
    await page.fill('input[name=code]', '12')
    await page.click('[data-test=check-in] button[type=submit]')
    await page.locator('[data-test=check-in] [role=alert]').waitFor()
    await page.fill('input[name=code]', code)
    await page.click('[data-test=check-in] button[type=submit]')
    await page.locator('[data-test=waiting]', { hasText: '1' }).waitFor()
    await page.fill('textarea[name=words]', '二号门锁已更换，钥匙在门岗')
    await page.click('[data-test=hand-over]')
    await page.locator('[data-test=waiting]', { hasText: '2' }).waitFor()
    await page.selectOption('select', { index: 0 })
    await page.click('[data-test=open-report]')
    await page.fill('[data-test=report] input[name=tests_done]', '7')
    await page.fill('[data-test=report] input[name=reason]', '核对检测记录')
    await page.click('[data-test=send-report]')
    await page.locator('[data-test=waiting]', { hasText: '3' }).waitFor()

    await context.setOffline(false)
    await page.click('[data-test=sync]')
    await page.locator('[data-test=waiting]').waitFor({ state: 'detached' })
    await page.locator('[data-test=acts]').waitFor({ state: 'detached' })
    await page.selectOption('select', { label: fresh.name })
    await page.locator('[data-test=checked-in]').waitFor()
    page.complaints = page.complaints.filter((one) => !/Failed to load resource|ERR_INTERNET_DISCONNECTED/.test(one))
  })
  const day = now.slice(0, 10)
  const notes = await resident.get(`/supervision/plants/${fresh.id}/notes`)
  assert.equal(notes[0].kind, 'hand_over')
  const report = await resident.get(`/supervision/plants/${own}/reports/${day}`)
  assert.equal(report.versions.at(-1).data.tests_done, 7)
  assert.equal(report.versions.length, 2)
})
