// The phone's verifier, bundled for Node as the browser gets it.
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const web = new URL('../../web/', import.meta.url)
const require = createRequire(new URL('package.json', web))

export async function load_verifier() {
  const { build } = await import(pathToFileURL(require.resolve('vite')).href.replace(/index\.cjs$/, 'dist/node/index.js'))
  const folder = mkdtempSync(join(process.env.FUGONG_TEST_TMP ?? tmpdir(), 'verifier.'))
  try {
    await build({
      configFile: false, logLevel: 'error', root: web.pathname,
      build: { ssr: new URL('shared/pass/index.ts', web).pathname, outDir: folder, target: 'node20', emptyOutDir: true },
    })
    return await import(pathToFileURL(join(folder, 'index.js')).href)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
