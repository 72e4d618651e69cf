/* A number that alone differs between the names of files, and so may be what was varied. */
#ifndef FAASTAT_IMPORT_NAME_NUMBER_H
#define FAASTAT_IMPORT_NAME_NUMBER_H

#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

/*
 * The pattern of name_pattern.h that takes it, 'times_{memory_mb}.csv' for runs/times_512.csv beside
 * runs/times_1024.csv, and the name of its hole; caller releases both. The hole is called after the word
 * before the number, unless the numbers can be memory sizes. Both are empty where the paths differ in
 * anything else, or two are the same.
 */
enum status name_number_find(const char *const *paths, size_t n, struct text *pattern, struct text *hole,
                             struct error *err);

#endif
