/* A file of claims, and the data that they are about. Knows no test but by its row. */
#ifndef FAASTAT_ANALYSIS_CLAIMS_H
#define FAASTAT_ANALYSIS_CLAIMS_H

#include "analysis/claim.h"

struct claims {
    struct json_file file;
    char **data; /* paths beside the file */
    size_t n_data;
    struct claim *claims;
    size_t n;
};

/* Reads a claims file; BAD_USAGE with line and column of what is wrong. Caller releases either way. */
enum status claims_read(struct claims *claims, const char *path, struct error *err);
void claims_release(struct claims *claims);

#endif
