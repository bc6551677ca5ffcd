// The bulletin as files: PDF, in the style of a red-headed document where the pack has one, and XLSX.
#pragma once

#include "base/result.h"
#include "bulletin/rules.h"

namespace fugong::bulletin {

Result<std::string> to_pdf(const Edition& edition, Language language, Timestamp made_at);
Result<std::string> to_xlsx(const Edition& edition, Language language);

}  // namespace fugong::bulletin
