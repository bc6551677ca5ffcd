import type enterprise_zh_cn from './enterprise.zh-CN'

const enterprise: typeof enterprise_zh_cn = {
  register: {
    title: 'Register an enterprise', lead: 'Register before first use. Enterprises that the subdistrict has entered open their account with a claim code.', new: 'New enterprise', claim: 'Claim an enterprise', new_hint: 'The district or subdistrict confirms it', claim_hint: 'The subdistrict has entered it and gave a code',
    firm: 'The enterprise', clerk: 'The clerk’s account', name: 'Name of the enterprise', usc: 'Unified social credit code', usc_hint: '18 characters, on the business licence', usc_wrong: 'The code is wrong. Check every character.', phone_wrong: 'A mobile number has 11 digits.', scale: 'Size', above: 'Above designated size', below: 'Below designated size',
    industry: 'Industry code', industry_hint: 'Of GB/T 4754, such as 3670', subdistrict: 'Subdistrict', choose: 'Choose', address: 'Address of the plant', legal: 'Legal representative', workers: 'Normal work force',
    person: 'Your name', phone: 'Your mobile number', login: 'User name', login_hint: 'At least 3 letters or digits, to log in with', password: 'Password', password_hint: 'At least 12 characters, or 10 of three kinds (capitals, small letters, digits, signs)',
    code: 'Claim code', code_hint: '8 characters from the subdistrict or the district, valid for 7 days', submit: 'Send registration', submit_claim: 'Open the account', need: 'This is needed', have: 'Have an account? Log in', none: 'First time here? Register your enterprise',
    done_title: 'Your registration was sent', done_text: 'Once confirmed, log in with your user name and password. Keep this page’s address to see where it stands.', pending: 'Waiting for confirmation', accepted: 'Confirmed: you can log in', refused: 'Not confirmed', at: 'Sent', reason: 'Reason',
    claimed: 'The account is open. Log in.', go_login: 'Log in', again: 'Register again', check: '{n} fields need mending', not_found: 'There is no such registration', refresh: 'Refresh',
  },
  registrations: {
    title: 'Registrations', pending: '{n} waiting', empty: 'No registration is waiting', empty_hint: 'Enterprises that register themselves appear here.', accept: 'Confirm', refuse: 'Refuse', reason: 'Reason (the applicant reads it)', sure: 'The clerk can then log in and apply for this enterprise. Call back first.',
    accepted: 'Confirmed: {name}', refused: 'Refused: {name}', clerk: 'Clerk', code_title: 'Give out a claim code', code_text: 'Opens an account for an enterprise on the register. Tell it in person or by telephone; it serves once.', search: 'Name or credit code', find: 'Find', give: 'Make a code',
    code_for: 'Claim code of {name}', valid_until: 'Valid until {time}', none_found: 'No enterprise found', cancel: 'Cancel',
  },
  apply: {
    title: 'Application', step: 'Step {n} of {total}', files: 'Attachments', roster: 'Roster', check: 'Check and submit', next: 'Next', back: 'Back', saving: 'Saving…', saved: 'Saved {time}', kept: 'Not on the server yet; kept on this device', save: 'Save',
    not_mine: 'There is no application to fill in', not_mine_hint: 'It is under review or closed; see “My enterprise”.', optional: 'optional', required_note: 'Fields with * are needed', prefilled: 'Filled in from the register; please check', reason: 'Returned', faults: '{n} fields on this page need mending', choose: 'Choose',
    roster_text: 'The roster decides how many may return and who gets a pass. Import it now or later.', roster_count: '{n} people entered', roster_more: 'More than {n} people entered', roster_none: 'Nobody entered yet', files_text: 'Floor plan, business licence, test reports … Go on if there is nothing to add.',
    check_ok: 'Complete, and every condition of the phase is met', check_bad: '{n} things are not right yet', go_mend: 'Mend', submit: 'Submit', resubmit: 'Submit again', submitted: 'Submitted', submitted_text: 'The answer appears under “My enterprise”. Please keep your telephone at hand.', to_home: 'My enterprise', print: 'Print',
    summary: 'What you filled in', conditions: 'Conditions of the phase', whole: 'As a whole', changed_title: 'The application was changed elsewhere', changed_text: 'Those changes are merged in. Both sides changed the following; choose for each.', taken: 'Taken from elsewhere: {fields}', mine: 'Mine', theirs: 'Theirs', mine_label: 'Typed here', theirs_label: 'Typed elsewhere', empty: '(empty)', resolve: 'Save my choice',
    returned_now: 'There are new review comments at the marked fields. Nothing you typed is lost.', not_editable: 'The application was just submitted or withdrawn and cannot be changed. What you typed stays on this device.', restored: 'What was not saved last time is back.', leave: 'Some of this is not on the server yet. Leave all the same?', steps: 'Steps', phase: 'Phase: {name}', done: 'complete', open: 'not complete', bad: 'to be mended',
  },
  files: {
    title: 'Attachments', drop: 'Drop files here, or', choose: 'choose files', limits: 'PDF, pictures, Word, Excel; 20 MB each', sending: 'Sending {percent}%', waiting: 'No network; goes on by itself', failed: 'Not complete', retry: 'Go on', cancel: 'Cancel', remove: 'Delete', removing: 'Delete “{name}”?', download: 'Download {name}',
    none: 'No attachments', checking: 'Checking', handed_in: 'Handed in', too_large: 'Larger than 20 MB. Compress it or split it.', again: 'Choose the same file again to go on', by: '{name}, {time}', hash: 'Checksum', count: '{n} attachments',
  },
  roster: {
    delete: 'Delete', sure_delete: 'Delete the vehicle {plate}?', plate_fixed: 'The plate cannot be changed; delete the vehicle and enter it anew.', deleted: 'Deleted: {name}', title: 'Roster', vehicles: 'Vehicles', people: 'People', search: 'Name, or a whole resident id', find: 'Find', add: 'Add a person', add_vehicle: 'Add a vehicle', import: 'Import', empty: 'Nobody entered yet', empty_hint: 'Copy from a spreadsheet and paste, or upload the file: hundreds at once.', none_found: 'Nobody fits', vehicles_empty: 'No vehicles yet', vehicles_hint: 'Enter trucks and shuttle buses to ask for their passes.',
    name: 'Name', resident_id: 'Resident ID', phone: 'Mobile', post: 'Post', team: 'Team', residence: 'Residence', commuting: 'Commuting', status: 'Status', active: 'Active', left: 'Left', only_active: 'Active', everybody: 'Everybody', edit: 'Edit', remove: 'Remove', back: 'Active again', sure_remove: 'Remove {name} from the roster?', sure_remove_text: 'The record stays; the person can be made active again.',
    saved: 'Saved', removed: 'Removed: {name}', restored: 'Active again: {name}', id_fixed: 'A resident ID cannot be changed. If it is wrong, remove the person and add the right one.', phone_new: 'Leave empty to keep it', more: 'Show more', shown: '{n} shown', shown_vehicles: '{n} shown', cancel: 'Cancel', save: 'Save',
    plate: 'Plate', use: 'Use', truck: 'Truck', bus: 'Shuttle bus', route: 'Route', driver: 'Driver', driver_phone: 'Driver’s mobile', model: 'Model', seats: 'Seats', load: 'Load (t)',
  },
  import: {
    title: 'Import', paste: 'Paste a table', upload: 'Upload a file', paste_hint: 'Select the headings and rows in the spreadsheet, copy, and paste here', drop: 'Drop an Excel or CSV file here, or', choose: 'choose a file', template: 'Download the template', go: 'Import', reading: 'Reading {name}…', busy: 'Importing…', read: '{n} rows',
    done: '{rows} rows: {imported} new, {updated} updated, {rejected} rejected', all_good: 'Everything was imported', bad: '{n} rows need mending; the others are in', mend_hint: 'Mend the marked cells right here and import again.', more: 'The first {shown} of {total} rejected rows. Download them all, mend them in the spreadsheet and upload again.', download: 'Download the rejected rows',
    again: 'Import {n} mended rows', row: 'Row', why: 'Reason', close: 'Done', too_big: 'Larger than 20 MB. Import it in parts.', empty: 'Paste a table or choose a file first.', no_heading: 'The first row has to hold the headings, such as Name, Resident ID, Mobile.', changed: 'changed',
  },
  passes: {
    pdf_kind: 'Print: {kind} (PDF)', title: 'Passes', request: 'Ask for passes', kind: 'Kind', first: 'First', renewal: 'Renewal', whom: 'For', all_workers: 'Everybody active', all_vehicles: 'All vehicles', some: 'The {n} selected, to renew', submit: 'Send', requested: 'Asked for {n} passes', requests: 'Under way', issued_of: '{issued} of {wanted} issued', withdraw: 'Take back', withdrawn: 'Taken back', list: 'Passes issued',
    empty: 'No passes yet', empty_hint: 'They are issued after the approval.', number: 'Number', holder: 'Holder', valid_until: 'Valid until', state: 'State', any_kind: 'All kinds', more: 'Show more', pdf: 'Print all (PDF)', renew: 'Renew', select: 'Select', phone: 'Phone', bound: 'bound', unbound: 'not bound', phone_pass: 'Phone pass', expiring: 'expires soon', states: { valid: 'Valid', suspended: 'Suspended', revoked: 'Revoked', expired: 'Expired' },
    not_yet: 'Passes are issued once the application is approved; you can ask for them now.', request_state: { open: 'Waiting', done: 'Issued', withdrawn: 'Taken back' },
  },
  figures: { title: 'Today’s figures', prefilled: 'Filled in as last time; check, and press Enter', done_today: 'Reported for today', history: 'Last seven days', rate: '{percent} back' },
  care: { on: 'Care mode', off: 'Leave care mode', read: 'Read aloud' },
}
export default enterprise
