// Organisations and people through the service, on both engines.
#include <gmock/gmock.h>

#include <chrono>

#include "identity/world.h"

namespace fugong::identity_test {
namespace {

using testing::Contains;

class People : public World {
 protected:
  Result<PersonLine> create(const Context& context, const NewPerson& wanted) {
    return write<PersonLine>([&](db::Session& s) { return service_->create_person(s, context, wanted); });
  }
};
FUGONG_BOTH_ENGINES(People);

TEST_P(People, the_first_administrator_is_installed_once) {
  EXPECT_TRUE(must(log_in("admin")).view.roles == std::vector{Role::administrator});
  EXPECT_EQ(code_of(write<PersonId>([&](db::Session& s) {
              return service_->install(s, clock_.now(), {OrganisationKind::district, "", "大东区", {}, {}}, "admin2",
                                       "二", hash_);
            })),
            "identity.installed");
  EXPECT_EQ(code_of(log_in("admin2")), "auth.wrong");
}

TEST_P(People, only_an_administrator_manages_them) {
  const PersonId id = officer();
  person("audit1", {Role::auditor}, district());
  for (const Actor& who : {Actor{}, actor("officer"), actor("audit1")}) {
    const Context context{who, clock_.now()};
    const auto denied = [&](const auto& result) {
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().kind, who.person.empty() ? ErrorKind::unauthenticated : ErrorKind::forbidden);
    };
    denied(create(context, {"new.one", "新", hash_, {Role::case_officer}, district()}));
    denied(write<PersonLine>([&](db::Session& s) { return service_->change_person(s, context, id, {.name = "改"}); }));
    denied(read<http::Page<PersonLine>>([&](db::Session& s) { return service_->people(s, context, {}); }));
    denied(read<http::Page<OrganisationLine>>([&](db::Session& s) { return service_->organisations(s, context, {}); }));
    denied(write<std::vector<PersonLine>>(
        [&](db::Session& s) { return service_->people_of_phone(s, context, "13800001234"); }));
    denied(write<OrganisationLine>([&](db::Session& s) {
      return service_->create_organisation(s, context, {OrganisationKind::department, "x", "X", {}, {}});
    }));
  }
}

TEST_P(People, bad_input_names_the_field_and_writes_nothing) {
  officer();
  struct Case {
    NewPerson wanted;
    std::string code, field;
  };
  const auto home = district();
  const std::vector<Role> fine = {Role::case_officer};
  for (const Case& c : std::vector<Case>{
           {{"x", "新", hash_, fine, home}, "person.login", "login"},
           {{"OFFICER", "新", hash_, fine, home}, "person.login_taken", "login"},
           {{"new.one", "", hash_, fine, home}, "person.name", "name"},
           {{"new.one", "a\nb", hash_, fine, home}, "person.name", "name"},
           {{"new.one", std::string(201, 'x'), hash_, fine, home}, "person.name", "name"},
           {{"new.one", "新", hash_, {}, home}, "person.roles_missing", "roles"},
           {{"new.one", "新", hash_, {Role::enterprise_clerk}, home}, "person.role_misplaced", "roles[0]"},
           {{"new.one", "新", hash_, fine, OrganisationId{"01800000-0000-7000-8000-000000000009"}},
            "organisation.unknown",
            "organisation"},
           {{"new.one", "新", hash_, fine, home, "12345"}, "phone.format", "phone"}}) {
    const auto refused = create(system(), c.wanted);
    ASSERT_EQ(code_of(refused), c.code);
    EXPECT_EQ(refused.error().field, c.field);
  }
  EXPECT_EQ(code_of(log_in("new.one")), "auth.wrong");
  // All or none.
  EXPECT_FALSE(write<std::vector<PersonId>>([&](db::Session& s) {
    const std::vector<NewPerson> two = {{"good.one", "好", hash_, fine, home}, {"good.one", "重", hash_, fine, home}};
    return service_->create_people(s, system(), two);
  }));
  EXPECT_EQ(code_of(log_in("good.one")), "auth.wrong");
}

TEST_P(People, organisations_have_one_code_per_kind) {
  organisation(OrganisationKind::department, "industry");
  const auto make = [&](const OrganisationRequest& r) {
    return code_of(
        write<OrganisationLine>([&](db::Session& s) { return service_->create_organisation(s, system(), r); }));
  };
  EXPECT_EQ(make({OrganisationKind::department, "industry", "工信局", {}, {}}), "organisation.taken");
  EXPECT_EQ(make({OrganisationKind::checkpoint, "industry", "卡口", {}, "210104012"}), "");
  EXPECT_EQ(make({OrganisationKind::subdistrict, "210105012", "别区", {}, {}}), "organisation.code");
  EXPECT_EQ(make({OrganisationKind::department, "safety", " ", {}, {}}), "organisation.name");
  EXPECT_EQ(make({OrganisationKind::department, "safety", "应急局", {}, "12"}), "organisation.subdistrict");
  const auto page = must(read<http::Page<OrganisationLine>>(
      [&](db::Session& s) { return service_->organisations(s, system(), {.kind = OrganisationKind::checkpoint}); }));
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].subdistrict, "210104012");
}

TEST_P(People, lists_show_masked_phones_page_by_page) {
  const OrganisationId industry = organisation(OrganisationKind::department, "industry");
  for (int i = 0; i < 5; ++i) {
    later(milliseconds(1));  // ids of one millisecond are in no order
    const std::string n = std::to_string(i);
    person("reviewer" + n, {Role::department_reviewer}, industry, "1380000123" + n);
  }
  officer();
  PersonFilter filter{.organisation = industry, .limit = 2};
  std::vector<std::string> logins;
  for (int pages = 0; pages < 5; ++pages) {
    const auto page =
        must(read<http::Page<PersonLine>>([&](db::Session& s) { return service_->people(s, system(), filter); }));
    for (const PersonLine& line : page.items) {
      logins.push_back(line.login);
      EXPECT_EQ(line.phone_masked, "138****123" + line.login.substr(8));
      EXPECT_EQ(json::write(line).find("13800001"), std::string::npos);
      EXPECT_EQ(json::write(line).find("argon2"), std::string::npos);
    }
    if (!page.next) break;
    filter.after = page.next;
  }
  EXPECT_EQ(logins, (std::vector<std::string>{"reviewer0", "reviewer1", "reviewer2", "reviewer3", "reviewer4"}));
  const auto one = must(read<http::Page<PersonLine>>(
      [&](db::Session& s) { return service_->people(s, system(), {.login = "officer"}); }));
  EXPECT_EQ(one.items.size(), 1u);
  const auto list = [&](const PersonFilter& f) {
    return code_of(read<http::Page<PersonLine>>([&](db::Session& s) { return service_->people(s, system(), f); }));
  };
  EXPECT_EQ(list({.after = "1; DROP TABLE"}), "identity.bad_cursor");
  EXPECT_EQ(list({.limit = 0}), "identity.bad_limit");
  EXPECT_EQ(list({.limit = 501}), "identity.bad_limit");
}

TEST_P(People, a_phone_finds_its_owners_through_the_blind_index) {
  const PersonId id = person("officer", {Role::case_officer}, district(), "138 0000 1234");
  const auto find = [&](const std::string& phone) {
    return write<std::vector<PersonLine>>(
        [&](db::Session& s) { return service_->people_of_phone(s, system(), phone); });
  };
  ASSERT_EQ(must(find("13800001234")).size(), 1u);
  EXPECT_EQ(must(find("13800001234"))[0].id, id);
  EXPECT_TRUE(must(find("13800001235")).empty());
  EXPECT_EQ(code_of(find("x")), "phone.format");
  must(change(id, {.phone = ""}));
  EXPECT_TRUE(must(find("13800001234")).empty());
}

TEST_P(People, nobody_takes_the_own_administration_away) {
  const Actor admin = actor("admin");
  const auto change_self = [&](const PersonChange& c) {
    return code_of(write<PersonLine>(
        [&](db::Session& s) { return service_->change_person(s, {admin, clock_.now()}, admin.person, c); }));
  };
  EXPECT_EQ(change_self({.roles = std::vector{Role::auditor}}), "person.own_standing");
  EXPECT_EQ(change_self({.disabled = true}), "person.own_standing");
  EXPECT_EQ(change_self({.name = "新名"}), "");
  EXPECT_EQ(actor("admin").person_name, "新名");
}

TEST_P(People, a_new_password_by_the_administrator_lifts_the_lock_and_ends_sessions_and_tokens) {
  const PersonId id = officer();
  const LoggedIn session = must(log_in("officer"));
  const IssuedToken token = token_of("officer");
  ASSERT_TRUE(seen(session));
  for (int i = 0; i < 5; ++i) (void)log_in("officer", "wrong");
  must(change(id, {.password_hash = must(service_->hash_password("another long secret"))}));
  EXPECT_EQ(code_of(seen(session)), "auth.session_expired");
  EXPECT_EQ(code_of(seen_bearer(token.token)), "auth.token_invalid");
  EXPECT_TRUE(log_in("officer", "another long secret"));
  EXPECT_THAT(audited(id.text), Contains("person.change"));
}

TEST_P(People, thousands_are_made_in_one_command_with_one_hash) {
  const auto home = district();
  std::vector<NewPerson> wanted;
  for (int i = 0; i < 3000; ++i)
    wanted.push_back({"bulk" + std::to_string(i), "批量", hash_, {Role::case_officer}, home});
  const auto from = std::chrono::steady_clock::now();
  const auto ids =
      must(write<std::vector<PersonId>>([&](db::Session& s) { return service_->create_people(s, system(), wanted); }));
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - from;
  EXPECT_EQ(ids.size(), 3000u);
  RecordProperty("microseconds_per_person", static_cast<int>(took.count() / 3000));
  EXPECT_TRUE(log_in("bulk2999"));
}

}  // namespace
}  // namespace fugong::identity_test
