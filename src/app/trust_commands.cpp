#include "app/trust_commands.h"

#include <algorithm>
#include <fstream>
#include <ostream>

#include "exchange/city_root.h"
#include "policy/yaml.h"
#include "token/cose.h"

namespace fugong::app {
namespace {

outbound::HttpClient city_client() { return outbound::HttpClient({.answer_within = exchange::answer_within}); }

int say(const Terminal& terminal, std::string_view code, const TextParams& params = {}) {
  terminal.out << message(terminal.language, code, params) << '\n';
  return 0;
}

int write_out(const std::string& file, std::string_view bytes, const Terminal& terminal) {
  if (file.empty()) {
    terminal.out << bytes << std::flush;
    return 0;
  }
  std::ofstream out(file, std::ios::binary);
  out << bytes << std::flush;
  if (!out) return complain(terminal, {ErrorKind::unavailable, "app.unwritable", {}, {{"file", file}}});
  return 0;
}

template <class T>
int on_root(const std::string& folder, const Terminal& terminal, T act) {
  auto root = exchange::CityRoot::open(folder);
  return root ? act(*root) : complain(terminal, root.error());
}

std::string as_jwk(const token::TrustedIssuer& issuer) {
  json::Array keys;
  for (const token::TrustedKey& k : issuer.keys) {
    json::Object jwk = k.key.jwk();
    jwk["use"] = "sig";
    keys.push_back(std::move(jwk));
  }
  return json::write_value(json::Object{{"keys", std::move(keys)}}) + "\n";
}

std::string as_cose(const token::TrustedIssuer& issuer) {
  token::cbor::Array keys;
  for (const token::TrustedKey& k : issuer.keys) keys.push_back(token::cose::key_to_cbor(k.key));
  return token::cbor::encode(keys);
}

int print_status_of(Platform& p, Timestamp now, const Terminal& terminal) {
  const Actor actor = console_actor();
  const auto status = p.engine().query<exchange::ExchangeStatus>(
      [&](db::Session& session) { return p.exchange().status(session, {actor, now, terminal.language}); });
  if (!status) return complain(terminal, status.error());
  terminal.out << json::write(*status) << '\n';
  return 0;
}

}  // namespace

int print_keys(const PlatformOptions& options, const std::string& format, const std::string& out,
               const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    std::string bytes;
    p.engine().read([&](db::Session& session) {
      const token::TrustedIssuer issuer = p.passes().issuer(session, now);
      bytes = format == "cose" ? as_cose(issuer) : as_jwk(issuer);
    });
    return write_out(out, bytes, terminal);
  });
}

int publish_keys(const PlatformOptions& options, const std::string& out, const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    std::string bytes;
    p.engine().read([&](db::Session& session) { bytes = p.exchange().key_set(session, now); });
    if (!out.empty())
      if (const int status = write_out(out, bytes, terminal); status != 0) return status;
    return say(
        terminal, "trust.published",
        {{"code", p.district().code.text}, {"name", p.district().name}, {"fingerprint", p.exchange().fingerprint()}});
  });
}

int join_city(const PlatformOptions& options, const std::string& url, const std::string& root_file,
              const Terminal& terminal) {
  const auto pem = policy::read_file(root_file);
  if (!pem) return complain(terminal, pem.error());
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    const Actor actor = console_actor();
    const auto joined = p.engine().write<bool>([&](db::Session& session) -> Result<bool> {
      FG_CHECK(p.exchange().join(session, {actor, now, terminal.language}, url, *pem));
      return true;
    });
    if (!joined) return complain(terminal, joined.error());
    return say(terminal, "trust.joined", {{"url", url}});
  });
}

int leave_city(const PlatformOptions& options, const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    const Actor actor = console_actor();
    const auto left = p.engine().write<bool>([&](db::Session& session) -> Result<bool> {
      FG_CHECK(p.exchange().leave(session, {actor, now, terminal.language}));
      return true;
    });
    if (!left) return complain(terminal, left.error());
    return say(terminal, "trust.left");
  });
}

int pull_trust(const PlatformOptions& options, const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    const bool good = p.puller().pull_all(now);
    const int printed = print_status_of(p, now, terminal);
    return good ? printed : 1;
  });
}

int print_trust_status(const PlatformOptions& options, const Terminal& terminal) {
  return with_platform(options, terminal,
                       [&](Platform& p, Timestamp now) { return print_status_of(p, now, terminal); });
}

int make_root(const std::string& folder, const std::string& name, const Terminal& terminal) {
  const auto root = exchange::CityRoot::make(folder, name);
  if (!root) return complain(terminal, root.error());
  return say(terminal, "city.made", {{"folder", folder}, {"fingerprint", exchange::fingerprint_of(root->key())}});
}

int add_member(const std::string& folder, const std::string& code, const std::string& url,
               const std::string& fingerprint, const Terminal& terminal) {
  return on_root(folder, terminal, [&](exchange::CityRoot& root) {
    const Status added = root.add({{code}, url, fingerprint});
    return added ? say(terminal, "city.added", {{"code", code}}) : complain(terminal, added.error());
  });
}

int remove_member(const std::string& folder, const std::string& code, const Terminal& terminal) {
  return on_root(folder, terminal, [&](exchange::CityRoot& root) {
    const Status removed = root.remove({code});
    return removed ? say(terminal, "city.removed", {{"code", code}}) : complain(terminal, removed.error());
  });
}

int show_root(const std::string& folder, const Terminal& terminal) {
  return on_root(folder, terminal, [&](exchange::CityRoot& root) {
    json::Array members;
    for (const exchange::Member& m : root.members())
      members.push_back(json::Object{{"district", m.district.text}, {"url", m.url}, {"fingerprint", m.fingerprint}});
    terminal.out << json::write_value(json::Object{{"name", root.name()},
                                                   {"fingerprint", exchange::fingerprint_of(root.key())},
                                                   {"public_key", root.key().pem()},
                                                   {"members", std::move(members)}})
                 << '\n';
    return 0;
  });
}

int sign_trust(const std::string& folder, const std::string& out, const Terminal& terminal) {
  return on_root(folder, terminal, [&](exchange::CityRoot& root) {
    const auto report = root.sign(city_client(), SystemClock().now(), terminal.language);
    if (!report) return complain(terminal, report.error());
    if (!out.empty())
      if (const int status = write_out(out, root.trust_list(), terminal); status != 0) return status;
    terminal.out << json::write(*report) << '\n';
    return std::ranges::all_of(report->members, [](const exchange::MemberReport& m) { return !m.trouble; }) ? 0 : 1;
  });
}

}  // namespace fugong::app
