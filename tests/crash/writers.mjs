// 64 writers register enterprises at a server that is killed with -9 again and again. Whatever was acknowledged must be
// there afterwards, whole: the enterprise, its organisation, its audit entries; and nothing else, and no half of anything.
//   node tests/crash/writers.mjs PROGRAM DB_URL KEYS_FOLDER ROUNDS
import { spawn, spawnSync } from 'node:child_process'
import http from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

const [program, db, keys, rounds_text] = process.argv.slice(2)
const rounds = Number(rounds_text)
const writers = 64
const password = 'A long enough passw0rd'

let base = ''
let agent
let server
async function start() {
  server = spawn(program, ['serve', '--db', db, '--keys', keys, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] })
  server.errors = ''
  server.stderr.on('data', (data) => { server.errors += data })
  agent = new http.Agent({ keepAlive: true, maxSockets: writers })
  base = await new Promise((resolve, reject) => {
    server.stdout.on('data', (data) => {
      const found = /http:\/\/[\d.]+:\d+/.exec(String(data))
      if (found) resolve(found[0])
    })
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${server.errors}`)))
  })
}
async function kill(signal) {
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill(signal)
  await gone
  agent.destroy()
}

// { status, body }, or undefined when the connection broke: then nobody knows what became of it.
function send(method, path, { body, token, cookie, csrf } = {}) {
  return new Promise((resolve) => {
    const headers = {}
    const text = body === undefined ? undefined : JSON.stringify(body)
    if (text !== undefined) headers['content-type'] = 'application/json', headers['content-length'] = Buffer.byteLength(text)
    if (token) headers.authorization = `Bearer ${token}`
    if (cookie) headers.cookie = cookie
    if (csrf) headers['x-csrf-token'] = csrf
    const request = http.request(base + path, { method, headers, agent }, (response) => {
      let data = ''
      response.on('data', (part) => { data += part })
      response.on('error', () => resolve(undefined))
      response.on('end', () => resolve(response.complete ? { status: response.statusCode, headers: response.headers, body: data ? JSON.parse(data) : null } : undefined))
    })
    request.on('error', () => resolve(undefined))
    request.end(text)
  })
}
async function must(...args) {
  const answer = await send(...args)
  if (!answer || answer.status >= 300) throw new Error(`${args[0]} ${args[1]}: ${answer?.status} ${JSON.stringify(answer?.body)}`)
  return answer
}

async function token_of(login) {
  const answer = await must('POST', '/api/v1/session', { body: { login, password } })
  const cookies = Object.fromEntries(answer.headers['set-cookie'].map((c) => c.split(';')[0].split('=')))
  const cookie = Object.entries(cookies).map(([k, v]) => `${k}=${v}`).join('; ')
  return (await must('POST', '/api/v1/api-tokens', { body: { name: 'crash' }, cookie, csrf: cookies.fugong_csrf })).body.token
}

// GB 32100-2015 and GB 11714-1997.
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

let serial = 0
const sent = new Set()
const acknowledged = new Set()
let refused = 0
async function write_until(stopped, token) {
  while (!stopped.now) {
    const code = usc(++serial)
    sent.add(code)
    const answer = await send('POST', '/api/v1/enterprises', { token, body: {
      name: `企业${serial}`, usc: code, scale: 'below', industry: '3670', subdistrict: '210104012', address: '东站街1号',
      legal_representative: '王伟', normal_workers: 10 } })
    if (!answer) return
    if (answer.status === 201) acknowledged.add(code)
    else if (answer.status === 503 || answer.status === 429) refused += 1
    else throw new Error(`refused: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
}

async function read_all(path, token, limit) {
  const all = []
  for (let after = ''; after !== undefined;) {
    const page = (await must('GET', `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${after ? `&after=${encodeURIComponent(after)}` : ''}`, { token })).body
    all.push(...page.items)
    after = page.next ?? undefined
  }
  return all
}

const admin_token = await (async () => {
  await start()
  const token = await token_of('root')
  const organisations = (await must('GET', '/api/v1/organisations?kind=district', { token })).body.items
  await must('POST', '/api/v1/people', { token, body: { login: 'officer', name: '某人', password, roles: ['case_officer'], organisation: organisations[0].id } })
  return token
})()
const officer_token = await token_of('officer')

for (let round = 1; round <= rounds; ++round) {
  const stopped = { now: false }
  const work = Promise.all(Array.from({ length: writers }, () => write_until(stopped, officer_token)))
  // Somewhere in the middle of things: on a slow machine too, only after every writer could have been answered once.
  const enough = acknowledged.size + writers
  for (let waited = 0; acknowledged.size < enough && waited < 20_000; waited += 10) await wait(10)
  await wait((round * 7919) % 300)
  await kill('SIGKILL')
  stopped.now = true
  await work
  await start()
}

const enterprises = await read_all('/api/v1/enterprises', officer_token, 200)
const organisations = new Set((await read_all('/api/v1/organisations?kind=enterprise', admin_token, 500)).map((o) => o.code))
await kill('SIGTERM')
const found = new Set(enterprises.map((e) => e.usc))
const faults = []
for (const code of acknowledged) if (!found.has(code)) faults.push(`acknowledged and lost: ${code}`)
for (const code of found) if (!sent.has(code)) faults.push(`there, but never sent: ${code}`)
for (const e of enterprises) if (!organisations.has(e.id)) faults.push(`without its organisation: ${e.id}`)
if (organisations.size !== enterprises.length) faults.push(`${organisations.size} organisations of ${enterprises.length} enterprises`)
const audit = spawnSync(program, ['audit', 'verify', '--db', db, '--keys', keys], { encoding: 'utf8', maxBuffer: 1 << 28 })
if (audit.status !== 0) faults.push(`the audit log is damaged: ${audit.stderr.slice(0, 500)}`)
// Two entries for every enterprise, beside the handful of the installation.
const entries = JSON.parse(audit.stdout).entries
if (entries < 2 * enterprises.length || entries > 2 * enterprises.length + 40) faults.push(`${entries} audit entries for ${enterprises.length} enterprises`)
if (acknowledged.size < rounds * writers) faults.push(`only ${acknowledged.size} commands were acknowledged in ${rounds} rounds: too few to tell`)
console.log(`${rounds} rounds: ${acknowledged.size} acknowledged, ${found.size} found, ${sent.size - found.size} of unknown fate not there, ${refused} refused as busy, ${entries} audit entries`)
for (const fault of faults.slice(0, 20)) console.error(fault)
process.exit(faults.length === 0 ? 0 : 1)
