/* Columns of a log's query that are the user's own, beside those of the requests. Inside of lambda_requests.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_TAGS_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_TAGS_H

#include "base/units.h"
#include "table/table.h"

/* Where the columns of a table of tags go in the table of requests. Zeroed: nowhere. */
struct lambda_tags {
    const struct table *from;
    struct lambda_tag {
        size_t column;
        enum unit unit; /* of a time */
    } * to;
};

/*
 * Adds a column for each of the tags: of a name that requests have, "tag_" before it. Times (by the unit in
 * their name) and numbers with decimals are measures, all else factors. Caller releases.
 */
enum status lambda_tags_init(struct lambda_tags *tags, const struct table *from, struct table *table,
                             struct error *err);
/* Sets the tags of the row `from` in a row of the table. */
enum status lambda_tags_set(const struct lambda_tags *tags, size_t from, struct table *table, size_t row,
                            struct error *err);
void lambda_tags_release(struct lambda_tags *tags);

#endif
