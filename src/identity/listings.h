// The room's lists as files.
#pragma once

#include "identity/service.h"
#include "listing/listing.h"

namespace fugong::identity {

// Desk and service outlive the router.
void declare_listings(http::Router& router, const listing::Desk& desk, Service& service);

}  // namespace fugong::identity
