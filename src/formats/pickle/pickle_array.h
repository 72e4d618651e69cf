/* numpy's dtypes, scalars and arrays: their constructors, their states, their elements. Internal to
 * pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_ARRAY_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_ARRAY_H

#include "formats/pickle/pickle_machine.h"

PICKLE_CALL(pickle_call_dtype);
PICKLE_CALL(pickle_call_scalar);
PICKLE_CALL(pickle_call_reconstruct);
PICKLE_CALL(pickle_call_frombuffer);
enum status pickle_build_dtype(struct pickle_machine *machine, struct pickle_dtype *dtype,
                               const struct pickle_value *state, struct error *err);
enum status pickle_build_array(struct pickle_machine *machine, struct pickle_array *array,
                               const struct pickle_value *state, struct error *err);

/* One element of an array of numbers (not of objects or text), from its bytes. */
double pickle_element(const struct pickle_dtype *dtype, const unsigned char *bytes);

#endif
