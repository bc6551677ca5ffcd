// Internal to outbound/: libcurl's handles as values, and the one place where a name has become an address.
#pragma once

#include <curl/curl.h>
#include <sys/socket.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <string>

#include "outbound/addresses.h"

namespace fugong::outbound {

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;
using LineList = std::unique_ptr<curl_slist, FreeList>;

inline Handle new_handle() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  Handle handle(started == CURLE_OK ? curl_easy_init() : nullptr);
  if (!handle) throw std::runtime_error("libcurl could not start");
  return handle;
}

inline void append_line(LineList& list, const std::string& line) {
  curl_slist* grown = curl_slist_append(list.get(), line.c_str());
  if (!grown) throw std::bad_alloc();
  (void)list.release();
  list.reset(grown);
}

// Whether a connection may end inside our own network, and whether one was refused because it would have.
struct Door {
  bool inside_allowed = false;
  bool inside = false;
};

// Nothing has been sent yet when this is asked: no name can lie about where it leads.
inline curl_socket_t open_socket(void* to, curlsocktype, curl_sockaddr* address) {
  auto& door = *static_cast<Door*>(to);
  if (!door.inside_allowed && is_inside(address->addr)) return door.inside = true, CURL_SOCKET_BAD;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace fugong::outbound
