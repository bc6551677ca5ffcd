export default {
  trip: {
    title: 'Journeys: {kind}', fill_in: 'Fill in each vehicle’s journey (route, driver, mates)', below: 'Choose the vehicles and fill in their journeys above.', urgent: 'Urgent: it cannot wait', submit: 'Ask for {n} vehicles', vehicles: 'Vehicles', no_vehicles: 'No such vehicle is registered.', way: 'Route', details: 'Particulars',
    from: 'From', to: 'To', from_division: 'Division code of the start', to_division: 'Division code of the end', point: 'Entry point {n}', point_division: 'Division code of entry {n}', add_point: 'Add an entry point', remove_point: 'Remove entry {n}', validity: 'Valid for', validities: { trip: 'one trip and back', period: 'a period' }, vehicle_kind: 'Kind of vehicle',
    kinds: { heavy_truck: 'Heavy truck', medium_truck: 'Medium truck', light_truck: 'Light truck', mini_truck: 'Mini truck', tractor: 'Tractor', special_vehicle: 'Special vehicle', large_bus: 'Large bus', medium_bus: 'Medium bus', small_bus: 'Small bus', mini_bus: 'Mini bus', small_car: 'Car' },
    starts: 'Starts', ends: 'Ends', goods: 'Goods', tonnes: 'Tonnes', licence: 'Operator’s licence', people_of: 'Driver and mates of {plate}', mate: 'Mate {n}', add_mate: 'Add a mate', remove_mate: 'Remove mate {n}', zones: 'Zones of other districts, which are asked after the issue',
  },
  queue: {
    empty: 'No request for passes waits for this desk', empty_hint: 'New ones appear here by themselves.', wanted: '{n} passes', urgent: 'Urgent', green: 'Green channel', look: 'Journeys', no_trips: 'No journeys were given; passes follow the routes on the register.', reason: 'Reason to return or refuse', approve_many: 'Approve {n}', decided: '{n} decided', waiting: 'With {desk}',
  },
}
