#include "exchange/city_root.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/hash.h"
#include "crypto/secrets.h"

namespace fugong::exchange {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view key_file = "/root.pem", members_file = "/city.json", key_set_folder = "/key-sets";

struct CityFile {
  std::string name;
  std::vector<Member> members;
  BOOST_DESCRIBE_CLASS(CityFile, (), (name, members), (), ())
};

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Whole or not at all, and on the disk when it returns.
Status replace_file(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  bool good = file >= 0;
  while (good && !bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    good = written > 0;
    if (good) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  good = good && ::fsync(file) == 0;
  if (file >= 0) good = ::close(file) == 0 && good;
  if (!good || ::rename(beside.c_str(), path.c_str()) != 0)
    return fail(ErrorKind::unavailable, "app.unwritable", {}, {{"file", path}});
  return {};
}

bool is_district_code(std::string_view text) {
  return text.size() == 6 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<SignedKeySet> kept_set(const std::string& path) {
  auto set = open_key_set(read_file(path));
  return set ? std::optional(std::move(*set)) : std::nullopt;
}

}  // namespace

CityRoot::CityRoot(std::string folder, std::string name, std::vector<Member> members, crypto::Signer root)
    : folder_(std::move(folder)), name_(std::move(name)), members_(std::move(members)), root_(std::move(root)) {}

std::string CityRoot::key_set_file(const DistrictCode& district) const {
  return folder_ + std::string(key_set_folder) + "/" + district.text;
}

Result<CityRoot> CityRoot::make(const std::string& folder, const std::string& name) {
  std::error_code ignored;  // writing says what is wrong with the place
  if (fs::exists(folder + std::string(members_file), ignored))
    return fail(ErrorKind::conflict, "city.exists", {}, {{"folder", folder}});
  fs::create_directories(folder + std::string(key_set_folder), ignored);
  fs::permissions(folder, fs::perms::owner_all, ignored);
  auto pair = crypto::KeyPair::generate(crypto::Algorithm::es256);
  FG_CHECK(crypto::write_secret(folder + std::string(key_file), pair.pem()));
  CityRoot root(folder, name, {}, crypto::Signer(std::move(pair)));
  FG_CHECK(root.save());
  return root;
}

Result<CityRoot> CityRoot::open(const std::string& folder) {
  const std::string text = read_file(folder + std::string(members_file));
  if (text.empty()) return fail(ErrorKind::not_found, "city.missing", {}, {{"folder", folder}});
  auto file = json::read<CityFile>(text);
  if (!file) return fail(ErrorKind::malformed, "city.damaged", {}, {{"folder", folder}});
  FG_TRY(const std::string pem, crypto::read_secret(folder + std::string(key_file)));
  FG_TRY(crypto::KeyPair key, crypto::KeyPair::from_pem(pem));
  return CityRoot(folder, std::move(file->name), std::move(file->members), crypto::Signer(std::move(key)));
}

Status CityRoot::save() const {
  CityFile file;
  file.name = name_;
  file.members = members_;
  return replace_file(folder_ + std::string(members_file), json::write(file) + "\n");
}

Status CityRoot::add(const Member& member) {
  Member m = member;
  if (!is_district_code(m.district.text)) return invalid("city.bad_code", "code", {{"code", m.district.text}});
  FG_TRY(m.url, parse_base_url(m.url));
  const auto thumbprint = crypto::from_hex(m.fingerprint);
  if (!thumbprint || thumbprint->size() != crypto::Digest{}.size())
    return invalid("city.bad_fingerprint", "fingerprint");
  m.fingerprint = crypto::to_hex(*thumbprint);
  std::erase_if(members_, [&](const Member& known) { return known.district == m.district; });
  if (members_.size() >= members_max) return invalid("city.too_many", "code", {{"limit", std::to_string(members_max)}});
  members_.push_back(std::move(m));
  std::ranges::sort(members_, {}, &Member::district);
  return save();
}

Status CityRoot::remove(const DistrictCode& district) {
  if (std::erase_if(members_, [&](const Member& m) { return m.district == district; }) == 0)
    return fail(ErrorKind::not_found, "city.not_member", "code", {{"code", district.text}});
  return save();
}

Result<SigningReport> CityRoot::sign(const outbound::Transport& transport, Timestamp now, Language language) {
  token::TrustList list{name_, now.ms / 1000, 0, {}};
  // Whoever has yesterday's list must take today's for newer, even if a clock was put back or two are of one second.
  if (const auto last = token::Trust::open(trust_list(), &key()))
    list.issued_s = std::max(list.issued_s, last->list().issued_s + 1);
  list.expires_s = list.issued_s + city_list_valid_s;
  SigningReport report{{list.issued_s * 1000}, {list.expires_s * 1000}, {}};
  for (const Member& m : members_) {
    const std::string path = key_set_file(m.district);
    auto set = kept_set(path);
    if (set && !refusal(*set, m.district, m.url, m.fingerprint, 0, now).empty())
      set.reset();  // of another key or place
    const std::int64_t kept_s = set ? set->set.issued_s : 0;
    std::optional<Error> trouble;
    if (auto fetched = outbound::fetch(transport, m.url + "/api/v1/key-set"); !fetched) {
      trouble = std::move(fetched).error();
    } else if (auto newest = open_key_set(fetched->body); !newest) {
      trouble = std::move(newest).error();
    } else if (const auto code = refusal(*newest, m.district, m.url, m.fingerprint, kept_s, now); !code.empty()) {
      trouble = Error{ErrorKind::invalid, std::string(code)};
    } else {
      FG_CHECK(replace_file(path, fetched->body));
      set = std::move(*newest);
    }
    MemberReport& line = report.members.emplace_back(MemberReport{.district = m.district});
    if (trouble) {
      line.trouble = trouble->code;
      line.message = message(language, trouble->code, trouble->params);
    }
    if (!set) continue;
    line.name = set->set.issuer.name;
    line.issued_at = Timestamp{set->set.issued_s * 1000};
    line.keys = static_cast<std::int64_t>(set->set.issuer.keys.size());
    line.lists = static_cast<std::int64_t>(set->set.issuer.status_lists.size());
    list.issuers.push_back(std::move(set->set.issuer));
  }
  FG_CHECK(replace_file(folder_ + "/" + std::string(city_list_file), token::seal_trust_list(list, root_)));
  return report;
}

std::string CityRoot::trust_list() const { return read_file(folder_ + "/" + std::string(city_list_file)); }

}  // namespace fugong::exchange
