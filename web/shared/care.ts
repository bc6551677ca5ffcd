// Care mode (关怀模式): large type, wide targets, and labels that are read out when somebody comes to them. GB/T 37668 and
// the app rules for the elderly: body text of 18 pt and more, targets of 60 px.
import { ref, watch } from 'vue'

const stored_key = 'fugong.care'

export const care = ref(localStorage.getItem(stored_key) === '1')
export const can_speak = 'speechSynthesis' in window

export function toggle_care(): void {
  care.value = !care.value
}

// The words that a screen reader would use for the thing, or its own text.
export function label_of(element: Element): string {
  const named = element.getAttribute('aria-label') ?? ''
  if (named) return named
  const labels = (element as HTMLInputElement).labels
  const text = labels?.length ? [...labels].map((label) => label.textContent ?? '').join(' ') : element.textContent ?? ''
  return text.replace(/\s+/g, ' ').trim().slice(0, 120)
}

export function speak(text: string): void {
  if (!can_speak || !text) return
  window.speechSynthesis.cancel()
  const words = new SpeechSynthesisUtterance(text)
  words.lang = document.documentElement.lang
  window.speechSynthesis.speak(words)
}

function read_out(event: FocusEvent): void {
  const target = event.target
  if (target instanceof Element && target.matches('a, button, input, select, textarea, summary, h1')) speak(label_of(target))
}

watch(care, (on) => {
  document.documentElement.classList.toggle('care', on)
  localStorage.setItem(stored_key, on ? '1' : '0')
  if (on) document.addEventListener('focusin', read_out)
  else {
    document.removeEventListener('focusin', read_out)
    if (can_speak) window.speechSynthesis.cancel()
  }
}, { immediate: true })
