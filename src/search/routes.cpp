#include "search/routes.h"

namespace fugong::search {

using http::Call;
using http::Method;

void declare_routes(http::Router& router, Service& service) {
  router.query<Query, Hits>({Method::get, "/api/v1/search", "search.find", "search",
                             "Enterprises, cases, people, vehicles, passes, accounts"},
                            [&service](Call& call, db::Session& session, const Query& query) {
                              return service.find(session, {call.actor, call.now, call.language}, query);
                            });
  router.command<PhoneQuery, Hits>({Method::post, "/api/v1/search/phone", "search.phone", "searchByPhone",
                                    "Whose phone ends so; a POST, because looking for it is written down"},
                                   [&service](Call& call, db::Session& session, const PhoneQuery& body) {
                                     return service.find_by_phone(session, {call.actor, call.now, call.language}, body);
                                   });
}

}  // namespace fugong::search
