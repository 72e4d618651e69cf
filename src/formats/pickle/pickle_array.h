/* numpy's dtypes, scalars and arrays: their constructors, their states, their elements. Internal to
 * pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_ARRAY_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_ARRAY_H

#include <time.h>

#include "formats/pickle/pickle_machine.h"

PICKLE_CALL(pickle_call_dtype);
PICKLE_CALL(pickle_call_scalar);
PICKLE_CALL(pickle_call_reconstruct);
PICKLE_CALL(pickle_call_frombuffer);
enum status pickle_build_dtype(struct pickle_machine *machine, struct pickle_dtype *dtype,
                               const struct pickle_value *state, struct error *err);
enum status pickle_build_array(struct pickle_machine *machine, struct pickle_array *array,
                               const struct pickle_value *state, struct error *err);
/* Whether a row of fields has any that is an object. */
bool pickle_dtype_has_objects(const struct pickle_dtype *dtype);
/* Whether an object stands for an array whose elements follow in the file, as joblib writes them. */
bool pickle_array_follows(const struct pickle_value *object);
/* Puts that array in the object's place, and goes on behind its elements. */
enum status pickle_array_read(struct pickle_machine *machine, struct pickle_value *object,
                              const struct pickle_value *state, struct error *err);

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
