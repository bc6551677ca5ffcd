// The API as a person uses it, without a browser: to bring about what a test then looks at.
import { account, accounts, base_url } from './browser.mjs'

export class Client {
  #cookies = new Map()

  static async log_in({ login, password }) {
    const client = new Client()
    client.me = await client.send('POST', '/session', { login, password })
    return client
  }
  static as(role) {
    return Client.log_in(account(role))
  }

  async send(method, path, body) {
    const headers = { Accept: 'application/json', 'Accept-Language': 'zh-CN' }
    if (this.#cookies.size) headers.Cookie = [...this.#cookies].map(([key, value]) => `${key}=${value}`).join('; ')
    if (this.#cookies.has('fugong_csrf')) headers['X-CSRF-Token'] = decodeURIComponent(this.#cookies.get('fugong_csrf'))
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    const response = await fetch(`${base_url}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';')
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 400)}`)
    return text ? JSON.parse(text) : undefined
  }
  get(path) {
    return this.send('GET', path)
  }
  post(path, body) {
    return this.send('POST', path, body)
  }
}

// A case that has just been submitted. A rehearsed district has every enterprise at work, so the office closes the
// case of an enterprise whose clerk has a demo account, and the clerk applies again with the same documents.
export async function fresh_case() {
  const officer = await Client.as('case_officer')
  for (const one of accounts().filter((person) => person.role === 'enterprise_clerk')) {
    const clerk = await Client.log_in(one)
    const { items } = await clerk.get('/cases?scope=all&limit=1')
    if (!items.length) continue
    const latest = await clerk.get(`/cases/${items[0].id}`)
    if (['screening', 'reviewing', 'deciding'].includes(latest.line.state)) continue // another test's
    if (['resumed', 'suspended'].includes(latest.line.state)) {
      await officer.post(`/cases/${latest.line.id}/closing`, { reason: '浏览器测试：办结后重新申请' })
    } else if (!['closed', 'refused', 'withdrawn'].includes(latest.line.state)) {
      continue
    }
    const receipt = await clerk.post('/cases', { application: latest.application, submit: true })
    return { id: receipt.id, name: latest.line.enterprise_name, clerk: one }
  }
  throw new Error('no enterprise is free to apply')
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
