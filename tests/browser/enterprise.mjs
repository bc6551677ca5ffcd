// What an enterprise's clerk does, from the first visit to the figures of the day: node tests/browser/enterprise.mjs
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { accounts, log_in } from './browser.mjs'
import { Client, fresh_case, give_back, new_clerk, resident_id_of, shared_clerk, usc_of } from './client.mjs'
import { as, cramped, go, serious, with_page } from './page.mjs'

const pages_max = 12
const paragraph = '按照分区管理、分批返岗、点对点通勤的要求组织，责任到人，每日报告。'

// Fills every empty field of the form that is on the screen with something that the Dadong pack accepts.
const answers = {
  contact_phone: '13800001234', first_batch: '120', returning_total: '200', housed_in_plant: '150', from_outside: '0', tests_within_hours: '24',
  stocks_days: '14', production_load: '80', isolation_rooms: '10', leader_phone: '13800001234', hospital: '沈阳市第六人民医院',
}
async function fill_form(page) {
  for (const field of await page.locator('[data-field]').all()) {
    const name = (await field.getAttribute('data-field')).split('.')[1]
    const date = field.locator('input[type=date]')
    const input = field.locator('input[type=text], input[type=tel]')
    if (await date.count()) await date.fill('2022-04-28')
    else if (await field.locator('textarea').count()) await field.locator('textarea').fill(paragraph)
    else if (await field.locator('select').count()) await field.locator('select').selectOption({ index: 1 })
    else if (await field.locator('input[type=radio]').count()) await field.locator('input[type=radio]').first().check()
    else if (await input.count() && !(await input.inputValue())) await input.fill(answers[name] ?? '1')
  }
}
const roster_rows = (first, count, name = (i) => `职工${i}`) => Array.from({ length: count }, (_, i) =>
  [name(i), resident_id_of(first + i), `139${String(10_000_000 + first + i)}`, '装配工', '一班'].join('\t'))
const headings = ['姓名', '身份证号', '手机号', '岗位', '班组'].join('\t')
const next = async (page) => {
  const before = page.url()
  await page.click('[data-test=next]')
  await page.waitForURL((url) => url.href !== before)
}
async function draft_of(client) {
  const { items } = await client.get('/cases?scope=all&limit=1')
  return client.get(`/cases/${items[0].id}`)
}

test('a first-time clerk gets from registration to a submitted application with a roster of 200 in at most 12 pages', () => with_page({}, async (page) => {
  const seen = new Set()
  page.on('framenavigated', (frame) => {
    const url = new URL(frame.url())
    if (url.pathname !== '/') seen.add(`${url.pathname} ${url.searchParams.get('step') ?? ''}`)
  })
  let dialogs = 0
  await page.exposeFunction('dialog_opened', () => { seen.add(`dialog ${++dialogs}`) })
  await page.addInitScript(() => {
    const shown = new WeakSet() // a dialog may stand in the page long before anybody sees it
    new MutationObserver(() => {
      for (const one of document.querySelectorAll('[role=dialog]')) {
        if (!one.checkVisibility()) shown.delete(one)
        else if (!shown.has(one)) {
          shown.add(one)
          window.dialog_opened()
        }
      }
    }).observe(document, { childList: true, subtree: true, attributeFilter: ['style', 'class'] })
  })
  const number = 4_000_000 + process.pid % 900_000
  await go(page, '/register')
  await page.fill('[name=name]', '沈阳新航齿轮有限公司')
  await page.fill('[name=usc]', usc_of(number))
  await page.selectOption('[name=subdistrict]', { index: 1 })
  await page.fill('[name=address]', '东贸路 8 号')
  await page.fill('[name=legal]', '王伟')
  await page.fill('[name=workers]', '300')
  await page.fill('[name=industry]', '3670')
  await page.fill('[name=person]', '张三')
  await page.fill('[name=phone]', '13800001234')
  await page.fill('[name=login]', `first${number}`)
  await page.fill('[name=password]', 'correct horse battery')
  await page.click('[data-test=send]')
  await page.getByText('等待核实确认').waitFor()

  // Until somebody has confirmed, nobody gets in.
  await assert.rejects(Client.log_in({ login: `first${number}`, password: 'correct horse battery' }), /401/)
  await as('case_officer', async (office) => {
    await go(office, '/registrations')
    const line = office.locator('[data-test=registration]', { hasText: usc_of(number) })
    await line.getByRole('button', { name: '确认', exact: true }).click()
    await office.click('[data-test=confirm]')
    await office.getByText('已确认：沈阳新航齿轮有限公司').waitFor()
  })
  await page.getByRole('button', { name: '刷新' }).click()
  await page.getByRole('link', { name: '去登录' }).click()
  await page.fill('input[name=login]', `first${number}`)
  await page.fill('input[name=password]', 'correct horse battery')
  await page.click('button[type=submit]')
  await page.waitForURL('**/my')
  await page.click('[data-test=begin]')
  await page.locator('[data-field]').first().waitFor()
  while (await page.locator('[data-field]').count()) {
    await fill_form(page)
    await next(page)
  }
  await page.setInputFiles('[data-test=files] input[type=file]', { name: '平面图.pdf', mimeType: 'text/html', buffer: Buffer.from('%PDF-1.7\nplan\n%%EOF\n') })
  await page.locator('[data-test=file]', { hasText: '平面图.pdf' }).waitFor()
  await next(page)
  await page.fill('[name=pasted]', [headings, ...roster_rows(number % 100_000, 200)].join('\n'))
  await page.click('[data-test=import-go]')
  await page.locator('[data-test=receipt]', { hasText: '全部导入成功' }).waitFor()
  await next(page)
  await page.locator('[data-test=fine]').waitFor()
  await page.click('[data-test=submit]')
  await page.locator('[data-test=submitted]').waitFor()
  seen.add('submitted')
  assert.ok(seen.size <= pages_max, `${seen.size} pages: ${[...seen].join(', ')}`)
  await page.getByRole('link', { name: '回到我的企业' }).click()
  await page.locator('[data-test=todo]', { hasText: '正在审查' }).waitFor()
}))

test('an enterprise that the district has entered is claimed with a code, and only with it', () => with_page({}, async (page) => {
  const officer = await Client.as('case_officer')
  const number = 6_000_000 + process.pid % 900_000
  const subdistrict = (await officer.get('/subdistricts'))[0].code
  const enterprise = await officer.post('/enterprises', {
    name: '沈阳老字号锻造厂', usc: usc_of(number), scale: 'above', industry: '3311', subdistrict, address: '工农路 1 号', legal_representative: '李强', normal_workers: 60,
  })
  let code = ''
  await as('case_officer', async (office) => {
    await go(office, '/registrations')
    await office.fill('[name=search]', enterprise.usc)
    await office.getByRole('button', { name: '查找' }).click()
    await office.getByRole('button', { name: '生成认领码' }).click()
    code = await office.locator('[data-test=claim-code]').textContent()
  })
  await go(page, '/register')
  await page.check('input[value=claim]')
  await page.fill('[name=usc]', enterprise.usc)
  await page.fill('[name=code]', '2222-2222')
  await page.fill('[name=person]', '赵六')
  await page.fill('[name=phone]', '13800005555')
  await page.fill('[name=login]', `claim${number}`)
  await page.fill('[name=password]', 'correct horse battery')
  await page.click('[data-test=send]')
  await page.getByText('认领码不正确').first().waitFor()
  await page.fill('[name=code]', code.toLowerCase())
  await page.click('[data-test=send]')
  await page.getByText('账户已开通').waitFor()
  await log_in(page, { login: `claim${number}`, password: 'correct horse battery' })
  await page.getByRole('heading', { name: '沈阳老字号锻造厂' }).waitFor()
}))

test('what is missing on the registration stands at its field', () => with_page({ width: 360, height: 780 }, async (page) => {
  await go(page, '/register')
  await page.fill('[name=usc]', '91210104MA0QWERTYU')
  await page.locator('[name=name]').focus()
  await page.getByText('代码有误').waitFor()
  await page.click('[data-test=send]')
  await page.getByText('处需要修改').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'name')
  await page.reload()
  assert.equal(await page.inputValue('[name=usc]'), '91210104MA0QWERTYU')
}))

test('the form says while somebody types what the server would say, and names every unmet condition before it goes out', async () => {
  const { person } = await shared_clerk()
  await as(person, async (page) => {
    await go(page, '/my/apply')
    const field = (name) => page.locator(`[data-field="application_form.${name}"]`)
    assert.notEqual(await field('name').locator('input').inputValue(), '') // the register knows it
    await field('contact_phone').locator('input').fill('12345')
    await field('stocks_days').locator('input').fill('1')
    await field('production_load').locator('input').fill('多')
    await field('production_load').locator('input').blur()
    await field('contact_phone').getByText('手机号应为 11 位数字').waitFor()
    await field('stocks_days').getByText('防疫物资储备不足').waitFor()
    await field('production_load').getByText('此项应为数字').waitFor()
    await go(page, '/my/apply?step=check')
    const troubles = page.locator('[data-test=troubles]')
    await troubles.getByText('防疫物资储备不足').waitFor()
    assert.ok(await page.locator('[data-test=submit]').isDisabled())
    await troubles.locator('li', { hasText: '防疫物资储备' }).getByRole('link').click()
    await page.waitForFunction(() => document.activeElement?.id === 'i-application_form.stocks_days')
    assert.equal(await field('contact_phone').locator('input').inputValue(), '12345') // kept, though the server takes no such thing
  })
})

test('what a reviewer returns stands at its field before the clerk, who mends it and submits again', async () => {
  const { id, clerk } = await fresh_case()
  await give_back(id, [{ field: 'application_form.contact_phone', text: '电话无人接听，请更正' }])
  await with_page({ width: 360, height: 780 }, async (page) => {
    await log_in(page, clerk)
    await page.getByText('电话无人接听，请更正').first().waitFor()
    assert.ok((await page.getByText('已暂停计时').count()) > 0)
    await page.click('[data-test=edit]')
    const field = page.locator('[data-field="application_form.contact_phone"]')
    await field.getByText('电话无人接听，请更正').waitFor()
    await field.locator('input').fill('13900008888')
    await page.getByText('尚未保存').waitFor()
    while (await page.locator('[data-test=next]').count()) await next(page)
    await page.locator('[data-test=fine]').waitFor()
    await page.click('[data-test=submit]')
    await page.locator('[data-test=submitted]').waitFor()
  })
})

test('two tabs: each one’s changes are joined, and where both changed a field somebody chooses', async () => {
  const { person, client } = await new_clerk()
  await as(person, async (page) => {
    await page.route('**/api/v1/events', (route) => route.abort()) // this tab hears of nothing until it saves
    await go(page, '/my/apply')
    const other = await page.context().newPage()
    await go(other, '/my/apply')
    const input = (tab, name) => tab.locator(`[id="i-application_form.${name}"]`)
    await input(other, 'contact_phone').fill('13811112222')
    await input(other, 'stocks_days').fill('20')
    await next(other)
    await input(page, 'stocks_days').fill('30')
    await input(page, 'first_batch').fill('50')
    await page.click('[data-test=next]')
    const clash = page.locator('[data-test=clash]')
    await clash.getByText('20', { exact: true }).waitFor()
    await clash.getByText('30', { exact: true }).waitFor()
    assert.equal(await input(page, 'contact_phone').inputValue(), '13811112222')
    assert.deepEqual(await serious(page), [])
    await clash.getByRole('button', { name: '用我的' }).click()
    await page.getByText('已保存').waitFor()
    const { application } = await draft_of(client)
    assert.deepEqual([application.application_form.contact_phone, application.application_form.stocks_days, application.application_form.first_batch],
      ['13811112222', 30, 50])
  })
})

test('a return while the clerk types brings the reasons to the fields and leaves what was typed', async () => {
  const { id, clerk } = await fresh_case()
  await give_back(id, [{ field: 'application_form.contact_phone', text: '请更正电话' }])
  await as(clerk, async (page) => {
    await go(page, '/my/apply')
    await page.getByText('请更正电话').waitFor()
    await page.fill('[id="i-application_form.address"]', '东贸路 18 号')
    // From another machine the same clerk submits, and a department returns it again.
    const elsewhere = await Client.log_in(clerk)
    await elsewhere.post(`/cases/${id}/submission`)
    await give_back(id, [{ field: 'application_form.stocks_days', text: '请附储备清单' }])
    await page.locator('[data-test=returned-now]').waitFor()
    await page.locator('[data-field="application_form.stocks_days"]').getByText('请附储备清单').waitFor()
    assert.equal(await page.inputValue('[id="i-application_form.address"]'), '东贸路 18 号')
    await next(page)
    assert.equal((await elsewhere.get(`/cases/${id}`)).application.application_form.address, '东贸路 18 号')
  })
})

test('a session that ends loses nothing that was typed; logging out leaves nothing behind', async () => {
  const { person } = await shared_clerk()
  await as(person, async (page) => {
    await go(page, '/my/apply')
    await page.fill('[id="i-application_form.contact_phone"]', '13733334444')
    await page.context().clearCookies()
    await page.click('[data-test=next]')
    await page.waitForURL(/\/login\?/)
    await page.fill('input[name=login]', person.login)
    await page.fill('input[name=password]', person.password)
    await page.click('button[type=submit]')
    await page.waitForURL(/\/my\/apply/)
    await page.getByText('已恢复上次没有保存的内容').waitFor()
    assert.equal(await page.inputValue('[id="i-application_form.contact_phone"]'), '13733334444')
    await page.click('[data-test=log-out]')
    await page.waitForURL('**/login')
    assert.deepEqual(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key.includes('kept'))), [])
  })
})

test('an upload goes on by itself after the network was lost in the middle, and comes down as a plain download', async () => {
  const { person, client } = await shared_clerk()
  await as(person, async (page) => {
    await go(page, '/my/apply?step=files')
    let lost = 0
    await page.route('**/pieces/1', (route) => (++lost <= 2 ? route.abort() : route.continue()))
    const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(1_300_000, 'x'), Buffer.from('\n%%EOF\n')])
    await page.setInputFiles('[data-test=files] input[type=file]', { name: '检测报告<img src=x onerror=alert(1)>.pdf', mimeType: 'application/pdf', buffer: bytes })
    await page.getByText('网络中断').waitFor()
    const file = page.locator('[data-test=file]')
    await file.getByText('检测报告<img src=x onerror=alert(1)>.pdf').waitFor()
    assert.equal(lost, 3)
    const download = page.waitForEvent('download')
    await file.getByRole('button', { name: /^下载/ }).click()
    assert.ok((await download).suggestedFilename().endsWith('.pdf'))
    const { line } = await draft_of(client)
    const [attachment] = await client.get(`/cases/${line.id}/attachments`)
    const headers = await page.evaluate(async (path) => Object.fromEntries((await fetch(path)).headers), `/api/v1/cases/${line.id}/attachments/${attachment.id}`)
    assert.match(headers['content-disposition'], /^attachment/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.deepEqual(await serious(page), [])
    await file.getByRole('button', { name: /^删除/ }).click()
    await page.locator('.el-dialog').getByRole('button', { name: '删除' }).click()
    await file.waitFor({ state: 'detached' })
  })
})

test('a file that is not what its name says is refused in words', async () => {
  const { person } = await shared_clerk()
  await as(person, async (page) => {
    await go(page, '/my/apply?step=files')
    await page.setInputFiles('[data-test=files] input[type=file]', { name: '照片.png', mimeType: 'image/png', buffer: Buffer.from('<html><script>alert(1)</script></html>') })
    await page.getByText('只接受 PDF、图片').waitFor()
    await page.getByRole('button', { name: /^取消/ }).click()
    await page.setInputFiles('[data-test=files] input[type=file]', { name: '大.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(20 * 1024 * 1024 + 1) })
    await page.locator('[role=alert]', { hasText: '超过 20 MB' }).waitFor()
  })
})

test('a pasted roster: what is wrong is mended in place and sent again; rare names and markup stand as they are', async () => {
  const { person } = await new_clerk()
  await as(person, async (page) => {
    await go(page, '/roster')
    await page.getByText('还没有登记人员').waitFor()
    await page.click('[data-test=import-open]')
    const names = ['𠮷田龘', '阿卜杜拉·买买提', '<img src=x onerror=alert(1)>', '王\u0007\u0000伟']
    const rows = [...roster_rows(700_000, 4, (i) => names[i]), ['李错', '210199199001010010', '13900000000', '焊工', '二班'].join('\t')]
    await page.fill('[name=pasted]', [headings, ...rows].join('\r\n'))
    await page.click('[data-test=import-go]')
    await page.locator('[data-test=receipt]', { hasText: '1 行需要修改' }).waitFor()
    const bad = page.locator('[data-test=rejected] input[aria-invalid=true]')
    assert.equal(await bad.inputValue(), '210199199001010010')
    assert.deepEqual(await serious(page), [])
    await bad.fill(resident_id_of(700_009))
    await page.click('[data-test=import-again]')
    await page.locator('[data-test=receipt]', { hasText: '全部导入成功' }).waitFor()
    for (const name of ['𠮷田龘', '阿卜杜拉·买买提', '<img src=x onerror=alert(1)>', '王伟', '李错']) await page.locator('[data-test=people]').getByText(name, { exact: true }).waitFor()
    assert.equal(await page.locator('[data-test=people] img').count(), 0)
    await page.fill('[name=search]', '买买提')
    await page.getByRole('button', { name: '查找' }).click()
    await page.waitForFunction(() => document.querySelectorAll('[data-test=people] tbody tr').length === 1)
  })
})

test('one person is added, mended and removed; faults stand at their fields', async () => {
  const { person } = await new_clerk()
  await as(person, async (page) => {
    await go(page, '/roster')
    await page.click('[data-test=add]')
    await page.fill('.el-dialog [name=name]', '钱七')
    await page.fill('.el-dialog [name=resident_id]', '210199199001010010')
    await page.click('[data-test=save-one]')
    await page.getByText('身份证号校验位不符').first().waitFor()
    assert.deepEqual(await serious(page), [])
    await page.fill('.el-dialog [name=resident_id]', resident_id_of(800_001))
    await page.click('[data-test=save-one]')
    await page.getByRole('button', { name: '修改 钱七' }).click()
    await page.fill('.el-dialog [name=team]', '三班')
    await page.keyboard.press('Enter')
    await page.locator('[data-test=people]').getByText('三班').waitFor()
    await page.getByRole('button', { name: '移出 钱七' }).click()
    await page.click('[data-test=remove-one]')
    await page.getByText('已移出：钱七').waitFor()
    await page.getByText('还没有登记人员').waitFor()
  })
})

test('a file of 50,000 rows is answered with what to do, and at once', async () => {
  const { person } = await shared_clerk()
  await as(person, async (page) => {
    await go(page, '/roster')
    await page.click('[data-test=import-open]')
    const rows = ['姓名,身份证号,手机号']
    for (let i = 0; i < 50_000; ++i) rows.push(`职工${i},${resident_id_of(i)},139${10_000_000 + i}`)
    const started = Date.now()
    await page.setInputFiles('[data-test=import] input[type=file]', { name: '全员.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) })
    await page.locator('[data-test=import-problem]', { hasText: '超过 20000 行' }).waitFor()
    console.log(`# 50,000 rows refused after ${Date.now() - started} ms`)
    assert.ok(Date.now() - started < 10_000)
  })
})

test('the day’s figures stand there as last time; Enter sends them', async () => {
  const { clerk } = await working_clerk()
  await as(clerk, async (page) => {
    const form = page.locator('[data-test=figures]')
    await form.waitFor()
    const numbers = await form.locator('input[type=number]').evaluateAll((all) => all.map((one) => one.value))
    assert.ok(numbers.every((value) => value !== ''), numbers.join())
    await form.locator('input[type=number]').first().press('Enter')
    await page.getByText(/已报送 .* 的数据/).waitFor()
  })
})

test('passes are asked for from their page', async () => {
  const { clerk } = await working_clerk()
  await as(clerk, async (page) => {
    await go(page, '/passes')
    await page.check('input[value=renewal]')
    await page.click('[data-test=ask]')
    await page.locator('[data-test=notice]', { hasText: '申请已提交' }).waitFor()
    await page.getByRole('button', { name: '撤回' }).first().click()
    await page.locator('[data-test=notice]', { hasText: '已撤回' }).waitFor()
  })
})

test('care mode: larger type, targets of 60 px, nothing over the side', async () => {
  const { person } = await shared_clerk()
  await as(person, async (page) => {
    await page.click('[data-test=care]')
    for (const path of ['/my', '/my/apply', '/my/apply?step=files', '/my/apply?step=check', '/roster', '/passes']) {
      await go(page, path)
      assert.ok(await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize) >= 20), path)
      const found = await cramped(page, 58)
      assert.equal(found.over, 0, path)
      assert.deepEqual(found.small, [], path)
    }
  }, { width: 360, height: 780 })
})

const paths = ['/my', '/my/apply', '/my/apply?step=resumption_plan', '/my/apply?step=files', '/my/apply?step=roster', '/my/apply?step=check', '/roster', '/passes']
for (const [looks, options] of Object.entries({ 'light, 1440 px': {}, 'dark, 360 px': { width: 360, height: 780, dark: true } })) {
  test(`axe finds no serious violation on the clerk's pages, and nothing is cramped (${looks})`, async () => {
    const { person } = await shared_clerk()
    await as(person, async (page) => {
      for (const path of paths) {
        await go(page, path)
        assert.deepEqual(await serious(page), [], path)
        if (options.width) assert.deepEqual(await cramped(page), { over: 0, small: [] }, path)
      }
    }, options)
    await with_page(options, async (page) => {
      await go(page, '/register')
      assert.deepEqual(await serious(page), [])
      if (options.width) assert.deepEqual(await cramped(page), { over: 0, small: [] })
    })
    await as('case_officer', async (page) => {
      await go(page, '/registrations')
      assert.deepEqual(await serious(page), [])
      if (options.width) assert.deepEqual(await cramped(page), { over: 0, small: [] })
    }, options)
  })
}

// A demo clerk whose enterprise is at work.
async function working_clerk() {
  for (const clerk of accounts().filter((one) => one.role === 'enterprise_clerk')) {
    const client = await Client.log_in(clerk)
    const { items } = await client.get('/cases?scope=all&limit=1')
    if (items[0]?.state === 'resumed') return { clerk, client }
  }
  throw new Error('no demo enterprise is at work')
}
