// The phone app: served under /m/, with a service worker that keeps it working without a network.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath, URL } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { parse } from 'yaml'

import { shared_config } from './vite.config.ts'

const path_of = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

// What a guard is told has one source, the program's own texts; a gate without a network needs them too.
// `import words from 'virtual:verdict-words'` gives { zh_cn: { expired: … }, en: { … } }.
export function verdict_words(): Plugin {
  const name = 'virtual:verdict-words'
  return {
    name: 'fugong-verdict-words',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined
      const words: Record<string, Record<string, string>> = { zh_cn: {}, en: {} }
      for (const file of readdirSync(path_of('../texts')).filter((one) => one.endsWith('.yaml'))) {
        const texts = parse(readFileSync(path_of(`../texts/${file}`), 'utf8')) as Record<string, Record<string, string>>
        for (const [key, text] of Object.entries(texts ?? {})) {
          if (!key.startsWith('verdict.')) continue
          for (const language of Object.keys(words)) words[language]![key.slice('verdict.'.length)] = text[language] ?? ''
        }
      }
      return `export default ${JSON.stringify(words)}`
    },
  }
}

// Tells the service worker which files make up the app, and under which name to keep this version of them.
function precache(): Plugin {
  return {
    name: 'fugong-precache',
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle).filter((file) => file !== 'sw.js' && !file.endsWith('.wasm'))
      const kept = readdirSync(path_of('mobile/public'))
      const version = createHash('sha256')
      for (const file of files) {
        const one = bundle[file]!
        version.update(file).update(one.type === 'chunk' ? one.code : one.source)
      }
      for (const file of kept) version.update(file).update(readFileSync(path_of(`mobile/public/${file}`)))
      const worker = bundle['sw.js']
      if (worker?.type !== 'chunk') throw new Error('the service worker is missing from the bundle')
      const urls = [...files, ...kept].filter((file) => file !== 'index.html').map((file) => `/m/${file}`)
      worker.code = worker.code
        .replace('__FUGONG_FILES__', JSON.stringify(['/m/', ...urls].sort()))
        .replace('__FUGONG_VERSION__', JSON.stringify(version.digest('hex').slice(0, 12)))
    },
  }
}

export default defineConfig({
  ...shared_config,
  root: path_of('mobile'),
  base: '/m/',
  plugins: [...shared_config.plugins, verdict_words(), precache()],
  define: { ...shared_config.define, __VUE_OPTIONS_API__: 'false' },
  worker: { format: 'es' },
  build: {
    ...shared_config.build,
    outDir: path_of('dist/m'),
    rolldownOptions: {
      input: { index: path_of('mobile/index.html'), sw: path_of('mobile/src/sw.ts') },
      // A service worker keeps its name, or a phone would never learn of the next one.
      output: { entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
})
