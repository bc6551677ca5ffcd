// What the administrator and the pass commissioner do at their desks: node tests/browser/officials.mjs
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Client } from './client.mjs'
import { as, go, serious, with_page } from './page.mjs'

test('the administrator adds a person, who logs in at once; a taken login is refused in words', async () => {
  const login = `auditor${Date.now() % 1_000_000}`
  const add = async (page) => {
    await page.click('[data-test=add-person]')
    await page.locator('form#person select').selectOption({ index: 0 })
    await page.fill('input[name=new-login]', login)
    await page.fill('input[name=new-name]', '欧阳审')
    await page.locator('form#person').getByText('审计').check()
    await page.fill('#new-password', 'A long enough passw0rd')
    await page.click('[data-test=save-person]')
  }
  await as('administrator', async (page) => {
    await go(page, '/people')
    await add(page)
    await page.getByText('请把新密码告知本人').waitFor()
    await add(page)
    await page.locator('form#person [role=alert]').waitFor()
    page.complaints.length = 0 // the browser notes the refused request
  })
  const person = await Client.log_in({ login, password: 'A long enough passw0rd' })
  assert.deepEqual((await person.get('/session')).roles, ['auditor'])
})

test('the pass commissioner suspends a pass with a reason and restores it', () => as('pass_commissioner', async (page) => {
  await go(page, '/issuing?tab=passes')
  await page.selectOption('[data-test=pass-state]', 'valid')
  await page.locator('[data-test=pass] button').first().click()
  await page.click('[data-test=pass-suspend]')
  await page.click('[data-test=pass-sure]')
  await page.locator('[role=dialog] [role=alert]').waitFor() // no reason, no suspension
  await page.fill('[data-test=pass-reason]', '持证人报告丢失')
  await page.click('[data-test=pass-sure]')
  await page.click('[data-test=pass-restore]')
  await page.click('[data-test=pass-sure]')
  await page.locator('[data-test=pass-suspend]').waitFor()
}))

test('an enterprise as officials see it: register, cases and roster, without a fault of axe', () => as('case_officer', async (page) => {
  const officer = await Client.as('case_officer')
  const { items } = await officer.get('/enterprises?limit=1')
  await go(page, `/enterprises/${items[0].id}`)
  await page.getByRole('heading', { name: items[0].name }).waitFor()
  const worker = page.locator('[data-test=worker]').first()
  await worker.waitFor()
  assert.match(await worker.textContent(), /\*/, 'ids and phones are masked')
  assert.deepEqual(await serious(page), [])
}))

test('nobody without the right gets to people', () => with_page({}, async () => {
  const officer = await Client.as('case_officer')
  await assert.rejects(officer.get('/people'), /403|forbidden/)
}))
