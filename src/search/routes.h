// HTTP to search; one declaration per route.
#pragma once

#include "http/router.h"
#include "search/service.h"

namespace fugong::search {

// The service outlives the router.
void declare_routes(http::Router& router, Service& service);

}  // namespace fugong::search
