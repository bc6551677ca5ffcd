#include "attachment/service.h"

#include <gtest/gtest.h>

#include <chrono>

#include "attachment/rules.h"
#include "attachment/samples.h"
#include "audit/log.h"
#include "crypto/hash.h"
#include "support/databases.h"

namespace fugong::attachment_test {
namespace {

using namespace attachment;

class Files : public db_test::EngineTest {
 protected:
  void SetUp() override {
    engine().migrate(audit::migrations());
    engine().migrate(migrations());
  }
  Context context(std::int64_t round = 0) { return {owner_, round, clerk_, now_}; }

  template <class T>
  Result<T> write(std::function<Result<T>(db::Session&)> command) {
    return engine().template write<T>(std::move(command));
  }
  template <class T>
  static T must(Result<T> result) {
    if (result) return std::move(*result);
    ADD_FAILURE() << result.error().code;
    return T{};
  }
  Result<AttachmentLine> begin(const std::string& name, std::size_t bytes, std::int64_t round = 0) {
    return write<AttachmentLine>(
        [&](db::Session& s) { return service_.begin(s, context(round), {name, static_cast<std::int64_t>(bytes)}); });
  }
  Result<AttachmentLine> put(const AttachmentId& id, std::int64_t number, std::string_view bytes) {
    auto piece = engine().template query<SealedPiecePtr>(
        [&](db::Session& s) { return service_.prepare_piece(s, context(), id, number, bytes); });
    if (!piece) return std::unexpected(piece.error());
    return write<AttachmentLine>([&](db::Session& s) { return service_.put_piece(s, context(), *piece); });
  }
  Result<AttachmentLine> complete(const AttachmentId& id) {
    auto examined =
        engine().template query<Examined>([&](db::Session& s) { return service_.examine(s, context(), id); });
    if (!examined) return std::unexpected(examined.error());
    return write<AttachmentLine>([&](db::Session& s) { return service_.complete(s, context(), *examined); });
  }
  Result<AttachmentLine> upload(const std::string& name, const std::string& bytes, std::int64_t round = 0) {
    FG_TRY(const AttachmentLine line, begin(name, bytes.size(), round));
    for (std::int64_t n = 0; n < pieces_of(line.bytes); ++n)
      FG_CHECK(put(line.id, n, std::string_view(bytes).substr(static_cast<std::size_t>(n * piece_bytes), piece_bytes)));
    return complete(line.id);
  }
  Result<http::File> read(const AttachmentId& id, const Owner& owner) {
    return engine().template query<http::File>([&](db::Session& s) { return service_.read(s, owner, id); });
  }
  std::vector<AttachmentLine> list() {
    std::vector<AttachmentLine> lines;
    engine().read([&](db::Session& s) { lines = service_.list(s, owner_); });
    return lines;
  }
  Status remove(const AttachmentId& id, std::int64_t round) {
    auto done = write<bool>([&](db::Session& s) -> Result<bool> {
      FG_CHECK(service_.remove(s, context(round), id));
      return true;
    });
    if (!done) return std::unexpected(done.error());
    return {};
  }
  std::int64_t pieces() {
    std::int64_t n = -1;
    engine().read([&](db::Session& s) { n = *s.one<std::int64_t>("SELECT COUNT(*) FROM attachment_pieces"); });
    return n;
  }

  Owner owner_{"case", "01800000-0000-7000-8000-000000000001"};
  Actor clerk_{.person = PersonId{"01800000-0000-7000-8000-000000000002"}, .person_name = "李四"};
  Timestamp now_{1'650'000'000'000};
  SeededRandom random_{5};
  Service service_{{.district = {"210104"}, .vault = crypto::Vault(std::string(32, 'k')), .random = random_}};
};

std::string large_pdf(std::size_t bytes) {
  std::string out = "%PDF-1.7\n";
  for (std::size_t i = 0; out.size() + 7 < bytes; ++i) out += static_cast<char>(i * 31 + i / 253);
  return out.substr(0, bytes - 6) + "%%EOF\n";
}

TEST_P(Files, come_back_as_they_went_in_and_stand_sealed) {
  const std::string bytes = large_pdf(3 * piece_bytes / 2);
  const auto line = must(upload("方案.pdf", bytes));
  EXPECT_EQ(line.state, State::complete);
  EXPECT_EQ(line.type, FileType::pdf);
  EXPECT_EQ(line.sha256, crypto::to_hex(crypto::as_bytes(crypto::sha256(bytes))));
  const auto file = must(read(line.id, owner_));
  EXPECT_EQ(file.bytes, bytes);
  EXPECT_EQ(file.content_type, "application/pdf");
  EXPECT_EQ(file.filename, "方案.pdf");
  engine().read([&](db::Session& s) {
    for (const db::Bytes& piece : s.query<db::Bytes>("SELECT sealed FROM attachment_pieces"))
      EXPECT_EQ(piece.value.find("%PDF"), std::string::npos);
    EXPECT_EQ(s.query<std::string>("SELECT action FROM audit_entry"), std::vector<std::string>{"attachment.add"});
  });
}

TEST_P(Files, go_on_where_a_lost_network_stopped_them) {
  const std::string bytes = large_pdf(3 * piece_bytes);
  const auto line = must(begin("方案.pdf", bytes.size()));
  EXPECT_EQ(line.missing, (std::vector<std::int64_t>{0, 1, 2}));
  const auto piece = [&](std::size_t n) { return std::string_view(bytes).substr(n * piece_bytes, piece_bytes); };
  must(put(line.id, 2, piece(2)));
  must(put(line.id, 0, piece(0)));
  EXPECT_EQ(must(put(line.id, 0, piece(0))).missing,
            std::vector<std::int64_t>{1});  // the answer was lost, not the piece
  EXPECT_EQ(complete(line.id).error().code, "attachment.incomplete");
  EXPECT_EQ(list().at(0).missing, std::vector<std::int64_t>{1});
  must(put(line.id, 1, piece(1)));
  must(complete(line.id));
  EXPECT_EQ(must(complete(line.id)).state, State::complete);
  EXPECT_EQ(put(line.id, 1, piece(1)).error().code, "attachment.complete_already");
  EXPECT_EQ(must(read(line.id, owner_)).bytes, bytes);
}

TEST_P(Files, refuse_pieces_that_do_not_fit) {
  const auto line = must(begin("方案.pdf", piece_bytes + 10));
  EXPECT_EQ(put(line.id, 0, "short").error().code, "attachment.piece");
  EXPECT_EQ(put(line.id, 2, "0123456789").error().code, "attachment.piece");
  EXPECT_EQ(put(line.id, -1, "0123456789").error().code, "attachment.piece");
  EXPECT_EQ(put(AttachmentId{"01800000-0000-7000-8000-0000000000ff"}, 0, "x").error().code, "attachment.not_found");
  EXPECT_EQ(read(line.id, owner_).error().code, "attachment.not_found");
}

TEST_P(Files, that_are_not_what_is_accepted_never_become_complete) {
  const auto refused = upload("照片.png", "<html><script>alert(1)</script></html>");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "attachment.type");
  EXPECT_EQ(list().at(0).state, State::receiving);
  EXPECT_EQ(read(list().at(0).id, owner_).error().code, "attachment.not_found");
}

TEST_P(Files, belong_to_one_owner) {
  const auto line = must(upload("方案.pdf", pdf()));
  EXPECT_EQ(read(line.id, {"case", "01800000-0000-7000-8000-0000000000aa"}).error().code, "attachment.not_found");
}

TEST_P(Files, are_taken_away_until_they_are_handed_in) {
  const auto first = must(upload("一.pdf", pdf(), 0));
  const auto second = must(upload("二.pdf", pdf(), 1));
  EXPECT_EQ(remove(first.id, 1).error().code, "attachment.handed_in");
  EXPECT_TRUE(remove(second.id, 1));
  EXPECT_EQ(list().size(), 1u);
  EXPECT_EQ(pieces(), 1);
}

TEST_P(Files, have_limits_of_size_and_number) {
  EXPECT_EQ(begin("大.pdf", file_bytes_max + 1).error().code, "attachment.too_large");
  EXPECT_EQ(begin("空.pdf", 0).error().code, "attachment.empty");
  for (int i = 0; i < 10; ++i) must(begin("大.pdf", file_bytes_max));
  EXPECT_EQ(begin("大.pdf", 1).error().code, "attachment.too_much");
  now_ = now_ + hours(25);  // uploads that nobody finished make room
  for (int i = 0; i < files_per_owner_max; ++i) must(begin("小.pdf", 1));
  EXPECT_EQ(begin("小.pdf", 1).error().code, "attachment.too_many");
}

TEST_P(Files, of_the_largest_size_hold_the_writer_for_one_piece_at_a_time) {
  const std::string bytes = large_pdf(file_bytes_max);
  const auto line = must(begin("扫描件.pdf", bytes.size()));
  double longest_ms = 0;
  for (std::int64_t n = 0; n < pieces_of(line.bytes); ++n) {
    const auto from = std::chrono::steady_clock::now();
    must(put(line.id, n, std::string_view(bytes).substr(static_cast<std::size_t>(n * piece_bytes), piece_bytes)));
    longest_ms = std::max(longest_ms,
                          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
  }
  must(complete(line.id));
  EXPECT_EQ(must(read(line.id, owner_)).bytes, bytes);
  RecordProperty("longest_piece_ms", std::to_string(longest_ms));
  EXPECT_LT(longest_ms, 2000);  // sealing, writing and syncing half a mebibyte, on whatever machine
}

FUGONG_BOTH_ENGINES(Files);

}  // namespace
}  // namespace fugong::attachment_test
