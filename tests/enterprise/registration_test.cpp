// Enterprises that come by themselves: denied until an official, or a code that an official gave, says otherwise.
#include "enterprise/world.h"

namespace fugong::enterprise_test {
namespace {

class Newcomers : public World {
 protected:
  Registrations& newcomers() { return service_->registrations(); }

  static SelfRegistration form(int number, const std::string& login = "zhangsan") {
    return {.name = "第" + std::to_string(number) + "齿轮厂",
            .usc = usc_of(number),
            .industry = "3670",
            .subdistrict = "210104012",
            .address = "东贸路 2 号",
            .legal_representative = "王伟",
            .normal_workers = 80,
            .clerk = {"张三", "13800001234", login, "correct horse battery"}};
  }
  Result<RegistrationStatus> ask(const SelfRegistration& r, const std::string& address = "192.0.2.1") {
    auto prepared =
        read<PreparedRegistration>([&](db::Session& s) { return newcomers().prepare(s, now_, r, address); });
    if (!prepared) return std::unexpected(prepared.error());
    return write<RegistrationStatus>([&](db::Session& s) { return newcomers().add(s, now_, *prepared); });
  }
  Result<http::Page<RegistrationLine>> pending(const Actor& a) {
    return read<http::Page<RegistrationLine>>([&](db::Session& s) { return newcomers().pending(s, by(a), {}); });
  }
  Result<RegistrationStatus> confirm(const Actor& a, const RegistrationId& id, const ConfirmationRequest& r = {}) {
    return write<RegistrationStatus>([&](db::Session& s) { return newcomers().confirm(s, by(a), id, r); });
  }
  RegistrationStatus status(const RegistrationId& id) {
    return must(read<RegistrationStatus>([&](db::Session& s) { return newcomers().status(s, id); }));
  }
  Result<ClaimCode> code(const Actor& a, const EnterpriseId& e) {
    return write<ClaimCode>([&](db::Session& s) { return newcomers().give_code(s, by(a), e); });
  }
  Result<ClaimReceipt> claim(const std::string& usc, const std::string& code, const std::string& login = "lisi") {
    const ClaimRequest r{usc, code, {"李四", "13900005678", login, "correct horse battery"}};
    auto prepared =
        read<PreparedClaim>([&](db::Session& s) { return newcomers().prepare_claim(engine(), s, now_, r, ""); });
    if (!prepared) return std::unexpected(prepared.error());
    return write<ClaimReceipt>([&](db::Session& s) { return newcomers().claim(s, now_, *prepared); });
  }
};
FUGONG_BOTH_ENGINES(Newcomers);

TEST_P(Newcomers, act_for_nobody_until_an_official_confirms) {
  const auto asked = must(ask(form(1)));
  EXPECT_EQ(asked.state, RegistrationState::pending);
  EXPECT_TRUE(clerks_.empty());
  EXPECT_TRUE(must(list(officer)).items.empty());
  const auto lines = must(pending(officer)).items;
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].clerk, "张三");
  EXPECT_EQ(lines[0].phone, "13800001234");
  EXPECT_EQ(must(confirm(officer, asked.id)).state, RegistrationState::accepted);
  ASSERT_EQ(must(list(officer)).items.size(), 1u);
  EXPECT_EQ(clerks_.at("zhangsan"), must(list(officer)).items[0].id.text);
  EXPECT_EQ(status(asked.id).state, RegistrationState::accepted);
  EXPECT_TRUE(must(pending(officer)).items.empty());
  EXPECT_EQ(code_of(confirm(officer, asked.id)), "registration.decided");
}

TEST_P(Newcomers, are_refused_with_a_reason_and_may_come_again) {
  const auto asked = must(ask(form(1)));
  EXPECT_EQ(code_of(confirm(officer, asked.id, {Confirmation::refuse, {}})), "registration.reason_missing");
  must(confirm(officer, asked.id, {Confirmation::refuse, "地址与营业执照不符"}));
  EXPECT_EQ(status(asked.id).reason, "地址与营业执照不符");
  EXPECT_TRUE(clerks_.empty());
  must(ask(form(1)));
}

TEST_P(Newcomers, are_confirmed_by_their_own_subdistrict_and_the_command_only) {
  const auto asked = must(ask(form(1)));
  const Actor neighbour = actor(OrganisationKind::subdistrict, "210104017", Role::subdistrict_inspector);
  EXPECT_TRUE(must(pending(neighbour)).items.empty());
  EXPECT_EQ(code_of(confirm(neighbour, asked.id)), "auth.forbidden");
  for (const Actor& other : {leader, reviewer, auditor, clerk(EnterpriseId{"01800000-0000-7000-8000-0000000000ff"})}) {
    EXPECT_EQ(code_of(pending(other)), "auth.forbidden");
    EXPECT_EQ(code_of(confirm(other, asked.id)), "auth.forbidden");
  }
  EXPECT_EQ(code_of(pending(nobody)), "auth.forbidden");
  EXPECT_EQ(must(pending(inspector)).items.size(), 1u);
  must(confirm(inspector, asked.id));
}

TEST_P(Newcomers, are_told_every_fault_at_its_field) {
  SelfRegistration bad = form(1);
  bad.usc = "91210104MA0QWERTYU";
  bad.industry = "9999";
  bad.subdistrict = "110101001";
  bad.address = "";
  const auto refused = ask(bad);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "enterprise.faults");
  EXPECT_EQ(refused.error().more.size(), 4u);
  SelfRegistration weak = form(1);
  weak.clerk = {"", "12", "a b", "123"};
  const auto clerk_refused = ask(weak);
  ASSERT_FALSE(clerk_refused);
  EXPECT_EQ(clerk_refused.error().code, "enterprise.faults");
  std::vector<std::string> fields;
  for (const auto& fault : clerk_refused.error().more) fields.push_back(fault.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"clerk.name", "clerk.phone", "clerk.login", "clerk.password"}));
}

TEST_P(Newcomers, cannot_take_a_code_or_a_login_that_is_taken) {
  must(ask(form(1)));
  EXPECT_EQ(code_of(ask(form(1, "other"))), "registration.pending_already");
  EXPECT_EQ(code_of(ask(form(2))), "person.login_taken");
  enter(3);
  EXPECT_EQ(code_of(ask(form(3, "third"))), "registration.usc_known");
}

TEST_P(Newcomers, from_one_address_are_slowed_down) {
  for (int i = 1; i <= 10; ++i) must(ask(form(i, "login" + std::to_string(i))));
  EXPECT_EQ(code_of(ask(form(11, "login11"))), "registration.too_many");
  must(ask(form(11, "login11"), "198.51.100.7"));
  now_ = now_ + minutes(2);
  must(ask(form(12, "login12")));
}

TEST_P(Newcomers, stand_sealed_until_they_are_decided_and_are_forgotten_then) {
  const auto asked = must(ask(form(1)));
  const auto stored = [&] {
    std::string out;
    must(read<int>([&](db::Session& s) -> Result<int> {
      for (const auto& [sealed, hash] : s.query<std::tuple<std::string, std::string>>(
               "SELECT request_sealed, password_hash FROM enterprise_registrations"))
        out += sealed + hash;
      return 0;
    }));
    return out;
  };
  EXPECT_EQ(stored().find("13800001234"), std::string::npos);
  EXPECT_NE(stored(), "");
  must(confirm(officer, asked.id));
  EXPECT_EQ(stored(), "");
  EXPECT_EQ(audit_text().find("13800001234"), std::string::npos);
  EXPECT_EQ(audit_text().find("张三"), std::string::npos);
  EXPECT_NE(audit_text().find("registration.ask"), std::string::npos);
  EXPECT_NE(audit_text().find("registration.decide"), std::string::npos);
}

TEST_P(Newcomers, claim_what_the_district_has_entered_with_the_code_it_gave) {
  const auto e = enter(1);
  const auto given = must(code(inspector, e.id));
  EXPECT_EQ(given.expires_at, now_ + claim_code_valid_for);
  std::string typed = given.code;
  for (char& c : typed) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const auto done = must(claim(e.usc, " " + typed));
  EXPECT_EQ(done.enterprise, e.id);
  EXPECT_EQ(clerks_.at("lisi"), e.id.text);
  EXPECT_EQ(code_of(claim(e.usc, given.code, "wangwu")), "claim.wrong");  // it serves once
  EXPECT_NE(audit_text().find("enterprise.claim "), std::string::npos);
  EXPECT_EQ(audit_text().find(given.code), std::string::npos);
}

TEST_P(Newcomers, without_a_code_claim_nothing) {
  const auto e = enter(1), other = enter(2);
  EXPECT_EQ(code_of(claim(e.usc, "")), "claim.wrong");
  const auto given = must(code(officer, e.id));
  EXPECT_EQ(code_of(claim(other.usc, given.code)), "claim.wrong");
  EXPECT_EQ(code_of(claim(usc_of(77), given.code)), "claim.wrong");
  for (int i = 0; i < claim_code_wrong_max; ++i) EXPECT_EQ(code_of(claim(e.usc, "AAAA-AAAA")), "claim.wrong");
  EXPECT_EQ(code_of(claim(e.usc, given.code)), "claim.wrong");  // void after so many tries
  const auto again = must(code(officer, e.id));
  now_ = now_ + claim_code_valid_for + milliseconds(1);
  EXPECT_EQ(code_of(claim(e.usc, again.code)), "claim.wrong");
  EXPECT_TRUE(clerks_.empty());
}

TEST_P(Newcomers, get_codes_from_their_own_subdistrict_and_the_command_only) {
  const auto e = enter(1);
  const Actor neighbour = actor(OrganisationKind::subdistrict, "210104017", Role::subdistrict_inspector);
  for (const Actor& other : {neighbour, leader, reviewer, auditor, clerk(e.id)})
    EXPECT_EQ(code_of(code(other, e.id)), "auth.forbidden");
  EXPECT_EQ(code_of(code(officer, EnterpriseId{"01800000-0000-7000-8000-0000000000ff"})), "enterprise.not_found");
}

}  // namespace
}  // namespace fugong::enterprise_test
