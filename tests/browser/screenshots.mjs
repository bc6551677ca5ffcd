// Writes a PNG of every page at 360, 1440 and 1920 px, light and dark: node tests/browser/screenshots.mjs [FOLDER] [PAGE,PAGE…]
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { launch, log_in, open } from './browser.mjs'
import { by_person, pages, person_of, show } from './pages.mjs'

const folder = process.argv[2] ?? 'build/screenshots'
const only = process.argv[3]?.split(',')
mkdirSync(folder, { recursive: true })
const wanted = pages.filter((one) => !only || only.includes(one.name))
const height_of = (width) => (width < 600 ? 780 : width > 1500 ? 1080 : 900)

const browser = await launch()
try {
  for (const width of [360, 1440, 1920]) {
    for (const dark of [false, true]) {
      const size = { width, height: height_of(width) }
      for (const [, theirs] of by_person(wanted)) {
        const page = await open(browser, { ...size, dark })
        const person = await person_of(theirs[0])
        if (person) await log_in(page, person)
        for (const one of theirs) {
          const undo = await show(page, one)
          // As tall as the page, so that the bar at a phone's foot stays at the foot.
          const tall = await page.evaluate(() => document.documentElement.scrollHeight)
          await page.setViewportSize({ width, height: Math.max(tall, size.height) })
          await page.waitForTimeout(300)
          const file = join(folder, `${one.name}-${width}-${dark ? 'dark' : 'light'}.png`)
          await page.screenshot({ path: file })
          await page.setViewportSize(size)
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
          console.log(`${file}${wide > 0 ? `  (runs ${wide} px over the side)` : ''}`)
          await undo()
          for (const complaint of page.complaints.splice(0)) console.log(`  complaint: ${complaint}`)
        }
        await page.context().close()
      }
    }
  }
} finally {
  await browser.close()
}
