// Words of messages: the tray, channels, notices.
export default {
  notify: {
    title: '我的消息', all: '全部', unread: '未读', none: '没有消息', none_unread: '没有未读消息', read_all: '全部标为已读', open: '查看', mark_read: '标为已读', confirm: '确认收到', confirmed: '{name} 已确认', read_by: '{name} 已读', more: '更多', badge: '{n} 条未读消息',
    urgency: { normal: '一般', important: '重要', urgent: '紧急' },
    to: { person: '本人', enterprise: '本企业', subdistrict: '本街道', department: '本部门', role: '本岗位' },
    receive: '接收方式', receive_hint: '消息始终在平台内可见；还可以同时发到下面的地方。', push_on: '在本浏览器接收推送', push_off: '停止本浏览器推送', push_denied: '浏览器不允许推送，请在浏览器设置中放行。', no_push: '本浏览器不支持推送。', mail: '邮箱', add_mail: '添加邮箱', remove: '删除', inactive: '已停用', least: '接收级别', least_of: { normal: '全部', important: '重要及以上', urgent: '仅紧急' }, no_subscriptions: '还没有其他接收方式',
    channels: '通知渠道', channel: '渠道', add: '添加渠道', kind: '类型', name: '名称', url: '网址', secret: '签名密钥', secret_kept: '已设置，留空不变', secret_optional: '机器人未开启加签可留空', host: '服务器', port: '端口', security: '加密', user: '账号', password: '密码', from: '发件地址', from_name: '发件人名称', save: '保存', cancel: '取消', edit: '修改', pause: '暂停', resume: '恢复', test: '测试', test_to: '测试收件地址', testing: '正在发送…', tested: '测试消息已送达', last_sent: '最近送达 {time}', last_failed: '最近失败 {time}', state: '状态', no_channels: '还没有渠道', hook_secret: '接口签名密钥只显示这一次，请交给接收方：', use: '订阅', use_for: '发给谁', used: '已订阅', remove_sure: '删除后，等待发送的消息将不再发出。',
    channel_kind: { wecom: '企业微信群机器人', dingtalk: '钉钉群机器人', feishu: '飞书群机器人', webhook: 'Web 接口', email: '邮件', push: '浏览器推送' },
    channel_state: { active: '启用', paused: '暂停', removed: '已删除' }, security_kind: { tls: 'TLS（465）', starttls: 'STARTTLS（587）' },
    dead: '未送达', dead_hint: '超过重试时限或被对方拒收的消息保留 30 天，排除原因后可以重新发送。', no_dead: '没有未送达的消息', send_again: '重新发送', sent_again: '已重新发送 {n} 条', choose_all: '全选', when: '时间', what: '事项', to_whom: '收件方', why: '原因', attempts: '尝试 {n} 次',
    delivery_state: { waiting: '等待', sent: '已送达', dead: '未送达' },
  },
  notices: {
    title: '通知到户', compose: '写通知', list: '通知', calls: '电话清单', none: '还没有通知', template: '模板', blank: '不用模板', subject: '标题', text: '正文', subject_en: '英文标题（可不填）', text_en: '英文正文（可不填）', enterprise_hint: '正文中的 {placeholder} 会换成企业名称。', receivers: '发给', everyone: '全部企业', subdistricts: '街道', phases: '阶段', classes: '企业类别', states: '办件状态', without_case: '没有办件', any: '不限', named: '指定企业（统一社会信用代码或名称，每行一家）', not_found: '没有找到：{names}', when: '发送时间', now: '立即发送', later: '定时发送', urgency: '级别', confirm: '要求企业确认收到', call_after: '未读催办', call_after_minutes: '{n} 分钟后未读转电话清单', no_calls: '不转电话', preview: '预览范围', count: '将发给 {n} 家企业，其中 {m} 家同时通过其他渠道收到', send: '发送给 {n} 家企业', nobody: '没有符合条件的企业',
    by: '{name} 发出', state: { scheduled: '待发送', sending: '发送中', sent: '已发送', cancelled: '已取消' }, take_back: '取消发送', progress: '送达情况', reached: '已送达 {n} 家', read: '已读', confirmed: '已确认', called: '电话告知', unread: '未读', receipts: '逐户情况', all: '全部', unconfirmed: '未确认', by_channel: '各渠道', waiting: '等待', sent: '送达', dead: '未达', calls_out: '电话清单已于 {time} 下发', subdistrict: '街道', enterprise: '企业', phone: '电话', no_phone: '没有登记电话',
    nobody_to_call: '没有需要电话告知的企业', call_hint: '以下企业在规定时间内没有阅读通知，请电话告知并记录结果。', outcome: { reached: '已告知', no_answer: '无人接听', wrong_number: '号码有误' }, note: '备注', called_times: '已拨 {n} 次', back: '返回列表',
  },
}
