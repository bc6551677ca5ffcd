#include "rehearsal/world.h"

#include <gtest/gtest.h>

#include <set>

#include "base/validators.h"

namespace fugong::rehearsal {
namespace {

Scenario dadong() {
  auto loaded = load_scenario(std::string(FUGONG_SOURCE_DIR) + "/scenarios/dadong-2022-04.yaml");
  EXPECT_TRUE(loaded.has_value()) << message(Language::en, loaded.error().code, loaded.error().params);
  return loaded ? *loaded : Scenario{};
}

TEST(World, ItsSumsAreTheScenariosAtEveryScale) {
  for (double scale : {0.05, 1.0, 2.5}) {
    const Scenario s = scale == 1.0 ? dadong() : scaled(dadong(), scale);
    const auto firms = draw_firms(s);
    std::int64_t above = 0, normal = 0, returning = 0, recovered = 0, trucks = 0, buses = 0, with_trucks = 0;
    for (const Firm& f : firms) {
      above += f.above_scale;
      normal += f.normal_workers;
      returning += f.returning_workers;
      recovered += f.recovery_percent > s.world.capacity_percent;
      trucks += f.trucks;
      buses += f.buses;
      with_trucks += f.trucks > 0;
      EXPECT_LE(f.returning_workers, f.normal_workers);
      EXPECT_GE(f.returning_workers, 1);
      EXPECT_TRUE(parse_usc(f.usc, "usc").has_value()) << f.usc;
      EXPECT_TRUE(parse_mobile(f.phone, "phone").has_value()) << f.phone;
    }
    EXPECT_EQ(static_cast<std::int64_t>(firms.size()), s.world.enterprises);
    EXPECT_EQ(above, s.world.above_scale);
    EXPECT_EQ(normal, s.world.normal_workers);
    EXPECT_EQ(returning, s.world.returning_workers);
    EXPECT_EQ(recovered, s.world.capacity_recovered);
    EXPECT_EQ(trucks, s.world.trucks.vehicles);
    EXPECT_EQ(with_trucks, s.world.trucks.enterprises);
    EXPECT_EQ(buses, s.world.buses.vehicles);
  }
}

TEST(World, TheSameSeedDrawsTheSameDistrictAndAnotherSeedAnother) {
  Scenario s = dadong();
  const auto a = draw_firms(s), b = draw_firms(s);
  s.seed += 1;
  const auto c = draw_firms(s);
  std::size_t same = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].name, b[i].name);
    EXPECT_EQ(a[i].usc, b[i].usc);
    same += a[i].name == c[i].name;
  }
  EXPECT_LT(same, a.size() / 10);
}

TEST(World, NobodySharesAnIdOrAPlateAndNobodyIsReal) {
  const Scenario s = dadong();
  std::set<std::string> ids, plates, codes;
  for (const Firm& f : draw_firms(s)) {
    EXPECT_TRUE(codes.insert(f.usc).second);
    for (std::int64_t n = 0; n < f.returning_workers; ++n) {
      const Person p = draw_worker(s, f, n);
      EXPECT_TRUE(ids.insert(p.resident_id).second) << p.resident_id;
      if (n == 0) {
        EXPECT_TRUE(parse_resident_id(p.resident_id, "id").has_value()) << p.resident_id;
        EXPECT_TRUE(p.resident_id.starts_with("210199"));
      }
    }
    for (std::int64_t n = 0; n < f.trucks + f.buses; ++n) {
      const std::string plate = draw_plate(s, f.first_vehicle + n);
      EXPECT_TRUE(plates.insert(plate).second) << plate;
      EXPECT_TRUE(parse_plate(plate, "plate").has_value()) << plate;
    }
  }
}

TEST(Split, IsExactAndKeepsTheLeast) {
  EXPECT_EQ(split(10, {1, 1, 1}), (std::vector<std::int64_t>{4, 3, 3}));
  EXPECT_EQ(split(10, {0, 1, 3}, 1), (std::vector<std::int64_t>{1, 3, 6}));
  EXPECT_EQ(split(0, {1, 2}), (std::vector<std::int64_t>{0, 0}));
  EXPECT_TRUE(split(5, {}).empty());
}

}  // namespace
}  // namespace fugong::rehearsal
