// What an administrator sets for the district while it works, stored with it.
#pragma once

#include "db/engine.h"
#include "http/router.h"

namespace fugong::app {

constexpr std::size_t tiles_url_bytes_max = 500;
constexpr std::size_t attribution_characters_max = 200;

// Pictures under the leader's map, e.g. "https://tiles.example/{z}/{x}/{y}.png"; both absent: none, and a plain plot.
struct MapSettings {
  std::optional<std::string> tiles;
  std::optional<std::string> attribution;  // whose pictures they are, as their licence wants it shown
};
BOOST_DESCRIBE_STRUCT(MapSettings, (), (tiles, attribution))

// Where map pictures come from, "https://tiles.example" of "https://tiles.example/{z}/{x}/{y}.png": the one host that
// pages may load pictures from. Code settings.tiles.
Result<std::string> origin_of_tiles(std::string_view url_template);

MapSettings read_map_settings(db::Session& session);
// Right settings.write; codes settings.tiles, settings.too_long, settings.attribution.
Result<MapSettings> write_map_settings(db::Session& session, const DistrictCode& district, const Actor& actor,
                                       Timestamp now, const MapSettings& settings);

// `changed` hears of new settings once they are durable.
void declare_settings_routes(http::Router& router, const DistrictCode& district,
                             std::function<void(const MapSettings&)> changed);

}  // namespace fugong::app
