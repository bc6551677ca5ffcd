#include "pass/keys.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/secrets.h"

namespace fugong::pass {
namespace {

namespace fs = std::filesystem;

// The error of a key file names the file.
Result<crypto::Signer> signer_of(const fs::path& path) {
  const auto make = [] { return crypto::KeyPair::generate(crypto::Algorithm::es256).pem(); };
  FG_TRY(const std::string pem, crypto::read_or_make_secret(path.string(), make));
  auto key = crypto::KeyPair::from_pem(pem);
  if (!key) return fail(ErrorKind::internal, key.error().code, {}, {{"path", path.string()}});
  if (key->public_key().algorithm() != crypto::Algorithm::es256)
    return fail(ErrorKind::internal, "key.unsupported", {}, {{"path", path.string()}});
  return crypto::Signer(std::move(*key));
}

Result<std::vector<crypto::PublicKey>> retired_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("retired-") && name.ends_with(".pem")) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<crypto::PublicKey> out;
  for (const fs::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    const std::string pem{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    auto key = crypto::PublicKey::from_pem(pem);
    if (!key) return fail(ErrorKind::internal, key.error().code, {}, {{"path", path.string()}});
    out.push_back(std::move(*key));
  }
  return out;
}

crypto::Signer new_signer() { return crypto::Signer(crypto::KeyPair::generate(crypto::Algorithm::es256)); }

}  // namespace

Result<KeyRing> KeyRing::open(const std::string& folder) {
  const fs::path path(folder);
  FG_TRY(crypto::Signer passes, signer_of(path / "pass.pem"));
  FG_TRY(crypto::Signer status, signer_of(path / "status.pem"));
  FG_TRY(crypto::Signer root, signer_of(path / "root.pem"));
  FG_TRY(auto retired, retired_of(path));
  return KeyRing{std::move(passes), std::move(status), std::move(root), std::move(retired)};
}

KeyRing KeyRing::generate() { return {new_signer(), new_signer(), new_signer()}; }

}  // namespace fugong::pass
