#include "http/router.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <future>
#include <map>

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

std::string quoted_hash(std::string_view body) {
  char out[40];
  const int n = std::snprintf(out, sizeof out, "\"%zx-%zx\"", std::hash<std::string_view>{}(body), body.size());
  return {out, static_cast<std::size_t>(n)};
}

}  // namespace

std::string_view Call::param(std::string_view name) const {
  const auto found = std::ranges::find(path_params, name, &std::pair<std::string, std::string>::first);
  return found == path_params.end() ? std::string_view{} : std::string_view(found->second);
}

// One request on its way through.
struct Job {
  Job(Request r, std::function<void(Response)> d) : request(std::move(r)), call{.request = request}, done(std::move(d)) {}
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
    for (Header& h : call.reply_headers) response.headers.push_back(std::move(h));
    if (response.status == 200 && request.method == Method::get && !response.body.empty()) tag(response);
    return response;
  }
  void tag(Response& response) const {
    std::string etag = quoted_hash(response.body);
    const std::string_view known = request.header("if-none-match");
    if (known == "*" || known.find(etag) != std::string_view::npos) {
      response.status = 304;
      response.body.clear();
      response.content_type.clear();
    }
    response.headers.push_back({"ETag", std::move(etag)});
  }
};
using JobPtr = std::shared_ptr<Job>;

struct Router::Impl {
  Impl(db::Engine& e, const Clock& c, Guard g) : engine(e), clock(c), guard(std::move(g)), workers(2, 1024) {}

  db::Engine& engine;
  const Clock& clock;
  Guard guard;
  Node root;
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

  // Finds the route, knows the caller, reads the body. The answer is in the job when it returns false.
  Status admit(Job& job, const std::vector<Entry>& entries) {
    job.call.now = clock.now();
    job.call.language = pick_language(job.request.header("accept-language"));
    FG_CHECK(match(job, entries));
    const Entry& entry = *job.entry;
    FG_CHECK(authorise(job.call, entry.route.right));
    if (job.request.body.size() > entry.route.body_bytes_max)
      return fail(ErrorKind::too_large, "http.too_large", {},
                  {{"limit_kib", std::to_string(entry.route.body_bytes_max / 1024)}});
    if (entry.raw) return {};
    FG_CHECK(check_media(job));
    auto body = entry.parse(job.call);
    if (!body) return std::unexpected(std::move(body).error());
    job.body = std::move(*body);
    return {};
  }

  Status authorise(Call& call, std::string_view right) {
    if (right == "public") return {};
    FG_TRY(call.actor, guard.authenticate(call.request, call.now));
    if (call.actor.person.empty()) return fail(ErrorKind::unauthenticated, "auth.required");
    if (right != "session.self" && !guard.allows(call.actor, right)) return fail(ErrorKind::forbidden, "auth.forbidden");
    return {};
  }

  void run_read(Job& job) {
    try {
      engine.read([&](db::Session& session) { job.reply = guarded(job, session, job.body); });
    } catch (const db::Failure&) {
      job.reply = fail(ErrorKind::internal, "db.failed");
    }
  }

  Status run_prepare(Job& job) {
    Status status;
    try {
      engine.read([&](db::Session& session) {
        try {
          auto prepared = job.entry->prepare(job.call, session, job.body);
          if (prepared) job.body = std::move(*prepared);
          else status = std::unexpected(std::move(prepared).error());
        } catch (const db::Failure&) {
          throw;
        } catch (const std::exception& e) {
          status = internal_fault(job, e);
        }
      });
    } catch (const db::Failure&) {
      status = fail(ErrorKind::internal, "db.failed");
    }
    return status;
  }

  void submit(const JobPtr& job) {
    engine.submit(
        [this, job](db::Session& session) {
          job->call.reply_headers.clear();
          job->reply = guarded(*job, session, job->body);
          return job->reply.has_value();
        },
        [job](db::Outcome outcome) {
          if (outcome == db::Outcome::busy) job->reply = fail(ErrorKind::unavailable, "db.busy");
          if (outcome == db::Outcome::failed) job->reply = fail(ErrorKind::internal, "db.failed");
          job->finish();
        });
  }

 private:
  static Status match(Job& job, const std::vector<Entry>& entries, const Node* node, std::span<const std::string_view> parts) {
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
    }
    job.call.reply_headers.push_back({"Allow", allowed});
    return fail(ErrorKind::method_not_allowed, "http.method_not_allowed");
  }
  Status match(Job& job, const std::vector<Entry>& entries) const {
    const auto parts = segments(job.request.path);
    const Node* node = find(root, parts);
    if (!node) return fail(ErrorKind::not_found, "not_found");
    return match(job, entries, node, parts);
  }

  static Status check_media(const Job& job) {
    const Entry& entry = *job.entry;
    if (entry.upload || job.request.method == Method::get || job.request.body.empty()) return {};
    const std::string_view type = job.request.header("content-type");
    if (type.starts_with("application/json")) return {};
    return fail(ErrorKind::unsupported_media, "http.unsupported_media");
  }

  static std::unexpected<Error> internal_fault(const Job& job, const std::exception& e) {
    spdlog::error("{}: {}", job.entry->route.operation, e.what());
    return fail(ErrorKind::internal, "http.internal");
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
Router::~Router() = default;

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
  FG_CHECK(impl_->authorise(call, right));
  return std::move(call.actor);
}

void Router::dispatch(Request request, std::function<void(Response)> done) {
  auto job = std::make_shared<Job>(std::move(request), std::move(done));
  if (Status admitted = impl_->admit(*job, entries_); !admitted) return job->fail_with(std::move(admitted).error());
  if (job->entry->raw) return job->done(job->entry->raw(job->call));
  if (job->entry->writes && !job->entry->prepare) return impl_->submit(job);
  const bool taken = impl_->workers.post([this, job] {
    if (!job->entry->writes) {
      impl_->run_read(*job);
      return job->finish();
    }
    if (Status prepared = impl_->run_prepare(*job); !prepared) return job->fail_with(std::move(prepared).error());
    impl_->submit(job);
  });
  if (!taken) job->fail_with({ErrorKind::unavailable, "http.busy"});
}

Response Router::handle(Request request) {
  // Reads and preparation run on the caller's thread: it waits anyway.
  std::promise<Response> promise;
  auto answer = promise.get_future();
  auto job = std::make_shared<Job>(std::move(request), [&](Response r) { promise.set_value(std::move(r)); });
  if (Status admitted = impl_->admit(*job, entries_); !admitted) {
    job->fail_with(std::move(admitted).error());
  } else if (job->entry->raw) {
    return job->entry->raw(job->call);
  } else if (!job->entry->writes) {
    impl_->run_read(*job);
    job->finish();
  } else if (Status prepared = job->entry->prepare ? impl_->run_prepare(*job) : Status{}; !prepared) {
    job->fail_with(std::move(prepared).error());
  } else {
    impl_->submit(job);
  }
  return answer.get();
}

}  // namespace fugong::http
