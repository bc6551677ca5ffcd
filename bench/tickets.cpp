// The sweeper of open problems: what a tick costs when as many fall due among 1,000 open ones as among 100,000, and
// when ten times as many fall due.
#include <chrono>
#include <stdexcept>

#include "district.h"
#include "row.h"
#include "servicedesk/rules.h"
#include "servicedesk/store.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr std::int64_t due_few = 50, due_many = 500;
constexpr std::size_t stored_per_command = 2'000;

// Open problems of one enterprise, most of them acknowledged and not due for hours; in each round some are not
// acknowledged in time.
class Desk {
 public:
  Desk(const std::filesystem::path& folder, std::int64_t open, int rounds)
      : district_("sqlite:" + (folder / "district.db").string(), folder),
        start_(start_of_day(Date{"2030-01-15"}, "Asia/Shanghai") + hours(9)), clock_(start_) {
    const EnterpriseId enterprise{district_.settle(1).front().enterprise};
    std::vector<servicedesk::Ticket> tickets;
    for (int round = 0; round < rounds; ++round)
      for (std::int64_t i = 0; i < due_few + due_many; ++i)
        tickets.push_back(ticket(enterprise, start_ + minutes(2 * round + (i < due_few ? 0 : 1)), false));
    while (std::int64_t(tickets.size()) < open) tickets.push_back(ticket(enterprise, start_ + minutes(60), true));
    store(tickets);
    timer_ = servicedesk::make_timer(district_.platform().engine(), district_.platform().servicedesk(), clock_);
    timer_->restore();
    if (std::int64_t(timer_->armed()) != std::int64_t(tickets.size()))
      throw std::runtime_error("not every ticket is armed");
  }

  // Seconds of one tick at so many minutes in.
  double tick(int minute, std::int64_t expected) {
    clock_.advance_to(start_ + minutes(minute) + seconds(1));
    const auto begin = std::chrono::steady_clock::now();
    const std::size_t fired = timer_->run_due(clock_.now());
    const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (std::int64_t(fired) != expected) throw std::runtime_error("another number fell due: " + std::to_string(fired));
    return s;
  }

 private:
  servicedesk::Ticket ticket(const EnterpriseId& enterprise, Timestamp due, bool acknowledged) {
    const policy::ServiceRules& rules = district_.pack().service;
    const policy::ServiceCategory& category = rules.categories.front();
    servicedesk::Ticket t;
    t.id = servicedesk::TicketId::make(start_, random_);
    t.number = std::to_string(++number_);
    t.enterprise = enterprise;
    t.subdistrict = "210104012";
    t.category = category.id;
    t.priority = category.priority;
    t.title = t.words = "货车在高速出口被劝返";
    t.level = policy::ServiceLevel::special_team;
    t.team = category.teams[1];
    t.called_at = t.level_at = t.raised_at = due - rules.priority(t.priority)->acknowledge;
    if (acknowledged) t.acknowledged_at = t.called_at;
    t.client = t.id.text;
    servicedesk::begin_day(t, start_, "Asia/Shanghai");
    t.due_at = servicedesk::due_at(rules, t);
    t.next_due = servicedesk::next_due(rules, t).at;
    return t;
  }
  void store(const std::vector<servicedesk::Ticket>& tickets) {
    const DistrictCode& code = district_.platform().district().code;
    for (std::size_t from = 0; from < tickets.size(); from += stored_per_command) {
      const auto stored = district_.platform().engine().write<bool>([&](db::Session& session) -> Result<bool> {
        servicedesk::Store store(code, session);
        for (std::size_t i = from; i < std::min(from + stored_per_command, tickets.size()); ++i)
          store.insert(tickets[i]);
        return true;
      });
      if (!stored) throw std::runtime_error("the tickets were not stored");
    }
  }

  District district_;
  const Timestamp start_;
  VirtualClock clock_;
  SeededRandom random_{11};
  std::int64_t number_ = 0;
  std::unique_ptr<db::DueTimer> timer_;
};

void measure(const Options& options) {
  const Folder small_folder, large_folder;
  const std::int64_t large = options.brief ? 5'000 : 100'000;
  const std::int64_t small = std::int64_t{options.rounds} * (due_few + due_many);
  Desk few(small_folder.path, small, options.rounds), many(large_folder.path, large, options.rounds);
  Pairs by_open, by_due;
  for (int round = 0; round < options.rounds; ++round) {
    by_open.reference.push_back(few.tick(2 * round, due_few) * 1e6 / due_few);
    by_open.subject.push_back(many.tick(2 * round, due_few) * 1e6 / due_few);
    by_due.reference.push_back(by_open.subject.back());
    few.tick(2 * round + 1, due_many);
    by_due.subject.push_back(many.tick(2 * round + 1, due_many) * 1e6 / due_many);
  }
  bench::print(
      options,
      {.name = "sweeper of open problems: " + std::to_string(due_few) + " due among " + std::to_string(large) + " open",
       .unit = "us per ticket due",
       .reference = "the same among " + std::to_string(small)},
      by_open, at_most(1.5));
  bench::print(options,
               {.name = "sweeper of open problems: " + std::to_string(due_many) + " due among " +
                        std::to_string(large) + " open",
                .unit = "us per ticket due",
                .reference = std::to_string(due_few) + " due among as many"},
               by_due, at_most(1.5));
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
