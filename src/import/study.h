/*
 * The tree that the study's notebooks left (Ganju and Shankar 2021): pickles of request times, of means and
 * of standard deviations, and text dumps of the load tests, with model, memory size and experiment in their
 * paths.
 */
#ifndef FAASTAT_IMPORT_STUDY_H
#define FAASTAT_IMPORT_STUDY_H

#include <stdbool.h>

#include "base/file.h"
#include "import/import.h"

/* Whether any of the files is one of the study's, by its name. */
bool study_recognises(const struct paths *paths);

/*
 * Adds all requests and published rows of the tree to the table. Files with the same content and meaning are
 * read once; ones that differ are BAD_DATA, as are pairs of different length. Other files are passed over and
 * counted in the log.
 */
enum status study_read(const struct paths *paths, const struct import_options *options,
                       struct imported *imported, struct error *err);

#endif
