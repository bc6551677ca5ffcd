// Words of the officials' pages: enterprises, the pass commissioner, people.
export default {
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
