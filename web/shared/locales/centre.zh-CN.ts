// The command centre beside its figures: alerts, map, wall; lists as files; what a day changed.
export default {
  centre: {
    wall: '大屏模式', leave_wall: '退出大屏', pause: '暂停轮换', go_on: '继续轮换', next_panel: '下一屏', classes: '各类企业进度', class: '企业类别', any_class: '全部类别', applied: '已申报', map: '企业分布', breaches: '超时承诺', more_breaches: '另有 {n} 件', alerts: '告警',
    no_alerts: '没有需要处置的告警', travel: '异常轨迹', travel_none: '没有异常轨迹', seen: '{checkpoint}，{time}', speed: '两处相距 {km} 公里、间隔 {span}，需时速 {speed} 公里（上限 {limit}）', passes_kind: '各类通行证', issued: '累计签发', take: '导出', firms: '{n} 家企业',
    alerts_list: '异常轨迹', scans_list: '卡口核验', enterprises_list: '企业名录', cases_list: '办件清单', in_all: '合计', map_none: '企业登记了位置后会显示在这里。', map_label: '企业位置分布图', gathered: '{n} 家企业', not_applied: '未申报', rate_of: '返岗率', capacity_of: '产能恢复',
    legend: '图例', return_note: '到岗 {a} / {b} 人', trend_short: '近 {n} 日', updated: '更新于 {time}',
  },
  take: { xlsx: 'Excel', pdf: 'PDF', as: '导出为 {format}', busy: '正在生成…' },
  changes: { points: '{n} 个百分点', title: '与前一日比较', since: '较 {day}', same: '持平', figure: '指标', value: '当日', change: '增减', preview: '预览', docx: 'Word' },
}
