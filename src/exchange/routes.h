// HTTP to service.
#pragma once

#include "exchange/service.h"
#include "http/router.h"

namespace fugong::exchange {

void declare_routes(http::Router& router, Service& service);

}  // namespace fugong::exchange
