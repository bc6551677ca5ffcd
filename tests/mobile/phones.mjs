// A holder's phone and a gate's phone in Debian's Chromium. The gate's camera is a file that the test draws.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { account, base_url } from '../browser/browser.mjs'
import { Client } from '../browser/client.mjs'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const qrcode = require('qrcode-generator')

export class Phones {
  static async start() {
    const phones = new Phones()
    phones.folder = mkdtempSync(join(process.env.FUGONG_TEST_TMP ?? tmpdir(), 'phones.'))
    phones.film = join(phones.folder, 'camera.mjpeg')
    phones.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${phones.film}`,
      ],
    })
    phones.studio = await phones.browser.newPage({ viewport: { width: 640, height: 480 } })
    await phones.show('')
    return phones
  }
  async end() {
    await this.browser?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  // What the camera sees from the next time it is opened: the code of `text`, or an empty wall.
  async show(text) {
    let code = ''
    if (text) {
      const qr = qrcode(0, 'L')
      qr.addData(text, 'Alphanumeric')
      qr.make()
      code = qr.createSvgTag({ cellSize: 6, margin: 24, scalable: true })
    }
    await this.studio.setContent(`<style>*{margin:0}body{background:#9aa;display:grid;place-items:center;height:480px}svg{width:440px;height:440px;background:#fff}</style>${code}`)
    const frame = await this.studio.screenshot({ type: 'jpeg', quality: 90 })
    writeFileSync(this.film, Buffer.concat([frame, frame]))
  }

  async open(path, { width = 390, height = 844, dark = false, context } = {}) {
    const own = context ?? await this.browser.newContext({
      baseURL: base_url, viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true,
      colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce',
    })
    const page = await own.newPage()
    page.setDefaultTimeout(15_000)
    page.complaints = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !/^Failed to load resource|ERR_INTERNET_DISCONNECTED/.test(message.text())) page.complaints.push(message.text())
    })
    page.on('pageerror', (error) => page.complaints.push(String(error)))
    await page.goto(path)
    return page
  }

  // The gate of the demo's guard (or `person`'s, at the server `url`), lists fetched, camera off unless asked for.
  async gate({ camera = false, person, url = '', ...options } = {}) {
    const page = await this.open(`${url}/m/`, options)
    await page.evaluate((on) => localStorage.setItem('fugong.gate.camera', on ? 'on' : 'off'), camera)
    await page.goto(`${url}/m/gate`)
    const { login, password } = person ?? account('checkpoint_guard')
    await page.fill('input[name=login]', login)
    await page.fill('input[name=password]', password)
    await page.click('button[type=submit]')
    await page.locator('[data-test=list-age]').waitFor()
    await page.locator('input[name=number]').waitFor()
    return page
  }
}

// The operator's gateway for text messages, as the server's --sms-hook finds it.
export class TextMessages {
  #arrived = []
  #asking = []
  static async receive(port) {
    const messages = new TextMessages()
    messages.server = http.createServer(async (request, response) => {
      const body = []
      for await (const part of request) body.push(part)
      messages.#take(JSON.parse(Buffer.concat(body)).data)
      response.writeHead(204).end()
    })
    messages.server.listen(Number(port), '127.0.0.1')
    await once(messages.server, 'listening')
    return messages
  }
  #take(message) {
    const waiting = this.#asking.shift()
    if (waiting) waiting(message)
    else this.#arrived.push(message)
  }
  // { to, code, text }
  next() {
    if (this.#arrived.length > 0) return Promise.resolve(this.#arrived.shift())
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no text message came')), 15_000)
      this.#asking.push((message) => {
        clearTimeout(timer)
        resolve(message)
      })
    })
  }
  waiting() {
    return this.#arrived.length
  }
  close() {
    this.server.closeAllConnections()
    this.server.close()
  }
}

// Waits until the page's files are on the phone, so that it starts without a network.
export const installed = (page) => page.evaluate(async () => {
  await navigator.serviceWorker.ready
  while (!(await caches.keys()).length) await new Promise((resolve) => setTimeout(resolve, 50))
})

// A hand scanner that types what it reads.
const type = (page, keys) => page.evaluate((all) => {
  for (const key of all) document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}, keys)
export const scan = (page, text) => type(page, [...text, 'Enter'])

// What a verdict costs the page’s own thread in scripts, in ms, on a processor `slower` times slower than this one: from
// the code’s arrival to the screen, without the typing. Counted by the thread’s own clock, so that other programs of the
// machine do not show, and nothing is asked of the page meanwhile.
export async function script_ms(page, text, slower) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const spent = async () => (await session.send('Performance.getMetrics')).metrics.find((one) => one.name === 'ScriptDuration').value * 1000
  const cost = async (keys) => {
    const before = await spent()
    await type(page, keys)
    for (let last = -1, now = await spent(); now !== last; now = await spent()) {
      last = now
      await new Promise((resolve) => setTimeout(resolve, 700))
    }
    return (await spent()) - before
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
  const typing = await cost([...text])
  const whole = await cost([...text, 'Enter'])
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await session.detach()
  return whole - typing
}
export async function result(page) {
  const screen = page.locator('[data-test=result]')
  await screen.waitFor()
  const read = (name) => screen.getAttribute(`data-${name}`)
  return { tone: await read('tone'), reason: await read('reason'), fault: await read('fault'), text: await screen.innerText() }
}
export const next = (page) => page.click('[data-test=next]')
export const shown_text = (page) => page.locator('[data-test=pass] .qr').getAttribute('data-text')
export const sent = (page) => page.locator('[data-test=waiting]').waitFor({ state: 'detached', timeout: 20_000 })

// A clerk with five workers who hold passes, and a link for each of them.
export async function claim_links(accounts) {
  for (const person of accounts.filter((one) => one.role === 'enterprise_clerk')) {
    const clerk = await Client.log_in(person)
    const { items } = await clerk.get('/passes?kind=employee&state=valid&limit=50')
    const workers = [...new Set(items.map((pass) => pass.holder))].slice(0, 5) // a renewed pass is a second one
    if (workers.length < 5) continue
    const links = []
    for (const worker of workers) links.push(...(await clerk.post('/wallet/claims', { workers: [worker] })))
    return { clerk, workers, links }
  }
  throw new Error('no demo clerk has workers with passes')
}
