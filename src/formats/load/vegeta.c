#include "formats/load/vegeta.h"

#include <string.h>

const struct record_column vegeta_columns[VEGETA_COLUMNS] = {
    [VEGETA_START_S] = {"start_s", MEASURE},  [VEGETA_LATENCY_S] = {"latency_s", MEASURE},
    [VEGETA_STATUS] = {"status", FACTOR},     [VEGETA_ERROR] = {"error", FACTOR},
    [VEGETA_CENSORED] = {"censored", FACTOR}, [VEGETA_METHOD] = {"method", FACTOR},
    [VEGETA_URL] = {"url", FACTOR},           [VEGETA_ATTACK] = {"attack", FACTOR},
};

/* What Go's HTTP client says, old and new, when vegeta's -timeout cut a request off. */
static const char timeout[] = "Client.Timeout exceeded";

enum status vegeta_set_censored(struct table *table, const char *error, struct error *err)
{
    bool is_timeout = error != NULL && strstr(error, timeout) != NULL;
    return is_timeout ? table_set_text(table, VEGETA_CENSORED, "true", strlen("true"), err) : OK;
}
