// What the pages of messages ask: the tray, channels and subscriptions, dead letters, notices and calls.
import { computed, ref } from 'vue'

import { request } from './http'
import type { Page } from './types'

export type Urgency = 'normal' | 'important' | 'urgent'
export type ChannelKind = 'wecom' | 'dingtalk' | 'feishu' | 'webhook' | 'email' | 'push'
export type DeliveryState = 'waiting' | 'sent' | 'dead'
export type NoticeState = 'scheduled' | 'sending' | 'sent' | 'cancelled'
export type CallOutcome = 'reached' | 'no_answer' | 'wrong_number'
export interface LocalText { zh_cn: string; en: string }
export interface Owner { kind: 'person' | 'enterprise' | 'subdistrict' | 'department' | 'role'; id: string }

export interface MessageView {
  id: string; to: Owner['kind']; topic: string; urgency: Urgency; title: string; body: string; link: string; made_at: string
  read_at?: string; confirmed_at?: string; read_by_name: string; confirmed_by_name: string; to_confirm: boolean
}
export interface Settings {
  url?: string; secret?: string; host?: string; port?: number; security?: 'tls' | 'starttls'; user?: string; password?: string
  from?: string; from_name?: string
}
export interface ChannelView {
  id: string; kind: ChannelKind; name: string; hint: string; has_secret: boolean; state: 'active' | 'paused' | 'removed'
  version: number; made_at: string; sent_at?: string; failed_at?: string; fault: string; secret?: string
  mail?: { host: string; port: number; security: 'tls' | 'starttls'; user: string; from: string; from_name: string }
}
export interface DeliveryView {
  id: string; kind: ChannelKind; channel_name: string; to: string; topic: string; state: DeliveryState; attempts: number
  fault: string; made_at: string; done_at?: string
}
export interface SubscriptionView {
  id: string; kind: ChannelKind; owner: Owner; channel_name: string; hint: string; language: string; least: Urgency
  active: boolean; made_at: string
}
export interface Receivers {
  phases: string[]; classes: string[]; subdistricts: string[]; states: string[]; enterprises: string[]
}
export interface Preview { enterprises: number; by_channel: number; subdistricts: { subdistrict: string; enterprises: number }[] }
export interface NoticeBody {
  receivers: Receivers; title: LocalText; body: LocalText; link?: string; urgency?: Urgency; confirm?: boolean
  call_after_minutes?: number; send_at?: string
}
export interface NoticeLine {
  id: string; title: string; state: NoticeState; urgency: Urgency; confirm: boolean; made_at: string; send_at: string
  by_name: string; receivers: number
}
export interface NoticeView {
  line: NoticeLine; title: LocalText; body: LocalText; link: string; call_after_minutes: number; finished_at?: string
  calls_at?: string; read: number; confirmed: number; called: number
  subdistricts: { subdistrict: string; receivers: number; read: number; confirmed: number; called: number }[]
  channels: { kind: ChannelKind; waiting: number; sent: number; dead: number }[]
}
export interface ReceiptLine {
  enterprise: string; name: string; subdistrict: string; sent_at: string; read_at?: string; confirmed_at?: string
  called_at?: string; read_by_name: string; confirmed_by_name: string; channels: Partial<Record<ChannelKind, DeliveryState>>
}
export interface CallLine {
  notice: string; notice_title: string; enterprise: string; name: string; subdistrict: string; phone?: string
  sent_at: string; calls: number; last_outcome?: CallOutcome
}

export const list_messages = (query: { unread?: boolean; after?: string; limit?: number }) => request<Page<MessageView>>('GET', '/messages', { query })
export const read_messages = (messages?: string[]) => request<void>('POST', '/messages/read', { body: { messages } })
export const confirm_message = (id: string) => request<void>('POST', `/messages/${id}/confirm`)

export const list_channels = () => request<Page<ChannelView>>('GET', '/channels', { query: { limit: 200 } })
export const create_channel = (body: { kind: ChannelKind; name: string; settings: Settings }) => request<ChannelView>('POST', '/channels', { body })
export const change_channel = (id: string, body: { version: number; name?: string; state?: string; settings?: Settings }) => request<ChannelView>('PATCH', `/channels/${id}`, { body })
export const test_channel = (id: string, address?: string) => request<DeliveryView>('POST', `/channels/${id}/test`, { body: { address } })
export const list_deliveries = (id: string) => request<DeliveryView[]>('GET', `/channels/${id}/deliveries`)
export const list_dead = (query: { after?: string; limit?: number }) => request<Page<DeliveryView>>('GET', '/dead-letters', { query })
export const send_again = (ids: string[]) => request<{ sent_again: number; gone: number }>('POST', '/dead-letters/resend', { body: { ids } })

export const list_subscriptions = () => request<SubscriptionView[]>('GET', '/subscriptions')
export const subscribe = (body: { owner?: Owner; channel?: string; address?: string; push?: object; least?: Urgency; language?: string }) => request<SubscriptionView>('POST', '/subscriptions', { body })
export const unsubscribe = (id: string) => request<void>('DELETE', `/subscriptions/${id}`)
export const read_push_key = () => request<{ key: string }>('GET', '/push-key')

export const list_templates = () => request<{ id: string; title: LocalText; body: LocalText }[]>('GET', '/notice-templates')
export const preview_notice = (receivers: Receivers) => request<Preview>('POST', '/notices/preview', { body: { receivers } })
export const send_notice = (body: NoticeBody) => request<NoticeView>('POST', '/notices', { body })
export const list_notices = () => request<Page<NoticeLine>>('GET', '/notices', { query: { limit: 50 } })
export const read_notice = (id: string) => request<NoticeView>('GET', `/notices/${id}`)
export const cancel_notice = (id: string) => request<NoticeView>('POST', `/notices/${id}/cancel`)
export const list_receipts = (id: string, query: { state?: string; after?: string; limit?: number }) => request<Page<ReceiptLine>>('GET', `/notices/${id}/receipts`, { query })
export const list_calls = (query: { after?: string; limit?: number }) => request<Page<CallLine>>('GET', '/call-list', { query })
export const record_call = (notice: string, body: { enterprise: string; outcome: CallOutcome; note?: string }) => request<unknown>('POST', `/notices/${notice}/calls`, { body })

// The badge of the frame; every page that reads messages refreshes it.
const counts = ref({ unread: 0, urgent: 0 })
export const unread = computed(() => counts.value.unread)
export const urgent = computed(() => counts.value.urgent)
export async function refresh_unread(): Promise<void> {
  try {
    counts.value = await request<{ unread: number; urgent: number }>('GET', '/messages/unread')
  } catch {
    // A badge that is a minute old troubles nobody.
  }
}

// ---- push messages of this browser ----
export const can_push = () => 'serviceWorker' in navigator && 'PushManager' in window
export async function has_push(): Promise<boolean> {
  if (!can_push()) return false
  const worker = await navigator.serviceWorker.getRegistration('/push-worker.js')
  return !!(await worker?.pushManager.getSubscription())
}
export async function switch_push_on(): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const { key } = await read_push_key()
  const bytes = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  const worker = await navigator.serviceWorker.register('/push-worker.js')
  const made = (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes })).toJSON()
  await subscribe({ push: { endpoint: made.endpoint, p256dh: made.keys?.p256dh, auth: made.keys?.auth } })
  return true
}
export async function switch_push_off(): Promise<void> {
  const worker = await navigator.serviceWorker.getRegistration('/push-worker.js')
  await (await worker?.pushManager.getSubscription())?.unsubscribe()
}
