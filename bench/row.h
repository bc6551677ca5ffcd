// What every measuring program shares: its options, and a row of the table.
#pragma once

#include <boost/describe.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fugong::bench {

enum class Format { table, json };

struct Options {
  Format format = Format::table;
  bool brief = false;             // the smallest sizes, once: shows that the program works, not how fast
  int rounds = 3;                 // subject and reference take turns; the row carries the medians
  double seconds = 3;             // of one measurement
  std::filesystem::path program;  // the platform's binary, for what is measured from outside
  std::vector<std::string> arguments;
};
// Ends the program with the usual help or complaint when it is called wrongly.
Options read_options(int argc, char** argv);

// Every goal is a bound on a ratio. Where the goal is a plain figure, that figure is the reference.
struct Goal {
  enum class Kind { at_least, at_most, none } kind = Kind::none;
  double ratio = 0;
};
inline Goal at_least(double ratio) { return {Goal::Kind::at_least, ratio}; }
inline Goal at_most(double ratio) { return {Goal::Kind::at_most, ratio}; }

struct Row {
  std::string name;
  double value = 0;
  std::string unit;
  std::string reference;
  double reference_value = 0;
  double ratio = 0;
  std::string goal;          // "ratio >= 0.5"; empty: told for its own sake
  std::optional<bool> held;  // absent without a goal
};
BOOST_DESCRIBE_STRUCT(Row, (), (name, value, unit, reference, reference_value, ratio, goal, held))

std::string to_line(const Row& row);
std::string to_markdown(const Row& row);

// Prints the row to standard output, with its goal and whether it was held.
void print(const Options& options, Row row, Goal goal);

// The subject beside its reference, round by round.
struct Pairs {
  std::vector<double> subject, reference;
};
// Medians of both and of the rounds' ratios.
void print(const Options& options, Row row, const Pairs& pairs, Goal goal);

double median(std::vector<double> values);

// Runs `measure`, prints what it throws, and gives the exit status: 0, also when a goal was missed; 1 when the
// measuring itself failed.
int run(const Options& options, void (*measure)(const Options&));

// MiB that the process has of its own: pages of the database's file that are mapped go when others need the room.
double own_mib();

// A folder of its own that goes when the program ends.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path path;
};

}  // namespace fugong::bench
