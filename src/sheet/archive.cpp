#include "sheet/archive.h"

#include <expat.h>
#include <zip.h>

#include <array>

namespace fugong::sheet {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
// Small parts of nothing but blanks pack far better than any limit on the ratio; below this the ratio is not asked.
constexpr std::size_t ratio_free_bytes = 1024 * 1024;

}  // namespace

struct Archive::Impl {
  zip_t* zip = nullptr;
  Limits limits;
  std::size_t unpacked = 0;  // of all parts so far

  ~Impl() {
    if (zip) zip_discard(zip);
  }
};

Archive::Archive(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Archive::Archive(Archive&&) noexcept = default;
Archive::~Archive() = default;

Result<Archive> Archive::open(std::string_view bytes, const Limits& limits) {
  auto impl = std::make_unique<Impl>();
  impl->limits = limits;
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source) impl->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (source && !impl->zip) zip_source_free(source);
  zip_error_fini(&error);
  if (!impl->zip) return fail(ErrorKind::malformed, "sheet.archive");
  const zip_int64_t parts = zip_get_num_entries(impl->zip, 0);
  if (parts < 0 || static_cast<std::size_t>(parts) > limits.parts_max)
    return invalid("sheet.too_many_parts", {}, {{"limit", std::to_string(limits.parts_max)}});
  return Archive(std::move(impl));
}

bool Archive::has(const std::string& part) const { return zip_name_locate(impl_->zip, part.c_str(), 0) >= 0; }

Status Archive::read(const std::string& part, const std::function<Status(std::string_view)>& take) {
  const zip_int64_t index = zip_name_locate(impl_->zip, part.c_str(), 0);
  if (index < 0) return fail(ErrorKind::malformed, "sheet.part_missing", {}, {{"part", part}});
  const auto broken = [&] { return fail(ErrorKind::malformed, "sheet.archive", {}, {{"part", part}}); };
  const auto bomb = [&] {
    return fail(ErrorKind::too_large, "sheet.unpacks_too_large", {},
                {{"part", part}, {"limit_mib", std::to_string(impl_->limits.unpacked_bytes_max >> 20)}});
  };
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(impl_->zip, static_cast<zip_uint64_t>(index), 0, &stat) != 0) return broken();
  if ((stat.valid & ZIP_STAT_SIZE) && stat.size > impl_->limits.unpacked_bytes_max) return bomb();
  // The stored sizes may lie; what counts is what comes out.
  const std::size_t packed = (stat.valid & ZIP_STAT_COMP_SIZE) ? stat.comp_size : 0;
  std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
      zip_fopen_index(impl_->zip, static_cast<zip_uint64_t>(index), 0), &zip_fclose);
  if (!file) return broken();
  std::array<char, piece_bytes> piece;
  for (std::size_t out = 0;;) {
    const zip_int64_t got = zip_fread(file.get(), piece.data(), piece.size());
    if (got < 0) return broken();
    if (got == 0) return {};
    out += static_cast<std::size_t>(got);
    impl_->unpacked += static_cast<std::size_t>(got);
    if (impl_->unpacked > impl_->limits.unpacked_bytes_max) return bomb();
    if (out > ratio_free_bytes && out / impl_->limits.ratio_max > packed) return bomb();
    FG_CHECK(take({piece.data(), static_cast<std::size_t>(got)}));
  }
}

namespace {

// Carries a handler's error over Expat's C frames.
struct Reading {
  const XmlHandlers& handlers;
  XML_Parser parser;
  Status status{};

  void stop(Status s) {
    if (!status) return;
    status = std::move(s);
    XML_StopParser(parser, XML_FALSE);
  }
};

Reading& reading(void* data) { return *static_cast<Reading*>(data); }

void XMLCALL on_start(void* data, const char* name, const char** attributes) {
  Reading& r = reading(data);
  if (!r.status) return;
  if (Status s = r.handlers.start(Element(name, attributes)); !s) r.stop(std::move(s));
}
void XMLCALL on_end(void* data, const char* name) {
  Reading& r = reading(data);
  if (!r.status || !r.handlers.end) return;
  if (Status s = r.handlers.end(Element::local(name)); !s) r.stop(std::move(s));
}
void XMLCALL on_text(void* data, const char* text, int bytes) {
  const Reading& r = reading(data);
  if (r.status && r.handlers.text) r.handlers.text({text, static_cast<std::size_t>(bytes)});
}
void XMLCALL on_document_type(void* data, const char*, const char*, const char*, int) {
  reading(data).stop(fail(ErrorKind::malformed, "sheet.document_type"));
}

}  // namespace

Status read_xml(Archive& archive, const std::string& part, const XmlHandlers& handlers) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), &XML_ParserFree);
  if (!parser) throw std::bad_alloc();
  Reading state{handlers, parser.get()};
  XML_SetUserData(parser.get(), &state);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_document_type);
  const auto feed = [&](std::string_view piece, bool last) -> Status {
    if (XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last) != XML_STATUS_ERROR) return {};
    FG_CHECK(state.status);
    return fail(ErrorKind::malformed, "sheet.xml", {},
                {{"part", part}, {"line", std::to_string(XML_GetCurrentLineNumber(parser.get()))}});
  };
  FG_CHECK(archive.read(part, [&](std::string_view piece) { return feed(piece, false); }));
  return feed({}, true);
}

}  // namespace fugong::sheet
