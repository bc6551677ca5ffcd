// The web app's files, compiled into the program (cmake/WebAssets.cmake).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

namespace fugong::http {

struct Asset {
  std::string_view path;  // "/index.html", "/assets/index-BMW6rTTq.js"
  std::string_view bytes;
};

// The answer to a GET of `path`: the file, or the app's page for an address without an extension (the app's own
// router knows it); nullopt where there is nothing. Files under assets/ carry a hash in their name and never change.
std::optional<Response> serve_asset(std::span<const Asset> assets, std::string_view path);

// gzip (RFC 1952) of what compresses well; nullopt where it does not pay.
std::optional<std::string> gzip(std::string_view content_type, std::string_view bytes);

}  // namespace fugong::http
