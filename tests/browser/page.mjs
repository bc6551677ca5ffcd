// What every browser test needs: a browser per file, a page per test, axe.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before } from 'node:test'

import { account, launch, log_in, open, settled } from './browser.mjs'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const axe_source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

let browser
before(async () => { browser = await launch() })
export const the_browser = () => browser
after(async () => { await browser?.close() })

export async function with_page(options, work) {
  const page = await open(browser, options)
  try {
    await work(page)
    assert.deepEqual(page.complaints, [], 'the page complained on its console')
  } finally {
    await page.context().close()
  }
}
export const as = (person, work, options) => with_page(options, async (page) => {
  await log_in(page, typeof person === 'string' ? account(person) : person)
  await work(page)
})
export async function go(page, path) {
  await page.goto(path)
  await settled(page)
}

export async function serious(page) {
  // Given to the page by the debugger, so the page's own policy (no inline script) stands.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe_source)
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  return violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`)
}
// What runs over the side, and what is too small for a thumb.
export const cramped = (page, height = 42) => page.evaluate((least) => ({
  over: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
  small: [...document.querySelectorAll('button, select, nav a, input:not([type=checkbox]):not([type=radio]):not([type=file])')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < least).map((one) => one.outerHTML.slice(0, 120)),
}), height)

export async function sign(page) {
  const pad = page.locator('[data-test=signature]')
  await pad.scrollIntoViewIfNeeded()
  const { x, y } = await pad.boundingBox()
  await page.mouse.move(x + 40, y + 60)
  await page.mouse.down()
  await page.mouse.move(x + 120, y + 30, { steps: 5 })
  await page.mouse.move(x + 200, y + 80, { steps: 5 })
  await page.mouse.up()
}
