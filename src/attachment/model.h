// Files that people hand in with something: a case, an inspection. Plain values, as stored.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace fugong::attachment {

using AttachmentId = Id<struct AttachmentTag>;

// What a file is by its content; its name and what the browser called it say nothing.
enum class FileType : std::uint8_t { pdf, png, jpeg, webp, docx, xlsx };
BOOST_DESCRIBE_ENUM(FileType, pdf, png, jpeg, webp, docx, xlsx)

enum class State : std::uint8_t {
  receiving,  // pieces are still missing
  complete,
};
BOOST_DESCRIBE_ENUM(State, receiving, complete)

// What the file belongs to, in the words of the room that it belongs to: {"case", id}.
struct Owner {
  std::string kind, id;
};

struct Attachment {
  AttachmentId id;
  std::string owner_kind, owner;
  std::int64_t round = 0;  // the owner's, when it was begun: what has been handed in is not taken away again
  std::string name;        // as shown and downloaded
  std::int64_t bytes = 0;
  State state = State::receiving;
  std::optional<FileType> type;  // once complete
  std::string sha256;            // hexadecimal, once complete
  Timestamp created_at{};
  std::string by_person, by_name;
};
BOOST_DESCRIBE_STRUCT(Attachment, (),
                      (id, owner_kind, owner, round, name, bytes, state, type, sha256, created_at, by_person, by_name))

// What lists show.
struct AttachmentLine {
  AttachmentId id;
  std::string name;
  std::int64_t bytes = 0;
  State state = State::receiving;
  std::optional<FileType> type;
  std::string sha256;
  std::int64_t round = 0;
  Timestamp created_at{};
  std::string by_name;
  std::int64_t piece_bytes = 0;       // how it is to be sent: pieces of so many bytes, the last one shorter
  std::vector<std::int64_t> missing;  // numbers of pieces, from 0
};
BOOST_DESCRIBE_STRUCT(AttachmentLine, (),
                      (id, name, bytes, state, type, sha256, round, created_at, by_name, piece_bytes, missing))

struct BeginRequest {
  std::string name;
  std::int64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(BeginRequest, (), (name, bytes))

}  // namespace fugong::attachment
