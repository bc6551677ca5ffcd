// The room's lists as files.
#pragma once

#include "listing/listing.h"
#include "resumption/service.h"

namespace fugong::resumption {

// Desk and services outlive the router.
void declare_listings(http::Router& router, const listing::Desk& desk, Service& service, policy::Store& policies);

}  // namespace fugong::resumption
