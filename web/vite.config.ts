import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type UserConfig } from 'vite'

import { precache, with_worker } from './precache.ts'

const path_of = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

// Everything is served by the binary itself, so no asset may come from another host and none is inlined as data:
// that the server's Content-Security-Policy (default-src 'self') would refuse.
export const shared_config = {
  plugins: [vue()],
  resolve: { alias: { '@shared': path_of('./shared') } },
  define: {
    __VUE_OPTIONS_API__: 'true', // Element Plus has a few components written that way
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: path_of('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: process.env['FUGONG_URL'] ?? 'http://127.0.0.1:8080' } },
  },
} satisfies UserConfig

// What the desk's worker keeps: the pages of the people who work where there may be no network, and English.
const without_network = [/pages\/InspectionPage\.vue$/, /pages\/ApplyPage\.vue$/, /pages\/TasksPage\.vue$/, /pages\/MyPage\.vue$/, /locales\/en\.ts$/]

export default defineConfig({
  ...shared_config,
  plugins: [...shared_config.plugins, precache({ base: '/', public_folder: path_of('desk/public'), modules: without_network })],
  build: { ...shared_config.build, rolldownOptions: with_worker(path_of('desk/index.html'), path_of('desk/src/sw.ts')) },
})
