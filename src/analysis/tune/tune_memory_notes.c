#include "analysis/tune/tune_memory_notes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct noted {
    bool applies;
    struct note note;
};

static enum status add_those(const struct noted *all, size_t n, struct notes *notes, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = all[i].applies ? notes_add(notes, &all[i].note, err) : OK;
    }
    return status;
}

/* ---- of one function ---- */

static enum status note_size(const struct tune_memory *memory, struct notes *notes, struct error *err)
{
    double n = (double)memory->n, mb = memory->memory_mb;
    bool any_used = memory->with_used > 0, any_bill = memory->with_bill > 0;
    const struct noted all[] = {
        {memory->full > 0, {NOTE_USED_FULL, NULL, {mb, (double)memory->full, n}}},
        {any_used && memory->with_used < memory->n,
         {NOTE_USED_MISSING, NULL, {mb, (double)(memory->n - memory->with_used), n}}},
        {any_bill && memory->with_bill < memory->n,
         {NOTE_BILL_MISSING, NULL, {mb, (double)(memory->n - memory->with_bill), n}}},
    };
    return add_those(all, sizeof all / sizeof *all, notes, err);
}

/* What the environments of all sizes used. What would fit all is told where none had used all of its size. */
static enum status note_used(const struct tune_options *options, struct tune_function *function,
                             struct error *err)
{
    double least_mb = NAN, most_mb = NAN;
    size_t full = 0;
    for (size_t i = 0; i < function->n; i++) {
        const struct tune_memory *memory = &function->memory[i];
        least_mb = fmin(least_mb, memory->least_mb);
        most_mb = memory->full == 0 ? fmax(most_mb, memory->most_mb) : most_mb;
        full += memory->full;
    }
    double fits_mb = prices_size_for(options->prices, most_mb, options->headroom);
    bool fits = !isnan(fits_mb);
    const struct note apart = {NOTE_USED_APART, NULL, {least_mb, most_mb}};
    const struct note note = {
        fits ? NOTE_USED : NOTE_USED_TOO_LARGE,
        NULL,
        {least_mb, most_mb, options->headroom, fits ? fits_mb : options->prices->most_mb}};
    return isnan(most_mb) ? OK : notes_add(&function->notes, full > 0 ? &apart : &note, err);
}

static enum status note_function(const struct tune_options *options, struct tune_function *function,
                                 struct error *err)
{
    enum status status = note_used(options, function, err);
    for (size_t i = 0; status == OK && i < function->n; i++) {
        status = note_size(&function->memory[i], &function->notes, err);
    }
    return status;
}

static bool same_function(const struct grouping *functions, size_t a, size_t b)
{
    return memcmp(functions->groups[a].codes, functions->groups[b].codes,
                  (functions->n_by - 1) * sizeof(uint32_t)) == 0;
}

static enum status note_functions(struct tune_result *result, struct error *err)
{
    const struct grouping *functions = &result->functions;
    result->of_functions = calloc(result->n_memory + 1, sizeof *result->of_functions);
    if (result->of_functions == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < result->n_memory; i++) {
        if (i == 0 || !same_function(functions, i - 1, i)) {
            result->of_functions[result->n_functions++].memory = &result->memory[i];
        }
        result->of_functions[result->n_functions - 1].n++;
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < result->n_functions; i++) {
        status = note_function(result->options, &result->of_functions[i], err);
    }
    return status;
}

/* ---- of all ---- */

/* Sums over all functions and sizes. */
struct summed {
    double requests, told, cold, restored, with_init, with_used, billed[BILLED_KINDS];
    double sizes, without_rate, shortest_s, longest_s;
};

static struct summed sum_up(const struct tune_result *result)
{
    struct summed sum = {.shortest_s = NAN, .longest_s = NAN};
    for (size_t i = 0; i < result->n_known; i++) {
        const struct tune_memory *memory = result->known[i];
        const struct cold_starts *starts = &memory->starts;
        sum.requests += (double)memory->n;
        sum.with_used += (double)memory->with_used;
        sum.told += (double)starts->told;
        sum.cold += (double)starts->cold;
        sum.restored += (double)starts->restored;
        sum.with_init += (double)starts->with_init;
        for (size_t k = 0; k < BILLED_KINDS; k++) {
            sum.billed[k] += (double)starts->billed[k];
        }
        sum.sizes++;
        sum.without_rate += isnan(memory->per_s);
        sum.shortest_s = fmin(sum.shortest_s, memory->span_s);
        sum.longest_s = fmax(sum.longest_s, memory->span_s);
    }
    return sum;
}

static enum status note_starts(const struct tune_options *options, const struct summed *sum,
                               struct notes *notes, struct error *err)
{
    double alone = sum->billed[BILLED_ALONE], together = sum->billed[BILLED_TOGETHER];
    double untold = sum->billed[BILLED_UNTOLD], initialised = sum->cold - sum->restored;
    bool counted = options->chosen == NULL;
    const struct noted all[] = {
        {!counted, {NOTE_COLD_CHOSEN, options->chosen, {0}}},
        {counted && sum->told < sum->requests,
         {NOTE_COLD_UNTOLD, NULL, {sum->requests - sum->told, sum->requests}}},
        {together > 0 && alone == 0, {NOTE_INIT_BILLED, NULL, {together}}},
        {alone > 0 && together == 0, {NOTE_INIT_NOT_BILLED, NULL, {alone}}},
        {alone > 0 && together > 0, {NOTE_INIT_BILLED_BY_SOME, NULL, {together, alone}}},
        {sum->cold > 0 && alone + together == 0, {.code = NOTE_INIT_UNTOLD}},
        {untold > 0 && alone + together > 0, {NOTE_INIT_UNTOLD_OF_SOME, NULL, {untold}}},
        {sum->with_init < initialised,
         {NOTE_INIT_MISSING, NULL, {initialised - sum->with_init, initialised}}},
        {sum->restored > 0, {NOTE_RESTORED, NULL, {sum->restored}}},
    };
    return add_those(all, sizeof all / sizeof *all, notes, err);
}

static enum status note_month(const struct tune_options *options, const struct summed *sum,
                              struct notes *notes, struct error *err)
{
    bool by_rate = !options->month_given;
    const struct noted all[] = {
        {!by_rate, {NOTE_MONTH_GIVEN, NULL, {options->requests_per_month}}},
        {by_rate && sum->without_rate < sum->sizes,
         {NOTE_MONTH_BY_RATE, NULL, {TUNE_MONTH_HOURS, sum->shortest_s, sum->longest_s}}},
        {by_rate && sum->without_rate > 0, {NOTE_MONTH_NO_CLOCK, NULL, {sum->without_rate, sum->sizes}}},
    };
    return add_those(all, sizeof all / sizeof *all, notes, err);
}

enum status tune_memory_note(struct tune_result *result, struct error *err)
{
    const struct summed sum = sum_up(result);
    struct notes *notes = &result->memory_notes;
    enum status status = note_functions(result, err);
    if (status == OK && sum.with_used > 0) {
        status = notes_add(notes, &(struct note){.code = NOTE_USED_IS_OF_ENVIRONMENTS}, err);
    }
    if (status == OK) {
        status = note_starts(result->options, &sum, notes, err);
    }
    return status == OK ? note_month(result->options, &sum, notes, err) : status;
}
