// Words of supervision: officers, reports, violations, sanctions.
export default {
  supervision: {
    title: '驻厂监管', duty: '值守', violations: '违规', sanctions: '处置', reports: '日报', alerts: '提醒', inspections: '抽查', none: '还没有纳入驻厂监管的企业', no_violations: '没有违规记录', no_sanctions: '没有处置记录', no_alerts: '没有未了的提醒',
    plant: '企业', officer: '驻厂干部', shift: '班次', state: '状态', checked_in: '{time} 签到', inside: '在厂', report: '今日日报', open: '待处理', closed: '闭环', suspended: '停工', all_states: '全部状态', on_duty: '在岗 {n} 家', late_now: '未到岗 {n} 家', missing_now: '日报逾期 {n} 家',
    what: '事项', who: '人员', when: '时间', day: '日期', evidence: '证据', course: '办理经过', facts: '依据', decide: '认定', confirm: '认定违规', dismiss: '不予认定', uphold: '维持认定', overturn: '撤销认定', reason: '理由', sanction: '处置', order: '下达处置', answer: '说明情况', appeal: '提出申诉', send: '提交', close: '关闭',
    answer_due: '说明期限 {time}', answered: '已说明', advised: '政策建议：{name}', rules: '规则', rectify: '提交整改情况', rectify_due: '整改期限 {time}', trucks_until: '在途货车宽限至 {time}', inspect: '复查', passed: '复查合格', failed: '复查不合格', lift: '恢复生产', lift_sure: '恢复后该企业全部通行证立即恢复有效。', suspend_sure: '停工后该企业全部通行证立即停用。',
    asked: '应报', done: '按时', late: '逾期填报', missing: '未报', gate: '门岗动态码', gate_hint: '驻厂干部签到时输入', gate_open: '门岗屏幕', next_in: '{n} 秒后更换', policy: '一企一策', source: '来源', until: '有效至 {time}', overrides: '例外措施', approve: '批准', refuse: '不批准', proposed_by: '{name} 提出', no_overrides: '没有例外措施',
    yes: '是', no: '否', people: '{n} 人', hours: '{n} 小时', no_limit: '不限', not_watched: '本企业未纳入驻厂监管', need_words: '请写明内容。', fill: '填报日报', correct: '更正日报', why: '更正原因', version: '第 {n} 版 · {name}',
    in: '进厂', out: '出厂', tested: '核酸 {time}', untested: '无核酸记录', to_answer: '需要说明或整改', nothing: '目前没有需要处理的事项',
    duty_state: { waiting: '未到班次', on_duty: '在岗', late: '迟到', absent: '缺岗', gap: '无人值守' },
    report_state: { not_asked: '—', open: '待填报', missing: '未报', done: '已报', late: '逾期填报' },
    severity: { minor: '一般', serious: '较重', grave: '严重' },
    violation_state: { raised: '待认定', withdrawn: '已撤回', dismissed: '不予认定', confirmed: '已认定', appealed: '申诉中', upheld: '维持认定', overturned: '已撤销' },
    sanction_state: { noted: '已记录', in_force: '执行中', rectified: '待复查', passed: '复查合格', lifted: '已解除', final: '已生效' },
    sanction_rule: { warning: '警示约谈', rectification: '责令限期整改', suspension: '责令停工整改', closing: '取消复工资格' },
    watch_alerts: '监管提醒 {n} 条', see_alerts: '查看监管提醒',
    alert_kind: { report_reminder: '日报待填报', report_missing: '日报逾期未报', officer_late: '驻厂干部未到岗', coverage_gap: '无人值守', violation_raised: '发现违规', answer_overdue: '逾期未说明', rectification_overdue: '逾期未整改', suspended: '已停工', restored: '已恢复', inspection_failed: '抽查不合格', inspection_overdue: '逾期未检查' },
    act: { raised: '系统发现', withdrawn: '系统撤回', answered: '企业说明', confirmed: '认定违规', dismissed: '不予认定', appealed: '企业申诉', upheld: '维持认定', overturned: '撤销认定', ordered: '下达处置', rectified: '提交整改', inspected_passed: '复查合格', inspected_failed: '复查不合格', lifted: '解除处置' },
    key: { closed: '闭环管理', head_count_cap: '在厂人数上限', test_hours: '核酸有效时长', report_due_minute: '日报截止时间', extra_checks: '附加检查' },
    source_kind: { pack: '政策包', phase: '阶段', override: '例外措施' },
  },
}
