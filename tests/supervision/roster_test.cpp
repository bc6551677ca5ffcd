// Who lives in: lists and files against what stands; what gates saw, page by page; shifts planned a week at a time.
#include <gmock/gmock.h>

#include "supervision/world.h"

namespace fugong::supervision_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Rosters : public World {
 protected:
  std::vector<std::string> names(const std::vector<NamedWorker>& workers) {
    std::vector<std::string> out;
    for (const NamedWorker& w : workers) out.push_back(w.name);
    return out;
  }
  std::vector<std::string> living_in(const EnterpriseId& e) {
    std::vector<std::string> out;
    for (const MemberLine& m : must(look(clerk(e), &Service::members, e, MembersFilter{})).items) out.push_back(m.name);
    return out;
  }
  Result<RosterPreview> read_file(const EnterpriseId& e, const std::string& csv) {
    return engine().query<RosterPreview>([&](db::Session& s) { return watch_->read_roster(s, as(clerk(e)), e, csv); });
  }
};

TEST_P(Rosters, a_preview_says_who_comes_and_who_goes_and_changes_nothing) {
  const auto e = plant();
  const auto a = worker(e, "张甲"), b = worker(e, "张乙"), c = worker(e, "张丙");
  live_in(e, {a, b});
  const auto preview = must(look(clerk(e), &Service::preview_roster, e, RosterRequest{std::vector{b, c}, {}}));
  EXPECT_THAT(names(preview.added), ElementsAre("张丙"));
  EXPECT_THAT(names(preview.ended), ElementsAre("张甲"));
  EXPECT_EQ(preview.kept, 1);
  EXPECT_THAT(living_in(e), UnorderedElementsAre("张甲", "张乙"));
  later(minutes(1));
  const auto receipt = live_in(e, {b, c});
  EXPECT_EQ(receipt.added, 1);
  EXPECT_EQ(receipt.ended, 1);
  EXPECT_THAT(living_in(e), UnorderedElementsAre("张乙", "张丙"));
}

TEST_P(Rosters, the_same_instant_may_be_said_again_and_otherwise) {
  const auto e = plant();
  const auto a = worker(e, "张甲"), b = worker(e, "张乙");
  const Timestamp from = clock_.now() + hours(2);
  const auto say = [&](std::vector<WorkerId> workers) {
    return must(act(clerk(e), &Service::replace_roster, e, RosterRequest{std::move(workers), from}));
  };
  say({a});
  say({b});
  EXPECT_THAT(living_in(e), ElementsAre("张乙"));
  EXPECT_EQ(say({a}).added, 1);
  EXPECT_THAT(living_in(e), ElementsAre("张甲"));
}

TEST_P(Rosters, a_file_names_people_by_card_or_name_and_says_which_rows_it_cannot_place) {
  const auto e = plant();
  const auto a = worker(e, "张甲");
  worker(e, "张乙");
  worker(e, "同名");
  worker(e, "同名");
  live_in(e, {a});
  std::string card = "21019919900101101";
  card += resident_id_check_character(card);  // of the first worker
  const auto preview = must(read_file(e, "姓名,身份证号\n张甲," + card + "\n张乙,\n外人,\n同名,\n张丁,123\n"));
  EXPECT_EQ(preview.rows, 5);
  EXPECT_EQ(preview.kept, 1);
  EXPECT_THAT(names(preview.added), ElementsAre("张乙"));
  EXPECT_THAT(preview.ended, IsEmpty());
  EXPECT_EQ(preview.workers.size(), 2u);
  std::vector<std::string> refused;
  for (const RefusedEvent& r : preview.refused) refused.push_back(std::to_string(r.row) + " " + r.code);
  EXPECT_THAT(refused, ElementsAre("4 roster.unknown_row", "5 roster.two_of_one_name", "6 resident_id.length"));
  EXPECT_EQ(code_of(read_file(e, "工号,部门\n1,2\n")), "roster.headings");
}

TEST_P(Rosters, what_gates_saw_is_read_newest_first_page_by_page) {
  const auto e = plant();
  const auto a = worker(e, "张甲", clock_.now());
  live_in(e, {a});
  later(hours(1));
  const Timestamp now = clock_.now();
  must(tell(e, {seen(a, Direction::out, now - minutes(3)), seen(a, Direction::in, now - minutes(2)),
                seen(a, Direction::out, now - minutes(2))}));
  must(tell(e, {{.id = "x", .direction = Direction::in, .at = now - minutes(1), .name = "外来人", .test_at = now}}));
  std::vector<std::string> read;
  EventsFilter filter{.limit = 1};
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = must(look(officer, &Service::gate_events, e, filter));
    for (const GateEventLine& line : page.items)
      read.push_back(std::string(json::enum_name(line.direction)) + (line.known ? " known" : " stranger"));
    if (!page.next) break;
    filter.after = page.next;
  }
  ASSERT_EQ(read.size(), 4u);
  EXPECT_EQ(read[0], "in stranger");
  EXPECT_EQ(read[3], "out known");
  const auto out = must(look(officer, &Service::gate_events, e, EventsFilter{.direction = Direction::out}));
  EXPECT_EQ(out.items.size(), 2u);
  const auto tomorrow = must(look(officer, &Service::gate_events, e, EventsFilter{.from = Date{"2022-04-12"}}));
  EXPECT_THAT(tomorrow.items, IsEmpty());
  EXPECT_EQ(code_of(look(officer, &Service::gate_events, e, EventsFilter{.after = "nothing"})),
            "supervision.bad_cursor");
}

TEST_P(Rosters, many_shifts_are_planned_at_once_or_not_at_all) {
  const auto e = plant();
  assign(e, wang);
  assign(e, zhao);
  const auto officer_at = [&](const char* day, std::size_t shift) {
    return must(look(officer, &Service::shifts, e, DaysFilter{Date{day}, Date{day}})).at(shift).officer_name;
  };
  const Date next{"2022-04-12"};
  must(act(officer, &Service::plan_shifts, e,
           ShiftsRequest{{{next, "day", zhao.person}, {next, "night", zhao.person}}}));
  EXPECT_EQ(officer_at("2022-04-12", 0), "zhao");
  EXPECT_EQ(officer_at("2022-04-12", 1), "zhao");
  EXPECT_EQ(code_of(act(officer, &Service::plan_shifts, e,
                        ShiftsRequest{{{next, "day", wang.person}, {next, "noon", wang.person}}})),
            "shift.unknown");
  EXPECT_EQ(officer_at("2022-04-12", 0), "zhao");
  EXPECT_EQ(code_of(act(officer, &Service::plan_shifts, e, ShiftsRequest{})), "shift.count");
  later(hours(13));
  EXPECT_EQ(code_of(act(officer, &Service::plan_shift, e, ShiftRequest{Date{"2022-04-11"}, "day", wang.person})),
            "shift.past");
}

TEST_P(Rosters, whoever_may_be_assigned_is_listed_with_his_plants) {
  const auto e = plant();
  assign(e, wang);
  watch_->hooks().officers = [&](db::Session&) {
    return std::vector<OfficerChoice>{{wang.person, "wang", "wang", {}}, {zhao.person, "zhao", "zhao", {}}};
  };
  const auto list = must(look(officer, &Service::officers));
  ASSERT_EQ(list.size(), 2u);
  ASSERT_EQ(list[0].places.size(), 1u);
  EXPECT_EQ(list[0].places[0].enterprise, e);
  EXPECT_THAT(list[1].places, IsEmpty());
}

FUGONG_BOTH_ENGINES(Rosters);

}  // namespace
}  // namespace fugong::supervision_test
