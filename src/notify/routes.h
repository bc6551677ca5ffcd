#pragma once

#include "http/router.h"
#include "notify/service.h"

namespace fugong::notify {

void declare_routes(http::Router& router, Service& service);

}  // namespace fugong::notify
