// make_pass_vectors > tests/vectors/pass/vectors.json
#include <iostream>

#include "vectors.h"

int main() { std::cout << fugong::token::vectors::to_json(fugong::token::vectors::make()); }
