import type { Messages } from '../i18n'

import enterprise from './enterprise.en'
import centre from './centre.en'
import officials from './officials.en'
import trip from './trip.en'
import plants from './plants.en'
import supervision from './supervision.en'
import notify from './notify.en'
import tickets from './tickets.en'

export default {
  ...centre,
  ...officials,
  ...trip,
  ...plants,
  ...supervision,
  ...notify,
  ...tickets,
  ...enterprise,
  app: {
    name: 'Fugong',
    full_name: 'Resumption of work and production',
    skip: 'Skip to content',
    main_nav: 'Main navigation',
    language: 'Language',
    to_dark: 'Switch to dark',
    to_light: 'Switch to light',
    log_out: 'Log out',
    account: 'Account',
  },
  area: {
    notices: 'Notices', channels: 'Channels', command: 'Command centre', tasks: 'My tasks', cases: 'Cases', registrations: 'Registrations', my: 'My enterprise', roster: 'Roster', issuing: 'Issuing', people: 'People', passes: 'Passes', bulletin: 'Bulletin', phase: 'Phase', supervision: 'Supervision', plant: 'Supervision', tickets: 'Service desk', rota: 'Duty roster',
  },
  live: { connecting: 'Connecting', live: 'Live', lost: 'Connection lost, reconnecting' },
  role: {
    enterprise_clerk: 'Enterprise clerk', department_reviewer: 'Department reviewer',
    subdistrict_inspector: 'Subdistrict inspector', case_officer: 'Case officer', pass_commissioner: 'Pass commissioner',
    resident_officer: 'Resident officer', checkpoint_guard: 'Checkpoint guard', district_leader: 'District leader', administrator: 'Administrator',
    auditor: 'Auditor',
  },
  login: {
    title: 'Log in', lead: 'Applications, joint review and inspection all start here.', login: 'User name',
    password: 'Password', submit: 'Log in', show: 'Show password', hide: 'Hide password',
    need_both: 'Enter your user name and password.', ended: 'Your session has ended. Log in again; what you typed is kept.',
    help: 'Forgot your password? Ask the administrator of your organisation to reset it.',
  },
  offline: { title: 'No network', out_of_reach: 'This page is not kept on this device. It opens by itself when the network is back.', inspections: 'Inspections that go on without a network' },
  load: {
    loading: 'Loading…', retry: 'Try again', failed: 'This could not be loaded', network: 'The network does not answer. Check it and try again.',
    unknown: 'The server could not finish this request. Try again later.', stale: 'What you see is from the last successful load.',
    forbidden: 'You do not have the right to see this page.', not_found: 'There is no such record. It may have been removed, or the address is wrong.',
  },
  state: {
    draft: 'Draft', screening: 'Screening', reviewing: 'Joint review', deciding: 'Deciding', preparing: 'Passes and inspection',
    resumed: 'Resumed', suspended: 'Suspended', closed: 'Closed', returned: 'Returned', refused: 'Refused', withdrawn: 'Withdrawn',
  },
  kind: {
    screening: 'Screening', joint_review: 'Joint review', decision: 'Decision', pass_issuance: 'Pass issuance',
    inspection: 'Filing inspection', start: 'Start of work',
  },
  time: {
    left: '{span} left', over: '{span} overdue', done: 'Took {span}', paused: 'Clock paused', none: 'No time limit', lapsed: 'No longer counted',
    done_in_time: 'Done in time', done_late: 'Done late', soon: 'Due soon', of: 'Limit {span}', paused_why: 'Paused while the enterprise is mending',
    remaining: 'Time left', overdue: 'Overdue', running: 'Running',
  },
  command: {
    title: 'Command centre', as_of: 'As of {time}', resumed: 'Enterprises resumed', of_total: 'of {total}', rate: 'Resumption rate',
    above_scale: 'Above designated size', returned: 'Employees back', return_rate: 'Return rate', normal: 'of {n} normally employed',
    capacity: 'Above 80% of capacity', capacity_note: '{percent} of those resumed', today: 'Today', received: 'Received', decided: 'Decided',
    overdue: 'Overdue', passes: 'Passes', employee: 'Workers', truck: 'Trucks', commuter: 'Commuter buses', promises: 'Promised times',
    promise: 'Promise', in_time: 'In time', median: 'Median', p95: '95th percentile', running: 'Running', late: 'Overdue',
    none_finished: 'None finished', subdistricts: 'By subdistrict', subdistrict: 'Subdistrict', enterprises: 'Enterprises', in_progress: 'In progress',
    suspended: 'Suspended', trend: 'Course of resumption', trend_note: 'Bars: received and decided each day. Line: enterprises resumed in all', day: 'Day',
    resumed_total: 'Resumed in all', scans: 'Checkpoint scans', show_table: 'Show as a table', officers: 'Resident officers', tickets: 'Tickets solved',
    suspensions: 'Suspensions', no_overdue: 'Nothing is overdue', some_overdue: '{n} promises are overdue; follow them up', see_overdue: 'Show overdue cases',
    unit_firm: '', unit_person: '', unit_pass: '', unit_case: '', covering: '{n} enterprises',
    desks: 'Time by desk', share: '{a} / {b}',
    verdict: { green: 'Pass', grey: 'Unconfirmed', red: 'Stop', amber: 'Check by hand', yellow: 'Check by hand' },
  },
  cases: {
    title: 'Cases', ordered_left: 'Ordered by time left', ordered_new: 'Newest first', filter: 'Filter', scope: 'Scope', under_way: 'Under way', all: 'All',
    state: 'State', any_state: 'Any state', subdistrict: 'Subdistrict', any_subdistrict: 'Any subdistrict', phase: 'Phase',
    any_phase: 'Any phase', only_overdue: 'Overdue only', enterprise: 'Enterprise', time: 'Time left', submitted: 'Submitted',
    clear: 'Clear filters', empty: 'No case matches', empty_hint: 'Loosen the filters, or switch to “All”.', more: 'Next page', previous: 'Previous page',
    page: 'Page {n}', above_scale: 'Above size', round: 'Submission {n}', shown: '{n} on this page', open: 'Open case',
  },
  case: {
    fact: '{name}: {value}',
    back: 'Back to the list', clocks: 'Promised times', tasks: 'Departments', documents: 'Application', timeline: 'Time line', steps: 'Steps',
    task_step: 'Step', task_owner: 'Office', task_state: 'Result', task_time: 'Time', waiting: 'Not begun', open: 'In hand',
    step_done: 'Done', cancelled: 'Cancelled', no_tasks: 'No task has been sent out yet', no_events: 'Nothing has happened yet', no_documents: 'No documents were filled in',
    by: '{name}, {time}', system: 'System', comment: 'Comment', mend: 'To be mended', whole: 'As a whole', unmet: 'Conditions not met',
    class: 'Class', phase: 'Phase', route: 'Route', submitted: 'First submitted', yes: 'Yes', no: 'No', empty_field: 'Not filled in',
    round: 'Submissions', next: {
      draft: 'Waiting for the enterprise to apply.', screening: 'Being screened.', reviewing: 'Waiting for review by {who}.', deciding: 'Waiting for the command’s decision.',
      preparing: 'Approved; waiting for {who}.', ready: 'Everything is ready; waiting for the enterprise to start.', resumed: 'At work; reports work force and output daily.', suspended: 'Suspended until the faults are mended.',
      closed: 'This case is closed.', returned: 'Returned to the enterprise; clocks are paused.', refused: 'This case was refused.', withdrawn: 'The enterprise has withdrawn this case.',
      yours: 'Your turn: {step}', many: '{first} and others ({n} in all)',
    },
  },
  outcome: { approve: 'Approved', return: 'Returned', refuse: 'Refused' },
  decision: {
    title: 'Decide', approve: 'Approve', return: 'Return', refuse: 'Refuse', approve_hint: 'True and complete',
    return_hint: 'Say what to mend; the enterprise submits again', refuse_hint: 'Ends the case; needs a reason', reasons: 'What to mend', refuse_reasons: 'Reasons for refusal',
    field: 'Where', text: 'Say what is wrong and how to mend it', add: 'Add another', remove: 'Remove', comment: 'Comment (optional)',
    submit_approve: 'Approve', submit_return: 'Return to the enterprise', submit_refuse: 'Refuse', need_reason: 'Give at least one reason.',
    need_text: 'This reason is still empty.', done: 'Done', done_next: 'Next task', no_next: 'All your tasks are done', sure: 'Refuse this case?',
    sure_text: 'The application of {name} ends here; the enterprise would have to apply anew.', cancel: 'Not yet', conflict: 'Somebody else has just decided this task. The page is up to date now.',
    checklist: 'Checklist', passed: 'Passed', failed: 'Failed', note: 'Note', need_all: 'Mark every item of the checklist.',
    all_passed: 'All passed', failed_hint: 'A mandatory item failed: return the case for mending.', mandatory: 'Mandatory', shortcut: 'Ctrl + Enter submits', pick: 'Give a reason at “{name}”', pick_short: 'Reason',
    saved: 'Draft kept on this device',
  },
  act: {
    title: 'Other actions', suspend: 'Suspend', restore: 'Restore', close: 'Close', reason: 'Reason', need_reason: 'Give the reason.',
    suspend_text: 'The enterprise has to stop at once; its passes stand still.', restore_text: 'The enterprise may go on; its passes are valid again.', close_text: 'The case is filed; its clocks end and its passes stand still.',
    done: 'Done',
  },
  tasks: {
    title: 'My tasks', count: '{n} waiting', count_more: '{n} or more waiting', empty: 'Nothing is waiting for you', empty_hint: 'New tasks appear here by themselves.',
    handle: 'Open', next: 'Most urgent', others: 'Then', opened: 'Sent', all_kinds: 'All steps', load_more: 'Show more',
    whole_case: 'Whole case', whose: 'Whose', of_desk: 'Of my desk', for_me: 'For me', key_walk: 'walk', key_open: 'open', key_space: 'Space', key_mark: 'mark',
  },
  my: {
    title: 'My enterprise', no_enterprise: 'No enterprise is linked to this account', no_enterprise_hint: 'Ask your subdistrict office to register it and link your account.', todo: 'What to do next', begin: 'Begin the application',
    wait: 'Nothing to do right now', no_case: 'Apply to resume work', no_case_text: 'The district is in phase “{phase}”. Prepare these documents, then apply.',
    documents: 'Documents needed', draft: 'Complete and submit the application', draft_text: 'The application is a draft; nobody reviews it yet.', submit: 'Submit', resubmit: 'Submit again',
    returned: 'Mend and submit again', returned_text: '{n} places need mending. The clocks are paused meanwhile.', in_review: 'Under review; stay reachable by phone',
    in_review_text: 'The result appears here, and the promised times below are running.', preparing: 'Get ready for inspection', preparing_text: 'Approved. Inspection and passes go on side by side.',
    start: 'Confirm the start of work', start_text: 'Everything is ready. Confirm, and you are officially back at work.', resumed: 'Report work force and output daily', resumed_text: 'You are at work. Report each day’s figures by 20:00.',
    suspended: 'Mend the faults', suspended_text: 'Work is suspended. It is restored once the command has checked the mending.', refused: 'Read why it was refused', refused_text: 'You may apply again when conditions have changed.',
    closed_text: 'Your last case is closed. You may apply again.', see_case: 'Open the case', withdraw: 'Withdraw', edit: 'Mend the documents', save: 'Save', usc: 'Unified social credit code',
    workers: 'Normal work force', industry: 'Industry', address: 'Address', figures: 'Today’s figures', on_site: 'People on site', output: 'Output today', tests: 'People tested',
    date: 'Day', report: 'Report', reported: 'Figures of {day} reported', last: 'Last: {day}, {n} on site', case: 'Current case', started: 'Start of work confirmed',
    submitted: 'Application submitted', withdrawn: 'Application withdrawn', saved: 'Saved', sure_withdraw: 'Withdraw the application?', sure_withdraw_text: 'The case ends; you may apply again.',
    progress: 'Progress', unit: '10,000 yuan',
  },
  phase: {
    title: 'Phase', current: 'Phase in force', since: 'Since {time}', mode: 'Management', closed: 'Closed loop: workers live in the plant', conditions: 'Conditions',
    documents: 'Documents needed', passes: 'Passes that may be issued', tests: 'Testing', every: 'every {n} days', no_duty: 'no fixed duty', all: 'All phases',
    promises: 'Promised times', routes: 'Review', none: 'None', switch: 'Switch to this phase', preview: 'What will happen', judged: 'Cases judged again', kept: 'Go on as they are',
    returned: 'Returned to the enterprise', drafts: 'Drafts no longer acceptable', at_work: 'At work, no longer acceptable', confirm: 'Switch', cancel: 'Cancel', switched: 'Switched to “{name}”',
    rerouted: 'On another route', why: 'Conditions not met, by cases', class_not_accepted: 'Classes that the phase does not accept', other_reason: 'Otherwise not what the phase asks', limit: 'Limit {span}', is_current: 'In force', guard_note: 'Your work is done on the checkpoint’s scanner; here you can read the rules in force.',
    other_note: 'Here you can read the rules in force. Your other work has tools of its own.', parallel: 'Side by side', automatic: 'Automatic',
  },
  bulletin: {
    title: 'Bulletin', day: 'As of', copy: 'Copy text', copied: 'Copied', print: 'Print', text: 'Text', figures: 'Figures', none: 'There are no figures for this day yet',
    key: {
      enterprises_resumed: 'Enterprises resumed', employees_returned: 'Employees back', employees_normal: 'Normal work force of those resumed', return_rate_percent: 'Return rate',
      capacity_over_80: 'Above 80% of capacity', above_scale_resumed: 'Above designated size, resumed', above_scale_total: 'Above designated size, in all',
      passes_employee: 'Worker passes', passes_truck: 'Truck passes', truck_enterprises: 'Enterprises with truck passes', passes_commuter: 'Commuter bus passes',
      commuter_enterprises: 'Enterprises with commuter bus passes', resident_officers: 'Resident officers', resident_enterprises: 'Enterprises with resident officers', suspensions: 'Enterprises suspended',
      tickets_solved: 'Tickets solved', received_today: 'Received that day', decided_today: 'Decided that day', overdue_today: 'Overdue that day',
    },
  },
  event: {
    submitted: 'Application submitted', resubmitted: 'Submitted again', edited: 'Documents changed', withdrawn: 'Withdrawn', screened: 'Screening passed', reviewed: 'Review passed',
    returned: 'Returned', refused: 'Refused', decided: 'Approved', passes_done: 'Passes issued', inspected: 'Inspection passed', resumed: 'Work started',
    suspended: 'Suspended', restored: 'Restored', closed: 'Closed', phase_changed: 'Phase changed', no_longer_accepted: 'No longer acceptable in the new phase',
    sla_warning: 'Promise at risk', sla_breach: 'Promise broken', sla_escalated: 'Escalated to the leader',
  },
  not_found: { title: 'There is no such page', text: 'The address may be wrong.', home: 'Go to the start' },
} satisfies Messages
