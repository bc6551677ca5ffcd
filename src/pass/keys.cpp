#include "pass/keys.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/hash.h"
#include "crypto/secrets.h"

namespace fugong::pass {
namespace {

namespace fs = std::filesystem;

std::string file_of(const std::string& folder, const std::string& key_id) {
  return (fs::path(folder) / ("pass-" + crypto::to_hex(key_id) + ".pem")).string();
}

enum class Kind : std::uint8_t { es256_only, any };

// The error of a key file names the file.
Result<crypto::Signer> signer_of(const fs::path& path, Kind kind = Kind::es256_only) {
  const auto make = [] { return crypto::KeyPair::generate(crypto::Algorithm::es256).pem(); };
  FG_TRY(const std::string pem, crypto::read_or_make_secret(path.string(), make));
  auto key = crypto::KeyPair::from_pem(pem);
  if (!key) return fail(ErrorKind::internal, key.error().code, {}, {{"path", path.string()}});
  if (kind == Kind::es256_only && key->public_key().algorithm() != crypto::Algorithm::es256)
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

SigningKey::SigningKey(crypto::Signer signer) : state_(std::make_shared<State>()) {
  hand_over(keep(std::move(signer)));
}

const crypto::Signer* SigningKey::find(const std::string& key_id) const {
  std::lock_guard lock(state_->mutex);
  const auto found = state_->kept.find(key_id);
  return found == state_->kept.end() ? nullptr : found->second.get();
}

const crypto::Signer& SigningKey::keep(crypto::Signer signer) const {
  std::lock_guard lock(state_->mutex);
  auto& kept = state_->kept[signer.key_id()];
  if (!kept) kept = std::make_unique<const crypto::Signer>(std::move(signer));
  return *kept;
}

Result<const crypto::Signer*> KeyRing::find(const std::string& key_id) const {
  if (const crypto::Signer* known = passes.find(key_id)) return known;
  const std::string path = folder.empty() ? std::string() : file_of(folder, key_id);
  const auto pem =
      path.empty() ? Result<std::string>(fail(ErrorKind::unavailable, "key.not_here")) : crypto::read_secret(path);
  auto key = pem ? crypto::KeyPair::from_pem(*pem) : Result<crypto::KeyPair>(std::unexpected(pem.error()));
  if (!key || key->public_key().key_id() != key_id)
    return fail(ErrorKind::unavailable, "key.not_here", {}, {{"file", "pass-" + crypto::to_hex(key_id) + ".pem"}});
  return &passes.keep(crypto::Signer(std::move(*key)));
}

Result<const crypto::Signer*> KeyRing::make(crypto::Algorithm algorithm) const {
  crypto::KeyPair key = crypto::KeyPair::generate(algorithm);
  if (!folder.empty()) FG_CHECK(crypto::write_secret(file_of(folder, key.public_key().key_id()), key.pem()));
  return &passes.keep(crypto::Signer(std::move(key)));
}

Result<KeyRing> KeyRing::open(const std::string& folder) {
  const fs::path path(folder);
  FG_TRY(crypto::Signer passes, signer_of(path / "pass.pem", Kind::any));
  FG_TRY(crypto::Signer status, signer_of(path / "status.pem"));
  FG_TRY(crypto::Signer root, signer_of(path / "root.pem"));
  FG_TRY(auto retired, retired_of(path));
  return KeyRing{std::move(passes), std::move(status), std::move(root), std::move(retired), folder};
}

KeyRing KeyRing::generate() { return {new_signer(), new_signer(), new_signer()}; }

}  // namespace fugong::pass
