// Requests and responses as plain values; nothing here knows Beast.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fugong::http {

enum class Method : std::uint8_t { get, post, put, patch, del };

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  Method method = Method::get;
  std::string path;   // percent-decoded, without the query
  std::string query;  // raw, without "?"
  std::vector<Header> headers;
  std::string body;
  std::string remote_address;

  std::string_view header(std::string_view name) const;  // case-insensitive; empty when absent
  std::optional<std::string> cookie(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type;  // empty with 204 and 304
  std::vector<Header> headers;
  std::string body;
};

// ---- special request and response types of a route ----
struct Empty {};  // no body; 204 as a response
BOOST_DESCRIBE_STRUCT(Empty, (), ())

struct Upload {  // the raw body of a file upload
  std::string content_type;
  std::string bytes;
};
struct File {  // a download
  std::string content_type;
  std::string filename;  // empty: shown inline
  std::string bytes;
};

// One page of a list; `next` goes into the query's `after` to read on.
template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next;
  BOOST_DESCRIBE_CLASS(Page, (), (items, next), (), ())
};

}  // namespace fugong::http
