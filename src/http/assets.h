// The web app's files, compiled into the program (cmake/WebAssets.cmake).
#pragma once

#include <atomic>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>

#include "http/message.h"

namespace fugong::http {

struct Asset {
  std::string_view path;  // "/index.html", "/assets/index-BMW6rTTq.js"
  std::string_view bytes;
};

// gzip (RFC 1952) of what compresses well; nullopt where it does not pay.
std::optional<std::string> gzip(std::string_view content_type, std::string_view bytes, int level = 3);
bool accepts_gzip(std::string_view accept_encoding);
// Turns the body into its gzip form where that pays, with the headers that belong to it.
void pack(Response& response);

// What a server keeps of the assets so that no request works it out anew: tag and gzip form. The packing runs in the
// background from the start; until a file's is done, the file goes out as it is.
// Thread rule: serve() from any thread.
class AssetShelf {
 public:
  explicit AssetShelf(std::span<const Asset> assets);
  ~AssetShelf();

  // The answer to a GET of request.path: the file, or the app's page for an address without an extension (the app's
  // own router knows it); nullopt where there is nothing. Files under assets/ carry a hash in their name and never
  // change. 304 when the reader has it.
  std::optional<Response> serve(const Request& request) const;

 private:
  struct Item {
    Asset asset;
    std::string_view content_type;
    std::string etag;
    std::string packed;                   // empty: not worth it
    std::atomic<bool> is_packed = false;  // packed may be read
  };
  const Item* find(std::string_view path) const;
  void pack_all();

  std::deque<Item> items_;
  std::atomic<bool> leaving_ = false;
  std::thread packer_;
};

}  // namespace fugong::http
