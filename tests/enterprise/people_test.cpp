#include "enterprise/world.h"

namespace fugong::enterprise_test {
namespace {

class People : public World {
 protected:
  VehicleRequest truck(int number) const {
    VehicleRequest r;
    r.plate = "辽A" + std::to_string(10'000 + number);
    r.use = VehicleUse::truck;
    r.route = "沈阳—长春";
    r.driver = "李四";
    r.driver_phone = "13700009999";
    return r;
  }
  Result<VehicleLine> add_vehicle(const Actor& a, const EnterpriseId& e, const VehicleRequest& r) {
    return write<VehicleLine>([&](db::Session& s) { return service_->add_vehicle(s, by(a), e, r); });
  }
};
FUGONG_BOTH_ENGINES(People);

TEST_P(People, are_kept_sealed_and_shown_masked) {
  const auto e = enter(1);
  const Actor own = clerk(e.id);
  const auto line = must(add(own, e.id, person(7)));
  EXPECT_EQ(line.resident_id, mask_resident_id(resident_id_of(7)));
  EXPECT_EQ(line.phone, "139****5678");
  const auto page = must(roster(own, e.id));
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(json::write(page.items[0]), json::write(line));
  must(read<int>([&](db::Session& s) -> Result<int> {
    for (const auto& [sealed, index] : s.query<std::tuple<std::string, std::string>>(
             "SELECT resident_id_sealed, resident_id_index FROM enterprise_workers")) {
      EXPECT_EQ(sealed.find(resident_id_of(7)), std::string::npos);
      EXPECT_EQ(index, service_->resident_id_index(resident_id_of(7)));
      EXPECT_EQ(*crypto::Vault(std::string(32, 'k')).open(sealed, "worker.resident_id"), resident_id_of(7));
    }
    return 0;
  }));
  EXPECT_EQ(audit_text().find(resident_id_of(7)), std::string::npos);
  EXPECT_EQ(audit_text().find("张三"), std::string::npos);
}

TEST_P(People, stand_once_on_a_roster_and_on_as_many_rosters_as_they_work_for) {
  const auto one = enter(1), two = enter(2);
  must(add(clerk(one.id), one.id, person(7)));
  EXPECT_EQ(code_of(add(clerk(one.id), one.id, person(7))), "enterprise.worker_exists");
  must(add(clerk(two.id), two.id, person(7)));
  auto wrong = person(8);
  wrong.resident_id = "210199199002300013";
  wrong.phone = "12";
  wrong.name = "";
  const auto refused = add(clerk(one.id), one.id, wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "enterprise.faults");
  EXPECT_EQ(refused.error().more.size(), 3u);
}

TEST_P(People, belong_to_their_enterprise_alone) {
  const auto one = enter(1), two = enter(2);
  const auto line = must(add(clerk(one.id), one.id, person(7)));
  EXPECT_EQ(code_of(add(clerk(two.id), one.id, person(8))), "auth.forbidden");
  EXPECT_EQ(code_of(add(officer, one.id, person(8))), "auth.forbidden");
  EXPECT_EQ(code_of(roster(clerk(two.id), one.id)), "auth.forbidden");
  EXPECT_EQ(code_of(roster(reviewer, one.id)), "auth.forbidden");
  EXPECT_EQ(code_of(roster(actor(OrganisationKind::subdistrict, "210104002", Role::subdistrict_inspector), one.id)),
            "auth.forbidden");
  EXPECT_EQ(must(roster(inspector, one.id)).items.size(), 1u);
  EXPECT_EQ(must(roster(officer, one.id)).items.size(), 1u);
  // Another enterprise's worker is not found under one's own.
  const auto leave = [&](const Actor& a, const EnterpriseId& e, const WorkerId& w) {
    return write<WorkerLine>(
        [&](db::Session& s) { return service_->change_worker(s, by(a), e, w, {.status = WorkerStatus::left}); });
  };
  EXPECT_EQ(code_of(leave(clerk(two.id), two.id, line.id)), "enterprise.worker_not_found");
  EXPECT_EQ(code_of(leave(clerk(two.id), one.id, line.id)), "auth.forbidden");
  EXPECT_EQ(must(leave(clerk(one.id), one.id, line.id)).status, WorkerStatus::left);
  EXPECT_EQ(must(roster(officer, one.id, {.status = WorkerStatus::active})).items.size(), 0u);
}

TEST_P(People, are_found_by_name_or_by_the_whole_resident_id) {
  const auto e = enter(1);
  for (int i = 0; i < 5; ++i) {
    auto r = person(i);
    r.name = i < 3 ? "张三" : "欧阳娜娜";
    must(add(clerk(e.id), e.id, r));
  }
  const auto found = [&](const char* what) { return must(roster(officer, e.id, {.search = what})).items.size(); };
  EXPECT_EQ(found("张"), 3u);
  EXPECT_EQ(found("阳娜"), 2u);
  EXPECT_EQ(found(resident_id_of(4).c_str()), 1u);
  EXPECT_EQ(found(resident_id_of(9).c_str()), 0u);
  EXPECT_EQ(found("210199"), 0u);
  const auto first = must(roster(officer, e.id, {.limit = 3}));
  EXPECT_EQ(first.items.size(), 3u);
  ASSERT_TRUE(first.next);
  EXPECT_EQ(must(roster(officer, e.id, {.after = first.next, .limit = 3})).items.size(), 2u);
}

TEST_P(People, holders_of_passes_are_those_at_work) {
  const auto one = enter(1), two = enter(2);
  std::vector<WorkerId> ids;
  for (int i = 0; i < 100; ++i) ids.push_back(must(add(clerk(one.id), one.id, person(i))).id);
  const auto foreign = must(add(clerk(two.id), two.id, person(500))).id;
  must(write<WorkerLine>([&](db::Session& s) {
    return service_->change_worker(s, by(clerk(one.id)), one.id, ids[3], {.status = WorkerStatus::left});
  }));
  must(read<int>([&](db::Session& s) -> Result<int> {
    const auto all = service_->workers_brief(s, one.id);
    EXPECT_EQ(all.size(), 99u);
    EXPECT_TRUE(std::ranges::is_sorted(all, {}, &WorkerBrief::id));
    EXPECT_EQ(all[0].name, "张三");
    EXPECT_EQ(all[0].post, "焊工");
    EXPECT_EQ(service_->workers_brief(s, one.id, std::vector{ids[5], ids[3], foreign, ids[5]}).size(), 1u);
    auto most = ids;
    most.push_back(foreign);
    most.push_back(ids[0]);
    EXPECT_EQ(service_->workers_brief(s, one.id, most).size(), 99u);
    EXPECT_EQ(service_->workers_brief(s, one.id, std::vector<WorkerId>{}).size(), 0u);
    EXPECT_EQ(service_->workers_brief(s, one.id, std::vector{ids[7]})[0].resident_id_index,
              service_->resident_id_index(resident_id_of(7)));
    return 0;
  }));
}

TEST_P(People, a_plate_belongs_to_one_enterprise) {
  const auto one = enter(1), two = enter(2);
  const auto line = must(add_vehicle(clerk(one.id), one.id, truck(1)));
  EXPECT_EQ(line.plate, "辽A10001");
  EXPECT_EQ(line.driver_phone, "137****9999");
  EXPECT_EQ(code_of(add_vehicle(clerk(two.id), two.id, truck(1))), "enterprise.plate_taken");
  auto bus = truck(2);
  bus.plate = "辽a·d12345";
  bus.use = VehicleUse::bus;
  must(add_vehicle(clerk(one.id), one.id, bus));
  auto wrong = truck(3);
  wrong.plate = "辽I12345";
  EXPECT_EQ(code_of(add_vehicle(clerk(one.id), one.id, wrong)), "plate.format");
  EXPECT_EQ(code_of(add_vehicle(clerk(two.id), one.id, truck(4))), "auth.forbidden");
  must(read<int>([&](db::Session& s) -> Result<int> {
    EXPECT_EQ(service_->vehicles_brief(s, one.id).size(), 2u);
    const auto buses = service_->vehicles_brief(s, one.id, VehicleUse::bus);
    EXPECT_EQ(buses.size(), 1u);
    EXPECT_EQ(buses[0].plate, "辽AD12345");
    EXPECT_EQ(service_->vehicles_brief(s, one.id, {}, std::vector{line.id}).size(), 1u);
    EXPECT_EQ(service_->vehicles_brief(s, two.id, {}, std::vector{line.id}).size(), 0u);
    const auto page = must(service_->vehicles(s, by(officer), one.id, {.use = VehicleUse::truck}));
    EXPECT_EQ(page.items.size(), 1u);
    return 0;
  }));
}

TEST_P(People, are_mended_one_by_one_and_what_is_not_named_stays) {
  const auto e = enter(1);
  const Actor own = clerk(e.id);
  const auto line = must(add(own, e.id, person(7)));
  const auto change = [&](const Actor& a, const WorkerPatch& patch) {
    return write<WorkerLine>([&](db::Session& s) { return service_->change_worker(s, by(a), e.id, line.id, patch); });
  };
  const auto changed = must(change(own, {.name = "阿卜杜拉·买买提", .phone = "13912345678", .team = "二班"}));
  EXPECT_EQ(changed.name, "阿卜杜拉·买买提");
  EXPECT_EQ(changed.phone, "139****5678");
  EXPECT_EQ(changed.team, "二班");
  EXPECT_EQ(changed.post, "焊工");
  EXPECT_EQ(changed.resident_id, line.resident_id);
  EXPECT_EQ(must(change(own, {.phone = ""})).phone, "");
  EXPECT_EQ(code_of(change(own, {.name = "王\t伟"})), "enterprise.text_control");
  EXPECT_EQ(code_of(change(own, {.name = " "})), "enterprise.text_missing");
  EXPECT_EQ(code_of(change(own, {.phone = "12345"})), "phone.format");
  EXPECT_EQ(code_of(change(own, {.vaccine_doses = 99})), "enterprise.range");
  EXPECT_EQ(code_of(change(officer, {.name = "王伟"})), "auth.forbidden");
  EXPECT_EQ(must(roster(own, e.id)).items.at(0).name, "阿卜杜拉·买买提");
}

TEST_P(People, change_and_remove_vehicles_but_not_their_plates) {
  const auto e = enter(1), other = enter(2);
  const Actor own = clerk(e.id);
  const VehicleId id = must(add_vehicle(own, e.id, truck(1))).id;
  const auto change = [&](const Actor& a, const EnterpriseId& of, VehiclePatch patch) {
    return write<VehicleLine>([&](db::Session& s) { return service_->change_vehicle(s, by(a), of, id, patch); });
  };
  const auto remove = [&](const Actor& a, const EnterpriseId& of) {
    return write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(service_->remove_vehicle(s, by(a), of, id));
      return 0;
    });
  };
  VehiclePatch patch;
  patch.route = "";
  patch.driver = "王五";
  patch.driver_phone = "13600001111";
  patch.seats = 3;
  const VehicleLine changed = must(change(own, e.id, patch));
  EXPECT_EQ(changed.route, "");
  EXPECT_EQ(changed.driver, "王五");
  EXPECT_EQ(changed.driver_phone, "136****1111");
  EXPECT_EQ(changed.seats, 3);
  EXPECT_EQ(changed.plate, "辽A10001");
  const auto entries = audit_text();
  must(change(own, e.id, {}));
  EXPECT_EQ(audit_text(), entries) << "nothing was changed";
  patch.driver_phone = "12";
  EXPECT_EQ(code_of(change(own, e.id, patch)), "phone.format");
  EXPECT_EQ(code_of(change(clerk(other.id), other.id, {})), "enterprise.vehicle_not_found");
  EXPECT_EQ(code_of(change(clerk(other.id), e.id, {})), "auth.forbidden");
  EXPECT_EQ(code_of(change(officer, e.id, {})), "auth.forbidden");

  passes_held_ = {id.text};
  EXPECT_EQ(code_of(remove(own, e.id)), "enterprise.vehicle_has_pass");
  passes_held_.clear();
  EXPECT_EQ(code_of(remove(clerk(other.id), e.id)), "auth.forbidden");
  must(remove(own, e.id));
  EXPECT_EQ(code_of(remove(own, e.id)), "enterprise.vehicle_not_found");
  must(add_vehicle(clerk(other.id), other.id, truck(1)));  // the plate is free again
}

}  // namespace
}  // namespace fugong::enterprise_test
