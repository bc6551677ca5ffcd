// A notice from the first word to the last enterprise that has confirmed it, the bell, an enterprise's mail box, a web hook
// whose receiver checks its signature, and the list of calls: node tests/browser/notices.mjs
import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { after, before, test } from 'node:test'

import { Client } from './client.mjs'
import { as, cramped, go, serious } from './page.mjs'

// A receiver as the Standard Webhooks specification wants it: it checks each signature, drops repeats, and can be broken.
const taken = new Map()
let secret = '', broken = false, forged = 0
const receiver = createServer(async (request, response) => {
  let body = ''
  for await (const piece of request.setEncoding('utf8')) body += piece
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = request.headers
  const right = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${id}.${time}.${body}`).digest('base64')
  if (signature !== `v1,${right}`) ++forged
  else if (!broken) taken.set(id, JSON.parse(body))
  response.writeHead(broken ? 410 : 204).end()
})
before(async () => { await once(receiver.listen(0, '127.0.0.1'), 'listening') })
after(() => receiver.close())
const until = async (holds, what, ms = 20_000) => {
  for (const end = Date.now() + ms; Date.now() < end;) {
    if (await holds()) return
    await new Promise((done) => setTimeout(done, 200))
  }
  assert.fail(what)
}

test('an officer writes a notice, counts and sends it; the enterprise sees the bell, reads and confirms; the progress says so', async () => {
  const clerk = await Client.as('enterprise_clerk')
  const own = await clerk.get(`/enterprises/${clerk.me.organisation.code}`)
  const title = `复工通知 ${randomUUID().slice(0, 8)}`
  await as('case_officer', async (page) => {
    await go(page, '/notices')
    await page.click('[data-test=compose]')
    await page.locator('[data-test=notice-form]').waitFor()
    assert.deepEqual(await serious(page), [])
    await page.selectOption('[data-test=template]', 'resume')
    assert.match(await page.inputValue('[data-test=text]'), /\{enterprise\}/)
    await page.fill('[data-test=subject]', title)
    await page.getByLabel(/^指定企业/).fill('没有这家厂')
    await page.click('[data-test=count]')
    await page.locator('[role=alert]', { hasText: '没有这家厂' }).waitFor()
    await page.getByLabel(/^指定企业/).fill(own.usc)
    await page.check('[data-test=to-confirm]')
    await page.click('[data-test=count]')
    await page.locator('[data-test=preview]', { hasText: '1 家' }).waitFor()
    await page.click('[data-test=send]')
    await page.locator('[data-test=receipts] tbody tr', { hasText: own.name }).waitFor()
    assert.deepEqual(await serious(page), [])
  })
  await as('enterprise_clerk', async (page) => {
    await page.locator('[data-test=bell] .badge').waitFor()
    await page.click('[data-test=bell]')
    const message = page.locator('[data-test=messages] li', { hasText: title })
    await message.waitFor()
    assert.match(await message.innerText(), new RegExp(own.name.slice(0, 4)), 'the name stands where the template has its place')
    assert.deepEqual(await serious(page), [])
    await message.locator('[data-test=confirm]').click()
    await message.waitFor({ state: 'detached' }) // no longer unread
    await page.click('[data-test=tab-all]')
    await page.locator('[data-test=messages] li', { hasText: title }).getByText('已确认').waitFor()
  })
  await as('case_officer', async (page) => {
    await go(page, '/notices')
    await page.locator('[data-test=open-notice]', { hasText: title }).click()
    await page.locator('[data-test=progress] dd', { hasText: '100%' }).first().waitFor()
  })
})

test('the administrator adds a web hook and tries it; a receiver that goes makes a dead letter, which is sent again', async () => {
  const admin = await Client.as('administrator')
  await as('administrator', async (page) => {
    await go(page, '/channels')
    await page.click('[data-test=add-channel]')
    await page.selectOption('[data-test=kind]', 'webhook')
    await page.fill('[data-test=name]', '值班接口')
    await page.fill('[data-test=url]', `http://127.0.0.1:${receiver.address().port}/in?token=not-to-be-shown`)
    await page.click('[data-test=save-channel]')
    secret = await page.locator('[data-test=hook-secret]').innerText()
    await page.locator('[role=dialog] button', { hasText: '保存' }).click()
    const line = page.locator('[data-test=channels] li', { hasText: '值班接口' })
    await line.waitFor()
    assert.doesNotMatch(await page.content(), /not-to-be-shown|whsec_/)
    assert.deepEqual(await serious(page), [])
    await line.locator('[data-test=test-channel]').click()
    await page.locator('[data-test=said]', { hasText: '已送达' }).waitFor({ timeout: 20_000 })
  })
  assert.equal(forged, 0, 'a signature was wrong')
  assert.equal(taken.size, 1)

  const channel = (await admin.get('/channels')).items.find((one) => one.name === '值班接口')
  broken = true
  await admin.post(`/channels/${channel.id}/test`, {})
  await until(async () => (await admin.get('/dead-letters')).items.length > 0, 'no dead letter')
  broken = false
  await as('administrator', async (page) => {
    await go(page, '/channels')
    await page.click('[data-test=tab-dead]')
    await page.locator('[data-test=dead] li').first().waitFor()
    await page.locator('[data-test=dead] input').first().check()
    await page.click('[data-test=send-again]')
    await page.locator('[data-test=said]', { hasText: '1 条' }).waitFor()
  })
  await until(() => taken.size === 2, 'it was not sent again')
})

test('who does not read it is on the subdistrict’s list of calls, until somebody has reached them', async () => {
  const inspector = await Client.as('subdistrict_inspector')
  const officer = await Client.as('case_officer')
  const { items: [firm] } = await inspector.get('/enterprises?limit=1')
  const title = `请电话告知 ${randomUUID().slice(0, 8)}`
  await officer.post('/notices', {
    receivers: { phases: [], classes: [], subdistricts: [], states: [], enterprises: [firm.id] },
    title: { zh_cn: title, en: '' }, body: { zh_cn: '请即查收。', en: '' }, call_after_minutes: 1,
  })
  await until(async () => (await inspector.get('/call-list?limit=200')).items.some((one) => one.notice_title === title), 'no call to make', 90_000)
  await as('subdistrict_inspector', async (page) => {
    await go(page, '/notices')
    const call = page.locator('[data-test=calls] li', { hasText: title })
    await call.waitFor()
    assert.deepEqual(await serious(page), [])
    await call.locator('[data-test=call-no_answer]').click()
    await call.getByText('已拨 1 次').waitFor()
    await call.locator('[data-test=call-reached]').click()
    await call.waitFor({ state: 'detached' })
  })
})

test('an enterprise clerk keeps an own web hook, and on a phone nothing runs over the side', () => as('enterprise_clerk', async (page) => {
  for (const path of ['/messages', '/channels']) {
    await go(page, path)
    const { over, small } = await cramped(page)
    assert.equal(over, 0, path)
    assert.deepEqual(small, [], path)
    assert.deepEqual(await serious(page), [], path)
  }
  await page.click('[data-test=add-channel]')
  await page.selectOption('[data-test=kind]', 'dingtalk')
  await page.fill('[data-test=name]', '本厂钉钉群')
  await page.fill('[data-test=url]', 'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef')
  await page.click('[data-test=save-channel]')
  await page.locator('[data-test=channels] li', { hasText: '…cdef' }).waitFor()
}, { width: 360, height: 780 }))
