// The API described by itself: OpenAPI 3.1 from the declared routes.
#pragma once

#include <string>

#include "http/router.h"

namespace fugong::http {

json::Value openapi(const Router& router, const std::string& title, const std::string& version);

// GET /api/v1/openapi.json, public. Declare it last; it describes itself too.
void declare_openapi(Router& router, const std::string& title, const std::string& version);

}  // namespace fugong::http
