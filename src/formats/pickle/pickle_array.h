/* numpy's dtypes, scalars and arrays: their constructors and states. Internal to pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_ARRAY_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_ARRAY_H

#include "formats/pickle/pickle_element.h"
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

#endif
