// Debian's Chromium, driven by playwright-core; one browser per run, one context (its own cookies) per person.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')

export const base_url = (process.env.FUGONG_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '')
const accounts_file = process.env.FUGONG_ACCOUNTS ?? new URL('../../.demo/accounts.json', import.meta.url).pathname

// [{login, password, role, name}]
export function accounts() {
  return JSON.parse(readFileSync(accounts_file, 'utf8'))
}
export function account(role) {
  const found = accounts().find((one) => one.role === role)
  if (!found) throw new Error(`no demo account has the role ${role}`)
  return found
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  })
}

// A page with a context of its own. Whatever the page complains about is collected in page.complaints.
export async function open(browser, { width = 1440, height = 900, dark = false, at = base_url } = {}) {
  const context = await browser.newContext({
    baseURL: at, viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.complaints = []
  page.on('console', (message) => {
    // A refused request is the server's answer, and the page tells the reader; only the page's own faults count.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) page.complaints.push(message.text())
  })
  page.on('pageerror', (error) => page.complaints.push(String(error)))
  return page
}

// People sit at desks of their own: each request from `address` (any of 127.0.0.0/8) counts against that address's limits.
export async function send_from(address, method, path, { headers = {}, body } = {}) {
  const sent = request(new URL(`/api/v1${path}`, base_url), {
    method, localAddress: address, headers: { Accept: 'application/json', 'Accept-Language': 'zh-CN', 'Content-Type': 'application/json', ...headers },
  })
  sent.end(body === undefined ? undefined : JSON.stringify(body))
  const [answer] = await once(sent, 'response')
  let text = ''
  for await (const piece of answer.setEncoding('utf8')) text += piece
  return { status: answer.statusCode, cookies: answer.headers['set-cookie'] ?? [], text }
}
let desks = 0
export const own_address = () => `127.1.${1 + Math.floor(desks / 250)}.${1 + desks++ % 250}`

// The form itself is what run.mjs looks at; everybody else starts with the session it would have given.
export async function give_session(page, { login, password }) {
  const { status, cookies, text } = await send_from(own_address(), 'POST', '/session', { body: { login, password } })
  if (status !== 200 && status !== 201) throw new Error(`${login} cannot log in: ${status} ${text}`)
  await page.context().addCookies(cookies.map((line) => {
    const [pair] = line.split(';'), at = pair.indexOf('=')
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: base_url, httpOnly: /httponly/i.test(line), sameSite: /samesite=lax/i.test(line) ? 'Lax' : 'Strict' }
  }))
}
export async function log_in(page, person) {
  await give_session(page, person)
  await page.goto('/')
  await page.waitForURL((url) => url.pathname !== '/')
  await settled(page)
}

// Pages keep an event stream open, so "network idle" never comes; the main heading and no skeleton mean ready.
export async function settled(page) {
  await page.locator('h1').first().waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  await page.waitForTimeout(150)
}
