// A router with a little of everything: notes that are read, written, uploaded, and routes that go wrong.
#pragma once

#include <gtest/gtest.h>

#include <future>

#include "base/json.h"
#include "http/router.h"
#include "support/databases.h"

namespace fugong::http_test {

using namespace http;

enum class Colour : std::uint8_t { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct NewNote {
  std::string id;
  std::string text;
  std::optional<std::int32_t> stars;
};
BOOST_DESCRIBE_STRUCT(NewNote, (), (id, text, stars))
struct NoteView {
  std::string id;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(NoteView, (), (id, body))
struct ListQuery {
  std::optional<std::int32_t> limit;
  std::optional<std::string> after;
  std::optional<bool> loud;
  std::optional<double> weight;
  std::optional<Colour> colour;
  std::optional<std::vector<std::string>> tag;
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (limit, after, loud, weight, colour, tag))
struct Counted {
  std::int64_t lines = 0;
  std::int64_t seen_before = 0;
};
BOOST_DESCRIBE_STRUCT(Counted, (), (lines, seen_before))

constexpr db::Migration tables[] = {
    {"note", 1, "CREATE TABLE note (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) {without_rowid}"}};

// "Authorization: Bearer NAME" is the person NAME; "writer" may write, "wrong" is nobody we know.
inline Guard guard() {
  return {.authenticate = [](const Request& request, Timestamp) -> Result<Actor> {
            const std::string_view header = request.header("authorization");
            if (header.empty()) return Actor{};
            if (header == "Bearer wrong") return fail(ErrorKind::unauthenticated, "auth.token_invalid");
            if (header == "Bearer broken") throw db::Failure("the database is away");
            if (header == "Bearer bug") throw std::logic_error("a fault of the guard");
            Actor actor;
            actor.person.text = std::string(header);
            actor.person_name = std::string(header.substr(7));
            return actor;
          },
          .allows = [](const Actor& actor, std::string_view) { return actor.person_name == "writer"; }};
}

class World : public db_test::EngineTest {
 protected:
  void SetUp() override {
    engine().migrate(tables);
    router_ = std::make_unique<Router>(engine(), clock_, guard());
    declare_notes();
    declare_faults();
  }
  void TearDown() override {
    router_.reset();
    EngineTest::TearDown();
  }
  Router& router() { return *router_; }

  std::int64_t notes() {
    std::int64_t n = -1;
    engine().read([&](db::Session& s) { n = *s.one<std::int64_t>("SELECT COUNT(*) FROM note"); });
    return n;
  }
  // As the writer; a body is JSON.
  Response ask(Method method, std::string path, std::string body = {}, std::vector<Header> headers = {}) {
    Request request{.method = method, .path = std::move(path), .body = std::move(body)};
    if (const auto question = request.path.find('?'); question != std::string::npos) {
      request.query = request.path.substr(question + 1);
      request.path.resize(question);
    }
    request.headers = std::move(headers);
    if (request.header("authorization").empty()) request.headers.push_back({"Authorization", "Bearer writer"});
    if (request.header("content-type").empty()) request.headers.push_back({"Content-Type", "application/json"});
    return router().handle(std::move(request));
  }
  static std::string header(const Response& response, std::string_view name) {
    for (const Header& h : response.headers)
      if (h.name == name) return h.value;
    return {};
  }
  static std::string code(const Response& response) {
    const auto body = json::parse(response.body);
    const json::Object* object = body ? body->if_object() : nullptr;
    const json::Value* found = object ? object->if_contains("code") : nullptr;
    return found && found->is_string() ? std::string(found->get_string()) : "";
  }

  std::promise<void> gate_;  // of GET /api/v1/slow
  std::shared_future<void> gate_opened_ = gate_.get_future().share();
  std::atomic<int> slow_requests_ = 0;

 private:
  void declare_notes();
  void declare_faults();

  SystemClock clock_;
  std::unique_ptr<Router> router_;
};

inline void World::declare_notes() {
  router().raw({Method::get, "/api/v1/ping", "public", "ping", "Says that it lives"},
               [](Call&) { return Response{200, "application/json", {}, R"({"pong":true})"}; });
  router().query<ListQuery, Page<NoteView>>(
      {Method::get, "/api/v1/notes", "note.read", "listNotes", "Lists notes"},
      [](Call&, db::Session& session, const ListQuery& query) -> Result<Page<NoteView>> {
        Page<NoteView> page;
        page.items = session.query<NoteView>("SELECT id, body FROM note WHERE id > :after ORDER BY id",
                                             query.after.value_or(""));
        if (query.limit && page.items.size() > static_cast<std::size_t>(*query.limit))
          page.items.resize(static_cast<std::size_t>(*query.limit));
        return page;
      });
  router().query<Empty, NoteView>({Method::get, "/api/v1/notes/{id}", "session.self", "getNote", "One note"},
                                  [](Call& call, db::Session& session, const Empty&) -> Result<NoteView> {
                                    auto note = session.one<NoteView>("SELECT id, body FROM note WHERE id = :id",
                                                                      call.param("id"));
                                    if (!note) return fail(ErrorKind::not_found, "not_found", "id");
                                    return *note;
                                  });
  router().command<NewNote, NoteView>({Method::post, "/api/v1/notes", "note.write", "addNote", "Adds a note", 201},
                                      [](Call& call, db::Session& session, const NewNote& note) -> Result<NoteView> {
                                        session.exec("INSERT INTO note (id, body) VALUES (:id, :body)", note.id,
                                                     note.text);
                                        call.reply_headers.push_back({"Location", "/api/v1/notes/" + note.id});
                                        if (note.text == "refuse")
                                          return fail(ErrorKind::conflict, "not_found", "text");
                                        if (note.text == "throw") throw std::runtime_error("a bug of the handler");
                                        return NoteView{note.id, note.text};
                                      });
  router().command<ListQuery, Empty>(
      {Method::post, "/api/v1/notes/{id}/touch", "session.self", "touchNote", "Touches it"},
      [](Call&, db::Session&, const ListQuery&) -> Result<Empty> { return Empty{}; });
  router().command<Empty, Empty>({Method::del, "/api/v1/notes/{id}", "note.write", "removeNote", "Removes a note"},
                                 [](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
                                   session.exec("DELETE FROM note WHERE id = :id", call.param("id"));
                                   return Empty{};
                                 });
  router().staged<Upload, Counted, Counted>(
      {Method::post, "/api/v1/uploads", "note.write", "uploadNotes", "Takes a file", 200, body_bytes_upload},
      [](Call&, db::Session& reader, const Upload& upload) -> Result<Counted> {
        if (upload.bytes.starts_with("bad")) return fail(ErrorKind::malformed, "http.malformed");
        if (upload.bytes.starts_with("bug")) throw std::logic_error("a bug of the preparation");
        return Counted{static_cast<std::int64_t>(upload.bytes.size()),
                       *reader.one<std::int64_t>("SELECT COUNT(*) FROM note")};
      },
      [](Call&, db::Session& session, const Counted& counted) -> Result<Counted> {
        session.exec("INSERT INTO note (id, body) VALUES (:id, :body)", "upload", std::to_string(counted.lines));
        return counted;
      });
}

inline void World::declare_faults() {
  router().query<Empty, File>({Method::get, "/api/v1/file", "public", "getFile", "A file"},
                              [](Call&, db::Session&, const Empty&) -> Result<File> {
                                return File{"text/csv; charset=utf-8", "名单.csv", std::string(5000, 'a')};
                              });
  router().made<ListQuery, Counted, File>(
      {Method::get, "/api/v1/booklet", "note.read", "getBooklet", "A document of all notes"},
      [](Call&, db::Session& reader, const ListQuery& query) -> Result<Counted> {
        if (query.limit == 0) return invalid("json.out_of_range", "limit");
        if (query.limit == 7) throw std::logic_error("a bug of the look");
        return Counted{query.limit.value_or(1), *reader.one<std::int64_t>("SELECT COUNT(*) FROM note")};
      },
      [this](Call&, const Counted& seen) -> Result<File> {
        if (seen.lines == 2) return fail(ErrorKind::conflict, "not_found");
        if (seen.lines == 3) throw std::logic_error("a bug of the making");
        if (seen.lines == 4) gate_opened_.wait();
        return File{"application/pdf", "册.pdf", std::to_string(seen.seen_before) + " notes"};
      });
  router().recorded<NewNote, Counted, File>(
      {Method::post, "/api/v1/notes/export", "note.read", "exportNotes", "All notes, after a note of it"},
      [](Call&, db::Session& reader, const NewNote& note) -> Result<Counted> {
        if (note.text == "unseen") return invalid("json.out_of_range", "text");
        const auto seen = *reader.one<std::int64_t>("SELECT COUNT(*) FROM note");
        return Counted{note.text == "unmade" ? 3 : note.text == "unrecorded" ? 2 : 1, seen};
      },
      [](Call&, db::Session& session, const Counted& seen) -> Status {
        session.exec("INSERT INTO note (id, body) VALUES (:id, :body)", "taken " + std::to_string(seen.seen_before),
                     "");
        if (seen.lines == 2) return fail(ErrorKind::conflict, "not_found");
        return {};
      },
      [](Call&, const Counted& seen) -> Result<File> {
        if (seen.lines == 3) throw std::logic_error("a bug of the making");
        return File{"application/pdf", "册.pdf", std::to_string(seen.seen_before) + " notes"};
      });
  router().raw({Method::get, "/api/v1/bug", "public", "bug", "Throws"},
               [](Call&) -> Response { throw std::logic_error("a bug"); });
  router().query<Empty, NoteView>(
      {Method::get, "/api/v1/read-bug", "public", "readBug", "Throws"},
      [](Call&, db::Session&, const Empty&) -> Result<NoteView> { throw std::logic_error("a bug"); });
  router().query<Empty, NoteView>({Method::get, "/api/v1/slow", "public", "slow", "Waits"},
                                  [this](Call&, db::Session&, const Empty&) -> Result<NoteView> {
                                    ++slow_requests_;
                                    gate_opened_.wait();
                                    return NoteView{"slow", "done"};
                                  });
}

}  // namespace fugong::http_test
