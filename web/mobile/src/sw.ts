// Keeps the app on the phone.
import { keep_app } from '@shared/app-worker'

declare const __FUGONG_FILES__: string[]
declare const __FUGONG_VERSION__: string
declare const __FUGONG_PAGE__: string

keep_app({
  name: 'fugong-m', version: __FUGONG_VERSION__, page: '/m/', page_sha256: __FUGONG_PAGE__, files: __FUGONG_FILES__,
  is_page: (path) => path === '/m' || path.startsWith('/m/'),
  is_kept_later: (path) => path.startsWith('/m/assets/'),
})
