// Light, dark, or as the machine says.
import { ref, watch } from 'vue'

export type Theme = 'light' | 'dark'
const stored_key = 'fugong.theme'
const machine = window.matchMedia('(prefers-color-scheme: dark)')

function initial(): Theme {
  const stored = localStorage.getItem(stored_key)
  if (stored === 'light' || stored === 'dark') return stored
  return machine.matches ? 'dark' : 'light'
}

export const theme = ref<Theme>(initial())

watch(theme, (value) => { document.documentElement.classList.toggle('dark', value === 'dark') }, { immediate: true })
machine.addEventListener('change', () => {
  if (!localStorage.getItem(stored_key)) theme.value = initial()
})

export function toggle_theme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark'
  localStorage.setItem(stored_key, theme.value)
}
