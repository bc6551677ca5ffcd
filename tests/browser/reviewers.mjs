// What reviewers and inspectors do: the inbox by keys, many at once, among colleagues, and an inspection without a network:
// node tests/browser/reviewers.mjs
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { settled } from './browser.mjs'
import { case_to_inspect, case_under_joint_review, Client, colleague_of, fresh_case } from './client.mjs'
import { as, cramped, go, serious, sign } from './page.mjs'

const phone = { width: 360, height: 780 }
const row = (page, task) => page.locator(`.list a[href*="${task.id}"]`)
const pane = (page, what = '') => page.locator(`[data-test=pane] ${what}`)
// Opens the inbox with this task beside it.
async function open_pane(page, task) {
  await go(page, `/tasks?task=${task.id}`)
  await page.locator(`.list [aria-current=true][href*="${task.id}"]`).waitFor()
  await pane(page, '[data-test=decision]').waitFor()
}

test('a clean case is decided from the inbox with three keys at most, and the next one is at hand', async () => {
  const { person, client } = await case_under_joint_review()
  await case_under_joint_review() // the next one
  await as(person, async (page) => {
    let pressed = 0
    await page.exposeFunction('key_pressed', () => { ++pressed })
    await page.addInitScript(() => { window.addEventListener('keydown', () => { window.key_pressed() }, true) })
    await page.goto('/') // where the day begins; the most urgent task lies open
    const first = page.locator('.list [aria-current=true]')
    await first.waitFor()
    await pane(page, '[data-test=decision]').waitFor()
    const href = await first.getAttribute('href')
    await page.keyboard.press('a')
    await page.keyboard.press('Enter')
    await page.locator(`.list a[href="${href}"]`).waitFor({ state: 'detached' })
    assert.ok(pressed > 0 && pressed <= 3, `${pressed} keys`)
    await page.locator('.list [aria-current=true]').waitFor()
    const address = new URL(href, page.url())
    const { tasks } = await client.get(address.pathname)
    assert.equal(tasks.find((one) => one.id === address.searchParams.get('task')).decision, 'approve')
  })
})

test('a return by keys: R, the words, Ctrl+Enter; the words are typed and decide nothing', async () => {
  const { person, client, task } = await case_under_joint_review()
  await as(person, async (page) => {
    await open_pane(page, task)
    await page.keyboard.press('r')
    await page.waitForFunction(() => document.activeElement?.matches('[data-test=reason-text]'))
    await page.keyboard.type('axr 请补充隔离房间')
    assert.ok(await page.isChecked('input[value=return]'), 'letters in a field are no commands')
    await page.keyboard.press('Control+Enter')
    await row(page, task).waitFor({ state: 'detached' })
  })
  const decided = (await client.get(`/cases/${task.case_id}`)).tasks.find((one) => one.id === task.id)
  assert.equal(decided.decision, 'return')
  assert.equal(decided.reasons[0].text, 'axr 请补充隔离房间')
})

test('a click on a field begins its reason, and a note stays between the departments', async () => {
  const { person, task, clerk } = await case_under_joint_review()
  await as(person, async (page) => {
    await open_pane(page, task)
    await pane(page, '[data-test=pick]').first().focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.matches('[data-test=reason-text]'))
    assert.ok(await page.isChecked('input[value=return]'))
    await page.fill('[data-test=note-text]', '<img src=x onerror="document.title=1">请核实宿舍')
    await page.click('[data-test=add-note]')
    const note = page.locator('[data-test=notes] li').getByText('请核实宿舍')
    await note.waitFor()
    assert.ok((await note.textContent()).includes('<img src=x'), 'shown literally')
  })
  await as(clerk, async (page) => {
    await go(page, `/cases/${task.case_id}`)
    assert.equal(await page.locator('[data-test=notes]').count(), 0)
    assert.equal(await page.getByText('请核实宿舍').count(), 0)
  })
})

test('many are approved with one act; one that somebody else has decided is refused with its reason', async () => {
  const first = await case_under_joint_review(), second = await case_under_joint_review()
  await as(first.person, async (page) => {
    await page.route('**/api/v1/events', (route) => route.abort()) // the news has not reached this screen yet
    await go(page, '/tasks')
    for (const one of [first, second]) await page.getByLabel(`选择 ${one.name}`).check()
    await second.client.post(`/tasks/${second.task.id}/decision`, { decision: 'approve' })
    await page.click('[data-test=bulk]')
    await page.click('[data-test=bulk-sure]')
    await page.getByText('已通过 1 件').waitFor()
    await page.getByRole('dialog').getByText(second.name).waitFor()
    assert.deepEqual(await serious(page), [])
    await page.getByRole('button', { name: '知道了' }).click()
    await row(page, first.task).waitFor({ state: 'detached' })
  })
})

test('a task handed to a colleague is decided by the colleague; the inbox says who holds it', async () => {
  const { person, client, task } = await case_under_joint_review()
  const colleague = await colleague_of(client)
  await as(person, async (page) => {
    await open_pane(page, task)
    await page.click('[data-test=hand-over]')
    await page.selectOption('[data-test=colleague]', { label: `${colleague.name}（部门审查员）` })
    assert.deepEqual(await serious(page), [])
    await page.click('[data-test=give]')
    await pane(page, '[data-test=take-over]').waitFor()
    await row(page, task).getByText(colleague.name).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('a')
    await page.keyboard.press('Enter')
    await pane(page, '[role=alert]').filter({ hasText: colleague.name }).waitFor()
  })
  await as(colleague, async (page) => {
    await open_pane(page, task)
    await page.keyboard.press('a')
    await page.keyboard.press('Enter')
    await row(page, task).waitFor({ state: 'detached' })
  })
})

test('a substitute is named for some days, and the named one sees it and may decline', async () => {
  const { person, client } = await case_under_joint_review()
  const colleague = await colleague_of(client)
  await as(person, async (page) => {
    await go(page, '/tasks')
    await page.click('[data-test=substitutes]')
    await page.selectOption('[data-test=substitute]', { label: colleague.name })
    const today = await page.locator('[data-test=until]').getAttribute('min')
    await page.fill('[data-test=until]', new Date(Date.parse(today) + 3 * 86_400_000).toISOString().slice(0, 10))
    assert.deepEqual(await serious(page), [])
    await page.click('[data-test=name-substitute]')
    await page.getByText(`由${colleague.name}代办`).waitFor()
  })
  await as(colleague, async (page) => {
    await go(page, '/tasks')
    await page.click('[data-test=substitutes]')
    await page.getByText('您正为').waitFor()
    await page.getByRole('button', { name: '不再代办' }).click()
    await page.getByText('您正为').waitFor({ state: 'detached' })
  })
})

test('when another decides, the inbox follows by itself', async () => {
  const { person, client, task } = await case_under_joint_review()
  await as(person, async (page) => {
    await open_pane(page, task)
    await page.getByText('实时更新').waitFor()
    await client.post(`/tasks/${task.id}/decision`, { decision: 'approve' })
    await row(page, task).waitFor({ state: 'detached' })
  })
})

test('when another decides while somebody types, nothing typed is lost and the pane says so', async () => {
  const { person, client, task } = await case_under_joint_review()
  await as(person, async (page) => {
    await open_pane(page, task)
    await page.getByText('实时更新').waitFor()
    await page.fill('[data-test=note-text]', '写到一半')
    await page.focus('[data-test=note-text]')
    await client.post(`/tasks/${task.id}/decision`, { decision: 'approve' })
    await pane(page, '[role=status]').getByText('已由他人办理').waitFor()
    assert.equal(await page.inputValue('[data-test=note-text]'), '写到一半')
  })
})

test('Ctrl+K finds an enterprise by two characters while one types, and Enter opens it', async () => {
  const { name } = await fresh_case()
  await as('case_officer', async (page) => {
    await go(page, '/cases')
    await page.keyboard.press('Control+k')
    await page.fill('[data-test=search-field]', name.slice(2, 9))
    await page.locator('[data-test=hit]').filter({ hasText: name }).first().waitFor()
    assert.deepEqual(await serious(page), [])
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/(enterprises|cases)\//)
    await page.getByRole('heading', { name }).waitFor()
  })
})

test('the end of a phone number finds its people, on request and not while one types', () => as('case_officer', async (page) => {
  const officer = await Client.as('case_officer')
  const { items } = await officer.get('/enterprises?limit=1')
  const [worker] = (await officer.get(`/enterprises/${items[0].id}/roster?limit=1`)).items
  await go(page, '/cases')
  await page.click('[data-test=search]')
  await page.fill('[data-test=search-field]', worker.phone.slice(-4))
  await page.click('[data-test=search-phone]')
  await page.locator('[data-test=hit]').filter({ hasText: worker.name }).first().waitFor()
}))

// ---- inspections ----
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAM0lEQVR42m3CoREAIQADwSsn5bxGo9Gv0WhqurJoIDuLX2ocqXGmxpUa/9S4U+NJjTf1A42XWMGJIxR0AAAAAElFTkSuQmCC', 'base64')

test('an inspection is finished without a network and sent when it is back: findings, photo, place, signature', async () => {
  const { person, client, task, name } = await case_to_inspect()
  await as(person, async (page) => {
    const context = page.context()
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation({ latitude: 41.80512, longitude: 123.46813, accuracy: 15 })
    await go(page, '/tasks')
    await page.locator(`.list a.inspect[href*="${task.id}"]`).click()
    await page.getByRole('heading', { name }).waitFor()
    await page.locator('fieldset.item').first().waitFor()
    const found = await cramped(page)
    assert.deepEqual(found, { over: 0, small: [] })
    assert.deepEqual(await serious(page), [])

    await context.setOffline(true)
    await page.getByText('离线中').waitFor()
    for (const passed of await page.getByLabel('合格', { exact: true }).all()) await passed.check()
    await page.setInputFiles('[data-test=camera]', { name: 'IMG_1.png', mimeType: 'image/png', buffer: picture })
    await page.locator('[data-test=photos] img').waitFor()
    await page.setInputFiles('[data-test=gallery]', { name: '笔记.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') })
    await page.getByText('不是图片').waitFor()
    await page.click('[data-test=locate]')
    await page.getByText('已定位').waitFor()
    await sign(page)
    await page.click('[data-test=passed]')
    await page.locator('[data-test=inspected]').getByText('联网后自动上传').waitFor()
    assert.equal((await client.get(`/cases/${task.case_id}`)).tasks.find((one) => one.id === task.id).state, 'open')

    await context.setOffline(false)
    await page.locator('[data-test=inspected][data-sent=true]').waitFor()
    page.complaints.length = 0 // the browser notes the network that was gone
  }, phone)
  const done = (await client.get(`/cases/${task.case_id}`)).tasks.find((one) => one.id === task.id)
  assert.equal(done.decision, 'approve')
  assert.equal(done.evidence.latitude, 41.80512)
  assert.match(done.evidence.signature, /^M\d+ \d+L/)
  const photos = await client.get(`/tasks/${task.id}/photos`)
  assert.deepEqual(photos.map((one) => [one.state, one.type]), [['complete', 'jpeg']])
  await as('case_officer', async (page) => {
    await go(page, `/cases/${task.case_id}`)
    await page.locator('[data-test=evidence] img').waitFor()
    await page.waitForFunction(() => document.querySelector('[data-test=evidence] img').naturalWidth > 0)
    assert.deepEqual(await serious(page), [])
  })
})

test('a failed mandatory item cannot pass, and goes back with what was written at it', async () => {
  const { person, client, task } = await case_to_inspect()
  await as(person, async (page) => {
    await go(page, `/inspections/${task.id}?case=${task.case_id}`)
    await page.locator('fieldset.item').first().waitFor()
    for (const passed of await page.getByLabel('合格', { exact: true }).all()) await passed.check()
    const mandatory = page.locator('fieldset.item').filter({ hasText: '必查' }).first()
    await mandatory.getByLabel('不合格').check()
    await mandatory.locator('input.input').fill('出入口没有登记')
    assert.ok(await page.locator('[data-test=passed]').isDisabled())
    await sign(page)
    const strokes = await page.locator('[data-test=signature] path').getAttribute('d')
    await page.reload() // what was begun is still there
    await page.locator('fieldset.item').first().waitFor()
    await page.waitForFunction((drawn) => document.querySelector('[data-test=signature] path')?.getAttribute('d') === drawn, strokes)
    await page.click('[data-test=give-back]')
    await page.locator('[data-test=inspected][data-sent=true]').waitFor()
  }, phone)
  const done = (await client.get(`/cases/${task.case_id}`)).tasks.find((one) => one.id === task.id)
  assert.equal(done.decision, 'return')
  assert.match(done.reasons[0].text, /出入口没有登记$/)
})

// ---- looks ----
test('the policy pack is shown with its routes, to officials and not to enterprises', async () => {
  await as('case_officer', async (page) => {
    await go(page, '/phase')
    await page.locator('[data-test=pack] .graph').first().waitFor()
    for (const tab of ['申请表单', '核验清单', '通行证类别', '办理流程']) {
      await page.locator('[data-test=pack]').getByText(tab, { exact: true }).click()
      assert.deepEqual(await serious(page), [], tab)
    }
  })
  await as('enterprise_clerk', async (page) => {
    await go(page, '/phase')
    assert.equal(await page.locator('[data-test=pack]').count(), 0)
  })
})

for (const [looks, options] of Object.entries({ 'light, 1440 px': {}, 'dark, 1440 px': { dark: true }, 'dark, 360 px': { ...phone, dark: true } })) {
  test(`axe finds nothing serious in the inbox with its pane (${looks})`, async () => {
    const { person, task } = await case_under_joint_review()
    await as(person, async (page) => {
      await go(page, `/tasks?task=${task.id}`)
      await row(page, task).waitFor()
      await settled(page)
      assert.deepEqual(await serious(page), [])
      const found = await cramped(page)
      assert.ok(found.over <= 0)
      if (options.width) assert.deepEqual(found.small, [])
    }, options)
  })
}
