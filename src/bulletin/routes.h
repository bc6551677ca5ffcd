// HTTP to the bulletin; one declaration per route.
#pragma once

#include "bulletin/service.h"
#include "http/router.h"

namespace fugong::bulletin {

// The service outlives the router.
void declare_routes(http::Router& router, Service& service);

}  // namespace fugong::bulletin
