// HTTP for files of whatever room: announced, sent in pieces, completed, listed, read, taken away. The room says whose
// files they are and who may.
#pragma once

#include <functional>

#include "attachment/service.h"
#include "http/router.h"

namespace fugong::attachment {

struct NamedRoute {
  std::string_view path, operation, summary;
};

// Path parameters: {id} of the owner, {attachment}, {number} of the piece. All texts live as long as the program.
struct FileRoutes {
  std::string_view read_right, write_right;
  NamedRoute begin, piece, complete, list, read, remove;
};

// Both check the right; the answer of `editable` lives no longer than the call.
struct FileAccess {
  std::function<Result<Owner>(const http::Call&, db::Session&)> readable;
  std::function<Result<Context>(const http::Call&, db::Session&)> editable;
};

void declare_file_routes(http::Router& router, Service& service, const FileRoutes& routes, FileAccess access);

}  // namespace fugong::attachment
