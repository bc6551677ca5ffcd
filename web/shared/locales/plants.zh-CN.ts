// Words of one plant's pages: officers and shifts, exceptions, reports, roster and gates, inspections.
export default {
  plants: {
    own: { today: '今日', gate: '名册与进出', policy: '一企一策', found: '违规与处置', file: '企业档案' },
    tab: { duty: '值守排班', policy: '一企一策', reports: '日报', gate: '名册与进出', found: '违规与处置', file: '企业档案' },
    place: '纳入驻厂监管', place_text: '纳入后，该企业须派驻干部、每日填报日报，进出记录按规则核查。', find: '企业名称（至少两个字）', not_found: '没有找到这家企业', other: '换一家', latitude: '纬度', longitude: '经度', position_hint: '留空则按企业登记的坐标；签到按此核对', bad_position: '经纬度应为数字。', released: '该企业目前不在驻厂监管之列，以下为历史记录。',
    assign: '派驻干部', assign_n: '派驻 {n} 人', no_officer: '尚未派驻干部，所有班次都无人值守', open_end: '未定', filter: '按姓名查找', free: '未派驻', nobody: '没有符合的驻厂干部', from: '起', until: '止', need_officer: '请至少选择一位干部。', end: '撤离', end_text: '撤离立即生效；之后他不能再在该企业签到、记事、填报。', end_now: '立即撤离', keep: '暂不撤离', mid_shift: '他正在值{shift}，撤离后本班立即无人值守，并向指挥部告警。',
    week: '一周排班', week_before: '前一周', week_after: '后一周', no_shifts: '现行政策未规定班次', gaps: '有 {n} 个班次无人值守，请派驻或排班', no_gaps: '本周各班次均有人值守', copy: '同前一天', fill: '按规律排班', fill_go: '排满本周', rotate: '每天轮换', need_pattern: '请为每个班次选择干部。', skipped: '{n} 个班次因所选干部当时未派驻而未排。',
    notes: '记事与交接班', hand_over: '交班', only_hand_over: '只看交班', no_notes: '还没有记录',
    item: '项目', value: '取值', in_hours: '小时', propose: '提出例外措施', second: '须由另一位负责人批准后生效。', need_all: '请填写完整。', not_own: '等待另一位负责人审批', decided_by: '{name} 审批', override_state: { proposed: '待审批', approved: '已批准', refused: '未批准', ended: '已结束' },
    not_asked: '当日无需填报日报', completeness: '日报完成情况', days_before: '前两周', days_after: '后两周', only_late: '只看逾期和未报', no_reports: '这段时间没有应报的日报', due: '截止 {time}', no_report: '当日还没有日报', versions: '日报各版', original: '首次填报', correction: '第 {n} 版更正', changed: '（已更正）', joined: '{name}已先提交第 {n} 版。您填写的内容都在：只有您改的已保留，只有对方改的已采用，双方都改的请逐项选择。', choose_first: '请先对双方都改过的项目逐项选择。',
    roster: '闭环名册', nobody_in: '名册中还没有人', find_person: '查找姓名', replace: '更换名册', way: { tick: '逐人勾选', file: '导入文件', hand: '手工登记' }, all: '全选', none: '全不选', ticked: '已选 {n} / {all} 人', preview: '查看变化', difference: '更换后 {n} 人住厂：新增 {added} 人，移出 {ended} 人，不变 {kept} 人', added: '新增 {n} 人', ended: '移出 {n} 人', and_more: ' 等另外 {n} 人', replace_text: '确认后立即生效，此后的进出按新名册核查。', replace_go: '确认更换', back: '返回修改', file_hint: 'CSV 或 XLSX，首行为表头，含“身份证号”“姓名”或“人员编号”之一。名单即为更换后的全部住厂人员。',
    refused: '{n} 行没有采用', all_rows: '显示全部 {n} 行',
    events: '进出记录', direction: '方向', both: '全部', gate: '通道', test: '核酸', stranger: '名册外', no_events: '没有进出记录', source: { scan: '卡口扫码', gate: '闸机', officer: '干部登记' }, tell: '登记进出', tell_go: '登记', not_ours: '不是本企业人员', columns: '时间|方向|身份证号|姓名|闸机', events_hint: 'CSV 或 XLSX，首行为表头，含“时间”“方向”和“身份证号”“人员编号”“姓名”之一。同一文件重复上传不会重复登记。', told: '登记 {stored} 条，重复 {duplicates} 条，未采用 {refused} 条。', raised: '发现违规 {n} 起。',
    answer: '企业说明', not_answered: '逾期未说明（{time}）',
    facts: '登记信息', may_appeal: '已认定，如有异议可申诉', photo_limits: 'JPEG、PNG、WebP 照片', section: '类别', take_pdf: '下载 PDF（含目录）', take_zip: '下载原件 ZIP（含校验清单）', take_part: '下载原件 ZIP {n}/{all}', originals: '原件 {n} 份，{size}', nothing_filed: '这段时间没有记录',
    to_inspect: '待检查', overdue: '已逾期', not_drawn: '当日尚未抽签。', draw: '抽取检查名单', draw_text: '系统按公开的权重随机抽取，种子由系统生成并公布，任何人都能复算；一天只抽一次。', done_of: '已查 {n} / {all} 家', weight: '权重 {n}', weight_only: '权重', why_title: '权重由来', why: { base: '基础 {n}', violations: '违规 {n} 起 {w}', late: '逾期日报 {n} 次 {w}', key_supply: '重点保供 {w}', above_scale: '规上 {w}' },
    result: '查看结果', proof: '抽签凭据', same: '本机复算一致', different: '本机复算不一致', proof_text: '{name}于{time}抽取。权重统计近 {days} 天。', seed: '种子', candidates: '全部 {n} 家候选企业及权重', follow: '待复查', by_day: '{day} 前完成', evidence_files: '照片和材料', photos: '照片',
    all_plants: '共 {n} 家', only_trouble: '只看有问题的',
  },
}
