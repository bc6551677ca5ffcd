// Who may do what: one declarative table, deny unless a row allows. Each service's use case begins with require().
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.h"
#include "base/result.h"

namespace fugong::identity {

// `own` = only where the subject belongs to the actor's organisation: its enterprise, its subdistrict, its department.
enum class Scope : std::uint8_t { any, own };

struct Grant {
  Role role;
  Scope scope;
};
struct Right {
  std::string_view name;
  std::vector<Grant> grants;
};

// Rights that a substitute has from those who named him: what one needs to work off their desk, and nothing that is
// signed once for a district (phases, people, keys).
bool passes_to_substitutes(std::string_view right);

// The whole table; also published as the rights matrix.
std::span<const Right> rights();

// On whom the act is done; the parts that apply.
struct Subject {
  std::string enterprise{};   // enterprise id
  std::string subdistrict{};  // GB/T 2260 code with three more digits
  std::string department{};   // department id of the policy pack
};

// auth.required when nobody is logged in, auth.forbidden when no row allows it. Pure.
Status require(const Actor& actor, std::string_view right, const Subject& subject = {});

// Whether the actor has the right on anything at all (what the router asks before it reads a body).
bool allows(const Actor& actor, std::string_view right);
// Whether the actor has it on everything; lists filter by the actor's own organisation when not.
bool allows_everywhere(const Actor& actor, std::string_view right);

}  // namespace fugong::identity
