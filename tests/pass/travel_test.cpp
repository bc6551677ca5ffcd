#include "pass/travel.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "world.h"

namespace fugong::pass_test {
namespace {

constexpr Position dadong{41.81, 123.47}, dalian{38.91, 121.60}, tiexi{41.80, 123.37};

TEST(TravelRules, distances_are_those_of_the_map) {
  EXPECT_NEAR(distance_m(dadong, tiexi), 8'400, 200);
  EXPECT_NEAR(distance_m(dadong, dalian), 358'000, 3'000);
  EXPECT_EQ(distance_m(dadong, dadong), 0);
  EXPECT_NEAR(distance_m({0, 179.9}, {0, -179.9}), 22'239, 50);  // over the date line
  EXPECT_NEAR(distance_m({90, 0}, {-90, 0}), 20'015'000, 1'000);
}

TEST(TravelRules, what_no_vehicle_makes) {
  const Timestamp t{1'650'513'600'000};
  const struct {
    Position to;
    Duration gap;
    int limit;
    bool impossible;
  } rows[] = {{dalian, hours(1), 120, true},        {dalian, hours(3), 120, false},  {dalian, hours(1), 0, false},
              {tiexi, minutes(1), 100, true},       {tiexi, minutes(4), 100, false}, {dadong, {}, 100, false},
              {{41.8105, 123.4705}, {}, 100, false}};  // the other end of one queue
  for (const auto& r : rows) {
    EXPECT_EQ(impossible_between({dadong, t}, {r.to, t + r.gap}, r.limit).has_value(), r.impossible);
    EXPECT_EQ(impossible_between({r.to, t + r.gap}, {dadong, t}, r.limit).has_value(), r.impossible);
  }
}

// Why it is enough to look at neighbours: without slack, a way whose parts are possible is possible as a whole.
RC_GTEST_PROP(TravelRules, the_straight_way_is_never_longer_than_the_way_round, ()) {
  const auto degree = [](int low, int high) { return *rc::gen::inRange(low * 100, high * 100) / 100.0; };
  const Position a{degree(-89, 89), degree(-179, 179)}, b{degree(-89, 89), degree(-179, 179)},
      c{degree(-89, 89), degree(-179, 179)};
  RC_ASSERT(distance_m(a, c) <= distance_m(a, b) + distance_m(b, c) + 1);
  RC_ASSERT(std::abs(distance_m(a, b) - distance_m(b, a)) < 0.001);
}

class TravelTest : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    auto pack = small_pack();
    pack->version = "0000000000000003";
    for (auto& kind : pack->pass_kinds) kind.speed_kmh_max = 100;
    write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(policies_.install(s, pack, "{}", now_, "system"));
      return 0;
    }).value();
    e_ = enter(1);
    buy(e_, "辽A12345", "大东至铁西");
    buy(e_, "辽A12346", "大东至铁西");
    issue_all(e_, "truck");
    for (const auto& line : list()) tokens_.push_back(view(line.id).token);
    place("east-1", 41.81, 123.47);
    place("west-1", 41.80, 123.37);
  }
  Result<CheckpointLine> place_as(const Actor& a, const std::string& code, double latitude, double longitude) {
    return write<CheckpointLine>(
        [&](db::Session& s) { return service_->travel().place(s, by(a), code, {latitude, longitude}); });
  }
  void place(const std::string& code, double latitude, double longitude) {
    must(place_as(officer, code, latitude, longitude));
  }
  ScanBody scan(std::size_t token, Duration ago) {
    return {.id = ScanId::make(now_ - ago, random_), .token = tokens_[token], .at = now_ - ago};
  }
  void upload(const Actor& gate, std::vector<ScanBody> scans) {
    const auto prepared =
        must(read<PreparedScansPtr>([&](db::Session& s) { return service_->prepare_scans(s, by(gate), {scans}); }));
    must(write<ScanReceipt>([&](db::Session& s) { return service_->store_scans(s, by(gate), prepared); }));
  }
  std::vector<TravelAlertView> alerts(const TravelFilter& filter = {}) {
    return must(read<http::Page<TravelAlertView>>(
                    [&](db::Session& s) { return service_->travel().alerts(s, by(officer), filter); }))
        .items;
  }
  Result<TravelAlertView> close(const Actor& a, const TravelAlertId& id, const std::string& note) {
    return write<TravelAlertView>([&](db::Session& s) { return service_->travel().close(s, by(a), id, {note}); });
  }

  Actor west = actor(OrganisationKind::checkpoint, "west-1", Role::checkpoint_guard);
  EnterpriseId e_;
  std::vector<std::string> tokens_;
};
FUGONG_BOTH_ENGINES(TravelTest);

TEST_P(TravelTest, a_pass_at_two_distant_gates_at_once_raises_an_alert_with_both_scans) {
  upload(guard, {scan(0, minutes(2))});
  upload(west, {scan(0, minutes(1))});
  const auto raised = alerts();
  ASSERT_EQ(raised.size(), 1u);
  EXPECT_EQ(raised[0].subject, list()[0].subject);
  EXPECT_EQ(raised[0].limit_kmh, 100);
  EXPECT_GT(raised[0].speed_kmh, 100);
  EXPECT_NEAR(static_cast<double>(raised[0].distance_m), 8'400, 200);
  ASSERT_EQ(raised[0].scans.size(), 2u);
  EXPECT_EQ(raised[0].scans[0].checkpoint, "east-1");
  EXPECT_EQ(raised[0].scans[1].checkpoint, "west-1");
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_entry WHERE action = 'alert.travel'"), 1);
}

TEST_P(TravelTest, what_can_be_raises_nothing) {
  upload(guard, {scan(0, minutes(20)), scan(1, minutes(1))});
  upload(west, {scan(0, minutes(1))});
  upload(guard, {scan(0, seconds(1)), scan(0, {})});
  EXPECT_EQ(alerts().size(), 1u);  // the last two are one minute from the west gate
  EXPECT_EQ(alerts()[0].scans[0].checkpoint, "west-1");
}

TEST_P(TravelTest, what_is_uploaded_late_and_out_of_order_is_judged_the_same) {
  upload(guard, {scan(0, minutes(60))});
  upload(guard, {scan(0, minutes(10))});
  EXPECT_TRUE(alerts().empty());
  upload(west, {scan(0, minutes(59)), scan(0, minutes(11))});  // came from a gate that was offline
  EXPECT_EQ(alerts().size(), 2u);
}

TEST_P(TravelTest, a_pass_that_is_seen_all_day_long_is_judged_the_same) {
  std::vector<ScanBody> shuttle;
  for (int i = 0; i < sightings_kept_max + 5; ++i) shuttle.push_back(scan(0, minutes(10 * (i + 1))));
  upload(guard, shuttle);
  upload(west, {scan(0, minutes(105))});  // between two of them, five minutes from each
  EXPECT_TRUE(alerts().empty());
  upload(west, {scan(0, minutes(301)), scan(1, minutes(301))});
  ASSERT_EQ(alerts().size(), 1u);
  EXPECT_EQ(alerts()[0].scans[0].checkpoint, "west-1");
  EXPECT_EQ(alerts()[0].gap_s, 60);
}

TEST_P(TravelTest, two_sightings_of_one_upload_are_held_against_each_other) {
  const Actor staff = actor(OrganisationKind::district, "", Role::checkpoint_guard);  // speaks for any checkpoint
  std::vector<ScanBody> both{scan(0, minutes(1)), scan(0, minutes(2))};
  both[0].checkpoint = "east-1";
  both[1].checkpoint = "west-1";
  upload(staff, both);
  ASSERT_EQ(alerts().size(), 1u);
  EXPECT_EQ(alerts()[0].scans[0].checkpoint, "west-1");
}

TEST_P(TravelTest, the_same_upload_again_raises_nothing_twice) {
  const std::vector<ScanBody> first{scan(0, minutes(2))}, second{scan(0, minutes(1))};
  for (int i = 0; i < 2; ++i) {
    upload(guard, first);
    upload(west, second);
  }
  EXPECT_EQ(alerts().size(), 1u);
}

TEST_P(TravelTest, gates_whose_place_nobody_knows_are_left_out) {
  const Actor nowhere = actor(OrganisationKind::checkpoint, "north-1", Role::checkpoint_guard);
  upload(guard, {scan(0, minutes(2))});
  upload(nowhere, {scan(0, minutes(1))});
  EXPECT_TRUE(alerts().empty());
}

TEST_P(TravelTest, an_alert_is_closed_once_with_what_was_found) {
  upload(guard, {scan(0, minutes(2))});
  upload(west, {scan(0, minutes(1))});
  const TravelAlertId id = alerts().at(0).id;
  EXPECT_EQ(code_of(close(guard, id, "x")), "auth.forbidden");
  EXPECT_EQ(code_of(close(officer, id, "")), "pass.reason_needed");
  EXPECT_EQ(must(close(officer, id, "查实为复印件")).note, "查实为复印件");
  EXPECT_EQ(code_of(close(officer, id, "x")), "alert.closed");
  EXPECT_EQ(code_of(close(officer, {"01800000-0000-7000-8000-0000000000ff"}, "x")), "alert.not_found");
  EXPECT_TRUE(alerts({.open = true}).empty());
  EXPECT_EQ(alerts({.open = false}).size(), 1u);
}

TEST_P(TravelTest, a_place_that_is_none_is_refused) {
  EXPECT_EQ(code_of(place_as(guard, "x", 1, 1)), "auth.forbidden");
  for (const auto& [latitude, longitude] : {std::pair(91.0, 0.0), {0.0, 181.0}, {std::nan(""), 0.0}, {0.0, -1e300}})
    EXPECT_EQ(code_of(place_as(officer, "x", latitude, longitude)), "checkpoint.position");
  EXPECT_EQ(code_of(place_as(officer, std::string(33, 'x'), 1, 1)), "checkpoint.code");
}

}  // namespace
}  // namespace fugong::pass_test
