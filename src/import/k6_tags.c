#include "import/k6_tags.h"

#include <string.h>

const struct record_column k6_columns[K6_COLUMNS] = {
    [K6_START_S] = {"start_s", MEASURE},
    [K6_LATENCY_S] = {"latency_s", MEASURE},
    [K6_STATUS] = {"status", FACTOR},
    [K6_ERROR] = {"error", FACTOR},
};

const char k6_metric[] = "http_req_duration";

enum status k6_set_tag(struct table *table, const char *name, const char *text, size_t n,
                       const struct place *place, struct error *err)
{
    if (n == 0) {
        return OK;
    }
    if (strcmp(name, "status") == 0 || strcmp(name, "error") == 0) {
        return record_set_text(table, name[0] == 's' ? K6_STATUS : K6_ERROR, text, n, place, err);
    }
    return record_set_tag(table, name, text, n, place, err);
}
