// The arithmetic and the words of the bulletin.
#include <gtest/gtest.h>

#include <limits>

#include "bulletin/rules.h"

namespace fugong::bulletin {
namespace {

TEST(Percent, has_one_decimal_and_rounds_halves_upward) {
  struct Row {
    std::int64_t part, whole;
    double percent;
  };
  for (const Row& row : {Row{48480, 61523, 78.8}, Row{0, 0, 0}, Row{5, 0, 0}, Row{0, 7, 0}, Row{7, 7, 100},
                         Row{1, 2000, 0.1}, Row{1, 2001, 0}, Row{1, 3, 33.3}, Row{2, 3, 66.7}, Row{1, 16, 6.3},
                         Row{3, 2, 150}, Row{1'000'000'000'000, 3'000'000'000'000, 33.3}})
    EXPECT_EQ(percent_of(row.part, row.whole), row.percent) << row.part << " of " << row.whole;
}

TEST(Numbers, have_thousands_separators) {
  struct Row {
    std::int64_t number;
    const char* text;
  };
  for (const Row& row : {Row{0, "0"}, Row{7, "7"}, Row{999, "999"}, Row{1000, "1,000"}, Row{48480, "48,480"},
                         Row{1234567, "1,234,567"}, Row{-12, "-12"}, Row{-123, "-123"}, Row{-1234, "-1,234"}})
    EXPECT_EQ(with_thousands(row.number), row.text);
}

TEST(Recovery, is_measured_by_the_packs_threshold_or_eighty_percent) {
  policy::Pack pack;
  EXPECT_EQ(capacity_threshold_of(pack), 800);
  pack.indicators.push_back({.id = "capacity", .name = {}, .measure = "capacity_over_80", .threshold = {}, .unit = {}});
  EXPECT_EQ(capacity_threshold_of(pack), 800);
  pack.indicators.back().threshold = 90;
  EXPECT_EQ(capacity_threshold_of(pack), 900);
}

TEST(Span, is_the_local_day_and_ends_now_while_it_lasts) {
  const auto at = [](const char* text) { return *parse_rfc3339(text); };
  const Date day{"2022-04-24"};
  const Span whole = span_of(day, "Asia/Shanghai", at("2022-05-01T00:00:00Z"));
  EXPECT_EQ(to_rfc3339(whole.begin), "2022-04-23T16:00:00.000Z");
  EXPECT_EQ(to_rfc3339(whole.until), "2022-04-24T15:59:59.999Z");
  EXPECT_EQ(to_rfc3339(span_of(day, "Asia/Shanghai", at("2022-04-24T12:00:00Z")).until), "2022-04-24T12:00:00.000Z");
  // A day of 25 hours where clocks go back.
  const Span autumn = span_of({"2022-10-30"}, "Europe/Berlin", at("2022-12-01T00:00:00Z"));
  EXPECT_EQ((autumn.until - autumn.begin).ms, hours(25).ms - 1);
}

Bulletin april_24() {
  Bulletin b;
  b.as_of = {"2022-04-24"};
  b.enterprises_resumed = 405;
  b.employees_returned = 48480;
  b.employees_normal = 61523;
  b.return_rate_percent = 78.8;
  b.capacity_over_80 = 303;
  b.above_scale_resumed = b.above_scale_total = 135;
  b.passes_employee = 72676;
  b.passes_truck = 650;
  b.truck_enterprises = 69;
  b.passes_commuter = 210;
  b.commuter_enterprises = 34;
  b.suspensions = 2;
  b.received_today = 8;
  b.decided_today = 11;
  b.overdue_today = 1;
  return b;
}

TEST(Text, is_filled_with_every_figure_under_its_json_name) {
  policy::Pack pack;
  std::string body;
  boost::mp11::mp_for_each<json::detail::Members<Bulletin>>([&](auto m) { body += std::string("{") + m.name + "} "; });
  pack.texts["bulletin.title"] = {"通报", "Bulletin"};
  pack.texts["bulletin.body"] = {body, body};
  EXPECT_EQ(to_text(april_24(), pack, Language::zh_cn),
            "通报\n\n2022年4月24日 405 48,480 61,523 78.8 303 135 135 72,676 650 69 210 34 0 0 2 0 8 11 1 \n");
  EXPECT_EQ(to_text(april_24(), pack, Language::en),
            "Bulletin\n\n24 April 2022 405 48,480 61,523 78.8 303 135 135 72,676 650 69 210 34 0 0 2 0 8 11 1 \n");
}

TEST(Text, has_words_of_its_own_where_the_pack_has_none) {
  EXPECT_EQ(
      to_text(april_24(), {}, Language::zh_cn),
      "企业复工复产情况通报（截至2022年4月24日）\n\n"
      "截至2022年4月24日，全区已复工企业405家，其中规模以上企业135家（共135家）；到岗员工48,480人，占复工企业正常用工"
      "61,523人的78.8%；产能恢复达标企业303家。\n"
      "累计签发员工通行证72,676张；货运车辆通行证650张，涉及企业69家；通勤车辆通行证210张，涉及企业34家。\n"
      "选派驻企干部0名，进驻企业0家；因违反防控规定被责令停工企业2家；解决企业诉求0件。\n"
      "当日受理复工申请8件，办结11件，超时1件。\n");
  EXPECT_EQ(
      to_text(april_24(), {}, Language::en),
      "Bulletin on the resumption of work, as of 24 April 2022\n\n"
      "As of 24 April 2022, 405 enterprises are at work, 135 of the district's 135 above designated size among "
      "them. 48,480 people are back, 78.8% of the normal work force of 61,523; 303 enterprises have recovered "
      "their capacity.\n"
      "Passes issued so far: 72,676 for employees, 650 for trucks of 69 enterprises, 210 for commuter vehicles of "
      "34 enterprises.\n"
      "0 resident officers look after 0 enterprises; 2 enterprises were suspended for breaches; 0 requests of "
      "enterprises were solved.\n"
      "On the day, 8 applications came in, 11 were decided, and 1 exceeded their time.\n");
}

TEST(Text, leaves_braces_that_name_no_figure_alone) {
  policy::Pack pack;
  pack.texts["bulletin.title"] = {"{no_such_figure} {", "x"};
  pack.texts["bulletin.body"] = {"{enterprises_resumed", "x"};
  EXPECT_EQ(to_text(april_24(), pack, Language::zh_cn), "{no_such_figure} {\n\n{enterprises_resumed\n");
}

TEST(Json, carries_the_published_keys) {
  const std::string text = json::write(april_24());
  EXPECT_EQ(text,
            R"({"as_of":"2022-04-24","enterprises_resumed":405,"employees_returned":48480,"employees_normal":61523,)"
            R"("return_rate_percent":78.8,"capacity_over_80":303,"above_scale_resumed":135,"above_scale_total":135,)"
            R"("passes_employee":72676,"passes_truck":650,"truck_enterprises":69,"passes_commuter":210,)"
            R"("commuter_enterprises":34,"resident_officers":0,"resident_enterprises":0,"suspensions":2,)"
            R"("tickets_solved":0,"received_today":8,"decided_today":11,"overdue_today":1})");
}

TEST(Changes, are_what_the_day_added_to_every_figure) {
  const Bulletin before{.as_of = {"2022-04-23"}, .enterprises_resumed = 400, .return_rate_percent = 78.5};
  const Bulletin today{.as_of = {"2022-04-24"},
                       .enterprises_resumed = 405,
                       .return_rate_percent = 78.8,
                       .passes_truck = 12,
                       .overdue_today = 0};
  const auto changes = changes_of(today, before);
  ASSERT_EQ(changes.size(), 19u);  // all but the day
  EXPECT_EQ(changes[0].name, "enterprises_resumed");
  EXPECT_EQ(changes[0].difference, 5);
  for (const FigureChange& change : changes) {
    if (change.name == "return_rate_percent") EXPECT_EQ(change.difference, 0.3);  // not 0.2999…
    if (change.name == "passes_truck") EXPECT_EQ(change.before, 0);
    if (change.name == "overdue_today") EXPECT_EQ(change.difference, 0);
  }
}

TEST(Places, are_shown_one_by_one_or_gathered_by_squares_with_nobody_lost) {
  std::vector<Spot> places;
  for (int i = 0; i < 3000; ++i)
    places.push_back({.latitude = 41.7 + (i % 60) * 0.002,
                      .longitude = 123.4 + (i / 60) * 0.002,
                      .enterprises = 1,
                      .resumed = i % 2,
                      .in_progress = 1 - i % 2,
                      .enterprise = EnterpriseId{"e" + std::to_string(i)},
                      .name = "某厂"});
  EXPECT_EQ(gather(places, 3000).size(), 3000u);
  for (const std::size_t most : {1500u, 100u, 10u, 1u}) {
    const auto spots = gather(places, most);
    ASSERT_LE(spots.size(), most);
    std::int64_t enterprises = 0, resumed = 0;
    for (const Spot& spot : spots) {
      enterprises += spot.enterprises;
      resumed += spot.resumed;
      EXPECT_EQ(spot.enterprise.has_value(), spot.enterprises == 1);
      EXPECT_GE(spot.latitude, 41.7);
      EXPECT_LE(spot.longitude, 123.5);
    }
    EXPECT_EQ(enterprises, 3000);
    EXPECT_EQ(resumed, 1500);
  }
  EXPECT_TRUE(gather({}, 10).empty());
}

}  // namespace
}  // namespace fugong::bulletin
