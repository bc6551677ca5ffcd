// A district of the real program on a database of its own, and the people who use it; a city root; and a neighbour's
// network, which may lie.
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const program = process.env.FUGONG
const folder = process.env.FUGONG_TEST_FOLDER
export const password = 'A long enough passw0rd'
const pack = readFileSync(new URL('./pack.yaml', import.meta.url), 'utf8')

export const file = (name) => join(folder, name)

// The program's answer: { status, out, err }; what it printed is JSON where it is.
export function run(...args) {
  return new Promise((resolve) => {
    execFile(program, ['--lang', 'en', ...args], { encoding: 'buffer', maxBuffer: 1 << 26 }, (error, out, err) => {
      const text = out.toString()
      resolve({ status: error ? error.code : 0, bytes: out, text, err: err.toString(), json: text.startsWith('{') ? JSON.parse(text) : undefined })
    })
  })
}
export async function must(...args) {
  const answer = await run(...args)
  if (answer.status !== 0) throw new Error(`fugong ${args.join(' ')}: ${answer.status} ${answer.err}${answer.text}`)
  return answer
}

export async function free_port() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function until(what, look, seconds = 10) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(50)) {
    const found = await look()
    if (found) return found
  }
  throw new Error(`${what} did not come about within ${seconds} s`)
}

// ---- processes ----
const running = new Set()
async function serve(args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.errors = ''
  child.stderr.on('data', (data) => { child.errors += data })
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => { if (String(data).includes('http://')) resolve() })
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${child.errors}`)))
  })
  return child
}
async function end(child, signal = 'SIGTERM') {
  if (!running.delete(child)) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await gone
}
export const end_all = () => Promise.all([...running].map((child) => end(child, 'SIGKILL')))

// ---- numbers that the register accepts: GB 32100-2015, GB 11714-1997, GB 11643-1999 ----
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
function usc(serial) {
  const organisation = String(10_000_000 + serial)
  const sum = [...organisation].reduce((s, c, i) => s + Number(c) * [3, 7, 9, 10, 5, 8, 4, 2][i], 0)
  const check = 11 - (sum % 11)
  const first = `91210104${organisation}${check === 10 ? 'X' : check === 11 ? '0' : check}`
  let total = 0
  let weight = 1
  for (const c of first) total += alphabet.indexOf(c) * weight, weight = (weight * 3) % 31
  return first + alphabet[(31 - (total % 31)) % 31]
}
function resident_id(serial) {
  const first = `21019919800101${String(100 + serial)}`
  const sum = [...first].reduce((s, c, i) => s + Number(c) * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][i], 0)
  return first + '10X98765432'[sum % 11]
}

// ---- a district ----
export class District {
  #people = new Map()

  // `via`: where others reach it, when not directly.
  static async make(code, name, { via } = {}) {
    const district = new District()
    Object.assign(district, { code, name, port: await free_port(), db: `sqlite:${file(`${code}.db`)}`, zone: `park-${code}` })
    district.url = `http://127.0.0.1:${district.port}`
    district.public_url = via ?? district.url
    mkdirSync(file(`${code}.pack`))
    writeFileSync(file(`${code}.pack/pack.yaml`), pack.replaceAll('ZONE', district.zone))
    writeFileSync(file('password'), `${password}\n`)
    await must('init', '--db', district.db, '--policy', file(`${code}.pack`), '--code', code, '--name', name, '--admin', 'root', '--admin-name', '管理员', '--password-file', file('password'))
    return district
  }
  async start(...options) {
    this.process = await serve(['serve', '--db', this.db, '--port', String(this.port), '--public-url', this.public_url, ...options])
  }
  stop(signal) {
    return end(this.process, signal)
  }
  async restart(...options) {
    await this.stop()
    await this.start(...options)
  }
  trust(verb, ...args) {
    return run('trust', verb, '--db', this.db, ...args)
  }

  async send(who, method, path, body) {
    const headers = { 'accept-language': 'en' }
    if (who) headers.authorization = `Bearer ${this.#people.get(who)}`
    if (body !== undefined) headers['content-type'] = typeof body === 'string' ? 'text/csv' : 'application/json'
    const response = await fetch(`${this.url}/api/v1${path}`, { method, headers, body: typeof body === 'string' ? body : body && JSON.stringify(body) })
    const text = await response.text()
    return { status: response.status, body: text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text }
  }
  async ask(who, method, path, body) {
    const answer = await this.send(who, method, path, body)
    if (answer.status >= 300) throw new Error(`${this.name}: ${who} ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  async bytes(path, who) {
    const response = await fetch(`${this.url}/api/v1${path}`, { headers: who ? { authorization: `Bearer ${this.#people.get(who)}` } : {} })
    if (!response.ok) throw new Error(`${path}: ${response.status}`)
    return Buffer.from(await response.arrayBuffer())
  }

  async #enter(login) {
    const response = await fetch(`${this.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password }) })
    if (!response.ok) throw new Error(`${login}: ${response.status} ${await response.text()}`)
    const cookies = response.headers.getSetCookie().map((c) => c.split(';')[0])
    const csrf = decodeURIComponent(cookies.find((c) => c.startsWith('fugong_csrf=')).split('=')[1])
    const token = await fetch(`${this.url}/api/v1/api-tokens`, { method: 'POST', headers: { 'content-type': 'application/json', cookie: cookies.join('; '), 'x-csrf-token': csrf }, body: '{"name":"test"}' })
    this.#people.set(login, (await token.json()).token)
  }
  async #hire(login, role, kind, code = '') {
    const { items } = await this.ask('root', 'GET', `/organisations?kind=${kind}&limit=200`)
    const organisation = items.find((o) => o.code === code) ?? (await this.ask('root', 'POST', '/organisations', { kind, code, name: code }))
    await this.ask('root', 'POST', '/people', { login, name: login, password, roles: [role], organisation: organisation.id })
    await this.#enter(login)
  }
  async staff() {
    await this.#enter('root')
    for (const [login, role] of [['officer', 'case_officer'], ['commissioner', 'pass_commissioner']]) await this.#hire(login, role, 'district')
    await this.#hire('guard', 'checkpoint_guard', 'checkpoint', 'G01')
  }

  // A plant that is allowed to work, with passes for a worker and a shuttle bus: { employee, commuter }, each { id, token, number }.
  async passes(serial) {
    const enterprise = await this.ask('officer', 'POST', '/enterprises', { name: `第${serial}机械厂`, usc: usc(serial), scale: 'below', industry: '3670', subdistrict: `${this.code}012`, address: '东站街1号', legal_representative: '王伟', normal_workers: 10 })
    const clerk = `clerk-${serial}`
    await this.#hire(clerk, 'enterprise_clerk', 'enterprise', enterprise.id)
    await this.ask(clerk, 'POST', `/enterprises/${enterprise.id}/roster/import`, `姓名,身份证号,岗位\n张三,${resident_id(serial)},焊工\n`)
    await this.ask(clerk, 'POST', `/enterprises/${enterprise.id}/vehicles`, { plate: `辽A${String(10000 + serial)}`, use: 'bus', route: '东站—和平广场' })
    const receipt = await this.ask(clerk, 'POST', '/cases', { application: { form: { people: 3 } }, submit: true })
    const task = receipt.opened.find((t) => t.kind === 'decision')
    await this.ask('officer', 'POST', `/tasks/${task.id}/decision`, { decision: 'approve' })
    for (const kind of ['employee', 'commuter']) await this.ask(clerk, 'POST', '/pass-requests', { kind, all: true })
    await this.ask('commissioner', 'POST', '/pass-issuance', {})
    const out = {}
    for (const kind of ['employee', 'commuter']) {
      const { items } = await this.ask('commissioner', 'GET', `/passes?kind=${kind}`)
      out[kind] = { id: items[0].id, number: items[0].number, token: await this.token(items[0].id) }
    }
    return out
  }
  async token(id) {
    return (await this.ask('commissioner', 'GET', `/passes/${id}`)).token
  }
  revoke(pass) {
    return this.ask('commissioner', 'POST', `/passes/${pass.id}/revocation`, { reason: '冒用' })
  }
  // What the district's own server says to a scan at its gate.
  async scan(token, { zone, plate } = {}) {
    const id = uuid_v7()
    const { results } = await this.ask('guard', 'POST', '/scans', { scans: [{ id, token, ...(zone && { zone }), ...(plate && { plate }) }] })
    return `${results[0].verdict} ${results[0].reason}`
  }
  // What a gate of the district says that fetched everything from its own district and now has no network.
  async gate(token, ...options) {
    writeFileSync(file('gate.trust'), await this.bytes('/trust-list'))
    const files = []
    for (const peer of await this.ask(undefined, 'GET', '/peers'))
      for (const list of peer.lists) {
        writeFileSync(file(`gate.${peer.district}.${list.number}`), await this.bytes(`/peers/${peer.district}/status-list/${list.number}`))
        files.push('--status', file(`gate.${peer.district}.${list.number}`))
      }
    const { json } = await run('pass', 'verify', '--trust', file('gate.trust'), ...files, ...options, '--', token)
    return `${json.verdict} ${json.reason}`
  }
}

function uuid_v7() {
  const time = Date.now().toString(16).padStart(12, '0')
  const random = [...crypto.getRandomValues(new Uint8Array(10))].map((b) => b.toString(16).padStart(2, '0')).join('')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-a${random.slice(3, 6)}-${random.slice(6, 18)}`
}

// ---- the city root ----
export class City {
  static async make(name) {
    const city = new City()
    Object.assign(city, { folder: file('city'), port: await free_port() })
    city.url = `http://127.0.0.1:${city.port}`
    await must('trust', 'root', 'init', city.folder, '--name', name)
    writeFileSync(file('city.pem'), (await must('trust', 'root', 'show', city.folder)).json.public_key)
    return city
  }
  async start() {
    this.process = await serve(['trust', 'serve', this.folder, '--port', String(this.port)])
  }
  async admit(district) {
    const { text } = await must('trust', 'publish', '--db', district.db, '--public-url', district.public_url)
    await must('trust', 'root', 'add', this.folder, '--code', district.code, '--url', district.public_url, '--fingerprint', /[0-9a-f]{64}/.exec(text)[0])
  }
  sign() {
    return run('trust', 'sign', this.folder)
  }
}

// ---- the way to a neighbour: honest, until `lie` is set ----
// lie(path, answer) gives { status?, body } instead of the honest answer, or never settles.
export class Way {
  static async to(port) {
    const way = new Way()
    way.server = http.createServer((request, response) => way.#answer(port, request, response))
    way.server.listen(0, '127.0.0.1')
    await new Promise((resolve) => way.server.once('listening', resolve))
    way.url = `http://127.0.0.1:${way.server.address().port}`
    return way
  }
  asked = []
  async #answer(port, request, response) {
    const body = []
    for await (const part of request) body.push(part)
    const headers = { ...request.headers }
    if (this.lie) delete headers['if-none-match']
    const honest = await new Promise((resolve) => {
      const forward = http.request({ port, host: '127.0.0.1', method: request.method, path: request.url, headers }, async (answer) => {
        const parts = []
        for await (const part of answer) parts.push(part)
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) })
      })
      forward.on('error', () => resolve({ status: 502, headers: {}, body: Buffer.alloc(0) }))
      forward.end(Buffer.concat(body))
    })
    this.asked.push({ path: request.url, status: honest.status })
    const lie = this.lie && (await this.lie(request.url, honest.body))
    const { status, body: said } = { status: honest.status, body: honest.body, ...lie }
    const kept = lie ? {} : Object.fromEntries(Object.entries(honest.headers).filter(([name]) => ['etag', 'content-type', 'cache-control'].includes(name)))
    response.writeHead(status, kept)
    response.end(said)
  }
  close() {
    this.server.closeAllConnections()
    this.server.close()
  }
}
