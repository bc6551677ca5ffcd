// Who may add, read and take away the files of a case.
#include "resumption/world.h"

namespace fugong::resumption_test {
namespace {

class CaseFiles : public World {
 protected:
  static constexpr const char* pdf = "%PDF-1.7\n%%EOF\n";
  Result<AttachmentLine> add(const Actor& a, const FilesOf& id, const std::string& bytes = pdf) {
    auto line = write<AttachmentLine>([&](db::Session& s) {
      return service_->begin_attachment(s, context(a), id, {"方案", static_cast<std::int64_t>(bytes.size())});
    });
    if (!line) return line;
    auto piece = engine().template query<attachment::SealedPiecePtr>(
        [&](db::Session& s) { return service_->prepare_piece(s, context(a), id, line->id, 0, bytes); });
    if (!piece) return std::unexpected(piece.error());
    FG_CHECK(write<AttachmentLine>([&](db::Session& s) { return service_->put_piece(s, context(a), id, *piece); }));
    auto examined = engine().template query<attachment::Examined>(
        [&](db::Session& s) { return service_->examine_attachment(s, context(a), id, line->id); });
    if (!examined) return std::unexpected(examined.error());
    return write<AttachmentLine>(
        [&](db::Session& s) { return service_->complete_attachment(s, context(a), id, *examined); });
  }
  Result<std::vector<AttachmentLine>> files(const Actor& a, const FilesOf& id) {
    return engine().template query<std::vector<AttachmentLine>>(
        [&](db::Session& s) { return service_->attachments(s, context(a), id); });
  }
  Result<http::File> read(const Actor& a, const FilesOf& id, const AttachmentId& file) {
    return engine().template query<http::File>(
        [&](db::Session& s) { return service_->read_attachment(s, context(a), id, file); });
  }
  std::string remove(const Actor& a, const FilesOf& id, const AttachmentId& file) {
    return code_of(write<bool>([&](db::Session& s) -> Result<bool> {
      FG_CHECK(service_->remove_attachment(s, context(a), id, file));
      return true;
    }));
  }
};

TEST_P(CaseFiles, are_added_by_the_applicant_and_read_by_who_may_read_the_case) {
  const EnterpriseId e = enterprise();
  const CaseId id = must(apply(e, papers(3), false)).id;
  const auto line = must(add(clerk(e), id));
  for (const Actor& reader : {clerk(e), officer, leader, industry, inspector}) {
    ASSERT_EQ(must(files(reader, id)).size(), 1u);
    EXPECT_EQ(must(read(reader, id, line.id)).bytes, "%PDF-1.7\n%%EOF\n");
  }
  const Actor stranger = clerk(enterprise());
  const Actor neighbour = actor(OrganisationKind::subdistrict, "210104017", Role::subdistrict_inspector);
  const Actor guard = actor(OrganisationKind::checkpoint, "G01", Role::checkpoint_guard);
  for (const Actor& other : {stranger, neighbour, guard}) {
    EXPECT_EQ(code_of(files(other, id)), "auth.forbidden");
    EXPECT_EQ(code_of(read(other, id, line.id)), "auth.forbidden");
    EXPECT_EQ(code_of(add(other, id)), "auth.forbidden");
    EXPECT_EQ(remove(other, id, line.id), "auth.forbidden");
  }
  EXPECT_EQ(code_of(add(officer, id)), "auth.forbidden");
  EXPECT_EQ(remove(leader, id, line.id), "auth.forbidden");
}

TEST_P(CaseFiles, stay_as_they_were_handed_in) {
  const EnterpriseId e = enterprise();
  const CaseId id = must(apply(e, papers(3), false)).id;
  const auto gone = must(add(clerk(e), id)), kept = must(add(clerk(e), id));
  EXPECT_EQ(remove(clerk(e), id, gone.id), "");
  must(submit(e, id));
  EXPECT_EQ(code_of(add(clerk(e), id)), "case.not_editable");
  EXPECT_EQ(remove(clerk(e), id, kept.id), "case.not_editable");
  for (const char* desk : {"industry", "safety"})
    must(give_back(desk == std::string("industry") ? industry : safety, open_task(id, desk),
                   {{"plan.rooms", "请补充平面图"}}));
  must(approve(inspector, open_task(id, "210104012")));
  const auto added = must(add(clerk(e), id));
  EXPECT_EQ(remove(clerk(e), id, kept.id), "attachment.handed_in");
  EXPECT_EQ(remove(clerk(e), id, added.id), "");
  EXPECT_EQ(must(files(industry, id)).size(), 1u);
}

TEST_P(CaseFiles, that_are_half_sent_are_seen_by_the_applicant_only) {
  const EnterpriseId e = enterprise();
  const CaseId id = must(apply(e, papers(3), false)).id;
  must(write<AttachmentLine>(
      [&](db::Session& s) { return service_->begin_attachment(s, context(clerk(e)), id, {"大.pdf", 100}); }));
  EXPECT_EQ(must(files(clerk(e), id)).size(), 1u);
  EXPECT_EQ(must(files(industry, id)).size(), 0u);
}

TEST_P(CaseFiles, photos_are_added_by_the_inspector_until_the_inspection_is_decided) {
  const EnterpriseId e = enterprise();
  const CaseId id = must(apply(e, papers(3))).id;
  to_preparing(id);
  const TaskId inspection = open_task(id, "210104012");
  const std::string jpeg = "\xFF\xD8\xFF\xE0" + std::string("\0\x10JFIF", 6) + "\xFF\xD9";
  const auto photo = must(add(inspector, inspection, jpeg)), blurred = must(add(inspector, inspection, jpeg));
  EXPECT_EQ(remove(inspector, inspection, blurred.id), "");
  EXPECT_EQ(code_of(add(inspector, inspection)), "inspection.not_a_photo");
  EXPECT_EQ(code_of(add(inspector, TaskId{id.text}, jpeg)), "task.not_found");
  for (const Actor& other : {clerk(e), officer, industry})
    EXPECT_EQ(code_of(add(other, inspection, jpeg)), "auth.forbidden");
  EXPECT_EQ(must(files(inspector, inspection)).size(), 2u)
      << "the refused file is still in pieces, and his own business";
  for (const Actor& reader : {clerk(e), officer, leader, industry}) {
    EXPECT_EQ(must(files(reader, inspection)).size(), 1u);
    EXPECT_EQ(must(read(reader, inspection, photo.id)).content_type, "image/jpeg");
  }
  EXPECT_EQ(code_of(read(clerk(enterprise()), inspection, photo.id)), "auth.forbidden");
  EXPECT_EQ(must(files(clerk(e), id)).size(), 0u) << "an inspector's photos are no files of the application";
  must(inspect(inspection));
  EXPECT_EQ(code_of(add(inspector, inspection, jpeg)), "task.already_decided");
  EXPECT_EQ(remove(inspector, inspection, photo.id), "task.already_decided");
}

TEST_P(CaseFiles, reviews_take_no_photos) {
  const CaseId id = must(apply(enterprise(), papers(3))).id;
  EXPECT_EQ(code_of(add(inspector, open_task(id, "210104012"), "x")), "task.no_photos");
}

TEST_P(CaseFiles, saving_a_draft_tells_nothing_on_the_time_line) {
  const EnterpriseId e = enterprise();
  const CaseId id = must(apply(e, papers(3), false)).id;
  const auto before = view(id).line.version;
  must(edit(e, id, papers(4)));
  EXPECT_EQ(view(id).line.version, before + 1);
  EXPECT_EQ(count_events(id, EventKind::edited), 0);
}

FUGONG_BOTH_ENGINES(CaseFiles);

}  // namespace
}  // namespace fugong::resumption_test
