// HTTP to the register of enterprises.
#pragma once

#include "enterprise/service.h"
#include "http/router.h"

namespace fugong::enterprise {

void declare_routes(http::Router& router, Service& service);

}  // namespace fugong::enterprise
