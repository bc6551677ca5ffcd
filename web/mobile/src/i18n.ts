// zh-CN is always there; en is fetched when somebody asks for it. The words of verdicts are the program's own.
import { createI18n } from 'vue-i18n'

import { set_request_language } from '@shared/http'

import zh_cn from './locales/zh-CN'

export type Messages = typeof zh_cn
export type Language = 'zh-CN' | 'en'
const stored_key = 'fugong.language'

export const i18n = createI18n<[Messages], Language, false>({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh_cn } as Record<Language, Messages>,
})

export function preferred_language(): Language {
  return localStorage.getItem(stored_key) === 'en' ? 'en' : 'zh-CN'
}

export async function use_language(language: Language): Promise<void> {
  if (language === 'en' && !i18n.global.availableLocales.includes('en')) {
    i18n.global.setLocaleMessage('en', (await import('./locales/en')).default)
  }
  i18n.global.locale.value = language
  set_request_language(language)
  document.documentElement.lang = language
  localStorage.setItem(stored_key, language)
}
