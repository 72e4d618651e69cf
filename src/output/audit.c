#include "output/audit.h"

#include "analysis/audit.h"
#include "analysis/statistic.h"

#define RESULT(at) ((const struct audit_result *)(at)->result)
#define ROW(at)    (&RESULT(at)->rows[(at)->row])

static size_t count_audit_rows(const void *result)
{
    return ((const struct audit_result *)result)->n;
}

static const struct group *get_audit_group(const struct at *at, const struct grouping **grouping)
{
    *grouping = &RESULT(at)->grouping;
    return &RESULT(at)->grouping.groups[ROW(at)->group];
}

static const struct notes *get_notes(const void *result, size_t row)
{
    return &((const struct audit_result *)result)->rows[row].notes;
}

static const struct notes *get_left_out(const void *result)
{
    return &((const struct audit_result *)result)->left_out;
}

/* ---- the load ---- */

GETTER(get_audit_n, value_count(ROW(at)->n))
GETTER(get_failed, value_count(ROW(at)->failed))
GETTER(get_throughput, value_number(ROW(at)->per_s))
GETTER(get_successes, value_number(ROW(at)->successes_per_s))
GETTER(get_mean, value_number(ROW(at)->mean_s))
GETTER(get_in_flight, value_number(ROW(at)->in_flight.mean))
GETTER(get_most, value_count((double)ROW(at)->in_flight.most))

/* People are not shown the 0 of published figures, which don't tell. */
GETTER(get_known_most, ROW(at)->in_flight.most > 0 ? get_most(at) : value_null)
GETTER(get_at_most, value_number(ROW(at)->in_flight.at_most))
GETTER(get_following, value_number(ROW(at)->in_flight.following))
GETTER(get_is_closed, value_truth(ROW(at)->is_closed))
GETTER(get_users, value_number(ROW(at)->users))
GETTER(get_expected, value_number(ROW(at)->expected_per_s))
GETTER(get_loop, value_text(ROW(at)->is_closed ? "closed" : "not seen"))

static const struct field load[] = {
    {"n", "n", .meaning = "requests, failed ones too", .get = get_audit_n},
    {"failed", "failed", .meaning = "requests that failed", .get = get_failed, .tone = TONE_FAILURES},
    {"throughput_per_s", "throughput_per_s", .unit = "1/s",
     .meaning = "requests a second, failed ones too: n - 1 over the time from the first start to the last",
     .get = get_throughput},
    {"successes_per_s", "successes_per_s", .unit = "1/s", .meaning = "its share that succeeded",
     .get = get_successes, .rank = 8},
    {"mean_s", "mean_s", .unit = "s", .meaning = "of all requests", .get = get_mean, .rank = 5},
    {"in_flight", "in_flight", .meaning = "requests under way, on average up to the last start",
     .get = get_in_flight},
    {"in_flight_most", .meaning = "the most at a time", .get = get_known_most, .rank = 7},
    {.path = "in_flight_most", .get = get_most},
    {.path = "starts_at_most", .meaning = "share of starts that made the most", .get = get_at_most},
    {.path = "starts_following", .meaning = "share of starts right behind an end", .get = get_following},
    {.path = "closed_loop", .meaning = "a request began when one returned", .get = get_is_closed},
    {"users", "users", .meaning = "clients, as told or as a closed loop shows", .get = get_users},
    {"expected_per_s", "expected_per_s", .unit = "1/s", .meaning = "requests a second by Little's law",
     .get = get_expected},
    {"loop", .meaning = "closed: a request began when one returned", .get = get_loop}};

/* ---- quantiles ---- */

static size_t count_audit_quantiles(const struct at *at)
{
    return RESULT(at)->options->n_quantiles;
}

static const char *name_audit_quantile(const struct at *at, char room[ITEM_NAME])
{
    return statistic_quantile_name(RESULT(at)->options->quantiles[at->item], room);
}

GETTER(get_array, value_array)
GETTER(get_p,
       ROW(at)->quantiles == NULL ? value_absent : value_number(RESULT(at)->options->quantiles[at->item]))

static struct value get_quantile(const struct at *at)
{
    const struct audit_quantile *quantiles = ROW(at)->quantiles;
    return quantiles == NULL ? value_absent : value_number(quantiles[at->item].value);
}

static struct value get_corrected(const struct at *at)
{
    const struct audit_quantile *quantiles = ROW(at)->quantiles;
    return quantiles == NULL ? value_absent : value_number(quantiles[at->item].corrected);
}

static const struct field array[] = {{.path = "quantiles", .get = get_array}};
static const struct field quantiles[] = {{.path = "quantiles[].p", .get = get_p},
                                         {.name = "",
                                          .path = "quantiles[].value",
                                          .meaning = "quantiles that -q asks for",
                                          .get = get_quantile,
                                          .rank = 6},
                                         {.name = "_corrected",
                                          .path = "quantiles[].corrected",
                                          .meaning = "the same, corrected for coordinated omission",
                                          .get = get_corrected,
                                          .rank = 6}};

static const struct form_block blocks[] = {
    BLOCK(load), BLOCK(array), BLOCK_OF(quantiles, count_audit_quantiles, name_audit_quantile, "pN")};

const struct form form_audit = {.schema = "faastat/audit/2",
                                .rows = "groups",
                                .count = count_audit_rows,
                                .group = get_audit_group,
                                .blocks = blocks,
                                .n_blocks = sizeof blocks / sizeof *blocks,
                                .notes = get_notes,
                                .notes_apart = true,
                                .left_out = get_left_out};
