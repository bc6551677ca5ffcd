// Internal to db/: reading connections, handed out one caller at a time, opened when first needed.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "db/connection.h"

namespace fugong::db {

class ReaderPool {
 public:
  using Open = std::function<std::unique_ptr<Connection>()>;
  ReaderPool(int size, Open open);

  // One snapshot for all of `work`. A read inside a read of the same pool shares its session, so that threads which
  // hold a reader each can never wait for one another. Throws what `work` throws, and Failure.
  void read(const std::function<void(Session&)>& work);

 private:
  std::unique_ptr<Connection> take();
  void put_back(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> begin();

  const Open open_;
  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int unopened_;
};

}  // namespace fugong::db
