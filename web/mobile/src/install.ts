// Putting the app on the home screen: the browser says whether it can, the page offers it at a quiet place.
import { shallowRef } from 'vue'

export const install_offer = shallowRef<BeforeInstallPromptEvent>()
export const is_installed = window.matchMedia('(display-mode: standalone)').matches

export function watch_install(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    install_offer.value = event
  })
  window.addEventListener('appinstalled', () => { install_offer.value = undefined })
}
