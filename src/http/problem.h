// Problem details (RFC 9457) of an Error, in the reader's language.
#pragma once

#include "base/language.h"
#include "base/result.h"
#include "http/message.h"

namespace fugong::http {

// The one mapping of error kinds to statuses.
int status_of(ErrorKind kind);
std::string_view reason_of(int status);  // RFC 9110's phrase

// {type, title, status, detail, code, field?, errors?: [{field, code, detail}]}, Retry-After with 429 and 503.
Response problem(const Error& error, Language language);

}  // namespace fugong::http
