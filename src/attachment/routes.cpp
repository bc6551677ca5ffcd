#include "attachment/routes.h"

#include <charconv>

#include "attachment/rules.h"

namespace fugong::attachment {
namespace {

using http::Call;
using http::Empty;
using http::Method;

Result<AttachmentId> file_of(const Call& call) { return call.id<AttachmentTag>("attachment"); }

Result<std::int64_t> piece_number_of(const Call& call) {
  const std::string_view text = call.param("number");
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return fail(ErrorKind::not_found, "not_found", "number");
  return number;
}

void declare_sending(http::Router& router, Service& service, const FileRoutes& r, const FileAccess& access) {
  router.command<BeginRequest, AttachmentLine>(
      {Method::post, r.begin.path, r.write_right, r.begin.operation, r.begin.summary, 201},
      [&service, access](Call& call, db::Session& session, const BeginRequest& body) -> Result<AttachmentLine> {
        FG_TRY(const Context where, access.editable(call, session));
        return service.begin(session, where, body);
      });
  router.staged<http::Upload, SealedPiecePtr, AttachmentLine>(
      {Method::put, r.piece.path, r.write_right, r.piece.operation, r.piece.summary, 200, piece_bytes},
      [&service, access](Call& call, db::Session& reader, const http::Upload& body) -> Result<SealedPiecePtr> {
        FG_TRY(const AttachmentId file, file_of(call));
        FG_TRY(const std::int64_t number, piece_number_of(call));
        FG_TRY(const Context where, access.editable(call, reader));
        return service.prepare_piece(reader, where, file, number, body.bytes);
      },
      [&service, access](Call& call, db::Session& session, const SealedPiecePtr& piece) -> Result<AttachmentLine> {
        FG_TRY(const Context where, access.editable(call, session));
        return service.put_piece(session, where, piece);
      });
  router.staged<Empty, Examined, AttachmentLine>(
      {Method::post, r.complete.path, r.write_right, r.complete.operation, r.complete.summary},
      [&service, access](Call& call, db::Session& reader, const Empty&) -> Result<Examined> {
        FG_TRY(const AttachmentId file, file_of(call));
        FG_TRY(const Context where, access.editable(call, reader));
        return service.examine(reader, where, file);
      },
      [&service, access](Call& call, db::Session& session, const Examined& examined) -> Result<AttachmentLine> {
        FG_TRY(const Context where, access.editable(call, session));
        return service.complete(session, where, examined);
      });
}

}  // namespace

void declare_file_routes(http::Router& router, Service& service, const FileRoutes& r, FileAccess access) {
  declare_sending(router, service, r, access);
  router.query<Empty, std::vector<AttachmentLine>>(
      {Method::get, r.list.path, r.read_right, r.list.operation, r.list.summary},
      [&service, access](Call& call, db::Session& session, const Empty&) -> Result<std::vector<AttachmentLine>> {
        FG_TRY(const Owner owner, access.readable(call, session));
        auto lines = service.list(session, owner);
        // Half a file is nobody's business but the sender's.
        if (!access.editable(call, session))
          std::erase_if(lines, [](const AttachmentLine& line) { return line.state != State::complete; });
        return lines;
      });
  router.query<Empty, http::File>(
      {Method::get, r.read.path, r.read_right, r.read.operation, r.read.summary},
      [&service, access](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
        FG_TRY(const AttachmentId file, file_of(call));
        FG_TRY(const Owner owner, access.readable(call, session));
        return service.read(session, owner, file);
      });
  router.command<Empty, Empty>({Method::del, r.remove.path, r.write_right, r.remove.operation, r.remove.summary},
                               [&service, access](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
                                 FG_TRY(const AttachmentId file, file_of(call));
                                 FG_TRY(const Context where, access.editable(call, session));
                                 FG_CHECK(service.remove(session, where, file));
                                 return Empty{};
                               });
}

}  // namespace fugong::attachment
