// Where pages' pictures may come from besides the server itself.
#include "app/settings.h"

#include <gtest/gtest.h>

namespace fugong::app {
namespace {

TEST(Tiles, come_from_the_one_host_of_their_template) {
  struct Row {
    const char* url;
    const char* origin;  // empty: refused
  };
  for (const Row& row :
       {Row{"https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example"},
        Row{"http://10.0.0.7:8081/wmts?L={z}&C={x}&R={y}&tk=k", "http://10.0.0.7:8081"},
        Row{"https://[2001:db8::1]/{z}/{x}/{y}", "https://[2001:db8::1]"}, Row{"https://tiles.example/{z}/{x}.png", ""},
        Row{"https://{s}.tiles.example/{z}/{x}/{y}.png", ""}, Row{"https://tiles.example", ""},
        Row{"ftp://tiles.example/{z}/{x}/{y}", ""}, Row{"//tiles.example/{z}/{x}/{y}", ""},
        Row{"https:///{z}/{x}/{y}", ""},
        // Nothing may end the policy's directive and begin another.
        Row{"https://tiles.example; script-src */{z}/{x}/{y}", ""}, Row{"https://*/{z}/{x}/{y}", ""},
        Row{"https://tiles.example\r\nSet-Cookie: a=b/{z}/{x}/{y}", ""}, Row{"", ""},
        Row{"https://tiles.example/{z}/{x}/{y}\"onload=", ""}, Row{"https://tiles.example/{z}/{x}/{y} .png", ""}}) {
    const auto origin = origin_of_tiles(row.url);
    EXPECT_EQ(origin.value_or(""), row.origin) << row.url;
    if (!origin) EXPECT_EQ(origin.error().code, "settings.tiles") << row.url;
  }
}

}  // namespace
}  // namespace fugong::app
