// What a guard hears and feels without looking: one high tone goes, two low ones stop, three short ones mean look.
import type { Tone } from './gate'

const tones: Record<Tone, { hz: number; beats: number[]; shake: number[] }> = {
  green: { hz: 1320, beats: [0.14], shake: [60] },
  grey: { hz: 880, beats: [0.1, 0.1], shake: [60, 60, 60] },
  red: { hz: 220, beats: [0.28, 0.28], shake: [300, 100, 300] },
  unknown: { hz: 520, beats: [0.08, 0.08, 0.08], shake: [80, 60, 80, 60, 80] },
  retry: { hz: 520, beats: [0.08, 0.08, 0.08], shake: [80, 60, 80] },
}
let context: AudioContext | undefined

export function signal(tone: Tone, sound: boolean): void {
  const { hz, beats, shake } = tones[tone]
  navigator.vibrate?.(shake)
  if (!sound) return
  try {
    context ??= new AudioContext()
    let at = context.currentTime
    for (const length of beats) {
      const oscillator = context.createOscillator()
      const volume = context.createGain()
      oscillator.type = tone === 'red' ? 'square' : 'sine'
      oscillator.frequency.value = hz
      volume.gain.setValueAtTime(0.4, at)
      volume.gain.exponentialRampToValueAtTime(0.001, at + length)
      oscillator.connect(volume).connect(context.destination)
      oscillator.start(at)
      oscillator.stop(at + length)
      at += length + 0.06
    }
  } catch {
    // A browser without sound, or one that wants a touch first: colour, sign and words say the same.
  }
}
