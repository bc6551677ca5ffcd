// Writes a PNG of every state of the phone app, light and dark: node tests/mobile/screenshots.mjs FOLDER
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { accounts, base_url } from '../browser/browser.mjs'
import { Client } from '../browser/client.mjs'
import { claim_links, next, Phones, result, scan, shown_text } from './phones.mjs'

const folder = process.argv[2] ?? 'build/screenshots'
mkdirSync(folder, { recursive: true })

const phones = await Phones.start()
try {
  const { links } = await claim_links(accounts())
  const commissioner = await Client.as('pass_commissioner')
  const printed = async (kind) => {
    const { items } = await commissioner.get(`/passes?kind=${kind}&state=valid&limit=100`)
    return commissioner.get(`/passes/${items.at(-1).id}`)
  }
  const [worker, bus] = [await printed('employee'), await printed('commuter')]
  for (const [looks, options, number] of [['light', {}, 0], ['dark-360', { dark: true, width: 360, height: 740 }, 1], ['tablet', { width: 820, height: 1180 }, 2]]) {
    const save = async (page, name) => {
      await page.waitForTimeout(250)
      const file = join(folder, `m-${name}-${looks}.png`)
      await page.screenshot({ path: file })
      console.log(file, page.complaints.splice(0).join(' | '))
    }
    const home = await phones.open('/m/', options)
    await save(home, 'home')
    await home.goto('/m/gate')
    await home.locator('input[name=login]').waitFor()
    await save(home, 'gate-login')
    const wallet = await phones.open('/m/wallet', options)
    await save(wallet, 'wallet-empty')
    await wallet.goto(`/m/wallet${new URL(links[number].url, base_url).search}`)
    await wallet.locator('[data-test=bind]').waitFor()
    await save(wallet, 'wallet-claim')
    await wallet.click('[data-test=bind]')
    await wallet.locator('[data-test=pass] .qr').waitFor()
    await save(wallet, 'wallet-pass')

    await phones.show(await shown_text(wallet))
    const gate = await phones.gate(options)
    await save(gate, 'gate')
    await gate.click('[data-test=settings]')
    await save(gate, 'gate-settings')
    await gate.click('[data-test=settings]')
    const text = await shown_text(wallet)
    const readings = [['green', text], ['replayed', text], ['printed', worker.token], ['garbled', worker.token.toLowerCase()], ['forged', `${worker.token.slice(0, -3)}000`]]
    for (const [name, one] of readings) {
      await scan(gate, one)
      await result(gate)
      await save(gate, `gate-${name}`)
      await next(gate)
    }
    await scan(gate, bus.token)
    await gate.locator('[data-test=plate-question]').waitFor()
    await save(gate, 'gate-plate')
    await gate.click('[data-test=plate-differs]')
    await gate.click('[data-test=plate-submit]')
    await result(gate)
    await save(gate, 'gate-wrong-plate')
    await next(gate)
    for (const page of [home, wallet, gate]) await page.context().close()
  }
} finally {
  await phones.end()
}
