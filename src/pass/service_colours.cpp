// Health colours: results of tests have arrived, and what passes say of their holders is made anew. Passes are read on
// a reader, signed without any session and stored in a command of their own; suspended ones stay as they are, so that
// nobody who is stopped gets a fresh token.
#include <algorithm>
#include <mutex>
#include <thread>

#include "crypto/hash.h"
#include "pass/acts.h"
#include "pass/wallet_rules.h"
#include "token/token.h"

namespace fugong::pass {
namespace {

constexpr std::size_t batch_people = 1'000;       // of a stream, in one command: a few milliseconds of the writer
constexpr int batch_tries_max = 5;                // when somebody changes one of its passes meanwhile
constexpr Duration sample_lead_max = minutes(5);  // of the laboratory's clock before ours

struct Told {
  std::string worker;
  token::Health health;
};

// A valid pass of somebody whose colour is told, and what it becomes.
struct Touched {
  std::string id, before;
  int scheme = 0;                    // that a pass of its kind gets which is bound to a phone now; 0: as it was
  std::size_t first = 0, count = 0;  // of what is told of its holder
};

}  // namespace

struct PreparedColours {
  std::vector<Told> told;  // by worker
  std::vector<Touched> touched;
  std::vector<std::string> ids, before, tokens;  // of the passes that change
  std::string digest;                            // over ids, colours and their ends
  ColoursReceipt receipt;
};

namespace {

// What the rows say, each with its end. Those of one person stand together, in their order.
Result<std::vector<Told>> read_rows(const policy::HealthRules& rules, const std::vector<ColourBody>& rows,
                                    Timestamp now) {
  std::vector<Told> out;
  out.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ColourBody& row = rows[i];
    const Timestamp sampled = row.sampled_at.value_or(now);
    const Timestamp until = row.until.value_or(colour_end(rules, row.colour, sampled));
    const Timestamp last = colour_end(rules, row.colour, now + sample_lead_max);
    if (until > last || until.ms < 0)
      return invalid("pass.colour_time", "people[" + std::to_string(i) + "].until", {{"until", to_rfc3339(last)}});
    out.push_back({row.worker.text, {row.colour, until.ms / 1000}});
  }
  std::ranges::stable_sort(out, {}, &Told::worker);
  return out;
}

// Which passes that concerns. On a reader, and nothing but reading.
Result<std::shared_ptr<PreparedColours>> gather(const ServiceOptions& o, db::Session& session,
                                                const std::vector<ColourBody>& rows, Timestamp now) {
  FG_TRY(const policy::InForce rules, o.policies.in_force(session));
  FG_CHECK(follow_keys(o, session));
  auto out = std::make_shared<PreparedColours>();
  FG_TRY(out->told, read_rows(rules.pack->health, rows, now));
  Store store(o.district, session);
  std::map<std::string, int> schemes;
  for (const policy::PassKind& kind : rules.pack->pass_kinds)
    schemes[kind.id] = bound_scheme(store.with_calls(kind), now);
  for (std::size_t first = 0, next = 0; first < out->told.size(); first = next) {
    const std::string& worker = out->told[first].worker;
    while (next < out->told.size() && out->told[next].worker == worker) ++next;
    bool has_pass = false;
    store.each_live(worker, now, [&](auto&& row) {
      auto& [id, kind, state, token] = row;
      has_pass = true;
      if (state == PassState::suspended) ++out->receipt.suspended;
      else out->touched.push_back({std::move(id), std::move(token), schemes[kind], first, next - first});
    });
    if (has_pass) continue;
    if (static_cast<std::size_t>(out->receipt.without++) < skipped_shown_max)
      out->receipt.without_pass.push_back({worker});
  }
  return out;
}

// The claims of a pass with what is told of its holder; nullopt: it says so already.
std::optional<token::Claims> changed_claims(const Touched& pass, const std::vector<Told>& told, Timestamp now) {
  auto read = token::read_token(pass.before);
  if (!read) return std::nullopt;  // nobody can use it anyway
  token::Claims claims = std::move(read->claims);
  const auto before = claims.health;
  for (std::size_t i = pass.first; i < pass.first + pass.count; ++i)
    if (const auto health = recoloured(claims.health, told[i].health, now)) claims.health = health;
  if (claims.health == before) return std::nullopt;
  claims.issued_s = now.ms / 1000;  // of the key that signs today
  if (claims.holder_key && pass.scheme > 0) claims.scheme = pass.scheme;
  return claims;
}

// Needs no session.
void sign(const ServiceOptions& o, PreparedColours& batch, Timestamp now, unsigned threads) {
  std::vector<token::Claims> claims;
  std::string words;
  for (Touched& pass : batch.touched) {
    auto changed = changed_claims(pass, batch.told, now);
    if (!changed) {
      ++batch.receipt.unchanged;
      continue;
    }
    words.append(pass.id).append(1, ' ').append(json::enum_name(changed->health->colour)).append(1, ' ');
    words.append(std::to_string(changed->health->until_s)).append(1, '\n');
    batch.ids.push_back(std::move(pass.id));
    batch.before.push_back(std::move(pass.before));
    claims.push_back(std::move(*changed));
  }
  batch.receipt.passes = static_cast<std::int64_t>(claims.size());
  batch.digest = crypto::to_hex(crypto::as_bytes(crypto::sha256(words)));
  batch.tokens = token::mint_all(claims, token::cose::Sealer(o.keys.passes, token::cose::Type::pass), threads);
  batch.touched = {};
}

void add(ColoursReceipt& to, ColoursReceipt&& more) {
  to.passes += more.passes;
  to.unchanged += more.unchanged;
  to.suspended += more.suspended;
  to.without += more.without;
  for (WorkerId& id : more.without_pass)
    if (to.without_pass.size() < skipped_shown_max) to.without_pass.push_back(std::move(id));
}

}  // namespace

Result<PreparedColoursPtr> Service::prepare_colours(db::Session& session, const Context& context,
                                                    const ColoursBody& body) {
  FG_CHECK(identity::require(context.actor, "pass.colour"));
  if (body.people.empty() || body.people.size() > colours_max)
    return invalid("pass.too_many", "people", {{"limit", std::to_string(colours_max)}});
  FG_TRY(const auto batch, gather(o_, session, body.people, context.now));
  sign(o_, *batch, context.now, o_.signing_threads);
  return PreparedColoursPtr(batch);
}

Result<ColoursReceipt> Service::store_colours(db::Session& session, const Context& context,
                                              const PreparedColoursPtr& prepared) {
  FG_CHECK(identity::require(context.actor, "pass.colour"));
  const PreparedColours& batch = *prepared;
  if (batch.ids.empty()) return batch.receipt;
  const std::int64_t stored = Store(o_.district, session).save_tokens(batch.ids, batch.before, batch.tokens);
  if (stored != batch.receipt.passes) return fail(ErrorKind::conflict, "pass.changed_meanwhile");
  audit::append(session, audit_entry(o_, context.now, context.actor, "pass.colour", "district", o_.district.text,
                                     {{"people", static_cast<std::int64_t>(batch.told.size())},
                                      {"passes", stored},
                                      {"sha256", batch.digest}}));
  publish(o_, session, "pass", {{"coloured", stored}});
  return batch.receipt;
}

// Read, signed and stored; anew when somebody has changed one of its passes meanwhile.
Result<ColoursReceipt> Service::recolour_batch(const Context& context, const std::vector<ColourBody>& rows) {
  for (int tries = 0; tries < batch_tries_max; ++tries) {
    using Batch = std::shared_ptr<PreparedColours>;
    FG_TRY(const Batch batch, o_.engine.query<Batch>([&](db::Session& session) -> Result<Batch> {
      return gather(o_, session, rows, context.now);
    }));
    sign(o_, *batch, context.now, 1);
    if (batch->ids.empty()) return std::move(batch->receipt);
    auto stored =
        o_.engine.write<ColoursReceipt>([&](db::Session& session) { return store_colours(session, context, batch); });
    if (stored || stored.error().code != "pass.changed_meanwhile") return stored;
  }
  return fail(ErrorKind::conflict, "pass.colours_unsettled");
}

Result<ColoursReceipt> Service::recolour(const Context& context, const ColourSource& next) {
  FG_CHECK(identity::require(context.actor, "pass.colour"));
  std::mutex mutex;
  ColoursReceipt receipt;
  Status fate;
  const auto take = [&] {
    const std::lock_guard lock(mutex);
    std::vector<ColourBody> rows;
    while (fate && rows.size() < batch_people)
      if (auto row = next()) rows.push_back(std::move(*row));
      else break;
    return rows;
  };
  const auto work = [&] {
    for (auto rows = take(); !rows.empty(); rows = take()) {
      auto done = recolour_batch(context, rows);
      const std::lock_guard lock(mutex);
      if (done) add(receipt, std::move(*done));
      else if (fate) fate = std::unexpected(done.error());
    }
  };
  {
    // Twice as many as sign: while one batch becomes durable, the next is read and signed.
    std::vector<std::jthread> workers;
    for (unsigned i = 1; i < 2 * std::max(1u, o_.signing_threads); ++i) workers.emplace_back(work);
    work();
  }
  FG_CHECK(fate);
  return receipt;
}

}  // namespace fugong::pass
