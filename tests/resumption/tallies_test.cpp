// The rollup is the sum of what the records count for, whatever happens; on both engines.
#include <gmock/gmock.h>

#include "resumption/world.h"

namespace fugong::resumption_test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class Sums : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    must(write<bool>([&](db::Session& s) -> Result<bool> { return service_->count_again(s), true; }));
  }
  std::vector<std::string> differences() {
    std::vector<std::string> out;
    engine().read([&](db::Session& s) {
      for (const db::CountDifference& d : service_->check_counts(s)) out.push_back(json::write(d));
    });
    return out;
  }
  std::uint64_t draw(std::uint64_t bound) { return dice_.below(bound); }

  struct Firm {
    EnterpriseId id;
    CaseId case_id{};
  };

  // One act that somebody might do; the service refuses those that make no sense now, and that must count for nothing.
  void act_at_random(std::vector<Firm>& firms) {
    if (firms.empty() || draw(12) == 0) firms.push_back({register_firm()});
    Firm& firm = firms[draw(firms.size())];
    const CaseState state = firm.case_id.empty() ? CaseState::closed : view(firm.case_id).line.state;
    switch (draw(14)) {
      case 0:
      case 1:
        if (auto receipt = apply(firm.id, papers(int(draw(3)) + 1), draw(5) != 0)) firm.case_id = receipt->id;
        return;
      case 2: (void)submit(firm.id, firm.case_id); return;
      case 3: report(firm.id); return;
      case 4: later(minutes(std::int64_t(draw(400)))); return;
      case 5: change_firm(firm.id); return;
      case 6: (void)start(clerk(firm.id), firm.case_id); return;
      case 7:
        if (draw(4) == 0) (void)switch_phase(std::array{"closed", "orderly", "open"}[draw(3)]);
        return;
      case 8:
        (void)act(
            officer,
            std::array<Act, 4>{&Service::suspend, &Service::restore, &Service::close, &Service::withdraw}[draw(4)],
            firm.case_id);
        return;
      default:
        if (!firm.case_id.empty() && !is_ended(state)) decide_something(firm.case_id);
    }
  }

  void decide_something(const CaseId& id) {
    std::vector<TaskView> open;
    for (const TaskView& t : view(id).tasks)
      if (t.state == TaskState::open && t.owner_kind != OwnerKind::enterprise) open.push_back(t);
    if (open.empty()) return;
    const TaskView& task = open[draw(open.size())];
    const Actor& who = task.owner == "industry" ? industry
                       : task.owner == "safety" ? safety
                       : task.owner == "office" ? officer
                                                : inspector;
    const auto wish = draw(8);
    if (wish == 0) (void)give_back(who, task.id, {{"plan.rooms", "不足"}});
    else if (wish == 1)
      (void)decide(who, task.id,
                   {.decision = Decision::refuse,
                    .reasons = std::vector<Reason>{{"", "不予复工"}},
                    .comment = {},
                    .findings = {}});
    else if (task.kind == policy::StepKind::inspection) (void)inspect(task.id);
    else (void)approve(who, task.id);
  }

  void report(const EnterpriseId& e) {
    const Actor a = clerk(e);
    const Date today = local_date(clock_.now(), "Asia/Shanghai");
    const Date before = local_date(clock_.now() - days(1), "Asia/Shanghai");
    (void)write<DailyFigures>([&](db::Session& s) {
      return service_->report_figures(
          s, context(a), e,
          {draw(3) ? today : before, std::int64_t(draw(150)), double(draw(600)) / 10, std::int64_t(draw(9))});
    });
  }

  EnterpriseId register_firm() {
    return enterprises_.add(engine(), clock_.now(),
                            {.subdistrict = draw(2) ? "210104012" : "210104002",
                             .above_scale = draw(2) == 0,
                             .normal_workers = std::int64_t(draw(500)),
                             .normal_output = double(draw(50))});
  }

  void change_firm(const EnterpriseId& id) {
    must(write<int>([&](db::Session& s) -> Result<int> {
      FG_TRY(const auto now, enterprises_.service().get(s, {officer, clock_.now()}, id));
      enterprise::UpdateRequest r;
      r.version = now.version;
      r.scale = draw(2) ? enterprise::Scale::above : enterprise::Scale::below;
      r.subdistrict = draw(2) ? "210104012" : "210104002";
      r.normal_workers = std::int64_t(draw(500));
      r.normal_output = double(draw(50));
      r.latitude = 41.8 + double(draw(100)) / 1000;
      r.longitude = 123.4;
      r.military = draw(5) == 0;
      FG_CHECK(enterprises_.service().update(s, {officer, clock_.now()}, id, r));
      return 0;
    }));
  }

  SeededRandom dice_{20220424};
};
FUGONG_BOTH_ENGINES(Sums);

TEST_P(Sums, agree_with_the_records_after_whatever_happens) {
  std::vector<Firm> firms;
  for (int step = 0; step < 400; ++step) {
    act_at_random(firms);
    if (step % 20 == 0) {
      ASSERT_THAT(differences(), IsEmpty()) << "after " << step << " acts";
    }
  }
  EXPECT_THAT(differences(), IsEmpty());
  engine().read([&](db::Session& s) {
    std::int64_t at_work = 0;
    for (const SubdistrictFigures& line : service_->figures_now(s, 800).subdistricts) at_work += line.resumed;
    EXPECT_EQ(at_work, service_->resumed(s, clock_.now()).total);
    EXPECT_GT(at_work, 0) << "the acts lead nowhere, and so prove nothing";
  });
}

TEST_P(Sums, of_a_command_that_is_undone_are_as_before) {
  const auto e = enterprise();
  const CaseId id = must(apply(e, papers(2))).id;
  const auto undone = write<int>([&](db::Session& s) -> Result<int> {
    FG_CHECK(service_->decide(s, context(industry), open_task(id, "industry"), {}));
    return fail(ErrorKind::conflict, "test.undone");
  });
  EXPECT_EQ(code_of(undone), "test.undone");
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Sums, that_were_tampered_with_are_named_and_made_anew) {
  const auto e = enterprise();
  to_work(e, must(apply(e, papers(2))).id);
  EXPECT_THAT(differences(), IsEmpty());
  must(write<bool>([&](db::Session& s) -> Result<bool> {
    s.exec("UPDATE resumption_tallies SET value = value + 7 WHERE district = :d AND name = 'workers'", district_);
    s.exec("UPDATE resumption_plants SET on_site = 5 WHERE district = :d", district_);
    return true;
  }));
  EXPECT_THAT(differences(),
              testing::ElementsAre(R"({"name":"workers","slot":0,"key":"210104012","kept":107,"counted":100})",
                                   R"({"name":"plant","slot":0,"key":")" + e.text + R"(","kept":0,"counted":1})"));
  must(write<bool>([&](db::Session& s) -> Result<bool> { return service_->count_again(s), true; }));
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Sums, of_an_older_district_are_counted_from_its_records) {
  std::vector<Firm> firms;
  for (int step = 0; step < 80; ++step) act_at_random(firms);
  const auto lines = [&] {
    std::string out;
    engine().read([&](db::Session& s) {
      for (const SubdistrictFigures& f : service_->figures_now(s, 800).subdistricts)
        out += f.subdistrict + " " + std::to_string(f.enterprises) + " " + std::to_string(f.resumed) + " " +
               std::to_string(f.on_site) + "\n";
    });
    return out;
  };
  const std::string before = lines();
  must(write<bool>([&](db::Session& s) -> Result<bool> {
    s.exec("DELETE FROM resumption_tallies WHERE district = :d", district_);
    s.exec("DELETE FROM resumption_plants WHERE district = :d", district_);
    EXPECT_FALSE(service_->is_counted(s));
    service_->count_again(s);
    EXPECT_TRUE(service_->is_counted(s));
    return true;
  }));
  EXPECT_THAT(differences(), IsEmpty());
  EXPECT_EQ(lines(), before);
}

TEST_P(Sums, count_every_enterprise_of_a_class_and_follow_other_rules) {
  enterprise(true), enterprise(false), enterprise(false);
  const auto classes = [&] {
    std::map<std::string, std::int64_t> out;
    engine().read([&](db::Session& s) {
      for (const ClassFigures& c : service_->figures_now(s, 800).classes) out[c.enterprise_class] = c.enterprises;
    });
    return out;
  };
  EXPECT_EQ(classes(), (std::map<std::string, std::int64_t>{{"above", 1}, {"below", 2}}));
  must(write<int>([&](db::Session& s) -> Result<int> {
    auto pack = std::make_shared<policy::Pack>(*small_pack());
    pack->version = "0000000000000009";
    pack->classes.erase(pack->classes.begin());  // only one class is left
    FG_CHECK(policies_.install(s, pack, "{}", clock_.now(), "system"));
    service_->reclassify(s);
    return 0;
  }));
  EXPECT_EQ(classes(), (std::map<std::string, std::int64_t>{{"below", 3}}));
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Sums, of_the_map_are_squares_with_everybody_in_their_middle) {
  for (int i = 0; i < 5; ++i) enterprise();
  engine().read([&](db::Session& s) {
    EXPECT_EQ(service_->placed(s), 5);
    EXPECT_THAT(service_->squares(s, 100), SizeIs(5));
    const auto few = service_->squares(s, 3);
    ASSERT_FALSE(few.empty());
    EXPECT_LE(few.size(), 3u);
    std::int64_t enterprises = 0;
    double latitude = 0;
    for (const Square& square : few) {
      enterprises += square.enterprises;
      latitude += square.latitude * double(square.enterprises);
    }
    EXPECT_EQ(enterprises, 5);
    EXPECT_NEAR(latitude / 5, 41.803, 1e-6);  // of 41.801 … 41.805
  });
}

TEST(Buckets, are_exact_at_first_and_a_sixteenth_wide_later) {
  int last = -1;
  for (std::int64_t seconds = 0; seconds < 3'000'000; seconds += 1 + seconds / 97) {
    const int bucket = bucket_of(seconds * 1000);
    ASSERT_GE(bucket, last) << seconds;
    last = bucket;
    const double error = double(middle_ms(bucket) - seconds * 1000);
    ASSERT_LE(std::abs(error), double(seconds) * 1000 / 32 + (seconds < 32 ? 0 : 500)) << seconds;
  }
}

TEST(Capacity, is_above_a_threshold_exactly_when_the_product_says_so) {
  for (const double normal : {0.0, 0.1, 0.6, 3.0, 100.0, 1e9})
    for (const double share : {0.0, 0.1, 0.5, 0.79999, 0.8, 0.80001, 0.9, 1.0, 2.9})
      for (const std::int64_t threshold : {0, 500, 800, 805, 900, 1000}) {
        const double output = normal * share;
        const bool above = normal > 0 && output * 1000 > normal * double(threshold);
        EXPECT_EQ(capacity_tenths(output, normal) > threshold, above) << output << "/" << normal << " " << threshold;
      }
}

TEST(Quarters, begin_with_days_everywhere) {
  for (const char* zone : {"Asia/Shanghai", "Asia/Kathmandu", "Europe/Berlin", "America/St_Johns"})
    EXPECT_EQ(start_of_day({"2022-04-24"}, zone).ms % 900'000, 0) << zone;
  EXPECT_EQ(quarter_of({-1}), -1);
}

}  // namespace
}  // namespace fugong::resumption_test
