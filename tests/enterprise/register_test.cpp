#include "enterprise/world.h"

#include <set>

namespace fugong::enterprise_test {
namespace {

class Register : public World {};
FUGONG_BOTH_ENGINES(Register);

TEST_P(Register, keeps_what_was_entered) {
  const auto made = enter(1);
  EXPECT_EQ(made.usc, usc_of(1));
  EXPECT_EQ(made.industry, "3670");
  const auto back = must(get(officer, made.id));
  EXPECT_EQ(json::write(back), json::write(made));
  EXPECT_EQ(back.phone, "13800001234");
  EXPECT_EQ(back.version, 1);
  EXPECT_NE(audit_text().find("enterprise.register"), std::string::npos);
  EXPECT_EQ(audit_text().find("13800001234"), std::string::npos);
}

TEST_P(Register, enters_a_code_once) {
  enter(1);
  EXPECT_EQ(code_of(enter(officer, request(1))), "enterprise.usc_taken");
  auto wrong = request(2);
  wrong.usc.back() = wrong.usc.back() == '0' ? '1' : '0';
  EXPECT_EQ(code_of(enter(officer, wrong)), "usc.check_digit");
  wrong.override_usc_check = true;
  must(enter(officer, wrong));
  EXPECT_NE(audit_text().find("overridden"), std::string::npos);
}

TEST_P(Register, is_written_by_those_who_may) {
  auto elsewhere = request(1);
  elsewhere.subdistrict = "210104002";
  EXPECT_EQ(code_of(enter(inspector, elsewhere)), "auth.forbidden");
  EXPECT_EQ(code_of(enter(reviewer, request(1))), "auth.forbidden");
  EXPECT_EQ(code_of(enter(nobody, request(1))), "auth.required");
  const auto made = must(enter(inspector, request(1)));
  const auto change = [&](const Actor& a, const UpdateRequest& r) {
    return write<EnterpriseView>([&](db::Session& s) { return service_->update(s, by(a), made.id, r); });
  };
  EXPECT_EQ(code_of(change(clerk({"01800000-0000-7000-8000-0000000000ff"}), {.version = 1, .address = "x"})),
            "auth.forbidden");
  EXPECT_EQ(code_of(change(inspector, {.version = 1, .address = "x"})), "auth.forbidden");
  EXPECT_EQ(code_of(change(clerk(made.id), {.version = 1, .scale = Scale::below})), "enterprise.officer_only");
  EXPECT_EQ(code_of(change(clerk(made.id), {.version = 7, .address = "x"})), "enterprise.version");
  EXPECT_EQ(code_of(change(clerk(made.id), {.version = 1, .address = " "})), "enterprise.text_missing");

  const auto moved = must(change(clerk(made.id), {.version = 1, .address = "新址", .phone = "", .normal_workers = 7}));
  EXPECT_EQ(moved.address, "新址");
  EXPECT_EQ(moved.phone, std::nullopt);
  EXPECT_EQ(moved.version, 2);
  EXPECT_EQ(must(change(officer, {.version = 2, .scale = Scale::below, .key_supply = true})).scale, Scale::below);
  EXPECT_NE(audit_text().find(R"({"fields":["address","phone","normal_workers"]})"), std::string::npos);
}

TEST_P(Register, shows_each_only_what_is_theirs) {
  const auto here = enter(1);
  auto other = request(2);
  other.subdistrict = "210104002";
  const auto there = must(enter(officer, other));
  const auto seen = [&](const Actor& a, const EnterpriseFilter& filter = {}) {
    return must(list(a, filter)).items.size();
  };
  EXPECT_EQ(seen(officer), 2u);
  EXPECT_EQ(seen(reviewer), 2u);
  EXPECT_EQ(seen(inspector), 1u);
  EXPECT_EQ(seen(inspector, {.subdistrict = "210104002"}), 0u);
  EXPECT_EQ(seen(clerk(there.id)), 1u);
  EXPECT_EQ(must(list(clerk(there.id))).items[0].id, there.id);
  EXPECT_EQ(code_of(list(auditor)), "auth.forbidden");
  EXPECT_EQ(code_of(get(inspector, there.id)), "auth.forbidden");
  EXPECT_EQ(code_of(get(clerk(here.id), there.id)), "auth.forbidden");
  // A stranger cannot tell a missing enterprise from a foreign one.
  EXPECT_EQ(code_of(get(clerk(here.id), {"01800000-0000-7000-8000-0000000000ff"})), "auth.forbidden");
  EXPECT_EQ(code_of(get(officer, {"01800000-0000-7000-8000-0000000000ff"})), "enterprise.not_found");
  EXPECT_EQ(must(get(reviewer, here.id)).phone, "138****1234");
}

TEST_P(Register, hides_the_details_of_military_enterprises) {
  auto secret = request(1);
  secret.military = true;
  const auto made = must(enter(officer, secret));
  for (const Actor& a : {officer, leader, inspector, clerk(made.id)}) {
    EXPECT_EQ(must(get(a, made.id)).address, "东贸路 1 号") << a.person_name;
    EXPECT_EQ(must(list(a)).items[0].legal_representative, "王伟") << a.person_name;
  }
  const auto view = must(get(reviewer, made.id));
  EXPECT_EQ(view.address, "***");
  EXPECT_EQ(view.phone, std::nullopt);
  EXPECT_EQ(must(list(reviewer)).items[0].address, "***");
  EXPECT_EQ(must(list(reviewer)).items[0].name, "第1机械厂");
}

TEST_P(Register, is_searched_and_read_page_by_page) {
  for (int i = 1; i <= 5; ++i) enter(i);
  const auto found = [&](const EnterpriseFilter& filter) { return must(list(officer, filter)).items.size(); };
  EXPECT_EQ(found({.search = "第3"}), 1u);
  EXPECT_EQ(found({.search = "机械"}), 5u);
  EXPECT_EQ(found({.search = usc_of(4)}), 1u);
  EXPECT_EQ(found({.search = "9121"}), 5u);
  EXPECT_EQ(found({.search = "%"}), 0u);
  EXPECT_EQ(found({.search = "'; DROP TABLE enterprises; --"}), 0u);
  EXPECT_EQ(found({.scale = Scale::below}), 0u);
  EXPECT_EQ(found({.subdistrict = "210104012", .scale = Scale::above}), 5u);
  std::vector<std::string> ids;
  EnterpriseFilter filter{.limit = 2};
  do {
    const auto page = must(list(officer, filter));
    for (const auto& line : page.items) ids.push_back(line.id.text);
    filter.after = page.next;
  } while (filter.after);
  EXPECT_EQ(ids.size(), 5u);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 5u);
  EXPECT_EQ(code_of(list(officer, {.after = "x"})), "enterprise.bad_cursor");
  EXPECT_EQ(code_of(list(officer, {.limit = 0})), "enterprise.bad_limit");
}

TEST_P(Register, answers_what_other_rooms_ask) {
  const auto above = enter(1);
  auto r = request(2);
  r.scale = Scale::below;
  r.subdistrict = "210104002";
  r.park = "auto_city";
  r.key_supply = true;
  const auto below = must(enter(officer, r));
  must(read<int>([&](db::Session& s) -> Result<int> {
    const auto facts = service_->facts(s, below.id);
    EXPECT_TRUE(facts);
    EXPECT_FALSE(facts->above_scale);
    EXPECT_EQ(facts->normal_workers, 120);
    EXPECT_EQ(json::write_value(facts->json),
              R"({"scale":"below","industry":"3670","subdistrict":"210104002","park":"auto_city","normal_workers":120,)"
              R"("key_supply":true,"military":false,"name":"第2机械厂","usc":")" +
                  usc_of(2) + R"(","address":"东贸路 1 号","legal_representative":"王伟"})");
    EXPECT_EQ(code_of(service_->facts(s, {"01800000-0000-7000-8000-0000000000ff"})), "enterprise.not_found");
    EXPECT_EQ(json::write(service_->totals(s)), R"({"total":2,"above_scale":1})");
    EXPECT_EQ(
        json::write(service_->subdistrict_totals(s)),
        R"([{"subdistrict":"210104002","total":1,"above_scale":0},{"subdistrict":"210104012","total":1,"above_scale":1}])");
    std::int64_t workers = 0, above_scale = 0;
    service_->each_for_figures(
        s, [&](const BulletinFacts& f) { workers += f.normal_workers, above_scale += f.above_scale; });
    EXPECT_EQ(workers, 240);
    EXPECT_EQ(above_scale, 1);
    return 0;
  }));
}

// The same transaction enters an enterprise and makes its organisation, or neither.
class Hooked : public World {
 protected:
  ServiceOptions options() override {
    ServiceOptions o = World::options();
    o.hooks.registered = [this](db::Session&, const Enterprise& e, Timestamp) -> Status {
      seen_.push_back(e.name);
      if (refuse_) return fail(ErrorKind::conflict, "identity.organisation_exists");
      return {};
    };
    return o;
  }
  std::vector<std::string> seen_;
  bool refuse_ = false;
};
FUGONG_BOTH_ENGINES(Hooked);

TEST_P(Hooked, tells_others_in_the_same_transaction) {
  enter(1);
  EXPECT_EQ(seen_, std::vector<std::string>{"第1机械厂"});
  refuse_ = true;
  EXPECT_EQ(code_of(enter(officer, request(2))), "identity.organisation_exists");
  EXPECT_EQ(must(list(officer)).items.size(), 1u);
}

}  // namespace
}  // namespace fugong::enterprise_test
