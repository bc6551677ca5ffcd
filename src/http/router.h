// Routes are declared once: method, path, request and response types, right, text. Validation, OpenAPI, the rights
// matrix and the typed web client all come from the declaration.
//
//   router.command<SubmitRequest, CaseView>(
//       {Method::post, "/api/v1/cases/{id}/submission", "case.apply", "submitCase", "Submit an application"},
//       [&](Call& call, db::Session& session, const SubmitRequest& body) -> Result<CaseView> { … });
//
// query():   GET; the request type is filled from the query string; runs on a pooled reader.
// command(): runs in the write transaction; answered only after it is durable. It may run more than once.
// staged():  prepare() runs on a worker with a reader (parse, hash, sign), then commit() in the write transaction.
// made():    GET of what takes seconds to compute (documents): look() reads on a reader, make() then runs without one
// on
//            a thread of its own: neither the readers nor the quick answers wait. 503 when too many wait already.
// recorded(): what a file takes out of the house: look() on a reader, record() in the write transaction, then make() as
//            made() does. It is recorded before it exists.
// raw():     neither session nor JSON; for health checks and streams.
//
// Path parameters: call.id<CaseTag>("id"), call.param("code"). Unknown query parameters are refused.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/language.h"
#include "base/result.h"
#include "db/engine.h"
#include "http/message.h"

namespace fugong::http {

constexpr std::size_t body_bytes_default = 1024 * 1024;      // a filled-in application is under 100 KB
constexpr std::size_t body_bytes_upload = 20 * 1024 * 1024;  // a 20,000-row roster as XLSX is about 2 MB

struct Route {
  Method method = Method::get;
  std::string_view path;
  std::string_view right;      // of identity/rights.h, or "public", or "session.self" (any person who is logged in)
  std::string_view operation;  // OpenAPI operationId
  std::string_view summary;
  int success = 200;
  std::size_t body_bytes_max = body_bytes_default;
};

// What a handler knows of its request.
struct Call {
  const Request& request;
  Actor actor{};  // person.empty(): nobody
  Timestamp now{};
  Language language = Language::zh_cn;
  std::vector<std::pair<std::string, std::string>> path_params{};
  std::vector<Header>
      reply_headers{};  // e.g. Set-Cookie, or an ETag of one's own; emptied before each run of a command

  std::string_view param(std::string_view name) const;
  template <class Tag>
  Result<Id<Tag>> id(std::string_view name) const {
    if (auto id = Id<Tag>::parse(param(name))) return *id;
    return fail(ErrorKind::not_found, "not_found", std::string(name));
  }
  // What a service's use case asks for: who, when, in which language. Lives no longer than the call.
  template <class Context>
  Context as() const {
    return {actor, now, language};
  }
};

// Who may come in; identity/ provides it.
struct Guard {
  // The actor of a request; an empty actor when it carries no credentials; an error when they are wrong, or when a
  // cookie comes without its CSRF token on an unsafe method. May read the database (pooled reader) on a cache miss.
  std::function<Result<Actor>(const Request&, Timestamp)> authenticate;
  // Whether the role table gives the actor this right at all; the services check on whom.
  std::function<bool(const Actor&, std::string_view right)> allows;
};

namespace detail {

struct Reply {
  std::string content_type;
  std::string body;
  std::string filename;
};
using Opaque = std::shared_ptr<void>;

struct Entry {
  Route route;
  json::Value request_schema;   // null: no body
  json::Value response_schema;  // null: no JSON body
  bool writes = false;
  bool upload = false;
  std::function<Result<Opaque>(Call&)> parse;
  std::function<Result<Opaque>(Call&, db::Session&, Opaque)> prepare;  // empty: none
  std::function<Result<Reply>(Call&, const Opaque&)> make;             // after prepare, and after run if it writes
  std::function<Result<Reply>(Call&, db::Session&, const Opaque&)> run;
  std::function<Response(Call&)> raw;  // instead of all of the above
};

// The query string as a JSON object, each value typed as `schema` asks; codes query.unknown, query.type.
Result<json::Value> query_object(std::string_view query, const json::Value& schema);

template <class Req>
Result<Opaque> parse_request(Call& call, const json::Value& query_schema) {
  auto out = std::make_shared<Req>();
  if constexpr (std::is_same_v<Req, Upload>) {
    out->content_type = std::string(call.request.header("content-type"));
    out->bytes = call.request.body;
  } else if (call.request.method == Method::get) {
    FG_TRY(json::Value object, query_object(call.request.query, query_schema));
    FG_TRY(*out, json::from_value<Req>(object));
  } else if constexpr (!std::is_same_v<Req, Empty>) {
    // No body says the same as {}: fine where nothing is required.
    FG_TRY(*out,
           json::read<Req>(call.request.body.empty() ? std::string_view("{}") : std::string_view(call.request.body)));
  } else if (!call.request.body.empty() && call.request.body != "{}") {
    return fail(ErrorKind::malformed, "http.malformed");
  }
  return Opaque(out);
}

template <class Res>
Reply to_reply(Res&& result) {
  using T = std::remove_cvref_t<Res>;
  if constexpr (std::is_same_v<T, Empty>) return {};
  else if constexpr (std::is_same_v<T, File>)
    return {std::move(result.content_type), std::move(result.bytes), std::move(result.filename)};
  else return {"application/json", json::write(result), {}};
}

template <class T>
json::Value schema_or_null() {
  if constexpr (std::is_same_v<T, Empty> || std::is_same_v<T, File> || std::is_same_v<T, Upload>) return nullptr;
  else return json::schema<T>();
}

}  // namespace detail

class Router {
 public:
  Router(db::Engine& engine, const Clock& clock, Guard guard);
  ~Router();

  template <class Req, class Res, class F>
  void command(const Route& route, F handler) {
    declare<Req, Res>(route, true, std::move(handler));
  }

  template <class Req, class Res, class F>
  void query(const Route& route, F handler) {
    declare<Req, Res>(route, false, std::move(handler));
  }

  template <class Req, class Prepared, class Res, class P, class F>
  void staged(const Route& route, P prepare, F commit) {
    auto entry = base_entry<Req, Res>(route, true);
    entry.prepare = [prepare = std::move(prepare)](Call& call, db::Session& reader,
                                                   detail::Opaque body) -> Result<detail::Opaque> {
      FG_TRY(Prepared prepared, prepare(call, reader, *static_cast<const Req*>(body.get())));
      return detail::Opaque(std::make_shared<Prepared>(std::move(prepared)));
    };
    entry.run = [commit = std::move(commit)](Call& call, db::Session& session,
                                             const detail::Opaque& prepared) -> Result<detail::Reply> {
      FG_TRY(Res result, commit(call, session, *static_cast<const Prepared*>(prepared.get())));
      return detail::to_reply(std::move(result));
    };
    add(std::move(entry));
  }

  template <class Req, class Seen, class Res, class L, class M>
  void made(const Route& route, L look, M make) {
    auto entry = base_entry<Req, Res>(route, false);
    entry.prepare = [look = std::move(look)](Call& call, db::Session& reader,
                                             detail::Opaque query) -> Result<detail::Opaque> {
      FG_TRY(Seen seen, look(call, reader, *static_cast<const Req*>(query.get())));
      return detail::Opaque(std::make_shared<Seen>(std::move(seen)));
    };
    entry.make = [make = std::move(make)](Call& call, const detail::Opaque& seen) -> Result<detail::Reply> {
      FG_TRY(Res result, make(call, *static_cast<const Seen*>(seen.get())));
      return detail::to_reply(std::move(result));
    };
    add(std::move(entry));
  }

  template <class Req, class Seen, class Res, class L, class W, class M>
  void recorded(const Route& route, L look, W record, M make) {
    auto entry = base_entry<Req, Res>(route, true);
    entry.prepare = [look = std::move(look)](Call& call, db::Session& reader,
                                             detail::Opaque body) -> Result<detail::Opaque> {
      FG_TRY(Seen seen, look(call, reader, *static_cast<const Req*>(body.get())));
      return detail::Opaque(std::make_shared<Seen>(std::move(seen)));
    };
    entry.run = [record = std::move(record)](Call& call, db::Session& session,
                                             const detail::Opaque& seen) -> Result<detail::Reply> {
      FG_CHECK(record(call, session, *static_cast<const Seen*>(seen.get())));
      return detail::Reply{};
    };
    entry.make = [make = std::move(make)](Call& call, const detail::Opaque& seen) -> Result<detail::Reply> {
      FG_TRY(Res result, make(call, *static_cast<const Seen*>(seen.get())));
      return detail::to_reply(std::move(result));
    };
    add(std::move(entry));
  }

  void raw(const Route& route, std::function<Response(Call&)> handler);

  // Asynchronous: `done` is called once, on any thread, perhaps before dispatch() returns; it must be short and must
  // not throw. Safe from any thread after the last declaration; all must be answered before the router goes.
  // The calling thread only does what cannot make it wait: what reads the database, computes or is long goes elsewhere.
  void dispatch(Request request, std::function<void(Response)> done);
  // The same and wait; what rehearsals and tests call.
  Response handle(Request request);

  // The person behind a request that no route serves (the event stream); auth.required, auth.forbidden.
  Result<Actor> admit(const Request& request, std::string_view right);
  // What the server may read of a body before it asks the route; body_bytes_default where there is no route.
  std::size_t body_limit(Method method, std::string_view path) const;

  const std::vector<detail::Entry>& entries() const { return entries_; }

 private:
  template <class Req, class Res>
  detail::Entry base_entry(const Route& route, bool writes) {
    detail::Entry entry;
    entry.route = route;
    entry.writes = writes;
    entry.upload = std::is_same_v<Req, Upload>;
    entry.request_schema = detail::schema_or_null<Req>();
    entry.response_schema = detail::schema_or_null<Res>();
    const json::Value query_schema = route.method == Method::get ? entry.request_schema : json::Value(nullptr);
    entry.parse = [query_schema](Call& call) { return detail::parse_request<Req>(call, query_schema); };
    return entry;
  }

  template <class Req, class Res, class F>
  void declare(const Route& route, bool writes, F handler) {
    auto entry = base_entry<Req, Res>(route, writes);
    entry.run = [handler = std::move(handler)](Call& call, db::Session& session,
                                               const detail::Opaque& body) -> Result<detail::Reply> {
      FG_TRY(Res result, handler(call, session, *static_cast<const Req*>(body.get())));
      return detail::to_reply(std::move(result));
    };
    add(std::move(entry));
  }

  void add(detail::Entry entry);

  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::vector<detail::Entry> entries_;
};

}  // namespace fugong::http
