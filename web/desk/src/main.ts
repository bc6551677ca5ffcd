import { createApp } from 'vue'

import { when_logged_out } from '@shared/http'
import { i18n, preferred_language, use_language } from '@shared/i18n'
import { forget_session, leaving } from '@shared/session'

import App from './App.vue'
import { install_elements } from './elements'
import { go_on_offline } from './offline'
import { router } from './router'

import '@shared/styles/tokens.css'
import '@shared/styles/base.css'

when_logged_out(() => {
  if (leaving) return
  forget_session()
  const { fullPath, path } = router.currentRoute.value
  if (path !== '/login') void router.push({ path: '/login', query: { next: fullPath, ended: '1' } })
})

await use_language(preferred_language())
const app = createApp(App)
app.use(i18n)
app.use(router)
install_elements(app)
app.mount('#app')
go_on_offline()
