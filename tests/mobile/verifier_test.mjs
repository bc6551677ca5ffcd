// The phone's verifier: its formats, its decisions, and every attack that the program's own verifier is tested with.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'

import { Issuer } from './issuer.mjs'
import { load_verifier } from './verifier.mjs'

const now_s = 1_650_800_000
let pass, issuer, phone, trust, list
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16))

before(async () => {
  pass = await load_verifier()
  issuer = await Issuer.make(pass)
  phone = await issuer.key()
  trust = await pass.open_trust(await issuer.trust_list({ issued_s: now_s - 600 }))
  const raw_entries = new Uint8Array(64)
  raw_entries[0] = 0b00_10_01_00 << 2 // entries 2 revoked, 3 suspended
  list = await pass.open_status_list(await issuer.status_list({ issued_s: now_s - 600, raw_entries }), trust)
})

const at = (more = {}) => ({ ...pass.usual_circumstances, at_s: now_s, ...more })
const judge = (text, circumstances = at(), lists = [list]) => pass.verify(text, trust, lists, circumstances)
const says = async (text, verdict, reason, circumstances, lists) => {
  const found = await judge(text, circumstances, lists)
  assert.deepEqual([found.verdict, found.reason], [verdict, reason], found.fault)
  return found
}
const shown = async (signed, t_s = now_s, key = phone, nonce) => pass.make_proof(signed, t_s, nonce, key.sign)

test('Base45 reads the examples of RFC 9285 and refuses what it calls malformed', () => {
  for (const [text, plain] of [['BB8', 'AB'], ['%69 VD92EX0', 'Hello!!'], ['UJCLQE7W581', 'base-45'], ['QED8WEX0', 'ietf!'], ['', '']]) {
    assert.equal(Buffer.from(pass.base45_decode(text)).toString(), plain)
    assert.equal(pass.base45_encode(Buffer.from(plain)), text)
  }
  for (const [text, fault] of [['GGX', 'value'], [':::', 'value'], ['A', 'length'], ['bb8', 'lower_case'], ['BB！', 'character'], ['ZZ', 'value']]) {
    assert.equal(pass.base45_decode(text), fault, text)
  }
})

test('CBOR that is not deterministic, not whole or not ours is refused', () => {
  const bad = {
    'nothing': '', 'a number in too many bytes': '1817', 'an indefinite string': '5f4101ff', 'two items': '0000', 'a cut string': '4201',
    'a key twice': 'a201000100', 'keys out of order': 'a202000100', 'no UTF-8': '61ff', 'a half float': 'f93c00', 'undefined': 'f7',
    'nine levels': '81818181818181818100', 'a huge array': '9b00000000ffffffff', 'a negative number of 64 bits': '3bffffffffffffffff', 'reserved': '1c',
  }
  for (const [name, hex] of Object.entries(bad)) assert.equal(pass.parse(bytes(hex)) ?? pass.decode(bytes(hex)), undefined, name)
})

test('a good pass is green, in every way it may be good', async () => {
  await says(await issuer.token({ now_s }), 'green', 'valid')
  await says(`${await issuer.token({ now_s })}\r\n`, 'green', 'valid')
  await says(await issuer.token({ now_s, plate: '辽A12345' }), 'green', 'valid', at({ plate: '辽A12345' }))
  await says(await issuer.token({ now_s, zones: ['east'] }), 'green', 'valid', at({ zone: 'east' }))
  await says(await issuer.token({ now_s, health: [0, now_s + 60] }), 'green', 'valid')
  const found = await says(await shown(await issuer.signed({ now_s, scheme: 2, phone }), now_s - 5), 'green', 'valid')
  assert.equal(found.clock_offset_s, -5)
  assert.equal(found.list_age_s, 600)
})

test('what the pass says decides, the gravest first', async () => {
  const table = [
    [{ index: 2 }, 'red', 'revoked'], [{ index: 3, exp: now_s }, 'red', 'suspended'], [{ exp: now_s }, 'red', 'expired'],
    [{ nbf: now_s + 61 }, 'red', 'not_yet_valid'], [{ nbf: now_s + 60 }, 'green', 'valid'],
    [{ health: [0, now_s] }, 'red', 'test_overdue'], [{ health: [1, now_s + 60] }, 'grey', 'test_pending'], [{ health: [2, now_s + 60] }, 'red', 'test_overdue'],
    [{ index: 4000 }, 'green', 'valid'],
  ]
  for (const [options, verdict, reason] of table) await says(await issuer.token({ now_s, ...options }), verdict, reason)
  await says(await issuer.token({ now_s, plate: '辽A12345' }), 'red', 'wrong_plate', at({ plate: '辽B99999' }))
  await says(await issuer.token({ now_s, zones: ['east'] }), 'red', 'wrong_zone', at({ zone: 'west' }))
})

test('a gate that knows too little says so and never blames the holder', async () => {
  const token = await issuer.token({ now_s })
  await says(token, 'unknown', 'status_missing', at(), [])
  await says(token, 'green', 'valid', at({ status_required: false }), [])
  await says(token, 'unknown', 'status_too_old', at({ list_age_s_max: 599 }))
  await says(token, 'unknown', 'trust_too_old', at({ trust_age_s_max: 599 }))
  await says(await issuer.token({ now_s, district: '990199' }), 'unknown', 'unknown_issuer')
  const young_key = await issuer.token({ now_s }, await issuer.key())
  await says(young_key, 'red', 'bad_signature')
  await says(young_key, 'unknown', 'trust_too_old', at({ key_notice_s: 599 }))
})

test('a shown proof is bound to its phone, its moment and the gate’s challenge', async () => {
  const signed = await issuer.signed({ now_s, scheme: 2, phone })
  await says(pass.to_text(signed), 'red', 'proof_stale')
  await says(await shown(signed, now_s - 30), 'green', 'valid')
  await says(await shown(signed, now_s - 31), 'red', 'proof_stale')
  await says(await shown(signed, now_s + 60), 'green', 'valid')
  await says(await shown(signed, now_s + 61), 'red', 'clock_wrong')
  await says(await shown(signed, now_s + 12 * 3600), 'red', 'proof_stale')
  await says(await shown(signed, now_s, await issuer.key()), 'red', 'bad_signature')
  const { claims } = (await judge(await shown(signed)))
  const seen = [{ id: claims.id, proof_s: now_s, at_s: now_s }]
  await says(await shown(signed), 'red', 'replayed', at({ seen }))
  await says(await shown(signed, now_s + 15), 'green', 'valid', at({ seen }))

  const third = await issuer.signed({ now_s, scheme: 3, phone })
  const [challenge, another] = [bytes('0102030405060708'), bytes('0102030405060709')]
  await says(await shown(third), 'red', 'proof_stale')
  await says(await shown(third, now_s, phone, challenge), 'green', 'valid', at({ challenge }))
  await says(await shown(third, now_s, phone, another), 'red', 'proof_stale', at({ challenge }))
  assert.deepEqual(pass.read_challenge(pass.make_challenge(challenge)), challenge)
})

test('a printed pass may be shown again unless the district says otherwise', async () => {
  const token = await issuer.token({ now_s })
  const { claims } = await judge(token)
  const seen = [{ id: claims.id, at_s: now_s - 100 }]
  await says(token, 'green', 'valid', at({ seen }))
  await says(token, 'red', 'replayed', at({ seen, repeat_s: 101 }))
  await says(token, 'green', 'valid', at({ seen, repeat_s: 100 }))
})

test('an old scheme passes with a word of warning until the district calls it in', async () => {
  const token = await issuer.token({ now_s })
  const due = await says(token, 'green', 'valid', at({ schemes: [{ kind: 'employee', min: 1, wanted: 2 }] }))
  assert.equal(due.upgrade_due, true)
  await says(token, 'red', 'scheme_too_old', at({ schemes: [{ kind: 'employee', min: 2, wanted: 2 }] }))
  await says(token, 'green', 'valid', at({ schemes: [{ kind: 'truck', min: 2, wanted: 2 }] }))
})

test('a flip of any bit of a pass, or of a proof around it, is never green', async () => {
  for (const signed of [await issuer.signed({ now_s }), pass.base45_decode((await shown(await issuer.signed({ now_s, scheme: 2, phone }))).slice(4))]) {
    for (let i = 0; i < signed.length; ++i) {
      const bent = signed.slice()
      bent[i] ^= 1 << (i % 8)
      assert.notEqual((await judge(pass.to_text(bent))).verdict, 'green', `byte ${i}`)
    }
    for (let size = 0; size < signed.length; size += 7) assert.equal((await judge(pass.to_text(signed.slice(0, size)))).reason, 'malformed', `cut at ${size}`)
  }
})

test('attacks on the form of a pass fail', async () => {
  const other = await issuer.key()
  const good = await issuer.signed({ now_s })
  const { encode, decode, parse, Tagged } = pass
  const message = parse(good)
  const again = (parts) => pass.to_text(encode(new Tagged(18, parts)))
  const { protected_bytes, payload, signature } = message
  const map = (entries) => new pass.CborMap(entries)
  const table = {
    'another alg in the header': [await issuer.token({ now_s, alg: -8 }), 'bad_signature'],
    'the kid of another key': [await issuer.token({ now_s, kid: other.id }), 'bad_signature'],
    'a signature by a stranger under a known kid': [await issuer.token({ now_s, kid: issuer.signing.id }, other), 'bad_signature'],
    'a status list instead of a pass': [pass.to_text(await issuer.status_list({ issued_s: now_s })), 'malformed'],
    'two tags': [pass.to_text(encode(new Tagged(18, decode(good)))), 'malformed'],
    'no tag': [pass.to_text(encode(decode(good).value)), 'malformed'],
    'an unguarded header': [again([protected_bytes, map([[99, 1]]), payload, signature]), 'malformed'],
    'something behind it': [pass.to_text(Buffer.concat([good, Buffer.from([0])])), 'malformed'],
    'an unknown claim': [await issuer.token({ now_s, extra: [[99, 1]] }), 'malformed'],
    'too long': [`FG1:${'A'.repeat(620)}`, 'malformed'],
    'scheme 2 without a phone': [await issuer.token({ now_s, scheme: 2 }), 'malformed'],
    'a phone in scheme 1': [await issuer.token({ now_s, phone }), 'malformed'],
    'a proof around a printed pass': [await shown(good), 'malformed'],
  }
  for (const [name, [text, reason]] of Object.entries(table)) assert.equal((await judge(text)).reason, reason, name)
})

test('what a hand scanner garbles is told apart from what is no pass', async () => {
  const token = await issuer.token({ now_s })
  const faults = { '': 'empty', 'http://x.example/': 'not_a_pass', [token.toLowerCase()]: 'garbled_case', [token.replace(/.$/, '％')]: 'garbled_character' }
  for (const [text, fault] of Object.entries(faults)) assert.equal((await judge(text)).fault, fault)
  assert.equal((await judge(`FG1:${'A'.repeat(100)}`)).fault, 'garbled_length')
  assert.equal((await judge('FG1:GGX')).fault, 'not_base45')
})

test('a key signs only in its time, and only what the root lists', async () => {
  const keys = [{ key: issuer.signing, from: now_s - 3599, until: now_s }]
  const narrow = await pass.open_trust(await issuer.trust_list({ issued_s: now_s - 600, keys }))
  const reason = async (iat) => (await pass.verify(await issuer.token({ now_s, iat }), narrow, [list], at())).reason
  assert.equal(await reason(now_s - 3599), 'valid')
  assert.equal(await reason(now_s - 3600), 'bad_signature')
  assert.equal(await reason(now_s), 'bad_signature')
})

test('a trust list is believed only whole and from the known root', async () => {
  const bytes_ = await issuer.trust_list({ issued_s: now_s })
  assert.equal(typeof (await pass.open_trust(bytes_, trust.root)), 'object')
  const stranger = await issuer.trust_list({ issued_s: now_s, root: await issuer.key() })
  assert.equal(await pass.open_trust(stranger, trust.root), 'trust.other_root')
  const bent = bytes_.slice()
  bent[bent.length - 1] ^= 1
  assert.equal(await pass.open_trust(bent), 'trust.signature')
  assert.equal(await pass.open_trust(bytes_.slice(1)), 'trust.malformed')
  assert.equal(await pass.open_trust(await issuer.signed({ now_s })), 'trust.malformed')
})

test('a status list is believed only from its district and with an honest packing', async () => {
  const open = async (options, other = trust) => pass.open_status_list(await issuer.status_list({ issued_s: now_s, ...options }), other)
  assert.equal(await open({ key: await issuer.key() }), 'status.signature')
  const bomb = new Uint8Array(17 * 1024 * 1024)
  assert.equal(await open({ raw_entries: bomb }), 'status.malformed')
  const stranger = await Issuer.make(pass, { district: '990177' })
  const theirs = await pass.open_trust(await stranger.trust_list({ issued_s: now_s }))
  assert.equal(await open({}, theirs), 'status.unknown_issuer')
})

test('a signed difference brings a list up to date and fits no other', async () => {
  const delta = async (options) => pass.open_status_delta(await issuer.status_delta({ since_s: list.issued_s, issued_s: now_s, changes: [[1, 1], [300, 2]], ...options }), trust)
  const next = pass.apply_delta(list, await delta({}))
  assert.deepEqual([1, 2, 300, 299].map((index) => pass.status_at(next, index)), ['revoked', 'revoked', 'suspended', 'valid'])
  assert.equal(next.issued_s, now_s)
  assert.equal(pass.status_at(list, 1), 'valid')
  assert.equal(pass.apply_delta(list, await delta({ since_s: list.issued_s + 1 })), 'status.gap')
  assert.equal(pass.apply_delta(next, await delta({ issued_s: now_s - 1 })), 'status.rolled_back')
  assert.equal(pass.apply_delta({ ...list, uri: 'x' }, await delta({})), 'status.other_list')
  assert.equal(await delta({ changes: [[2, 1], [1, 1]] }), 'status.malformed')
  assert.equal(await delta({ changes: [[2, 3]] }), 'status.malformed')
  assert.equal(await delta({ key: await issuer.key() }), 'status.signature')
})

// The vectors that the program's own verifier runs too. What a browser cannot check it may only call unknown.
const vectors = JSON.parse(readFileSync(new URL('../vectors/pass/vectors.json', import.meta.url), 'utf8'))
async function open_vectors() {
  const root = await pass.p256_key(pass.from_base64url(vectors.root.x), pass.from_base64url(vectors.root.y))
  const trusted = await pass.open_trust(pass.from_base64url(vectors.trust), root)
  const lists = await Promise.all(vectors.lists.map((one) => pass.open_status_list(pass.from_base64url(one), trusted)))
  return { trusted, lists }
}

test('every shared vector gets the verdict that the program gives it', async () => {
  const { trusted, lists } = await open_vectors()
  assert.ok(vectors.cases.length >= 200, 'too few')
  const wrong = []
  for (const one of vectors.cases) {
    const seen = (one.seen ?? []).map(({ id, proof_s, at: when }) => ({ id, proof_s, at_s: Math.floor(Date.parse(when) / 1000) }))
    const challenge = one.challenge === undefined ? undefined : bytes(one.challenge)
    const here = pass.circumstances_under(vectors.policy, Math.floor(Date.parse(one.at) / 1000), { plate: one.plate, zone: one.zone, challenge, seen })
    const found = await pass.verify(one.token, trusted, one.lists.map((i) => lists[i]).filter((list_) => typeof list_ === 'object'), here)
    const expected = one.needs === 'sm2' ? ['unknown', 'unsupported', ''] : [one.expect.verdict, one.expect.reason, one.expect.fault ?? found.fault ?? '']
    const got = [found.verdict, found.reason, found.fault ?? '']
    if (got.join() !== expected.join()) wrong.push(`${one.name}: ${got} instead of ${expected}`)
  }
  assert.deepEqual(wrong, [])
})

test('every shared difference changes its list as the program says', async () => {
  const { trusted, lists } = await open_vectors()
  for (const { name, list: i, delta: packed, expect } of vectors.deltas) {
    const delta = await pass.open_status_delta(pass.from_base64url(packed), trusted)
    const found = typeof delta === 'string' ? delta : pass.apply_delta(lists[i], delta)
    if (expect.code) {
      assert.equal(found, expect.code, name)
      continue
    }
    assert.equal(found.issued_s, expect.issued_s, name)
    for (const [index, status] of Object.entries(expect.entries)) assert.equal(pass.status_at(found, Number(index)), status, `${name} ${index}`)
  }
})

test('a list takes another’s place or not as the program says', async () => {
  const { lists } = await open_vectors()
  assert.ok(vectors.renewals.length >= 7)
  for (const { name, kept, fresh, code } of vectors.renewals) {
    assert.equal(pass.check_newer(kept === undefined ? undefined : lists[kept], lists[fresh]) ?? '', code, name)
  }
})
