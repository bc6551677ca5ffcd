// The web app that is compiled into the program (cmake/WebAssets.cmake).
#pragma once

#include <span>

#include "http/assets.h"

namespace fugong::app {

std::span<const http::Asset> web_assets();

}  // namespace fugong::app
