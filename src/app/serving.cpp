#include "app/serving.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <ctime>
#include <ostream>
#include <thread>

#include "app/upkeep.h"
#include "app/web_assets.h"
#include "http/server.h"

namespace fugong::app {
namespace {

constexpr int sign_every_seconds = 5;  // decisions that no signed head covers yet are at most this old

// Signals are taken by waiting, not by a handler: nothing has to be safe in one.
sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

void sign_head(Platform& platform) {
  if (const Status signed_head = platform.sign_audit_head(); !signed_head)
    spdlog::error("audit: {}", message(Language::en, signed_head.error().code, signed_head.error().params));
}

void wait_for_stop(Platform& platform, const sigset_t& signals) {
  const timespec patience{sign_every_seconds, 0};
  while (sigtimedwait(&signals, nullptr, &patience) < 0) {
    sign_head(platform);
    platform.refresh_settings();  // another node or the console may have changed them
  }
}

// When the audit log's newest head was signed: the end of a rehearsal.
Timestamp newest_head(db::Engine& engine) {
  Timestamp newest{};
  engine.read([&](db::Session& session) {
    const auto installation = read_installation(session);
    const auto head = installation ? audit::last_head(session, installation->district) : std::nullopt;
    if (head) newest = head->at;
  });
  return newest;
}

Result<Duration> offset_of(const ServeOptions& options) {
  if (!options.resume_clock) return Duration{};
  FG_TRY(auto engine, open_engine(options.platform));
  const Timestamp newest = newest_head(*engine);
  return newest.ms > 0 ? newest - SystemClock().now() : Duration{};
}

}  // namespace

int serve(const ServeOptions& options, Language language, std::ostream& out, std::ostream& err) {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread: all inherit it
  const auto complain = [&](const Error& e) {
    return err << "fugong: " << message(language, e.code, e.params) << '\n', 1;
  };
  const auto offset = offset_of(options);
  if (!offset) return complain(offset.error());
  const OffsetClock clock(*offset);
  SystemRandom random;
  auto platform = open_platform(options.platform, clock, random);
  if (!platform) return complain(platform.error());
  try {
    (*platform)->timer().start();
    (*platform)->supervision_timer().start();
    (*platform)->notice_timer().start();
    (*platform)->ticket_timer().start();
    (*platform)->pulling().start();
    (*platform)->outbox().start();
    http::ServerOptions network{
        .address = options.address, .port = options.port, .assets = web_assets(), .events = &(*platform)->events()};
    network.picture_origin = [&platform] { return (*platform)->picture_origin(); };
    http::Server server((*platform)->router(), network);
    out << "fugong " << FUGONG_VERSION << ": http://" << options.address << ':' << server.port() << " ("
        << (*platform)->district().name << ", " << to_local_minutes(clock.now(), (*platform)->district().zone) << ")"
        << std::endl;
    const std::jthread indexing([&platform](const std::stop_token& stop) { index_the_unindexed(**platform, stop); });
    wait_for_stop(**platform, signals);
    server.stop();
    sign_head(**platform);
  } catch (const std::runtime_error& e) {
    return err << "fugong: " << e.what() << '\n', 1;
  }
  return 0;
}

}  // namespace fugong::app
