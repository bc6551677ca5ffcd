import { ref } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'

import { home, load_session, may_enter, session, type Area } from '@shared/session'

declare module 'vue-router' {
  interface RouteMeta {
    area?: Area
    public?: boolean
    title?: string // a key of the catalogue
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    // Never shown: the guard below knows where this person's work begins, once the session is loaded.
    { path: '/', component: { render: () => null } },
    { path: '/login', component: () => import('./pages/LoginPage.vue'), meta: { public: true, title: 'login.title' } },
    { path: '/command', component: () => import('./pages/CommandPage.vue'), meta: { area: 'command', title: 'command.title' } },
    { path: '/tasks', component: () => import('./pages/TasksPage.vue'), meta: { area: 'tasks', title: 'tasks.title' } },
    { path: '/cases', component: () => import('./pages/CasesPage.vue'), meta: { area: 'cases', title: 'cases.title' } },
    // An enterprise reads its own case too; the server decides which.
    { path: '/cases/:id', component: () => import('./pages/CasePage.vue'), props: true, meta: { title: 'cases.title' } },
    { path: '/register', component: () => import('./pages/RegisterPage.vue'), meta: { public: true, title: 'register.title' } },
    { path: '/register/:id', component: () => import('./pages/RegistrationPage.vue'), props: true, meta: { public: true, title: 'register.title' } },
    { path: '/registrations', component: () => import('./pages/RegistrationsPage.vue'), meta: { area: 'registrations', title: 'registrations.title' } },
    { path: '/my/apply', component: () => import('./pages/ApplyPage.vue'), meta: { area: 'my', title: 'apply.title' } },
    { path: '/roster', component: () => import('./pages/RosterPage.vue'), meta: { area: 'roster', title: 'roster.title' } },
    { path: '/inspections/:task', component: () => import('./pages/InspectionPage.vue'), props: true, meta: { area: 'tasks', title: 'inspection.title' } },
    { path: '/issuing', component: () => import('./pages/PassDeskPage.vue'), meta: { area: 'issuing', title: 'issuing.title' } },
    { path: '/people', component: () => import('./pages/PeoplePage.vue'), meta: { area: 'people', title: 'people.title' } },
    { path: '/enterprises/:id', component: () => import('./pages/EnterprisePage.vue'), props: true, meta: { title: 'firm.title' } },
    { path: '/supervision', component: () => import('./pages/SupervisionPage.vue'), meta: { area: 'supervision', title: 'supervision.title' } },
    { path: '/supervision/plants/:id', component: () => import('./pages/WatchedPage.vue'), props: true, meta: { area: 'supervision', title: 'supervision.title' } },
    { path: '/plant', component: () => import('./pages/PlantPage.vue'), meta: { area: 'plant', title: 'supervision.title' } },
    { path: '/gate-code', component: () => import('./pages/GateCodePage.vue'), meta: { area: 'plant', title: 'supervision.gate' } },
    { path: '/messages', component: () => import('./pages/MessagesPage.vue'), meta: { title: 'notify.title' } },
    { path: '/notices', component: () => import('./pages/NoticesPage.vue'), meta: { area: 'notices', title: 'notices.title' } },
    { path: '/channels', component: () => import('./pages/ChannelsPage.vue'), meta: { area: 'channels', title: 'notify.channels' } },
    { path: '/tickets', component: () => import('./pages/TicketsPage.vue'), meta: { area: 'tickets', title: 'tickets.title' } },
    { path: '/tickets/:id', component: () => import('./pages/TicketPage.vue'), props: true, meta: { area: 'tickets', title: 'tickets.title' } },
    { path: '/rota', component: () => import('./pages/RotaPage.vue'), meta: { area: 'rota', title: 'tickets.rota' } },
    { path: '/passes', component: () => import('./pages/PassesPage.vue'), meta: { area: 'passes', title: 'passes.title' } },
    { path: '/my', component: () => import('./pages/MyPage.vue'), meta: { area: 'my', title: 'my.title' } },
    { path: '/bulletin', component: () => import('./pages/BulletinPage.vue'), meta: { area: 'bulletin', title: 'bulletin.title' } },
    { path: '/phase', component: () => import('./pages/PhasePage.vue'), meta: { area: 'phase', title: 'phase.title' } },
    { path: '/:rest(.*)*', component: () => import('./pages/NotFoundPage.vue'), meta: { public: true, title: 'not_found.title' } },
  ],
})

// After an update of the server a page opened before asks for files that are gone: load it anew, once. Without a network
// that helps nobody: the frame then says that the page is out of reach.
const reload_key = 'fugong.reloaded'
export const out_of_reach = ref('')
router.onError((error, to) => {
  if (!/dynamically imported module|module script|preload/i.test(String(error))) return
  if (!navigator.onLine || sessionStorage.getItem(reload_key) === to.fullPath) {
    out_of_reach.value = to.fullPath
    return
  }
  sessionStorage.setItem(reload_key, to.fullPath)
  window.location.assign(to.fullPath)
})
router.afterEach((_to, _from, failure) => {
  if (failure) return
  out_of_reach.value = ''
  sessionStorage.removeItem(reload_key)
})

router.beforeEach(async (to) => {
  await load_session()
  if (to.path === '/login' && session.value) return '/'
  if (to.meta.public) return true
  if (!session.value) return { path: '/login', query: to.path === '/' ? {} : { next: to.fullPath } }
  if (to.path === '/') return `/${home.value}`
  if (to.meta.area && !may_enter(to.meta.area)) return `/${home.value}`
  return true
})
