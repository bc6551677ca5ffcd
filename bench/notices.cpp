// A notice to forty thousand enterprises, each with a web hook of its own besides its tray: how long until the last one
// is in the outbox, and how long other commands wait meanwhile.
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "base/validators.h"
#include "district.h"
#include "identity/service.h"
#include "notify/service.h"
#include "outbound/webhook.h"
#include "row.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr double promised_s = 5, command_promised_ms = 100;
constexpr std::size_t entered_at_once = 500;

Actor of_role(Role role) {
  Actor a;
  a.person = PersonId{"01800000-0000-7000-8000-00000000000a"};
  a.person_name = "测量";
  a.roles = {role};
  return a;
}

template <class T>
T write(District& district, std::function<Result<T>(db::Session&)> command) {
  auto done = district.platform().engine().write<T>(std::move(command));
  if (!done) throw std::runtime_error("notices: " + done.error().code + " " + done.error().field);
  return std::move(*done);
}

std::string usc(std::size_t number) {
  std::string organisation = std::to_string(10'000'000 + number);
  organisation += organisation_check_character(organisation);
  const std::string first = "91210104" + organisation;
  return first + usc_check_character(first);
}

// More enterprises than the scenario has, entered through the register.
std::vector<EnterpriseId> enter(District& district, std::size_t count) {
  const SystemClock clock;
  const Actor officer = of_role(Role::case_officer);
  std::vector<EnterpriseId> all;
  while (all.size() < count) {
    const std::size_t until = std::min(all.size() + entered_at_once, count);
    const auto some =
        write<std::vector<EnterpriseId>>(district, [&](db::Session& s) -> Result<std::vector<EnterpriseId>> {
          std::vector<EnterpriseId> out;
          for (std::size_t n = all.size(); n < until; ++n) {
            enterprise::RegisterRequest r;
            r.name = "第" + std::to_string(n + 1) + "机械厂";
            r.usc = usc(n + 1);
            r.industry = "3670";
            r.subdistrict = "2101040" + std::to_string(10 + n % 10);
            r.address = "东贸路 1 号";
            r.legal_representative = "王伟";
            r.normal_workers = 100;
            FG_TRY(const auto made,
                   district.platform().enterprises().register_enterprise(s, {officer, clock.now()}, r));
            out.push_back(made.id);
          }
          return out;
        });
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

// Every enterprise has subscribed one web hook; nobody sends while this is measured.
void subscribe_all(District& district, const std::vector<EnterpriseId>& enterprises) {
  const SystemClock clock;
  const Actor admin = of_role(Role::administrator);
  notify::Service& service = district.platform().notices();
  const notify::Context context{admin, clock.now(), Language::zh_cn};
  notify::SettingsRequest settings;
  settings.url = "https://hooks.example.cn/in";
  settings.secret = outbound::WebhookSecret::generate();
  const auto channel = write<notify::ChannelView>(district, [&](db::Session& s) {
    return service.create_channel(s, context, {notify::ChannelKind::webhook, "接口", settings});
  });
  for (std::size_t at = 0; at < enterprises.size(); at += entered_at_once)
    write<int>(district, [&](db::Session& s) -> Result<int> {
      for (std::size_t i = at; i < std::min(at + entered_at_once, enterprises.size()); ++i) {
        notify::SubscriptionRequest request;
        request.owner = notify::Owner::of(enterprises[i]);
        request.channel = channel.id;
        FG_TRY(const auto made, service.subscribe(s, context, request));
        (void)made;
      }
      return 0;
    });
}

// Waits of small commands of somebody else's, until told to stop.
class Others {
 public:
  explicit Others(District& district) : thread_([this, &district] { work(district); }) {}
  double slowest_ms() {
    stop_ = true;
    thread_.join();
    return slowest_ms_;
  }

 private:
  void work(District& district) {
    const SystemClock clock;
    const Actor reader = of_role(Role::district_leader);
    while (!stop_) {
      const auto begin = std::chrono::steady_clock::now();
      write<int>(district, [&](db::Session& s) -> Result<int> {
        FG_CHECK(district.platform().notices().read(s, {reader, clock.now()}, {}));
        return 0;
      });
      const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
      slowest_ms_ = std::max(slowest_ms_, took.count());
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
  std::atomic<bool> stop_ = false;
  double slowest_ms_ = 0;
  std::thread thread_;
};

void measure(const Options& options) {
  const Folder folder;
  District district("sqlite:" + (folder.path / "district.db").string(), folder.path);
  const std::size_t count = options.brief ? 600 : 40'000;
  subscribe_all(district, enter(district, count));
  const SystemClock clock;
  const Actor officer = of_role(Role::case_officer);
  app::Platform& platform = district.platform();
  Pairs times, waits;
  for (int round = 0; round < options.rounds; ++round) {
    notify::NoticeRequest request;
    request.title = {"关于企业复工复产的通知", "Notice on the resumption of work"};
    request.body = {"{enterprise}：请登录平台提交“两案一表”。", "{enterprise}: please submit your papers."};
    Others others(district);
    const auto begin = std::chrono::steady_clock::now();
    const auto made = write<notify::NoticeView>(
        district, [&](db::Session& s) { return platform.notices().send_notice(s, {officer, clock.now()}, request); });
    platform.notice_timer().run_due(clock.now());
    times.subject.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    times.reference.push_back(promised_s);
    waits.subject.push_back(others.slowest_ms());
    waits.reference.push_back(command_promised_ms);
    platform.engine().read([&](db::Session& s) {
      const auto now = platform.notices().notice(s, {officer, clock.now()}, made.line.id);
      if (!now || now->line.state != notify::NoticeState::sent || now->line.receivers != std::int64_t(count) ||
          now->channels.size() != 1 || now->channels[0].waiting != std::int64_t(count))
        throw std::runtime_error("notices: not every enterprise was told");
    });
  }
  bench::print(
      options,
      {.name = "notice to 40,000 enterprises in their trays and in the outbox", .unit = "s", .reference = "s promised"},
      times, at_most(1));
  bench::print(options, {.name = "slowest other command meanwhile", .unit = "ms", .reference = "ms promised"}, waits,
               at_most(1));
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
