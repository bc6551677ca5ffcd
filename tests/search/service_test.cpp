// Finding things through the service and its index, on both engines.
#include "search/service.h"

#include <gmock/gmock.h>

#include "audit/log.h"
#include "search/rules.h"
#include "support/databases.h"

namespace fugong::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Actor actor(OrganisationKind kind, std::string code, Role role) {
  Actor a;
  a.person = PersonId{"01800000-0000-7000-8000-000000000001"};
  a.person_name = "某人";
  a.kind = kind;
  a.organisation_code = std::move(code);
  a.roles = {role};
  return a;
}

constexpr const char* mill = "01800000-0000-7000-8000-00000000000a";
constexpr const char* bakery = "01800000-0000-7000-8000-00000000000b";

class Finding : public db_test::EngineTest {
 protected:
  void SetUp() override {
    engine().migrate(audit::migrations());
    engine().migrate(migrations());
    keep(enterprise(mill, "沈阳金杯轧钢厂", "91210104MA0000001X", "210104012"));
    keep(enterprise(bakery, "大东面包房", "91210104MA0000002Y", "210104002"));
    workers(mill, {{"1", "王建国", "138****1234"}, {"2", "艾力·买买提", "138****5678"}, {"3", "欧阳娜", ""}});
    workers(bakery, {{"4", "王建", "139****1234"}});
    vehicle(mill, "5", "辽A12345");
    write([&](db::Session& s) {
      resumption::Case c;
      c.id = CaseId{uuid("6")};
      c.enterprise = EnterpriseId{mill};
      c.enterprise_name = "沈阳金杯轧钢厂";
      c.subdistrict = "210104012";
      c.created_at = Timestamp{1'650'000'000'000};
      service_.index(s, c);
      identity::Person p;
      p.id = PersonId{uuid("7")};
      p.name = "李审查";
      p.login = "li.shencha";
      service_.index(s, std::span<const identity::Person>(&p, 1));
    });
  }

  struct Hand {
    std::string id, name, phone;
  };
  static std::string uuid(const std::string& last) {
    return "01800000-0000-7000-8000-0000000010" + (last.size() < 2 ? "0" + last : last);
  }
  static enterprise::Enterprise enterprise(const char* id, const char* name, const char* usc, const char* subdistrict) {
    enterprise::Enterprise e;
    e.id = EnterpriseId{id};
    e.name = name;
    e.usc = usc;
    e.subdistrict = subdistrict;
    e.legal_representative = "赵厂长";
    return e;
  }
  void write(const std::function<void(db::Session&)>& work) {
    ASSERT_TRUE(engine().write<int>([&](db::Session& s) -> Result<int> {
      work(s);
      return 0;
    }));
  }
  void keep(const enterprise::Enterprise& e, const enterprise::Enterprise* before = nullptr) {
    write([&](db::Session& s) { service_.index(s, e, before); });
  }
  void workers(const char* owner, const std::vector<Hand>& hands,
               enterprise::Novelty novelty = enterprise::Novelty::fresh) {
    std::vector<enterprise::Worker> all;
    for (const Hand& hand : hands) {
      enterprise::Worker& w = all.emplace_back();
      w.id = WorkerId{uuid(hand.id)};
      w.enterprise = EnterpriseId{owner};
      w.name = hand.name;
      w.phone_masked = hand.phone;
    }
    std::vector<const enterprise::Worker*> pointers;
    for (const auto& w : all) pointers.push_back(&w);
    write([&](db::Session& s) { service_.index(s, pointers, novelty); });
  }
  void vehicle(const char* owner, const std::string& id, const std::string& plate) {
    enterprise::Vehicle v;
    v.id = VehicleId{uuid(id)};
    v.enterprise = EnterpriseId{owner};
    v.plate = plate;
    v.driver = "孙师傅";
    const enterprise::Vehicle* one = &v;
    write([&](db::Session& s) { service_.index(s, std::span(&one, 1), enterprise::Novelty::fresh); });
  }

  Result<Hits> search(const Actor& who, const Query& query) {
    return engine().query<Hits>([&](db::Session& s) { return service_.find(s, {who, now_}, query); });
  }
  std::vector<std::string> titles(const Actor& who, const std::string& q, std::optional<Kind> kind = {}) {
    const auto hits = search(who, {q, kind, {}});
    EXPECT_TRUE(hits.has_value()) << (hits ? "" : hits.error().code);
    std::vector<std::string> out;
    if (hits)
      for (const Hit& hit : hits->items) out.push_back(std::string(json::enum_name(hit.kind)) + " " + hit.title);
    return out;
  }
  Result<Hits> by_phone(const Actor& who, const std::string& digits) {
    return engine().write<Hits>([&](db::Session& s) { return service_.find_by_phone(s, {who, now_}, {digits}); });
  }

  const Timestamp now_{1'650'000'000'000};
  Service service_{{.district = {"210104"}, .vault = crypto::Vault(std::string(32, 'k'))}};
  Actor officer = actor(OrganisationKind::district, "", Role::case_officer);
  Actor leader = actor(OrganisationKind::district, "", Role::district_leader);
  Actor administrator = actor(OrganisationKind::district, "", Role::administrator);
  Actor inspector = actor(OrganisationKind::subdistrict, "210104002", Role::subdistrict_inspector);
  Actor baker = actor(OrganisationKind::enterprise, bakery, Role::enterprise_clerk);
  Actor auditor = actor(OrganisationKind::district, "", Role::auditor);
};
FUGONG_BOTH_ENGINES(Finding);

TEST_P(Finding, names_by_any_part_even_of_two_letters) {
  EXPECT_THAT(titles(officer, "轧钢"), ElementsAre("enterprise 沈阳金杯轧钢厂", "resumption 沈阳金杯轧钢厂"));
  EXPECT_THAT(titles(officer, "王建"), ElementsAre("person 王建", "person 王建国"));
  EXPECT_THAT(titles(officer, "买买提"), ElementsAre("person 艾力·买买提"));
  EXPECT_THAT(titles(officer, "艾力买"), ElementsAre("person 艾力·买买提"));
  EXPECT_THAT(titles(officer, "金杯 钢厂", Kind::enterprise), ElementsAre("enterprise 沈阳金杯轧钢厂"));
  EXPECT_THAT(titles(officer, "金杯 面包"), IsEmpty());
}

TEST_P(Finding, codes_plates_and_drivers_by_fragments) {
  EXPECT_THAT(titles(officer, "0000001x"), ElementsAre("enterprise 沈阳金杯轧钢厂"));
  EXPECT_THAT(titles(officer, "a1234"), ElementsAre("vehicle 辽A12345"));
  EXPECT_THAT(titles(officer, "孙师傅"), ElementsAre("vehicle 辽A12345"));
  EXPECT_THAT(titles(officer, "赵厂长"), UnorderedElementsAre("enterprise 沈阳金杯轧钢厂", "enterprise 大东面包房"));
}

TEST_P(Finding, no_vehicle_that_is_gone) {
  write([&](db::Session& s) { service_.forget(s, VehicleId{uuid("5")}); });
  EXPECT_THAT(titles(officer, "a1234"), IsEmpty());
  EXPECT_THAT(titles(officer, "孙师傅"), IsEmpty());
}

TEST_P(Finding, pairs_that_stand_apart_are_no_hit) {
  workers(mill, {{"8", "明王小王明", ""}});
  EXPECT_THAT(titles(officer, "王小王"), ElementsAre("person 明王小王明"));
  EXPECT_THAT(titles(officer, "小王小"), IsEmpty()) << "both pairs are there, but not in this order";
}

TEST_P(Finding, everybody_finds_only_what_they_may_list) {
  EXPECT_THAT(titles(leader, "王建"), IsEmpty()) << "the leader reads no rosters";
  EXPECT_THAT(titles(leader, "轧钢").size(), 2u);
  EXPECT_THAT(titles(inspector, "王建"), ElementsAre("person 王建"));
  EXPECT_THAT(titles(inspector, "轧钢"), IsEmpty());
  EXPECT_THAT(titles(baker, "王建"), ElementsAre("person 王建"));
  EXPECT_THAT(titles(baker, "沈阳"), IsEmpty());
  EXPECT_THAT(titles(baker, "面包"), ElementsAre("enterprise 大东面包房"));
  EXPECT_THAT(titles(administrator, "审查"), ElementsAre("account 李审查"));
  EXPECT_THAT(titles(officer, "审查"), IsEmpty());
  EXPECT_EQ(search(auditor, {"王建", {}, {}}).error().kind, ErrorKind::forbidden);
}

TEST_P(Finding, a_change_is_found_at_once_and_the_old_name_no_more) {
  const auto before = enterprise(mill, "沈阳金杯轧钢厂", "91210104MA0000001X", "210104012");
  keep(enterprise(mill, "沈阳银杯轧钢厂", "91210104MA0000001X", "210104002"), &before);
  EXPECT_THAT(titles(officer, "金杯", Kind::enterprise), IsEmpty());
  EXPECT_THAT(titles(officer, "银杯", Kind::enterprise), ElementsAre("enterprise 沈阳银杯轧钢厂"));
  EXPECT_THAT(titles(inspector, "王建国"), ElementsAre("person 王建国")) << "its people moved with it";
  workers(mill, {{"1", "王建军", ""}}, enterprise::Novelty::changed_in_part);
  EXPECT_THAT(titles(officer, "建国"), IsEmpty());
  EXPECT_THAT(titles(officer, "建军"), ElementsAre("person 王建军"));
  EXPECT_EQ(by_phone(officer, "1234")->items.size(), 2u) << "the phone was not told again and stays";
  workers(mill, {{"1", "王建军", ""}}, enterprise::Novelty::changed);
  EXPECT_EQ(by_phone(officer, "1234")->items.size(), 1u) << "the phone was taken away";
}

TEST_P(Finding, what_is_undone_is_not_found) {
  const auto undone = engine().write<int>([&](db::Session& s) -> Result<int> {
    service_.index(s, enterprise("01800000-0000-7000-8000-00000000000c", "幻影工厂", "91210104MA0000003Z", "210104002"),
                   nullptr);
    return fail(ErrorKind::conflict, "test.undo");
  });
  EXPECT_FALSE(undone.has_value());
  EXPECT_THAT(titles(officer, "幻影"), IsEmpty());
}

TEST_P(Finding, phones_by_their_last_four_digits_are_written_down) {
  const auto hits = by_phone(officer, "1234");
  ASSERT_TRUE(hits.has_value());
  EXPECT_EQ(hits->items.size(), 2u);
  EXPECT_EQ(hits->items[0].enterprise_name.has_value(), true);
  EXPECT_EQ(by_phone(inspector, "1234")->items.size(), 1u);
  for (const char* wrong : {"123", "12345", "12a4", "", "１２３４"})
    EXPECT_EQ(by_phone(officer, wrong).error().code, "search.four_digits");
  EXPECT_EQ(by_phone(baker, "1234").error().kind, ErrorKind::forbidden);
  engine().read([&](db::Session& s) {
    EXPECT_THAT(s.query<std::string>("SELECT detail FROM audit_entry WHERE action = 'search.phone' ORDER BY seq"),
                ElementsAre("{\"found\":2}", "{\"found\":1}"));
    EXPECT_FALSE(s.one<std::string>("SELECT id FROM search_entries WHERE phone LIKE '%1234%'").has_value());
  });
}

TEST_P(Finding, odd_input_is_answered_and_runs_nothing) {
  for (const char* odd : {"\" OR \"", "王建\" NEAR/2 \"", "* *", "'; DROP TABLE search_entries; --", "a:b", "((", "%%",
                          "__", "\xff\xfe\xff", "王\xe5", "NOT 王建"})
    EXPECT_TRUE(search(officer, {odd, {}, {}}).has_value()) << odd;
  EXPECT_THAT(titles(officer, "王"), IsEmpty());
  EXPECT_THAT(titles(officer, ""), IsEmpty());
  EXPECT_EQ(search(officer, {std::string(query_bytes_max + 1, 'x'), {}, {}}).error().code, "search.too_long");
  EXPECT_EQ(search(officer, {"王建", {}, 0}).error().code, "search.bad_limit");
  EXPECT_THAT(titles(officer, "王建").size(), 2u);
}

TEST_P(Finding, a_kind_with_more_than_asked_for_says_so) {
  std::vector<Hand> many;
  for (int i = 0; i < 9; ++i) many.push_back({"9" + std::to_string(i), "张伟", ""});
  workers(mill, many);
  const auto hits = search(officer, {"张伟", {}, 4});
  ASSERT_TRUE(hits.has_value());
  EXPECT_EQ(hits->items.size(), 4u);
  EXPECT_TRUE(hits->more);
}

}  // namespace
}  // namespace fugong::search
