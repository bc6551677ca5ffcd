// The holder's passes on this phone, and the key that they are bound to. The key cannot leave the phone: the browser
// signs with it but never shows it, so a copied pass without this phone proves nothing.
import { computed, ref, shallowRef } from 'vue'

import { request, Problem } from '@shared/http'
import { make_proof, read_text, type Bytes } from '@shared/pass'

import { measure, type Offset } from '../clock'
import { forget, keep, recall } from '../kept'

export interface WalletPass {
  token: string
  number: string
  kind: string
  kind_name: string
  subject: string
  enterprise_name: string
  plate?: string
  route?: string
  zones: string[]
  not_before: string
  expires_at: string
  scheme: number
  state: 'valid' | 'suspended' | 'revoked' | 'expired'
  colour?: 'green' | 'grey' | 'red'
  colour_until?: string
}
interface Binding {
  wallet: string
  secret: string
  keys: CryptoKeyPair
}
interface Fetched {
  passes: WalletPass[]
  fetched_at: number // by the district's clock
}

const p256 = { name: 'ECDSA', namedCurve: 'P-256' }
const binding_key = 'wallet.binding', passes_key = 'wallet.passes', offset_key = 'wallet.offset'

const binding = shallowRef<Binding>()
const fetched = shallowRef<Fetched>()
const offset = shallowRef<Offset>()
export const ready = ref(false) // what is kept on the phone has been read
export const moved_away = ref(false) // the server knows another phone for this wallet
export const offline = ref(false) // the last question to the server got no answer
export const bound = computed(() => binding.value !== undefined)
export const passes = computed(() => fetched.value?.passes ?? [])
export const fetched_at = computed(() => fetched.value?.fetched_at)

export const district_now = () => Date.now() + (offset.value?.offset_ms ?? 0)

export async function open_wallet(): Promise<void> {
  if (ready.value) return
  binding.value = await recall<Binding>(binding_key)
  fetched.value = await recall<Fetched>(passes_key)
  offset.value = await recall<Offset>(offset_key)
  ready.value = true
}

export const ask_code = (phone: string) => request<void>('POST', '/wallet/codes', { body: { phone } })

export async function bind(proof: { claim: string } | { phone: string; code: string }): Promise<void> {
  const keys = (await crypto.subtle.generateKey(p256, false, ['sign', 'verify'])) as CryptoKeyPair
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey)
  const answer = await request<{ wallet: string; secret: string }>('POST', '/wallet/bindings', {
    body: { ...proof, public_key: { kty, crv, x, y } },
  })
  const made: Binding = { wallet: answer.wallet, secret: answer.secret, keys }
  await keep(binding_key, made)
  await forget(passes_key)
  binding.value = made
  fetched.value = undefined
  moved_away.value = false
  await refresh()
  // Asked for, not needed: without it a phone short of space may throw the key away, and the holder binds anew.
  await navigator.storage?.persist?.().catch(() => false)
}

export async function refresh(): Promise<void> {
  const mine = binding.value
  if (!mine) return
  const asked_at = Date.now()
  try {
    const answer = await request<{ now: string; passes: WalletPass[] }>('GET', '/wallet/passes', {
      headers: { 'X-Wallet': `${mine.wallet}.${mine.secret}` },
    })
    offset.value = measure(answer.now, asked_at, Date.now())
    fetched.value = { passes: answer.passes, fetched_at: district_now() }
    offline.value = false
    await keep(offset_key, offset.value)
    await keep(passes_key, fetched.value)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.status === 0 || error.status >= 500) offline.value = true
    else if ([401, 403, 404, 410].includes(error.status)) moved_away.value = true
    else throw error
  }
}

// Takes the passes off this phone; the server forgets the phone too when it can be reached.
export async function unbind(): Promise<void> {
  const mine = binding.value
  if (mine && !moved_away.value) {
    await request<void>('DELETE', '/wallet/binding', { headers: { 'X-Wallet': `${mine.wallet}.${mine.secret}` } })
  }
  await forget(binding_key)
  await forget(passes_key)
  binding.value = undefined
  fetched.value = undefined
  moved_away.value = false
}

// The text of the QR code: a proof of this instant for a pass bound to the phone, the pass itself for a printed one.
export async function shown_text(pass: WalletPass, nonce?: Bytes): Promise<string> {
  const mine = binding.value
  const signed = read_text(pass.token)
  if (pass.scheme < 2 || !mine || typeof signed === 'string') return pass.token
  const sign = async (message: Bytes) =>
    new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, mine.keys.privateKey, message))
  return make_proof(signed, Math.floor(district_now() / 1000), nonce, sign)
}
