// Ways by great circle, times the detour that streets are.
#include "vrp/great_circle.h"

#include <gtest/gtest.h>

namespace fugong::vrp {
namespace {

TEST(GreatCircle, a_degree_of_latitude_is_111_kilometres_times_the_detour) {
  const std::vector<Position84> places{{41, 123}, {42, 123}};
  const auto ways = great_circle_ways(places, {.detour = 1, .speed_kmh = 60});
  ASSERT_TRUE(ways);
  EXPECT_NEAR(ways->distance.at(0, 1), 111'195, 2);
  EXPECT_NEAR(ways->duration.at(0, 1), 111.195 * 60, 2);
  EXPECT_EQ(ways->distance.at(0, 1), ways->distance.at(1, 0));
  EXPECT_EQ(ways->distance.at(1, 1), 0);
  EXPECT_NEAR(great_circle_ways(places, {.detour = 1.4})->distance.at(0, 1), 155'673, 3);
}

TEST(GreatCircle, places_and_roads_that_cannot_be_are_refused) {
  const auto code = [](Position84 place, RoadModel roads) {
    const std::vector<Position84> places{{41, 123}, place};
    const auto ways = great_circle_ways(places, roads);
    return ways ? std::string() : ways.error().code + " " + ways.error().field;
  };
  EXPECT_EQ(code({91, 0}, {}), "vrp.position [1]");
  EXPECT_EQ(code({0, -181}, {}), "vrp.position [1]");
  EXPECT_EQ(code({std::numeric_limits<double>::quiet_NaN(), 0}, {}), "vrp.position [1]");
  EXPECT_EQ(code({41, 124}, {.detour = 0.9}), "vrp.speed detour");
  EXPECT_EQ(code({41, 124}, {.speed_kmh = 0}), "vrp.speed speed_kmh");
  EXPECT_EQ(code({-41, -57}, {}), "");  // the other side of the earth is near enough for every number
}

}  // namespace
}  // namespace fugong::vrp
