/* A file of a Lambda log's lines, read in blocks side by side. Inside of the importers of Lambda's logs. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_LINES_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_LINES_H

#include "import/import.h"

/* Reads a log of lines to its end. */
enum status lambda_lines_read(struct input *input, const struct import_options *options, struct table *table,
                              struct import_log *log, struct error *err);

#endif
