#include "output/tune_memory.h"

#include <math.h>

#include "analysis/tune/tune_result.h"
#include "output/group_name.h"
#include "output/words.h"

#define RESULT(at)  ((const struct tune_result *)(at)->result)
#define OPTIONS(at) (RESULT(at)->options)
/* The part is a list of them: in a table from the row on, in JSON all, beside a size that of its requests. */
#define MEMORY(at) (((const struct tune_memory *const *)(at)->part)[(at)->item])
#define STARTS(at) (&MEMORY(at)->starts)
#define MILLION    1e6

static struct value count_or_none(bool known, size_t n)
{
    return known ? value_count((double)n) : value_null;
}

/* Megabytes are whole ones but in a few logs. */
static struct value megabytes(double mb)
{
    return mb == floor(mb) ? value_count(mb) : value_number(mb);
}

/* fmax() would take 0 for what is not known. */
static double unused_mb(const struct tune_memory *memory)
{
    double mb = memory->memory_mb - memory->most_mb;
    return mb < 0 ? 0 : mb;
}

GETTER(get_memory, value_number(MEMORY(at)->memory_mb))
GETTER(get_shown_memory, value_count(MEMORY(at)->memory_mb))
GETTER(get_requests, value_count((double)MEMORY(at)->n))
GETTER(get_with_used, value_count((double)MEMORY(at)->with_used))
GETTER(get_least, megabytes(MEMORY(at)->least_mb))
GETTER(get_most, megabytes(MEMORY(at)->most_mb))
GETTER(get_used_share, value_number(MEMORY(at)->most_mb / MEMORY(at)->memory_mb))
GETTER(get_full, count_or_none(MEMORY(at)->with_used > 0, MEMORY(at)->full))
GETTER(get_fits, megabytes(MEMORY(at)->fits_mb))
GETTER(get_unused, megabytes(unused_mb(MEMORY(at))))
GETTER(get_unused_usd, value_number(MEMORY(at)->unused_usd *MILLION))
GETTER(get_unused_usd_per_month, value_number(MEMORY(at)->unused_usd *MEMORY(at)->per_month))
GETTER(get_usd, value_number(MEMORY(at)->usd *MILLION))
GETTER(get_told, value_count((double)STARTS(at)->told))
GETTER(get_cold, count_or_none(STARTS(at)->told > 0, STARTS(at)->cold))
GETTER(get_restored, count_or_none(STARTS(at)->told > 0, STARTS(at)->restored))
GETTER(get_share, value_estimate(STARTS(at)->share, STARTS(at)->share_interval))
GETTER(get_effective_n, value_number(STARTS(at)->effective_n))
GETTER(get_init, value_estimate(STARTS(at)->init_s, STARTS(at)->init_interval))
GETTER(get_bills_with, count_or_none(STARTS(at)->told > 0, STARTS(at)->billed[BILLED_TOGETHER]))
GETTER(get_bills_without, count_or_none(STARTS(at)->told > 0, STARTS(at)->billed[BILLED_ALONE]))
GETTER(get_bills_untold, count_or_none(STARTS(at)->told > 0, STARTS(at)->billed[BILLED_UNTOLD]))
GETTER(get_init_usd, value_number(MEMORY(at)->init_usd *MILLION))
GETTER(get_init_usd_share, value_number(MEMORY(at)->init_usd_share))
GETTER(get_init_usd_if_billed, value_number(MEMORY(at)->init_usd_if_billed *MILLION))
GETTER(get_init_usd_per_month, value_number(MEMORY(at)->init_usd *MEMORY(at)->per_month))
GETTER(get_init_usd_if_billed_per_month, value_number(MEMORY(at)->init_usd_if_billed *MEMORY(at)->per_month))
GETTER(get_rate, value_estimate(MEMORY(at)->per_s, MEMORY(at)->per_s_interval))
GETTER(get_span, value_number(MEMORY(at)->span_s))
GETTER(get_per_month, value_number(MEMORY(at)->per_month))

/* Whether the bills of cold starts have their initialisation. */
static struct value get_init_billed(const struct at *at)
{
    size_t with = STARTS(at)->billed[BILLED_TOGETHER], without = STARTS(at)->billed[BILLED_ALONE];
    return with + without == 0 ? value_null : value_text(without == 0 ? "yes" : with == 0 ? "no" : "some");
}

#define IN_MEMORY "memory[]."

static const struct group *get_group(const struct at *at, const struct grouping **grouping)
{
    *grouping = &RESULT(at)->functions;
    return &(*grouping)->groups[RESULT(at)->known[at->row]->group];
}

/* In JSON, where there is no row. */
static struct value get_by(const struct at *at)
{
    return value_group(&RESULT(at)->named_functions, &RESULT(at)->functions.groups[MEMORY(at)->group]);
}

static const struct field identity[] = {{.path = IN_MEMORY "by", .get = get_by},
                                        {.path = IN_MEMORY "memory_mb", .get = get_memory},
                                        {"memory_mb", .unit = "MB", .get = get_shown_memory}};

static const struct field used[] = {
    {"requests", IN_MEMORY "requests", .meaning = "cold or not, failed ones and those that were cut off, too",
     .get = get_requests, .rank = 4},
    {.path = IN_MEMORY "requests_with_used", .get = get_with_used},
    {"least_used_mb", IN_MEMORY "least_used_mb", .is_detail = true, .unit = "MB",
     .meaning = "the least that any environment had used", .get = get_least},
    {"most_used_mb", IN_MEMORY "most_used_mb", .unit = "MB",
     .meaning = "the most that any environment had used", .get = get_most},
    {"used_share", IN_MEMORY "used_share",
     .meaning = "of the size; at 1 the function may have been killed or squeezed", .get = get_used_share,
     .rank = 3},
    {"requests_full", IN_MEMORY "requests_full", .is_detail = true,
     .meaning = "those whose environment had used all of the size", .get = get_full},
    {"fits_mb", IN_MEMORY "fits_mb", .unit = "MB",
     .meaning = "the smallest size, with the headroom, in which all would have fitted", .get = get_fits},
    {"unused_mb", IN_MEMORY "unused_mb", .is_detail = true, .unit = "MB",
     .meaning = "memory that no environment used", .get = get_unused},
    {"unused_usd_per_million", IN_MEMORY "unused_usd_per_million", .unit = "USD",
     .meaning = "what that costs in a million requests", .get = get_unused_usd, .rank = 2},
    {"unused_usd_per_month", IN_MEMORY "unused_usd_per_month", .is_detail = true, .unit = "USD",
     .meaning = "and in a month", .get = get_unused_usd_per_month},
    {.path = IN_MEMORY "requests_told", .get = get_told},
    {"cold_starts", IN_MEMORY "cold_starts", .is_detail = true,
     .meaning = "requests that were cold starts, restored ones, too", .get = get_cold},
    {"restored", IN_MEMORY "restored", .is_detail = true, .meaning = "of these, from a snapshot",
     .get = get_restored},
    {"cold_share", IN_MEMORY "cold_share", .interval = INTERVAL_BESIDE,
     .meaning = "share of requests that were cold starts", .get = get_share},
    {.path = IN_MEMORY "cold_effective_n", .get = get_effective_n},
    {"init_s", IN_MEMORY "init_s", .interval = INTERVAL_BESIDE, .unit = "s",
     .meaning = "mean initialisation of a cold start", .get = get_init, .rank = 1},
    {"init_billed", IN_MEMORY "init_billed", .meaning = "whether bills have it: yes, no or some",
     .get = get_init_billed},
    {"init_bills_with", IN_MEMORY "init_bills_with", .is_detail = true, .meaning = "bills that have it",
     .get = get_bills_with},
    {"init_bills_without", IN_MEMORY "init_bills_without", .is_detail = true, .meaning = "bills that do not",
     .get = get_bills_without},
    {"init_bills_untold", IN_MEMORY "init_bills_untold", .is_detail = true,
     .meaning = "cold starts of which that can't be told", .get = get_bills_untold},
    {.path = IN_MEMORY "usd_per_million", .get = get_usd},
    {"init_usd_per_million", IN_MEMORY "init_usd_per_million", .unit = "USD",
     .meaning = "what it costs, by the bills, in a million requests, cold or not", .get = get_init_usd},
    {"init_usd_share", IN_MEMORY "init_usd_share", .is_detail = true,
     .meaning = "of all that these requests cost", .get = get_init_usd_share},
    {"init_usd_per_million_if_billed", IN_MEMORY "init_usd_per_million_if_billed", .is_detail = true,
     .unit = "USD", .meaning = "in a million requests, if all bills have it", .get = get_init_usd_if_billed},
    {"requests_per_s", IN_MEMORY "requests_per_s", .is_detail = true, .interval = INTERVAL_BESIDE,
     .unit = "1/s", .meaning = "from the first start to the last", .get = get_rate},
    {.path = IN_MEMORY "span_s", .get = get_span},
    {"requests_per_month", IN_MEMORY "requests_per_month", .is_detail = true,
     .meaning = "at that rate, or as --requests says", .get = get_per_month},
    {"init_usd_per_month", IN_MEMORY "init_usd_per_month", .unit = "USD",
     .meaning = "what it costs, by the bills, in a month", .get = get_init_usd_per_month, .rank = 5},
    {"init_usd_per_month_if_billed", IN_MEMORY "init_usd_per_month_if_billed", .is_detail = true,
     .unit = "USD", .meaning = "in a month, if all bills have it", .get = get_init_usd_if_billed_per_month}};

/* ---- the table ---- */

static size_t count_memory(const void *result)
{
    const struct tune_result *tuned = result;
    return tuned->n_known;
}

static const void *get_row(const struct at *at)
{
    return &RESULT(at)->known[at->row];
}

/* A note with what it is about. */
struct said {
    struct note note;
    const struct tune_function *function; /* NULL: all of them */
    const struct tune_memory *memory;     /* the size whose name stands before it; NULL: none does */
};

/* Takes the i-th of these notes, or goes on past all of them. */
static bool take(const struct notes *notes, size_t *i, struct said *said)
{
    if (*i >= notes->n) {
        *i -= notes->n;
        return false;
    }
    for (size_t k = 0, place = 0; k <= *i; k++) {
        said->note = notes_next(notes, &place);
    }
    return true;
}

/* The same of the times of a size's requests; that there are none, or too few, one line tells for all. */
static bool take_of_rate(const struct tune_memory *memory, size_t *i, struct said *said)
{
    for (size_t k = 0, place = 0; k < memory->notes.n; k++) {
        const struct note note = notes_next(&memory->notes, &place);
        if (note.code != NOTE_NO_CLOCK && note.code != NOTE_REASON && (*i)-- == 0) {
            said->note = note;
            said->memory = memory;
            return true;
        }
    }
    return false;
}

/* Note number i of all; false: there are not so many. */
static bool find_said(const struct tune_result *result, size_t i, struct said *said)
{
    for (size_t f = 0; f < result->n_functions; f++) {
        const struct tune_function *function = &result->of_functions[f];
        *said = (struct said){.function = function};
        if (take(&function->notes, &i, said)) {
            return true;
        }
        for (size_t k = 0; k < function->n; k++) {
            if (take_of_rate(&function->memory[k], &i, said)) {
                return true;
            }
        }
    }
    *said = (struct said){0};
    return take(&result->memory_notes, &i, said);
}

static enum status append_said(const struct tune_result *result, const struct said *said, struct text *text,
                               struct error *err)
{
    const struct group *groups = result->functions.groups;
    enum status status = OK;
    if (said->memory != NULL) {
        status = group_name(&result->functions, &groups[said->memory->group], text, err);
        status = status == OK ? text_append(text, ": ", 2, err) : status;
    }
    return status != OK             ? status
           : said->function == NULL ? words_append(text, &said->note, NULL, NULL, err)
                                    : words_append(text, &said->note, &result->named_functions,
                                                   &groups[said->function->memory->group], err);
}

static enum status foot_of_memory(const void *result, struct text *lines, struct error *err)
{
    struct said said;
    enum status status = OK;
    for (size_t i = 0; status == OK && find_said(result, i, &said); i++) {
        status = append_said(result, &said, lines, err);
        status = status == OK ? text_append(lines, "\n", 1, err) : status;
    }
    return status;
}

static const struct form_block blocks[] = {
    {.fields = identity, .n = sizeof identity / sizeof *identity, .part = get_row},
    {.fields = used, .n = sizeof used / sizeof *used, .part = get_row}};

/* ---- JSON and CSV ---- */

static size_t count_items(const struct at *at)
{
    return count_memory(at->result);
}

static const void *get_all(const struct at *at)
{
    return RESULT(at)->known;
}

static const void *get_of_size(const struct at *at)
{
    return &RESULT(at)->sizes[at->row].memory;
}

static size_t count_said(const struct at *at)
{
    struct said said;
    size_t n = 0;
    while (find_said(at->result, n, &said)) {
        n++;
    }
    return n;
}

static struct value get_said(const struct at *at)
{
    struct said said;
    (void)find_said(at->result, at->item, &said);
    return value_scratch(at, append_said(at->result, &said, at->scratch, at->err));
}

GETTER(get_headroom, value_number(OPTIONS(at)->headroom))
GETTER(get_hours, value_count(TUNE_MONTH_HOURS))
GETTER(get_given, value_truth(OPTIONS(at)->month_given))
GETTER(get_array, value_array)

static const struct field whole[] = {{.path = "headroom", .get = get_headroom},
                                     {.path = "month_hours", .get = get_hours},
                                     {.path = "requests_given", .get = get_given},
                                     {.path = "memory", .get = get_array}};
static const struct field notes[] = {{.path = "memory_notes[]", .get = get_said}};
static const struct field no_notes[] = {{.path = "memory_notes", .get = get_array}};

static const struct form_block head[] = {
    BLOCK(whole),
    {.fields = identity, .n = sizeof identity / sizeof *identity, .times = count_items, .part = get_all},
    {.fields = used, .n = sizeof used / sizeof *used, .times = count_items, .part = get_all},
    BLOCK(no_notes),
    {.fields = notes, .n = sizeof notes / sizeof *notes, .times = count_said}};
static const struct form_block beside = {
    .fields = used, .n = sizeof used / sizeof *used, .part = get_of_size};

const struct form form_tune_memory = {.count = count_memory,
                                      .group = get_group,
                                      .own_factors = 1,
                                      .beside = &beside,
                                      .head = head,
                                      .n_head = sizeof head / sizeof *head,
                                      .heading = "memory that was used, and cold starts",
                                      .blocks = blocks,
                                      .n_blocks = sizeof blocks / sizeof *blocks,
                                      .foot = foot_of_memory};
