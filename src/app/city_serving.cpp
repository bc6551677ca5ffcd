// The city root on the network: it gives out one file, and signs it anew on a schedule when it is told to.
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <ostream>

#include "app/trust_commands.h"
#include "exchange/city_root.h"
#include "exchange/due_thread.h"
#include "http/problem.h"
#include "http/server.h"

namespace fugong::app {
namespace {

constexpr std::int64_t retry_s_max = 60;  // a member that did not answer is asked again soon

// The city keeps no database; no route of it asks for one.
class NoDatabase final : public db::Engine {
 public:
  db::Dialect dialect() const override { return db::Dialect::sqlite; }
  void migrate(std::span<const db::Migration>) override {}
  void submit(Command, Done done) override { done(db::Outcome::failed); }
  void read(const std::function<void(db::Session&)>&) override { throw db::Failure("the city root has no database"); }
  std::size_t queued() const override { return 0; }
};

Timestamp sign(const CityServer& options, Timestamp now) {
  // Opened anew every time: members come and go by other commands meanwhile.
  auto root = exchange::CityRoot::open(options.folder);
  const outbound::HttpClient client({.answer_within = exchange::answer_within});
  auto report = root ? root->sign(client, now, Language::en) : std::unexpected(root.error());
  std::int64_t wait_s = options.sign_every_s;
  if (!report) {
    spdlog::error("city: {}", message(Language::en, report.error().code, report.error().params));
    wait_s = std::min(wait_s, retry_s_max);
  } else {
    for (const exchange::MemberReport& m : report->members) {
      if (!m.trouble) continue;
      spdlog::warn("city: {}: {}", m.district.text, *m.message);
      wait_s = std::min(wait_s, retry_s_max);
    }
  }
  return now + seconds(wait_s);
}

http::Response trust_list(const CityServer& options, const http::Call& call) {
  const auto root = exchange::CityRoot::open(options.folder);
  if (!root) return http::problem(root.error(), call.language);
  std::string bytes = root->trust_list();
  if (bytes.empty())
    return http::problem({ErrorKind::not_found, "city.unsigned", {}, {{"folder", options.folder}}}, call.language);
  return {.status = 200, .content_type = "application/cose", .headers = {}, .body = std::move(bytes)};
}

}  // namespace

int serve_city(const CityServer& options, const Terminal& terminal) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread: all inherit it
  const auto root = exchange::CityRoot::open(options.folder);
  if (!root) return complain(terminal, root.error());
  const SystemClock clock;
  NoDatabase none;
  try {
    http::Router router(none, clock,
                        {.authenticate = [](const http::Request&, Timestamp) -> Result<Actor> { return Actor{}; },
                         .allows = [](const Actor&, std::string_view right) { return right == "public"; }});
    router.raw(
        {http::Method::get, "/api/v1/trust-list", "public", "getTrustList", "Whom a gate may believe, signed (COSE)"},
        [&](http::Call& call) { return trust_list(options, call); });
    http::Server server(router, {.address = options.address, .port = options.port});
    exchange::DueThread signing(clock, [&](Timestamp now) { return sign(options, now); });
    if (options.sign_every_s > 0) signing.start();
    terminal.out << "fugong " << FUGONG_VERSION << ": http://" << options.address << ':' << server.port() << " ("
                 << root->name() << ")" << std::endl;
    int received = 0;
    sigwait(&signals, &received);
    server.stop();
  } catch (const std::runtime_error& e) {
    return terminal.err << "fugong: " << e.what() << '\n', 1;
  }
  return 0;
}

}  // namespace fugong::app
