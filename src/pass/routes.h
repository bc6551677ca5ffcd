// HTTP to passes, signed lists and scans.
#pragma once

#include "http/router.h"
#include "pass/service.h"

namespace fugong::pass {

void declare_routes(http::Router& router, Service& service);

}  // namespace fugong::pass
