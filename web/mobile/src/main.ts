import { createApp } from 'vue'

import '@shared/theme'
import '@shared/styles/tokens.css'
import './styles.css'

import App from './App.vue'
import { i18n, preferred_language, use_language } from './i18n'
import { watch_install } from './install'
import { router } from './router'

watch_install()
await use_language(preferred_language())
createApp(App).use(i18n).use(router).mount('#app')

// Without a worker the app still runs, only not without a network; a browser in private mode refuses one.
if ('serviceWorker' in navigator) navigator.serviceWorker.register('/m/sw.js').catch(() => undefined)
