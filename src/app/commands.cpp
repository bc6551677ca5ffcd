#include "app/commands.h"

#include <filesystem>
#include <fstream>
#include <ostream>

#include "app/upkeep.h"
#include "audit/verify.h"
#include "bulletin/printed.h"
#include "http/openapi.h"
#include "policy/yaml.h"
#include "search/reindex.h"

namespace fugong::app {
namespace {

Result<std::string> first_line(const std::string& file) {
  FG_TRY(const std::string text, policy::read_file(file));
  return text.substr(0, text.find_first_of("\r\n"));
}

Result<policy::Loaded> load_sound(const std::string& folder, const Terminal& terminal) {
  policy::Loaded loaded = policy::load_folder(folder);
  for (const policy::Complaint& c : loaded.complaints) terminal.err << to_line(c, terminal.language) << '\n';
  if (!loaded.pack) return invalid("app.policy_unsound", {}, {{"folder", folder}});
  return loaded;
}

}  // namespace

Actor console_actor() {
  Actor actor;
  actor.person_name = "console";
  actor.person = PersonId{"system"};
  actor.kind = OrganisationKind::district;
  actor.roles = {Role::district_leader, Role::administrator};
  return actor;
}

int with_platform(const PlatformOptions& options, const Terminal& terminal,
                  const std::function<int(Platform&, Timestamp)>& act) {
  const SystemClock clock;
  SystemRandom random;
  auto platform = open_platform(options, clock, random);
  if (!platform) return complain(terminal, platform.error());
  if (const int status = act(**platform, clock.now()); status != 0) return status;
  // What the command decided is signed at once, not only when a server comes up.
  const Status head = (*platform)->sign_audit_head();
  return head ? 0 : complain(terminal, head.error());
}

int complain(const Terminal& terminal, const Error& error) {
  terminal.err << "fugong: " << message(terminal.language, error.code, error.params) << '\n';
  for (const FieldError& e : error.more)
    terminal.err << "  " << e.field << ": " << message(terminal.language, e.code, e.params) << '\n';
  return 1;
}

int init(const InitOptions& o, const Terminal& terminal) {
  auto loaded = load_sound(o.policy_folder, terminal);
  if (!loaded) return complain(terminal, loaded.error());
  auto password = first_line(o.password_file);
  if (!password) return complain(terminal, password.error());
  auto engine = open_engine(o.platform);
  if (!engine) return complain(terminal, engine.error());
  const SystemClock clock;
  SystemRandom random;
  auto platform = Platform::assemble(std::move(*engine), o.platform, {{o.code}, o.name, loaded->pack->calendar.zone},
                                     clock, random);
  if (!platform) return complain(terminal, platform.error());
  Platform& p = **platform;
  auto hash = p.identities().hash_password(*password, o.admin_login);
  if (!hash) return complain(terminal, hash.error());
  const NewDistrict district{o.code, o.name, o.name_en, std::move(*loaded), o.admin_login, o.admin_name, *hash};
  auto done = p.engine().write<bool>([&](db::Session& session) -> Result<bool> {
    FG_CHECK(install(session, district, p.policies(), p.identities(), clock.now()));
    return true;
  });
  if (!done) return complain(terminal, done.error());
  if (const Status head = p.sign_audit_head(); !head) return complain(terminal, head.error());
  terminal.out
      << message(terminal.language, "app.initialised",
                 {{"name", o.name}, {"code", o.code}, {"login", o.admin_login}, {"keys", keys_folder_of(o.platform)}})
      << '\n';
  return 0;
}

int map_pictures(const PlatformOptions& options, const MapSettings& settings, const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    const bool sets = settings.tiles || settings.attribution;
    const Actor actor = console_actor();
    const auto act = [&](db::Session& session) -> Result<MapSettings> {
      if (!sets) return read_map_settings(session);
      MapSettings wanted = read_map_settings(session);
      if (settings.tiles) wanted.tiles = settings.tiles;
      if (settings.attribution) wanted.attribution = settings.attribution;
      return write_map_settings(session, p.district().code, actor, now, wanted);
    };
    const auto now_set = sets ? p.engine().write<MapSettings>(act) : p.engine().query<MapSettings>(act);
    if (!now_set) return complain(terminal, now_set.error());
    terminal.out << json::write(*now_set) << '\n';
    return 0;
  });
}

int migrate(const PlatformOptions& options, const Terminal& terminal) {
  const auto engine = open_engine(options);
  if (!engine) return complain(terminal, engine.error());
  terminal.out << message(terminal.language, "app.migrated") << '\n';
  return 0;
}

int reindex(const PlatformOptions& options, const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp) {
    const auto indexed = search::reindex(p.engine(), p.searches(), {p.enterprises(), p.identities(), p.resumptions()});
    if (!indexed) return complain(terminal, indexed.error());
    terminal.out << message(terminal.language, "app.reindexed", {{"count", std::to_string(*indexed)}}) << '\n';
    return 0;
  });
}

int check_figures(const PlatformOptions& options, const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp) {
    std::vector<KeptDifference> found;
    p.engine().read([&](db::Session& session) { found = check_counts(p, session); });
    for (const auto& [room, d] : found)
      terminal.err << message(terminal.language, "app.figures_differ",
                              {{"room", room},
                               {"name", d.name},
                               {"slot", std::to_string(d.slot)},
                               {"key", d.key},
                               {"kept", std::to_string(d.kept)},
                               {"counted", std::to_string(d.counted)}})
                   << '\n';
    if (!found.empty()) return 1;
    terminal.out << message(terminal.language, "app.figures_agree") << '\n';
    return 0;
  });
}

int recount_figures(const PlatformOptions& options, const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp) {
    const auto done =
        p.engine().write<bool>([&](db::Session& session) -> Result<bool> { return count_again(p, session), true; });
    if (!done) return complain(terminal, done.error());
    terminal.out << message(terminal.language, "app.figures_recounted") << '\n';
    return 0;
  });
}

// To the file, or to the terminal where none is named.
int deliver(const Result<std::string>& made, const std::string& file, const Terminal& terminal) {
  if (!made) return complain(terminal, made.error());
  if (file.empty()) {
    terminal.out << *made;
    return 0;
  }
  std::ofstream out(file, std::ios::binary);
  out << *made;
  out.close();
  if (!out) return complain(terminal, {ErrorKind::invalid, "app.not_written", {}, {{"file", file}}});
  return 0;
}

int print_bulletin(const PlatformOptions& options, const std::string& as_of, const std::string& format,
                   const std::string& out, const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    const Date today = local_date(now, p.district().zone);
    const auto day = as_of.empty() ? std::optional(today) : parse_date(as_of);
    if (!day) return complain(terminal, {ErrorKind::invalid, "json.expected_date"});
    const auto edition = p.engine().query<bulletin::Edition>(
        [&](db::Session& session) { return p.bulletins().edition(session, *day, now); });
    if (!edition) return complain(terminal, edition.error());
    if (format == "json") return deliver(json::write(edition->bulletin) + '\n', out, terminal);
    if (format == "pdf") return deliver(bulletin::to_pdf(*edition, terminal.language, now), out, terminal);
    if (format == "xlsx") return deliver(bulletin::to_xlsx(*edition, terminal.language), out, terminal);
    return deliver(bulletin::to_text(edition->bulletin, *edition->pack, terminal.language), out, terminal);
  });
}

int switch_phase(const PlatformOptions& options, const std::string& phase, const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    const Actor actor = console_actor();
    auto report = p.engine().write<resumption::PhaseSwitchReport>([&](db::Session& session) {
      return p.resumptions().switch_phase(session, {actor, now, terminal.language}, phase);
    });
    if (!report) return complain(terminal, report.error());
    terminal.out << json::write(*report) << '\n';
    return 0;
  });
}

int install_policy(const PlatformOptions& options, const std::string& folder, const Terminal& terminal) {
  auto loaded = load_sound(folder, terminal);
  if (!loaded) return complain(terminal, loaded.error());
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    auto done = p.engine().write<bool>([&](db::Session& session) -> Result<bool> {
      FG_CHECK(p.policies().install(session, loaded->pack, json::write(loaded->files), now, "system"));
      p.resumptions().reclassify(session);
      return true;
    });
    if (!done) return complain(terminal, done.error());
    terminal.out << loaded->pack->id << ' ' << loaded->pack->version << '\n';
    return 0;
  });
}

namespace {

// One act on the passes by who sits at the console, in a command; prints what it answers.
template <class T, class F>
int pass_act(const PlatformOptions& options, const Terminal& terminal, F act) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    const Actor actor = console_actor();
    const pass::Context context{actor, now, terminal.language};
    auto answer = p.engine().write<T>([&](db::Session& session) { return act(p, session, context); });
    if (!answer) return complain(terminal, answer.error());
    terminal.out << json::write(*answer) << '\n';
    return 0;
  });
}

}  // namespace

int list_keys(const PlatformOptions& options, const Terminal& terminal) {
  return pass_act<std::vector<pass::PassKeyView>>(
      options, terminal,
      [](Platform& p, db::Session& s, const pass::Context& c) { return p.passes().pass_keys(s, c); });
}

int announce_key(const PlatformOptions& options, const std::string& algorithm, const Terminal& terminal) {
  const pass::KeyAnnouncement body{json::enum_value<crypto::Algorithm>(algorithm)};
  if (!body.algorithm) return complain(terminal, {ErrorKind::invalid, "key.unsupported"});
  return with_platform(options, terminal, [&](Platform& p, Timestamp now) {
    const Actor actor = console_actor();
    const pass::Context context{actor, now, terminal.language};
    // Outside the command: it may run twice, and a key is made once.
    auto key =
        p.engine().query<pass::PassKey>([&](db::Session& s) { return p.passes().prepare_key(s, context, body); });
    if (!key) return complain(terminal, key.error());
    auto answer =
        p.engine().write<pass::PassKeyView>([&](db::Session& s) { return p.passes().announce_key(s, context, *key); });
    if (!answer) return complain(terminal, answer.error());
    terminal.out << json::write(*answer) << '\n';
    return 0;
  });
}

int activate_key(const PlatformOptions& options, const std::string& key, const Terminal& terminal) {
  return pass_act<pass::PassKeyView>(options, terminal, [&](Platform& p, db::Session& s, const pass::Context& c) {
    return p.passes().activate_key(s, c, key);
  });
}

int retire_key(const PlatformOptions& options, const std::string& key, const Terminal& terminal) {
  return pass_act<pass::PassKeyView>(options, terminal, [&](Platform& p, db::Session& s, const pass::Context& c) {
    return p.passes().retire_key(s, c, key);
  });
}

int upgrade_passes(const PlatformOptions& options, const UpgradeOptions& upgrade, const Terminal& terminal) {
  pass::SchemeBody body{.kind = upgrade.kind, .scheme = upgrade.scheme};
  if (!upgrade.from.empty() && !(body.from = parse_rfc3339(upgrade.from)))
    return complain(terminal, {ErrorKind::invalid, "json.expected_time"});
  if (!upgrade.grace_until.empty() && !(body.grace_until = parse_rfc3339(upgrade.grace_until)))
    return complain(terminal, {ErrorKind::invalid, "json.expected_time"});
  return pass_act<pass::SchemeView>(options, terminal, [&](Platform& p, db::Session& s, const pass::Context& c) {
    return p.passes().call_in_scheme(s, c, body);
  });
}

int verify_audit(const PlatformOptions& options, const Terminal& terminal) {
  return with_platform(options, terminal, [&](Platform& p, Timestamp) {
    audit::Report report;
    p.engine().read([&](db::Session& session) {
      report = audit::verify(session, p.district().code, p.audit_verifier(), std::nullopt, terminal.language);
    });
    terminal.out << json::write(report) << '\n';
    for (const audit::Finding& f : report.findings) terminal.err << f.what << '\n';
    return report.sound() ? 0 : 1;
  });
}

int print_openapi(const Terminal& terminal) {
  // The routes need services to be declared on; a database of a moment gives them a place.
  const auto folder =
      std::filesystem::temp_directory_path() / ("fugong-openapi-" + std::to_string(SystemRandom().next_u64()));
  std::filesystem::create_directory(folder);
  PlatformOptions options{.db_url = "sqlite:" + (folder / "district.db").string()};
  const SystemClock clock;
  SystemRandom random;
  int status = 0;
  if (auto engine = open_engine(options); !engine) status = complain(terminal, engine.error());
  else if (auto platform = Platform::assemble(std::move(*engine), options, {{"000000"}, "", "UTC"}, clock, random);
           !platform)
    status = complain(terminal, platform.error());
  else terminal.out << json::write_value(http::openapi((*platform)->router(), "Fugong", FUGONG_VERSION)) << '\n';
  std::filesystem::remove_all(folder);
  return status;
}

int print_accounts(const std::string& file, const Terminal& terminal) {
  const auto text = policy::read_file(file);
  if (!text) return complain(terminal, text.error());
  const auto accounts = json::parse(*text);
  if (!accounts || !accounts->is_array())
    return complain(terminal, {ErrorKind::malformed, "app.not_accounts", {}, {{"file", file}}});
  for (const json::Value& a : accounts->get_array()) {
    const auto text_of = [&](const char* key) {
      const json::Value* found = a.is_object() ? a.get_object().if_contains(key) : nullptr;
      return found && found->is_string() ? std::string(found->get_string()) : std::string();
    };
    terminal.out << "  " << text_of("login") << "   " << text_of("password") << "   " << text_of("role") << "   "
                 << text_of("name") << '\n';
  }
  return 0;
}

}  // namespace fugong::app
