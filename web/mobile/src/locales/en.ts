import type { Messages } from '../i18n'

export default {
  app: {
    name: 'Fugong pass', back: 'Back', care: 'Large type', to_dark: 'Switch to dark', to_light: 'Switch to light', loading: 'Opening…', close: 'Close',
    cancel: 'Cancel', retry: 'Try again',
  },
  home: {
    lead: 'Show or check a pass. Once opened, it works without a network.', wallet: 'Workers and drivers show their code', gate: 'Checkpoint guards scan and check',
    install: 'Add to home screen', install_hint: 'Choose “Add to home screen” in the browser’s menu to open it by its icon.', desk: 'Enterprises and departments: open the desk',
  },
  load: {
    network: 'The network does not answer. Check it and try again.', forbidden: 'You do not have the right to do this. Check the account.', not_found: 'Not found. Check and try again.',
    unknown: 'The server could not finish this request. Try again later.',
  },
  camera: {
    view: 'Camera picture', starting: 'Opening the camera…', refused: 'The camera is not allowed. Allow it in the browser’s settings and try again.',
    none: 'No camera can be used. Use a hand scanner or type the number.', reader: 'The reader could not be loaded. Open this page once with a network, or use a hand scanner.', torch: 'Light',
  },
  wallet: {
    title: 'My pass', no_storage: 'This browser cannot keep passes (private mode, perhaps). Open the page in normal mode.',
    moved_title: 'This phone is no longer bound', moved_text: 'The pass is bound to another phone, or was unbound. If that was not you, tell your enterprise at once.', clear: 'Remove from this phone',
    claim_title: 'Receive your pass', claim_text: 'The button binds the pass to this phone. The link works once.', claim_replaces: 'This phone already holds passes; those of the link will replace them.',
    bind: 'Bind to this phone', not_now: 'Not now', bind_title: 'Receive by phone number', bind_text: 'Enter the number that your enterprise has on record.', phone: 'Mobile number',
    bad_phone: 'Enter the 11 digits of a mobile number.', send_code: 'Send me a code', code_sent: 'If the number is on record, a code arrives within a minute.', code: 'Code from the message', bad_code: 'Enter the 6 digits of the code.',
    again_in: 'Another code in {n} s', send_again: 'Send another code', bind_note: 'From then on only this phone can show your pass; the old phone’s stops working.',
    offline: 'No network; the pass can be shown all the same. Last update {span} ago', choose: 'Choose a pass', none_title: 'No pass yet', none_text: 'It appears here by itself once it is issued.',
    state: { valid: 'Valid', suspended: 'Suspended', revoked: 'Revoked', expired: 'Expired', early: 'Not valid yet' },
    colour: { green: 'Test valid', grey: 'Result pending', red: 'Test overdue' }, qr: 'QR code of the pass', renews_in: 'New code in {n} s', answered_in: 'Answered the gate · new code in {n} s',
    printed: 'Fixed code; may be printed', route: 'Route', zones: 'Zones', until: 'Valid until', test_until: 'Test valid until', number: 'Number', now: 'Time now',
    bright: 'Turn the brightness up. Screenshots and photographs of the code are refused.', challenge: 'Scan the gate’s code', challenge_text: 'Point at the code on the gate’s screen, then show your pass again.',
    challenge_wrong: 'This is not a gate’s code. Point at the gate’s screen.', move_title: 'New phone, or unbind', move_text: 'New phone: receive the pass there; the one on this phone stops working at once.',
    unbind: 'Unbind this phone', unbind_sure: 'This phone will not be able to show the pass any more. Sure?',
  },
  gate: {
    title: 'Checkpoint', no_storage: 'This browser cannot keep lists (private mode, perhaps), so it cannot check without a network. Open the page in normal mode.', login: 'Checkpoint log-in',
    login_text: 'Log in once a shift. After log-in and an update, checking works without a network.', login_again: 'Log in again to send scans', login_again_text: 'The session has ended. Checking goes on; scans are kept here and sent after log-in.',
    login_name: 'User name', password: 'Password', log_in: 'Log in', need_both: 'Enter your user name and password.', wrong_role: 'This account is not a checkpoint guard’s. Use the checkpoint’s account.',
    not_able: 'This gate has no trust list and no rules yet. Update once with a network.', hint: 'Hold the code inside the frame', hint_wedge: 'Use the hand scanner, or type the number', camera_on: 'Camera on', camera_off: 'Camera off',
    online: 'Online', offline: 'No network', list_age: 'Revocations: {span} old', no_list: 'No revocation list', waiting: '{n} to send', settings: 'Settings',
    clock_rehearsal: 'The server keeps a rehearsal’s time; checks follow it.',
    clock_changed: 'This phone’s clock was changed. Connect it to set the time.', clock_slow: 'This phone’s clock is {span} slow; checks use the server’s time.', clock_fast: 'This phone’s clock is {span} fast; checks use the server’s time.',
    list_too_old: 'The revocation list is too old to tell whether a pass was revoked. Connect and update.', other_root: 'The trust list comes from another root, so it was not used. Ask the command.',
    zone: 'This gate leads to', zone_any: 'Any zone', sound: 'Sound', guard: 'Guard', trust_age: 'Trust list', lists: 'Lists', clock: 'Clock offset', refresh: 'Update now', refreshing: 'Updating…',
    log_out: 'End of shift', number: 'Type the pass number', look_up: 'Check', bad_number: 'The number has only digits. Check what stands on the pass.', today: 'Today',
    short: { green: 'Go', grey: 'Pending', red: 'Stop', unknown: 'Cannot tell' },
    plate_title: 'Is this the plate?', plate_same: 'Same', plate_differs: 'Different', plate_other: 'Actual plate (optional)', plate_submit: 'It differs',
    zone_title: 'Which zone?', zone_of_pass: 'On the pass: {zones}', challenge_title: 'Have this code scanned', challenge_text: 'On the phone: “Scan the gate’s code”, then show the pass again to this camera.',
    reason: {
      valid: 'Go', test_pending: 'Result pending', retry: 'Scan again', malformed: 'Not a valid pass', bad_signature: 'Perhaps forged', not_yet_valid: 'Not valid yet', expired: 'Expired', revoked: 'Revoked',
      suspended: 'Suspended', wrong_plate: 'Wrong plate', wrong_zone: 'Wrong zone', test_overdue: 'Test overdue', scheme_too_old: 'Old kind of pass', clock_wrong: 'The phone’s clock is wrong',
      proof_stale: 'Show it again', replayed: 'Used already', unknown_issuer: 'Unknown issuer', trust_too_old: 'Trust list too old', status_missing: 'Revocation unknown',
      status_too_old: 'Revocation unknown', unsupported: 'Cannot be checked here', number_offline: 'Needs a network', number_unknown: 'No such number',
    },
    say: {
      unsupported: 'The pass has an SM2 signature, which this browser cannot check. Use a scanner terminal or ask the command. It is not the holder’s fault.',
      number_offline: 'Without a network only this is known: the number has not been revoked. Scan the code, or look again with a network.', number_unknown: 'Check the number on the pass and type it again, or scan the code.',
    },
    upgrade_due: 'Let it through, and tell the holder to get the new kind of pass soon.', by_number: 'Found by number {number}: compare person and vehicle.',
    holder: 'Holder', kind: 'Kind', health: 'Test', issuer: 'Issued by', phone_clock: 'Phone’s clock', flag: 'Flag', flags: { person: 'Not this person', vehicle: 'Not this vehicle', paper: 'Suspicious pass', other: 'Something else' },
    flagged: 'Flagged; it goes up with the scan.', next: 'Next',
  },
} satisfies Messages
