// A roster of 20,000 people sent over HTTP as a workbook: read, checked, stored, and its rejected rows fetched.
#include <chrono>
#include <stdexcept>

#include "district.h"
#include "http_load.h"
#include "row.h"
#include "sheet/table.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr double promised_s = 3;
constexpr std::int64_t bad_every = 100;  // one row in so many carries a resident id with a wrong check character

std::string workbook(const District& district, std::int64_t rows) {
  rehearsal::Firm firm = rehearsal::draw_firms(district.scenario()).front();
  firm.returning_workers = rows;
  sheet::Table table;
  for (std::int64_t n = 0; n < rows; ++n) {
    rehearsal::Person person = rehearsal::draw_worker(district.scenario(), firm, n);
    if (n % bad_every == 0) person.resident_id.back() = person.resident_id.back() == '0' ? '1' : '0';
    table.rows.push_back({static_cast<std::size_t>(n) + 2, {person.name, person.resident_id, person.phone, "装配工"}});
  }
  auto file = sheet::write_xlsx("名册", {{"姓名"}, {"身份证号"}, {"手机号"}, {"岗位"}}, table);
  if (!file) throw std::runtime_error("the workbook was not written");
  return std::move(*file);
}

void measure(const Options& options) {
  const Folder folder;
  District district("sqlite:" + (folder.path / "district.db").string(), folder.path);
  const std::int64_t rows = options.brief ? 500 : 20'000;
  const std::string file = workbook(district, rows);
  Pairs times;
  for (const Clerk& clerk : district.settle(static_cast<std::size_t>(options.rounds))) {
    const std::string path = "/api/v1/enterprises/" + clerk.enterprise;
    const std::string head =
        bearer(clerk.token) + "Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\r\n";
    const auto begin = std::chrono::steady_clock::now();
    const std::string receipt =
        ask(district.port(), "POST " + path + "/roster/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                                 std::to_string(file.size()) + "\r\n" + head + "\r\n" + file);
    const json::Value read = *json::parse(receipt);
    if (read.at("imported").as_int64() != rows - rows / bad_every || read.at("rejected").as_int64() != rows / bad_every)
      throw std::runtime_error("roster: not as many rows as expected: " + receipt.substr(0, 200));
    ask(district.port(), http_get(path + "/imports/" + std::string(read.at("error_file").as_string()) + "/rejected",
                                  bearer(clerk.token)));
    times.subject.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    times.reference.push_back(promised_s);
  }
  bench::print(options,
               {.name = "import of a 20,000-row workbook with its file of rejected rows",
                .unit = "s",
                .reference = "s promised"},
               times, at_most(1));
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
