// The desk in a real browser against a real server on a rehearsed district: node tests/browser/run.mjs
//   FUGONG_URL       where it serves (http://127.0.0.1:8080)
//   FUGONG_ACCOUNTS  the demo accounts (.demo/accounts.json)
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { account, accounts, log_in, settled } from './browser.mjs'
import { case_under_joint_review, Client, fresh_case } from './client.mjs'
import { as, cramped, go, serious, with_page } from './page.mjs'

const digits = (text) => Number(text.replace(/[^\d.-]/g, ''))

// What each role finds in its navigation, the first being where it lands.
const rooms = {
  district_leader: ['/command', ['指挥中心', '复工办件', '驻厂监管', '诉求服务', '通知到户', '通报', '防控阶段']],
  case_officer: ['/tasks', ['指挥中心', '我的待办', '复工办件', '企业注册', '驻厂监管', '诉求服务', '通知到户', '通报', '防控阶段']],
  department_reviewer: ['/tasks', ['我的待办', '通行证发放', '复工办件', '诉求服务', '防控阶段']],
  subdistrict_inspector: ['/tasks', ['我的待办', '复工办件', '企业注册', '驻厂监管', '诉求服务', '通知到户', '防控阶段']],
  pass_commissioner: ['/issuing', ['通行证发放', '复工办件', '诉求服务', '防控阶段']],
  enterprise_clerk: ['/my', ['我的企业', '花名册', '通行证', '驻厂监管', '诉求服务', '通知渠道', '防控阶段']],
  resident_officer: ['/phase', ['防控阶段']],
  checkpoint_guard: ['/phase', ['防控阶段']],
  administrator: ['/people', ['人员单位', '通知渠道', '防控阶段']],
  auditor: ['/phase', ['防控阶段']],
}
for (const [role, [home, areas]] of Object.entries(rooms)) {
  test(`${role} logs in, lands on ${home} and sees only the own rooms`, async () => {
    await as(role, async (page) => {
      assert.equal(new URL(page.url()).pathname, home)
      assert.deepEqual(await page.locator('nav a span').allTextContents(), areas)
      assert.equal(await page.locator('[role=alert]').count(), 0)
      await page.click('[data-test=log-out]')
      await page.waitForURL('**/login')
    })
  })
}

test('the address alone leads somebody with a session to where their work begins', () => as('case_officer', async (page) => {
  await page.goto('/')
  await page.waitForURL('**/tasks')
}))

test('a wrong password is refused in words, and nothing is let in', () => with_page({}, async (page) => {
  await page.goto('/login')
  await page.click('button[type=submit]')
  await page.locator('[role=alert]').waitFor()
  await page.fill('input[name=login]', account('district_leader').login)
  await page.fill('input[name=password]', 'certainly wrong')
  await page.click('button[type=submit]')
  await page.locator('[role=alert]').filter({ hasText: /\S{4,}/ }).waitFor()
  await page.goto('/command')
  await page.waitForURL(/\/login\?next=/)
}))

test('whoever comes by a link logs in and arrives where the link led', () => with_page({}, async (page) => {
  await page.goto('/cases?scope=all')
  await page.waitForURL(/\/login\?next=/)
  const { login, password } = account('district_leader')
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL(/\/cases\?scope=all$/)
}))

test('a link may not lead to another site after log-in', () => with_page({}, async (page) => {
  await page.goto('/login?next=//example.invalid/')
  const { login, password } = account('district_leader')
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL('**/command')
}))

test('an enterprise clerk is led back from rooms that are not the enterprise’s', () => as('enterprise_clerk', async (page) => {
  await page.goto('/command')
  await page.waitForURL('**/my')
  await settled(page)
  await page.locator('[data-test=todo] h2').waitFor()
}))

test('the command centre shows the figures of the bulletin', () => as('district_leader', async (page) => {
  await go(page, '/command')
  const bulletin = await (await Client.as('district_leader')).get('/bulletin')
  for (const key of ['enterprises_resumed', 'employees_returned', 'return_rate_percent', 'capacity_over_80']) {
    assert.equal(digits(await page.locator(`[data-figure=${key}]`).textContent()), bulletin[key], key)
  }
  assert.ok((await page.locator('[data-test=subdistricts] tbody tr').count()) > 0)
  await page.locator('[data-test=chart]').scrollIntoViewIfNeeded()
  await page.locator('.chart svg').waitFor()
  await go(page, '/bulletin')
  assert.equal(digits(await page.locator('[data-figure=enterprises_resumed]').textContent()), bulletin.enterprises_resumed)
  assert.match(await page.locator('[data-test=bulletin-text]').textContent(), /复工/)
}))

test('from the command centre by subdistrict to the list, to a case, to its time line', () => as('district_leader', async (page) => {
  await go(page, '/command')
  await page.locator('[data-test=subdistricts] tbody a').first().click()
  await page.waitForURL(/\/cases\?.*subdistrict=/)
  await settled(page)
  const first = page.locator('[data-test=case] a').first()
  const name = await first.textContent()
  await first.click()
  await page.waitForURL(/\/cases\/[^?]+$/)
  await settled(page)
  assert.equal(await page.locator('h1').textContent(), name)
  assert.ok((await page.locator('[data-test=timeline] > li').count()) > 0, 'the time line is empty')
  assert.ok((await page.locator('.clock').count()) > 0, 'no promise is shown')
  assert.ok((await page.locator('[data-test=documents] dt').count()) > 0, 'no document is shown')
}))

test('filters stand in the address, and the list keeps them over a reload', () => as('district_leader', async (page) => {
  await go(page, '/cases?scope=all')
  const before_filter = await page.locator('[data-test=case]').count()
  assert.ok(before_filter > 0)
  await page.selectOption('select[name=state]', 'resumed')
  await page.waitForURL(/\/cases\?.*state=resumed/)
  await settled(page)
  await page.reload()
  await settled(page)
  assert.equal(await page.inputValue('select[name=state]'), 'resumed')
}))

test('pages of the list lead forward and back, and no case stands on two of them', () => as('district_leader', async (page) => {
  await go(page, '/cases?scope=all')
  const links = () => page.locator('[data-test=case] a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  const first = await links()
  const next = page.getByRole('button', { name: '下一页' })
  if (!(await next.count())) return // a very small district
  const answer = page.waitForResponse((response) => response.url().includes('after='))
  await next.click()
  await answer
  await page.getByText('第 2 页').waitFor()
  await page.waitForFunction((old) => document.querySelector('[data-test=case] a')?.getAttribute('href') !== old, first[0])
  const second = await links()
  assert.deepEqual(second.filter((href) => first.includes(href)), [])
  await page.getByRole('button', { name: '上一页' }).click()
  await page.waitForFunction((old) => document.querySelector('[data-test=case] a')?.getAttribute('href') === old, first[0])
}))

test('a reviewer decides: a return needs words, a draft survives a reload, the other tab sees it without one', async () => {
  const { person, task, name } = await case_under_joint_review()
  await with_page({}, async (page) => {
    await log_in(page, person)
    await go(page, '/tasks')
    const other = await page.context().newPage()
    await go(other, '/tasks')
    const row = (tab) => tab.locator(`.list a[href*="${task.id}"]`)
    await row(other).waitFor()
    await row(page).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/cases/**')
    await settled(page)
    assert.equal(await page.locator('h1').textContent(), name)

    await page.check('input[value=return]')
    await page.click('[data-test=decide]')
    await page.locator('[data-test=decision] [role=alert]').waitFor()
    await page.fill('[data-test=reason-text]', '隔离房间数量与职工人数不符，请补充。')
    await page.reload()
    await settled(page)
    assert.equal(await page.inputValue('[data-test=reason-text]'), '隔离房间数量与职工人数不符，请补充。')

    await page.check('input[value=approve]')
    await page.click('[data-test=decide]')
    await page.getByText('已办理', { exact: true }).waitFor()
    assert.equal(await page.locator('[data-test=decision]').count(), 0)
    await row(other).waitFor({ state: 'detached', timeout: 10_000 })
  })
})

test('a task that somebody else has just decided says so and shows the case as it is', async () => {
  const { person, client, task } = await case_under_joint_review()
  await with_page({}, async (page) => {
    await log_in(page, person)
    await page.route('**/api/v1/events', (route) => route.abort()) // the news has not reached this screen yet
    await go(page, `/cases/${task.case_id}?task=${task.id}`)
    await page.check('input[value=approve]')
    await client.post(`/tasks/${task.id}/decision`, { decision: 'approve' })
    await page.click('[data-test=decide]')
    await page.getByText('已由他人办理').waitFor()
  })
})

test('arrow keys walk through the inbox and Enter opens a task', async () => {
  const { person } = await case_under_joint_review()
  await with_page({}, async (page) => {
    await log_in(page, person)
    await go(page, '/tasks')
    await page.locator('main li a').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    assert.ok(await page.evaluate(() => document.activeElement === document.querySelector('main li a')))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/cases/**')
  })
})

test('remaining time counts down before the reader’s eyes', async () => {
  const { id } = await fresh_case()
  await as('case_officer', async (page) => {
    await go(page, `/cases/${id}`)
    const words = () => page.locator('.clock .foot, .clock .big, .left').allTextContents()
    const first = (await words()).join()
    await page.waitForFunction((old) => [...document.querySelectorAll('.clock .foot, .clock .big, .left')].map((e) => e.textContent).join() !== old,
      first, { timeout: 70_000 })
  })
})

test('the language is switched on the spot, for the server’s words too, and is remembered', () => as('district_leader', async (page) => {
  await go(page, '/command')
  await page.click('[data-test=language]')
  await page.getByRole('heading', { name: 'Command centre' }).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  await page.reload()
  await settled(page)
  assert.deepEqual(await page.locator('nav a span').allTextContents(), ['Command centre', 'Cases', 'Supervision', 'Service desk', 'Notices', 'Bulletin', 'Phase'])
  assert.doesNotMatch(await page.locator('.lead').textContent(), /[\u4e00-\u9fff]/)
  await page.click('[data-test=language]')
  await page.getByRole('heading', { name: '指挥中心' }).waitFor()
}))

test('dark mode is switched by hand, remembered, and follows the machine before that', async () => {
  await as('district_leader', async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await ground()
    await page.click('[data-test=theme]')
    await page.locator('html.dark').waitFor()
    const dark = await ground()
    assert.notEqual(dark, light)
    await page.reload()
    await settled(page)
    assert.equal(await ground(), dark)
  })
  await with_page({ dark: true }, async (page) => {
    await page.goto('/login')
    assert.ok(await page.evaluate(() => document.documentElement.classList.contains('dark')))
  })
})

test('a session that has ended asks to log in again and comes back to the same place', () => as('district_leader', async (page) => {
  await go(page, '/cases?scope=all')
  await page.context().clearCookies()
  await page.selectOption('select[name=state]', 'resumed')
  await page.waitForURL(/\/login\?next=/)
  await page.getByText('登录已过期').waitFor()
  const { login, password } = account('district_leader')
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL(/\/cases\?/)
}))

test('a lost network is told in words, and a retry mends it', () => as('district_leader', async (page) => {
  await page.route('**/api/v1/dashboard', (route) => route.abort())
  await page.goto('/command')
  await page.getByText('网络没有响应').waitFor()
  await page.unroute('**/api/v1/dashboard')
  await page.getByRole('button', { name: '重试' }).click()
  await page.locator('[data-figure=enterprises_resumed]').waitFor()
}))

test('a record that does not exist and a page that does not exist are both told apart from a fault', () => as('district_leader', async (page) => {
  await page.goto('/cases/00000000-0000-7000-8000-000000000000')
  await page.locator('[role=alert]').waitFor()
  await page.goto('/nowhere')
  await page.getByText('没有这个页面').first().waitFor()
}))

test('the first key press reaches a link that skips to the content', () => as('district_leader', async (page) => {
  await go(page, '/command')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), '跳到正文')
}))

test('nothing comes from another host, and the policy that forbids it is sent', () => with_page({}, async (page) => {
  const hosts = new Set()
  page.on('request', (request) => { hosts.add(new URL(request.url()).host) })
  const response = await page.goto('/login')
  await settled(page)
  assert.match(response.headers()['content-security-policy'] ?? '', /default-src 'self'/)
  assert.equal(hosts.size, 1)
}))

const pages_of = {
  district_leader: ['/command', '/cases', '/cases?scope=all', '/bulletin', '/phase', 'case'],
  case_officer: ['/tasks'],
  pass_commissioner: ['/issuing', '/issuing?tab=passes'],
  administrator: ['/people', '/phase'],
  enterprise_clerk: ['/my'],
  checkpoint_guard: ['/phase'],
}
async function visit(page, path) {
  if (path !== 'case') return go(page, path)
  await go(page, '/cases?scope=all')
  await go(page, await page.locator('[data-test=case] a').first().getAttribute('href'))
}

for (const [role, paths] of Object.entries(pages_of)) {
  test(`${role}: at 360 px no page runs over the side and every button is large enough for a thumb`, async () => {
    await as(role, async (page) => {
      for (const path of paths) {
        await visit(page, path)
        const found = await cramped(page)
        assert.ok(found.over <= 0, `${path} runs ${found.over} px over the side`)
        assert.deepEqual(found.small, [], path)
      }
    }, { width: 360, height: 780 })
  })

  for (const [looks, options] of Object.entries({ 'light, 1440 px': {}, 'dark, 360 px': { width: 360, height: 780, dark: true } })) {
    test(`${role}: axe finds no serious violation (${looks})`, async () => {
      await as(role, async (page) => {
        for (const path of paths) {
          await visit(page, path)
          assert.deepEqual(await serious(page), [], path)
        }
      }, options)
    })
  }
}

test('axe finds no serious violation on the log-in page and in the decision form', async () => {
  await with_page({}, async (page) => {
    await page.goto('/login')
    await settled(page)
    assert.deepEqual(await serious(page), [])
  })
  const { person, task } = await case_under_joint_review()
  for (const options of [{}, { dark: true, width: 360, height: 780 }]) {
    await with_page(options, async (page) => {
      await log_in(page, person)
      await go(page, `/cases/${task.case_id}?task=${task.id}`)
      await page.check('input[value=return]')
      assert.deepEqual(await serious(page), [])
    })
  }
})
