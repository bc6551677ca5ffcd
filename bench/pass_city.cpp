// Health colours of a whole city after a testing night: every pass signed anew with its colour, stored and durable,
// streamed, beside what OpenSSL's own measure signs on the same cores; and whether the memory grows with the city.
// 40,000 people, or as many as the first argument says: bench/run million_passes takes a million (4 GB in TMPDIR).
#include <chrono>
#include <fstream>
#include <stdexcept>

#include "enterprise/service.h"
#include "openssl_speed.h"
#include "pass_holders.h"
#include "row.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr std::int64_t plant = 2'500, city = 40'000;
constexpr double memory_may_grow = 1.2;  // between a tenth of the stream and its end

// What the process has of its own: pages of the database's file that are mapped go when others need the room.
double own_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssAnon:")) return std::stod(line.substr(8)) / 1024;
  throw std::runtime_error("/proc/self/status has no RssAnon");
}

// Everybody's result, an enterprise's people read at a time.
class Results {
 public:
  Results(District& district, const std::vector<Clerk>& clerks, std::int64_t people)
      : district_(district), clerks_(clerks), people_(people) {}

  // Of a night; each ends at another time than the one before, so that no pass stays as it was.
  void begin(Timestamp until) { until_ = until, clerk_ = 0, told_ = 0, workers_.clear(), at_ = 0; }
  std::optional<pass::ColourBody> next() {
    while (at_ == workers_.size()) {
      if (clerk_ == clerks_.size()) return std::nullopt;
      workers_ = *district_.platform().engine().query<std::vector<enterprise::WorkerBrief>>([&](db::Session& session) {
        return Result<std::vector<enterprise::WorkerBrief>>(
            district_.platform().enterprises().workers_brief(session, {clerks_[clerk_].enterprise}));
      });
      ++clerk_, at_ = 0;
    }
    if (++told_ == people_ / 10) mib_at_a_tenth_ = own_mib();
    return pass::ColourBody{
        .worker = workers_[at_++].id, .colour = token::Colour::green, .sampled_at = {}, .until = until_};
  }
  double mib_at_a_tenth() const { return mib_at_a_tenth_; }

 private:
  District& district_;
  const std::vector<Clerk>& clerks_;
  const std::int64_t people_;
  Timestamp until_{};
  std::vector<enterprise::WorkerBrief> workers_;
  std::size_t clerk_ = 0, at_ = 0;
  std::int64_t told_ = 0;
  double mib_at_a_tenth_ = 0;
};

Actor officer_of(District& district) {
  const std::string login = district.people().officers[0].login();
  return *district.platform().engine().query<Actor>([&](db::Session& session) -> Result<Actor> {
    return *district.platform().identities().actor_of(session, login);
  });
}

void measure(const Options& options) {
  const Folder folder;
  District district("sqlite:" + (folder.path / "district.db").string(), folder.path);
  const std::int64_t wanted = options.brief ? 200 : options.arguments.empty() ? city : std::stoll(options.arguments[0]);
  const std::int64_t each = std::min(wanted, options.brief ? std::int64_t{20} : plant);
  const std::int64_t people = wanted / each * each;
  const auto clerks = settle_with_people(district, static_cast<std::size_t>(wanted / each), each);
  issue_passes(district, ask_for_passes(district, clerks), each);
  const Actor officer = officer_of(district);
  Results results(district, clerks, people);
  Pairs pairs, memory;
  for (int round = 0; round < options.rounds; ++round) {
    const double before = openssl_speed(options.seconds / 2, 2).signs;
    const Timestamp now = SystemClock().now();
    results.begin(now + hours(12) + minutes(round));
    const auto begin = std::chrono::steady_clock::now();
    const auto receipt =
        district.platform().passes().recolour({officer, now, Language::en}, [&] { return results.next(); });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (!receipt || receipt->passes != people) throw std::runtime_error("not every pass was made anew");
    memory.subject.push_back(own_mib());
    memory.reference.push_back(results.mib_at_a_tenth());
    pairs.subject.push_back(static_cast<double>(people) / seconds);
    pairs.reference.push_back((before + openssl_speed(options.seconds / 2, 2).signs) / 2);
  }
  const std::string number = std::to_string(people);
  print(options,
        {.name = "passes made anew with their colour, " + number + " of them, stored and durable, two cores",
         .unit = "/s",
         .reference = "openssl speed -multi 2 ecdsap256, sign"},
        pairs, at_least(0.7));
  print(options,
        {.name = "memory of its own after " + number + " passes made anew",
         .unit = "MiB",
         .reference = "MiB at a tenth of them"},
        memory, at_most(memory_may_grow));
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
