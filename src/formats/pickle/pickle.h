/* What a pickle holds, as rows of a table. Internal to this folder. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_H

#include "import/record.h"

/* Adds what bytes[0..n) hold, which are pickles one behind the other; `file` is for messages. */
enum status pickle_add(const char *bytes, size_t n, const char *file, const struct record_sink *sink,
                       struct error *err);

#endif
