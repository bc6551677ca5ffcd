// What people wait for at the desk: lists, search and the command centre on a rehearsed district, and on one so many
// times as large. Between any two questions something is written, so that no answer may be an old one.
//   desk [FACTOR]   (default 10; 100 is about 40,000 enterprises and 7 million passes, and takes 15 GB in TMPDIR)
#include <algorithm>
#include <chrono>
#include <map>
#include <stdexcept>

#include "app/serving.h"
#include "audit/log.h"
#include "child.h"
#include "copied_district.h"
#include "row.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr double promised_ms = 100, growth_max = 2;

struct Question {
  const char* name;
  const char* login;  // of the demo's people
  const char* path;
  const char* query;
};
constexpr Question questions[] = {
    {"command centre", "leader", "/api/v1/dashboard", ""},
    {"broken promises", "leader", "/api/v1/sla/alerts", ""},
    {"bulletin beside the day before", "leader", "/api/v1/bulletin/changes", ""},
    {"map", "leader", "/api/v1/map", ""},
    {"cases under way", "leader", "/api/v1/cases", "limit=25"},
    {"cases of a subdistrict", "leader", "/api/v1/cases", "scope=all&limit=25&subdistrict=210104018"},
    {"cases of a class under way", "leader", "/api/v1/cases", "limit=25&enterprise_class=above_scale"},
    {"inbox", "officer1", "/api/v1/tasks", "limit=30"},
    {"enterprises", "officer1", "/api/v1/enterprises", "limit=50"},
    {"enterprises found by name", "officer1", "/api/v1/enterprises", "limit=10&search=%E6%B1%BD%E8%BD%A6"},
    {"enterprises found by a name that nobody has", "officer1", "/api/v1/enterprises",
     "limit=10&search=%E9%BE%98%E9%BE%98"},
    {"cases of the own subdistrict under way", "leader", "/api/v1/cases", "limit=25&subdistrict=210104018"},
    {"promises kept", "leader", "/api/v1/sla/figures", ""},
    {"search while typing", "officer1", "/api/v1/search", "q=%E6%B1%BD%E8%BD%A6"},
    {"search for a person", "officer1", "/api/v1/search", "q=%E7%8E%8B%E5%BB%BA%E5%9B%BD"},
    {"passes", "passes1", "/api/v1/passes", "limit=50"},
};

class Desk {
 public:
  explicit Desk(const std::filesystem::path& database) : clock_(offset_of(database)) {
    app::PlatformOptions options{.db_url = "sqlite:" + database.string(),
                                 .keys_folder = database.string() + ".keys",
                                 .password_cost = identity::PasswordCost::cheap()};
    auto platform = app::open_platform(options, clock_, random_);
    if (!platform) throw std::runtime_error("cannot open the district: " + platform.error().code);
    platform_ = std::move(*platform);
    for (const char* login : {"leader", "officer1", "passes1"}) tokens_[login] = token_of(login);
  }

  struct Times {
    double p95_ms = 0, worst_ms = 0;
  };
  // Of an answer.
  Times ask(const Question& question, int times) {
    std::vector<double> took;
    for (int i = 0; i < times; ++i) {
      write_something();
      const auto begin = std::chrono::steady_clock::now();
      const http::Response answer = platform_->router().handle(
          {.method = http::Method::get,
           .path = question.path,
           .query = question.query,
           .headers = {{"authorization", "Bearer " + tokens_.at(question.login)}, {"accept-language", "zh-CN"}}});
      took.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
      if (answer.status != 200)
        throw std::runtime_error(std::string(question.path) + " answered " + answer.body.substr(0, 200));
    }
    std::ranges::sort(took);
    return {took[std::min(took.size() - 1, took.size() * 95 / 100)], took.back()};
  }

 private:
  static Duration offset_of(const std::filesystem::path& database) {
    auto engine = app::open_engine({.db_url = "sqlite:" + database.string()});
    if (!engine) throw std::runtime_error("cannot open " + database.string());
    Timestamp newest{};
    (*engine)->read([&](db::Session& session) {
      if (const auto installation = app::read_installation(session))
        if (const auto head = audit::last_head(session, installation->district)) newest = head->at;
    });
    return newest - SystemClock().now();
  }
  std::string token_of(const std::string& login) {
    auto made = platform_->engine().write<std::string>([&](db::Session& session) -> Result<std::string> {
      const auto actor = platform_->identities().actor_of(session, login);
      if (!actor) return fail(ErrorKind::not_found, "person.not_found");
      FG_TRY(const auto token, platform_->identities().create_token(session, {*actor, clock_.now()}, {"bench", {}}));
      return token.token;
    });
    if (!made) throw std::runtime_error("no token for " + login + ": " + made.error().code);
    return *made;
  }
  // Every decision is in the audit log; whoever keeps figures looks there whether they are still true.
  void write_something() {
    (void)platform_->engine().write<bool>([&](db::Session& session) -> Result<bool> {
      audit::append(session, {.district = platform_->district().code,
                              .at = clock_.now(),
                              .actor = "system",
                              .action = "bench.write",
                              .subject_kind = "bench",
                              .subject_id = "desk"});
      return true;
    });
  }

  app::OffsetClock clock_;
  SystemRandom random_;
  std::unique_ptr<app::Platform> platform_;
  std::map<std::string, std::string> tokens_;
};

void rehearse(const Options& options, const std::filesystem::path& database) {
  const Ended ended =
      run_child({options.program.string(), "rehearse", FUGONG_SOURCE_DIR "/scenarios/dadong-2022-04.yaml", "--db",
                 "sqlite:" + database.string(), "--scale", options.brief ? "0.1" : "1", "--quiet"});
  if (ended.status > 1) throw std::runtime_error("the rehearsal ended with " + std::to_string(ended.status));
}

void measure(const Options& options) {
  const Folder folder;
  const std::filesystem::path plain = folder.path / "plain.db", large = folder.path / "large.db";
  rehearse(options, plain);
  std::filesystem::copy_file(plain, large);
  std::filesystem::copy(plain.string() + ".keys", large.string() + ".keys");
  const std::string given = options.arguments.empty() ? "10" : options.arguments[0];
  const std::int64_t factor = options.brief ? 3 : std::stoll(given);
  multiply_district(large, factor);
  Desk small(plain), big(large);
  const int times = options.brief ? 5 : 100;
  for (const Question& question : questions) {
    small.ask(question, 3), big.ask(question, 3);  // their pages are in memory
    Pairs to_promise, growth, worst;
    for (int round = 0; round < options.rounds; ++round) {
      const Desk::Times here = small.ask(question, times), there = big.ask(question, times);
      to_promise.subject.push_back(there.p95_ms), to_promise.reference.push_back(promised_ms);
      growth.subject.push_back(there.p95_ms), growth.reference.push_back(here.p95_ms);
      worst.subject.push_back(there.worst_ms), worst.reference.push_back(here.worst_ms);
    }
    const std::string name = std::string(question.name) + ", district x" + std::to_string(factor) + ", p95";
    bench::print(options, {.name = name, .unit = "ms", .reference = "ms promised"}, to_promise, at_most(1));
    bench::print(options, {.name = name, .unit = "ms", .reference = "ms in the plain district"}, growth,
                 at_most(growth_max));
    bench::print(options,
                 {.name = std::string(question.name) + ", district x" + std::to_string(factor) + ", slowest",
                  .unit = "ms",
                  .reference = "ms in the plain district"},
                 worst, {});
  }
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
