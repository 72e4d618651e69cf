/* What a pickle may import, one row each, and what calling it makes; nothing here runs Python. Internal to
 * pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_BUILD_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_BUILD_H

#include "formats/pickle/pickle_machine.h"

/* Pushes the name that was found; refused by name when the table does not have it. */
enum status pickle_import(struct pickle_machine *machine, const struct pickle_text *module,
                          const struct pickle_text *name, struct error *err);
enum status pickle_construct(struct pickle_machine *machine, const struct pickle_value *callee,
                             const struct pickle_value *arguments, size_t n, struct pickle_value *result,
                             struct error *err);
/* An object of a class, as its __new__ would make it; `class` is followed by what this is given, n values in
 * all. */
enum status pickle_make_object(struct pickle_machine *machine, const struct pickle_value *class, size_t n,
                               struct pickle_value *result, struct error *err);
/* Gives an object the state that the pickle has for it. */
enum status pickle_build(struct pickle_machine *machine, struct pickle_value *object,
                         const struct pickle_value *state, struct error *err);

#endif
