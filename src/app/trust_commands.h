// `fugong trust …`: a district's keys and its city, on its database; and the city root, on its folder.
#pragma once

#include <cstdint>
#include <string>

#include "app/commands.h"

namespace fugong::app {

// ---- at a district ----
// Its public keys, so that any COSE or JOSE library can check its passes. `format`: jwk (RFC 7517, JSON) or cose (a
// COSE_KeySet, RFC 9052). `out` empty: standard output.
int print_keys(const PlatformOptions& options, const std::string& format, const std::string& out,
               const Terminal& terminal);
// Writes the signed key set and says the fingerprint by which the city knows it.
int publish_keys(const PlatformOptions& options, const std::string& out, const Terminal& terminal);
int join_city(const PlatformOptions& options, const std::string& url, const std::string& root_file,
              const Terminal& terminal);
int leave_city(const PlatformOptions& options, const Terminal& terminal);
// Once and now; exit status 1 when something could not be had.
int pull_trust(const PlatformOptions& options, const Terminal& terminal);
int print_trust_status(const PlatformOptions& options, const Terminal& terminal);

// ---- at the city root ----
int make_root(const std::string& folder, const std::string& name, const Terminal& terminal);
int add_member(const std::string& folder, const std::string& code, const std::string& url,
               const std::string& fingerprint, const Terminal& terminal);
int remove_member(const std::string& folder, const std::string& code, const Terminal& terminal);
int show_root(const std::string& folder, const Terminal& terminal);
// Exit status 1 when a member's newest keys could not be had; the list is signed all the same.
int sign_trust(const std::string& folder, const std::string& out, const Terminal& terminal);

struct CityServer {
  std::string folder;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8090;
  std::int64_t sign_every_s = 0;  // 0: it only gives out what `fugong trust sign` has signed
};
// GET /api/v1/trust-list until SIGINT or SIGTERM.
int serve_city(const CityServer& options, const Terminal& terminal);

}  // namespace fugong::app
