// The commands of `fugong` that answer and end. Each gives the exit status: 0 good, 1 refused, 2 wrongly called.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "app/platform.h"

namespace fugong::app {

struct Terminal {
  Language language = Language::zh_cn;
  std::ostream& out;
  std::ostream& err;
};

int complain(const Terminal& terminal, const Error& error);

// The operator at the machine's console; what is done so stands in the audit log as the system's act.
Actor console_actor();
// Runs `act` on the district's platform and, where it gave 0, signs what it decided; complains when it cannot be
// opened.
int with_platform(const PlatformOptions& options, const Terminal& terminal,
                  const std::function<int(Platform&, Timestamp)>& act);

struct InitOptions {
  PlatformOptions platform;
  std::string policy_folder, code, name, name_en;
  std::string admin_login, admin_name;
  std::string password_file;  // its first line; never on the command line, where every user of the machine reads it
};
int init(const InitOptions& options, const Terminal& terminal);

// Prints the map's settings; sets them first when either is given.
int map_pictures(const PlatformOptions& options, const MapSettings& settings, const Terminal& terminal);
int migrate(const PlatformOptions& options, const Terminal& terminal);
// Makes the search's index anew from the records.
int reindex(const PlatformOptions& options, const Terminal& terminal);
// The sums that the figures of today come from, beside a recount; exit status 0 when they agree.
int check_figures(const PlatformOptions& options, const Terminal& terminal);
int recount_figures(const PlatformOptions& options, const Terminal& terminal);
// `as_of` empty: today. `format`: text or json.
int print_bulletin(const PlatformOptions& options, const std::string& as_of, const std::string& format,
                   const std::string& out, const Terminal& terminal);
int switch_phase(const PlatformOptions& options, const std::string& phase, const Terminal& terminal);
int install_policy(const PlatformOptions& options, const std::string& folder, const Terminal& terminal);
// The key that signs passes: list it and its like, announce a new one, sign with an announced one, retire one.
int list_keys(const PlatformOptions& options, const Terminal& terminal);
int announce_key(const PlatformOptions& options, const std::string& algorithm, const Terminal& terminal);
int activate_key(const PlatformOptions& options, const std::string& key, const Terminal& terminal);
int retire_key(const PlatformOptions& options, const std::string& key, const Terminal& terminal);
// `from` and `grace_until` are RFC 3339, empty: now, and as soon as no older pass that is still good is refused.
struct UpgradeOptions {
  std::string kind, from, grace_until;
  int scheme = 0;
};
int upgrade_passes(const PlatformOptions& options, const UpgradeOptions& upgrade, const Terminal& terminal);
int verify_audit(const PlatformOptions& options, const Terminal& terminal);
int print_openapi(const Terminal& terminal);
// The table of demo accounts that a rehearsal wrote.
int print_accounts(const std::string& file, const Terminal& terminal);

}  // namespace fugong::app
