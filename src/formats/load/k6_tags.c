#include "formats/load/k6_tags.h"

#include <string.h>

const struct record_column k6_columns[K6_COLUMNS] = {
    [K6_START_S] = {"start_s", MEASURE},  [K6_LATENCY_S] = {"latency_s", MEASURE},
    [K6_STATUS] = {"status", FACTOR},     [K6_ERROR] = {"error", FACTOR},
    [K6_CENSORED] = {"censored", FACTOR},
};

const char k6_metric[] = "http_req_duration";

/* k6's error_code of a request that was cut off while it waited for its answer. When it was cut off while it
 * still dialled (1211), its duration says nothing of the server. */
static const char request_timeout[] = "1050";

void k6_set_times(struct table *table, double end_s, double latency_s)
{
    table_set_number(table, K6_START_S, end_s - latency_s);
    table_set_number(table, K6_LATENCY_S, latency_s);
}

enum status k6_set_tag(struct table *table, const char *name, const char *text, size_t n,
                       const struct place *place, struct error *err)
{
    if (n == 0) {
        return OK;
    }
    if (strcmp(name, "status") == 0 || strcmp(name, "error") == 0) {
        return record_set_text(table, name[0] == 's' ? K6_STATUS : K6_ERROR, text, n, place, err);
    }
    bool is_timeout = strcmp(name, "error_code") == 0 && n == strlen(request_timeout) &&
                      memcmp(text, request_timeout, n) == 0;
    enum status status = is_timeout ? table_set_text(table, K6_CENSORED, "true", strlen("true"), err) : OK;
    return status == OK ? record_set_tag(table, name, text, n, place, err) : status;
}

enum status k6_set_verdict(struct table *table, const char *expected_response, struct error *err)
{
    const char *verdict = strcmp(expected_response, "true") == 0    ? "ok"
                          : strcmp(expected_response, "false") == 0 ? "failed"
                                                                    : NULL;
    return verdict == NULL ? OK : table_set_text(table, K6_STATUS, verdict, strlen(verdict), err);
}
