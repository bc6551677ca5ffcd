// A hand scanner that types: its characters come faster than any fingers and end with Enter. Letters that an input
// method swallowed or changed arrive as they are; the verifier says what is wrong with them.
import { onScopeDispose } from 'vue'

const burst_gap_ms = 60 // between two characters of a scanner, on a slow phone
const characters_min = 12 // shorter is somebody typing

export function use_wedge(when_scanned: (text: string) => void): void {
  let text = ''
  let last = 0
  function on_key(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
    const gap = event.timeStamp - last
    if (event.key === 'Enter') {
      const whole = text
      text = ''
      if (whole.length < characters_min || gap > burst_gap_ms) return
      event.preventDefault()
      event.stopPropagation()
      // What the scanner typed into a field was never meant for it.
      if (event.target instanceof HTMLInputElement) {
        event.target.value = ''
        event.target.dispatchEvent(new Event('input'))
      }
      when_scanned(whole)
      return
    }
    if (event.key.length !== 1 && event.key !== 'Process' && event.key !== 'Unidentified') return
    if (gap > burst_gap_ms) text = ''
    last = event.timeStamp
    text += event.key.length === 1 ? event.key : '\u0000' // swallowed by an input method
  }
  document.addEventListener('keydown', on_key, { capture: true })
  onScopeDispose(() => document.removeEventListener('keydown', on_key, { capture: true }))
}
