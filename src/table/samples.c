#include "table/samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "table/select.h"
#include "table/tidy.h"

/* What a row is, as far as a sample goes. */
enum row_role { REQUEST, FAILED_REQUEST, CENSORED_REQUEST, PUBLISHED_ROW, NOT_KEPT };

/* Whether a status, which is missing in code 0, says that the request succeeded. */
static bool is_success(const struct dictionary *statuses, uint32_t code)
{
    static const char *const words[] = {"ok", "success", "true"};
    if (code == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(statuses->texts[code - 1], words[i]) == 0) {
            return true;
        }
    }
    double number = statuses->numbers[code - 1];
    return number >= 200 && number < 400;
}

/* The factor of that name, NULL when there is none. */
static const struct column *find_factor(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == FACTOR ? column : NULL;
}

struct roles {
    const struct column *status, *quality, *censored;
    uint32_t summary, bucketed, is_censored; /* codes of these words, 0 where there are none */
    uint8_t *success;                        /* of each code of `status`; NULL without it */
    const uint8_t *keep;
};

static uint32_t code_of(const struct column *column, const char *word)
{
    return column == NULL ? 0 : dictionary_find(&column->dictionary, word);
}

/* Caller frees roles->success. */
static enum status roles_init(struct roles *roles, const struct table *table, const uint8_t *keep,
                              struct error *err)
{
    *roles = (struct roles){.status = find_factor(table, "status"),
                            .quality = find_factor(table, "quality"),
                            .censored = find_factor(table, "censored"),
                            .keep = keep};
    roles->summary = code_of(roles->quality, "summary");
    roles->bucketed = code_of(roles->quality, "bucketed");
    roles->is_censored = code_of(roles->censored, "true");
    if (roles->status == NULL) {
        return OK;
    }
    const struct dictionary *statuses = &roles->status->dictionary;
    roles->success = malloc(statuses->n + 1);
    if (roles->success == NULL) {
        return error_no_memory(err);
    }
    for (uint32_t code = 0; code <= statuses->n; code++) {
        roles->success[code] = is_success(statuses, code);
    }
    return OK;
}

static bool has_code(const struct column *column, size_t row, uint32_t code)
{
    return code != 0 && column_code(column, row) == code;
}

static bool succeeded(const struct roles *roles, size_t row)
{
    return roles->success == NULL || roles->success[column_code(roles->status, row)];
}

static enum row_role role_of(const struct roles *roles, size_t row)
{
    if (roles->keep != NULL && !roles->keep[row]) {
        return NOT_KEPT;
    }
    if (has_code(roles->quality, row, roles->summary) || has_code(roles->quality, row, roles->bucketed)) {
        return PUBLISHED_ROW;
    }
    if (has_code(roles->censored, row, roles->is_censored)) {
        return CENSORED_REQUEST;
    }
    return succeeded(roles, row) ? REQUEST : FAILED_REQUEST;
}

/* The same where nothing but the status decides. */
static void skip_by_status(const struct roles *roles, size_t rows, uint8_t *restrict skip)
{
    const struct codes codes = roles->status->codes;
    const uint8_t *success = roles->success;
    for (size_t row = 0; row < rows; row++) {
        skip[row] = !success[codes_get(&codes, row)];
    }
}

enum status samples_skip(const struct table *table, const uint8_t *keep, uint8_t *skip, struct error *err)
{
    struct roles roles;
    enum status status = roles_init(&roles, table, keep, err);
    bool by_status_alone = keep == NULL && roles.quality == NULL && roles.censored == NULL;
    if (status == OK && by_status_alone && roles.status != NULL) {
        skip_by_status(&roles, table->rows, skip);
    } else {
        for (size_t row = 0; status == OK && row < table->rows; row++) {
            skip[row] = role_of(&roles, row) != REQUEST;
        }
    }
    free(roles.success);
    return status;
}

/* ---- requests ---- */

void sample_drop_missing(struct sample *sample)
{
    size_t n = sample->n, kept = 0;
    double *values = sample->values;
    while (kept < n && !isnan(values[kept])) {
        kept++;
    }
    for (size_t i = kept; i < n; i++) {
        if (!isnan(values[i])) {
            values[kept++] = values[i];
        }
    }
    sample->n = kept;
    sample->missing += n - kept;
}

struct collecting {
    const uint8_t *keep;
    bool only_others; /* the successful requests are elsewhere */
    uint8_t *skip;    /* room for what is found: rows that are no successful requests */
};

/* Marks the rows that are no successful requests, and counts those that failed or were cut off. */
static enum status mark_requests(const struct table *table, const struct grouping *grouping,
                                 const struct column *measure, const struct collecting *how,
                                 struct samples *samples, struct error *err)
{
    struct roles roles;
    enum status status = roles_init(&roles, table, how->keep, err);
    for (size_t row = 0; status == OK && row < table->rows; row++) {
        enum row_role role = role_of(&roles, row);
        how->skip[row] = role != REQUEST;
        if (role == REQUEST) {
            continue;
        }
        struct sample *sample = &samples->samples[group_of_row(grouping, row)];
        bool censored = role == CENSORED_REQUEST && measure != NULL && !isnan(measure->values[row]);
        sample->failed += role == FAILED_REQUEST || (role == CENSORED_REQUEST && !succeeded(&roles, row));
        if (censored && (sample->censored++ == 0 || measure->values[row] < sample->censored_from)) {
            sample->censored_from = measure->values[row];
        }
    }
    free(roles.success);
    return status;
}

static enum status collect_values(const struct table *table, const struct grouping *grouping,
                                  const struct column *measure, const uint8_t *skip, struct samples *samples,
                                  struct error *err)
{
    struct gathered gathered = {0};
    enum order *orders = calloc(grouping->n + 1, sizeof *orders);
    enum status status = orders == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        status = grouping_gather(grouping, measure, table->rows, skip, &gathered, err);
    }
    if (status == OK) {
        status = order_values(table, grouping, skip, &gathered, orders, err);
    }
    for (size_t g = 0; status == OK && g < grouping->n; g++) {
        struct sample *sample = &samples->samples[g];
        sample->values = gathered.values + gathered.starts[g];
        sample->n = gathered.starts[g + 1] - gathered.starts[g];
        sample->order = orders[g];
        sample_drop_missing(sample);
    }
    if (status == OK) {
        samples->values = gathered.values;
        gathered.values = NULL;
    }
    gathered_release(&gathered);
    free(orders);
    return status;
}

static enum status collect_requests(const struct table *table, const struct grouping *grouping,
                                    const struct column *measure, struct collecting *how,
                                    struct samples *samples, struct error *err)
{
    how->skip = malloc(table->rows + 1);
    if (how->skip == NULL) {
        return error_no_memory(err);
    }
    enum status status = mark_requests(table, grouping, measure, how, samples, err);
    if (status == OK && !how->only_others) {
        status = collect_values(table, grouping, measure, how->skip, samples, err);
    }
    free(how->skip);
    return status;
}

enum status samples_find_measure(const struct table *table, const char *measure, struct column **column,
                                 struct error *err)
{
    *column = table_find_column(table, measure);
    enum status status = OK;
    if (*column == NULL && !samples_are_published(table, measure)) {
        status = table_get_column(table, measure, "measure", column, err);
    }
    return status == OK && *column != NULL && (*column)->kind != MEASURE
               ? error_set(err, BAD_USAGE, "measure: column '%.40s' holds texts, expected numbers", measure)
               : status;
}

static enum status collect(const struct table *table, const struct grouping *grouping, const char *measure,
                           struct collecting *how, struct samples *samples, struct error *err)
{
    struct column *requests;
    *samples = (struct samples){.n = grouping->n};
    enum status status = samples_find_measure(table, measure, &requests, err);
    if (status != OK) {
        return status;
    }
    samples->samples = calloc(grouping->n + 1, sizeof *samples->samples);
    if (samples->samples == NULL) {
        return error_no_memory(err);
    }
    if (requests != NULL) {
        status = collect_requests(table, grouping, requests, how, samples, err);
    }
    if (status == OK) {
        status = samples_add_published(table, grouping, measure, how->keep, samples, err);
    }
    if (status != OK) {
        samples_release(samples);
    }
    return status;
}

enum status samples_collect(const struct table *table, const struct grouping *grouping, const char *measure,
                            const uint8_t *keep, struct samples *samples, struct error *err)
{
    struct collecting how = {.keep = keep};
    return collect(table, grouping, measure, &how, samples, err);
}

enum status samples_collect_others(const struct table *table, const struct grouping *grouping,
                                   const char *measure, struct samples *samples, struct error *err)
{
    struct collecting how = {.only_others = true};
    return collect(table, grouping, measure, &how, samples, err);
}

/* The values of the successful requests in the order of the rows; all are missing without a measure. */
static enum status lay_out_part(const struct table *table, const struct grouping *grouping,
                                const struct column *measure, const uint8_t *skip, struct samples *samples,
                                struct error *err)
{
    struct gathered gathered = {0};
    for (size_t row = 0; measure == NULL && row < table->rows; row++) {
        samples->samples[group_of_row(grouping, row)].missing += !skip[row];
    }
    enum status status =
        measure == NULL ? OK : grouping_gather(grouping, measure, table->rows, skip, &gathered, err);
    for (size_t g = 0; status == OK && measure != NULL && g < grouping->n; g++) {
        struct sample *sample = &samples->samples[g];
        sample->values = gathered.values + gathered.starts[g];
        sample->n = gathered.starts[g + 1] - gathered.starts[g];
        sample_drop_missing(sample);
    }
    samples->values = gathered.values;
    gathered.values = NULL;
    gathered_release(&gathered);
    return status;
}

enum status samples_collect_part(const struct table *table, const struct grouping *grouping,
                                 const struct column *measure, struct samples *samples, struct error *err)
{
    struct collecting how = {.skip = malloc(table->rows + 1)};
    *samples = (struct samples){.n = grouping->n};
    samples->samples = calloc(grouping->n + 1, sizeof *samples->samples);
    enum status status = how.skip == NULL || samples->samples == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        status = mark_requests(table, grouping, measure, &how, samples, err);
    }
    if (status == OK) {
        status = lay_out_part(table, grouping, measure, how.skip, samples, err);
    }
    free(how.skip);
    if (status != OK) {
        samples_release(samples);
    }
    return status;
}

bool sample_has_mean(const struct sample *sample)
{
    return sample->censored == 0 &&
           (sample->n > 0 || (sample->published.rows == 1 && !isnan(sample->published.mean)));
}

void samples_release(struct samples *samples)
{
    free(samples->samples);
    free(samples->values);
    free(samples->buckets);
    free(samples->quantiles);
    *samples = (struct samples){0};
}
