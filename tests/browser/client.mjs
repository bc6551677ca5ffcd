// The API as a person uses it, without a browser: to bring about what a test then looks at.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'

import { account, accounts, base_url, own_address, send_from } from './browser.mjs'

const picture = readFileSync(new URL('../../web/mobile/public/icon-192.png', import.meta.url))

export class Client {
  #cookies = new Map()
  #credentials

  // One session per person and run.
  static #known = new Map()
  static async log_in({ login, password }) {
    if (Client.#known.has(login)) return Client.#known.get(login)
    const client = new Client()
    client.#credentials = { login, password }
    await client.#enter()
    Client.#known.set(login, client)
    return client
  }
  static as(role) {
    return Client.log_in(account(role))
  }

  async #enter() {
    const { status, cookies, text } = await send_from(own_address(), 'POST', '/session', { body: this.#credentials })
    if (status >= 300) throw new Error(`POST /session: ${status} ${text.slice(0, 400)}`)
    this.#keep(cookies)
    this.me = JSON.parse(text)
  }
  #keep(cookies) {
    for (const line of cookies) {
      const [pair] = line.split(';')
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
  }
  // A person has ten sessions: the eleventh page of a test run ends this one, and it begins another.
  async get(path) {
    try {
      return await this.send('GET', path)
    } catch (error) {
      if (!error.message.includes('auth.session_expired')) throw error
      await this.#enter()
      return this.send('GET', path)
    }
  }
  async send(method, path, body) {
    const headers = { Accept: 'application/json', 'Accept-Language': 'zh-CN' }
    if (this.#cookies.size) headers.Cookie = [...this.#cookies].map(([key, value]) => `${key}=${value}`).join('; ')
    if (this.#cookies.has('fugong_csrf')) headers['X-CSRF-Token'] = decodeURIComponent(this.#cookies.get('fugong_csrf'))
    if (body !== undefined) headers['Content-Type'] = Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json'
    const response = await fetch(`${base_url}/api/v1${path}`, { method, headers, body: body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body) })
    this.#keep(response.headers.getSetCookie())
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 400)}`)
    return text ? JSON.parse(text) : undefined
  }
  post(path, body) {
    return this.send('POST', path, body)
  }
  put_bytes(path, bytes) {
    return this.send('PUT', path, bytes)
  }
}

// Check characters of GB 32100-2015, GB 11714 and GB 11643.
export function usc_of(number) {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const organisation = String(10_000_000 + number)
  const left = 11 - [3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, i) => sum + weight * Number(organisation[i]), 0) % 11
  const first = `91210104${organisation}${left === 10 ? 'X' : left === 11 ? '0' : left}`
  let sum = 0, weight = 1
  for (const c of first) {
    sum += alphabet.indexOf(c) * weight
    weight = weight * 3 % 31
  }
  return first + alphabet[(31 - sum % 31) % 31]
}
// Of a division that is assigned to nobody.
export function resident_id_of(number) {
  const first = `210199${1960 + Math.floor(number / 1000) % 45}01${String(1 + Math.floor(number / 45_000) % 28).padStart(2, '0')}${String(number % 1000).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return first + '10X98765432'[weights.reduce((sum, w, i) => sum + w * Number(first[i]), 0) % 11]
}

// An enterprise that nobody has used yet, with its clerk: entered by the office, claimed with the office's code.
let newcomers = 0
export async function new_clerk(scale = 'below') {
  const number = 5_000_000 + (process.pid % 10_000) * 100 + ++newcomers
  const officer = await Client.as('case_officer')
  const subdistrict = (await officer.get('/subdistricts'))[0].code
  const enterprise = await officer.post('/enterprises', {
    name: `新厂${number}有限公司`, usc: usc_of(number), scale, industry: '3670', subdistrict, address: '东贸路 9 号',
    legal_representative: '王伟', normal_workers: 300,
  })
  const { code } = await officer.post(`/enterprises/${enterprise.id}/claim-code`)
  const person = { login: `clerk${number}`, password: 'correct horse battery', role: 'enterprise_clerk' }
  const claimed = await send_from(own_address(), 'POST', '/registrations/claim', {
    body: { usc: enterprise.usc, code, clerk: { name: '张三', phone: '13800001234', login: person.login, password: person.password } },
  })
  if (claimed.status !== 201) throw new Error(`claim: ${claimed.status} ${claimed.text}`)
  return { enterprise, person, client: await Client.log_in(person) }
}
// A case that has just been submitted, of an enterprise that every department reviews.
export async function fresh_case() {
  const { enterprise, person, client } = await new_clerk('above')
  const words = '按照分区管理、分批返岗、点对点通勤的要求组织，责任到人，每日报告，异常情况立即上报街道。'
  const { id } = await client.post('/cases', {
    submit: true,
    application: {
      application_form: {
        name: enterprise.name, usc: enterprise.usc, address: enterprise.address, responsible: '王伟', contact_phone: '13800001234', start_date: '2022-04-28',
        normal_workers: 300, first_batch: 120, returning_total: 200, housed_in_plant: 150, from_outside: 0, tests_within_hours: 24, stocks_days: 14, production_load: 80,
      },
      resumption_plan: { mode: 'live_in', isolation_rooms: 10, zones: words, commuting: words, production: words },
      emergency_plan: { leader: '王伟', leader_phone: '13800001234', hospital: '区人民医院', measures: words },
    },
  })
  return { id, name: enterprise.name, clerk: person }
}

// One of them for the tests that do not mind what others left in the draft.
let shared
export function shared_clerk() {
  shared ??= new_clerk()
  return shared
}

// The account and task of somebody whose desk a case lies on; screening by the office is done on the way.
export async function task_of(case_id, role) {
  for (const person of accounts().filter((one) => one.role === role)) {
    const client = await Client.log_in(person)
    let after = ''
    do {
      const page = await client.get(`/tasks?limit=200${after ? `&after=${encodeURIComponent(after)}` : ''}`)
      const found = page.items.find((line) => line.task.case_id === case_id)
      if (found) return { person, client, task: found.task }
      after = page.next ?? ''
    } while (after)
  }
  return undefined
}

export async function case_under_joint_review() {
  const fresh = await fresh_case()
  const screening = await task_of(fresh.id, 'case_officer')
  if (screening?.task.kind === 'screening') await screening.client.post(`/tasks/${screening.task.id}/decision`, { decision: 'approve' })
  const reviewing = await task_of(fresh.id, 'department_reviewer')
  if (!reviewing) throw new Error(`no demo reviewer has a task of ${fresh.name}`)
  return { ...fresh, ...reviewing }
}

// Every desk of a case under review decides: the department whose task it is sends it back, the others approve.
export async function give_back(id, reasons) {
  let sent_back = false
  for (const role of ['case_officer', 'department_reviewer', 'subdistrict_inspector']) {
    for (let found; (found = await task_of(id, role));) {
      const back = role === 'department_reviewer' && !sent_back
      await found.client.post(`/tasks/${found.task.id}/decision`, back ? { decision: 'return', reasons } : { decision: 'approve' })
      sent_back ||= back
    }
  }
}

// A case that waits for the subdistrict's inspection, and whose desk that is.
export async function case_to_inspect() {
  const fresh = await fresh_case()
  for (let round = 0; round < 20; ++round) {
    for (const role of ['case_officer', 'department_reviewer', 'subdistrict_inspector']) {
      const found = await task_of(fresh.id, role)
      if (found?.task.kind === 'inspection') return { ...fresh, ...found }
      if (found) await found.client.post(`/tasks/${found.task.id}/decision`, { decision: 'approve' })
    }
  }
  throw new Error(`${fresh.name} never came to its inspection`)
}

// An inspected case: findings, a place, a signature and a photo stand with it.
export async function inspected_case() {
  const { client, task, ...rest } = await case_to_inspect()
  const where = `/tasks/${task.id}/photos`
  const photo = await client.post(where, { name: 'gate.png', bytes: picture.length })
  await client.put_bytes(`${where}/${photo.id}/pieces/0`, picture)
  await client.post(`${where}/${photo.id}/completion`)
  const { checklists } = await client.get('/policy')
  const findings = checklists.find((one) => one.id === task.checklist).items.map((item) => ({ item: item.id, passed: true }))
  await client.post(`/tasks/${task.id}/decision`, {
    decision: 'approve', findings, request: randomUUID(),
    evidence: { latitude: 41.80512, longitude: 123.46813, accuracy_metres: 12, signature: 'M40 60L120 30L200 80L260 40L380 150L520 90' },
  })
  return { client, task, ...rest }
}

// A truck whose pass waits for the transport desk, with its whole journey.
export async function truck_request() {
  const { enterprise, client, person } = await new_clerk()
  const plate = `辽A${String(process.pid % 1000).padStart(3, '0')}${newcomers % 10}${'ABCDEFGH'[newcomers % 8]}`
  const vehicle = await client.post(`/enterprises/${enterprise.id}/vehicles`, { plate, use: 'truck', load_tonnes: 20, driver: '李四' })
  const driver = (number) => ({ name: ['李四', '王五'][number % 2], resident_id: resident_id_of(900_000 + number), phone: `139${String(10_000_000 + number)}` })
  const request = await client.post('/pass-requests', {
    kind: 'truck', purpose: 'first', trips: [{
      vehicle: vehicle.id, from: { division: '210104', place: '新厂装卸区' }, to: { division: '210106', place: '铁西物流园' },
      entry_points: [{ division: '210105', place: '黄河大街卡口' }], driver: driver(0), mates: [driver(1)], vehicle_kind: 'heavy_truck', validity: 'period',
    }],
  })
  return { enterprise, client, person, request }
}

// A works that has registered itself and waits to be confirmed.
export async function waiting_registration() {
  const number = 8_000_000 + (process.pid % 10_000) * 100 + ++newcomers
  const officer = await Client.as('case_officer')
  const { status, text } = await send_from(own_address(), 'POST', '/registrations', { body: {
    name: `沈阳待核机械${number}有限公司`, usc: usc_of(number), scale: 'below', industry: '3670', subdistrict: (await officer.get('/subdistricts'))[0].code,
    address: '工农路 5 号', legal_representative: '王伟', normal_workers: 60,
    clerk: { name: '赵六', phone: '13800005555', login: `wait${number}`, password: 'correct horse battery' },
  } })
  if (status >= 300) throw new Error(`registration: ${status} ${text}`)
  return JSON.parse(text)
}

// Somebody new at the desk of whom `client` is.
export async function colleague_of(client) {
  const administrator = await Client.as('administrator')
  const number = 1_000 + ++newcomers
  const person = { login: `colleague${process.pid}.${number}`, password: 'correct horse battery', role: client.me.roles[0], name: `同事${number}` }
  await administrator.post('/people', {
    login: person.login, name: person.name, password: person.password, roles: client.me.roles, organisation: client.me.organisation.id,
  })
  return person
}
