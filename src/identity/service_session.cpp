// Log-in, log-out and the own password.
#include "crypto/hash.h"
#include "identity/entries.h"
#include "identity/store.h"
#include "identity/tokens.h"

namespace fugong::identity {
namespace {

constexpr Duration swept_every = hours(1);
constexpr Duration failures_kept = days(1);

Error locked(const Failures& failures, Timestamp now) {
  const std::int64_t left = ((failures.locked_until - now).ms + minutes(1).ms - 1) / minutes(1).ms;
  return {ErrorKind::forbidden, "auth.locked", {}, {{"minutes", std::to_string(left)}}};
}

}  // namespace

std::string Service::login_index(std::string_view login) const { return o_.vault.blind_index(login, "person.login"); }

std::string Service::csrf_of(std::string_view token) const { return o_.vault.blind_index(token, "session.csrf"); }

Error Service::count_failure(db::Engine& engine, const std::string& login, const std::optional<Person>& person,
                             Timestamp now) {
  const auto counted = engine.write<Failures>([&](db::Session& session) -> Result<Failures> {
    Store store(o_.district, session);
    const std::string index = login_index(login);
    const Failures after = after_failure(store.failures(index).value_or(Failures{}), now);
    store.save_failures(index, after);
    // Only for people who exist: a stranger must not fill the log with names he made up.
    if (person)
      audit::append(
          session,
          entry_of(o_, Context::system(now), "session.refuse", "person", person->id.text,
                   json::write_value(json::Object{{"failures", after.count}, {"locked", is_locked(after, now)}})));
    return after;
  });
  if (!counted) return counted.error();
  if (is_locked(*counted, now)) return locked(*counted, now);
  return {ErrorKind::unauthenticated, "auth.wrong"};
}

Result<LogIn> Service::prepare_log_in(db::Engine& engine, db::Session& reader, Timestamp now,
                                      const LogInRequest& request, std::string_view remote_address) {
  if (!limiter_.admit(remote_address, now)) return fail(ErrorKind::rate_limited, "auth.too_many");
  const auto login = parse_login(request.login, "login");
  if (!login || request.password.size() > password_bytes_max) return fail(ErrorKind::unauthenticated, "auth.wrong");
  Store store(o_.district, reader);
  const Failures failures = store.failures(login_index(*login)).value_or(Failures{});
  if (is_locked(failures, now)) return std::unexpected(locked(failures, now));
  const auto person = store.find_login(*login);
  // The same work whether the login exists or not.
  const bool right = verify_password(person ? person->password_hash : no_hash_, request.password);
  if (!person || !right) return std::unexpected(count_failure(engine, *login, person, now));
  if (person->disabled) return fail(ErrorKind::forbidden, "auth.disabled");
  LogIn prepared{person->id, person->password_hash, {}, new_token(session_token_prefix)};
  if (wants_new_hash(person->password_hash, o_.cost))
    prepared.better_hash = make_password_hash(request.password, o_.cost);
  return prepared;
}

Result<LoggedIn> Service::log_in(db::Session& session, Timestamp now, Language language, const LogIn& prepared,
                                 std::string_view old_token) {
  Store store(o_.district, session);
  auto person = store.find(prepared.person);
  // Between the hashing and this command the password, the standing or the lock may have changed.
  if (!person || person->password_hash != prepared.verified_hash) return fail(ErrorKind::unauthenticated, "auth.wrong");
  if (person->disabled) return fail(ErrorKind::forbidden, "auth.disabled");
  const std::string index = login_index(person->login);
  if (const auto failures = store.failures(index)) {
    if (is_locked(*failures, now)) return std::unexpected(locked(*failures, now));
    store.clear_failures(index);
  }
  const auto organisation = store.find(person->organisation);
  if (!organisation) return fail(ErrorKind::forbidden, "auth.disabled");
  if (!prepared.better_hash.empty()) {
    person->password_hash = prepared.better_hash;
    store.save_password(*person);
  }
  std::vector<std::string> over;
  if (is_token(old_token, session_token_prefix)) over.push_back(token_key(old_token));
  const auto keys = store.session_keys(person->id);
  if (keys.size() >= sessions_per_person_max)
    over.insert(over.end(), keys.begin() + sessions_per_person_max - 1, keys.end());
  for (const std::string& key : over) {
    store.end_session(key);
    session.after_commit([this, key] { cache_.forget(key); });
  }
  store.insert_session(token_key(prepared.token), person->id, now);
  sweep(session, now);
  const Actor actor = identity::actor_of(*person, *organisation);
  audit::append(session, entry_of(o_, {actor, now}, "session.begin", "person", person->id.text));
  FG_TRY(SessionView view, view_of(session, *person, now, language));
  return LoggedIn{std::move(view), prepared.token, csrf_of(prepared.token)};
}

void Service::sweep(db::Session& session, Timestamp now) {
  if (now.ms - swept_ms_.load() < swept_every.ms) return;
  Store store(o_.district, session);
  store.end_sessions_created_before(now - session_age_max);
  store.forget_failures_before(now - failures_kept);
  session.after_commit([this, now] { swept_ms_.store(now.ms); });
}

Status Service::log_out(db::Session& session, const Context& context, std::string_view token) {
  if (!is_token(token, session_token_prefix)) return {};
  const std::string key = token_key(token);
  Store(o_.district, session).end_session(key);
  session.after_commit([this, key] { cache_.forget(key); });
  audit::append(session, entry_of(o_, context, "session.end", "person", context.actor.person.text));
  return {};
}

Result<SessionView> Service::view_of(db::Session& session, const Person& person, Timestamp now,
                                     Language language) const {
  Store store(o_.district, session);
  const auto o = store.find(person.organisation);
  if (!o) return fail(ErrorKind::not_found, "person.not_found");
  const bool english = language == Language::en && !o->name_en.empty();
  return SessionView{person.id,
                     person.name,
                     person.login,
                     {o->id, o->kind, o->code, english ? o->name_en : o->name},
                     split_roles(person.roles),
                     store.represented(person.id, now)};
}

Result<SessionView> Service::who_am_i(db::Session& session, const Context& context) {
  const auto person = Store(o_.district, session).find(context.actor.person);
  if (!person) return fail(ErrorKind::unauthenticated, "auth.required");
  return view_of(session, *person, context.now, context.language);
}

// ---- the own password ----

Result<NewPassword> Service::prepare_own_password(db::Engine& engine, db::Session& reader, const Context& context,
                                                  const OwnPasswordRequest& request) {
  Store store(o_.district, reader);
  const auto person = store.find(context.actor.person);
  if (!person) return fail(ErrorKind::unauthenticated, "auth.required");
  const Failures failures = store.failures(login_index(person->login)).value_or(Failures{});
  if (is_locked(failures, context.now)) return std::unexpected(locked(failures, context.now));
  const bool right =
      request.current.size() <= password_bytes_max && verify_password(person->password_hash, request.current);
  if (!right) {
    // Whoever finds an open desk must not try passwords here without end either.
    Error error = count_failure(engine, person->login, person, context.now);
    if (error.code == "auth.wrong") error = {ErrorKind::invalid, "password.current_wrong", "current"};
    return std::unexpected(std::move(error));
  }
  if (request.password == request.current) return invalid("password.same", "password");
  FG_TRY(std::string hash, hash_password(request.password, person->login));
  return NewPassword{person->password_hash, std::move(hash)};
}

Status Service::change_own_password(db::Session& session, const Context& context, const NewPassword& prepared,
                                    std::string_view own_token) {
  Store store(o_.district, session);
  auto person = store.find(context.actor.person);
  if (!person || person->password_hash != prepared.verified_hash) return invalid("password.current_wrong", "current");
  person->password_hash = prepared.hash;
  person->password_changed_at = context.now;
  store.save_password(*person);
  store.clear_failures(login_index(person->login));
  store.end_sessions(person->id, token_key(own_token));
  session.after_commit([this] { cache_.forget_all(); });
  audit::append(session, entry_of(o_, context, "person.password", "person", person->id.text));
  return {};
}

}  // namespace fugong::identity
