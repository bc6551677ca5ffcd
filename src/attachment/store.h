// The room's tables and nobody else's.
#pragma once

#include <span>

#include "attachment/model.h"
#include "db/engine.h"

namespace fugong::attachment {

class Store {
 public:
  Store(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  void insert(const Attachment& a);
  std::optional<Attachment> find(const AttachmentId& id);
  std::vector<Attachment> of(const Owner& owner);  // in the order they were begun
  void complete(const Attachment& a);              // state, type, sha256
  void remove(const AttachmentId& id);             // and its pieces
  std::vector<AttachmentId> unfinished_before(Timestamp t, int limit);

  // Pieces are sealed; by their number.
  bool has_piece(const AttachmentId& id, std::int64_t number);
  void insert_piece(const AttachmentId& id, std::int64_t number, std::string sealed);
  std::vector<std::int64_t> pieces(const AttachmentId& id);
  void each_piece(const AttachmentId& id, const std::function<void(std::string&&)>& visit);

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

}  // namespace fugong::attachment
