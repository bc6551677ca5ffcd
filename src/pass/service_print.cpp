// Printing passes: what is read of them before, and the file made of it afterwards.
#include <algorithm>
#include <map>

#include "enterprise/service.h"
#include "pass/acts.h"
#include "pass/printed.h"
#include "token/token.h"

namespace fugong::pass {
namespace {

constexpr int read_at_once = 1000;

bool is_for_vehicles(const policy::Pack& pack, const std::string& kind) {
  const policy::PassKind* known = pack.pass_kind(kind);
  return known && known->holder == policy::HolderKind::vehicle;
}

// What the kind is printed on; nullopt: the wanted paper does not suit it.
std::optional<Paper> paper_for(bool vehicles, std::size_t passes, const std::optional<Paper>& wanted) {
  const Paper usual = vehicles ? Paper::windscreen : passes > 1 ? Paper::sheet : Paper::card;
  if (wanted && (*wanted == Paper::windscreen) != vehicles) return std::nullopt;
  return wanted.value_or(usual);
}

bool may_be_printed(const Pass& pass, const token::Token& token, Timestamp now) {
  return token.claims.scheme == token::scheme_printed && state_at(pass.state, pass.expires_at, now) == PassState::valid;
}

// Names of enterprises, each asked for once.
class Names {
 public:
  Names(enterprise::Service& enterprises, db::Session& session) : enterprises_(enterprises), session_(session) {}
  const std::string& of(const EnterpriseId& id) {
    const auto [at, is_new] = known_.try_emplace(id.text);
    if (is_new)
      if (const auto facts = enterprises_.facts(session_, id)) at->second = facts->name;
    return at->second;
  }

 private:
  enterprise::Service& enterprises_;
  db::Session& session_;
  std::map<std::string, std::string> known_;
};

PrintedPass to_printed(const ServiceOptions& o, const policy::Pack& pack, Language language, Store& store, Names& names,
                       const Pass& pass, const token::Claims& claims) {
  PrintedPass out{.number = number_of(o.district, pass.serial),
                  .kind_name = kind_name(pack, pass.kind, language),
                  .enterprise_name = names.of(pass.enterprise),
                  .subject = pass.subject,
                  .route = claims.route,
                  .zones = claims.zones,
                  .issued_at = pass.issued_at,
                  .not_before = pass.not_before,
                  .expires_at = pass.expires_at,
                  .token = pass.token};
  if (claims.plate.empty()) return out;
  const auto trip = store.trip_of(pass.id);
  const auto people = trip ? json::read<TripPeople>(trip->people_shown) : Result<TripPeople>(TripPeople{});
  if (!people) return out;
  if (people->driver) out.driver = people->driver->name;
  for (const TripPerson& mate : people->mates) out.mates.push_back(mate.name);
  return out;
}

Printing printing_of(const ServiceOptions& o, const policy::Pack& pack, const Context& context) {
  return {.language = context.language,
          .district_name = o.name.empty() ? o.district.text : o.name,
          .zone = pack.calendar.zone,
          .made_at = context.now,
          .passes = {}};
}

}  // namespace

Result<PrintingPtr> Service::prepare_print(db::Session& session, const Context& context, const PassId& id,
                                           const PaperChoice& choice) {
  FG_TRY(const Pass pass, readable(o_, session, context, id));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const auto token = token::read_token(pass.token);
  if (!token || token->claims.scheme != token::scheme_printed) return fail(ErrorKind::conflict, "pass.not_printable");
  if (!may_be_printed(pass, *token, context.now)) return fail(ErrorKind::conflict, "pass.not_valid_to_print");
  auto out = std::make_shared<Printing>(printing_of(o_, *rules.pack, context));
  const auto paper = paper_for(is_for_vehicles(*rules.pack, pass.kind), 1, choice.paper);
  if (!paper) return invalid("pass.wrong_paper", "paper");
  out->paper = *paper;
  Store store(o_.district, session);
  Names names(o_.enterprises, session);
  out->passes.push_back(to_printed(o_, *rules.pack, context.language, store, names, pass, token->claims));
  return PrintingPtr(std::move(out));
}

Result<PrintingPtr> Service::prepare_print_many(db::Session& session, const Context& context,
                                                const PrintFilter& filter) {
  FG_TRY(const std::string enterprise, readable_enterprise(context.actor, filter.enterprise));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  PassQuery query{.enterprise = enterprise,
                  .kind = filter.kind,
                  .state = PassState::valid,
                  .limit = read_at_once,
                  .now = context.now};
  if (filter.after) {
    const auto serial = serial_of(o_.district, *filter.after);
    if (!serial) return invalid("pass.bad_cursor", "after");
    query.before = *serial;
  }
  auto out = std::make_shared<Printing>(printing_of(o_, *rules.pack, context));
  Store store(o_.district, session);
  Names names(o_.enterprises, session);
  for (bool more = true; more;) {
    const std::vector<Pass> passes = store.page(query);
    more = passes.size() == read_at_once;
    for (const Pass& pass : passes) {
      query.before = pass.serial;
      const auto token = token::read_token(pass.token);
      if (!token || !may_be_printed(pass, *token, context.now)) continue;
      if (out->passes.size() == passes_printed_max) {
        out->next = out->passes.back().number;
        more = false;
        break;
      }
      out->passes.push_back(to_printed(o_, *rules.pack, context.language, store, names, pass, token->claims));
    }
  }
  if (out->passes.empty()) return fail(ErrorKind::not_found, "pass.nothing_to_print");
  const auto paper = paper_for(is_for_vehicles(*rules.pack, filter.kind), out->passes.size(), filter.paper);
  if (!paper) return invalid("pass.wrong_paper", "paper");
  out->paper = *paper;
  std::ranges::reverse(out->passes);  // in the order of their numbers
  return PrintingPtr(std::move(out));
}

Result<http::File> Service::print(const PrintingPtr& printing) {
  FG_TRY(const print::Document document, lay_out(*printing));
  FG_TRY(std::string bytes, print::to_pdf(document));
  const std::string& first = printing->passes.front().number;
  return http::File{"application/pdf", message(printing->language, "pass.print.file", {{"number", first}}),
                    std::move(bytes)};
}

}  // namespace fugong::pass
