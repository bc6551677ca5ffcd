// One plant under supervision: placed, staffed around the clock, excepted from a rule, its people and gates, and the
// district's reports: node tests/browser/plants.mjs
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { Client, new_clerk, resident_id_of } from './client.mjs'
import { as, cramped, go, serious } from './page.mjs'

const day_ms = 86_400_000
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==' // a PNG of one point
const local = (at) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16) // the district's zone
const now_of = async (client) => Date.parse((await client.get('/policy')).now)
const plant_of = (id, tab) => `/supervision/plants/${id}${tab ? `?tab=${tab}` : ''}`
const roster_file = (rows) => ({ name: 'roster.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.map((row) => row.join(',')).join('\n')) })

// An enterprise under supervision with three people on its register.
let watched
async function plant() {
  if (watched) return watched
  const { enterprise, person, client } = await new_clerk()
  const officer = await Client.as('case_officer')
  await officer.post('/supervision/plants', { enterprise: enterprise.id, latitude: 41.8, longitude: 123.45 })
  const people = []
  for (const [i, name] of ['赵一', '钱二', '孙三'].entries())
    people.push(await client.post(`/enterprises/${enterprise.id}/roster`, { name, resident_id: resident_id_of(process.pid * 10 + i) }))
  watched = { id: enterprise.id, name: enterprise.name, clerk: person, client, people }
  return watched
}

test('an official puts a plant under supervision, assigns officers by name and leaves no shift of the week empty', async () => {
  const { enterprise } = await new_clerk()
  const officer = await Client.as('case_officer')
  const free = (await officer.get('/supervision/officers')).slice(0, 2)
  assert.equal(free.length, 2, 'the demo has too few officers')
  await as('case_officer', async (page) => {
    await go(page, '/supervision')
    await page.click('[data-test=place-plant]')
    await page.fill('[data-test=place] input[name=find]', enterprise.name)
    await page.locator('[data-test=place] li button', { hasText: enterprise.name }).click()
    await page.fill('[data-test=place] input[name=latitude]', '41.81')
    await page.fill('[data-test=place] input[name=longitude]', '123.46')
    await page.click('[data-test=place-go]')
    await page.waitForURL((url) => url.pathname === plant_of(enterprise.id))
    await page.locator('[data-test=gaps]').waitFor() // said before the shifts begin
    assert.ok(await page.locator('[data-test=shifts] td[data-state=gap]').count() >= 12)
    assert.deepEqual(await serious(page), [])

    await page.click('[data-test=assign]')
    await page.click('[data-test=assign-go]')
    await page.locator('[data-test=assigning] [role=alert]').waitFor() // nobody is ticked
    for (const one of free) await page.locator('[data-test=assigning] .check', { hasText: one.name }).first().locator('input').check()
    await page.click('[data-test=assign-go]')
    await page.locator('[data-test=assigning]').waitFor({ state: 'hidden' })
    await page.locator('[data-test=no-gaps]').waitFor()
    assert.equal(await page.locator('[data-test=officers] li').count(), 2)

    await page.click('[data-test=week-after]')
    await page.click('[data-test=fill]')
    const kinds = await page.locator('.fill select').count()
    for (let i = 0; i < kinds; ++i) await page.locator('.fill select').nth(i).selectOption(free[i % 2].officer)
    await page.click('[data-test=fill-go]')
    await page.locator('[data-test=shifts] tbody tr').first().locator('select').first().and(page.locator(':not([disabled])')).waitFor()
    const first = page.locator('[data-test=shifts] tbody tr').first().locator('select').first()
    const second_day = page.locator('[data-test=shifts] tbody tr').nth(1)
    await page.waitForFunction((id) => document.querySelector('[data-test=shifts] tbody select').value === id, free[0].officer)
    assert.equal(await second_day.locator('select').first().inputValue(), free[1].officer, 'they did not change places')
    await second_day.locator('[data-test=copy]').click() // as the day before
    await page.waitForFunction((id) => document.querySelectorAll('[data-test=shifts] tbody tr')[1].querySelector('select').value === id, free[0].officer)
    await first.selectOption(free[1].officer)
    await page.waitForFunction((id) => document.querySelector('[data-test=shifts] tbody select').value === id, free[1].officer)
  })
  const day = local(await now_of(officer) + 7 * day_ms).slice(0, 10)
  const planned = await officer.get(`/supervision/plants/${enterprise.id}/shifts?from=${day}&to=${day}`)
  assert.equal(planned[0].officer, free[1].officer)
})

test('an officer is taken away in mid-shift, and the grid, the overview and an alert say so', async () => {
  const officer = await Client.as('case_officer')
  const { code: own } = (await (await Client.as('enterprise_clerk')).get('/session')).organisation // others work there
  const lines = await officer.get('/supervision/plants')
  const there = lines.find((one) => one.shift?.officer && one.officers.length === 1 && one.shift.state !== 'gap' && one.enterprise !== own)
  assert.ok(there, 'the demo has no plant with one officer')
  await as('case_officer', async (page) => {
    await go(page, plant_of(there.enterprise))
    await page.click('[data-test=end]')
    await page.locator('[data-test=leaving] .error-text').waitFor() // his shift runs
    await page.click('[data-test=end-go]')
    await page.locator('[data-test=leaving]').waitFor({ state: 'hidden' })
    await page.locator('[data-test=gaps]').waitFor()
    await go(page, '/supervision')
    const row = page.locator('[data-test=plants] tbody tr', { hasText: there.name })
    await row.locator('[data-state=gap]').waitFor()
    await page.check('[data-test=only-trouble]')
    await row.waitFor()
  })
  const alerts = await officer.get('/supervision/alerts')
  assert.ok(alerts.some((one) => one.kind === 'coverage_gap' && one.enterprise === there.enterprise), 'nobody was told')
})

test('one official proposes an exception, another approves it, and the enterprise sees what holds and from whom', async () => {
  const { id, clerk } = await plant()
  await as('case_officer', async (page) => {
    await go(page, plant_of(id, 'policy'))
    assert.deepEqual(await serious(page), [])
    await page.click('[data-test=propose]')
    await page.click('[data-test=propose-go]')
    await page.locator('[data-test=proposal] [role=alert]').waitFor() // neither value nor reason
    await page.selectOption('[data-test=proposal] select[name=key]', 'head_count_cap')
    await page.fill('[data-test=proposal] input[name=number]', '37')
    await page.fill('[data-test=proposal] textarea[name=reason]', '宿舍改造，床位减少')
    await page.click('[data-test=propose-go]')
    await page.locator('[data-test=overrides] li[data-state=proposed]').waitFor()
    assert.equal(await page.locator('[data-test=approve]').count(), 0, 'the proposer may approve')
  })
  await as('district_leader', async (page) => {
    await go(page, plant_of(id, 'policy'))
    assert.equal(await page.locator('tr[data-key=head_count_cap].override').count(), 0, 'it held before anybody approved')
    await page.click('[data-test=approve]')
    await page.locator('[data-test=overrides] li[data-state=approved]').waitFor()
    await page.locator('tr[data-key=head_count_cap].override', { hasText: '37' }).waitFor()
  })
  await as(clerk, async (page) => {
    await go(page, '/plant?tab=policy')
    await page.locator('tr[data-key=head_count_cap].override', { hasText: '宿舍改造' }).waitFor()
    assert.equal(await page.locator('[data-test=propose]').count(), 0)
    assert.equal((await cramped(page)).over, 0)
  }, { width: 360, height: 740 })
})

test('a closed roster is ticked or read from a file, and what it changes is seen before it holds', async () => {
  const { id, clerk, client, people } = await plant()
  const living_in = async () => (await client.get(`/supervision/plants/${id}/closed-roster`)).items.map((one) => one.name).sort()
  await as(clerk, async (page) => {
    await go(page, '/plant?tab=gate')
    await page.click('[data-test=replace]')
    for (const name of ['赵一', '钱二']) await page.locator('[data-test=replacing] .check', { hasText: name }).locator('input').check()
    await page.click('[data-test=preview]')
    await page.locator('[data-test=difference]', { hasText: '新增 2 人' }).waitFor()
    assert.deepEqual(await living_in(), [], 'it held before it was confirmed')
    await page.click('[data-test=replace-go]')
    await page.locator('[data-test=closed-roster] li', { hasText: '赵一' }).waitFor()
    assert.deepEqual(await living_in(), ['赵一', '钱二'])

    await page.click('[data-test=replace]')
    await page.click('[data-test=replacing] [data-test=tab-file]')
    await page.setInputFiles('[data-test=roster-file]', roster_file([['姓名', '身份证号'], ['钱二', ''], ['孙三', ''], ['查无此人', '']]))
    await page.locator('[data-test=difference]', { hasText: '移出 1 人' }).waitFor()
    assert.equal(await page.locator('[data-test=refused] tbody tr').count(), 1)
    assert.equal((await page.locator('[data-test=refused] tbody th').textContent()).trim(), '4')
    await page.click('[data-test=replace-go]')
    await page.locator('[data-test=closed-roster] li', { hasText: '孙三' }).waitFor()
    assert.deepEqual(await serious(page), [])
  })
  assert.deepEqual(await living_in(), ['孙三', '钱二'].sort())
  assert.equal(people.length, 3)
})

test('entries told by hand and from a file are listed; wrong rows are said, and a stranger is found', async () => {
  const { id, name, clerk } = await plant()
  const officer = await Client.as('case_officer')
  const now = await now_of(officer)
  const minute = (before) => local(now - before * 60_000).replace('T', ' ')
  await as(clerk, async (page) => {
    await go(page, '/plant?tab=gate')
    await page.click('[data-test=tell]')
    await page.fill('[data-test=telling] input[name=name]', '外来客')
    await page.fill('[data-test=telling] input[name=at]', local(now - 60_000))
    await page.click('[data-test=tell-go]')
    await page.locator('[data-test=events-receipt]', { hasText: '发现违规' }).waitFor()
    await page.click('[data-test=telling] [data-test=tab-file]')
    await page.setInputFiles('[data-test=events-file]', roster_file([['时间', '方向', '姓名'], [minute(9), '进', '外来客'], ['昨天', '进', '外来客'], [minute(8), '往里走', '外来客']]))
    await page.locator('[data-test=refused]').waitFor()
    assert.deepEqual(await page.locator('[data-test=refused] tbody th').allTextContents(), ['3', '4'])
    await page.keyboard.press('Escape')
    await page.locator('[data-test=gate-events] tbody tr').nth(1).waitFor()
    assert.equal(await page.locator('[data-test=gate-events] tbody tr').count(), 2)
    await page.selectOption('[data-test=gate-events] select[name=direction]', 'out')
    await page.locator('[data-test=gate-events] tbody').waitFor({ state: 'detached' })
  })
  await as('case_officer', async (page) => {
    await go(page, plant_of(id, 'found'))
    await page.locator('[data-test=open-violation]').first().waitFor()
    await go(page, plant_of(id, 'gate'))
    await page.locator('[data-test=gate-events] tbody tr').first().waitFor()
    assert.equal(await page.locator('[data-test=tell]').count(), 0, `an official tells what ${name}’s gate saw`)
    assert.equal((await cramped(page)).over, 0)
  }, { width: 360, height: 740 })
})

test('an enterprise sees until when to answer, answers with evidence, appeals, and somebody else hears it', async () => {
  const { id, clerk, client } = await plant()
  const officer = await Client.as('case_officer')
  const now = new Date(await now_of(officer)).toISOString()
  await client.post(`/supervision/plants/${id}/gate-events`, { events: [{ id: randomUUID(), direction: 'in', at: now, name: '夜间访客', gate: '后门' }] })
  const found = (await officer.get(`/supervision/violations?enterprise=${id}&state=raised&limit=50`)).items.find((one) => one.subject_name.startsWith('夜'))
  assert.ok(found, 'the stranger was not found')
  const words = (text) => (page) => page.fill('[role=dialog] textarea', text)
  const open = async (page, tab) => {
    await go(page, tab)
    await page.locator('[data-test=open-violation]').filter({ hasText: found.rule_name }).first().waitFor()
    await page.locator('tr', { hasText: found.subject_name }).locator('[data-test=open-violation]').first().click()
    await page.locator('[data-test=violation]').waitFor()
  }
  await as(clerk, async (page) => {
    await go(page, '/plant')
    await page.locator('[data-test=to-answer] li', { hasText: found.subject_name }).getByText('说明期限').waitFor()
    await open(page, '/plant?tab=found')
    await page.setInputFiles('[data-test=violation] input[type=file]', { name: '访客登记.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64') })
    await page.locator('[data-test=violation] [data-test=file]', { hasText: '访客登记.png' }).waitFor()
    assert.deepEqual(await serious(page), [])
    await words('访客为消防维保人员')(page)
    await page.click('[data-test=answer]')
    await page.locator('[role=dialog]', { hasText: '访客为消防维保人员' }).waitFor()
  })
  await as('case_officer', async (page) => {
    await open(page, plant_of(id, 'found'))
    await page.locator('[data-test=violation] [data-test=file]', { hasText: '访客登记.png' }).waitFor()
    await words('无报备记录')(page)
    await page.click('[data-test=confirm]')
    await page.locator('[data-test=order]').waitFor()
  })
  await as(clerk, async (page) => {
    await open(page, '/plant?tab=found')
    await words('已于当日报备，附回执')(page)
    await page.click('[data-test=appeal]')
    await page.locator('[data-test=appeal]').waitFor({ state: 'detached' })
  }, { width: 360, height: 740 })
  await as('case_officer', async (page) => {
    await open(page, plant_of(id, 'found'))
    assert.equal(await page.locator('[data-test=uphold]').count(), 0, 'who confirmed hears the appeal')
  })
  await as('district_leader', async (page) => {
    await open(page, plant_of(id, 'found'))
    await words('回执属实')(page)
    await page.click('[data-test=overturn]')
    await page.locator('[data-test=violation]', { hasText: '已撤销' }).waitFor()
  })
  assert.equal((await officer.get(`/supervision/violations/${found.id}`)).line.state, 'overturned')
})

test('the grid of reports shows who is missing, and a day opens with the original beside its correction', async () => {
  const clerk = await Client.as('enterprise_clerk')
  const own = (await clerk.get('/session')).organisation
  const day = local(await now_of(clerk)).slice(0, 10)
  const yesterday = local(await now_of(clerk) - day_ms).slice(0, 10)
  const path = `/supervision/plants/${own.code}/reports`
  const { versions } = await clerk.get(`${path}/${yesterday}`)
  assert.ok(versions.length, 'the demo has no report of yesterday')
  const data = { ...versions.at(-1).data, fever: 3 }
  await clerk.post(path, { client: randomUUID(), day: yesterday, data, base_version: versions.length, reason: '漏报体温异常' })
  await as('district_leader', async (page) => {
    await go(page, '/supervision?tab=reports')
    const missing = Number(await page.locator('[data-test=missing]').textContent())
    assert.equal(await page.locator('[data-test=completeness] button[data-state=missing]').count(), missing)
    assert.deepEqual(await serious(page), [])
    await page.locator(`[data-test=completeness] tr:has(a[href*="${own.code}"]) button`).nth(-2).click()
    await page.locator('[data-test=versions] td.changed', { hasText: '3' }).waitFor()
    await page.locator('[data-test=versions] thead', { hasText: '漏报体温异常' }).waitFor()
    assert.equal(await page.locator('[data-test=versions] thead th').count(), versions.length + 2)
  })
  assert.ok(day > yesterday)
})

test('the file of an enterprise is one time line, and goes along as a PDF and as an archive of originals', async () => {
  const clerk = await Client.as('enterprise_clerk')
  const own = (await clerk.get('/session')).organisation.code
  await as('case_officer', async (page) => {
    await go(page, plant_of(own, 'file'))
    await page.locator('[data-test=dossier] ol li').first().waitFor()
    const times = await page.locator('[data-test=dossier] ol li').count()
    assert.ok(times > 5, 'a few records only')
    assert.deepEqual(await serious(page), [])
    for (const [button, first] of [['dossier-pdf', '%PDF'], ['dossier-zip', 'PK']]) {
      const [file] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), page.locator(`[data-test=${button}]`).first().click()])
      assert.ok(readFileSync(await file.path()).subarray(0, 4).toString('latin1').startsWith(first), `${button} gave something else`)
    }
    const section = await page.locator('[data-test=dossier] ol li').first().getAttribute('data-section')
    await page.selectOption('[data-test=dossier] select[name=section]', section)
    await page.waitForFunction((wanted) => [...document.querySelectorAll('[data-test=dossier] ol li')].every((one) => one.dataset.section === wanted), section)
  })
  await as('enterprise_clerk', async (page) => {
    await go(page, '/plant?tab=file')
    await page.locator('[data-test=dossier] ol li').first().waitFor()
    assert.equal((await cramped(page)).over, 0)
  }, { width: 360, height: 740 })
})
