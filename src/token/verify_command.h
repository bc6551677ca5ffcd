// fugong pass verify TOKEN --trust F [--status F] [--at TIME] [--plate P] [--zone Z]
//                    [--gate-policy F] [--challenge TEXT]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/language.h"
#include "base/result.h"

namespace fugong::token {

struct VerifyCommand {
  std::string token;                        // the text itself; "-" reads one line from standard input
  std::string trust_file;                   // as GET /api/v1/trust-list answers
  std::vector<std::string> status_files{};  // as GET /api/v1/status-list/{number} answers
  std::string root_file{};                  // PEM of the root's public key; empty: the trust file is believed
  Timestamp at{};
  std::string plate{}, zone{};
  std::string policy_file{};  // as GET /api/v1/gate-policy answers; empty: the usual limits
  std::string challenge{};    // what the gate's own code said, "FC1:…"
  Language language = Language::zh_cn;
};

struct VerifyAnswer {
  std::string json;     // of Judgement (verdict.h)
  int exit_status = 1;  // 0 only for green
};

// Codes: file.unreadable, verify.challenge, those of reading JSON, and those of Trust::open and open_status_list.
Result<VerifyAnswer> run_verify(const VerifyCommand& command);

}  // namespace fugong::token
