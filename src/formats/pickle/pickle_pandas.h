/* JSON of what pandas has: frames, series, their labels, its own arrays. Internal to pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_PANDAS_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_PANDAS_H

#include "formats/pickle/pickle_maker.h"

/* The labels of an index, or of a level of it. */
enum status pickle_pandas_labels(struct pickle_maker *maker, const struct pickle_path *path,
                                 const struct pickle_value *index, size_t level, json_t **json,
                                 struct error *err);
/* One of pandas' own arrays; of any other class, what it was given. */
enum status pickle_pandas_object(struct pickle_maker *maker, const struct pickle_path *path,
                                 const struct pickle_value *object, json_t **json, struct error *err);
/* An object of columns, with those of the labels first. */
enum status pickle_pandas_frame(struct pickle_maker *maker, const struct pickle_path *path,
                                const struct pickle_items *frame, json_t **json, struct error *err);
/* Its labels and values, where the labels tell anything; *json is an object then, and else an array. */
enum status pickle_pandas_series(struct pickle_maker *maker, const struct pickle_path *path,
                                 const struct pickle_items *series, json_t **json, struct error *err);

#endif
