#include "http/router.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <map>

#include "http/assets.h"
#include "http/body_text.h"
#include "http/etag.h"
#include "http/problem.h"
#include "http/url.h"
#include "http/workers.h"

namespace fugong::http {
namespace {

using detail::Entry;
using detail::Opaque;
using detail::Reply;

std::string_view method_name(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::del: return "DELETE";
  }
  return "GET";
}

// Path templates by segment; "{name}" takes any one segment. Literal segments go before parameters.
struct Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::vector<std::size_t> entries;
};

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    path.remove_prefix(path.front() == '/');
    const auto end = std::min(path.find('/'), path.size());
    out.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return out;
}

const Node* find(const Node& node, std::span<const std::string_view> rest) {
  if (rest.empty()) return node.entries.empty() ? nullptr : &node;
  if (const auto literal = node.literals.find(rest[0]); literal != node.literals.end())
    if (const Node* found = find(*literal->second, rest.subspan(1))) return found;
  if (node.parameter && !rest[0].empty()) return find(*node.parameter, rest.subspan(1));
  return nullptr;
}

bool is_json(std::string_view content_type) {
  constexpr std::string_view json = "application/json";
  content_type = content_type.substr(0, content_type.find(';'));
  while (content_type.ends_with(' ')) content_type.remove_suffix(1);
  return std::ranges::equal(content_type, json,
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

// Credentials that the guard has lately let in: it has them in memory, so asking it again costs no database read.
// Two that fall on one place push each other out; a stale one costs the network thread one short wait.
class WarmCredentials {
 public:
  static std::size_t hash_of(const Request& request) {
    const std::hash<std::string_view> hash;
    return hash(request.header("authorization")) * 31 + hash(request.header("cookie"));
  }
  bool contain(std::size_t hash) const { return place(hash).load(std::memory_order_relaxed) == hash; }
  void add(std::size_t hash) { place(hash).store(hash, std::memory_order_relaxed); }

 private:
  std::atomic<std::size_t>& place(std::size_t hash) { return places_[hash % places_.size()]; }
  const std::atomic<std::size_t>& place(std::size_t hash) const { return places_[hash % places_.size()]; }
  std::array<std::atomic<std::size_t>, 8192> places_{};
};

constexpr std::size_t makers_queue_max = 32;         // documents that wait, mostly of under a second each
constexpr std::size_t quick_body_bytes = 16 * 1024;  // parsed in about 50 µs; longer ones are a worker's

}  // namespace

std::string_view Call::param(std::string_view name) const {
  const auto found = std::ranges::find(path_params, name, &std::pair<std::string, std::string>::first);
  return found == path_params.end() ? std::string_view{} : std::string_view(found->second);
}

// One request on its way through.
struct Job {
  Job(Request r, std::function<void(Response)> d)
      : request(std::move(r)), call{.request = request}, done(std::move(d)) {}
  Request request;
  Call call;
  const Entry* entry = nullptr;
  Opaque body;
  Result<Reply> reply = fail(ErrorKind::internal, "http.internal");
  std::function<void(Response)> done;

  void finish() { done(respond()); }
  void fail_with(Error error) {
    reply = std::unexpected(std::move(error));
    finish();
  }
  // A worker has the time to compress a long answer; the network thread has not.
  void finish_packed() {
    Response response = respond();
    if (accepts_gzip(request.header("accept-encoding"))) pack(response);
    done(std::move(response));
  }
  void finish_raw(Response response) {
    add_headers(response);
    done(std::move(response));
  }

 private:
  Response respond() {
    Response response;
    if (!reply) {
      response = problem(reply.error(), call.language);
    } else {
      response.status = reply->content_type.empty() ? 204 : entry->route.success;
      response.content_type = std::move(reply->content_type);
      response.body = std::move(reply->body);
      if (!reply->filename.empty())
        response.headers.push_back(
            {"Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(reply->filename)});
    }
    add_headers(response);
    return response;
  }
  void add_headers(Response& response) {
    std::string etag;
    for (Header& h : call.reply_headers) {
      if (h.name == "ETag") etag = std::move(h.value);  // the handler's own, of what lasts in its answer
      else response.headers.push_back(std::move(h));
    }
    if (response.status != 200 || request.method != Method::get || response.body.empty()) return;
    if (etag.empty()) etag = etag_of(response.body);
    if (names_etag(request.header("if-none-match"), etag)) {
      response.status = 304;
      response.body.clear();
      response.content_type.clear();
    }
    response.headers.push_back({"ETag", std::move(etag)});
  }
};
using JobPtr = std::shared_ptr<Job>;

struct Router::Impl {
  Impl(db::Engine& e, const Clock& c, Guard g)
      : engine(e), clock(c), guard(std::move(g)), makers(1, makers_queue_max), workers(2, 1024) {}

  db::Engine& engine;
  const Clock& clock;
  Guard guard;
  Node root;
  WarmCredentials warm;
  Workers makers;  // of documents; outlives the workers, which hand on to it
  Workers workers;

  void declare(std::string_view path, std::size_t index) {
    Node* node = &root;
    for (std::string_view segment : segments(path)) {
      auto& next = segment.starts_with('{') ? node->parameter : node->literals[std::string(segment)];
      if (!next) next = std::make_unique<Node>();
      node = next.get();
    }
    node->entries.push_back(index);
  }

  Status match(Job& job, const std::vector<Entry>& entries) const {
    job.call.language = pick_language(job.request.header("accept-language"));
    const auto parts = segments(job.request.path);
    const Node* node = find(root, parts);
    if (!node) return fail(ErrorKind::not_found, "not_found");
    return match(job, entries, node, parts);
  }

  // Whether all up to the answer, or to the engine's queue, is done in some microseconds without waiting for anything.
  bool is_quick(const Job& job) const {
    const Entry& entry = *job.entry;
    if (!entry.raw && (!entry.writes || entry.prepare || job.request.body.size() > quick_body_bytes)) return false;
    return entry.route.right == "public" || warm.contain(WarmCredentials::hash_of(job.request));
  }

  // All that follows the match; may wait for a reader.
  void work(const JobPtr& job) {
    if (Status admitted = caught(*job, [&] { return admit(*job); }); !admitted)
      return job->fail_with(std::move(admitted).error());
    const Entry& entry = *job->entry;
    if (entry.raw) return run_raw(*job);
    if (entry.make && !entry.writes) return look_and_make(job);
    if (!entry.writes) {
      run_read(*job);
      return job->finish_packed();
    }
    if (entry.prepare)
      if (Status prepared = run_prepare(*job); !prepared) return job->fail_with(std::move(prepared).error());
    submit(job);
  }

  void look_and_make(const JobPtr& job) {
    if (Status seen = run_prepare(*job); !seen) return job->fail_with(std::move(seen).error());
    make_aside(job);
  }

  void make_aside(const JobPtr& job) {
    const bool queued = makers.post([job] {
      const Status status = caught(*job, [&]() -> Status {
        job->reply = job->entry->make(job->call, job->body);
        return {};
      });
      if (!status) job->reply = std::unexpected(status.error());
      job->finish_packed();
    });
    if (!queued) job->fail_with({ErrorKind::unavailable, "http.busy"});
  }

  // Knows the caller, reads the body.
  Status admit(Job& job) {
    const Entry& entry = *job.entry;
    job.call.now = clock.now();
    FG_CHECK(authorise(job.call, entry.route.right));
    if (job.request.body.size() > entry.route.body_bytes_max)
      return fail(ErrorKind::too_large, "http.too_large", {},
                  {{"limit_kib", std::to_string(entry.route.body_bytes_max / 1024)}});
    if (entry.raw) return {};
    FG_CHECK(check_media(job));
    if (!entry.upload && entry.route.method != Method::get) FG_CHECK(check_texts(job.request.body));
    auto body = entry.parse(job.call);
    if (!body) return std::unexpected(std::move(body).error());
    job.body = std::move(*body);
    return {};
  }

  Status authorise(Call& call, std::string_view right) {
    if (right == "public") return {};
    FG_TRY(call.actor, guard.authenticate(call.request, call.now));
    if (call.actor.person.empty()) return fail(ErrorKind::unauthenticated, "auth.required");
    warm.add(WarmCredentials::hash_of(call.request));
    if (right != "session.self" && !guard.allows(call.actor, right))
      return fail(ErrorKind::forbidden, "auth.forbidden");
    return {};
  }

  void run_raw(Job& job) {
    Response response;
    const Status status = caught(job, [&]() -> Status {
      response = job.entry->raw(job.call);
      return {};
    });
    if (!status) return job.fail_with(status.error());
    job.finish_raw(std::move(response));
  }

  void run_read(Job& job) {
    const Status status = caught(job, [&]() -> Status {
      engine.read([&](db::Session& session) { job.reply = guarded(job, session, job.body); });
      return {};
    });
    if (!status) job.reply = std::unexpected(status.error());
  }

  Status run_prepare(Job& job) {
    return caught(job, [&] {
      Status status;
      engine.read([&](db::Session& session) {
        auto prepared = job.entry->prepare(job.call, session, job.body);
        if (prepared) job.body = std::move(*prepared);
        else status = std::unexpected(std::move(prepared).error());
      });
      return status;
    });
  }

  void submit(const JobPtr& job) {
    engine.submit(
        [this, job](db::Session& session) {
          job->call.reply_headers.clear();
          job->reply = guarded(*job, session, job->body);
          return job->reply.has_value();
        },
        [this, job](db::Outcome outcome) {
          const bool lost = outcome == db::Outcome::busy || outcome == db::Outcome::failed;
          if (lost) job->call.reply_headers.clear();  // no cookie for a session that was not kept
          if (outcome == db::Outcome::busy) job->reply = fail(ErrorKind::unavailable, "db.busy");
          if (outcome == db::Outcome::failed) job->reply = fail(ErrorKind::internal, "db.failed");
          if (job->entry->make && job->reply) return make_aside(job);
          job->finish();
        });
  }

 private:
  static Status match(Job& job, const std::vector<Entry>& entries, const Node* node,
                      std::span<const std::string_view> parts) {
    std::string allowed;
    for (std::size_t index : node->entries) {
      const Entry& entry = entries[index];
      if (entry.route.method == job.request.method) {
        job.entry = &entry;
        const auto names = segments(entry.route.path);
        for (std::size_t i = 0; i < names.size(); ++i)
          if (names[i].starts_with('{'))
            job.call.path_params.emplace_back(names[i].substr(1, names[i].size() - 2), parts[i]);
        return {};
      }
      allowed.append(allowed.empty() ? "" : ", ").append(method_name(entry.route.method));
      if (entry.route.method == Method::get) allowed.append(", HEAD");
    }
    job.call.reply_headers.push_back({"Allow", allowed});
    return fail(ErrorKind::method_not_allowed, "http.method_not_allowed");
  }

  static Status check_media(const Job& job) {
    const Entry& entry = *job.entry;
    if (entry.upload || job.request.method == Method::get || job.request.body.empty()) return {};
    if (is_json(job.request.header("content-type"))) return {};
    return fail(ErrorKind::unsupported_media, "http.unsupported_media");
  }

  static std::unexpected<Error> internal_fault(const Job& job, const std::exception& e) {
    spdlog::error("{}: {}", job.entry->route.operation, e.what());
    return fail(ErrorKind::internal, "http.internal");
  }

  // No exception leaves the router: the engine has logged its own faults, we log ours.
  template <class F>
  static Status caught(const Job& job, F&& step) {
    try {
      return step();
    } catch (const db::Failure&) {
      return fail(ErrorKind::internal, "db.failed");
    } catch (const std::exception& e) {
      return internal_fault(job, e);
    }
  }

  // The engine retries and answers db::Failure; everything else is our own fault and undoes the command.
  static Result<Reply> guarded(Job& job, db::Session& session, const Opaque& body) {
    try {
      return job.entry->run(job.call, session, body);
    } catch (const db::Failure&) {
      throw;
    } catch (const std::exception& e) {
      return internal_fault(job, e);
    }
  }
};

Router::Router(db::Engine& engine, const Clock& clock, Guard guard)
    : impl_(std::make_unique<Impl>(engine, clock, std::move(guard))) {}
Router::~Router() { impl_.reset(); }  // its workers may still point at entries_

void Router::add(detail::Entry entry) {
  impl_->declare(entry.route.path, entries_.size());
  entries_.push_back(std::move(entry));
}

void Router::raw(const Route& route, std::function<Response(Call&)> handler) {
  detail::Entry entry;
  entry.route = route;
  entry.raw = std::move(handler);
  add(std::move(entry));
}

std::size_t Router::body_limit(Method method, std::string_view path) const {
  const auto parts = segments(path);
  if (const Node* node = find(impl_->root, parts))
    for (std::size_t index : node->entries)
      if (entries_[index].route.method == method) return entries_[index].route.body_bytes_max;
  return body_bytes_default;
}

Result<Actor> Router::admit(const Request& request, std::string_view right) {
  Call call{.request = request, .now = impl_->clock.now()};
  try {
    FG_CHECK(impl_->authorise(call, right));
    return std::move(call.actor);
  } catch (const db::Failure&) {
    return fail(ErrorKind::internal, "db.failed");
  } catch (const std::exception& e) {
    spdlog::error("guard: {}", e.what());
    return fail(ErrorKind::internal, "http.internal");
  }
}

void Router::dispatch(Request request, std::function<void(Response)> done) {
  auto job = std::make_shared<Job>(std::move(request), std::move(done));
  if (Status found = impl_->match(*job, entries_); !found) return job->fail_with(std::move(found).error());
  if (impl_->is_quick(*job)) return impl_->work(job);
  if (!impl_->workers.post([this, job] { impl_->work(job); })) job->fail_with({ErrorKind::unavailable, "http.busy"});
}

Response Router::handle(Request request) {
  // Everything but the command itself runs on the caller's thread: it waits anyway.
  auto promise = std::make_shared<std::promise<Response>>();  // outlives set_value() on the engine's thread
  auto answer = promise->get_future();
  auto job = std::make_shared<Job>(std::move(request), [promise](Response r) { promise->set_value(std::move(r)); });
  if (Status found = impl_->match(*job, entries_); !found) job->fail_with(std::move(found).error());
  else impl_->work(job);
  job.reset();
  return answer.get();
}

}  // namespace fugong::http
