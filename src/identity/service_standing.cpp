// API tokens, and who is behind a request.
#include "identity/entries.h"
#include "identity/store.h"
#include "identity/tokens.h"

namespace fugong::identity {
namespace {

std::unexpected<Error> refused(Carrier carrier) {
  return fail(ErrorKind::unauthenticated, carrier == Carrier::bearer ? "auth.token_invalid" : "auth.session_expired");
}

}  // namespace

// ---- API tokens ----

Result<IssuedToken> Service::create_token(db::Session& session, const Context& context, const TokenRequest& request) {
  if (context.actor.person.empty()) return fail(ErrorKind::unauthenticated, "auth.required");
  if (!is_plain_name(request.name)) return invalid("token.name", "name");
  const Timestamp expires_at = request.expires_at.value_or(context.now + api_token_age_default);
  FG_CHECK(check_expiry(expires_at, context.now));
  Store store(o_.district, session);
  if (store.tokens(context.actor.person).size() >= api_tokens_per_person_max)
    return fail(ErrorKind::conflict, "token.too_many", {}, {{"limit", std::to_string(api_tokens_per_person_max)}});
  const std::string token = new_token(api_token_prefix);
  const ApiToken made{ApiTokenId::make(context.now, o_.random), context.actor.person, request.name, context.now,
                      expires_at};
  store.insert(made, token_key(token));
  audit::append(session, entry_of(o_, context, "token.create", "api_token", made.id.text,
                                  json::write_value(json::Object{{"expires_at", to_rfc3339(expires_at)}})));
  return IssuedToken{made.id, made.name, made.expires_at, token};
}

Result<std::vector<TokenLine>> Service::tokens(db::Session& session, const Context& context) {
  std::vector<TokenLine> lines;
  for (const ApiToken& t : Store(o_.district, session).tokens(context.actor.person))
    lines.push_back({t.id, t.name, t.created_at, t.expires_at});
  return lines;
}

Status Service::revoke_token(db::Session& session, const Context& context, const ApiTokenId& id) {
  if (!Store(o_.district, session).remove_token(context.actor.person, id))
    return fail(ErrorKind::not_found, "token.not_found", "id");
  session.after_commit([this] { cache_.forget_all(); });
  audit::append(session, entry_of(o_, context, "token.revoke", "api_token", id.text));
  return {};
}

// ---- who is behind a request ----

Result<StandingPtr> Service::read_standing(db::Engine& engine, Carrier carrier, std::string_view token,
                                           const std::string& key, Timestamp now) {
  const SessionCache::Mark mark = cache_.mark();
  FG_TRY(const auto holder, engine.query<std::optional<Holder>>([&](db::Session& s) -> Result<std::optional<Holder>> {
    Store store(o_.district, s);
    return carrier == Carrier::cookie ? store.session_holder(key) : store.token_holder(key);
  }));
  if (!holder) return refused(carrier);
  if (holder->disabled) return fail(ErrorKind::forbidden, "auth.disabled");
  auto standing = std::make_shared<Standing>();
  standing->actor = {holder->person,
                     holder->person_name,
                     holder->organisation,
                     holder->kind,
                     holder->organisation_code,
                     split_roles(holder->roles),
                     {}};
  standing->carrier = carrier;
  standing->created_at = holder->created_at;
  standing->read_at = now;
  FG_TRY(standing->actor.represents,
         engine.query<std::vector<Represented>>([&](db::Session& s) -> Result<std::vector<Represented>> {
           return Store(o_.district, s).represented(holder->person, now);
         }));
  if (carrier == Carrier::cookie) {
    standing->csrf = csrf_of(token);
    standing->seen_ms = standing->written_ms = holder->last.ms;
  } else {
    standing->expires_at = holder->last;
  }
  cache_.put(key, standing, mark);
  return standing;
}

Result<Actor> Service::authenticate(db::Engine& engine, const Credentials& given, Timestamp now) {
  if (given.cookie.empty() && given.bearer.empty()) return Actor{};
  const Carrier carrier = given.bearer.empty() ? Carrier::cookie : Carrier::bearer;
  const std::string_view token = carrier == Carrier::cookie ? given.cookie : given.bearer;
  if (!is_token(token, carrier == Carrier::cookie ? session_token_prefix : api_token_prefix)) return refused(carrier);
  const std::string key = token_key(token);
  StandingPtr standing = cache_.find(key);
  if (!standing || now - standing->read_at >= o_.standing_trusted_for) {
    const std::int64_t seen_ms = standing ? standing->seen_ms.load() : 0;
    FG_TRY(standing, read_standing(engine, carrier, token, key, now));
    if (standing->seen_ms < seen_ms) standing->seen_ms = seen_ms;
  }
  const bool over = carrier == Carrier::bearer ? now >= standing->expires_at
                                               : session_expired(standing->created_at, {standing->seen_ms}, now);
  if (over) return refused(carrier);
  FG_CHECK(check_csrf(carrier, given.effect, given.csrf, standing->csrf));
  if (carrier == Carrier::cookie) touch(engine, *standing, key, now);
  return standing->actor;
}

void Service::touch(db::Engine& engine, Standing& standing, const std::string& key, Timestamp now) {
  standing.seen_ms.store(now.ms);
  std::int64_t written = standing.written_ms.load();
  if (now.ms - written < session_written_every.ms) return;
  if (!standing.written_ms.compare_exchange_strong(written, now.ms)) return;  // another request writes it
  engine.submit(
      [district = o_.district, key, now](db::Session& session) {
        touch_session(session, district, key, now);
        return true;
      },
      [](db::Outcome) {});  // busy or failed: the next minute says it again
}

}  // namespace fugong::identity
