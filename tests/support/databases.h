// Gives a test a fresh database on each engine: a temporary SQLite file, and a new PostgreSQL database in the
// throw-away cluster of the test run (FUGONG_TEST_POSTGRES), or in one of its own when there is none.
//
//   class PassService : public db_test::EngineTest {};
//   TEST_P(PassService, refuses_a_pass_for_a_closed_case) { engine().migrate(pass::migrations()); … }
//   FUGONG_BOTH_ENGINES(PassService);
//
// Run one engine only with --gtest_filter='*sqlite*' or '*postgresql*'.
#pragma once

#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "db/engine.h"

namespace fugong::db_test {

// A folder of its own under FUGONG_TEST_TMP (or the system's), gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const char* base = std::getenv("FUGONG_TEST_TMP");
    std::string pattern =
        (base ? std::filesystem::path(base) : std::filesystem::temp_directory_path()) / "fugong-db.XXXXXX";
    if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot make " + pattern);
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The cluster that all tests of this program share; stopped at exit when this program started it.
class PostgresCluster {
 public:
  static PostgresCluster& shared() {
    static PostgresCluster cluster;
    return cluster;
  }
  // postgresql:// URL of the named database of the cluster.
  std::string url(const std::string& database) const {
    std::string out = url_;
    const auto at = out.find("/postgres");
    return at == std::string::npos ? out : out.replace(at, 9, "/" + database);
  }
  void run(const std::string& sql) const {
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url_.c_str()), &PQfinish);
    std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
      throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
  }

 private:
  PostgresCluster() {
    if (const char* given = std::getenv("FUGONG_TEST_POSTGRES"); given && *given) {
      url_ = given;
      return;
    }
    folder_ = std::make_unique<TemporaryFolder>();
    url_ = script("start", " " + std::to_string(getpid()));
    if (url_.empty()) throw std::runtime_error("tests/support/postgres.sh could not start PostgreSQL");
  }
  ~PostgresCluster() {
    if (folder_) script("stop", "");
  }
  std::string script(const std::string& verb, const std::string& more) const {
    const std::string command = std::string(FUGONG_SOURCE_DIR) + "/tests/support/postgres.sh " + verb + " '" +
                                (folder_->path() / "postgres").string() + "'" + more;
    std::string output;
    FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return output;
    std::array<char, 512> piece{};
    while (std::fgets(piece.data(), piece.size(), pipe)) output += piece.data();
    if (pclose(pipe) != 0) output.clear();
    while (!output.empty() && output.back() == '\n') output.pop_back();
    return output;
  }

  std::unique_ptr<TemporaryFolder> folder_;
  std::string url_;
};

// One fresh, empty database.
class FreshDatabase {
 public:
  explicit FreshDatabase(db::Dialect dialect) : dialect_(dialect) {
    if (dialect == db::Dialect::sqlite) {
      folder_ = std::make_unique<TemporaryFolder>();
      url_ = "sqlite:" + (folder_->path() / "fugong.sqlite").string();
      return;
    }
    static std::atomic<int> number = 0;
    name_ = "t" + std::to_string(getpid()) + "_" + std::to_string(++number);
    PostgresCluster::shared().run("CREATE DATABASE " + name_);
    url_ = PostgresCluster::shared().url(name_);
  }
  ~FreshDatabase() {
    if (name_.empty()) return;
    try {
      PostgresCluster::shared().run("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s\n", e.what());
    }
  }
  FreshDatabase(const FreshDatabase&) = delete;
  FreshDatabase& operator=(const FreshDatabase&) = delete;

  db::Dialect dialect() const { return dialect_; }
  const std::string& url() const { return url_; }

 private:
  db::Dialect dialect_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::string name_;
  std::string url_;
};

// The base of every service test. The engine opens at its first use.
class EngineTest : public testing::TestWithParam<db::Dialect> {
 protected:
  db::Engine& engine() {
    if (!engine_) engine_ = db::Engine::open(url(), options_);
    return *engine_;
  }
  const std::string& url() {
    if (!database_) database_ = std::make_unique<FreshDatabase>(GetParam());
    return database_->url();
  }
  // Closes the engine and opens the same database again, as after a restart.
  db::Engine& reopen(const db::EngineOptions& options = {}) {
    engine_.reset();
    options_ = options;
    return engine();
  }
  void close() { engine_.reset(); }
  void TearDown() override {
    engine_.reset();
    database_.reset();
  }

 private:
  db::EngineOptions options_{.writers = 4};
  std::unique_ptr<FreshDatabase> database_;
  std::unique_ptr<db::Engine> engine_;
};

inline std::string engine_name(const testing::TestParamInfo<db::Dialect>& info) {
  return info.param == db::Dialect::sqlite ? "sqlite" : "postgresql";
}

}  // namespace fugong::db_test

#define FUGONG_BOTH_ENGINES(suite)                                                                                   \
  INSTANTIATE_TEST_SUITE_P(on, suite, testing::Values(fugong::db::Dialect::sqlite, fugong::db::Dialect::postgresql), \
                           fugong::db_test::engine_name)
