#include "analysis/tune/tune_memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/role.h"
#include "analysis/throughput.h"
#include "analysis/tune/tune_memory_notes.h"

/* Factors that tell how a request began, or what of it was billed: not which function it is of. */
static const char *const of_requests[] = {"cold", "billing", "phase"};

/* What all functions share. */
struct memory_work {
    const struct tune_options *options;
    const struct table *table;
    struct start_columns columns;
    const double *used_mb, *start_s, *measure;
    struct roles roles;
    size_t *rows, *ends; /* of requests, group by group; group g's end at ends[g] */
};

/* ---- which requests ---- */

static bool is_of_request(const char *name)
{
    for (size_t i = 0; i < sizeof of_requests / sizeof *of_requests; i++) {
        if (strcmp(name, of_requests[i]) == 0) {
            return true;
        }
    }
    return false;
}

static enum status group_functions(struct table *table, struct tune_result *result, struct error *err)
{
    const struct tune_options *options = result->options;
    const char **by = calloc(options->n_by + 1, sizeof *by);
    size_t n = 0;
    if (by == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < options->n_by; i++) {
        if (!is_of_request(options->by[i])) {
            by[n++] = options->by[i];
        }
    }
    by[n++] = "memory_mb";
    enum status status = table_group(table, by, n, &result->functions, err);
    free(by);
    result->named_functions = result->functions;
    result->named_functions.n_by -= status == OK;
    return status;
}

static bool was_made(const struct memory_work *work, size_t row)
{
    enum role role = role_of(&work->roles, row);
    return role != PUBLISHED_ROW && role != NOT_KEPT;
}

/* Lays out the rows of requests group by group. */
static enum status list_requests(const struct grouping *functions, struct memory_work *work,
                                 struct error *err)
{
    size_t all = work->table->rows, n = 0;
    work->rows = calloc(all + 1, sizeof *work->rows);
    work->ends = calloc(functions->n + 1, sizeof *work->ends);
    if (work->rows == NULL || work->ends == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = 0; row < all; row++) {
        work->ends[group_of_row(functions, row)] += was_made(work, row);
    }
    for (size_t g = 0; g < functions->n; g++) { /* where each begins, and ends once it is filled */
        size_t rows = work->ends[g];
        work->ends[g] = n;
        n += rows;
    }
    for (size_t row = 0; row < all; row++) {
        if (was_made(work, row)) {
            work->rows[work->ends[group_of_row(functions, row)]++] = row;
        }
    }
    return OK;
}

/* ---- memory ---- */

static void find_used(const struct memory_work *work, const size_t *rows, struct tune_memory *memory)
{
    for (size_t i = 0; work->used_mb != NULL && i < memory->n; i++) {
        double used_mb = work->used_mb[rows[i]];
        if (!isnan(used_mb)) {
            memory->least_mb = fmin(memory->least_mb, used_mb);
            memory->most_mb = fmax(memory->most_mb, used_mb);
            memory->full += used_mb >= memory->memory_mb;
            memory->with_used++;
        }
    }
    if (memory->with_used > 0 && memory->full == 0 && memory->memory_mb > 0) {
        memory->fits_mb = prices_size_for(work->options->prices, memory->most_mb, work->options->headroom);
    }
}

/* ---- costs ---- */

/* What a request was billed, in seconds, or would be; NaN where that can't be told. */
static double billed_s(const struct memory_work *work, size_t row)
{
    if (work->columns.billed_ms != NULL) {
        return work->columns.billed_ms[row] / 1000;
    }
    bool told = work->measure != NULL && role_of(&work->roles, row) == REQUEST;
    return told ? price_billed_time(work->measure[row], work->options->billing_ms) : NAN;
}

/* Of a part of the memory for a time, without the fee of the request. */
static double usd_of(const struct tune_options *options, double time_s, double memory_mb)
{
    return time_s * memory_mb / 1024 * options->prices->usd_per_gb_s;
}

static void find_costs(const struct memory_work *work, const size_t *rows, struct tune_memory *memory)
{
    const struct tune_options *options = work->options;
    double sum_s = 0;
    for (size_t i = 0; i < memory->n; i++) {
        double time_s = billed_s(work, rows[i]);
        sum_s += isnan(time_s) ? 0 : time_s;
        memory->with_bill += !isnan(time_s);
    }
    if (memory->with_bill > 0) {
        double mean_s = sum_s / (double)memory->with_bill;
        memory->usd = prices_usd(options->prices, mean_s, memory->memory_mb);
        memory->unused_usd = usd_of(options, mean_s, fmax(0, memory->memory_mb - memory->most_mb));
        memory->unused_usd = memory->with_used > 0 ? memory->unused_usd : NAN;
    }
}

/* What initialisation costs, spread over all requests of which it is known whether they were cold. */
static void find_init_costs(const struct memory_work *work, struct tune_memory *memory)
{
    const struct cold_starts *starts = &memory->starts;
    double told = (double)starts->told;
    bool billing_told = starts->cold == 0 || starts->billed[BILLED_UNTOLD] < starts->cold;
    if (starts->told == 0) {
        return;
    }
    if (billing_told) {
        memory->init_usd = usd_of(work->options, starts->billed_ms / 1000 / told, memory->memory_mb);
        memory->init_usd_share = memory->init_usd / memory->usd;
    }
    if (starts->cold == 0 || starts->with_init > 0 || starts->billed[BILLED_TOGETHER] > 0) {
        memory->init_usd_if_billed =
            usd_of(work->options, starts->if_billed_ms / 1000 / told, memory->memory_mb);
    }
}

/* ---- the rate ---- */

static enum status find_rate(const struct memory_work *work, const size_t *rows, struct tune_memory *memory,
                             struct error *err)
{
    const struct tune_options *options = work->options;
    bool intervals = options->intervals.method != INTERVAL_NONE;
    struct starts starts = {
        .start_s = calloc(memory->n + 1, sizeof(double)), .n = memory->n, .successes = NAN};
    struct throughput_found found = {0};
    size_t known = 0;
    if (starts.start_s == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < memory->n; i++) {
        starts.start_s[i] = work->start_s == NULL ? NAN : work->start_s[rows[i]];
        known += !isnan(starts.start_s[i]);
    }
    bool lacks_0 = throughput_lacks_0(starts.start_s, memory->n); /* and these are left out of the rate */
    for (size_t i = 0; lacks_0 && i < memory->n; i++) {
        known -= starts.start_s[i] == 0;
    }
    enum status status = throughput_find(&starts, intervals ? options->intervals.level : NAN, &found, err);
    free(starts.start_s);
    memory->per_s = found.per_s;
    memory->per_s_interval = found.interval;
    memory->span_s = known > 1 ? (double)(known - 1) / found.per_s : NAN;
    memory->per_month =
        options->month_given ? options->requests_per_month : found.per_s * TUNE_MONTH_HOURS * 3600;
    memory->notes = found.notes;
    return status;
}

/* ---- all of it ---- */

static enum status find_memory(const struct memory_work *work, const size_t *rows, struct tune_memory *memory,
                               struct error *err)
{
    enum status status = OK;
    find_used(work, rows, memory);
    find_costs(work, rows, memory);
    if (work->options->chosen == NULL) {
        status = cold_starts_count(&work->columns, rows, memory->n, &work->options->intervals,
                                   &memory->starts, err);
        find_init_costs(work, memory);
    }
    return status == OK ? find_rate(work, rows, memory, err) : status;
}

static enum status find_all(const struct memory_work *work, struct tune_result *result, struct error *err)
{
    static const struct cold_starts no_starts = {.share = NAN,
                                                 .share_interval = {NAN, NAN},
                                                 .effective_n = NAN,
                                                 .init_s = NAN,
                                                 .init_interval = {NAN, NAN}};
    const struct grouping *functions = &result->functions;
    const struct column *sizes = functions->by[functions->n_by - 1];
    enum status status = OK;
    result->memory = calloc(functions->n + 1, sizeof *result->memory);
    if (result->memory == NULL) {
        return error_no_memory(err);
    }
    for (size_t g = 0; status == OK && g < functions->n; g++) {
        uint32_t code = functions->groups[g].codes[functions->n_by - 1];
        size_t begin = g == 0 ? 0 : work->ends[g - 1];
        struct tune_memory *memory = &result->memory[result->n_memory++];
        *memory = (struct tune_memory){.group = g,
                                       .memory_mb = code == 0 ? NAN : sizes->dictionary.numbers[code - 1],
                                       .n = work->ends[g] - begin,
                                       .least_mb = NAN,
                                       .most_mb = NAN,
                                       .fits_mb = NAN,
                                       .unused_usd = NAN,
                                       .usd = NAN,
                                       .starts = no_starts,
                                       .init_usd = NAN,
                                       .init_usd_if_billed = NAN,
                                       .init_usd_share = NAN};
        status = find_memory(work, work->rows + begin, memory, err);
        memory->is_known = memory->with_used > 0 || memory->starts.told > 0;
    }
    return status;
}

static enum status list_known(struct tune_result *result, struct error *err)
{
    bool any = false;
    result->known = calloc(result->n_memory + 1, sizeof *result->known);
    for (size_t i = 0; i < result->n_memory; i++) {
        any |= result->memory[i].with_used > 0 || result->memory[i].starts.cold > 0;
    }
    for (size_t i = 0; result->known != NULL && any && i < result->n_memory; i++) {
        result->known[result->n_known] = &result->memory[i];
        result->n_known += result->memory[i].is_known;
    }
    return result->known == NULL ? error_no_memory(err) : OK;
}

/* Each size is led to the memory of a request that it has; all of them have the same. */
static enum status lead_sizes(const struct table *table, struct tune_result *result, struct error *err)
{
    const struct grouping *grouping = &result->grouping;
    size_t *function_of = calloc(grouping->n + 1, sizeof *function_of);
    if (function_of == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = 0; row < table->rows; row++) {
        function_of[group_of_row(grouping, row)] = group_of_row(&result->functions, row);
    }
    for (size_t i = 0; i < result->n_sizes; i++) {
        result->sizes[i].memory = &result->memory[function_of[result->sizes[i].group]];
    }
    free(function_of);
    return OK;
}

/* Says where a size was chosen, by its cost, that leaves little memory. */
static enum status note_choices(struct tune_result *result, struct error *err)
{
    double headroom = result->options->headroom;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < result->n_sets; i++) {
        struct tune_set *set = &result->sets[i];
        const struct tune_memory *memory = set->choice == NULL ? NULL : set->choice->memory;
        if (memory == NULL || memory->with_used == 0) {
            continue;
        }
        double above = memory->memory_mb / memory->most_mb - 1;
        const struct note full = {NOTE_CHOICE_FULL, NULL, {memory->memory_mb}};
        const struct note tight = {NOTE_CHOICE_TIGHT, NULL, {memory->memory_mb, above, headroom}};
        if (memory->full > 0 || above < headroom) {
            status = notes_add(&set->notes, memory->full > 0 ? &full : &tight, err);
        }
    }
    return status;
}

enum status tune_memory_compute(struct table *table, struct tune_result *result, struct error *err)
{
    const struct tune_options *options = result->options;
    struct memory_work work = {.options = options, .table = table};
    enum status status = group_functions(table, result, err);
    if (status != OK) {
        return status;
    }
    work.used_mb = cold_starts_numbers(table, "max_memory_mb");
    work.start_s = cold_starts_numbers(table, "start_s");
    work.measure = cold_starts_numbers(table, options->measure);
    status = start_columns_init(&work.columns, table, options->billing_ms, err);
    if (status == OK) {
        status = roles_init(&work.roles, table, options->keep, false, err);
    }
    if (status == OK) {
        status = list_requests(&result->functions, &work, err);
    }
    if (status == OK) {
        status = find_all(&work, result, err);
    }
    if (status == OK) {
        status = lead_sizes(table, result, err);
    }
    if (status == OK) {
        status = list_known(result, err);
    }
    if (status == OK && result->n_known > 0) {
        status = tune_memory_note(result, err);
    }
    if (status == OK) {
        status = note_choices(result, err);
    }
    start_columns_release(&work.columns);
    roles_release(&work.roles);
    free(work.rows);
    free(work.ends);
    return status;
}

void tune_memory_release(struct tune_result *result)
{
    for (size_t i = 0; i < result->n_memory; i++) {
        notes_release(&result->memory[i].notes);
    }
    for (size_t i = 0; i < result->n_functions; i++) {
        notes_release(&result->of_functions[i].notes);
    }
    notes_release(&result->memory_notes);
    free(result->of_functions);
    free(result->known);
    free(result->memory);
    grouping_release(&result->functions);
}
