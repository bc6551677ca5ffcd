// Care mode (关怀版): everything a quarter larger, for those who see badly or hold the phone at arm's length.
import { ref, watch } from 'vue'

const stored_key = 'fugong.care'
export const care = ref(localStorage.getItem(stored_key) === 'on')

watch(care, (on) => {
  document.documentElement.classList.toggle('care', on)
  localStorage.setItem(stored_key, on ? 'on' : 'off')
}, { immediate: true })
