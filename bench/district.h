// A district with its staff, served over HTTP from within the measuring program, and enterprises with a clerk each.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/platform.h"
#include "http/server.h"
#include "rehearsal/application.h"
#include "rehearsal/district.h"

namespace fugong::bench {

struct Clerk {
  std::string enterprise;  // EnterpriseId
  std::string token;
  std::string application;  // the body of POST /api/v1/cases, to be submitted at once
};

class District {
 public:
  // On an empty database; the keys' folder lies in `folder`. Throws std::runtime_error.
  District(const std::string& db_url, const std::filesystem::path& folder,
           const db::EngineOptions& engine = {.readers = 4});
  ~District();

  std::uint16_t port() const { return server_->port(); }
  app::Platform& platform() { return *platform_; }
  const policy::Pack& pack() const { return *policy_.pack; }
  rehearsal::People& people() { return people_; }
  const rehearsal::Scenario& scenario() const { return scenario_; }
  // "Authorization: Bearer …" of whoever decides the tasks of that desk.
  const std::string& reviewer(const std::string& owner) const;

  // Enters so many more enterprises, each with a clerk who has an API token. Every application of theirs goes to the
  // four departments that each application goes to (and to no other). In a few large commands, through the services.
  std::vector<Clerk> settle(std::size_t count);

 private:
  std::vector<Clerk> settle_some(db::Session& session, std::span<const rehearsal::Firm> firms,
                                 const std::string& password_hash);

  const SystemClock clock_;
  SystemRandom random_;
  rehearsal::Scenario scenario_;
  policy::Loaded policy_;
  std::unique_ptr<app::Platform> platform_;
  std::unique_ptr<http::Server> server_;
  rehearsal::People people_;
  std::map<std::string, std::string> desks_;
  std::size_t settled_ = 0;
};

std::string bearer(const std::string& token);

}  // namespace fugong::bench
