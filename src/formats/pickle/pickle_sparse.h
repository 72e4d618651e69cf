/* pandas' sparse arrays. Internal to pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_SPARSE_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_SPARSE_H

#include "formats/pickle/pickle_maker.h"

/* All values of a SparseArray, those that it does not hold too; null, told of, where it makes no sense. */
enum status pickle_sparse_make(struct pickle_maker *maker, const struct pickle_path *path,
                               const struct pickle_value *object, json_t **json, struct error *err);

#endif
