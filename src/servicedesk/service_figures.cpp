// How well the promise was kept: of what was raised in some days, by category, team and handler.
#include <map>

#include "servicedesk/work.h"

namespace fugong::servicedesk {
namespace {

class Tally {
 public:
  void add(const FigureRow& row) {
    ++line_.raised;
    line_.open += row.state == TicketState::open;
    const bool solved = row.solved_at.has_value();
    line_.solved += solved;
    line_.solved_same_day += row.solved_same_day;
    line_.reopened += row.reopened > 0;
    line_.overnight += row.nights > 0;
    if (row.first_answer_at) answers_.push_back((*row.first_answer_at - row.raised_at).ms / 1000);
    if (solved) solutions_.push_back((*row.solved_at - row.raised_at).ms / 1000);
    if (!row.rating) return;
    ++line_.ratings;
    rated_ += *row.rating;
  }
  FigureLine line(std::string id, std::string name) const {
    FigureLine out = line_;
    out.id = std::move(id);
    out.name = std::move(name);
    out.first_answer = spread_of(answers_);
    out.solution = spread_of(solutions_);
    if (out.ratings > 0) out.rating_mean = double(rated_) / double(out.ratings);
    return out;
  }

 private:
  FigureLine line_;
  std::vector<std::int64_t> answers_, solutions_;
  std::int64_t rated_ = 0;
};

using Tallies = std::map<std::string, Tally>;

template <class Name>
std::vector<FigureLine> lines_of(const Tallies& tallies, Name name) {
  std::vector<FigureLine> out;
  for (const auto& [id, tally] : tallies) out.push_back(tally.line(id, name(id)));
  return out;
}

}  // namespace

Result<Figures> Service::figures(db::Session& session, const Context& context, const DaysFilter& filter) {
  FG_CHECK(identity::require(context.actor, "ticket.figures"));
  FG_TRY(const policy::InForce in_force, o_.policies.in_force(session));
  const policy::ServiceRules& rules = in_force.pack->service;
  const std::string& zone = in_force.pack->calendar.zone;
  const Date to = filter.to.value_or(local_date(context.now, zone));
  const Date from = filter.from.value_or(local_date(start_of_day(to, zone) - days(30), zone));
  const Timestamp begin = start_of_day(from, zone), end = start_of_day(next_day(to), zone);
  if (begin >= end || end - begin > days(figure_days_max))
    return invalid("ticket.days", "to", {{"limit", std::to_string(figure_days_max)}});
  Tally all;
  Tallies categories, teams, handlers;
  Store(o_.district, session).each_for_figures(begin, end, [&](const FigureRow& row) {
    all.add(row);
    categories[row.category].add(row);
    teams[row.team].add(row);
    handlers[row.handler_name].add(row);
  });
  return Figures{
      .all = all.line("all", ""),
      .categories = lines_of(categories,
                             [&](const std::string& id) {
                               const policy::ServiceCategory* c = rules.category(id);
                               return c ? c->name.in(context.language) : id;
                             }),
      .teams = lines_of(teams, [&](const std::string& id) { return team_name(rules, id, context.language); }),
      .handlers = lines_of(handlers, [](const std::string& id) { return id; })};
}

std::int64_t Service::solved_by(db::Session& session, Timestamp at) {
  return Store(o_.district, session).solved_by(at);
}

}  // namespace fugong::servicedesk
