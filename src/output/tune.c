#include "output/tune.h"

#include <math.h>

#include "analysis/tune/tune.h"
#include "output/pooled.h"
#include "output/tune_agree.h"
#include "output/tune_memory.h"
#include "output/words.h"

#define RESULT(at)  ((const struct tune_result *)(at)->result)
#define OPTIONS(at) (RESULT(at)->options)
/* A size of the part, which in a table is the row and in JSON all sizes of a set. */
#define SIZE(at) ((const struct tune_size *)(at)->part + (at)->item)
#define SET(at)  (&RESULT(at)->sets[(at)->row])

/* ---- the whole ---- */

GETTER(get_tune_level, value_number(OPTIONS(at)->intervals.level))
GETTER(get_provider, value_text(OPTIONS(at)->prices->provider))
GETTER(get_holds_for, value_text(OPTIONS(at)->prices->holds_for))
GETTER(get_usd_per_gb_s, value_number(OPTIONS(at)->prices->usd_per_gb_s))
GETTER(get_usd_per_request, value_number(OPTIONS(at)->prices->usd_per_request))
GETTER(get_billing, value_number(OPTIONS(at)->billing_ms))
GETTER(get_requests, value_number(OPTIONS(at)->requests_per_month))

static struct value get_objective(const struct at *at)
{
    const char *text = OPTIONS(at)->objective.text;
    return text == NULL ? value_null : value_text(text);
}

static const struct field whole[] = {{.path = "level", .get = get_tune_level},
                                     {.path = "prices.provider", .get = get_provider},
                                     {.path = "prices.holds_for", .get = get_holds_for},
                                     {.path = "prices.usd_per_gb_s", .get = get_usd_per_gb_s},
                                     {.path = "prices.usd_per_request", .get = get_usd_per_request},
                                     {.path = "prices.billing_ms", .get = get_billing},
                                     {.path = "requests_per_month", .get = get_requests},
                                     {.path = "objective", .get = get_objective}};

/* ---- sizes ---- */

GETTER(get_memory, value_number(SIZE(at)->memory_mb))
GETTER(get_shown_memory, value_count(SIZE(at)->memory_mb))
GETTER(get_tune_n, value_count(SIZE(at)->n))
GETTER(get_mean, value_estimate(SIZE(at)->mean, SIZE(at)->mean_interval))
GETTER(get_billed, value_number(SIZE(at)->billed_s * 1000))
GETTER(get_usd, value_number(SIZE(at)->usd))
GETTER(get_usd_per_million, value_number(SIZE(at)->usd * 1e6))
GETTER(get_usd_per_month, value_number(SIZE(at)->usd *OPTIONS(at)->requests_per_month))
GETTER(get_on_front, value_truth(SIZE(at)->on_front))
GETTER(get_front_probability, value_number(SIZE(at)->front_probability))
GETTER(get_upper_bound, value_number(SIZE(at)->upper_s))

static struct value get_meets(const struct at *at)
{
    double upper_s = SIZE(at)->upper_s;
    return isnan(upper_s) ? value_null : value_truth(upper_s < OPTIONS(at)->objective.bound_s);
}

static struct value get_verdict(const struct at *at)
{
    const struct tune_size *size = SIZE(at);
    return value_text(size == RESULT(at)->sets[size->set].choice ? "choice"
                      : size->on_front                           ? "on the front"
                                                                 : "dominated");
}

#define IN_SIZES "sizes[]."
static const struct field size[] = {
    {"memory_mb", .unit = "MB", .meaning = "memory size", .get = get_shown_memory},
    {.path = IN_SIZES "memory_mb", .get = get_memory},
    {"n", IN_SIZES "n", .meaning = "requests", .get = get_tune_n, .rank = 4},
    {"mean_s", IN_SIZES "mean", .interval = INTERVAL_BESIDE, .unit = "s", .meaning = "of the measure",
     .get = get_mean},
    {"billed_ms", IN_SIZES "billed_ms", .unit = "ms", .meaning = "billed for a request, on average",
     .get = get_billed, .rank = 5},
    {.path = IN_SIZES "usd_per_request", .unit = "USD", .meaning = "cost of a request", .get = get_usd},
    {"usd_per_million", IN_SIZES "usd_per_million", .unit = "USD", .meaning = "cost of a million requests",
     .get = get_usd_per_million},
    {"usd_per_month", IN_SIZES "usd_per_month", .unit = "USD", .meaning = "cost of the requests of a month",
     .get = get_usd_per_month, .rank = 6},
    {"upper_bound_s", .unit = "s", .meaning = "one-sided bound of what the objective is about",
     .get = get_upper_bound},
    {.path = IN_SIZES "on_front",
     .meaning = "no size is as cheap and as fast and better in one of the two",
     .get = get_on_front},
    {"front_probability", IN_SIZES "front_probability",
     .meaning = "that it is truly on the front, given all sizes", .get = get_front_probability, .rank = 3},
    {.path = IN_SIZES "upper_bound", .get = get_upper_bound},
    {.path = IN_SIZES "meets", .meaning = "the upper bound meets the objective", .get = get_meets},
    {"verdict", .meaning = "choice, on the front, or dominated", .get = get_verdict, .tone = TONE_VERDICT}};

/* ---- sets, the rows of JSON ---- */

static size_t count_sets(const void *result)
{
    return ((const struct tune_result *)result)->n_sets;
}

static const struct group *get_set_group(const struct at *at, const struct grouping **grouping)
{
    *grouping = &RESULT(at)->grouping;
    return &RESULT(at)->grouping.groups[SET(at)->first];
}

static const struct notes *get_set_notes(const void *result, size_t row)
{
    return &((const struct tune_result *)result)->sets[row].notes;
}

static size_t count_sizes_of_set(const struct at *at)
{
    return SET(at)->n;
}

static const void *get_sizes_of_set(const struct at *at)
{
    return SET(at)->sizes;
}

GETTER(get_tune_measure, value_text(OPTIONS(at)->measure))
GETTER(get_fit, SET(at)->has_fit ? value_absent : value_null)

static const void *get_fit_of_set(const struct at *at)
{
    return SET(at)->has_fit ? &SET(at)->fit : NULL;
}

#define FIT(at) ((const struct memory_fit *)(at)->part)

GETTER(get_model, value_text(memory_model_names[FIT(at)->model]))
GETTER(get_a, value_number(FIT(at)->a))
GETTER(get_b, value_number(FIT(at)->b))
GETTER(get_knee, value_number(FIT(at)->knee_mb))
GETTER(get_knee_interval, value_interval(FIT(at)->knee))
GETTER(get_aicc_constant, value_number(FIT(at)->aicc[MEMORY_CONSTANT]))
GETTER(get_aicc_hyperbola, value_number(FIT(at)->aicc[MEMORY_HYPERBOLA]))
GETTER(get_aicc_plateau, value_number(FIT(at)->aicc[MEMORY_PLATEAU]))
GETTER(get_inflation, value_number(FIT(at)->inflation))
GETTER(get_choice, SET(at)->choice == NULL ? value_null : value_number(SET(at)->choice->memory_mb))

static const struct field set_head[] = {
    {.path = "measure", .meaning = "the time that is billed", .get = get_tune_measure},
    {.path = "fit", .get = get_fit}};
static const struct field fit[] = {
    {.path = "fit.model",
     .meaning = "of the mean against memory: constant, hyperbola or plateau",
     .get = get_model},
    {.path = "fit.a", .unit = "s", .meaning = "mean = a + b / min(memory, knee)", .get = get_a},
    {.path = "fit.b", .unit = "s MB", .meaning = "the same", .get = get_b},
    {.path = "fit.knee_mb", .unit = "MB", .meaning = "more memory gains little", .get = get_knee},
    {.path = "fit.knee_ci",
     .interval = INTERVAL_APART,
     .unit = "MB",
     .meaning = "the knee's interval; null: an end that the sizes don't show",
     .get = get_knee_interval},
    {.path = "fit.aicc.constant",
     .meaning = "Akaike's criterion; the smallest wins",
     .get = get_aicc_constant},
    {.path = "fit.aicc.hyperbola", .meaning = "the same", .get = get_aicc_hyperbola},
    {.path = "fit.aicc.plateau", .meaning = "the same", .get = get_aicc_plateau},
    {.path = "fit.inflation",
     .meaning = "variance between sizes in units of that within",
     .get = get_inflation}};
static const struct field choice[] = {{.path = "choice",
                                       .unit = "MB",
                                       .meaning = "the cheapest size on the front that meets the objective",
                                       .get = get_choice}};

static const struct form_block set_blocks[] = {
    BLOCK(set_head),
    {.fields = fit, .n = sizeof fit / sizeof *fit, .part = get_fit_of_set},
    {.fields = size, .n = sizeof size / sizeof *size, .times = count_sizes_of_set, .part = get_sizes_of_set},
    BLOCK(choice)};

POOLED_FIELDS(OPTIONS(at)->pooled)

static const struct form_block head[] = {BLOCK(whole), POOLED_BLOCKS};
static const struct form *const others[] = {&form_tune_agree, &form_tune_memory};
static const struct form form_tune_sets = {.also = others,
                                           .n_also = sizeof others / sizeof *others,
                                           .schema = "faastat/tune/2",
                                           .rows = "sets",
                                           .count = count_sets,
                                           .group = get_set_group,
                                           .own_factors = 1,
                                           .head = head,
                                           .n_head = sizeof head / sizeof *head,
                                           .blocks = set_blocks,
                                           .n_blocks = sizeof set_blocks / sizeof *set_blocks,
                                           .notes = get_set_notes};

/* ---- the table ---- */

static size_t count_sizes(const void *result)
{
    return ((const struct tune_result *)result)->n_sizes;
}

static const void *get_size(const struct at *at)
{
    return &RESULT(at)->sizes[at->row];
}

static const struct group *get_tune_group(const struct at *at, const struct grouping **grouping)
{
    const struct at set = {.result = at->result, .row = RESULT(at)->sizes[at->row].set};
    return get_set_group(&set, grouping);
}

static enum status add_notes(const struct tune_result *result, const struct tune_set *of, struct text *lines,
                             struct error *err)
{
    struct grouping named = result->grouping;
    named.n_by--; /* without the memory size */
    for (size_t i = 0, place = 0; i < of->notes.n; i++) {
        const struct note note = notes_next(&of->notes, &place);
        enum status status = words_append(lines, &note, &named, &named.groups[of->first], err);
        if (status == OK) {
            status = text_append(lines, "\n", 1, err);
        }
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status foot(const void *of, struct text *lines, struct error *err)
{
    const struct tune_result *result = of;
    const struct tune_options *options = result->options;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < result->n_left_out; i++) {
        status = add_notes(result, &result->left_out[i], lines, err);
    }
    for (size_t i = 0; status == OK && i < result->n_sets; i++) {
        status = add_notes(result, &result->sets[i], lines, err);
    }
    return status == OK ? text_print(lines, err, "prices: %s, as of %s; %g ms billing; %g requests a month\n",
                                     options->prices->provider, options->prices->holds_for,
                                     options->billing_ms, options->requests_per_month)
                        : status;
}

static const struct form_block blocks[] = {
    {.fields = size, .n = sizeof size / sizeof *size, .part = get_size}};

const struct form form_tune = {.count = count_sizes,
                               .group = get_tune_group,
                               .own_factors = 1,
                               .blocks = blocks,
                               .n_blocks = sizeof blocks / sizeof *blocks,
                               .as_json = &form_tune_sets,
                               .also = others,
                               .n_also = sizeof others / sizeof *others,
                               .foot = foot};
