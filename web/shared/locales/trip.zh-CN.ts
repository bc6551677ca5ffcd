// Journeys that passes are asked for.
export default {
  trip: {
    title: '{kind}行程', fill_in: '逐车填写行程（路线、驾驶员、随车人员）', below: '请在上方选择车辆并填写行程。', urgent: '加急（不能等待）', submit: '提交 {n} 辆车的申请', vehicles: '选择车辆', no_vehicles: '还没有登记此类车辆。', way: '路线', details: '行程要素',
    from: '起点', to: '终点', from_division: '起点区划代码', to_division: '终点区划代码', point: '途经入口 {n}', point_division: '入口 {n} 区划代码', add_point: '增加途经入口', remove_point: '删除入口 {n}', validity: '有效方式', validities: { trip: '单次往返', period: '一段时间' }, vehicle_kind: '车辆类型',
    kinds: { heavy_truck: '重型货车', medium_truck: '中型货车', light_truck: '轻型货车', mini_truck: '微型货车', tractor: '牵引车', special_vehicle: '专项作业车', large_bus: '大型客车', medium_bus: '中型客车', small_bus: '小型客车', mini_bus: '微型客车', small_car: '小型轿车' },
    starts: '出发时间', ends: '返回时间', goods: '货物名称', tonnes: '载重（吨）', licence: '道路运输经营许可证号', people_of: '{plate} 的驾驶员和随车人员', mate: '随车人员 {n}', add_mate: '增加随车人员', remove_mate: '删除随车人员 {n}', zones: '需要进入的外区（签发后向该区发出互认请求）',
  },
  queue: {
    empty: '没有等待本单位审核的通行证申请', empty_hint: '有新申请会自动出现在这里。', wanted: '{n} 张', urgent: '加急', green: '绿色通道', look: '查看行程', no_trips: '未逐车填写行程，按车辆登记的路线签发。', reason: '退回或不予通过的理由', approve_many: '通过选中的 {n} 件', decided: '已办理 {n} 件', waiting: '待{desk}审核',
  },
}
