// Problems of enterprises: raised by a clerk, taken up by whoever answers for them, solved on the same day or as
// planned, confirmed and rated; some at the very end are still open.
#include <algorithm>
#include <stdexcept>

#include "rehearsal/wave.h"

namespace fugong::rehearsal {
namespace {

using http::Method;
using json::Object;

const std::string tickets_path = "/api/v1/tickets";

}  // namespace

// Spread evenly over the working hours of all days but the first and the last evening, so that each can be solved.
void Player::plan_problems() {
  const Problems& p = scenario_.wave.problems;
  if (p.kinds.empty()) return;
  const std::string& zone = scenario_.district.zone;
  const Timestamp first = start_of_day(next_day(local_date(scenario_.wave.start, zone)), zone) + hours(26);
  const std::int64_t days_long = std::max<std::int64_t>((scenario_.wave.end - first).ms / days(1).ms, 1);
  std::int64_t shares = 0;
  for (const ProblemKind& kind : p.kinds) shares += kind.share;
  for (std::int64_t i = 0; i < p.solved + p.open; ++i) {
    Draw draw(scenario_.seed, "problem", static_cast<std::uint64_t>(i));
    std::int64_t share = draw.between(0, shares - 1);
    auto kind = p.kinds.begin();
    while (share >= kind->share) share -= (kind++)->share;
    const bool solved = i < p.solved;
    const Timestamp day = start_of_day(local_date(first, zone), zone) + days(i * days_long / std::max(p.solved, i + 1));
    const Timestamp at =
        solved ? day + hours(8) + minutes(draw.between(0, 9 * 60)) : scenario_.wave.end - minutes(draw.between(4, 25));
    later(at, [this, i, k = &*kind, solved] { raise_problem(i, *k, solved); });
  }
}

// By one of the enterprises that have come so far.
void Player::raise_problem(std::int64_t number, const ProblemKind& kind, bool solved) {
  std::vector<Way*> there;
  for (auto& way : ways_)
    if (way && !way->late) there.push_back(way.get());
  if (there.empty())  // in a small wave the first one comes late
    return later(clock_.now() + hours(6), [this, number, k = &kind, solved] { raise_problem(number, *k, solved); });
  Draw draw(scenario_.seed, "problem of", static_cast<std::uint64_t>(number));
  Way& way = *there[static_cast<std::size_t>(draw.between(0, std::int64_t(there.size()) - 1))];
  const json::Value raised = way.plant.clerk.must(
      Method::post, tickets_path,
      Object{{"client", next_client()}, {"category", kind.category}, {"title", kind.title}, {"text", kind.text}});
  if (!solved) return;
  const std::string id = text_of(raised.at("line"), "id");
  later(scenario_.wave.problems.acknowledge_minutes, draw,
        [this, &way, id, number, k = &kind] { take_up_problem(way, id, number, *k); });
}

Caller& Player::handler_of(const json::Value& ticket) {
  if (handlers_.empty()) {
    const auto learn = [this](Caller& caller) {
      handlers_[text_of(caller.get("/api/v1/session"), "person")] = &caller;
    };
    for (Caller& c : people_.officers) learn(c);
    for (Caller& c : people_.commissioners) learn(c);
    for (Caller& c : people_.leader) learn(c);
    for (auto* desks : {&people_.reviewers, &people_.inspectors})
      for (auto& [desk, callers] : *desks)
        for (Caller& c : callers) learn(c);
  }
  const auto found = handlers_.find(text_of(ticket.at("line"), "handler"));
  if (found == handlers_.end()) throw std::runtime_error("nobody of the staff answers for a ticket");
  return *found->second;
}

json::Value Player::on_ticket(Caller& who, const std::string& id, const char* act, Object body) {
  body["version"] = who.get(tickets_path + "/" + id).at("line").at("version");
  return who.must(Method::post, tickets_path + "/" + id + "/" + act, body);
}

void Player::take_up_problem(Way& way, const std::string& id, std::int64_t number, const ProblemKind& kind) {
  Caller& handler = handler_of(way.plant.clerk.get(tickets_path + "/" + id));
  on_ticket(handler, id, "acknowledgement", {});
  on_ticket(handler, id, "answers", Object{{"text", "已收到诉求，正在联系有关单位，请保持电话畅通。"}});
  Draw draw(scenario_.seed, "solve", static_cast<std::uint64_t>(number));
  later(scenario_.wave.problems.solve_minutes, draw,
        [this, &way, id, number, k = &kind] { solve_problem(way, id, number, *k); });
}

// By whoever answers for it by then: the ladder may have taken it up.
void Player::solve_problem(Way& way, const std::string& id, std::int64_t number, const ProblemKind& kind) {
  Caller& handler = handler_of(way.plant.clerk.get(tickets_path + "/" + id));
  on_ticket(handler, id, "solution", Object{{"text", kind.solution}});
  if (kept_.insert(kind.category).second)
    people_.officers[0].must(
        Method::post, "/api/v1/knowledge",
        Object{{"category", kind.category}, {"title", kind.title}, {"text", kind.text}, {"answer", kind.solution}});
  Draw draw(scenario_.seed, "confirm", static_cast<std::uint64_t>(number));
  if (draw.chance(15)) return;  // some say nothing
  const std::int64_t rating = draw.chance(80) ? 5 : 4;
  later({5, 45}, draw,
        [this, &way, id, rating] { on_ticket(way.plant.clerk, id, "confirmation", Object{{"rating", rating}}); });
}

}  // namespace fugong::rehearsal
