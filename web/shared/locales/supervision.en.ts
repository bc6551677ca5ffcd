import type zh_cn from './supervision.zh-CN'

export default {
  supervision: {
    title: 'Supervision', duty: 'On duty', violations: 'Violations', sanctions: 'Sanctions', reports: 'Reports', alerts: 'Alerts', inspections: 'Inspections', none: 'No enterprise is under supervision yet', no_violations: 'No violations', no_sanctions: 'No sanctions', no_alerts: 'Nothing open',
    plant: 'Enterprise', officer: 'Resident officer', shift: 'Shift', state: 'State', checked_in: 'since {time}', inside: 'Inside', report: 'Report today', open: 'Open', closed: 'Closed', suspended: 'Suspended', all_states: 'All states', on_duty: '{n} on duty', late_now: '{n} without an officer', missing_now: '{n} reports overdue',
    what: 'What', who: 'Who', when: 'When', day: 'Day', evidence: 'Evidence', course: 'Course', facts: 'Grounds', decide: 'Decide', confirm: 'Confirm', dismiss: 'Dismiss', uphold: 'Uphold', overturn: 'Overturn', reason: 'Reason', sanction: 'Sanction', order: 'Order', answer: 'Answer', appeal: 'Appeal', send: 'Send', close: 'Close',
    answer_due: 'Answer by {time}', answered: 'Answered', advised: 'The policy advises: {name}', rules: 'Rule', rectify: 'Report what was mended', rectify_due: 'Mend by {time}', trucks_until: 'Trucks under way until {time}', inspect: 'Inspect again', passed: 'Passed', failed: 'Failed', lift: 'Lift', lift_sure: 'All passes of the enterprise work again at once.', suspend_sure: 'All passes of the enterprise stop working at once.',
    asked: 'Asked', done: 'In time', late: 'Late', missing: 'Missing', gate: 'Gate code', gate_hint: 'Resident officers type it to check in', gate_open: 'Gate screen', next_in: 'Changes in {n} s', policy: 'Policy of this enterprise', source: 'From', until: 'until {time}', overrides: 'Exceptions', approve: 'Approve', refuse: 'Refuse', proposed_by: 'proposed by {name}', no_overrides: 'No exceptions',
    yes: 'yes', no: 'no', people: '{n} people', hours: '{n} h', no_limit: 'no limit', not_watched: 'This enterprise is not under supervision', need_words: 'Say it in words.', fill: 'Fill in the report', correct: 'Correct the report', why: 'Reason for the correction', version: 'Version {n} · {name}',
    in: 'in', out: 'out', tested: 'tested {time}', untested: 'no test known', to_answer: 'To answer or mend', nothing: 'Nothing to do now',
    duty_state: { waiting: 'not yet', on_duty: 'on duty', late: 'late', absent: 'absent', gap: 'nobody' },
    report_state: { not_asked: '—', open: 'to do', missing: 'missing', done: 'done', late: 'late' },
    severity: { minor: 'minor', serious: 'serious', grave: 'grave' },
    violation_state: { raised: 'to decide', withdrawn: 'withdrawn', dismissed: 'dismissed', confirmed: 'confirmed', appealed: 'appealed', upheld: 'upheld', overturned: 'overturned' },
    sanction_state: { noted: 'noted', in_force: 'in force', rectified: 'to inspect', passed: 'passed', lifted: 'lifted', final: 'final' },
    sanction_rule: { warning: 'Warning', rectification: 'Order to rectify', suspension: 'Suspension', closing: 'Closing' },
    watch_alerts: 'Supervision alerts: {n}', see_alerts: 'See all',
    alert_kind: { report_reminder: 'Report due soon', report_missing: 'Report missing', officer_late: 'Officer late', coverage_gap: 'Nobody on duty', violation_raised: 'Violation found', answer_overdue: 'Answer overdue', rectification_overdue: 'Not mended in time', suspended: 'Suspended', restored: 'Restored', inspection_failed: 'Inspection failed', inspection_overdue: 'Inspection overdue' },
    act: { raised: 'Found by the rules', withdrawn: 'Withdrawn by the rules', answered: 'Answered', confirmed: 'Confirmed', dismissed: 'Dismissed', appealed: 'Appealed', upheld: 'Upheld', overturned: 'Overturned', ordered: 'Ordered', rectified: 'Mended', inspected_passed: 'Inspected: passed', inspected_failed: 'Inspected: failed', lifted: 'Lifted' },
    key: { closed: 'Closed management', head_count_cap: 'Most people inside', test_hours: 'A test is good for', report_due_minute: 'Report due at', extra_checks: 'Extra checks' },
    source_kind: { pack: 'policy pack', phase: 'phase', override: 'exception' },
  },
} satisfies typeof zh_cn
