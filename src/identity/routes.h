// HTTP to service; one declaration per route.
#pragma once

#include "http/router.h"
#include "identity/service.h"

namespace fugong::identity {

// The service and the engine outlive the router. The engine counts wrong passwords ahead of the command.
void declare_routes(http::Router& router, Service& service, db::Engine& engine);

}  // namespace fugong::identity
