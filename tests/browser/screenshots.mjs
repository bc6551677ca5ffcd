// Writes a PNG of every page at 360, 1440 and 1920 px, light and dark: node tests/browser/screenshots.mjs FOLDER
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { account, accounts, launch, log_in, open, settled } from './browser.mjs'
import { case_to_inspect, case_under_joint_review, new_clerk, resident_id_of } from './client.mjs'

const folder = process.argv[2] ?? 'build/screenshots'
mkdirSync(folder, { recursive: true })

const first_link = async (page, selector) => (await page.locator(selector).first().getAttribute('href').catch(() => null)) ?? undefined
const pasted = ['姓名\t身份证号\t手机号\t岗位', `张三\t${resident_id_of(1)}\t13900001111\t装配工`, `李四\t210199199001010010\t139000\t焊工`, `王伟\t${resident_id_of(3)}\t13900003333\t质检`].join('\n')
// A clerk with a fresh draft, made when first asked for.
let newcomer
const applicant = async () => (newcomer ??= await new_clerk()).person
// Cases on a reviewer's and on an inspector's desk, likewise.
let reviewed, inspected
const on_desk = async () => (reviewed ??= await case_under_joint_review())
const on_site = async () => (inspected ??= await case_to_inspect())
const reviewer = async () => (await on_desk()).person
const inspector = async () => (await on_site()).person
const inbox = async () => `/tasks?task=${(await on_desk()).task.id}`
// name, role, path (or how to find it)
const pages = [
  ['login', null, '/login'],
  ['command', 'district_leader', '/command'],
  ['wall', 'district_leader', '/command?wall'],
  ['cases', 'district_leader', '/cases'],
  ['cases-all', 'district_leader', '/cases?scope=all'],
  ['cases-empty', 'district_leader', '/cases?state=closed&overdue=1'],
  ['case', 'district_leader', async (page) => {
    await page.goto('/cases?scope=all')
    await settled(page)
    return first_link(page, '[data-test=case] a')
  }],
  ['bulletin', 'district_leader', '/bulletin'],
  ['notices', 'case_officer', '/notices'],
  ['notice-form', 'case_officer', '/notices', async (page) => { await page.click('[data-test=compose]') }],
  ['calls', 'subdistrict_inspector', '/notices'],
  ['messages', 'enterprise_clerk', '/messages'],
  ['channels', 'administrator', '/channels'],
  ['phase', 'district_leader', '/phase'],
  ['tasks-officer', 'case_officer', '/tasks'],
  ['tasks-reviewer', 'department_reviewer', '/tasks'],
  ['inbox', reviewer, inbox],
  ['inbox-return', reviewer, inbox, async (page) => { await page.keyboard.press('r') }],
  ['inbox-bulk', reviewer, '/tasks', async (page) => {
    await page.locator('[data-test=mark]').first().check()
    await page.click('[data-test=bulk]')
  }, async (page) => { await page.keyboard.press('Escape') }],
  ['substitutes', reviewer, '/tasks', async (page) => {
    await page.click('[data-test=substitutes]')
    await page.locator('[data-test=until]').waitFor()
  }, async (page) => { await page.keyboard.press('Escape') }],
  ['hand-over', reviewer, async () => `/cases/${(await on_desk()).task.case_id}`, async (page) => { await page.click('[data-test=hand-over]') }],
  ['search', 'case_officer', '/cases', async (page) => {
    await page.click('[data-test=search]')
    await page.fill('[data-test=search-field]', '有限')
    await page.locator('[data-test=hit]').first().waitFor()
  }],
  ['inspect', inspector, async () => `/inspections/${(await on_site()).task.id}?case=${(await on_site()).task.case_id}`, async (page) => {
    await page.locator('fieldset.item').first().waitFor()
    await page.getByLabel('不合格').first().check()
  }],
  ['pack', 'case_officer', '/phase'],
  ['decision', 'department_reviewer', async (page) => {
    await page.goto('/tasks')
    await settled(page)
    return first_link(page, 'main li a')
  }, async (page) => {
    if (await page.locator('input[value=return]').count()) await page.locator('input[value=return]').check()
  }],
  ['inspection', 'subdistrict_inspector', async (page) => {
    await page.goto('/tasks')
    await settled(page)
    return first_link(page, 'main li a')
  }],
  ['register', null, '/register'],
  ['register-faults', null, '/register', async (page) => { await page.click('[data-test=send]') }],
  ['registrations', 'case_officer', '/registrations'],
  ['my', 'enterprise_clerk', '/my'],
  ['my-new', applicant, '/my'],
  ['apply', applicant, '/my/apply', async (page) => {
    await page.fill('[id="i-application_form.contact_phone"]', '12345')
    await page.fill('[id="i-application_form.stocks_days"]', '1')
    await page.locator('[id="i-application_form.stocks_days"]').blur()
  }],
  ['apply-plan', applicant, '/my/apply?step=resumption_plan'],
  ['apply-files', applicant, '/my/apply?step=files', async (page) => {
    if (!(await page.locator('[data-test=file]').count())) {
      await page.setInputFiles('[data-test=files] input[type=file]', { name: '厂区平面图.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') })
      await page.locator('[data-test=file]').waitFor()
    }
  }],
  ['apply-roster', applicant, '/my/apply?step=roster', async (page) => {
    await page.fill('[name=pasted]', pasted)
    await page.click('[data-test=import-go]')
    await page.locator('[data-test=rejected]').waitFor()
  }],
  ['apply-check', applicant, '/my/apply?step=check'],
  ['roster', 'enterprise_clerk', '/roster'],
  ['roster-add', 'enterprise_clerk', '/roster', async (page) => { await page.click('[data-test=add]') }],
  ['roster-import', 'enterprise_clerk', '/roster', async (page) => { await page.click('[data-test=import-open]') }],
  ['vehicles', 'enterprise_clerk', '/roster', async (page) => { await page.click('#tab-vehicles') }],
  ['passes', 'enterprise_clerk', '/passes'],
  ['passes-way', 'enterprise_clerk', '/passes', async (page) => {
    await page.selectOption('select[name=kind]', 'truck')
    await page.check('input[name=way]')
    const first = page.locator('[data-test=trip-vehicle]').first()
    if (await first.count()) await first.check()
  }],
  ['issuing', 'pass_commissioner', '/issuing'],
  ['pass-queue', 'department_reviewer', '/issuing'],
  ['care', applicant, '/my/apply', async (page) => { await page.click('[data-test=care]') }, async (page) => { await page.click('[data-test=care]') }],
  ['phase-guard', 'checkpoint_guard', '/phase'],
  ['not-found', 'district_leader', '/nowhere'],
]
const height_of = (width) => (width < 600 ? 780 : width > 1500 ? 1080 : 900)
const only = process.argv[3]?.split(',')

const browser = await launch()
try {
  for (const width of [360, 1440, 1920]) {
    for (const dark of [false, true]) {
      const people = new Map()
      for (const [name, role, where, before, afterwards] of pages) {
        if (only && !only.includes(name)) continue
        if (typeof role === 'string' && !accounts().some((one) => one.role === role)) continue
        if (!people.has(role)) {
          const page = await open(browser, { width, height: height_of(width), dark })
          if (role) await log_in(page, typeof role === 'string' ? account(role) : await role())
          people.set(role, page)
        }
        const page = people.get(role)
        const path = typeof where === 'string' ? where : await where(page)
        if (!path) continue
        await page.goto(path)
        await settled(page)
        if (before) await before(page)
        // As tall as the page, so that the bar at a phone's foot stays at the foot.
        const tall = await page.evaluate(() => document.documentElement.scrollHeight)
        await page.setViewportSize({ width, height: Math.max(tall, height_of(width)) })
        await page.waitForTimeout(300)
        const file = join(folder, `${name}-${width}-${dark ? 'dark' : 'light'}.png`)
        await page.screenshot({ path: file })
        if (afterwards) await afterwards(page)
        await page.setViewportSize({ width, height: height_of(width) })
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        console.log(`${file}${wide > 0 ? `  (runs ${wide} px over the side)` : ''}`)
        for (const complaint of page.complaints.splice(0)) console.log(`  complaint: ${complaint}`)
      }
      for (const page of people.values()) await page.context().close()
    }
  }
} finally {
  await browser.close()
}
