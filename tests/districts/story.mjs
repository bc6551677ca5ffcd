// Districts that trust each other through a city root, each a process of the real program:
//   FUGONG=PROGRAM FUGONG_TEST_FOLDER=EMPTY node --test tests/districts/story.mjs
// One story, told in order: every part builds on the one before.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { inflateSync } from 'node:zlib'
import { next, Phones, result, scan } from '../mobile/phones.mjs'
import { City, District, end_all, file, free_port, must, password, run, until, Way } from './district.mjs'

const require = createRequire(new URL('../../web/package.json', import.meta.url))

let a, b, c, way, city
let pass, commuter, foreign

const list_of = (status, code) => status.json.peers.find((p) => p.district === code).lists[0].copy
const later = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+/, '')

before(async () => {
  city = await City.make('某市')
  a = await District.make('210104', '甲区')
  b = await District.make('210106', '乙区')
  const port = await free_port()
  way = await Way.to(port)
  c = await District.make('210111', '丙区', { via: way.url })
  Object.assign(c, { port, url: `http://127.0.0.1:${port}` })
  await Promise.all([city.start(), a.start('--pull-every', '3600'), b.start('--pull-every', '3600'), c.start('--pull-every', '3600')])
  for (const [district, serial] of [[a, 1], [c, 3]]) {
    await district.staff()
    const { employee, commuter: bus } = await district.passes(serial)
    if (district === a) [pass, commuter] = [employee, bus]
    else foreign = employee
  }
  await b.staff()
})
after(async () => {
  way?.close()
  await end_all()
})

test('a district that is alone does not know another one’s pass', async () => {
  assert.equal(await a.scan(pass.token), 'green valid')
  assert.equal(await b.scan(pass.token), 'unknown unknown_issuer')
  assert.deepEqual(await b.ask(undefined, 'GET', '/peers'), [])
  const alone = await b.trust('status')
  assert.equal(alone.json.city, undefined)
})

test('any COSE library checks a pass by the keys that a district exports, as COSE and as JWK', async () => {
  const cose = await import(pathToFileURL(require.resolve('@auth0/cose')))
  await a.trust('keys', '--format', 'cose', '--out', file('keys.cose'))
  const jwks = (await a.trust('keys', '--format', 'jwk')).json.keys
  assert.ok(jwks.every((key) => key.kty === 'EC' && key.crv === 'P-256' && !('d' in key)))
  const bytes = from_base45(pass.token.slice('FG1:'.length))
  const message = cose.Sign1.decode(bytes)
  const verified = async (message, key) => message.verify(key).then(() => true, () => false)
  const by_jwk = await Promise.all(jwks.map(async (jwk) => verified(message, await cose.COSEKey.fromJWK(jwk).toKeyLike())))
  assert.equal(by_jwk.filter(Boolean).length, 1)
  const { decode } = await import(pathToFileURL(require.resolve('cbor-x', { paths: [require.resolve('@auth0/cose')] })))
  const set = decode(readFileSync(file('keys.cose')))
  assert.equal(set.length, jwks.length)
  const by_cose = await Promise.all(set.map(async (key) => verified(message, await new cose.COSEKey(key instanceof Map ? key : new Map(Object.entries(key).map(([k, v]) => [Number(k), v]))).toKeyLike())))
  assert.equal(by_cose.filter(Boolean).length, 1)
  bytes[bytes.length - 1] ^= 1
  const broken = await Promise.all(jwks.map(async (jwk) => verified(cose.Sign1.decode(bytes), await cose.COSEKey.fromJWK(jwk).toKeyLike())))
  assert.ok(broken.every((good) => !good))
})

test('a program of another maker gets a pass as a CWT, and finds its status list without a trust list', async () => {
  const cose = await import(pathToFileURL(require.resolve('@auth0/cose')))
  const { Decoder } = await import(pathToFileURL(require.resolve('cbor-x', { paths: [require.resolve('@auth0/cose')] })))
  const cbor = new Decoder({ mapsAsObjects: false })
  const jwks = (await a.trust('keys', '--format', 'jwk')).json.keys
  const keys = await Promise.all(jwks.map(async (jwk) => cose.COSEKey.fromJWK(jwk).toKeyLike()))
  const opened = async (bytes) => {
    const message = cose.Sign1.decode(bytes)
    const good = await Promise.all(keys.map((key) => message.verify(key).then(() => true, () => false)))
    assert.equal(good.filter(Boolean).length, 1)
    return cbor.decode(message.payload)
  }
  const claims = await opened(await a.bytes(`/passes/${pass.id}/pass.cwt`, 'commissioner'))
  const { idx, uri } = Object.fromEntries(claims.get(65535).get('status_list'))
  assert.ok(uri.startsWith(a.public_url), uri)
  const list = await opened(await a.bytes(uri.slice(a.public_url.length).replace('/api/v1', '')))
  assert.deepEqual([list.get(1), list.get(2), claims.get(1)], [a.code, uri, a.code])
  const { bits, lst } = Object.fromEntries(list.get(65533))
  assert.equal((inflateSync(lst)[Math.floor((idx * bits) / 8)] >> ((idx * bits) % 8)) & ((1 << bits) - 1), 0, 'valid')
})

test('a district is on the list only when its own key has signed its key set', async () => {
  await must('trust', 'root', 'add', city.folder, '--code', a.code, '--url', a.url, '--fingerprint', '0'.repeat(64))
  const refused = await city.sign()
  assert.equal(refused.status, 1)
  assert.equal(refused.json.members[0].trouble, 'key_set.other_key')
  assert.equal(refused.json.members[0].keys, 0)
  for (const district of [a, b, c]) await city.admit(district)
  const signed = await city.sign()
  assert.equal(signed.status, 0, signed.text)
  assert.deepEqual(signed.json.members.map((m) => m.name), ['甲区', '乙区', '丙区'])
})

test('under one city root a pass of one district is green in the other', async () => {
  for (const district of [a, b]) {
    assert.equal((await district.trust('join', '--city', city.url, '--root', file('city.pem'))).status, 0)
    const pulled = await district.trust('pull')
    assert.equal(pulled.status, 0, pulled.text + pulled.err)
    assert.equal(pulled.json.city.in_use, true)
    assert.equal(pulled.json.city.name, '某市')
  }
  assert.equal(await b.scan(pass.token), 'green valid')
  assert.equal(await b.gate(pass.token), 'green valid')
  assert.equal(await b.scan(foreign.token), 'green valid')
  assert.equal(await a.scan(pass.token), 'green valid')
  const peers = await b.ask(undefined, 'GET', '/peers')
  assert.deepEqual(peers.map((p) => [p.district, p.name]), [['210104', '甲区'], ['210111', '丙区']])
  assert.deepEqual(await b.bytes('/peers/210104/status-list/0'), await a.bytes('/status-list/0'))
  assert.equal((await b.send(undefined, 'GET', '/peers/210104/status-list/77')).status, 404)
})

test('a pass that is revoked in its district is red in the other within one pull', async () => {
  await a.revoke(pass)
  assert.equal(await b.scan(pass.token), 'green valid')
  const pulled = await b.trust('pull')
  assert.equal(pulled.status, 0, pulled.text)
  assert.equal(await b.scan(pass.token), 'red revoked')
  assert.equal(await b.gate(pass.token), 'red revoked')
})

test('a gate’s phone gets the neighbours’ lists from its own district, and what they call back is red there too', async () => {
  const phones = await Phones.start()
  try {
    const gate = await phones.gate({ url: b.url, person: { login: 'guard', password } })
    const judged = async (token) => {
      await scan(gate, token)
      const found = await result(gate)
      await next(gate)
      return `${found.tone} ${found.reason}`
    }
    const peers = gate.waitForResponse((response) => response.url().endsWith('/api/v1/peers'))
    await gate.reload()
    await peers
    await gate.locator('[data-test=list-age]').waitFor()
    await until('the neighbour’s list on the phone', async () => (await judged(pass.token)) === 'red revoked')
    assert.equal(await judged(foreign.token), 'green valid')
    await gate.context().setOffline(true)
    assert.equal(await judged(pass.token), 'red revoked')
    assert.deepEqual(gate.complaints, [])
  } finally {
    await phones.end()
  }
})

test('what has not changed is not sent again', async () => {
  await b.trust('pull')
  way.asked.length = 0
  await b.trust('pull')
  const lists = way.asked.filter((r) => r.path.startsWith('/api/v1/status-list/'))
  assert.ok(lists.length > 0 && lists.every((r) => r.status === 304), JSON.stringify(way.asked))
})

test('a copy that is too old makes a foreign pass unknown, never green and never red', async () => {
  assert.equal(await b.gate(commuter.token, '--at', later(23)), 'green valid')
  assert.equal(await b.gate(commuter.token, '--at', later(25)), 'unknown status_too_old')
  assert.equal(await b.gate(pass.token, '--at', later(25)), 'red revoked')
})

test('a neighbour that lies changes nothing but how old its list grows', async () => {
  const old = await c.bytes('/status-list/0')
  const others = await a.bytes('/status-list/0')
  const kept = list_of(await b.trust('status'), c.code)
  await c.revoke(await c.ask('commissioner', 'GET', '/passes?kind=commuter').then(({ items }) => items[0]))
  await new Promise((resolve) => setTimeout(resolve, 1100)) // a status list's time has whole seconds
  assert.equal((await b.trust('pull')).status, 0)
  const good = list_of(await b.trust('status'), c.code)
  assert.ok(good.issued_at > kept.issued_at)
  const lies = {
    'status.signature': (honest) => ({ body: flipped(honest) }),
    'status.malformed': (honest) => ({ body: honest.subarray(0, honest.length - 3) }),
    'status.other_issuer': () => ({ body: others }),
    'status.rolled_back': () => ({ body: old }),
    'outbound.too_large': () => ({ body: Buffer.alloc(17 * 1024 * 1024, 'x') }),
    'outbound.status': () => ({ status: 500, body: 'no' }),
  }
  for (const [trouble, lie] of Object.entries(lies)) {
    way.lie = (path, honest) => (path.endsWith('/status-list/0') ? lie(honest) : undefined)
    const pulled = await b.trust('pull')
    assert.equal(pulled.status, 1, trouble)
    const copy = list_of(pulled, c.code)
    assert.equal(copy.trouble, trouble)
    assert.equal(copy.issued_at, good.issued_at)
    assert.ok(copy.failures > 0 && copy.message.length > 20)
    assert.equal(await b.scan(foreign.token), 'green valid')
    assert.equal(list_of(pulled, a.code).trouble, undefined)
  }
  let let_go
  way.lie = (path) => (path.endsWith('/status-list/0') ? new Promise((resolve) => { let_go = resolve }) : undefined)
  const began = Date.now()
  const slow = await b.trust('pull')
  assert.equal(list_of(slow, c.code).trouble, 'outbound.timed_out')
  assert.ok(Date.now() - began < 15_000)
  let_go({})
  way.lie = undefined
  assert.equal((await b.trust('pull')).status, 0)
  assert.equal(list_of(await b.trust('status'), c.code).failures, 0)
})

test('a trust list of another root, an older one and a damaged one are refused', async () => {
  const list = file('city/trust-list')
  const good = readFileSync(list)
  const before_it = await b.trust('status')
  await new Promise((resolve) => setTimeout(resolve, 1100))
  await city.sign()
  assert.equal((await b.trust('pull')).status, 0)
  const kept = (await b.trust('status')).json.city.trust_list
  assert.ok(kept.issued_at > before_it.json.city.trust_list.issued_at)
  await must('trust', 'root', 'init', file('thief'), '--name', '某市')
  await run('trust', 'sign', file('thief'))
  const lies = { 'trust.rolled_back': good, 'trust.other_root': readFileSync(file('thief/trust-list')), 'trust.malformed': good.subarray(9), 'trust.signature': flipped(good) }
  const newest = readFileSync(list)
  for (const [trouble, bytes] of Object.entries(lies)) {
    writeFileSync(list, bytes)
    const pulled = await b.trust('pull')
    assert.equal(pulled.status, 1, trouble)
    assert.equal(pulled.json.city.trust_list.trouble, trouble)
    assert.equal(pulled.json.city.trust_list.issued_at, kept.issued_at)
    assert.equal(await b.scan(commuter.token), 'green valid')
  }
  writeFileSync(list, newest)
  assert.equal((await b.trust('pull')).status, 0)
})

test('a key rolls over: announced before it signs, and no good pass is refused on the way', async () => {
  const before_it = commuter.token
  // Announced: the new key is on every list, the old one signs.
  const announced = /[0-9a-f]{16}/.exec((await must('keys', 'announce', '--db', a.db)).text)[0]
  assert.equal((await city.sign()).status, 0)
  for (const district of [a, b]) assert.equal((await district.trust('pull')).status, 0)
  assert.notEqual((await run('keys', 'switch', announced, '--db', a.db)).status, 0) // before its time
  assert.equal(await b.scan(before_it), 'green valid')
  await new Promise((resolve) => setTimeout(resolve, 2100))
  // Switched: the new one signs, the old one is believed; nobody had to fetch anything meanwhile.
  await must('keys', 'switch', announced, '--db', a.db)
  const fresh = (await a.passes(5)).employee
  assert.equal((await a.ask('commissioner', 'GET', `/passes/${fresh.id}`)).key_id, announced)
  for (const district of [a, b])
    for (const token of [before_it, fresh.token]) assert.equal(await district.scan(token), 'green valid', district.name)
  assert.equal(await b.gate(fresh.token), 'green valid')
})

test('what one district asks arrives in the other, once, though both crash on the way; the answer changes the pass', async () => {
  assert.equal(await b.scan(commuter.token, { zone: b.zone }), 'red wrong_zone')
  await b.stop()
  const asked = await a.ask('commissioner', 'POST', '/recognitions', { pass: commuter.id, to: b.code, zones: [b.zone] })
  assert.equal(asked.state, 'open')
  await until('a failed delivery', async () => (await a.ask('commissioner', 'GET', `/recognitions/${asked.id}`)).delivery.failures > 0)
  await settled()
  assert.equal((await a.send('commissioner', 'POST', '/recognitions', { pass: commuter.id, to: b.code })).body.code, 'recognition.open_already')
  await a.stop('SIGKILL')
  await Promise.all([a.start('--pull-every', '3600'), b.start('--pull-every', '3600')])
  const received = await until('the request in the other queue', async () => (await b.ask('commissioner', 'GET', '/recognitions?direction=received&state=open')).items[0], 20)
  assert.deepEqual([received.id, received.plate, received.route, received.enterprise_name, received.wanted, received.peer_name],
    [asked.id, '辽A10001', '东站—和平广场', '第1机械厂', [b.zone], '甲区'])
  assert.ok(!JSON.stringify(received).includes('张三'))
  await until('the delivery noted', async () => (await a.ask('commissioner', 'GET', `/recognitions/${asked.id}`)).delivery.delivered_at)
  assert.equal((await b.send('officer', 'POST', `/recognitions/${asked.id}/answer`, { granted: true, zones: [b.zone] })).status, 403)
  assert.equal((await b.send('commissioner', 'POST', `/recognitions/${asked.id}/answer`, { granted: true, zones: ['park-210104'] })).body.code, 'recognition.unknown_zone')
  assert.equal((await b.send('commissioner', 'POST', `/recognitions/${asked.id}/answer`, { granted: false })).body.code, 'recognition.reason_needed')
  await a.stop('SIGKILL')
  await b.ask('commissioner', 'POST', `/recognitions/${asked.id}/answer`, { granted: true, zones: [b.zone], reason: '走东环路' })
  await until('a failed delivery', async () => (await b.ask('commissioner', 'GET', `/recognitions/${asked.id}`)).delivery.failures > 0)
  await settled()
  await b.stop('SIGKILL')
  await Promise.all([a.start('--pull-every', '3600'), b.start('--pull-every', '3600')])
  const answered = await until('the answer', async () => {
    const view = await a.ask('commissioner', 'GET', `/recognitions/${asked.id}`)
    return view.state === 'granted' && view
  }, 20)
  assert.deepEqual([answered.zones, answered.reason, answered.trouble], [[b.zone], '走东环路', undefined])
  const token = await a.token(commuter.id)
  assert.notEqual(token, commuter.token)
  assert.equal(await b.scan(token, { zone: b.zone, plate: '辽A10001' }), 'green valid')
  assert.equal(await a.scan(token, { zone: a.zone }), 'green valid')
  assert.equal((await b.send('commissioner', 'POST', `/recognitions/${asked.id}/answer`, { granted: false, reason: '不' })).body.code, 'recognition.answered')
  for (const district of [a, b]) {
    await must('audit', 'verify', '--db', district.db)
    const page = await district.ask('commissioner', 'GET', '/recognitions')
    assert.equal(page.items.length, 1, district.name)
  }
  commuter.token = token
})

test('the lists come by themselves, and a city that is left is forgotten', async () => {
  await b.restart('--pull-every', '1')
  await a.revoke(commuter)
  await until('the revocation', async () => (await b.scan(commuter.token)) === 'red revoked')
  assert.equal((await b.trust('leave')).status, 0)
  assert.equal(await b.scan(commuter.token), 'unknown unknown_issuer')
  assert.equal((await b.trust('leave')).status, 1)
  assert.equal((await b.trust('pull')).status, 1)
})

// The outbox takes a letter for two minutes before it sends it, and gives it back when that went wrong; a crash in between
// would cost the two minutes, which a test does not have.
function settled() {
  return new Promise((resolve) => setTimeout(resolve, 500))
}
function flipped(bytes) {
  const out = Buffer.from(bytes)
  out[out.length - 1] ^= 1
  return out
}
function from_base45(text) {
  const values = [...text].map((character) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'.indexOf(character))
  const out = []
  for (let i = 0; i < values.length; i += 3) {
    const n = values.slice(i, i + 3).reduce((sum, value, place) => sum + value * 45 ** place, 0)
    if (i + 2 < values.length) out.push(n >> 8, n & 255)
    else out.push(n)
  }
  return Buffer.from(out)
}
