// The phone app: served under /m/, with a service worker that keeps it working without a network.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath, URL } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { parse } from 'yaml'

import { precache, with_worker } from './precache.ts'
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

export default defineConfig({
  ...shared_config,
  root: path_of('mobile'),
  base: '/m/',
  plugins: [...shared_config.plugins, verdict_words(), precache({ base: '/m/', public_folder: path_of('mobile/public') })],
  define: { ...shared_config.define, __VUE_OPTIONS_API__: 'false' },
  worker: { format: 'es' },
  build: {
    ...shared_config.build,
    outDir: path_of('dist/m'),
    rolldownOptions: with_worker(path_of('mobile/index.html'), path_of('mobile/src/sw.ts')),
  },
})
