// The room's lists as files.
#pragma once

#include "enterprise/service.h"
#include "listing/listing.h"

namespace fugong::enterprise {

// Desk and service outlive the router.
void declare_listings(http::Router& router, const listing::Desk& desk, Service& service);

}  // namespace fugong::enterprise
