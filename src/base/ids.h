// Identifiers with a type each, so that a pass id cannot be handed where a case id is wanted.
// All are UUIDv7 (RFC 9562): time-ordered, because random keys cost 0.4 of the durable rate.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"

namespace fugong {

// Canonical lower-case text "0180…-7…-…"; 36 characters.
std::string make_uuid_v7(Timestamp now, Random& random);
bool is_uuid(std::string_view text);
std::array<std::uint8_t, 16> uuid_bytes(std::string_view canonical);
std::string uuid_text(std::span<const std::uint8_t, 16> bytes);

template <class Tag>
struct Id {
  std::string text;

  static Id make(Timestamp now, Random& random) { return {make_uuid_v7(now, random)}; }
  static std::optional<Id> parse(std::string_view text) {
    if (!is_uuid(text)) return std::nullopt;
    return Id{std::string(text)};
  }
  bool empty() const { return text.empty(); }
  auto operator<=>(const Id&) const = default;
};

using PersonId = Id<struct PersonTag>;
using OrganisationId = Id<struct OrganisationTag>;
using EnterpriseId = Id<struct EnterpriseTag>;
using WorkerId = Id<struct WorkerTag>;
using VehicleId = Id<struct VehicleTag>;
using CaseId = Id<struct CaseTag>;
using TaskId = Id<struct TaskTag>;
using PassId = Id<struct PassTag>;
using SessionId = Id<struct SessionTag>;

// GB/T 2260 county-level division, six digits. The first column of every table's key.
struct DistrictCode {
  std::string text;
  auto operator<=>(const DistrictCode&) const = default;
};

}  // namespace fugong

template <class Tag>
struct std::hash<fugong::Id<Tag>> {
  std::size_t operator()(const fugong::Id<Tag>& id) const noexcept { return std::hash<std::string>{}(id.text); }
};
