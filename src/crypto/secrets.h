// Secret files: the district's master key and whatever else must not be in the database. Files are 0600 in a folder of
// 0700, written whole or not at all.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/sealed.h"

namespace fugong::crypto {

constexpr std::size_t secret_bytes_max = 64 * 1024;

// Codes: secret.missing, secret.permissions (others may read it), secret.unreadable; params: path.
Result<std::string> read_secret(const std::string& path);

// Refuses to replace an existing file: secret.exists. Code secret.unwritable. Durable when it returns.
Status write_secret(const std::string& path, std::string_view bytes);

// Reads it, or writes what `make` gives when there is none yet; of two processes that start at once, both end up with
// the same secret.
Result<std::string> read_or_make_secret(const std::string& path, const std::function<std::string()>& make);

// The vault of a district, from a file that holds its master key in hex; made at the first start.
// Code secret.malformed when the file holds something else.
Result<Vault> open_vault(const std::string& path);

}  // namespace fugong::crypto
