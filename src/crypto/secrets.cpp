#include "crypto/secrets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "crypto/hash.h"

namespace fugong::crypto {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::unexpected<Error> about(const std::string& path, const char* code) {
  return fail(ErrorKind::internal, code, {}, {{"path", path}});
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

Result<std::string> read_secret(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return about(path, errno == ENOENT ? "secret.missing" : "secret.unreadable");
  struct stat info{};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return about(path, "secret.unreadable");
  if (info.st_mode & (S_IRWXG | S_IRWXO)) return about(path, "secret.permissions");
  if (info.st_size > static_cast<off_t>(secret_bytes_max)) return about(path, "secret.unreadable");
  std::string out(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t have = 0;
  while (have < out.size()) {
    const ssize_t n = ::read(file.get(), out.data() + have, out.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return about(path, "secret.unreadable");
    have += static_cast<std::size_t>(n);
  }
  return out;
}

Status write_secret(const std::string& path, std::string_view bytes) {
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  if (!std::filesystem::exists(folder)) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  // Written beside and linked into place: link() refuses an existing name, and nobody ever sees half a key.
  std::string pattern = path + ".XXXXXX";
  const Descriptor file(::mkostemp(pattern.data(), O_CLOEXEC));
  if (file.get() < 0) return about(path, "secret.unwritable");
  const bool written =
      ::fchmod(file.get(), S_IRUSR | S_IWUSR) == 0 && write_all(file.get(), bytes) && ::fsync(file.get()) == 0;
  const int linked = written ? ::link(pattern.c_str(), path.c_str()) : -1;
  const int reason = errno;
  ::unlink(pattern.c_str());
  if (linked != 0) return about(path, written && reason == EEXIST ? "secret.exists" : "secret.unwritable");
  const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.get() < 0 || ::fsync(parent.get()) != 0) return about(path, "secret.unwritable");
  return {};
}

Result<std::string> read_or_make_secret(const std::string& path, const std::function<std::string()>& make) {
  auto found = read_secret(path);
  if (found || found.error().code != "secret.missing") return found;
  if (auto made = write_secret(path, make()); !made && made.error().code != "secret.exists")
    return std::unexpected(made.error());
  return read_secret(path);
}

Result<Vault> open_vault(const std::string& path) {
  FG_TRY(std::string text, read_or_make_secret(path, [] { return to_hex(random_bytes(master_key_bytes)) + "\n"; }));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const auto key = from_hex(text);
  if (!key || key->size() != master_key_bytes) return about(path, "secret.malformed");
  return Vault(*key);
}

}  // namespace fugong::crypto
