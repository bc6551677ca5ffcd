#include "http/assets.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fugong::http {
namespace {

std::string_view extension_of(std::string_view path) {
  const auto slash = path.rfind('/');
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return {};
  return path.substr(dot + 1);
}

std::string_view media_type(std::string_view extension) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> types{{
      {"html", "text/html; charset=utf-8"}, {"js", "text/javascript"}, {"css", "text/css"}, {"svg", "image/svg+xml"},
      {"png", "image/png"}, {"json", "application/json"}, {"woff2", "font/woff2"}, {"ico", "image/x-icon"},
      {"webmanifest", "application/manifest+json"}, {"txt", "text/plain; charset=utf-8"}}};
  for (const auto& [known, type] : types)
    if (known == extension) return type;
  return "application/octet-stream";
}

const Asset* find(std::span<const Asset> assets, std::string_view path) {
  const auto found = std::ranges::find(assets, path, &Asset::path);
  return found == assets.end() ? nullptr : &*found;
}

constexpr std::string_view no_app =
    "<!doctype html><meta charset=utf-8><title>fugong</title><p>这个程序编译时没有带上网页应用，请先运行 web/build.sh "
    "再编译。<p>This program was built without the web app: run web/build.sh, then build again.";

}  // namespace

std::optional<Response> serve_asset(std::span<const Asset> assets, std::string_view path) {
  Response response;
  const Asset* asset = find(assets, path == "/" ? "/index.html" : path);
  const bool is_page = !asset && extension_of(path).empty();
  if (is_page) asset = find(assets, path.starts_with("/m/") ? "/m/index.html" : "/index.html");
  if (!asset && is_page && assets.empty()) {
    response.content_type = media_type("html");
    response.body = no_app;
    return response;
  }
  if (!asset) return std::nullopt;
  response.content_type = media_type(extension_of(asset->path));
  response.body = asset->bytes;
  const bool hashed = asset->path.find("/assets/") != std::string_view::npos;
  response.headers.push_back({"Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache"});
  return response;
}

std::optional<std::string> gzip(std::string_view content_type, std::string_view bytes) {
  constexpr std::size_t worth_bytes = 1024;
  const bool text = content_type.starts_with("text/") || content_type.find("json") != std::string_view::npos ||
                    content_type.find("svg") != std::string_view::npos;
  if (!text || bytes.size() < worth_bytes || content_type.starts_with("text/event-stream")) return std::nullopt;
  z_stream stream{};
  if (deflateInit2(&stream, 3, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END || out.size() >= bytes.size()) return std::nullopt;
  return out;
}

}  // namespace fugong::http
