// Debian's Chromium, driven by playwright-core; one browser per run, one context (its own cookies) per person.
import { readFileSync } from 'node:fs'
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
export async function open(browser, { width = 1440, height = 900, dark = false } = {}) {
  const context = await browser.newContext({
    baseURL: base_url, viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
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

export async function log_in(page, { login, password }) {
  await page.goto('/login')
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL((url) => url.pathname !== '/login')
  await settled(page)
}

// Pages keep an event stream open, so "network idle" never comes; the main heading and no skeleton mean ready.
export async function settled(page) {
  await page.locator('h1').first().waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  await page.waitForTimeout(150)
}
