// One engine-neutral connection. Services write their SQL once; it runs on SQLite and on PostgreSQL.
//
// Placeholders are named (:a, :b), each used once, bound in the order they appear. A statement is prepared once per
// connection and kept, keyed by its text, so the text must be a constant of the program: never build SQL from input.
//
// Infrastructure faults (disk, network, serialization) are exceptions derived from db::Failure; the engine retries or
// answers them. A user's mistake is never an exception.
//
// Thread rule: a Session belongs to the thread that was handed it, for the length of the call.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/json.h"

namespace fugong::db {

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};
// A concurrent transaction was in the way; the engine runs the command again.
struct SerializationFailure : Failure {
  using Failure::Failure;
};
// A UNIQUE constraint refused the row. Services catch it only where a race between two requests is expected.
struct UniqueViolation : Failure {
  using Failure::Failure;
};

enum class Dialect : std::uint8_t { sqlite, postgresql };
// Bytes of any value, NUL among them; in SQL a column of type {bytes}. They come in through bulk_insert only.
struct Bytes {
  std::string value;
};
enum class CellType : std::uint8_t { integer, real, text, bytes };

// A value on its way in; text is borrowed for the call.
struct Param {
  CellType type = CellType::text;
  bool null = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text{};
};
// A value on its way out.
struct Cell {
  bool null = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text{};
};

// How a C++ type stands in a column. Times are UTC milliseconds, enums their names, ids their text, booleans 0/1.
template <class T>
struct Column;

// One column of many rows, for bulk_insert. All columns of one call have the same length.
struct BulkColumn {
  std::string_view name;
  std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>,
               std::vector<std::optional<std::string>>, std::vector<std::optional<std::int64_t>>, std::vector<Bytes>>
      values;
};

class Session {
 public:
  virtual ~Session() = default;
  virtual Dialect dialect() const = 0;

  // Runs a statement that returns no rows; gives the number of rows it touched.
  template <class... P>
  std::int64_t exec(std::string_view sql, const P&... params);

  // All rows, each as Row: a scalar, a std::tuple, or a described struct whose members stand in the columns' order.
  template <class Row, class... P>
  std::vector<Row> query(std::string_view sql, const P&... params);

  // The first row, if any.
  template <class Row, class... P>
  std::optional<Row> one(std::string_view sql, const P&... params);

  // Rows one by one, for results too large to hold.
  template <class Row, class F, class... P>
  void each(std::string_view sql, F&& visit, const P&... params);

  // Many rows at once by the engine's own fast path (native vectors on SQLite, unnest on PostgreSQL).
  virtual void bulk_insert(std::string_view table, std::span<const BulkColumn> columns) = 0;

  // Many rows changed at once, likewise: the first `keys` columns say which row and how it has to be, the others what
  // it gets. Answers how many rows agreed. No row may be named twice.
  virtual std::int64_t bulk_update(std::string_view table, std::size_t keys, std::span<const BulkColumn> columns) = 0;

  // Many rows at once, of which the last column is a number: where the others (the primary key) stand already, the
  // number is added to what is there. No row may be named twice.
  virtual void bulk_add(std::string_view table, std::span<const BulkColumn> columns) = 0;

  // Runs `action` on an engine thread once the command that is now running is durable; never if it is undone.
  virtual void after_commit(std::function<void()> action) = 0;

 protected:
  using RowSink = std::function<void(std::span<const Cell>)>;
  virtual std::int64_t run(std::string_view sql, std::span<const Param> params, std::span<const CellType> columns,
                           const RowSink* sink) = 0;
};

// ---- columns ----
template <std::integral T>
struct Column<T> {
  static constexpr CellType type = CellType::integer;
  static Param bind(T v) { return {.type = type, .integer = static_cast<std::int64_t>(v)}; }
  static T get(const Cell& c) { return static_cast<T>(c.integer); }
};
template <std::floating_point T>
struct Column<T> {
  static constexpr CellType type = CellType::real;
  static Param bind(T v) { return {.type = type, .real = static_cast<double>(v)}; }
  static T get(const Cell& c) { return static_cast<T>(c.real); }
};
template <>
struct Column<std::string> {
  static constexpr CellType type = CellType::text;
  static Param bind(std::string_view v) { return {.type = type, .text = v}; }
  static std::string get(const Cell& c) { return c.text; }
};
template <>
struct Column<std::string_view> : Column<std::string> {};
template <std::size_t N>
struct Column<char[N]> : Column<std::string> {};
template <>
struct Column<const char*> : Column<std::string> {};
template <>
struct Column<Bytes> {  // only on its way out
  static constexpr CellType type = CellType::bytes;
  static Bytes get(const Cell& c) { return {c.text}; }
};
template <json::detail::DescribedEnum E>
struct Column<E> {
  static constexpr CellType type = CellType::text;
  static Param bind(E v) { return {.type = type, .text = json::enum_name(v)}; }
  static E get(const Cell& c) {
    auto v = json::enum_value<E>(c.text);
    if (!v) throw Failure("db: unknown enumerator in a column: " + c.text);
    return *v;
  }
};
template <class T>
  requires requires(const T& v) {
    { v.text } -> std::convertible_to<std::string>;
  }
struct Column<T> {  // Id<Tag>, DistrictCode, Date
  static constexpr CellType type = CellType::text;
  static Param bind(const T& v) { return {.type = type, .text = v.text}; }
  static T get(const Cell& c) { return T{c.text}; }
};
template <class T>
  requires requires(const T& v) {
    { v.ms } -> std::convertible_to<std::int64_t>;
  }
struct Column<T> {  // Timestamp, Duration
  static constexpr CellType type = CellType::integer;
  static Param bind(const T& v) { return {.type = type, .integer = v.ms}; }
  static T get(const Cell& c) { return T{c.integer}; }
};
template <class T>
struct Column<std::optional<T>> {
  static constexpr CellType type = Column<T>::type;
  static Param bind(const std::optional<T>& v) {
    if (v) return Column<T>::bind(*v);
    return {.type = type, .null = true};
  }
  static std::optional<T> get(const Cell& c) {
    if (c.null) return std::nullopt;
    return Column<T>::get(c);
  }
};

namespace detail {
template <class T>
concept Scalar = requires { Column<T>::type; };

template <class Row>
struct RowShape;
template <Scalar T>
struct RowShape<T> {
  static std::vector<CellType> types() { return {Column<T>::type}; }
  static T get(std::span<const Cell> cells) { return Column<T>::get(cells[0]); }
};
template <class... T>
struct RowShape<std::tuple<T...>> {
  static std::vector<CellType> types() { return {Column<T>::type...}; }
  static std::tuple<T...> get(std::span<const Cell> cells) {
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
      return std::tuple<T...>{Column<T>::get(cells[i])...};
    }(std::index_sequence_for<T...>{});
  }
};
template <class T>
  requires(!Scalar<T> && json::detail::Described<T>)
struct RowShape<T> {
  static std::vector<CellType> types() {
    std::vector<CellType> out;
    boost::mp11::mp_for_each<json::detail::Members<T>>(
        [&](auto d) { out.push_back(Column<std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>>::type); });
    return out;
  }
  static T get(std::span<const Cell> cells) {
    T row{};
    std::size_t i = 0;
    boost::mp11::mp_for_each<json::detail::Members<T>>(
        [&](auto d) { row.*d.pointer = Column<std::remove_cvref_t<decltype(row.*d.pointer)>>::get(cells[i++]); });
    return row;
  }
};
}  // namespace detail

template <class... P>
std::int64_t Session::exec(std::string_view sql, const P&... params) {
  const std::array<Param, sizeof...(P)> bound{Column<P>::bind(params)...};
  return run(sql, bound, {}, nullptr);
}

template <class Row, class F, class... P>
void Session::each(std::string_view sql, F&& visit, const P&... params) {
  const std::array<Param, sizeof...(P)> bound{Column<P>::bind(params)...};
  static const std::vector<CellType> types = detail::RowShape<Row>::types();
  const RowSink sink = [&](std::span<const Cell> cells) { visit(detail::RowShape<Row>::get(cells)); };
  run(sql, bound, types, &sink);
}

template <class Row, class... P>
std::vector<Row> Session::query(std::string_view sql, const P&... params) {
  std::vector<Row> rows;
  each<Row>(sql, [&](Row&& row) { rows.push_back(std::move(row)); }, params...);
  return rows;
}

template <class Row, class... P>
std::optional<Row> Session::one(std::string_view sql, const P&... params) {
  std::optional<Row> first;
  each<Row>(
      sql,
      [&](Row&& row) {
        if (!first) first = std::move(row);
      },
      params...);
  return first;
}

}  // namespace fugong::db
