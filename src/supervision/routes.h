// HTTP to the use cases of supervision.
#pragma once

#include "http/router.h"
#include "supervision/service.h"

namespace fugong::supervision {

void declare_routes(http::Router& router, Service& service);

// Called by declare_routes.
void declare_file_routes(http::Router& router, Service& service);

}  // namespace fugong::supervision
