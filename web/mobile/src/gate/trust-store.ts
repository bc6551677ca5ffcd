// What a gate believes, kept on the phone as the signed bytes it came in and checked again at every start.
import {
  apply_delta, check_newer, open_status_delta, open_status_list, open_trust, same_key, type Bytes, type PublicKey, type StatusList, type Trust,
} from '@shared/pass'

import { keep, kept, recall } from '../kept'

// A list that deltas have been applied to is no longer what was signed, so the entries themselves are kept.
export interface KeptList {
  list: StatusList
  checked_at: number // by this phone's clock: when the server last said that there is nothing newer
}

export interface Answer {
  bytes?: Bytes // absent: nothing new (304)
  etag: string
}
export interface Server {
  get: (path: string, etag?: string) => Promise<Answer | undefined> // undefined: 404
}

const trust_key = 'gate.trust', trust_etag_key = 'gate.trust.etag'
const root_key = 'gate.root'

export class TrustStore {
  trust: Trust | undefined
  readonly lists = new Map<string, KeptList>() // by URI
  fault = '' // why the newest trust list was not used
  private root: PublicKey | undefined

  async open(): Promise<void> {
    this.root = await recall<PublicKey>(root_key)
    const bytes = await recall<Bytes>(trust_key)
    const trust = bytes ? await open_trust(bytes, this.root) : undefined
    if (trust && typeof trust !== 'string') this.trust = trust
    const db = await kept()
    for (const one of await db.getAll('lists')) this.lists.set(one.list.uri, one)
  }

  // The root that a gate first hears of is the one it keeps; another one has to be set up by hand.
  async refresh_trust(server: Server): Promise<void> {
    const answer = await server.get('/trust-list', this.trust ? await recall<string>(trust_etag_key) : undefined)
    if (!answer?.bytes) return
    const trust = await open_trust(answer.bytes, this.root)
    this.fault = typeof trust === 'string' ? trust : ''
    if (typeof trust === 'string' || (this.trust && trust.issued_s < this.trust.issued_s)) return
    if (!this.root || !same_key(this.root, trust.root)) {
      this.root = trust.root
      await keep(root_key, trust.root)
    }
    this.trust = trust
    await keep(trust_key, answer.bytes)
    await keep(trust_etag_key, answer.etag)
  }

  // By the small difference where the server has one, else as a whole; never back to an older list.
  async refresh_list(server: Server, uri: string, path: string): Promise<void> {
    if (!this.trust) return
    const known = this.lists.get(uri)
    const next = (known && (await this.by_delta(server, known.list, path))) ?? (await this.whole(server, uri, path))
    if (!next || check_newer(known?.list, next)) return
    await this.put({ list: next, checked_at: Date.now() })
  }

  private async by_delta(server: Server, list: StatusList, path: string): Promise<StatusList | undefined> {
    const answer = await server.get(`${path}/delta?since=${list.issued_s}`)
    if (!answer?.bytes) return undefined
    const delta = await open_status_delta(answer.bytes, this.trust!)
    const changed = typeof delta === 'string' ? delta : apply_delta(list, delta)
    return typeof changed === 'string' ? undefined : changed
  }

  private async whole(server: Server, uri: string, path: string): Promise<StatusList | undefined> {
    const answer = await server.get(path)
    if (!answer?.bytes) return undefined
    const list = await open_status_list(answer.bytes, this.trust!)
    return typeof list === 'string' || list.uri !== uri ? undefined : list
  }

  private async put(one: KeptList): Promise<void> {
    this.lists.set(one.list.uri, one)
    await (await kept()).put('lists', one, one.list.uri)
  }
}
