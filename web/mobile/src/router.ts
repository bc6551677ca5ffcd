import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory('/m/'),
  routes: [
    { path: '/', component: () => import('./HomePage.vue') },
    { path: '/wallet', component: () => import('./wallet/WalletPage.vue') },
    { path: '/duty', component: () => import('./duty/DutyPage.vue') },
    { path: '/inspect', component: () => import('./inspect/InspectPage.vue') },
    { path: '/gate', component: () => import('./gate/GatePage.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
