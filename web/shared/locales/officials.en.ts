// Words of the officials' pages: enterprises, the pass commissioner, people.
export default {
  hand: {
    give: 'Hand over', take_over: 'Take over', with: 'With {name}', with_me: 'Handed over to you', title: 'Hand a task over', to: 'To',
    text: 'Only this colleague (or their substitute) decides it then; others of your desk may take it over at any time.', choose: 'Choose', nobody: 'There is nobody else in your organisation.', short: '(with {name})',
  },
  notes: { title: 'Notes between departments', private: 'not seen by the enterprise', write: 'A note for the other departments…', add: 'Add', need_text: 'Write the note first.' },
  substitute: {
    title: 'Substitutes', text: 'A colleague acts for you while you are away. Everything they decide names you, and it ends by itself.', by: '{name} acts for you', for: 'You act for {name}',
    running: 'in force', end: 'End', decline: 'Stop acting', who: 'Substitute', from: 'From (empty: now)', until: 'Until', name: 'Name substitute',
    need_all: 'Choose a colleague and an end date.', short: '(for {name})',
  },
  bulk: {
    title: 'Many at once', hint: 'Mark several to approve them at once', marked: '{n} marked', all: 'Mark all {n}', none: 'Unmark', approve: 'Approve {n}', mark: 'Mark {name}',
    sure: 'Approve these {n}?', sure_text: 'Each is decided on its own: what can be approved is, what cannot stays as it is and says why.', result: 'Result', decided: '{n} approved',
    refused: '{n} not decided', close: 'Close',
  },
  inspection: {
    photos: 'Photos', photo_count: '{n} of {most}', photo: 'Photo {n}', drop_photo: 'Remove photo {n}', take_photo: 'Take one', pick_photo: 'Choose', no_picture: '“{name}” is no picture. Choose another.',
    title: 'Filing inspection', go: 'Inspect on site', offline: 'Offline: what you submit is sent when the network is back', waiting: '{n} inspections to be sent', send_now: 'Send now', place: 'Position', take_place: 'Take the position',
    placed: 'Position taken, within about {n} m', no_place: 'No position; it may be left out', sign: 'Inspector’s signature', sign_hint: 'Sign in the box with your finger', clear: 'Clear', need_sign: 'Sign first.', approve: 'Passed', give_back: 'Return for mending',
    queued: 'Kept on this phone; sent when the network is back', sent: 'Submitted', refused: 'Refused: {reason}', drop: 'Delete this one', back: 'Back to tasks', all_done: 'Nothing to inspect', reason: 'What has to be mended', evidence: 'On site', made_at: 'Inspected at',
    at: 'Position {lat}, {lon}', signature: 'Signature', missing: 'The task is no longer in your list; somebody else may have done it.', show_docs: 'Show the application', failed_note: 'Say what is wrong with failed items.', step: 'Step {n}',
  },
  pack: {
    after: 'After {steps}',
    title: 'Policy', version: 'Version {version}', routes: 'Review routes', forms: 'Forms', checklists: 'Checklists', passes: 'Pass kinds', limit: 'within {span}', bulk: 'in bulk', automatic: 'automatic', who: 'Who', required: 'required', valid_for: 'valid for {span}', scheme: 'scheme {n}',
    needs_route: 'needs a route', classes: 'For', choices: 'Choices', range: 'Range', holder_worker: 'people', holder_vehicle: 'vehicles', mandatory: 'mandatory', field: 'Field', when: 'where needed', subdistrict: 'own subdistrict', history: 'Changes so far', tabs: 'Parts of the policy',
  },
  paper: { title: 'Papers', decision: 'Decision', certificate: 'Certificate of resumption', inspection: 'Inspection record' },
  search: {
    title: 'Search', placeholder: 'Enterprises, cases, people, plates, codes…', hint: 'Two letters or more; answers come while you type.', none: 'Nothing found for “{words}”.', results: 'Results',
    more: 'There are more. Type a little more.', phone: 'Find phones ending in {digits}', phone_note: 'this is recorded',
    kind: { enterprise: 'Enterprises', resumption: 'Cases', person: 'People', vehicle: 'Vehicles', account: 'Accounts', pass: 'Passes' },
  },
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
