// Problems, as enterprise, handler and leader meet them: raised with suggestions while typing, taken up, planned, solved,
// confirmed and opened again; what would stay overnight; the roster.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { accounts, settled } from './browser.mjs'
import { Client } from './client.mjs'
import { as, cramped, go, serious } from './page.mjs'

const of_role = (role) => accounts().find((one) => one.role === role)
const text_of = (page, name) => page.locator(`[data-test=${name}]`).innerText()

// Does one act on the page's ticket and waits until the course of it tells so.
async function act(page, name, { words, fill } = {}) {
  const before = await page.locator('[data-test=course] li').count()
  await page.click(`[data-test=act-${name}]`)
  if (fill) await fill()
  if (words) await page.fill('textarea[name=words]', words)
  await page.click('[data-test=do-act]')
  await page.waitForFunction((n) => document.querySelectorAll('[data-test=course] li').length > n, before)
}

let path = ''

test('an enterprise is shown how others were helped while it types, and who answers for its problem', () => as('enterprise_clerk', async (page) => {
  await (await Client.as('case_officer')).send('POST', '/knowledge', { category: 'staff_return', title: '员工所在小区封控怎么返岗', text: '员工所在小区封控，无法返岗', answer: '凭复工证明由专车接回' })
  await go(page, '/tickets')
  await page.click('[data-test=raise-ticket]')
  await page.click('[data-test=send-ticket]')
  await page.locator('[data-test=raise] [role=alert]').waitFor()
  await page.selectOption('[data-test=raise] select[name=category]', { index: 1 })
  await page.fill('[data-test=raise] input[name=title]', '员工所在小区封控，无法返岗，急需协助')
  await page.locator('[data-test=suggestions]').waitFor()
  assert.deepEqual(await serious(page), [])
  await page.fill('[data-test=raise] textarea[name=text]', '<b>十二名</b>焊工住在封控小区')
  await page.click('[data-test=send-ticket]')
  await page.locator('[data-test=ticket]').waitFor()
  await settled(page)
  path = new URL(page.url()).pathname
  assert.match(await text_of(page, 'ticket'), /<b>十二名<\/b>焊工/)
  assert.ok((await text_of(page, 'handler')).length > 2)
  assert.deepEqual(await serious(page), [])
}))

test('the office answers, writes what the enterprise does not read, plans and solves', () => as('case_officer', async (page) => {
  await go(page, path)
  await act(page, 'answer', { words: '已联系社区' })
  await act(page, 'note', { words: '该企业前日已反映过' })
  await act(page, 'plan', { words: '明日上午点对点接回' })
  assert.match(await text_of(page, 'state'), /计划待确认/)
  assert.deepEqual(await serious(page), [])
  assert.equal((await cramped(page)).over, 0)
}))

test('the enterprise refuses the plan in words, reads no private note and sees the solution to confirm', async () => {
  await as('enterprise_clerk', async (page) => {
    await go(page, path)
    assert.doesNotMatch(await text_of(page, 'course'), /前日已反映过/)
    await page.click('[data-test=act-decide_plan]')
    await page.click('[data-test=refuse-plan]')
    await page.locator('[data-test=acts] [role=alert]').waitFor()
    await page.fill('textarea[name=words]', '今晚就要开线')
    await page.click('[data-test=refuse-plan]')
    await page.locator('[data-test=course]', { hasText: '今晚就要开线' }).waitFor()
  })
  await as('case_officer', async (page) => {
    await go(page, path)
    await act(page, 'solve', { words: '社区已放行，专车今晚接回' })
  })
  await as('enterprise_clerk', async (page) => {
    await go(page, path)
    await act(page, 'confirm', { words: '很及时', fill: () => page.check('input[name=rating][value="5"]') })
    assert.match(await text_of(page, 'state'), /已办结/)
    await act(page, 'reopen', { words: '只接回了一半' })
    assert.match(await text_of(page, 'state'), /办理中/)
  })
})

test('a leader sees what would stay overnight and lets one stay by name', () => as('district_leader', async (page) => {
  await go(page, '/tickets')
  await page.locator('[data-test=tickets]').waitFor()
  assert.deepEqual(await serious(page), [])
  await page.click(`a[href="${path}"]`)
  await page.locator('[data-test=ticket]').waitFor()
  await act(page, 'except', { words: '等待外区放行，同意延期' })
  assert.match(await text_of(page, 'ticket'), /同意延至/)
  await go(page, '/tickets')
  await page.click('[data-test=tab-figures]')
  await page.locator('[data-test=figures]').first().waitFor()
  assert.deepEqual(await serious(page), [])
}))

test('the roster says who is on duty, and the office plans a shift', () => as('case_officer', async (page) => {
  await go(page, '/rota')
  await page.locator('[data-test=duty] tbody tr').first().waitFor()
  await page.click('[data-test=teams] li:nth-last-child(3) button')
  await page.locator('[data-test=plan-duty]').nth(3).click()
  await page.selectOption('select[name=person]', { index: 1 })
  await page.selectOption('select[name=substitute]', { index: 0 })
  await page.click('[data-test=save-duty]')
  await page.locator('select[name=person]').waitFor({ state: 'detached' })
  await page.locator('[data-test=duty] tbody tr', { hasText: '已排定' }).waitFor()
  assert.deepEqual(await serious(page), [])
}))

test('on a phone nothing of it runs over the side, and every control is large enough for a thumb', () => as(of_role('enterprise_clerk'), async (page) => {
  for (const where of ['/tickets', path]) {
    await go(page, where)
    assert.deepEqual(await cramped(page), { over: 0, small: [] }, where)
    assert.deepEqual(await serious(page), [])
  }
}, { width: 360, height: 740 }))
