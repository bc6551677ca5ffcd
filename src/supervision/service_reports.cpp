// One daily report: filled in from what is known, kept in all its versions.
#include <algorithm>
#include <map>

#include "supervision/work.h"

namespace fugong::supervision {
namespace {

ReportState state_of(const Plant& plant, Timestamp due, const std::vector<Report>& versions, Timestamp now) {
  if (!versions.empty()) return versions.front().late ? ReportState::late : ReportState::done;
  if (!report_is_asked(plant, due)) return ReportState::not_asked;
  return now > due ? ReportState::missing : ReportState::open;
}

Status check_data(const policy::Pack& pack, const policy::Document& document, const json::Object& data) {
  if (json::write_value(data).size() > report_bytes_max)
    return invalid("report.too_large", "data", {{"limit_kib", std::to_string(report_bytes_max / 1024)}});
  (void)pack;
  const auto unmet = policy::check_document(document, data, true);
  if (unmet.empty()) return {};
  Error error{ErrorKind::invalid, "report.faults", "data", {{"count", std::to_string(unmet.size())}}, {}};
  for (const policy::Unmet& u : unmet) {
    const auto dot = u.field.find('.');
    error.more.push_back({"data." + u.field.substr(dot == std::string::npos ? 0 : dot + 1),
                          "report.fault",
                          {{"reason", u.reason.zh_cn}, {"reason_en", u.reason.en}}});
  }
  return std::unexpected(std::move(error));
}

Result<ReportView> view_of(const ServiceOptions& o, db::Session& session, Work& work, const Context& context,
                           const Date& day) {
  const auto versions = work.store().reports(work.plant().enterprise, day);
  ReportView view{.enterprise = work.plant().enterprise,
                  .day = day,
                  .document = work.rules().report.document,
                  .due_at = work.report_due_at(day),
                  .prefill = work.prefill(day)};
  view.state = state_of(work.plant(), view.due_at, versions, context.now);
  for (const Report& r : versions) {
    FG_TRY(json::Value data, json::parse(r.data_json));
    view.versions.push_back({r.version, std::move(data), r.reason, r.by_name, r.written_at, r.received_at, r.late});
  }
  view.photos = files_of(o, session, ReportDay{view.enterprise, day});
  view.photos_max = work.rules().report.photos_max;
  return view;
}

}  // namespace

Result<ReportView> Service::report(db::Session& session, const Context& context, const EnterpriseId& id,
                                   const ReportRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "report.write"));
  if (!is_uuid(request.client)) return invalid("supervision.client", "client");
  if (const auto known = work.store().report_of_client(id, request.client))
    return view_of(o_, session, work, context, known->day);
  const policy::Document* document = work.pack().document(work.rules().report.document);
  if (!document) return fail(ErrorKind::conflict, "report.not_asked", "day");
  if (request.day > work.today()) return invalid("report.future", "day", {{"today", work.today().text}});
  const Timestamp due = work.report_due_at(request.day);
  if (!report_is_asked(work.plant(), due)) return fail(ErrorKind::conflict, "report.not_asked", "day");
  FG_CHECK(check_data(work.pack(), *document, request.data));
  const auto versions = work.store().reports(id, request.day);
  const std::int64_t newest = versions.empty() ? 0 : versions.back().version;
  if (request.base_version != newest)
    return fail(ErrorKind::conflict, "report.changed", "base_version",
                {{"version", std::to_string(newest)}, {"by", versions.empty() ? "" : versions.back().by_name}});
  if (newest > 0) FG_CHECK(check_text(request.reason.value_or(""), "reason"));
  const Report r{.enterprise = id,
                 .day = request.day,
                 .version = newest + 1,
                 .client = request.client,
                 .data_json = json::write_value(request.data),
                 .reason = newest > 0 ? *request.reason : "",
                 .written_at = std::min(request.written_at.value_or(context.now), context.now),
                 .received_at = context.now,
                 .late = newest > 0 ? versions.front().late : context.now > due,
                 .by = context.actor.person.text,
                 .by_name = context.actor.person_name};
  work.store().insert(r);
  work.close_alert(AlertKind::report_reminder, request.day.text);
  work.close_alert(AlertKind::report_missing, request.day.text);
  work.audit(newest > 0 ? "report.correct" : "report.file", "enterprise", id.text,
             object_of("day", request.day.text + "/" + std::to_string(r.version)));
  work.announce();
  return view_of(o_, session, work, context, request.day);
}

Result<ReportView> Service::report_of(db::Session& session, const Context& context, const EnterpriseId& id,
                                      const Date& day) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "supervision.read"));
  return view_of(o_, session, work, context, day);
}

Result<Completeness> Service::completeness(db::Session& session, const Context& context, const DaysFilter& filter) {
  FG_CHECK(identity::require(context.actor, "duty.read",
                             {.enterprise = {}, .subdistrict = context.actor.organisation_code}));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const std::string& zone = rules.pack->calendar.zone;
  const Date to = filter.to.value_or(local_date(context.now, zone));
  const Date from = filter.from.value_or(local_date(start_of_day(to, zone) - days(6), zone));
  if (to < from || start_of_day(to, zone) - start_of_day(from, zone) > days(completeness_days_max))
    return invalid("supervision.days", "to", {{"limit", std::to_string(completeness_days_max)}});
  Completeness out;
  for (Date day = from; day <= to; day = next_day(day)) out.days.push_back(day);
  std::map<std::pair<std::string, std::string>, bool> late;  // of enterprise and day
  Store store(o_.district, session);
  for (const ReportLine& line : store.report_lines(from, to)) late[{line.enterprise.text, line.day.text}] = line.late;
  FG_TRY(std::vector<Work> works, Work::all(o_, session, context, "duty.read"));
  for (Work& work : works) {
    const Plant& plant = work.plant();
    CompletenessLine line{plant.enterprise, plant.name, plant.subdistrict, {}};
    bool any = false;
    for (const Date& day : out.days) {
      const Timestamp due = work.report_due_at(day);
      const auto filed = late.find({plant.enterprise.text, day.text});
      ReportState state = ReportState::not_asked;
      if (filed != late.end()) state = filed->second ? ReportState::late : ReportState::done;
      else if (report_is_asked(plant, due)) state = context.now > due ? ReportState::missing : ReportState::open;
      any |= state != ReportState::not_asked;
      out.asked += state != ReportState::not_asked;
      out.done += state == ReportState::done;
      out.late += state == ReportState::late;
      out.missing += state == ReportState::missing;
      line.days.push_back(state);
    }
    if (any) out.lines.push_back(std::move(line));
  }
  return out;
}

}  // namespace fugong::supervision
