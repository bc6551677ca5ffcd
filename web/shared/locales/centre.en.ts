export default {
  centre: {
    wall: 'Wall mode', leave_wall: 'Leave the wall', pause: 'Stop turning', go_on: 'Go on turning', next_panel: 'Next panel', classes: 'By class', class: 'Class', any_class: 'Any class', applied: 'Applied', map: 'Where they are', breaches: 'Broken promises', more_breaches: '{n} more', alerts: 'Alerts',
    no_alerts: 'No alert needs attention', travel: 'Impossible travel', travel_none: 'No impossible travel', seen: '{checkpoint}, {time}', speed: '{km} km in {span}: {speed} km/h (limit {limit})', passes_kind: 'Passes by kind', issued: 'Issued so far', take: 'Export', firms: '{n} enterprises',
    alerts_list: 'Travel alerts', scans_list: 'Checkpoint scans', enterprises_list: 'Enterprises', cases_list: 'Cases', in_all: 'In all', map_none: 'Enterprises with a position on the register are shown here.', map_label: 'Map of the enterprises', gathered: '{n} enterprises', not_applied: 'Not applied', rate_of: 'Return rate', capacity_of: 'Recovered',
    legend: 'Legend', return_note: '{a} of {b} people', trend_short: 'Last {n} days', updated: 'Updated {time}',
  },
  take: { xlsx: 'Excel', pdf: 'PDF', as: 'Export as {format}', busy: 'Being made…' },
  changes: { points: '{n} points', title: 'Beside the day before', since: 'Since {day}', same: 'No change', figure: 'Figure', value: 'Day', change: 'Change', preview: 'Preview', docx: 'Word' },
}
