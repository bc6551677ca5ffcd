// What the command centre and the lists' files ask besides shared/api.ts.
import { request, take_file } from './http'
import type { Page } from './types'

// ---- the bulletin beside the day before ----
export interface BulletinChanges {
  as_of: string
  before: string
  figures: { name: string; value: number; before: number; difference: number }[]
}
export const read_changes = (as_of?: string) => request<BulletinChanges>('GET', '/bulletin/changes', { query: { as_of } })
export type BulletinFormat = 'xlsx' | 'pdf'

// ---- the map ----
export interface Spot {
  latitude: number
  longitude: number
  enterprises: number
  resumed: number
  in_progress: number
  suspended: number
  enterprise?: string // of one
  name?: string
}
export interface DistrictMap {
  tiles?: string
  attribution?: string
  spots: Spot[]
}
export const read_map = () => request<DistrictMap>('GET', '/map')

// ---- sightings that cannot be ----
export interface Sighting {
  id: string
  checkpoint: string
  at: string
  verdict: string
}
export interface TravelAlert {
  id: string
  pass: string
  kind_name: string
  number?: string
  subject?: string
  enterprise?: string
  distance_m: number
  gap_s: number
  speed_kmh: number
  limit_kmh: number
  raised_at: string
  scans: Sighting[] // both, the earlier first
}
export const list_travel_alerts = (query: { open?: boolean; limit?: number }) =>
  request<Page<TravelAlert>>('GET', '/travel-alerts', { query })

// ---- lists as files ----
export type FileFormat = 'xlsx' | 'pdf'
export const export_list = (path: string, format: FileFormat, filter: Record<string, unknown> = {}) =>
  take_file('POST', `${path}/export`, { body: { format, filter } })
