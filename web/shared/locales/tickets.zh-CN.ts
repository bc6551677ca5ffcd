// Words of the service platform: problems, who answers for them, duty.
export default {
  tickets: {
    title: '诉求服务', mine: '我负责的', all: '全部诉求', own: '我的诉求', overnight: '今夜未了', figures: '服务成效', rota: '值班表', raise: '提出诉求', none: '没有诉求', none_mine: '没有由您负责的诉求', none_overnight: '今天没有会过夜的诉求',
    number: '编号', enterprise: '企业', category: '类别', priority: '优先级', problem: '诉求标题', text: '具体情况', handler: '责任人', level: '层级', left: '剩余时间', state: '状态', raised: '提出', raised_by: '{name} 提出', solved: '办结', rating: '评价', team: '班组', choose: '请选择', more: '更多',
    to_acknowledge: '待签收', nights: '已过夜 {n} 次', unanswered: '无人签收', overdue: '已超时', plan_until: '计划 {time} 前办结', excepted: '{name} 同意延至 {time}', all_states: '全部状态',
    send: '提交诉求', sent: '诉求 {number} 已提交，由{name}负责。', what_is_it: '一句话说明问题', details: '写明时间、地点、涉及的人员或车辆和需要的帮助', is_urgent: '紧急', similar: '您已有相近的未办结诉求', answers: '同类问题的解决办法', helps: '已解决，不必提交', files: '附件', course: '办理经过', links: '关联', private: '内部', everybody: '企业可见',
    words: '说明', day: '日期', to_team: '移交给', person: '人员', anybody: '按值班顺序', into: '并入哪件诉求', no_similar: '没有相近的未办结诉求', rate: '评分', stars: '{n} 分', need_words: '请写明内容。', need_choice: '请选择。', changed: '他人已先行处理，已为您刷新，请核对后再办。', open_ticket: '查看诉求', case: '复工办件', go: '办理', accept: '接受计划', refuse: '不接受',
    kind: { acknowledge: '签收', answer: '答复', note: '内部备注', plan: '提出计划', solve: '办结', hand_over: '移交', sort: '改类别', merge: '合并', escalate: '升级', decide_plan: '确认计划', confirm: '确认并评价', reopen: '重新打开', withdraw: '撤回', except: '同意过夜', keep: '收入知识库', link: '关联' },
    state_name: { open: '办理中', solved: '待确认', closed: '已办结', merged: '已合并', withdrawn: '已撤回' },
    plan_state: { none: '', proposed: '计划待确认', accepted: '按计划办理', refused: '计划未被接受', broken: '计划未兑现' },
    level_name: { department: '属地部门', special_team: '企业专班', district_leader: '区级领导' },
    source: { enterprise: '企业提出', officer: '干部代提', visit: '领导走访', file: '批量导入', api: '接口提交' },
    act: { raised: '提出诉求', acknowledged: '签收', answered: '答复', noted: '内部备注', called_next: '未签收，呼叫下一人', escalated: '升级', handed_over: '移交', sorted: '改类别', planned: '提出计划', plan_accepted: '企业接受计划', plan_refused: '企业不接受计划', plan_broken: '计划未兑现', excepted: '领导同意过夜', warned: '当日将满', overnight: '过夜未了', overdue: '超过时限', unanswered: '全部呼叫未应', linked: '关联', merged: '并入相近诉求', absorbed: '并入一件诉求', solved: '办结', confirmed: '企业确认', closed: '到期自动办结', reopened: '重新打开', withdrawn: '撤回' },
    figure: { raised: '提出', open: '未办结', solved: '办结', same_day: '当日办结', reopened: '重新打开', overnight: '过夜', first_answer: '首次答复', solution: '办结用时', median: '中位', p95: '95% 以内', rating: '评价', by_category: '按类别', by_team: '按班组', by_handler: '按责任人', days: '近 30 天' },
    duty: { now: '现在值班', next: '其次呼叫', shift: '班次', person: '值班人', substitute: '替班人', planned: '已排定', turns: '轮值', plan: '排班', save: '保存', nobody: '无人', week: '未来一周', call_order: '呼叫顺序' },
  },
}
