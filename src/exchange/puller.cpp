#include "exchange/puller.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "exchange/due_thread.h"
#include "exchange/service.h"
#include "exchange/store.h"

namespace fugong::exchange {
namespace {

// City and PeerList note an attempt in the same columns.
template <class Kept>
void note_good(Kept& kept, const outbound::Fetched& fetched, std::int64_t issued_s, Duration every, Timestamp now) {
  if (fetched.changed) {
    kept.etag = fetched.known.etag;
    kept.issued_s = issued_s;
  }
  kept.fetched_at = kept.checked_at = now;
  kept.failures = 0;
  kept.trouble.clear();
  kept.next_at = next_pull(0, every, now);
}

template <class Kept>
void note_bad(Kept& kept, const Error& error, const std::string& whose, Duration every, Timestamp now) {
  if (kept.trouble != error.code)  // said once, not every round
    spdlog::warn("exchange: {}: {}", whose, message(Language::en, error.code, error.params));
  kept.checked_at = now;
  ++kept.failures;
  kept.trouble = error.code;
  kept.next_at = next_pull(kept.failures, every, now);
}

// The interval may be shorter now than when the next attempt was noted.
template <class Kept>
Timestamp due_at(const Kept& kept, Duration every) {
  return std::min(kept.next_at, next_pull(kept.failures, every, kept.checked_at));
}

// A copy that "has not changed" has to be there.
Result<outbound::Fetched> fetch(const outbound::Transport& transport, const std::string& url, const std::string& etag) {
  FG_TRY(outbound::Fetched fetched, outbound::fetch(transport, url, {.etag = etag}));
  if (!fetched.changed && etag.empty())
    return fail(ErrorKind::unavailable, "outbound.status", {}, {{"url", url}, {"status", "304"}});
  return fetched;
}

std::unexpected<Error> refused(std::string_view code) { return fail(ErrorKind::invalid, std::string(code)); }

Result<token::Trust> checked_trust(const City& city, const std::string& bytes, Timestamp now) {
  FG_TRY(const crypto::PublicKey root, crypto::PublicKey::from_pem(city.root));
  FG_TRY(token::Trust trust, token::Trust::open(bytes, &root));
  if (const auto code = refusal(trust.list(), city.issued_s, now); !code.empty()) return refused(code);
  return trust;
}

Result<token::SignedStatusList> checked_list(const PeerList& wanted, const std::string& bytes,
                                             const token::Trust& trust, Timestamp now) {
  FG_TRY(token::SignedStatusList list, token::open_status_list(bytes, trust));
  if (const auto code = refusal(list, wanted, now); !code.empty()) return refused(code);
  return list;
}

// What the trust list names and what is kept of it; the own lists are no peer's.
void want_lists(Store& store, const DistrictCode& own, const token::TrustList& trust) {
  std::vector<PeerList> wanted;
  for (const token::TrustedIssuer& issuer : trust.issuers) {
    if (issuer.district == own) continue;
    for (const auto& [number, uri] : issuer.status_lists) {
      if (wanted.size() >= lists_max) break;
      wanted.push_back({.peer = issuer.district, .number = number, .uri = uri});
    }
  }
  const auto same = [](const PeerList& a, const PeerList& b) {
    return a.peer == b.peer && a.number == b.number && a.uri == b.uri;
  };
  for (const PeerList& kept : store.lists())
    if (std::ranges::none_of(wanted, [&](const PeerList& w) { return same(w, kept); })) store.forget(kept);
  for (const PeerList& w : wanted) store.want(w);
}

}  // namespace

Puller::Puller(db::Engine& engine, Service& service, outbound::Transport transport, Duration every)
    : engine_(engine), service_(service), transport_(std::move(transport)), every_(every) {}

Result<bool> Puller::keep_trust(db::Session& session, const City& before, City after, const std::string& bytes,
                                Timestamp now) {
  Store store(service_.district(), session);
  const auto city = store.city();
  // Meanwhile the district has left, joined another city, or another node was faster.
  if (!city || city->joined_at != before.joined_at || city->copies != before.copies) return false;
  if (bytes.empty()) {
    store.note(after);
    return true;
  }
  FG_TRY(const token::Trust trust, checked_trust(*city, bytes, now));
  store.keep_trust(after, stored(bytes));
  want_lists(store, service_.district(), trust.list());
  // What was kept may not hold under another list: a peer's answer "not changed" is no answer then.
  store.ask_all_anew();
  service_.note_in_audit_log(session, now, "exchange.trust_list", "city", city->url,
                             {{"issued_at", to_rfc3339({after.issued_s * 1000})},
                              {"districts", static_cast<std::int64_t>(trust.list().issuers.size())}});
  return true;
}

void Puller::pull_trust(City city, Timestamp now) {
  const City before = city;
  std::string bytes;
  const auto fetched = fetch(transport_, city.url + "/api/v1/trust-list", city.etag);
  const auto trust =
      fetched && fetched->changed ? std::optional(checked_trust(city, fetched->body, now)) : std::nullopt;
  if (!fetched) {
    note_bad(city, fetched.error(), city.url, every_, now);
  } else if (trust && !*trust) {
    note_bad(city, trust->error(), city.url, every_, now);
  } else {
    note_good(city, *fetched, trust ? (*trust)->list().issued_s : 0, every_, now);
    if (trust) {
      city.expires_s = (*trust)->list().expires_s;
      bytes = fetched->body;
    }
  }
  (void)engine_.write<bool>([&](db::Session& session) { return keep_trust(session, before, city, bytes, now); });
}

void Puller::pull_list(PeerList list, Timestamp now) {
  const PeerList before = list;
  const auto city = engine_.query<pass::CityTrustPtr>(
      [&](db::Session& session) -> Result<pass::CityTrustPtr> { return service_.city_trust(session, now); });
  if (!city || !*city) return;
  std::string bytes;
  const auto fetched = fetch(transport_, list.uri, list.etag);
  const auto checked = fetched && fetched->changed
                           ? std::optional(checked_list(list, fetched->body, (*city)->trust, now))
                           : std::nullopt;
  const std::string whose = list.peer.text + " list " + std::to_string(list.number);
  if (!fetched) {
    note_bad(list, fetched.error(), whose, every_, now);
  } else if (checked && !*checked) {
    note_bad(list, checked->error(), whose, every_, now);
  } else {
    note_good(list, *fetched, checked ? (*checked)->issued_s : 0, every_, now);
    if (checked) bytes = fetched->body;
  }
  (void)engine_.write<bool>([&](db::Session& session) -> Result<bool> {
    Store store(service_.district(), session);
    const auto now_kept = store.list(list.peer, list.number);
    if (!now_kept || now_kept->uri != before.uri || now_kept->copies != before.copies) return false;
    if (bytes.empty()) store.note(list);
    else store.keep_list(list, stored(bytes));
    return true;
  });
}

void Puller::round(Which which, Timestamp now) {
  const auto is_due = [&](const auto& kept) { return which == Which::all || due_at(kept, every_) <= now; };
  const auto read_city = [&](db::Session& s) -> Result<std::optional<City>> {
    return Store(service_.district(), s).city();
  };
  const auto read_lists = [&](db::Session& s) -> Result<std::vector<PeerList>> {
    return Store(service_.district(), s).lists();
  };
  const auto city = engine_.query<std::optional<City>>(read_city);
  if (!city || !*city) return;
  if (is_due(**city)) pull_trust(**city, now);
  auto lists = engine_.query<std::vector<PeerList>>(read_lists);
  if (!lists) return;
  std::erase_if(*lists, [&](const PeerList& l) { return !is_due(l); });
  for_each_neighbour(lists->size(), [&](std::size_t i) { pull_list((*lists)[i], now); });
}

Timestamp Puller::run_due(Timestamp now) {
  round(Which::due, now);
  Timestamp next = now + every_;
  (void)engine_.query<bool>([&](db::Session& session) -> Result<bool> {
    Store store(service_.district(), session);
    const auto city = store.city();
    if (!city) return true;
    next = std::min(next, due_at(*city, every_));
    for (const PeerList& l : store.lists()) next = std::min(next, due_at(l, every_));
    return true;
  });
  // What could not even be noted must not be tried again at once.
  return std::max(next, now + std::min(first_retry, every_));
}

bool Puller::pull_all(Timestamp now) {
  round(Which::all, now);
  const auto good = engine_.query<bool>([&](db::Session& session) -> Result<bool> {
    Store store(service_.district(), session);
    const auto city = store.city();
    return city && city->trouble.empty() &&
           std::ranges::all_of(store.lists(), [](const PeerList& l) { return l.trouble.empty(); });
  });
  return good && *good;
}

}  // namespace fugong::exchange
