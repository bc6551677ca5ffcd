import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type UserConfig } from 'vite'

// Everything is served by the binary itself, so no asset may come from another host and none is inlined as data:
// that the server's Content-Security-Policy (default-src 'self') would refuse.
export const shared_config = {
  plugins: [vue()],
  resolve: { alias: { '@shared': fileURLToPath(new URL('./shared', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: 'true', // Element Plus has a few components written that way
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: fileURLToPath(new URL('./dist', import.meta.url)),
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

export default defineConfig(shared_config)
