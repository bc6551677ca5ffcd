// Every page of the desk and of the phone app, in the states that are worth looking at: what the screenshots show and axe reads.
import { account, accounts, settled } from './browser.mjs'
import {
  case_to_inspect, case_under_joint_review, Client, inspected_case, new_clerk, resident_id_of, truck_request, waiting_registration,
} from './client.mjs'

// Made when first asked for.
const once = (make) => {
  let made
  return () => (made ??= make())
}
const newcomer = once(new_clerk)
const reviewed = once(async () => {
  const found = await case_under_joint_review()
  await found.client.post(`/cases/${found.task.case_id}/notes`, { text: '宿舍与上次检查不符，请街道到现场核实。' })
  return found
})
const on_site = once(case_to_inspect)
const inspected = once(inspected_case)
const truck = once(truck_request)
const registration = once(waiting_registration)
const applicant = async () => (await newcomer()).person
const reviewer = async () => (await reviewed()).person
const inspector = async () => (await on_site()).person
const trucker = async () => (await truck()).person
const transport = async () => {
  await truck()
  return accounts().find((one) => one.role === 'department_reviewer' && one.login.startsWith('transport'))
}
const inbox = async () => `/tasks?task=${(await reviewed()).task.id}`
const inspection = async () => `/inspections/${(await on_site()).task.id}?case=${(await on_site()).task.case_id}`
const a_firm = once(async () => (await (await Client.as('case_officer')).get('/enterprises?limit=1')).items[0].id)
const a_case = once(async () => (await (await Client.as('case_officer')).get('/cases?scope=all&state=resumed&limit=1')).items[0].id)
const a_plant = once(async () => (await (await Client.as('case_officer')).get('/supervision/plants'))[0].enterprise)
const a_ticket = once(async () => (await (await Client.as('case_officer')).get('/tickets?limit=1')).items[0].id)
const pasted = ['姓名\t身份证号\t手机号\t岗位', `张三\t${resident_id_of(1)}\t13900001111\t装配工`, `李四\t210199199001010010\t139000\t焊工`, `王伟\t${resident_id_of(3)}\t13900003333\t质检`].join('\n')
const escape = async (page) => { await page.keyboard.press('Escape') }
const click = (selector) => async (page) => {
  await page.locator(selector).first().click()
  await settled(page)
}
const dialog = (selector) => [async (page) => {
  await page.locator(selector).first().click()
  await page.getByRole('dialog').waitFor()
  await settled(page)
}, escape]
// A page whose answer comes late, or never.
const without = (path, answer) => ({ before: (page) => page.route(path, answer), after: (page) => page.unroute(path) })
const never = () => undefined

// name, whose (a role, a person, nobody), where, what to do there, how to undo it
export const pages = [
  ['login', null, '/login'],
  ['login-wrong', null, '/login', click('button[type=submit]')],
  ['register', null, '/register'],
  ['register-faults', null, '/register', click('[data-test=send]')],
  ['registration', null, async () => `/register/${(await registration()).id}`],
  ['command', 'district_leader', '/command'],
  ['wall', 'district_leader', '/command?wall'],
  ['notices', 'case_officer', '/notices'],
  ['notice-form', 'case_officer', '/notices', click('[data-test=compose]')],
  ['calls', 'subdistrict_inspector', '/notices'],
  ['messages', 'enterprise_clerk', '/messages'],
  ['channels', 'administrator', '/channels'],
  ['cases', 'district_leader', '/cases'],
  ['cases-all', 'district_leader', '/cases?scope=all'],
  ['cases-empty', 'district_leader', '/cases?state=closed&overdue=1'],
  ['cases-loading', 'district_leader', '/cases', undefined, undefined, without('**/api/v1/cases?*', never)],
  ['cases-failed', 'district_leader', '/cases', undefined, undefined, without('**/api/v1/cases?*', (route) => route.abort())],
  ['case', 'district_leader', async () => `/cases/${await a_case()}`],
  ['evidence', 'case_officer', async () => `/cases/${(await inspected()).task.case_id}`, async (page) => { await page.locator('[data-test=evidence] img').waitFor() }],
  ['bulletin', 'district_leader', '/bulletin'],
  ['phase', 'district_leader', '/phase'],
  ['phase-preview', 'district_leader', '/phase', ...dialog('[data-test=preview-phase]')],
  ['tasks-officer', 'case_officer', '/tasks'],
  ['inbox', reviewer, inbox],
  ['inbox-return', reviewer, inbox, async (page) => { await page.keyboard.press('r') }],
  ['inbox-bulk', reviewer, '/tasks', async (page) => {
    await page.locator('[data-test=mark]').first().check()
    await page.click('[data-test=bulk]')
  }, escape],
  ['inbox-empty', reviewer, '/tasks', undefined, undefined, without('**/api/v1/tasks?*', (route) => route.fulfill({ json: { items: [] } }))],
  ['substitutes', reviewer, '/tasks', async (page) => {
    await page.click('[data-test=substitutes]')
    await page.locator('[data-test=until]').waitFor()
  }, escape],
  ['decision', reviewer, async () => `/cases/${(await reviewed()).task.case_id}`, async (page) => { await page.check('input[value=return]') }],
  ['hand-over', reviewer, async () => `/cases/${(await reviewed()).task.case_id}`, ...dialog('[data-test=hand-over]')],
  ['search', 'case_officer', '/cases', async (page) => {
    await page.click('[data-test=search]')
    await page.fill('[data-test=search-field]', '有限')
    await page.locator('[data-test=hit]').first().waitFor()
  }],
  ['search-nothing', 'case_officer', '/cases', async (page) => {
    await page.click('[data-test=search]')
    await page.fill('[data-test=search-field]', '没有这样的名字')
    await page.getByText('没有找到').waitFor()
  }],
  ['tasks-inspector', inspector, '/tasks'],
  ['inspect', inspector, inspection, async (page) => {
    await page.locator('fieldset.item').first().waitFor()
    await page.getByLabel('不合格').first().check()
  }],
  ['pack', 'case_officer', '/phase', async (page) => {
    await page.locator('[data-test=pack] .part').first().waitFor()
  }],
  ['registrations', 'case_officer', '/registrations'],
  ['enterprise', 'case_officer', async () => `/enterprises/${await a_firm()}`],
  ['supervision', 'case_officer', '/supervision'],
  ['supervision-violations', 'case_officer', '/supervision', click('[data-test=tab-violations]')],
  ['supervision-sanctions', 'case_officer', '/supervision', click('[data-test=tab-sanctions]')],
  ['watched', 'case_officer', async () => `/supervision/plants/${await a_plant()}`],
  ['watched-policy', 'case_officer', async () => `/supervision/plants/${await a_plant()}?tab=policy`],
  ['watched-reports', 'case_officer', async () => `/supervision/plants/${await a_plant()}?tab=reports`],
  ['watched-gate', 'case_officer', async () => `/supervision/plants/${await a_plant()}?tab=gate`],
  ['watched-file', 'case_officer', async () => `/supervision/plants/${await a_plant()}?tab=file`],
  ['tickets', 'case_officer', '/tickets'],
  ['ticket', 'case_officer', async () => `/tickets/${await a_ticket()}`],
  ['rota', 'case_officer', '/rota'],
  ['my', 'enterprise_clerk', '/my'],
  ['my-new', applicant, '/my'],
  ['apply', applicant, '/my/apply', async (page) => {
    await page.fill('[id="i-application_form.contact_phone"]', '12345')
    await page.fill('[id="i-application_form.stocks_days"]', '1')
    await page.locator('[id="i-application_form.stocks_days"]').blur()
  }],
  ['apply-plan', applicant, '/my/apply?step=resumption_plan'],
  ['apply-files', applicant, '/my/apply?step=files', async (page) => {
    if (await page.locator('[data-test=file]').count()) return
    await page.setInputFiles('[data-test=files] input[type=file]', { name: '厂区平面图.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') })
    await page.locator('[data-test=file]').waitFor()
  }],
  ['apply-roster', applicant, '/my/apply?step=roster', async (page) => {
    await page.fill('[name=pasted]', pasted)
    await page.click('[data-test=import-go]')
    await page.locator('[data-test=rejected]').waitFor()
  }],
  ['apply-check', applicant, '/my/apply?step=check'],
  ['roster', 'enterprise_clerk', '/roster'],
  ['roster-add', 'enterprise_clerk', '/roster', ...dialog('[data-test=add]')],
  ['roster-import', 'enterprise_clerk', '/roster', click('[data-test=import-open]')],
  ['vehicles', trucker, '/roster', click('#tab-vehicles')],
  ['vehicles-empty', applicant, '/roster', click('#tab-vehicles')],
  ['passes', 'enterprise_clerk', '/passes'],
  ['passes-waiting', trucker, '/passes'],
  ['journey', trucker, '/passes', async (page) => {
    await page.selectOption('select[name=kind]', 'truck')
    await page.check('input[name=way]')
    await page.locator('[data-test=trip-vehicle]').first().check()
    await page.click('[data-test=add-point]')
    await page.click('[data-test=ask-way]')
    await page.locator('.way .error-text').first().waitFor()
  }],
  ['plant', 'enterprise_clerk', '/plant'],
  ['gate-code', 'enterprise_clerk', '/gate-code'],
  ['issuing', 'pass_commissioner', '/issuing'],
  ['issued', 'pass_commissioner', '/issuing?tab=passes'],
  ['pass-detail', 'pass_commissioner', '/issuing?tab=passes', ...dialog('[data-test=pass] button')],
  ['pass-queue', transport, '/issuing', async (page) => {
    const line = page.locator('[data-test=queue-line]').filter({ hasText: (await truck()).enterprise.name })
    await line.locator('[data-test=queue-look]').click()
    await line.locator('dl').waitFor()
  }],
  ['people', 'administrator', '/people'],
  ['person-add', 'administrator', '/people', ...dialog('[data-test=add-person]')],
  ['organisations', 'administrator', '/people', click('[data-test=tab-organisations]')],
  ['organisation-add', 'administrator', '/people', async (page) => {
    await page.click('[data-test=tab-organisations]')
    await page.click('[data-test=add-organisation]')
    await page.getByRole('dialog').waitFor()
  }, escape],
  ['care', applicant, '/my/apply', click('[data-test=care]'), click('[data-test=care]')],
  ['phase-guard', 'checkpoint_guard', '/phase'],
  ['not-found', 'district_leader', '/nowhere'],
  // Its worker would answer for a clerk; the commissioner has none.
  ['out-of-reach', 'pass_commissioner', '/issuing', async (page) => {
    await page.route('**/assets/CasesPage*', (route) => route.abort())
    await page.evaluate(() => { sessionStorage.setItem('fugong.reloaded', '/cases') })
    await page.locator('nav a[href="/cases"]').click()
    await page.locator('[data-test=out-of-reach]').waitFor()
  }, (page) => page.unroute('**/assets/CasesPage*')],
  ['m-home', null, '/m/'],
  ['m-wallet', null, '/m/wallet'],
  ['m-gate', null, '/m/gate'],
  ['m-duty', null, '/m/duty'],
  ['m-inspect', null, '/m/inspect'],
].map(([name, whose, where, act, undo, answers]) => ({ name, whose, where, act, undo, answers }))

// All pages of one person together, in order: logging in costs more than looking.
export function by_person(some) {
  const out = new Map()
  for (const one of some) out.set(one.whose, [...(out.get(one.whose) ?? []), one])
  return out
}
export const person_of = async ({ whose }) => (typeof whose === 'function' ? whose() : typeof whose === 'string' ? account(whose) : undefined)

// Brings the page into the state that the entry describes; what it gives undoes that.
export async function show(page, { where, act, undo, answers }) {
  await answers?.before(page)
  await page.goto(typeof where === 'string' ? where : await where())
  if (answers && !(await page.locator('[role=alert]').count())) await page.locator('main h1').first().waitFor()
  else await settled(page)
  await act?.(page)
  return async () => {
    await undo?.(page)
    await answers?.after(page)
  }
}
