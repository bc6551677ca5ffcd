#include "resumption/printed.h"

#include "print/flow.h"
#include "print/markup.h"

namespace fugong::resumption {

Result<http::File> to_pdf(const Form& form, Language language) {
  print::Flow flow;
  FG_TRY(flow.blocks, print::blocks_of(form.html));
  flow.margins = {.top = 30, .right = 26, .bottom = 30, .left = 28};
  flow.foot = print::page_numbers(language);
  FG_TRY(const print::Document document,
         print::lay_out(std::move(flow), {.title = form.title, .author = form.enterprise_name, .made_at = form.at}));
  FG_TRY(std::string bytes, print::to_pdf(document));
  return http::File{"application/pdf", form.enterprise_name + "-" + form.title + ".pdf", std::move(bytes)};
}

}  // namespace fugong::resumption
