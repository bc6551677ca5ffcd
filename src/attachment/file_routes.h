// The routes of a room's files: announced, sent in pieces, completed, listed, read, taken away. The room's service has
// the use cases and checks the rights; `Of` says which thing of the room's the files belong to.
#pragma once

#include <charconv>

#include "attachment/rules.h"
#include "attachment/service.h"
#include "http/router.h"

namespace fugong::attachment {

struct NamedRoute {
  std::string_view path, operation, summary;
};

template <class Service, class Context, class Of>
struct FileRoutes {
  std::string_view read_right, write_right;
  // Paths that name one file have its id as {attachment}; a piece's has {number} besides.
  NamedRoute begin, piece, complete, list, read, remove;
  Result<Of> (*of)(const http::Call&);

  // Both ids of the path.
  struct Place {
    Of of;
    AttachmentId file;
  };
  Result<Place> place(const http::Call& call) const {
    FG_TRY(const Of owner, of(call));
    FG_TRY(const AttachmentId file, call.id<AttachmentTag>("attachment"));
    return Place{owner, file};
  }
};

inline Result<std::int64_t> piece_number(const http::Call& call) {
  const std::string_view text = call.param("number");
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return fail(ErrorKind::not_found, "not_found", "number");
  return number;
}

// `r` outlives the router.
template <class Service, class Context, class Of>
void declare_upload(http::Router& router, Service& service, const FileRoutes<Service, Context, Of>& r) {
  using http::Call;
  using http::Empty;
  router.command<BeginRequest, AttachmentLine>(
      {http::Method::post, r.begin.path, r.write_right, r.begin.operation, r.begin.summary, 201},
      [&service, &r](Call& call, db::Session& session, const BeginRequest& body) -> Result<AttachmentLine> {
        FG_TRY(const Of of, r.of(call));
        return service.begin_attachment(session, call.as<Context>(), of, body);
      });
  router.staged<http::Upload, SealedPiecePtr, AttachmentLine>(
      {http::Method::put, r.piece.path, r.write_right, r.piece.operation, r.piece.summary, 200, piece_bytes},
      [&service, &r](Call& call, db::Session& reader, const http::Upload& body) -> Result<SealedPiecePtr> {
        FG_TRY(const auto place, r.place(call));
        FG_TRY(const std::int64_t number, piece_number(call));
        return service.prepare_piece(reader, call.as<Context>(), place.of, place.file, number, body.bytes);
      },
      [&service, &r](Call& call, db::Session& session, const SealedPiecePtr& piece) -> Result<AttachmentLine> {
        FG_TRY(const Of of, r.of(call));
        return service.put_piece(session, call.as<Context>(), of, piece);
      });
  router.staged<Empty, Examined, AttachmentLine>(
      {http::Method::post, r.complete.path, r.write_right, r.complete.operation, r.complete.summary},
      [&service, &r](Call& call, db::Session& reader, const Empty&) -> Result<Examined> {
        FG_TRY(const auto place, r.place(call));
        return service.examine_attachment(reader, call.as<Context>(), place.of, place.file);
      },
      [&service, &r](Call& call, db::Session& session, const Examined& examined) -> Result<AttachmentLine> {
        FG_TRY(const Of of, r.of(call));
        return service.complete_attachment(session, call.as<Context>(), of, examined);
      });
}

template <class Service, class Context, class Of>
void declare_files(http::Router& router, Service& service, const FileRoutes<Service, Context, Of>& r) {
  using http::Call;
  using http::Empty;
  declare_upload(router, service, r);
  router.query<Empty, std::vector<AttachmentLine>>(
      {http::Method::get, r.list.path, r.read_right, r.list.operation, r.list.summary},
      [&service, &r](Call& call, db::Session& session, const Empty&) -> Result<std::vector<AttachmentLine>> {
        FG_TRY(const Of of, r.of(call));
        return service.attachments(session, call.as<Context>(), of);
      });
  router.query<Empty, http::File>({http::Method::get, r.read.path, r.read_right, r.read.operation, r.read.summary},
                                  [&service, &r](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
                                    FG_TRY(const auto place, r.place(call));
                                    return service.read_attachment(session, call.as<Context>(), place.of, place.file);
                                  });
  router.command<Empty, Empty>({http::Method::del, r.remove.path, r.write_right, r.remove.operation, r.remove.summary},
                               [&service, &r](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
                                 FG_TRY(const auto place, r.place(call));
                                 FG_CHECK(service.remove_attachment(session, call.as<Context>(), place.of, place.file));
                                 return Empty{};
                               });
}

}  // namespace fugong::attachment
