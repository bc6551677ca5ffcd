#include "db/reader_pool.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace fugong::db {
namespace {

struct Current {
  const ReaderPool* pool = nullptr;
  Session* session = nullptr;
};
thread_local Current current;

}  // namespace

ReaderPool::ReaderPool(int size, Open open) : open_(std::move(open)), unopened_(std::max(size, 1)) {}

std::unique_ptr<Connection> ReaderPool::take() {
  std::unique_lock lock(mutex_);
  free_.wait(lock, [this] { return !idle_.empty() || unopened_ > 0; });
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  --unopened_;
  lock.unlock();
  try {
    return open_();
  } catch (...) {
    put_back(nullptr);
    throw;
  }
}

void ReaderPool::put_back(std::unique_ptr<Connection> connection) {
  {
    std::lock_guard lock(mutex_);
    if (connection && connection->fault() != Fault::lost) idle_.push_back(std::move(connection));
    else ++unopened_;
  }
  free_.notify_one();
}

// A connection that died while idle shows at BEGIN, before any work was done: a fresh one takes its place.
std::unique_ptr<Connection> ReaderPool::begin() {
  auto connection = take();
  try {
    connection->clear_fault();
    connection->begin_read();
    return connection;
  } catch (const Failure&) {
    if (connection->fault() != Fault::lost) {
      put_back(std::move(connection));
      throw;
    }
  }
  connection.reset();
  try {
    connection = open_();
    connection->begin_read();
    return connection;
  } catch (...) {
    put_back(nullptr);
    throw;
  }
}

void ReaderPool::read(const std::function<void(Session&)>& work) {
  if (current.pool == this) return work(*current.session);
  auto connection = begin();
  const Current outer = current;
  current = {this, connection.get()};
  try {
    work(*connection);
  } catch (const std::exception& e) {
    if (connection->fault() != Fault::none) spdlog::error("db: a read failed: {}", connection->fault_text());
    current = outer;
    connection->rollback();
    put_back(std::move(connection));
    throw;
  } catch (...) {
    current = outer;
    connection->rollback();
    put_back(std::move(connection));
    throw;
  }
  current = outer;
  connection->rollback();  // nothing was written; a rollback cannot fail for want of space
  put_back(std::move(connection));
}

}  // namespace fugong::db
