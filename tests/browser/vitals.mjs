// How fast pages are before the reader's eyes: largest contentful paint and total blocking time, with the processor slowed
// down four times, as Lighthouse does it. Median of five loads each, nothing kept from the load before.
//   FUGONG_URL=… FUGONG_ACCOUNTS=… node tests/browser/vitals.mjs [--json]
import { account, launch, log_in, open } from './browser.mjs'

const slow_down = 4
const loads = 5
const quiet_ms = 1500 // after the last long task or paint
const pages = [
  ['log-in', undefined, '/login'], ['command centre', 'district_leader', '/command'], ['wall', 'district_leader', '/command?wall', { width: 1920, height: 1080 }],
  ['bulletin', 'district_leader', '/bulletin'], ['cases', 'district_leader', '/cases'], ['inbox', 'case_officer', '/tasks'], ['enterprise', 'enterprise_clerk', '/my'],
  ['roster', 'enterprise_clerk', '/roster'], ['passes', 'enterprise_clerk', '/passes'], ['gate, phone', 'checkpoint_guard', '/m/gate', { width: 360, height: 780 }],
  ['wallet, phone', undefined, '/m/wallet', { width: 360, height: 780 }],
]

// In the page, before anything else runs.
function watch() {
  window.vitals = { lcp: 0, fcp: 0, blocking: 0, last: 0 }
  const note = (type, take) => new PerformanceObserver((list) => { for (const entry of list.getEntries()) { take(entry); window.vitals.last = performance.now() } }).observe({ type, buffered: true })
  note('largest-contentful-paint', (entry) => { window.vitals.lcp = entry.startTime })
  note('paint', (entry) => { if (entry.name === 'first-contentful-paint') window.vitals.fcp = entry.startTime })
  note('longtask', (entry) => { if (entry.startTime + entry.duration > window.vitals.fcp) window.vitals.blocking += Math.max(0, entry.duration - 50) })
}
async function load(page, path) {
  const client = await page.context().newCDPSession(page)
  await client.send('Network.enable')
  await client.send('Network.setCacheDisabled', { cacheDisabled: true })
  await client.send('Emulation.setCPUThrottlingRate', { rate: slow_down })
  let bytes = 0
  client.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength })
  await page.goto(path)
  await page.waitForFunction((quiet) => window.vitals.lcp > 0 && performance.now() - window.vitals.last > quiet, quiet_ms, { timeout: 60_000 })
  const vitals = await page.evaluate(() => window.vitals)
  await client.detach()
  return { ...vitals, bytes }
}
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

const browser = await launch()
const rows = []
try {
  for (const [name, role, path, size] of pages) {
    const page = await open(browser, size)
    if (role) await log_in(page, account(role))
    await page.addInitScript(watch)
    const all = []
    for (let i = 0; i < loads; ++i) all.push(await load(page, path))
    rows.push({ page: name, lcp_ms: Math.round(median(all.map((one) => one.lcp))), tbt_ms: Math.round(median(all.map((one) => one.blocking))), kb: Math.round(median(all.map((one) => one.bytes)) / 1000) })
    await page.context().close()
  }
} finally {
  await browser.close()
}
if (process.argv.includes('--json')) console.log(JSON.stringify(rows))
else {
  console.log('| page | largest contentful paint | total blocking time | transferred |\n| --- | --- | --- | --- |')
  for (const row of rows) console.log(`| ${row.page} | ${row.lcp_ms} ms | ${row.tbt_ms} ms | ${row.kb} kB |`)
}
