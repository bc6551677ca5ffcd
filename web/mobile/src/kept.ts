// What this phone keeps between starts. One database for wallet and gate; every value is replaced as a whole.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

import type { QueuedScan } from './gate/queue'
import type { KeptList } from './gate/trust-store'

interface Kept extends DBSchema {
  values: { key: string; value: unknown }
  lists: { key: string; value: KeptList }
  scans: { key: string; value: QueuedScan }
  seen: { key: string; value: number } // code → when it was let through
  photos: { key: string; value: Blob } // by the act that sends it
}

let opened: Promise<IDBPDatabase<Kept>> | undefined

export function kept(): Promise<IDBPDatabase<Kept>> {
  opened ??= openDB<Kept>('fugong', 2, {
    upgrade(db, from) {
      if (from < 1) for (const name of ['values', 'lists', 'scans', 'seen'] as const) db.createObjectStore(name)
      db.createObjectStore('photos')
    },
  })
  return opened
}

export async function keep(name: string, value: unknown): Promise<void> {
  await (await kept()).put('values', value, name)
}
export async function recall<T>(name: string): Promise<T | undefined> {
  return (await (await kept()).get('values', name)) as T | undefined
}
export async function forget(name: string): Promise<void> {
  await (await kept()).delete('values', name)
}

export async function keep_photo(id: string, photo: Blob): Promise<void> {
  await (await kept()).put('photos', photo, id)
}
export async function recall_photo(id: string): Promise<Blob | undefined> {
  return (await kept()).get('photos', id)
}
export async function forget_photo(id: string): Promise<void> {
  await (await kept()).delete('photos', id)
}
