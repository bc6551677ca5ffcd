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

// Everybody's result, as a laboratory sends them: a file with a person to a line, read while it is worked through.
class Results {
 public:
  Results(District& district, const std::vector<Clerk>& clerks, std::int64_t people, std::filesystem::path file)
      : people_(people), file_(std::move(file)) {
    std::ofstream out(file_);
    for (const Clerk& clerk : clerks) {
      const auto workers =
          *district.platform().engine().query<std::vector<enterprise::WorkerBrief>>([&](db::Session& session) {
            return Result<std::vector<enterprise::WorkerBrief>>(
                district.platform().enterprises().workers_brief(session, {clerk.enterprise}));
          });
      for (const auto& worker : workers) out << worker.id.text << '\n';
    }
  }

  // Of a night; each ends at another time than the one before, so that no pass stays as it was.
  void begin(Timestamp until) { until_ = until, told_ = 0, in_ = std::ifstream(file_); }
  std::optional<pass::ColourBody> next() {
    std::string worker;
    if (!std::getline(in_, worker)) return std::nullopt;
    if (++told_ == people_ / 10) mib_at_a_tenth_ = own_mib();
    return pass::ColourBody{
        .worker = {std::move(worker)}, .colour = token::Colour::green, .sampled_at = {}, .until = until_};
  }
  double mib_at_a_tenth() const { return mib_at_a_tenth_; }

 private:
  const std::int64_t people_;
  const std::filesystem::path file_;
  std::ifstream in_;
  Timestamp until_{};
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
  Results results(district, clerks, people, folder.path / "results");
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
  bench::print(options,
               {.name = "passes made anew with their colour, " + number + " of them, stored and durable, two cores",
                .unit = "/s",
                .reference = "openssl speed -multi 2 ecdsap256, sign"},
               pairs, at_least(0.7));
  bench::print(options,
               {.name = "memory of its own after " + number + " passes made anew",
                .unit = "MiB",
                .reference = "MiB at a tenth of them"},
               memory, at_most(memory_may_grow));
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
