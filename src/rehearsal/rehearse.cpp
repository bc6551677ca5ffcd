#include "rehearsal/rehearse.h"

#include <fmt/core.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <ostream>

#include "bulletin/rules.h"
#include "rehearsal/wave.h"

namespace fugong::rehearsal {
namespace {

using Instant = std::chrono::steady_clock::time_point;

class ProgressBar {
 public:
  ProgressBar(const app::Terminal& terminal, const std::string& zone, bool quiet)
      : terminal_(terminal), zone_(zone), quiet_(quiet) {}
  void show(const Progress& p) {
    if (quiet_) return;
    // In a log, a line for every day; on a terminal, one line that moves.
    const Date day = local_date(p.now, zone_);
    if (!moving_ && day == shown_ && p.done < 1) return;
    shown_ = day;
    constexpr int width = 24;
    const int filled = static_cast<int>(p.done * width);
    const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    terminal_.err << fmt::format("{}[{}{}] {}  {}  {:.0f} s{}", moving_ ? "\r" : "", std::string(filled, '#'),
                                 std::string(width - filled, '.'), to_local_minutes(p.now, zone_),
                                 message(terminal_.language, "rehearsal.progress",
                                         {{"applied", std::to_string(p.applied)},
                                          {"resumed", std::to_string(p.resumed)},
                                          {"passes", bulletin::with_thousands(p.passes)},
                                          {"scans", bulletin::with_thousands(p.scans)}}),
                                 s, moving_ ? " " : "\n")
                  << std::flush;
  }
  void end() const {
    if (!quiet_ && moving_) terminal_.err << '\n';
  }

 private:
  const app::Terminal& terminal_;
  const std::string zone_;
  const bool quiet_;
  const bool moving_ = isatty(STDERR_FILENO) == 1;
  Date shown_{};
  const Instant began_ = std::chrono::steady_clock::now();
};

// Every figure that the scenario expects against the bulletin's; lines for those that differ.
bool compare(const Scenario& scenario, const bulletin::Bulletin& bulletin, const app::Terminal& terminal) {
  const json::Value found = *json::parse(json::write(bulletin));
  bool same = true;
  for (const auto& [key, expected] : scenario.expect) {
    const json::Value* value = found.get_object().if_contains(key);
    const double is = value && value->is_number() ? value->to_number<double>() : std::nan("");
    if (std::fabs(is - expected) < 0.05) continue;
    same = false;
    terminal.err << message(terminal.language, "rehearsal.differs",
                            {{"key", key}, {"expected", fmt::format("{}", expected)}, {"found", fmt::format("{}", is)}})
                 << '\n';
  }
  if (same && !scenario.expect.empty())
    terminal.err << message(terminal.language, "rehearsal.agrees", {{"count", std::to_string(scenario.expect.size())}})
                 << '\n';
  return same;
}

bool write_accounts(const std::string& file, const std::vector<Account>& accounts) {
  std::ofstream out(file);
  out << json::write(accounts) << '\n';
  return out.flush().good();
}

int play(app::Platform& platform, VirtualClock& clock, const Scenario& scenario, const policy::Loaded& policy,
         const RehearseOptions& options, const app::Terminal& terminal) {
  DistrictBuilder builder(platform, scenario, clock);
  People people = builder.build(policy);
  Player wave(platform, clock, scenario, builder, people);
  ProgressBar bar(terminal, scenario.district.zone, options.quiet);
  wave.play([&](const Progress& p) { bar.show(p); });
  bar.end();
  if (const Status head = platform.sign_audit_head(); !head) return complain(terminal, head.error());
  if (!options.accounts_file.empty() && !write_accounts(options.accounts_file, people.accounts))
    return complain(terminal, {ErrorKind::unavailable, "app.unwritable", {}, {{"file", options.accounts_file}}});
  const Date day = local_date(clock.now(), scenario.district.zone);
  auto bulletin = platform.engine().query<bulletin::Bulletin>(
      [&](db::Session& session) { return platform.bulletins().at(session, day, clock.now()); });
  if (!bulletin) return complain(terminal, bulletin.error());
  terminal.out << '\n' << bulletin::to_text(*bulletin, *policy.pack, terminal.language) << '\n';
  return compare(scenario, *bulletin, terminal) ? 0 : 1;
}

}  // namespace

int rehearse(const RehearseOptions& options, const app::Terminal& terminal) {
  if (!(options.scale > 0 && options.scale <= 100)) return complain(terminal, {ErrorKind::invalid, "rehearsal.scale"});
  auto loaded = load_scenario(options.scenario_file, terminal.language);
  if (!loaded) return complain(terminal, loaded.error());
  const Scenario scenario = options.scale == 1 ? std::move(*loaded) : scaled(*loaded, options.scale);
  const policy::Loaded policy = policy::load_folder(scenario.policy);
  for (const policy::Complaint& c : policy.complaints) terminal.err << to_line(c, terminal.language) << '\n';
  if (!policy.pack) return 1;
  VirtualClock clock(scenario.wave.start);
  SeededRandom random(scenario.seed);
  app::PlatformOptions platform_options = options.platform;
  platform_options.password_cost = identity::PasswordCost::cheap();
  auto engine = app::open_engine(platform_options);
  if (!engine) return complain(terminal, engine.error());
  auto platform = app::Platform::assemble(
      std::move(*engine), platform_options,
      {{scenario.district.code}, scenario.district.name.zh_cn, scenario.district.zone}, clock, random);
  if (!platform) return complain(terminal, platform.error());
  try {
    return play(**platform, clock, scenario, policy, options, terminal);
  } catch (const std::runtime_error& e) {
    terminal.err << "\nfugong: " << e.what() << '\n';
    return 1;
  }
}

}  // namespace fugong::rehearsal
