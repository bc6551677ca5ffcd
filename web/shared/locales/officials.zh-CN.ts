// Words of the officials' pages: enterprises, the pass commissioner, people.
export default {
  hand: {
    give: '移交同事', take_over: '我来办理', with: '已交由{name}办理', with_me: '已移交给您办理', title: '移交待办', to: '移交给',
    text: '移交后只有这位同事（或其代办人）可以办理；本单位其他同事随时可以接手。', choose: '请选择', nobody: '本单位没有其他同事。', short: '（{name} 持有）',
  },
  notes: { title: '部门留言', private: '仅各部门可见，企业看不到', write: '给其他部门留言…', add: '留言', need_text: '请写下留言内容。' },
  substitute: {
    title: '代办安排', text: '外出期间请同事代办。代办人的每一次办理都会注明“代某某”，到期自动失效。', by: '由{name}代办', for: '您正为{name}代办',
    running: '生效中', end: '结束', decline: '不再代办', who: '代办人', from: '开始（不填即现在）', until: '截止日期', name: '安排代办',
    need_all: '请选择代办人和截止日期。', short: '（代{name}）',
  },
  bulk: {
    title: '批量办理', hint: '勾选多件后可以一次通过', marked: '已选 {n} 件', all: '全选 {n} 件', none: '取消选择', approve: '批量通过 {n} 件', mark: '选择 {name}',
    sure: '确定通过这 {n} 件吗？', sure_text: '逐件办理：能通过的整件通过，不能通过的保持原样并说明原因。', result: '批量办理结果', decided: '已通过 {n} 件',
    refused: '{n} 件没有办理', close: '知道了',
  },
  inspection: {
    photos: '现场照片', photo_count: '{n} / {most} 张', photo: '照片 {n}', drop_photo: '删除照片 {n}', take_photo: '拍照', pick_photo: '从相册选', no_picture: '“{name}”不是图片，请重新选择。',
    title: '备案核验', go: '现场核验', offline: '离线中，提交后会在恢复网络时自动上传', waiting: '{n} 份核验待上传', send_now: '立即上传', place: '定位', take_place: '获取当前位置',
    placed: '已定位，误差约 {n} 米', no_place: '没有取得定位，可以不填', sign: '检查员签名', sign_hint: '请用手指在框内签名', clear: '清除', need_sign: '请先签名。', approve: '核验通过', give_back: '退回整改',
    queued: '已保存在本机，联网后自动上传', sent: '已提交', refused: '上传被拒绝：{reason}', drop: '删除这份', back: '返回待办', all_done: '没有待核验的企业', reason: '整改要求', evidence: '现场记录', made_at: '检查时间',
    at: '位置 {lat}, {lon}', signature: '签名', missing: '待办已不在您的列表中，可能已由他人办理。', show_docs: '查看申请材料', failed_note: '不合格的项目请写明情况。', step: '第 {n} 步',
  },
  pack: {
    after: '在{steps}之后',
    title: '政策规定', version: '版本 {version}', routes: '办理流程', forms: '申请表单', checklists: '核验清单', passes: '通行证类别', limit: '限时 {span}', bulk: '可批量', automatic: '系统自动', who: '办理单位', required: '必填', valid_for: '有效 {span}', scheme: '防伪等级 {n}',
    needs_route: '须填路线', classes: '适用企业', choices: '选项', range: '范围', holder_worker: '人员', holder_vehicle: '车辆', mandatory: '必查', field: '项目', when: '视情况', subdistrict: '所在街道', history: '历次调整', tabs: '政策内容',
  },
  paper: { title: '文书打印', decision: '决定书', certificate: '复工复产备案证明', inspection: '备案核验记录' },
  search: {
    title: '搜索', placeholder: '企业、办件、人员、车牌、代码…', hint: '输入两个字以上，边输入边出结果。', none: '没有找到“{words}”。', results: '搜索结果',
    more: '结果较多，请再输入几个字。', phone: '查找手机尾号 {digits}', phone_note: '查询会被记录',
    kind: { enterprise: '企业', resumption: '办件', person: '人员', vehicle: '车辆', account: '账户', pass: '通行证' },
  },
  firm: {
    title: '企业档案', cases: '复工办件', no_cases: '还没有复工办件', roster: '职工名册', vehicles: '车辆', figures: '每日数据', no_figures: '还没有报送数据', facts: '登记信息',
    code: '统一社会信用代码', industry: '行业代码', park: '园区', address: '地址', legal: '法定代表人', phone: '电话', workers: '正常用工', output: '正常日产值', scale: '规模',
    above: '规上', below: '规下', key_supply: '重点保供', military: '军工企业', name: '姓名', resident: '证件号', mobile: '手机', post: '岗位', plate: '车牌', use: '用途', driver: '驾驶员',
    truck: '货车', bus: '通勤车', find: '按姓名查找', nobody: '没有符合条件的人员', no_vehicles: '没有登记车辆', no_roster: '您没有查看名册的权限。', day: '日期', on_site: '在岗', produced: '产值', tests: '检测', more: '显示更多',
  },
  issuing: {
    title: '通行证', requests: '申请队列', passes: '已发通行证', empty: '没有待办的通行证申请', empty_hint: '有新申请会自动出现在这里。', kind: '类别', any_kind: '全部类别', enterprise: '企业', wanted: '申请数量', all_holders: '全部在册',
    requested: '申请时间', issue: '发放', issue_many: '发放选中的 {n} 项', mark_all: '全选', issued: '已发放 {n} 张', skipped: '{n} 人（车）没有发放', numbers: '编号 {a} 至 {b}', left: '还有 {n} 项未处理，请再次发放', with_case: '随复工申请',
    state: '状态', any_state: '全部状态', number: '编号', find_number: '按编号查找', subject: '持有人', valid_until: '有效期至', valid: '有效', suspended: '停用', revoked: '吊销', expired: '过期', none: '没有符合条件的通行证',
    revoke: '吊销', suspend: '停用', restore: '恢复', reason: '理由', need_reason: '请写明理由。', sure_revoke: '吊销后不能恢复，卡口将立即拒绝通行。', sure_suspend: '卡口将暂时拒绝通行，可以恢复。', sure_restore: '卡口将恢复放行。',
    detail: '通行证详情', zones: '通行区域', route: '路线', scheme: '防伪等级', replaces: '替换原证', issued_at: '发放时间', not_before: '生效时间', changed: '最近变更', done: '已办理', show_skipped: '未发放明细', close: '关闭', purpose: '用途',
    mark: '选择 {name}',
    purposes: { first: '首次', renewal: '续期', replacement: '补发' },
  },
  people: {
    title: '人员与单位', people: '人员', organisations: '单位', add: '新增人员', add_organisation: '新增单位', login: '用户名', name: '姓名', roles: '岗位', organisation: '所属单位', phone: '手机', state: '状态', enabled: '在用', disabled: '停用',
    any_organisation: '全部单位', find_login: '按用户名查找', edit: '修改', save: '保存', password: '初始密码', new_password: '新密码（不改则留空）', generate: '生成密码', disable: '停用账户', enable: '启用账户', none: '没有符合条件的人员', kind: '类别',
    code: '代码', name_en: '英文名称', subdistrict: '所在街道代码', created: '已新增', saved: '已保存', copy_password: '请把新密码告知本人，关闭后不再显示：{password}', own: '不能修改本人的岗位或停用本人。', cancel: '取消', more: '显示更多',
    kinds: { district: '区本级', department: '部门', subdistrict: '街道', enterprise: '企业', checkpoint: '卡口' }, any_kind: '全部类别',
  },
}
