// Tells an app's service worker which files it keeps, under which version, and what its page has to be.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Plugin, Rolldown } from 'vite'

export interface Kept {
  base: string // where the app is served: "/" or "/m/"
  public_folder: string
  // The modules that are opened without a network; they are kept with all that they stand on. Absent: every file but WebAssembly.
  modules?: RegExp[]
}
type Bundle = Rolldown.OutputBundle

// The chunks that hold one of `modules`, or begin the app, with everything that they import at once, and their styles.
function closure(bundle: Bundle, modules: RegExp[]): string[] {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
  const roots = modules.map((wanted) => {
    const found = chunks.find((chunk) => chunk.facadeModuleId && wanted.test(chunk.facadeModuleId))
    if (!found) throw new Error(`no chunk begins with ${wanted}`)
    return found
  })
  const kept = new Set<string>()
  const walk = (name: string): void => {
    const chunk = bundle[name]
    if (kept.has(name) || chunk?.type !== 'chunk') return
    kept.add(name)
    for (const style of chunk.viteMetadata?.importedCss ?? []) kept.add(style)
    for (const file of chunk.viteMetadata?.importedAssets ?? []) kept.add(file)
    chunk.imports.forEach(walk)
  }
  for (const chunk of [...chunks.filter((one) => one.isEntry && one.fileName !== 'sw.js'), ...roots]) walk(chunk.fileName)
  return [...kept]
}

export function precache({ base, public_folder, modules }: Kept): Plugin {
  return {
    name: 'fugong-precache',
    generateBundle: {
      order: 'post', // the page is made by then
      handler(_options, bundle) {
        const worker = bundle['sw.js']
        const page = bundle['index.html']
        if (worker?.type !== 'chunk' || page?.type !== 'asset') throw new Error('the worker or the page is missing from the bundle')
        const built = modules ? closure(bundle, modules) : Object.keys(bundle).filter((file) => !['sw.js', 'index.html'].includes(file) && !file.endsWith('.wasm'))
        const version = createHash('sha256').update(page.source)
        for (const file of built.sort()) version.update(file)
        const fixed = readdirSync(public_folder)
        for (const file of fixed) version.update(file).update(readFileSync(`${public_folder}/${file}`))
        worker.code = worker.code
          .replace('__FUGONG_FILES__', JSON.stringify([base, ...[...built, ...fixed].map((file) => base + file)]))
          .replace('__FUGONG_VERSION__', JSON.stringify(version.digest('hex').slice(0, 12)))
          .replace('__FUGONG_PAGE__', JSON.stringify(createHash('sha256').update(page.source).digest('hex')))
      },
    },
  }
}
// A service worker keeps its name, or a browser would never learn of the next one.
export const with_worker = (page: string, worker: string) => ({
  input: { index: page, sw: worker },
  output: { entryFileNames: (chunk: { name: string }) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
})
