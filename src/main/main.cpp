// The command line. Every command that touches a district takes --db URL; what it prints is in the --lang asked for.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <array>
#include <iostream>

#include "app/commands.h"
#include "app/serving.h"
#include "app/trust_commands.h"
#include "rehearsal/rehearse.h"
#include "token/verify_command.h"
#include "vrp/solve_command.h"

using namespace fugong;

namespace {

struct Common {
  std::string language = "zh-CN";
  app::PlatformOptions platform;

  app::Terminal terminal() const { return {pick_language(language), std::cout, std::cerr}; }
};

void add_db(CLI::App& command, Common& common) {
  command.add_option("--db", common.platform.db_url, "sqlite:PATH or postgresql://…")->required();
  command.add_option("--keys", common.platform.keys_folder,
                     "folder of the district's keys (default: PATH.keys beside the SQLite file)");
}

void add_public_url(CLI::App& command, Common& common) {
  command.add_option("--public-url", common.platform.public_url,
                     "how gates and other districts reach this server, e.g. https://fugong.example");
}

void add_serve(CLI::App& root, Common& common, int& status) {
  auto options = std::make_shared<app::ServeOptions>();
  CLI::App* command = root.add_subcommand("serve", "Serve the platform until SIGINT or SIGTERM");
  add_db(*command, common);
  command->add_option("--address", options->address, "address to listen on")->capture_default_str();
  command->add_option("--port", options->port, "port; 0 takes a free one")->capture_default_str();
  add_public_url(*command, common);
  command->add_option("--sms-hook", common.platform.sms_hook,
                      "URL that sends text messages: gets them as signed web hooks");
  command->add_option("--sms-secret", common.platform.sms_secret_file,
                      "file with the hook's secret (default: sms-hook.secret beside the keys)");
  command->add_option("--push-contact", common.platform.push_contact,
                      "mailto: or https: for browsers' push services (default: the public URL)");
  command->add_option(
      "--channels-ca", common.platform.channels_ca,
      "PEM file of the authority that mail servers and web hooks are checked by (default: the system's)");
  command->add_flag("--channels-inside", common.platform.channels_inside,
                    "robots, web hooks and mail servers may lie inside our own network");
  auto pull_every_s = std::make_shared<std::int64_t>(common.platform.pull_every.ms / 1000);
  command
      ->add_option("--pull-every", *pull_every_s, "seconds between looks at the city's and the other districts' lists")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  command->add_flag("--resume-clock", options->resume_clock, "continue at the instant at which a rehearsal ended");
  auto https = std::make_shared<bool>(false);
  command->add_flag("--https", *https, "behind TLS: cookies are sent over HTTPS only");
  command->callback([&common, options, https, pull_every_s, &status] {
    options->platform = common.platform;
    options->platform.pull_every = seconds(*pull_every_s);
    if (*https) options->platform.cookies = identity::CookieTransport::https_only;
    const app::Terminal terminal = common.terminal();
    status = app::serve(*options, terminal.language, terminal.out, terminal.err);
  });
}

void add_init(CLI::App& root, Common& common, int& status) {
  auto options = std::make_shared<app::InitOptions>();
  CLI::App* command = root.add_subcommand("init", "Set up a district on an empty database");
  add_db(*command, common);
  command->add_option("--policy", options->policy_folder, "folder of its policy pack")->required();
  command->add_option("--code", options->code, "GB/T 2260 code, six digits")->required();
  command->add_option("--name", options->name, "its name in Chinese")->required();
  command->add_option("--name-en", options->name_en, "its name in English");
  command->add_option("--admin", options->admin_login, "login of the first administrator")->required();
  command->add_option("--admin-name", options->admin_name, "the administrator's name")->required();
  command
      ->add_option("--password-file", options->password_file, "file whose first line is the administrator's password")
      ->required();
  command->callback([&common, options, &status] {
    options->platform = common.platform;
    status = app::init(*options, common.terminal());
  });
}

void add_rehearse(CLI::App& root, Common& common, int& status) {
  auto options = std::make_shared<rehearsal::RehearseOptions>();
  CLI::App* command =
      root.add_subcommand("rehearse", "Play a scenario's wave into a fresh database and print its bulletin");
  command->add_option("scenario", options->scenario_file, "scenario file (YAML)")->required();
  add_db(*command, common);
  command->add_option("--scale", options->scale, "so many times as many enterprises, people and vehicles")
      ->capture_default_str();
  command->add_option("--accounts", options->accounts_file, "where to write the demo accounts (JSON)");
  command->add_flag("--quiet", options->quiet, "no progress");
  command->callback([&common, options, &status] {
    options->platform = common.platform;
    status = rehearsal::rehearse(*options, common.terminal());
  });
}

void add_bulletin(CLI::App& root, Common& common, int& status) {
  auto as_of = std::make_shared<std::string>();
  auto format = std::make_shared<std::string>("text");
  CLI::App* command = root.add_subcommand("bulletin", "The district's figures as of the end of a day");
  add_db(*command, common);
  command->add_option("--as-of", *as_of, "day such as 2026-04-24 (default: today)");
  command->add_option("--format", *format, "text, json, pdf or xlsx")
      ->check(CLI::IsMember({"text", "json", "pdf", "xlsx"}))
      ->capture_default_str();
  auto out = std::make_shared<std::string>();
  command->add_option("--out", *out, "file to write (default: standard output)");
  command->callback([&common, as_of, format, out, &status] {
    status = app::print_bulletin(common.platform, *as_of, *format, *out, common.terminal());
  });
}

void add_policy(CLI::App& root, Common& common, int& status) {
  CLI::App* policy = root.add_subcommand("policy", "Policy packs")->require_subcommand(1);
  auto folder = std::make_shared<std::string>();
  CLI::App* check = policy->add_subcommand("check", "Check a pack; complaints name file and line");
  check->add_option("folder", *folder)->required();
  check->callback([&common, folder, &status] {
    status = policy::check_command(*folder, pick_language(common.language), std::cout, std::cerr);
  });
  CLI::App* install = policy->add_subcommand("install", "Put a pack in force");
  install->add_option("folder", *folder)->required();
  add_db(*install, common);
  install->callback(
      [&common, folder, &status] { status = app::install_policy(common.platform, *folder, common.terminal()); });
  auto phase = std::make_shared<std::string>();
  CLI::App* change = policy->add_subcommand("switch", "Switch the phase; every open case is judged again");
  change->add_option("phase", *phase)->required();
  add_db(*change, common);
  change->callback(
      [&common, phase, &status] { status = app::switch_phase(common.platform, *phase, common.terminal()); });
  CLI::App* schema = policy->add_subcommand("schema", "Print the JSON Schema of policy packs");
  schema->callback([&status] { std::cout << json::write_value(policy::pack_schema()) << '\n', status = 0; });
}

void add_keys(CLI::App& root, Common& common, int& status) {
  CLI::App* keys =
      root.add_subcommand("keys", "The key that signs passes: announce, switch, retire")->require_subcommand(1);
  CLI::App* list = keys->add_subcommand("list", "Keys from announced to retired, and whether this node has them");
  add_db(*list, common);
  list->callback([&common, &status] { status = app::list_keys(common.platform, common.terminal()); });
  auto algorithm = std::make_shared<std::string>("es256");
  CLI::App* announce =
      keys->add_subcommand("announce", "Make a key and put it on the trust list; copy its file to every node");
  announce->add_option("--algorithm", *algorithm, "es256, eddsa or sm2")
      ->check(CLI::IsMember({"es256", "eddsa", "sm2"}))
      ->capture_default_str();
  add_db(*announce, common);
  announce->callback(
      [&common, algorithm, &status] { status = app::announce_key(common.platform, *algorithm, common.terminal()); });
  auto key = std::make_shared<std::string>();
  CLI::App* change = keys->add_subcommand("switch", "Sign with an announced key from now on");
  change->add_option("key", *key, "its id, as announce printed it")->required();
  add_db(*change, common);
  change->callback([&common, key, &status] { status = app::activate_key(common.platform, *key, common.terminal()); });
  CLI::App* retire = keys->add_subcommand("retire", "Take a key whose last pass has ended off the trust list");
  retire->add_option("key", *key)->required();
  add_db(*retire, common);
  retire->callback([&common, key, &status] { status = app::retire_key(common.platform, *key, common.terminal()); });
}

void add_upgrade(CLI::App& passes, Common& common, int& status) {
  auto options = std::make_shared<app::UpgradeOptions>();
  CLI::App* upgrade =
      passes.add_subcommand("upgrade", "Want a harder scheme of a kind of pass, with a grace for the older ones");
  upgrade->add_option("--kind", options->kind)->required();
  upgrade->add_option("--scheme", options->scheme, "2 bound to a phone, 3 answering the gate's challenge")->required();
  upgrade->add_option("--from", options->from, "instant, RFC 3339 (default: now)");
  upgrade->add_option("--grace-until", options->grace_until, "instant (default: when the last older pass has ended)");
  add_db(*upgrade, common);
  upgrade->callback(
      [&common, options, &status] { status = app::upgrade_passes(common.platform, *options, common.terminal()); });
}

void add_pass(CLI::App& root, Common& common, int& status) {
  auto options = std::make_shared<token::VerifyCommand>();
  auto at = std::make_shared<std::string>();
  CLI::App* passes = root.add_subcommand("pass", "Passes")->require_subcommand(1);
  add_upgrade(*passes, common, status);
  CLI::App* verify = passes->add_subcommand(
      "verify", "Judge a pass offline; prints the verdict as JSON, exit status 0 only for green");
  verify->add_option("token", options->token, "the pass's text, or - to read it from standard input")->required();
  verify->add_option("--trust", options->trust_file, "trust list, as GET /api/v1/trust-list answers")->required();
  verify->add_option("--status", options->status_files, "status list(s)");
  verify->add_option("--root", options->root_file, "PEM of the key that has to have signed the trust list");
  verify->add_option("--at", *at, "instant, RFC 3339 (default: now)");
  verify->add_option("--plate", options->plate, "plate read at the gate");
  verify->add_option("--zone", options->zone, "where the gate leads");
  verify->add_option("--gate-policy", options->policy_file, "what gates ask, as GET /api/v1/gate-policy answers");
  verify->add_option("--challenge", options->challenge, "text of the gate's own code, FC1:…");
  verify->callback([&common, options, at, &status] {
    const auto when = at->empty() ? std::optional(SystemClock().now()) : parse_rfc3339(*at);
    options->language = pick_language(common.language);
    if (!when) {
      status = app::complain(common.terminal(), {ErrorKind::invalid, "json.expected_time"});
      return;
    }
    options->at = *when;
    const auto answer = token::run_verify(*options);
    if (!answer) {
      status = app::complain(common.terminal(), answer.error());
      return;
    }
    std::cout << answer->json << '\n';
    status = answer->exit_status;
  });
}

void add_district_trust(CLI::App& trust, Common& common, int& status) {
  auto format = std::make_shared<std::string>("jwk");
  auto out = std::make_shared<std::string>();
  auto url = std::make_shared<std::string>();
  auto key = std::make_shared<std::string>();
  CLI::App* keys = trust.add_subcommand("keys", "The district's public keys, for any COSE or JOSE library");
  add_db(*keys, common);
  keys->add_option("--format", *format, "jwk or cose")->check(CLI::IsMember({"jwk", "cose"}))->capture_default_str();
  keys->add_option("--out", *out, "file (default: standard output)");
  keys->callback(
      [&common, format, out, &status] { status = app::print_keys(common.platform, *format, *out, common.terminal()); });
  CLI::App* publish =
      trust.add_subcommand("publish", "Say the district's fingerprint to the city root; write its signed key set");
  add_db(*publish, common);
  add_public_url(*publish, common);
  publish->add_option("--out", *out, "file for the signed key set, which GET /api/v1/key-set answers too");
  publish->callback([&common, out, &status] { status = app::publish_keys(common.platform, *out, common.terminal()); });
  CLI::App* join = trust.add_subcommand("join", "Believe a city root from now on");
  add_db(*join, common);
  join->add_option("--city", *url, "URL of the city root")->required();
  join->add_option("--root", *key, "PEM file of the city root's public key, got by another way than the network")
      ->required();
  join->callback(
      [&common, url, key, &status] { status = app::join_city(common.platform, *url, *key, common.terminal()); });
  CLI::App* leave = trust.add_subcommand("leave", "Be alone again");
  add_db(*leave, common);
  leave->callback([&common, &status] { status = app::leave_city(common.platform, common.terminal()); });
  CLI::App* pull = trust.add_subcommand(
      "pull", "Fetch the city's trust list and the peers' status lists now; exit status 0 when all is well");
  add_db(*pull, common);
  pull->callback([&common, &status] { status = app::pull_trust(common.platform, common.terminal()); });
  CLI::App* show =
      trust.add_subcommand("status", "How old the trust list and every peer's lists are, and what went wrong");
  add_db(*show, common);
  show->callback([&common, &status] { status = app::print_trust_status(common.platform, common.terminal()); });
}

void add_city_root(CLI::App& trust, Common& common, int& status) {
  auto city = std::make_shared<app::CityServer>();
  auto name = std::make_shared<std::string>();
  auto member = std::make_shared<std::array<std::string, 3>>();
  auto out = std::make_shared<std::string>();
  const auto with_folder = [city](CLI::App* command) {
    return command->add_option("folder", city->folder, "folder of the city root")->required(), command;
  };
  CLI::App* root = trust.add_subcommand("root", "The city root: who is a member")->require_subcommand(1);
  CLI::App* init = with_folder(root->add_subcommand("init", "Make a city root"));
  init->add_option("--name", *name, "the city's name")->required();
  init->callback([&common, city, name, &status] { status = app::make_root(city->folder, *name, common.terminal()); });
  CLI::App* add = with_folder(root->add_subcommand("add", "Let a district in, or change what is known of it"));
  add->add_option("--code", (*member)[0], "GB/T 2260 code, six digits")->required();
  add->add_option("--url", (*member)[1], "where it answers: its --public-url")->required();
  add->add_option("--fingerprint", (*member)[2], "as `fugong trust publish` says it there")->required();
  add->callback([&common, city, member, &status] {
    status = app::add_member(city->folder, (*member)[0], (*member)[1], (*member)[2], common.terminal());
  });
  CLI::App* remove = with_folder(root->add_subcommand("remove", "Let a district go"));
  remove->add_option("--code", (*member)[0], "its code")->required();
  remove->callback(
      [&common, city, member, &status] { status = app::remove_member(city->folder, (*member)[0], common.terminal()); });
  CLI::App* show = with_folder(root->add_subcommand("show", "Print the root's public key and its members"));
  show->callback([&common, city, &status] { status = app::show_root(city->folder, common.terminal()); });
  CLI::App* sign = with_folder(
      trust.add_subcommand("sign", "Sign the trust list from the members' key sets; exit status 0 when all answered"));
  sign->add_option("--out", *out, "a second copy of the list");
  sign->callback([&common, city, out, &status] { status = app::sign_trust(city->folder, *out, common.terminal()); });
  CLI::App* serve = with_folder(trust.add_subcommand("serve", "Give the trust list out until SIGINT or SIGTERM"));
  serve->add_option("--address", city->address, "address to listen on")->capture_default_str();
  serve->add_option("--port", city->port, "port; 0 takes a free one")->capture_default_str();
  serve
      ->add_option("--sign-every", city->sign_every_s,
                   "seconds after which it is signed anew; 0: only by `fugong trust sign`")
      ->check(CLI::Range(0, 86'400))
      ->capture_default_str();
  serve->callback([&common, city, &status] { status = app::serve_city(*city, common.terminal()); });
}

void add_trust(CLI::App& root, Common& common, int& status) {
  CLI::App* trust = root.add_subcommand("trust", "Trust between districts")->require_subcommand(1);
  add_district_trust(*trust, common, status);
  add_city_root(*trust, common, status);
}

void add_vrp(CLI::App& root, Common& common, int& status) {
  auto options = std::make_shared<vrp::SolveCommand>();
  CLI::App* solve = root.add_subcommand("vrp", "Routes of vans")
                        ->require_subcommand(1)
                        ->add_subcommand("solve", "Solve a routing problem; prints the routes in the .sol form");
  solve->add_option("file", options->file, "VRPLIB file (VRPTW, MDVRPTW) or Solomon text")->required();
  solve->add_option("--seconds", options->seconds, "processor time to search for, in each thread (default: 10)")
      ->check(CLI::Range(0.0, 86'400.0));
  solve->add_option("--steps", options->steps, "end after so many steps: the same plan every time")
      ->check(CLI::Range(0, 2'000'000'000));
  solve->add_option("--seed", options->seed, "another seed, another search")->capture_default_str();
  solve->add_option("--threads", options->threads, "searches side by side; the best plan is taken")
      ->check(CLI::Range(1u, vrp::threads_max))
      ->capture_default_str();
  solve->callback([&common, options, &status] {
    options->language = pick_language(common.language);
    if (!options->seconds && !options->steps) options->seconds = 10;
    const auto answer = vrp::run_solve(*options);
    if (!answer) {
      status = app::complain(common.terminal(), answer.error());
      return;
    }
    std::cout << answer->plan;
    std::cerr << answer->notes;
    status = answer->exit_status;
  });
}

void add_small(CLI::App& root, Common& common, int& status) {
  CLI::App* audit =
      root.add_subcommand("audit", "The audit log")
          ->require_subcommand(1)
          ->add_subcommand("verify", "Find changed, missing or reordered rows; exit status 0 when there are none");
  add_db(*audit, common);
  audit->callback([&common, &status] { status = app::verify_audit(common.platform, common.terminal()); });
  CLI::App* migrate = root.add_subcommand("migrate", "Bring a database to the newest structure");
  add_db(*migrate, common);
  migrate->callback([&common, &status] { status = app::migrate(common.platform, common.terminal()); });
  CLI::App* search = root.add_subcommand("search", "Finding things")->require_subcommand(1);
  CLI::App* reindex = search->add_subcommand("reindex", "Make the index anew from the records; the district works on");
  add_db(*reindex, common);
  reindex->callback([&common, &status] { status = app::reindex(common.platform, common.terminal()); });
  auto map_settings = std::make_shared<app::MapSettings>();
  CLI::App* map = root.add_subcommand(
      "map", "The pictures under the leader's map: shows them, or sets them (--tiles '' takes them away)");
  add_db(*map, common);
  map->add_option("--tiles", map_settings->tiles, "e.g. https://tiles.example/{z}/{x}/{y}.png");
  map->add_option("--attribution", map_settings->attribution, "whose pictures they are, as it has to be shown");
  map->callback([&common, map_settings, &status] {
    status = app::map_pictures(common.platform, *map_settings, common.terminal());
  });
  CLI::App* figures = root.add_subcommand("figures", "The sums that today's figures come from")->require_subcommand(1);
  CLI::App* check = figures->add_subcommand(
      "check", "Count everything from the records and name what differs; exit status 0 when nothing does");
  add_db(*check, common);
  check->callback([&common, &status] { status = app::check_figures(common.platform, common.terminal()); });
  CLI::App* recount = figures->add_subcommand("recount", "Make the sums anew from the records");
  add_db(*recount, common);
  recount->callback([&common, &status] { status = app::recount_figures(common.platform, common.terminal()); });
  root.add_subcommand("openapi", "Print the OpenAPI description")->callback([&common, &status] {
    status = app::print_openapi(common.terminal());
  });
  auto file = std::make_shared<std::string>();
  CLI::App* accounts = root.add_subcommand("accounts", "Print the demo accounts that a rehearsal wrote");
  accounts->add_option("file", *file)->required();
  accounts->callback([&common, file, &status] { status = app::print_accounts(*file, common.terminal()); });
}

}  // namespace

int main(int argc, char** argv) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("fugong"));
  CLI::App root("复工: resuming work safely after an emergency", "fugong");
  root.set_version_flag("--version", FUGONG_VERSION);
  root.require_subcommand(1);
  root.fallthrough();
  Common common;
  int status = 0;
  root.add_option("--lang", common.language, "zh-CN or en")->capture_default_str();
  add_serve(root, common, status);
  add_init(root, common, status);
  add_rehearse(root, common, status);
  add_bulletin(root, common, status);
  add_policy(root, common, status);
  add_pass(root, common, status);
  add_trust(root, common, status);
  add_keys(root, common, status);
  add_vrp(root, common, status);
  add_small(root, common, status);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return root.exit(e) == 0 ? 0 : 2;
  } catch (const std::exception& e) {
    std::cerr << "fugong: " << e.what() << '\n';
    return 1;
  }
  return status;
}
