// Keeps on the device what has to go on without a network: an inspection in a plant, an application half typed.
import { keep_app } from '@shared/app-worker'

declare const __FUGONG_FILES__: string[]
declare const __FUGONG_VERSION__: string
declare const __FUGONG_PAGE__: string

keep_app({
  name: 'fugong-desk', version: __FUGONG_VERSION__, page: '/', page_sha256: __FUGONG_PAGE__, files: __FUGONG_FILES__,
  is_page: (path) => !/^\/(api|m)(\/|$)|\./.test(path),
  is_kept_later: () => false,
})
