// The room's lists as files.
#pragma once

#include "listing/listing.h"
#include "pass/service.h"

namespace fugong::pass {

// Desk and services outlive the router.
void declare_listings(http::Router& router, const listing::Desk& desk, Service& service,
                      enterprise::Service& enterprises);

}  // namespace fugong::pass
