#include "http/assets.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

#include "http/etag.h"

namespace fugong::http {
namespace {

std::string_view extension_of(std::string_view path) {
  const auto slash = path.rfind('/');
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return {};
  return path.substr(dot + 1);
}

std::string_view media_type(std::string_view extension) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> types{{
      {"html", "text/html; charset=utf-8"}, {"js", "text/javascript"}, {"css", "text/css"}, {"svg", "image/svg+xml"},
      {"png", "image/png"}, {"json", "application/json"}, {"woff2", "font/woff2"}, {"ico", "image/x-icon"},
      {"webmanifest", "application/manifest+json"}, {"wasm", "application/wasm"}, {"txt", "text/plain; charset=utf-8"}}};
  for (const auto& [known, type] : types)
    if (known == extension) return type;
  return "application/octet-stream";
}

// Every app of web/dist has its page; the longest folder wins.
std::string_view page_of(std::string_view path) {
  return path == "/m" || path.starts_with("/m/") ? "/m/index.html" : "/index.html";
}

constexpr std::string_view no_app =
    "<!doctype html><meta charset=utf-8><title>fugong</title><p>这个程序编译时没有带上网页应用，请先运行 web/build.sh "
    "再编译。<p>This program was built without the web app: run web/build.sh, then build again.";

constexpr int pack_level = 9;  // once per program start, in the background

}  // namespace

AssetShelf::AssetShelf(std::span<const Asset> assets) {
  for (const Asset& asset : assets) {
    Item& item = items_.emplace_back();
    item.asset = asset;
    item.content_type = media_type(extension_of(asset.path));
    item.etag = etag_of(asset.bytes);
  }
  if (!items_.empty()) packer_ = std::thread([this] { pack_all(); });
}

AssetShelf::~AssetShelf() {
  leaving_ = true;
  if (packer_.joinable()) packer_.join();
}

void AssetShelf::pack_all() {
  for (Item& item : items_) {
    if (leaving_) return;
    if (auto packed = gzip(item.content_type, item.asset.bytes, pack_level)) item.packed = std::move(*packed);
    item.is_packed.store(true, std::memory_order_release);
  }
}

const AssetShelf::Item* AssetShelf::find(std::string_view path) const {
  const auto found = std::ranges::find(items_, path, [](const Item& item) { return item.asset.path; });
  return found == items_.end() ? nullptr : &*found;
}

std::optional<Response> AssetShelf::serve(const Request& request) const {
  Response response;
  const Item* item = find(request.path);
  const bool is_page = !item && extension_of(request.path).empty();
  if (is_page) item = find(page_of(request.path));
  if (!item && is_page && items_.empty()) {
    response.content_type = media_type("html");
    response.body = no_app;
    return response;
  }
  if (!item) return std::nullopt;
  const bool hashed = item->asset.path.find("/assets/") != std::string_view::npos;
  response.headers = {{"Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache"},
                      {"Vary", "Accept-Encoding"}};
  const bool zipped = item->is_packed.load(std::memory_order_acquire) && !item->packed.empty() &&
                      accepts_gzip(request.header("accept-encoding"));
  response.headers.push_back({"ETag", (zipped ? "W/" : "") + item->etag});
  if (names_etag(request.header("if-none-match"), item->etag)) {
    response.status = 304;
    return response;
  }
  response.content_type = item->content_type;
  response.body = zipped ? std::string_view(item->packed) : item->asset.bytes;
  if (zipped) response.headers.push_back({"Content-Encoding", "gzip"});
  return response;
}

std::optional<std::string> gzip(std::string_view content_type, std::string_view bytes, int level) {
  constexpr std::size_t worth_bytes = 1024;
  const bool text = content_type.starts_with("text/") || content_type.find("json") != std::string_view::npos ||
                    content_type.find("svg") != std::string_view::npos || content_type == "application/wasm";
  if (!text || bytes.size() < worth_bytes) return std::nullopt;
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END || out.size() >= bytes.size()) return std::nullopt;
  out.shrink_to_fit();
  return out;
}

bool accepts_gzip(std::string_view accept_encoding) {
  const auto at = accept_encoding.find("gzip");
  if (at == std::string_view::npos) return false;
  // "gzip;q=0" forbids it (RFC 9110 section 12.5.3); any other weight will do.
  std::string_view weight = accept_encoding.substr(at + 4);
  weight = weight.substr(0, weight.find(','));
  const auto equals = weight.find("q=");
  return equals == std::string_view::npos || weight.find_first_of("123456789", equals) != std::string_view::npos;
}

void pack(Response& response) {
  for (const Header& h : response.headers)
    if (h.name == "Content-Encoding") return;
  auto packed = gzip(response.content_type, response.body);
  if (!packed) return;
  response.body = std::move(*packed);
  // Other bytes under the same tag: only a weak one may stand for both (RFC 9110 section 8.8.1).
  for (Header& h : response.headers)
    if (h.name == "ETag" && h.value.starts_with('"')) h.value.insert(0, "W/");
  response.headers.push_back({"Content-Encoding", "gzip"});
  response.headers.push_back({"Vary", "Accept-Encoding"});
}

}  // namespace fugong::http
