// Files in pieces: a file is announced, its pieces come one command each – so that a large one never holds the writer,
// and what a lost network interrupts goes on where it stopped –, then it is put together, looked at, and complete.
//
// The room that a file belongs to asks, and has checked the right; nothing here does. Functions that write belong in a
// command and may run more than once. Thread rule: a Service may be called from any thread; it keeps no state.
#pragma once

#include <memory>

#include "attachment/model.h"
#include "base/actor.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/sealed.h"
#include "db/engine.h"
#include "http/message.h"

namespace fugong::attachment {

std::span<const db::Migration> migrations();

struct ServiceOptions {
  DistrictCode district;
  crypto::Vault vault;
  Random& random;
};

// Whose file, by whom, when.
struct Context {
  Owner owner;
  std::int64_t round = 0;
  const Actor& actor;
  Timestamp now{};
};

// A piece sealed ahead of the writer.
struct SealedPiece {
  AttachmentId id;
  std::int64_t number = 0;
  std::string sealed;
};
using SealedPiecePtr = std::shared_ptr<const SealedPiece>;

// A file put together and looked at ahead of the writer.
struct Examined {
  AttachmentId id;
  FileType type = FileType::pdf;
  std::string sha256;
};

class Service {
 public:
  explicit Service(ServiceOptions options) : o_(std::move(options)) {}

  // Codes attachment.name_missing, .name_long, .empty, .too_large, .too_many {limit}, .too_much {limit_mib}.
  Result<AttachmentLine> begin(db::Session&, const Context&, const BeginRequest&);
  // Codes attachment.not_found, attachment.piece (no such piece, or of another length), attachment.complete_already.
  Result<SealedPiecePtr> prepare_piece(db::Session&, const Context&, const AttachmentId&, std::int64_t number,
                                       std::string_view bytes);
  // The same piece again changes nothing: whoever lost the answer may send it once more.
  Result<AttachmentLine> put_piece(db::Session&, const Context&, const SealedPiecePtr&);
  // Codes attachment.incomplete {missing}, and those of type_of.
  Result<Examined> examine(db::Session&, const Context&, const AttachmentId&);
  Result<AttachmentLine> complete(db::Session&, const Context&, const Examined&);
  // Code attachment.handed_in (conflict): it belongs to an earlier round.
  Status remove(db::Session&, const Context&, const AttachmentId&);

  std::vector<AttachmentLine> list(db::Session&, const Owner&);
  // Who sent it. Code attachment.not_found.
  Result<PersonId> sender(db::Session&, const Owner&, const AttachmentId&);
  // Code attachment.not_found; also of a file that is not complete.
  Result<http::File> read(db::Session&, const Owner&, const AttachmentId&);

 private:
  Result<Attachment> find(db::Session&, const Owner&, const AttachmentId&);
  AttachmentLine line_of(db::Session&, const Attachment&);
  Result<std::string> content(db::Session&, const Attachment&);

  ServiceOptions o_;
};

}  // namespace fugong::attachment
