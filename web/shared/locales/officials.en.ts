// Words of the officials' pages: enterprises, the pass commissioner, people.
export default {
  firm: {
    title: 'Enterprise', cases: 'Cases', no_cases: 'No case yet', roster: 'Roster', vehicles: 'Vehicles', figures: 'Daily figures', no_figures: 'No figures reported yet', facts: 'Register',
    code: 'Credit code', industry: 'Industry code', park: 'Park', address: 'Address', legal: 'Legal representative', phone: 'Phone', workers: 'Normal work force', output: 'Normal daily output', scale: 'Size',
    above: 'Above designated size', below: 'Below designated size', key_supply: 'Key supply', military: 'Military industry', name: 'Name', resident: 'ID', mobile: 'Phone', post: 'Post', plate: 'Plate', use: 'Use', driver: 'Driver',
    truck: 'Truck', bus: 'Commuter bus', find: 'Find by name', nobody: 'Nobody matches', no_vehicles: 'No vehicles registered', no_roster: 'You have no right to see the roster.', day: 'Day', on_site: 'On site', produced: 'Output', tests: 'Tests', more: 'Show more',
  },
  issuing: {
    title: 'Passes', requests: 'Requests', passes: 'Passes issued', empty: 'No open requests', empty_hint: 'New requests appear here by themselves.', kind: 'Kind', any_kind: 'All kinds', enterprise: 'Enterprise', wanted: 'Wanted', all_holders: 'everybody on the register',
    requested: 'Requested', issue: 'Issue', issue_many: 'Issue {n} marked', mark_all: 'Mark all', issued: '{n} issued', skipped: '{n} not issued', numbers: 'Numbers {a} to {b}', left: '{n} left, issue again', with_case: 'with the application',
    state: 'State', any_state: 'All states', number: 'Number', find_number: 'Find by number', subject: 'Holder', valid_until: 'Valid until', valid: 'Valid', suspended: 'Suspended', revoked: 'Revoked', expired: 'Expired', none: 'No passes match',
    revoke: 'Revoke', suspend: 'Suspend', restore: 'Restore', reason: 'Reason', need_reason: 'Give the reason.', sure_revoke: 'A revoked pass cannot be restored. Checkpoints refuse it at once.', sure_suspend: 'Checkpoints refuse it for the time being; it can be restored.', sure_restore: 'Checkpoints let it through again.',
    detail: 'Pass', zones: 'Zones', route: 'Route', scheme: 'Anti-counterfeit scheme', replaces: 'Replaces', issued_at: 'Issued', not_before: 'Valid from', changed: 'Last change', done: 'Done', show_skipped: 'Who was left out', close: 'Close', purpose: 'Purpose',
    mark: 'Mark {name}',
    purposes: { first: 'First', renewal: 'Renewal', replacement: 'Replacement' },
  },
  people: {
    title: 'People and organisations', people: 'People', organisations: 'Organisations', add: 'New person', add_organisation: 'New organisation', login: 'Login', name: 'Name', roles: 'Roles', organisation: 'Organisation', phone: 'Phone', state: 'State', enabled: 'Active', disabled: 'Disabled',
    any_organisation: 'All organisations', find_login: 'Find by login', edit: 'Change', save: 'Save', password: 'First password', new_password: 'New password (empty: unchanged)', generate: 'Make one', disable: 'Disable account', enable: 'Enable account', none: 'Nobody matches', kind: 'Kind',
    code: 'Code', name_en: 'English name', subdistrict: 'Subdistrict code', created: 'Created', saved: 'Saved', copy_password: 'Tell the person the new password; it is not shown again: {password}', own: 'Nobody changes the own roles or disables the own account.', cancel: 'Cancel', more: 'Show more',
    kinds: { district: 'District', department: 'Department', subdistrict: 'Subdistrict', enterprise: 'Enterprise', checkpoint: 'Checkpoint' }, any_kind: 'All kinds',
  },
}
