// Documents of an application, and the papers of its case, on paper.
#pragma once

#include "base/language.h"
#include "http/message.h"
#include "resumption/papers.h"

namespace fugong::resumption {

// As GB/T 9704-2012 lays out official papers, with numbered pages. Codes of print/.
Result<http::File> to_pdf(const Form& form, Language language);
Result<http::File> to_pdf(const Paper& paper, Language language);

}  // namespace fugong::resumption
