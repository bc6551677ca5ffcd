#include "attachment/service.h"

#include <algorithm>

#include "attachment/rules.h"
#include "attachment/store.h"
#include "audit/log.h"
#include "crypto/hash.h"

namespace fugong::attachment {
namespace {

constexpr std::string_view piece_purpose = "attachment.piece";
constexpr int swept_at_once = 20;  // unfinished uploads; each a delete of at most 40 rows

void append_audit(db::Session& session, const ServiceOptions& o, const Context& context, const char* action,
                  const Attachment& a) {
  audit::append(
      session,
      {.district = o.district,
       .at = context.now,
       .actor = context.actor.person.text,
       .actor_name = context.actor.person_name,
       .action = action,
       .subject_kind = a.owner_kind,
       .subject_id = a.owner,
       .detail = json::write_value(json::Object{{"attachment", a.id.text}, {"bytes", a.bytes}, {"sha256", a.sha256}})});
}

}  // namespace

Result<Attachment> Service::find(db::Session& session, const Owner& owner, const AttachmentId& id) {
  auto found = Store(o_.district, session).find(id);
  if (!found || found->owner_kind != owner.kind || found->owner != owner.id)
    return fail(ErrorKind::not_found, "attachment.not_found");
  return std::move(*found);
}

AttachmentLine Service::line_of(db::Session& session, const Attachment& a) {
  AttachmentLine line{a.id,    a.name,       a.bytes,   a.state,     a.type, a.sha256,
                      a.round, a.created_at, a.by_name, piece_bytes, {}};
  if (a.state == State::complete) return line;
  const auto there = Store(o_.district, session).pieces(a.id);
  for (std::int64_t n = 0; n < pieces_of(a.bytes); ++n)
    if (!std::ranges::binary_search(there, n)) line.missing.push_back(n);
  return line;
}

Result<AttachmentLine> Service::begin(db::Session& session, const Context& context, const BeginRequest& request) {
  FG_TRY(const std::string name, clean_name(request.name));
  FG_CHECK(check_size(request.bytes));
  Store store(o_.district, session);
  for (const AttachmentId& old : store.unfinished_before(context.now - upload_kept_for, swept_at_once))
    store.remove(old);
  const auto others = store.of(context.owner);
  if (others.size() >= static_cast<std::size_t>(files_per_owner_max))
    return fail(ErrorKind::conflict, "attachment.too_many", {}, {{"limit", std::to_string(files_per_owner_max)}});
  std::int64_t bytes = request.bytes;
  for (const Attachment& other : others) bytes += other.bytes;
  if (bytes > bytes_per_owner_max)
    return fail(ErrorKind::conflict, "attachment.too_much", {},
                {{"limit_mib", std::to_string(bytes_per_owner_max >> 20)}});
  const Attachment a{.id = AttachmentId::make(context.now, o_.random),
                     .owner_kind = context.owner.kind,
                     .owner = context.owner.id,
                     .round = context.round,
                     .name = name,
                     .bytes = request.bytes,
                     .created_at = context.now,
                     .by_person = context.actor.person.text,
                     .by_name = context.actor.person_name};
  store.insert(a);
  return line_of(session, a);
}

Result<SealedPiecePtr> Service::prepare_piece(db::Session& session, const Context& context, const AttachmentId& id,
                                              std::int64_t number, std::string_view bytes) {
  FG_TRY(const Attachment a, find(session, context.owner, id));
  if (a.state == State::complete) return fail(ErrorKind::conflict, "attachment.complete_already");
  const std::int64_t length = piece_length(a.bytes, number);
  if (length == 0 || bytes.size() != static_cast<std::size_t>(length))
    return invalid("attachment.piece", "number", {{"bytes", std::to_string(length)}});
  return std::make_shared<const SealedPiece>(SealedPiece{id, number, o_.vault.seal_bytes(bytes, piece_purpose)});
}

Result<AttachmentLine> Service::put_piece(db::Session& session, const Context& context, const SealedPiecePtr& piece) {
  FG_TRY(const Attachment a, find(session, context.owner, piece->id));
  if (a.state == State::complete) return fail(ErrorKind::conflict, "attachment.complete_already");
  Store store(o_.district, session);
  if (!store.has_piece(piece->id, piece->number)) store.insert_piece(piece->id, piece->number, piece->sealed);
  return line_of(session, a);
}

Result<std::string> Service::content(db::Session& session, const Attachment& a) {
  std::string out;
  out.reserve(static_cast<std::size_t>(a.bytes));
  Status status;
  Store(o_.district, session).each_piece(a.id, [&](std::string&& sealed) {
    if (!status) return;
    if (auto plain = o_.vault.open_bytes(sealed, piece_purpose)) out += *plain;
    else status = std::unexpected(plain.error());
  });
  FG_CHECK(std::move(status));
  return out;
}

Result<Examined> Service::examine(db::Session& session, const Context& context, const AttachmentId& id) {
  FG_TRY(const Attachment a, find(session, context.owner, id));
  if (a.state == State::complete) return Examined{id, a.type.value_or(FileType::pdf), a.sha256};
  const auto missing = line_of(session, a).missing;
  if (!missing.empty())
    return fail(ErrorKind::conflict, "attachment.incomplete", {}, {{"missing", std::to_string(missing.size())}});
  FG_TRY(const std::string bytes, content(session, a));
  FG_TRY(const FileType type, type_of(bytes));
  return Examined{id, type, crypto::to_hex(crypto::as_bytes(crypto::sha256(bytes)))};
}

Result<AttachmentLine> Service::complete(db::Session& session, const Context& context, const Examined& examined) {
  FG_TRY(Attachment a, find(session, context.owner, examined.id));
  if (a.state == State::complete) return line_of(session, a);
  a.state = State::complete;
  a.type = examined.type;
  a.sha256 = examined.sha256;
  Store(o_.district, session).complete(a);
  append_audit(session, o_, context, "attachment.add", a);
  return line_of(session, a);
}

Status Service::remove(db::Session& session, const Context& context, const AttachmentId& id) {
  FG_TRY(const Attachment a, find(session, context.owner, id));
  if (a.state == State::complete && a.round != context.round) return fail(ErrorKind::conflict, "attachment.handed_in");
  Store(o_.district, session).remove(id);
  append_audit(session, o_, context, "attachment.remove", a);
  return {};
}

std::vector<AttachmentLine> Service::list(db::Session& session, const Owner& owner) {
  std::vector<AttachmentLine> lines;
  for (const Attachment& a : Store(o_.district, session).of(owner)) lines.push_back(line_of(session, a));
  return lines;
}

Result<PersonId> Service::sender(db::Session& session, const Owner& owner, const AttachmentId& id) {
  FG_TRY(const Attachment a, find(session, owner, id));
  return PersonId{a.by_person};
}

Result<http::File> Service::read(db::Session& session, const Owner& owner, const AttachmentId& id) {
  FG_TRY(const Attachment a, find(session, owner, id));
  if (a.state != State::complete || !a.type) return fail(ErrorKind::not_found, "attachment.not_found");
  FG_TRY(std::string bytes, content(session, a));
  return http::File{std::string(content_type_of(*a.type)), name_for(a.name, *a.type), std::move(bytes)};
}

}  // namespace fugong::attachment
