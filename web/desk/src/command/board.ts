// What the leader's screens show, asked together: figures, broken promises, impossible travel.
import { computed } from 'vue'

import * as api from '@shared/api'
import { list_travel_alerts } from '@shared/command'
import { use_live } from '@shared/live'
import { learn_enterprises } from '@shared/names'
import { use_resource } from '@shared/resource'

export function use_board() {
  const board = use_resource(async () => {
    const [dashboard, alerts, travel] = await Promise.all([api.read_dashboard(), api.list_alerts(), list_travel_alerts({ open: true, limit: 50 })])
    await learn_enterprises(travel.items.flatMap((one) => (one.enterprise ? [{ enterprise: one.enterprise }] : [])))
    return { ...dashboard, alerts: [...alerts].sort((a, b) => b.late_ms - a.late_ms), travel: travel.items }
  })
  // The trend starts where the wave starts: empty days before it say nothing.
  const trend = computed(() => {
    const points = board.data.value?.trend ?? []
    const first = points.findIndex((point) => point.received > 0 || point.resumed_total > 0)
    return first < 0 ? [] : points.slice(first)
  })
  use_live(['case', 'pass', 'figures', 'phase', 'sla', 'alert', 'supervision'], board.load)
  return { board, trend }
}

export type Board = NonNullable<ReturnType<typeof use_board>['board']['data']['value']>

export const share = (part: number, whole: number) => (whole > 0 ? (part / whole) * 100 : 0)
