// Internal to sheet/: the parts of an XLSX, unpacked piece by piece under limits, and read as XML without documents
// types.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "sheet/table.h"

namespace fugong::sheet {

class Archive {
 public:
  // Borrows `bytes`. Codes sheet.archive, .too_many_parts.
  static Result<Archive> open(std::string_view bytes, const Limits& limits);
  ~Archive();
  Archive(Archive&&) noexcept;
  Archive& operator=(Archive&&) = delete;

  bool has(const std::string& part) const;
  // Hands the part on as it unpacks. Codes sheet.part_missing, .archive, .unpacks_too_large, and what `take` returns.
  Status read(const std::string& part, const std::function<Status(std::string_view)>& take);

 private:
  struct Impl;
  explicit Archive(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// One element's start. Names come without namespace prefix; an attribute is asked for without its prefix, too.
class Element {
 public:
  Element(const char* name, const char** attributes) : name_(local(name)), attributes_(attributes) {}
  std::string_view name() const { return name_; }
  std::string_view attribute(std::string_view wanted) const {
    for (const char** a = attributes_; *a; a += 2)
      if (local(*a) == wanted) return a[1];
    return {};
  }
  // The attribute `id` of a relationships namespace is told from a plain `id` by its prefix.
  std::string_view prefixed_attribute(std::string_view wanted) const {
    for (const char** a = attributes_; *a; a += 2)
      if (std::string_view(*a).contains(':') && local(*a) == wanted) return a[1];
    return {};
  }
  static std::string_view local(std::string_view name) { return name.substr(name.rfind(':') + 1); }

 private:
  std::string_view name_;
  const char** attributes_;
};

// What an XML part is read by. A handler that returns an error ends the reading with it.
struct XmlHandlers {
  std::function<Status(const Element&)> start;
  std::function<Status(std::string_view name)> end = {};
  std::function<void(std::string_view)> text = {};
};
// Codes sheet.xml, sheet.document_type (no DTD is ever read: no entity can grow), and those of Archive::read.
Status read_xml(Archive& archive, const std::string& part, const XmlHandlers& handlers);

}  // namespace fugong::sheet
