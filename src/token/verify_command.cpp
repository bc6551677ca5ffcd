#include "token/verify_command.h"

#include <fstream>
#include <iostream>

#include "base/json.h"
#include "base/validators.h"
#include "token/gate_policy.h"

namespace fugong::token {
namespace {

constexpr std::size_t policy_bytes_max = 1024 * 1024;

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  std::string out;
  out.resize(bytes_max + 1);
  if (file) file.read(out.data(), static_cast<std::streamsize>(out.size()));
  const auto size = static_cast<std::size_t>(file.gcount());
  if (size == 0 || size > bytes_max) return invalid("file.unreadable", {}, {{"path", path}});
  out.resize(size);
  return out;
}

}  // namespace

Result<VerifyAnswer> run_verify(const VerifyCommand& command) {
  std::optional<crypto::PublicKey> root;
  if (!command.root_file.empty()) {
    FG_TRY(const std::string pem, read_file(command.root_file, 64 * 1024));
    FG_TRY(root, crypto::PublicKey::from_pem(pem));
  }
  FG_TRY(const std::string trust_bytes, read_file(command.trust_file, trust_list_bytes_max));
  FG_TRY(const Trust trust, Trust::open(trust_bytes, root ? &*root : nullptr));
  std::vector<SignedStatusList> lists;
  for (const std::string& path : command.status_files) {
    FG_TRY(const std::string bytes, read_file(path, status_list_signed_bytes_max));
    FG_TRY(lists.emplace_back(), open_status_list(bytes, trust));
  }
  Circumstances circumstances{.at = command.at};
  if (!command.policy_file.empty()) {
    FG_TRY(const std::string text, read_file(command.policy_file, policy_bytes_max));
    FG_TRY(const GatePolicy policy, json::read<GatePolicy>(text));
    circumstances = circumstances_under(policy, command.at);
  }
  if (!command.challenge.empty()) {
    const auto challenge = read_challenge(command.challenge);
    if (!challenge) return invalid("verify.challenge", "challenge");
    circumstances.challenge = *challenge;
  }
  if (!command.plate.empty()) {
    FG_TRY(circumstances.plate, parse_plate(command.plate, "plate"));
  }
  circumstances.zone = command.zone;
  std::string token = command.token;
  if (token == "-") std::getline(std::cin, token);
  const Judgement judgement = verify(token, trust, lists, circumstances, command.language);
  return VerifyAnswer{json::write(judgement), judgement.verdict == Verdict::green ? 0 : 1};
}

}  // namespace fugong::token
