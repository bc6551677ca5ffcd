// Writes a PNG of every page at 360 and 1440 px, light and dark: node tests/browser/screenshots.mjs FOLDER
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { account, accounts, launch, log_in, open, settled } from './browser.mjs'

const folder = process.argv[2] ?? 'build/screenshots'
mkdirSync(folder, { recursive: true })

const first_link = async (page, selector) => (await page.locator(selector).first().getAttribute('href').catch(() => null)) ?? undefined
// name, role, path (or how to find it)
const pages = [
  ['login', null, '/login'],
  ['command', 'district_leader', '/command'],
  ['cases', 'district_leader', '/cases'],
  ['cases-all', 'district_leader', '/cases?scope=all'],
  ['cases-empty', 'district_leader', '/cases?state=closed&overdue=1'],
  ['case', 'district_leader', async (page) => {
    await page.goto('/cases?scope=all')
    await settled(page)
    return first_link(page, '[data-test=case] a')
  }],
  ['bulletin', 'district_leader', '/bulletin'],
  ['phase', 'district_leader', '/phase'],
  ['tasks-officer', 'case_officer', '/tasks'],
  ['tasks-reviewer', 'department_reviewer', '/tasks'],
  ['decision', 'department_reviewer', async (page) => {
    await page.goto('/tasks')
    await settled(page)
    return first_link(page, 'main li a')
  }, async (page) => {
    if (await page.locator('input[value=return]').count()) await page.locator('input[value=return]').check()
  }],
  ['inspection', 'subdistrict_inspector', async (page) => {
    await page.goto('/tasks')
    await settled(page)
    return first_link(page, 'main li a')
  }],
  ['my', 'enterprise_clerk', '/my'],
  ['phase-guard', 'checkpoint_guard', '/phase'],
  ['not-found', 'district_leader', '/nowhere'],
]
const height_of = (width) => (width < 600 ? 780 : 900)
const only = process.argv[3]?.split(',')

const browser = await launch()
try {
  for (const width of [360, 1440]) {
    for (const dark of [false, true]) {
      const people = new Map()
      for (const [name, role, where, before] of pages) {
        if (only && !only.includes(name)) continue
        if (role && !accounts().some((one) => one.role === role)) continue
        if (!people.has(role)) {
          const page = await open(browser, { width, height: height_of(width), dark })
          if (role) await log_in(page, account(role))
          people.set(role, page)
        }
        const page = people.get(role)
        const path = typeof where === 'string' ? where : await where(page)
        if (!path) continue
        await page.goto(path)
        await settled(page)
        if (before) await before(page)
        // As tall as the page, so that the bar at a phone's foot stays at the foot.
        const tall = await page.evaluate(() => document.documentElement.scrollHeight)
        await page.setViewportSize({ width, height: Math.max(tall, height_of(width)) })
        await page.waitForTimeout(300)
        const file = join(folder, `${name}-${width}-${dark ? 'dark' : 'light'}.png`)
        await page.screenshot({ path: file })
        await page.setViewportSize({ width, height: height_of(width) })
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        console.log(`${file}${wide > 0 ? `  (runs ${wide} px over the side)` : ''}`)
        for (const complaint of page.complaints.splice(0)) console.log(`  complaint: ${complaint}`)
      }
      for (const page of people.values()) await page.context().close()
    }
  }
} finally {
  await browser.close()
}
