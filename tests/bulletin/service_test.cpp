// The bulletin of a small district, counted from what its rooms have written; on both engines.
#include <gmock/gmock.h>

#include "bulletin/district.h"
#include "bulletin/routes.h"
#include "identity/rights.h"

namespace fugong::bulletin_test {
namespace {

using bulletin::Bulletin;
using bulletin::Dashboard;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class TheBulletin : public District {};
FUGONG_BOTH_ENGINES(TheBulletin);

// The clock begins on 11 April 2022, 08:00 in Shanghai.
TEST_P(TheBulletin, tells_each_day_as_it_stood_and_nothing_of_later_ones) {
  // 11 April: the first plant starts.
  const EnterpriseId big = plant(true, 100, 50), small = plant(false, 40, 20);
  const CaseId case_of_big = put_to_work(big);
  must(report(big, "2022-04-11", 60, 41));
  // 12 April: the second one, which is not above 80 %; passes.
  later(hours(24));
  put_to_work(small);
  must(report(big, "2022-04-12", 90, 45));
  must(report(small, "2022-04-12", 30, 16));
  issue_employee_passes(big, 3);
  // 13 April: the first is suspended; a third one applies, and its review takes too long.
  later(hours(24));
  must(act(officer, &resumption::Service::suspend, case_of_big));
  const EnterpriseId late = plant(true, 10, 5);
  must(apply(late, papers(2)));
  later(hours(3));
  // What is said on the 13th about the 11th changes nothing that was said on the 11th.
  must(report(big, "2022-04-11", 999, 999));

  const Bulletin before = must(at("2022-04-10"));
  EXPECT_EQ(json::write(before), json::write(Bulletin{.as_of = {"2022-04-10"}}));

  const Bulletin first = must(at("2022-04-11"));
  EXPECT_EQ(first.enterprises_resumed, 1);
  EXPECT_EQ(first.above_scale_resumed, 1);
  EXPECT_EQ(first.above_scale_total, 1);
  EXPECT_EQ(first.employees_returned, 60);
  EXPECT_EQ(first.employees_normal, 100);
  EXPECT_EQ(first.return_rate_percent, 60.0);
  EXPECT_EQ(first.capacity_over_80, 1);
  EXPECT_EQ(first.passes_employee, 0);
  EXPECT_EQ(first.suspensions, 0);
  EXPECT_EQ(first.received_today, 1);
  EXPECT_EQ(first.decided_today, 1);
  EXPECT_EQ(first.overdue_today, 0);

  const Bulletin second = must(at("2022-04-12"));
  EXPECT_EQ(second.enterprises_resumed, 2);
  EXPECT_EQ(second.above_scale_resumed, 1);
  EXPECT_EQ(second.employees_returned, 120);
  EXPECT_EQ(second.employees_normal, 140);
  EXPECT_EQ(second.return_rate_percent, 85.7);
  EXPECT_EQ(second.capacity_over_80, 1);
  EXPECT_EQ(second.passes_employee, 3);
  EXPECT_EQ(second.passes_truck, 0);
  EXPECT_EQ(second.suspensions, 0);

  const Bulletin today = must(at("2022-04-13"));
  EXPECT_EQ(today.enterprises_resumed, 1);
  EXPECT_EQ(today.above_scale_resumed, 0);
  EXPECT_EQ(today.above_scale_total, 2);
  EXPECT_EQ(today.employees_returned, 30);
  EXPECT_EQ(today.employees_normal, 40);
  EXPECT_EQ(today.capacity_over_80, 0);
  EXPECT_EQ(today.passes_employee, 3);
  EXPECT_EQ(today.suspensions, 1);
  EXPECT_EQ(today.received_today, 1);
  EXPECT_EQ(today.decided_today, 0);
  EXPECT_EQ(today.overdue_today, 1);

  EXPECT_EQ(code_of(at("2022-04-14")), "bulletin.future");
}

TEST_P(TheBulletin, counts_an_enterprise_without_figures_as_at_work_with_nobody_back) {
  put_to_work(plant(true, 100, 50));
  const Bulletin b = must(at("2022-04-11"));
  EXPECT_EQ(b.enterprises_resumed, 1);
  EXPECT_EQ(b.employees_returned, 0);
  EXPECT_EQ(b.employees_normal, 100);
  EXPECT_EQ(b.return_rate_percent, 0);
}

TEST_P(TheBulletin, is_for_those_who_may_read_it) {
  const EnterpriseId e = plant(true, 100, 50);
  EXPECT_EQ(code_of(read(clerk(e))), "auth.forbidden");
  EXPECT_EQ(code_of(dashboard(clerk(e))), "auth.forbidden");
  EXPECT_EQ(code_of(read(Actor{})), "auth.required");
  EXPECT_EQ(code_of(read(leader)), "");
  EXPECT_EQ(code_of(read(officer, Date{"2022-04-12"})), "bulletin.future");
}

TEST_P(TheBulletin, shows_the_next_reader_what_was_just_written) {
  const EnterpriseId e = plant(true, 100, 50);
  EXPECT_EQ(must(dashboard(leader)).figures.received_today, 0);
  const CaseId id = must(apply(e, papers(2))).id;
  EXPECT_EQ(must(dashboard(leader)).figures.received_today, 1);
  EXPECT_EQ(must(read(leader)).received_today, 1);
  to_work(e, id);
  EXPECT_EQ(must(dashboard(leader)).figures.enterprises_resumed, 1);
  must(report(e, "2022-04-11", 70, 45));
  EXPECT_EQ(must(read(officer)).employees_returned, 70);
}

TEST_P(TheBulletin, notices_time_passing_while_nothing_is_written) {
  must(apply(plant(true, 100, 50), papers(2)));
  const auto overdue = [&] {
    std::int64_t n = 0;
    for (const auto& line : must(dashboard(leader)).promises)
      if (line.id == "reviewed") n = line.overdue;
    return n;
  };
  EXPECT_EQ(overdue(), 0);
  clock_.advance_to(clock_.now() + hours(2) + seconds(1));  // the timer has not fired yet
  EXPECT_EQ(overdue(), 1);
  clock_.advance_to(clock_.now() + days(1));
  EXPECT_EQ(must(dashboard(leader)).figures.as_of.text, "2022-04-12");
}

TEST_P(TheBulletin, gives_the_command_centre_its_screen) {
  const EnterpriseId working = plant(true, 100, 50), stopped = plant(true, 10, 5);
  plant(false, 10, 5);
  put_to_work(working);
  must(report(working, "2022-04-11", 70, 45));
  issue_employee_passes(working, 2);
  const CaseId case_of_stopped = put_to_work(stopped);
  later(hours(24));
  must(act(officer, &resumption::Service::suspend, case_of_stopped));
  must(apply(plant(false, 10, 5), papers(2)));

  const Dashboard d = must(dashboard(leader, Language::en));
  EXPECT_EQ(d.now, clock_.now());
  EXPECT_EQ(d.district, "小区");
  EXPECT_EQ(d.phase, "orderly");
  EXPECT_EQ(d.enterprises_total, 4);
  ASSERT_THAT(d.subdistricts, SizeIs(1));
  EXPECT_EQ(json::write(d.subdistricts[0]), R"({"code":"210104012","name":"Chang'an Subdistrict","enterprises":4,)"
                                            R"("resumed":1,"in_progress":1,"suspended":1,"employees_returned":70,)"
                                            R"("employees_normal":100,"return_rate_percent":70,"capacity_over_80":1})");
  ASSERT_THAT(d.classes, SizeIs(2));
  EXPECT_EQ(
      json::write(d.classes[0]),
      R"({"id":"above","name":"Above size","enterprises":2,"applied":2,"resumed":1,"in_progress":0,"suspended":1})");
  EXPECT_EQ(
      json::write(d.classes[1]),
      R"({"id":"below","name":"Below size","enterprises":2,"applied":1,"resumed":0,"in_progress":1,"suspended":0})");
  ASSERT_THAT(d.passes, SizeIs(2));
  EXPECT_EQ(json::write(d.passes[0]), R"({"kind":"employee","name":"Employee pass","issued":2,"enterprises":1})");
  EXPECT_EQ(json::write(d.passes[1]), R"({"kind":"truck","name":"Truck pass","issued":0,"enterprises":0})");
  ASSERT_THAT(d.trend, SizeIs(bulletin::trend_days));
  EXPECT_EQ(json::write(d.trend[28]), R"({"day":"2022-04-11","received":2,"decided":2,"resumed_total":2})");
  EXPECT_EQ(json::write(d.trend[29]), R"({"day":"2022-04-12","received":1,"decided":0,"resumed_total":1})");
  EXPECT_EQ(d.trend[0].day.text, "2022-03-14");
  ASSERT_FALSE(d.promises.empty());
  EXPECT_EQ(d.promises[0].id, "reviewed");
  EXPECT_EQ(d.promises[0].name, "Reviewed in 2 h");
  EXPECT_EQ(d.promises[0].finished, 2);
  EXPECT_EQ(d.promises[0].running, 1);
  EXPECT_EQ(d.promises[0].in_time_percent, 100);
  EXPECT_THAT(d.scans, IsEmpty());
  EXPECT_EQ(must(dashboard(leader)).promises[0].name, "2小时审核");
  EXPECT_EQ(must(dashboard(leader)).subdistricts[0].name, "长安街道");
}

TEST_P(TheBulletin, shows_what_changed_since_the_day_before_ended) {
  const EnterpriseId e = plant(true, 100, 50);
  put_to_work(e);
  must(report(e, "2022-04-11", 60, 41));
  later(hours(24));
  put_to_work(plant(false, 40, 20));
  must(report(e, "2022-04-12", 55, 41));
  // Said on the 12th about the 11th: not known when the 11th ended.
  must(report(e, "2022-04-11", 999, 41));
  const auto changes = [&](const Actor& a, std::optional<Date> day = {}) {
    return engine().query<bulletin::BulletinChanges>(
        [&](db::Session& s) { return bulletins_->changes(s, {a, clock_.now()}, day); });
  };
  for (int again = 0; again < 2; ++again) {  // the second time the day before is remembered
    const auto c = must(changes(leader));
    EXPECT_EQ(c.as_of.text, "2022-04-12");
    EXPECT_EQ(c.before.text, "2022-04-11");
    EXPECT_EQ(json::write(c.figures[0]), R"({"name":"enterprises_resumed","value":2,"before":1,"difference":1})");
    EXPECT_EQ(json::write(c.figures[1]), R"({"name":"employees_returned","value":55,"before":60,"difference":-5})");
  }
  EXPECT_EQ(must(changes(officer, Date{"2022-04-11"})).figures[0].before, 0);
  EXPECT_EQ(code_of(changes(leader, Date{"2022-04-13"})), "bulletin.future");
  EXPECT_EQ(code_of(changes(clerk(e))), "auth.forbidden");
}

TEST_P(TheBulletin, puts_enterprises_on_the_map_as_far_as_each_is) {
  const EnterpriseId working = plant(true, 100, 50), stopped = plant(true, 10, 5), drafting = plant(false, 10, 5),
                     untouched = plant(false, 10, 5);
  put_to_work(working);
  must(act(officer, &resumption::Service::suspend, put_to_work(stopped)));
  must(apply(drafting, papers(2), false));
  const auto map = [&](const Actor& a) {
    return engine().query<bulletin::DistrictMap>([&](db::Session& s) { return bulletins_->map(s, {a, clock_.now()}); });
  };
  const auto seen = must(map(leader));
  EXPECT_FALSE(seen.tiles);
  ASSERT_THAT(seen.spots, SizeIs(4));
  const auto state = [&](const EnterpriseId& id) {
    const auto spot = std::ranges::find(seen.spots, std::optional(id), &bulletin::Spot::enterprise);
    return spot == seen.spots.end() ? std::tuple<std::int64_t, std::int64_t, std::int64_t>(-1, -1, -1)
                                    : std::tuple(spot->resumed, spot->in_progress, spot->suspended);
  };
  EXPECT_EQ(state(working), std::tuple(1, 0, 0));
  EXPECT_EQ(state(stopped), std::tuple(0, 0, 1));
  EXPECT_EQ(state(drafting), std::tuple(0, 0, 0)) << "nobody but its writer knows of a draft";
  EXPECT_EQ(state(untouched), std::tuple(0, 0, 0));
  EXPECT_EQ(code_of(map(clerk(working))), "auth.forbidden");
}

// ---- over the API ----
class Api : public District {
 protected:
  void SetUp() override {
    District::SetUp();
    http::Guard guard{.authenticate = [this](const http::Request& r, Timestamp) -> Result<Actor> {
                        return r.header("authorization").empty() ? Actor{} : leader;
                      },
                      .allows = [](const Actor& a, std::string_view right) { return identity::allows(a, right); }};
    router_ = std::make_unique<http::Router>(engine(), clock_, std::move(guard));
    bulletin::declare_routes(*router_, *bulletins_);
  }
  void TearDown() override {
    router_.reset();
    District::TearDown();
  }
  http::Response get(std::string path, std::string query = {}, std::string authorization = "leader") {
    http::Request request;
    request.path = std::move(path);
    request.query = std::move(query);
    if (!authorization.empty()) request.headers.push_back({"Authorization", std::move(authorization)});
    return router_->handle(std::move(request));
  }

  std::unique_ptr<http::Router> router_;
};
FUGONG_BOTH_ENGINES(Api);

TEST_P(Api, gives_the_bulletin_as_figures_and_as_text_in_both_languages) {
  const EnterpriseId e = plant(true, 1000, 50);
  put_to_work(e);
  must(report(e, "2022-04-11", 1234, 45));
  const auto figures = get("/api/v1/bulletin");
  EXPECT_EQ(figures.status, 200);
  EXPECT_EQ(figures.content_type, "application/json");
  EXPECT_EQ(json::read<Bulletin>(figures.body)->employees_returned, 1234);
  const auto chinese = get("/api/v1/bulletin", "as_of=2022-04-11&format=text");
  EXPECT_EQ(chinese.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(chinese.body, "小区复工复产通报\n\n截至2022年4月11日，复工1家，返岗1,234人（123.4%）。\n");
  EXPECT_EQ(get("/api/v1/bulletin", "format=text&lang=en").body,
            "Bulletin of Small\n\nAs of 11 April 2022: 1 at work, 1,234 people back (123.4 %).\n");
  const auto screen = get("/api/v1/dashboard");
  EXPECT_EQ(screen.status, 200);
  EXPECT_EQ(json::read<Dashboard>(screen.body)->figures.enterprises_resumed, 1);
}

TEST_P(Api, says_what_is_wrong_with_a_question) {
  struct Row {
    const char* query;
    const char* code;
  };
  for (const Row& row : {Row{"as_of=2022-04-12", "bulletin.future"}, Row{"lang=fr", "bulletin.language"},
                         Row{"format=pdf", "json.unknown_choice"}, Row{"as_of=2022-02-30", "json.expected_date"},
                         Row{"as_of=", "json.expected_date"}, Row{"day=1", "query.unknown"}}) {
    const auto answer = get("/api/v1/bulletin", row.query);
    EXPECT_EQ(answer.status / 100, 4) << row.query << " " << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(row.code)) << row.query;
  }
  EXPECT_EQ(get("/api/v1/bulletin", "", "").status, 401);
  EXPECT_EQ(get("/api/v1/dashboard", "", "").status, 401);
}

}  // namespace
}  // namespace fugong::bulletin_test
