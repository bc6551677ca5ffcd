// HTTP to service; one declaration per route.
#pragma once

#include "http/router.h"
#include "resumption/service.h"

namespace fugong::resumption {

// The service outlives the router.
void declare_routes(http::Router& router, Service& service);
void declare_attachment_routes(http::Router& router, Service& service);  // part of it

}  // namespace fugong::resumption
