// HTTP to the use cases of the service platform.
#pragma once

#include "http/router.h"
#include "servicedesk/service.h"

namespace fugong::servicedesk {

void declare_routes(http::Router& router, Service& service);

}  // namespace fugong::servicedesk
