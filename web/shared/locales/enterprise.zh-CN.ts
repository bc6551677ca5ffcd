// The enterprise's own pages: registration, application, files, roster, passes.
export default {
  register: {
    title: '企业注册', lead: '首次使用请先注册。已由街道登记的企业，凭认领码即可开通。', new: '注册新企业', claim: '认领企业', new_hint: '提交后由区复工专班或街道核实确认', claim_hint: '街道已登记本企业并给了认领码',
    firm: '企业信息', clerk: '经办人账户', name: '企业名称', usc: '统一社会信用代码', usc_hint: '营业执照上的 18 位代码', usc_wrong: '代码有误，请对照营业执照逐位核对。', phone_wrong: '手机号应为 11 位数字，请核对。', scale: '企业规模', above: '规模以上', below: '规模以下',
    industry: '行业代码', industry_hint: '国民经济行业分类代码，如 3670', subdistrict: '所在街道', choose: '请选择', address: '生产地址', legal: '法定代表人', workers: '正常用工人数',
    person: '经办人姓名', phone: '经办人手机号', login: '用户名', login_hint: '3 位以上字母或数字，登录时使用', password: '密码', password_hint: '至少 12 位；或至少 10 位且含大小写字母、数字、符号中的三种',
    code: '认领码', code_hint: '8 位，由街道或区专班提供，7 天内有效', submit: '提交注册', submit_claim: '开通账户', need: '此项必填', have: '已有账户？去登录', none: '首次使用？企业注册',
    done_title: '注册申请已提交', done_text: '核实后即可用所设的用户名和密码登录。请收藏本页，随时查看进度。', pending: '等待核实确认', accepted: '已确认，可以登录', refused: '未予确认', at: '提交时间', reason: '原因',
    claimed: '账户已开通，请登录', go_login: '去登录', again: '重新注册', check: '有 {n} 处需要修改', not_found: '没有找到这份注册申请', refresh: '刷新',
  },
  registrations: {
    title: '企业注册', pending: '待确认 {n} 件', empty: '没有待确认的注册', empty_hint: '企业自行注册后会出现在这里。', accept: '确认', refuse: '不予确认', reason: '原因（申请人会看到）', sure: '确认后，经办人即可登录并代表该企业申报。请先致电核实。',
    accepted: '已确认：{name}', refused: '已退回：{name}', clerk: '经办人', code_title: '发放认领码', code_text: '已登记的企业凭认领码开通账户。请当面或电话告知，用后即失效。', search: '企业名称或信用代码', find: '查找', give: '生成认领码',
    code_for: '{name} 的认领码', valid_until: '有效期至 {time}', none_found: '没有找到企业', cancel: '取消',
  },
  apply: {
    title: '复工申请', step: '第 {n} 步，共 {total} 步', files: '附件', roster: '人员名单', check: '核对提交', next: '下一步', back: '上一步', saving: '正在保存…', saved: '已保存 {time}', kept: '尚未保存到服务器，已留存在本机', save: '保存',
    not_mine: '目前没有可填写的申请', not_mine_hint: '申请正在审查或已经办结，可在“我的企业”查看。', optional: '选填', required_note: '带 * 的为必填项', prefilled: '已按登记信息填好，请核对', reason: '审查意见', faults: '本页有 {n} 处需要修改', choose: '请选择',
    roster_text: '花名册用于核定返岗人数和发放通行证，可以现在导入，也可以以后补充。', roster_count: '已登记 {n} 人', roster_more: '已登记 {n} 人以上', roster_none: '还没有登记人员', files_text: '可附平面图、营业执照、检测报告等。不需要时直接进入下一步。',
    check_ok: '内容齐全，符合当前阶段的全部条件', check_bad: '还有 {n} 处不符合，改好后才能提交', go_mend: '去修改', submit: '提交申请', resubmit: '重新提交', submitted: '申请已提交', submitted_text: '审查结果会显示在“我的企业”，请保持电话畅通。', to_home: '回到我的企业', print: '打印',
    summary: '填写内容', conditions: '当前阶段的条件', whole: '整体', changed_title: '这份申请在别处被修改过', changed_text: '对方的修改已合并进来；以下各处双方都改了，请逐处选择。', taken: '已采用别处的修改：{fields}', mine: '用我的', theirs: '用对方的', mine_label: '我填写的', theirs_label: '对方填写的', empty: '（空）', resolve: '保存选择',
    returned_now: '审查意见有更新，请查看标出的各处；您正在填写的内容没有丢失。', not_editable: '这份申请刚刚已提交或撤回，不能再修改；您填写的内容仍留在本机。', restored: '已恢复上次没有保存的内容。', leave: '还有内容没有保存到服务器，确定离开吗？', steps: '填写步骤', phase: '当前阶段：{name}', done: '已填好', open: '未填完', bad: '需修改',
  },
  files: {
    title: '附件', drop: '把文件拖到这里，或', choose: '选择文件', limits: 'PDF、图片、Word、Excel，每个不超过 20 MB', sending: '正在上传 {percent}%', waiting: '网络中断，恢复后自动继续', failed: '没有传完', retry: '继续上传', cancel: '取消', remove: '删除', removing: '确定删除“{name}”吗？', download: '下载 {name}',
    none: '没有附件', checking: '正在检查', handed_in: '已提交审查', too_large: '文件超过 20 MB，请压缩或拆分后上传。', again: '请重新选择同一个文件以继续上传', by: '{name} 于 {time}', hash: '校验值', count: '{n} 个附件',
  },
  roster: {
    delete: '删除', sure_delete: '确定删除车辆 {plate} 吗？', plate_fixed: '车牌号不能修改；填错时请删除后重新添加。', deleted: '已删除：{name}', title: '花名册', vehicles: '车辆', people: '人员', search: '姓名，或完整身份证号', find: '查找', add: '添加一人', add_vehicle: '添加车辆', import: '批量导入', empty: '还没有登记人员', empty_hint: '从 Excel 复制后粘贴，或上传文件，几百人一次就好。', none_found: '没有符合条件的人', vehicles_empty: '还没有登记车辆', vehicles_hint: '货车和通勤车登记后可以申请通行证。',
    name: '姓名', resident_id: '身份证号', phone: '手机号', post: '岗位', team: '班组', residence: '住址', commuting: '通勤方式', status: '状态', active: '在岗', left: '已离开', only_active: '在岗人员', everybody: '全部人员', edit: '修改', remove: '移出', back: '恢复在岗', sure_remove: '确定把 {name} 移出花名册吗？', sure_remove_text: '记录会保留，随时可以恢复在岗。',
    saved: '已保存', removed: '已移出：{name}', restored: '已恢复：{name}', id_fixed: '身份证号不能修改；填错时请移出后重新添加。', phone_new: '留空则不修改', more: '显示更多', shown: '已显示 {n} 人', shown_vehicles: '已显示 {n} 辆', cancel: '取消', save: '保存',
    plate: '车牌号', use: '用途', truck: '货车', bus: '通勤车', route: '路线', driver: '驾驶员', driver_phone: '驾驶员手机号', model: '车型', seats: '座位数', load: '载重（吨）',
  },
  import: {
    title: '批量导入', paste: '粘贴表格', upload: '上传文件', paste_hint: '在 Excel 中选中表头和数据，复制后粘贴到这里', drop: '把 Excel 或 CSV 文件拖到这里，或', choose: '选择文件', template: '下载模板', go: '导入', reading: '正在读取 {name}…', busy: '正在导入…', read: '读到 {n} 行',
    done: '共 {rows} 行：新增 {imported}，更新 {updated}，退回 {rejected}', all_good: '全部导入成功', bad: '{n} 行需要修改，其余已导入', mend_hint: '直接在表中修改标出的格子，改好后再次导入。', more: '这里显示前 {shown} 行，共退回 {total} 行；请下载退回的数据，在 Excel 中改好后重新上传。', download: '下载退回的数据',
    again: '导入改好的 {n} 行', row: '原行号', why: '原因', close: '完成', too_big: '文件超过 20 MB，请分批导入。', empty: '请先粘贴或选择表格。', no_heading: '第一行应为表头，如“姓名、身份证号、手机号”。', changed: '已改',
  },
  passes: {
    pdf_kind: '打印{kind}（PDF）', title: '通行证', request: '申请通行证', kind: '类型', first: '首次办理', renewal: '续期', whom: '范围', all_workers: '在岗的全部人员', all_vehicles: '登记的全部车辆', some: '只为选中的 {n} 张续期', submit: '提交申请', requested: '申请已提交，共 {n} 张', requests: '办理中的申请', issued_of: '已发 {issued} / {wanted}', withdraw: '撤回', withdrawn: '已撤回', list: '已发的通行证',
    empty: '还没有通行证', empty_hint: '审批通过后，由通行证专员发放。', number: '编号', holder: '持有人', valid_until: '有效期至', state: '状态', any_kind: '全部类型', more: '显示更多', pdf: '打印全部（PDF）', renew: '续期', select: '选择', phone: '手机绑定', bound: '已绑定', unbound: '未绑定', phone_pass: '手机通行证', expiring: '即将到期', states: { valid: '有效', suspended: '暂停', revoked: '注销', expired: '过期' },
    not_yet: '申请通过后才能发放；可以现在先提出申请。', request_state: { open: '待发放', done: '已发放', withdrawn: '已撤回' },
  },
  figures: { title: '今日日报', prefilled: '已按上次的数据填好，核对后按回车即可报送', done_today: '今日已报送', history: '最近七天', rate: '返岗率 {percent}' },
  care: { on: '关怀模式', off: '退出关怀模式', read: '朗读' },
}
