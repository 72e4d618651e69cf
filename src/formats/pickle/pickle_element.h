/* The elements of numpy's arrays, as numbers and as values. Internal to pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_ELEMENT_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_ELEMENT_H

#include <time.h>

#include "formats/pickle/pickle_value.h"

/* Whether its elements are read: not complex numbers and long doubles, which stay what they are. */
bool pickle_dtype_is_read(const struct pickle_dtype *dtype);
/* One element of an array of numbers (not of objects or text), from its bytes. */
double pickle_element(const struct pickle_dtype *dtype, const unsigned char *bytes);
/* The same of any type but objects, as a value: text and times are texts, durations are in seconds. */
enum status pickle_element_value(struct pickle_memory *memory, const char *file,
                                 const struct pickle_dtype *dtype, const unsigned char *bytes,
                                 struct pickle_value *result, struct error *err);
/* A time as pandas' to_csv writes it, from seconds since 1970 and nanoseconds; `zoned`: with UTC's offset. */
enum status pickle_time_text(struct pickle_memory *memory, const char *file, const struct timespec *time,
                             bool zoned, struct pickle_value *result, struct error *err);

/* The double that the shortest decimal of a number of 4 bytes reads as, which is how Python writes it. */
double pickle_element_widen(double number);

#endif
