// HTTP to the register of enterprises.
#pragma once

#include "enterprise/service.h"
#include "http/router.h"

namespace fugong::enterprise {

void declare_routes(http::Router& router, Service& service);
// Wrong claim codes are counted on the engine, besides the request's own command.
void declare_registration_routes(http::Router& router, Service& service, db::Engine& engine);

}  // namespace fugong::enterprise
