/* What a pickle leaves as JSON, of which rows with named cells can be made; what can't be read is null, and
 * told of. Internal to pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_JSON_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_JSON_H

#include "formats/pickle/pickle_maker.h"

/* A frame, a labelled series, an array of rows with fields, or anything made of lists and dicts. BAD_DATA for
 * what contains itself, is too deep or has two columns of one name. */
enum status pickle_json_make(struct pickle_walk *walk, const struct pickle_value *value,
                             struct pickle_json *made, struct error *err);
void pickle_json_release(struct pickle_json *made);

/* Whether the value has names for what it holds, or may have: any list of numbers in lists has not. */
bool pickle_json_is_worth(const struct pickle_value *value);

#endif
