/* What each row of a table is, as far as samples go: a request that ended well, or something else. */
#ifndef FAASTAT_ANALYSIS_ROLE_H
#define FAASTAT_ANALYSIS_ROLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "table/table.h"

/* A request without a status counts as successful. */
enum role { REQUEST, FAILED_REQUEST, CENSORED_REQUEST, PUBLISHED_ROW, NOT_KEPT };

/* How to tell the roles of a table's rows; borrows from the table. */
struct roles {
    const struct column *status, *quality, *censored;
    uint32_t summary, bucketed, is_censored; /* codes of these words, 0 where there are none */
    uint8_t *success;                        /* of each code of `status`; NULL without it */
    const uint8_t *keep;
};

/* Rows whose byte in `keep` (NULL: all) is 0 are not kept; borrowed. Caller releases either way. */
enum status roles_init(struct roles *roles, const struct table *table, const uint8_t *keep,
                       struct error *err);
void roles_release(struct roles *roles);

enum role role_of(const struct roles *roles, size_t row);
/* Whether the row's status says that the request succeeded: 200 to 399, "ok", "success" or "true". */
bool role_succeeded(const struct roles *roles, size_t row);
/* Fills skip[row] with 1 for rows that are no successful requests, and 0 for those that are. */
void roles_skip(const struct roles *roles, size_t rows, uint8_t *restrict skip);

#endif
