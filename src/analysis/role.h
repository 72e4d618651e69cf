/* What each row of a table is, as far as samples go: a request that ended well, or something else. */
#ifndef FAASTAT_ANALYSIS_ROLE_H
#define FAASTAT_ANALYSIS_ROLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "table/table.h"

/* A request without a status is taken for successful: see role_is_told(). */
enum role { REQUEST, FAILED_REQUEST, CENSORED_REQUEST, PUBLISHED_ROW, NOT_KEPT };

/* Columns whose words tell how a request ended. */
enum judged_column { JUDGED_STATUS, JUDGED_SUCCESS, JUDGED_ERROR, JUDGED_CENSORED, JUDGED_COLUMNS };

/* What each code of such a column says: 1 where it says that the request failed, or was cut off; and 1 where
 * it tells anything, one way or the other. */
struct judged {
    const struct column *column; /* NULL: there is none */
    uint8_t *says, *tells;
};

/* What the numbers of a table's statuses are. A 0 is gRPC's success, but beside HTTP's statuses it says that
 * there was no answer: parts of one dump that differ in these are judged wrongly on their own. */
enum role_statuses { ROLE_HTTP = 1, ROLE_ZERO_SUCCEEDS = 2, ROLE_BOTH = 3 };

/* How to tell the roles of a table's rows; borrows from the table. */
struct roles {
    const struct column *quality;
    uint32_t summary, bucketed; /* codes of these words, 0 where there are none */
    struct judged judged[JUDGED_COLUMNS];
    const uint8_t *keep;
    unsigned statuses; /* of enum role_statuses */
};

/*
 * Rows whose byte in `keep` (NULL: all) is 0 are not kept; borrowed. `is_http` says that status 0 is no
 * success even where the table has none of HTTP's statuses. Caller releases either way. BAD_DATA when a word
 * in `status`, `success` or `censored` tells neither one nor the other.
 */
enum status roles_init(struct roles *roles, const struct table *table, const uint8_t *keep, bool is_http,
                       struct error *err);
void roles_release(struct roles *roles);

enum role role_of(const struct roles *roles, size_t row);
/* Whether nothing says that the request failed: a status but HTTP's 200 to 399, gRPC's 0 and words such as
 * "ok" or "passed", `success` false, or an `error` that names a cause. */
bool role_succeeded(const struct roles *roles, size_t row);
/* Whether it is known if the request failed: a status or `success` tells, or causes are told in `error`,
 * where none is that of a success. */
bool role_is_told(const struct roles *roles, size_t row);
/* Fills skip[row] with 1 for rows that are no successful requests, and 0 for those that are. */
void roles_skip(const struct roles *roles, size_t rows, uint8_t *restrict skip);

#endif
