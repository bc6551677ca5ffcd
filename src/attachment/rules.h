// What is accepted as an attachment. Pure: bytes in, type or refusal out.
#pragma once

#include <string>
#include <string_view>

#include "attachment/model.h"
#include "base/result.h"

namespace fugong::attachment {

constexpr std::int64_t file_bytes_max = 20 << 20;  // a scanned plan of some dozen pages has about 10 MB
constexpr std::int64_t piece_bytes = 512 * 1024;   // held by the writer for about as long as a case takes
constexpr std::int64_t files_per_owner_max = 30;
constexpr std::int64_t bytes_per_owner_max = 200 << 20;
constexpr Duration upload_kept_for = hours(24);  // an upload that was never finished

// The name as it may be shown and saved: without folders, control characters and the marks that turn writing around.
// Codes attachment.name_missing, attachment.name_long.
Result<std::string> clean_name(std::string_view name);
// The name with the ending of its type, so that a program opens it as what it is.
std::string name_for(std::string_view name, FileType type);

// Codes attachment.empty, attachment.too_large {limit_mib}.
Status check_size(std::int64_t bytes);
std::int64_t pieces_of(std::int64_t bytes);
// The length that piece `number` of a file has to have; 0: there is no such piece.
std::int64_t piece_length(std::int64_t bytes, std::int64_t number);

// Told from the content alone. Codes attachment.type (none of those accepted), attachment.damaged (begins like one and
// is cut or broken), attachment.macros (an Office file that carries programs).
Result<FileType> type_of(std::string_view bytes);
std::string_view content_type_of(FileType type);
bool is_photo(FileType type);

}  // namespace fugong::attachment
