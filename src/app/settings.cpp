#include "app/settings.h"

#include <algorithm>

#include "audit/log.h"
#include "identity/rights.h"

namespace fugong::app {
namespace {

using http::Call;
using http::Method;

Status check_attribution(const std::string& text) {
  const auto characters = std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
  if (std::size_t(characters) > attribution_characters_max)
    return invalid("settings.too_long", "attribution", {{"limit", std::to_string(attribution_characters_max)}});
  if (std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
    return invalid("settings.attribution", "attribution");
  return {};
}

}  // namespace

Result<std::string> origin_of_tiles(std::string_view url) {
  const auto scheme = url.find("://");
  const std::string_view kind = url.substr(0, scheme == std::string_view::npos ? 0 : scheme);
  if (kind != "https" && kind != "http") return invalid("settings.tiles", "tiles");
  const auto path = url.find('/', scheme + 3);
  const std::string_view host = url.substr(0, path).substr(scheme + 3);
  // Nothing that could end the directive of the policy and begin another one.
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
  const bool whole =
      path != std::string_view::npos && !host.empty() && host.find_first_not_of(allowed) == std::string_view::npos;
  const bool plain = std::ranges::none_of(url, [](unsigned char c) { return c <= 0x20 || c == 0x7f || c == '"'; });
  for (const std::string_view place : {"{x}", "{y}", "{z}"})
    if (!whole || !plain || url.find(place, path) == std::string_view::npos) return invalid("settings.tiles", "tiles");
  return std::string(url.substr(0, path));
}

MapSettings read_map_settings(db::Session& session) {
  const auto row =
      session.one<std::tuple<std::string, std::string>>("SELECT map_tiles, map_attribution FROM app_district");
  MapSettings out;
  if (!row || std::get<0>(*row).empty()) return out;
  out.tiles = std::get<0>(*row);
  if (!std::get<1>(*row).empty()) out.attribution = std::get<1>(*row);
  return out;
}

Result<MapSettings> write_map_settings(db::Session& session, const DistrictCode& district, const Actor& actor,
                                       Timestamp now, const MapSettings& settings) {
  FG_CHECK(identity::require(actor, "settings.write"));
  const std::string tiles = settings.tiles.value_or(""), attribution = settings.attribution.value_or("");
  if (tiles.size() > tiles_url_bytes_max)
    return invalid("settings.too_long", "tiles", {{"limit", std::to_string(tiles_url_bytes_max)}});
  if (!tiles.empty()) FG_CHECK(origin_of_tiles(tiles));
  FG_CHECK(check_attribution(attribution));
  session.exec("UPDATE app_district SET map_tiles = :t, map_attribution = :a WHERE district = :d", tiles, attribution,
               district);
  audit::append(session, {.district = district,
                          .at = now,
                          .actor = actor.person.text,
                          .actor_name = actor.person_name,
                          .action = "settings.map",
                          .subject_kind = "district",
                          .subject_id = district.text,
                          .detail = json::write_value(json::Object{{"tiles", tiles}, {"attribution", attribution}})});
  return read_map_settings(session);
}

void declare_settings_routes(http::Router& router, const DistrictCode& district,
                             std::function<void(const MapSettings&)> changed) {
  router.query<http::Empty, MapSettings>({Method::get, "/api/v1/settings/map", "settings.write", "getMapSettings",
                                          "Where the pictures under the leader's map come from"},
                                         [](Call&, db::Session& session, const http::Empty&) -> Result<MapSettings> {
                                           return read_map_settings(session);
                                         });
  router.command<MapSettings, MapSettings>(
      {Method::put, "/api/v1/settings/map", "settings.write", "setMapSettings",
       "Put pictures under the leader's map, or take them away"},
      [district, changed = std::move(changed)](Call& call, db::Session& session,
                                               const MapSettings& body) -> Result<MapSettings> {
        FG_TRY(MapSettings kept, write_map_settings(session, district, call.actor, call.now, body));
        session.after_commit([changed, kept] { changed(kept); });
        return kept;
      });
}

}  // namespace fugong::app
