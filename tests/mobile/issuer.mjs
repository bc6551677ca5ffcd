// A district of the test's own, with a root, a trust list, status lists and phones: whatever a gate may meet.
import { webcrypto } from 'node:crypto'
import { deflateSync } from 'node:zlib'

const { subtle } = webcrypto
const bytes_of = (text) => new Uint8Array(Buffer.from(text, 'base64url'))
const raw = (buffer) => new Uint8Array(buffer)

export class Issuer {
  constructor(pass, { district = '990101', list_uri = `https://${district}.example/0` } = {}) {
    this.pass = pass
    this.map = (entries) => new pass.CborMap(entries)
    this.district = district
    this.list_uri = list_uri
  }
  static async make(pass, options) {
    const issuer = new Issuer(pass, options)
    issuer.root = await issuer.key()
    issuer.signing = await issuer.key()
    return issuer
  }

  async key() {
    const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    const jwk = await subtle.exportKey('jwk', pair.publicKey)
    const [x, y] = [bytes_of(jwk.x), bytes_of(jwk.y)]
    const { id } = await this.pass.p256_key(x, y)
    return { pair, x, y, id, sign: async (message) => raw(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, message)) }
  }
  cose_key(key, extra = []) {
    return this.map([[1, 2], [2, key.id], [3, -7], [-1, 1], [-2, key.x], [-3, key.y], ...extra])
  }

  async seal(type, payload, key, { header = [], alg = -7, kid = key.id } = {}) {
    const { encode, seal, to_be_signed, message_types } = this.pass
    const guarded = encode(this.map([[1, alg], [4, kid], [16, message_types[type]], ...header]))
    const body = payload instanceof Uint8Array ? payload : encode(payload)
    return seal(guarded, body, await key.sign(to_be_signed(guarded, body)))
  }

  // keys: [{ key, from, until }]
  trust_list({ issued_s, keys = [{ key: this.signing, from: 0, until: 4e9 }], districts = [this.district], root = this.root }) {
    const issuers = districts.map((district) => this.map([
      [1, district], [2, `District ${district}`],
      [3, keys.map(({ key, from, until }) => this.cose_key(key, [[-65540, from], [-65541, until]]))],
      [4, this.map([[0, this.list_uri]])],
    ]))
    const payload = this.map([[1, 'Root'], [4, issued_s + 90 * 86400], [6, issued_s], [-65538, issuers]])
    return this.seal('trust_list', payload, root, { header: [[14, this.map([[8, this.map([[1, this.cose_key(root)]])]])]] })
  }
  status_list({ issued_s, raw_entries = new Uint8Array(64), key = this.signing, uri = this.list_uri }) {
    const list = this.map([['bits', 2], ['lst', raw(deflateSync(raw_entries))]])
    return this.seal('status_list', this.map([[1, this.district], [2, uri], [6, issued_s], [65533, list], [65534, 3600]]), key)
  }
  status_delta({ since_s, issued_s, changes, key = this.signing }) {
    return this.seal('status_delta', this.map([[1, this.district], [2, this.list_uri], [6, issued_s], [-65550, since_s], [-65551, changes]]), key)
  }

  claims({ now_s, index = 1, scheme = 1, phone, plate, zones, health, district = this.district, exp = now_s + 86400, nbf = now_s - 3600, iat = now_s - 3600, extra = [] }) {
    const inside = [[1, plate ? 'truck' : 'employee'], [2, scheme], [3, '李*']]
    if (plate) inside.push([6, plate])
    if (zones) inside.push([7, zones])
    if (health) inside.push([9, health])
    const id = webcrypto.getRandomValues(new Uint8Array(16))
    const entries = [[1, district], [4, exp], [5, nbf], [6, iat], [7, id], [65535, [0, index]], [-65537, this.map(inside)], ...extra]
    if (phone) entries.push([8, this.map([[1, this.map([[1, 2], [-1, 1], [-2, phone.x], [-3, (phone.y[31] & 1) === 1]])]])])
    return this.map(entries)
  }
  async signed(options, key = this.signing) {
    return this.seal('pass', this.claims(options), key, options)
  }
  async token(options, key) {
    return this.pass.to_text(await this.signed(options, key))
  }
}
