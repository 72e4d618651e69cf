#include "output/words.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output/group_name.h"

#define LITTLES_LAW                                                                                          \
    "Little's law: {.6g} users who wait {.6g} s between requests of {.4g} s make {.4g} requests a second, "  \
    "and there were {.4g}, {.3g%} %: "
/* A bound that the sizes do not show is said to be beyond them. */
#define KNEE(low, high)                                                                                      \
    "{row}: knee at {.0f} MB, {.10g%} % interval " low " to " high ": more memory gains little, {.4g} s"
#define COSTS                      ": {.0f} MB, {.4g} s, {.4g} USD per million requests"
#define USED                       "{row}: below {.6g} MB no environment would have fitted, in {.6g} MB all did"
#define BESIDE_CURRENT(cost, pace) "{row}: {.3g%} % " cost " and {.3g%} % " pace " than the {.0f} MB in use"

/*
 * "{}" stands for the note's text, "{row}" for the name of the row that it is about; "{.4g}", "{.0f}" for its
 * next number, in that many significant digits or decimals; "{.4g%}" for a share of 1, in percent, and
 * "{+.4g%}" for one with its sign; "{=.4g}" for one that says what the sentence is about.
 */
static const char *const sentences[NOTE_CODES] = {
    [NOTE_REASON] = "{}",
    [NOTE_NEEDS_N] = "{}: needs n >= {.0f}",
    [NOTE_TRIMMED] = "mean: of the {.0f} middle requests, without {.0f} at each end, with Yuen's interval; "
                     "all other numbers are of all requests",
    [NOTE_CUT_OFF] =
        "mean, sd, max: {.0f} requests were cut off, at {.4g} or later; the mean is at least {.4g}",
    [NOTE_CUT_OFF_RESTRICTED] =
        "mean, sd, max: {.0f} requests were cut off, at {.4g} or later; the mean is at least {.4g}, that of "
        "times cut at the earliest limit is {.4g}",
    [NOTE_NO_CLOCK] = "throughput: no clock times",
    [NOTE_STARTS_UNKNOWN] = "throughput: {.0f} of {.0f} requests have no start, and are left out of it",
    [NOTE_STARTS_AT_0] = "throughput: {.0f} requests start at 0, far from all others, and are left out of it",
    [NOTE_STARTS_ALIKE] = "throughput: {.0f} of {.0f} requests start when another one does: a coarse clock, "
                          "bursts, or rows that were read twice",
    [NOTE_STEPS_BACK] =
        "throughput: {.0f} requests start up to {.4g} s after one with a higher number: the clock ran back, "
        "or the numbers don't follow the starts",
    [NOTE_GAP] =
        "throughput: no request starts for {.4g} s, from {.4g} s after the first on; without that it "
        "is {.4g} a second",
    [NOTE_GAPS] =
        "throughput: no request starts in {.0f} stretches of {.4g} s in all, the longest of {.4g} s "
        "from {.4g} s after the first on; without them it is {.4g} a second",
    [NOTE_GAPS_NO_INTERVAL] = "throughput: no interval, as nobody can tell from so few how often it stops",
    [NOTE_NO_VALUE] = "no successful request has a value",
    [NOTE_BOOTSTRAP_CLUSTERS] =
        "bootstrap: it does not allow for requests of the same {} to resemble one another",
    [NOTE_ONE_CLUSTER] = "all requests have one {}: the intervals speak of that one alone",
    [NOTE_CLUSTERS] = "intervals allow for requests of the same {} to resemble one another",
    [NOTE_FEW_CLUSTERS] = "{}: {.0f} of them are few, so that the intervals are uncertain",
    [NOTE_UNCLUSTERED] = "{}: missing in {.0f} requests, which are taken for one more",
    [NOTE_FAILED_UNKNOWN] = "failed: not known, as the dump has no status, success or error of requests",
    [NOTE_FAILED_UNKNOWN_OF_SOME] =
        "failed: not known, as {.0f} requests have no status, success or error; of the others "
        "{.0f} failed",
    [NOTE_FAILED_NOT_PUBLISHED] = "failed: not published",
    [NOTE_FAILED_INSIDE] = "mean and quantiles include {.0f} failed requests, which n does not count",
    [NOTE_TELL_AS_MUCH] = "{.0f} requests tell as much of the mean as {.0f} independent ones",
    [NOTE_SORTED] =
        "sorted: values stand in the order of their sizes{}, which tells nothing of when they came: they are "
        "taken in any",
    [NOTE_TELL_AS_MUCH_IN_FILE] =
        "{.0f} requests tell as much of the mean as {.0f} independent ones, in the file's order",
    [NOTE_STREAMED] =
        "bucketed: quantiles are the upper ends of buckets, at most 1/{.0f} ({.2g%} %) above the "
        "exact ones, intervals rounded outwards to buckets; mean, sd, min and max are exact",
    [NOTE_STREAMED_NO_INTERVALS] = "bucketed: quantiles are the upper ends of buckets, at most 1/{.0f} "
                                   "({.2g%} %) above the exact ones; mean, sd, min and max are exact",
    [NOTE_STREAM_STRETCHES] =
        "intervals: how requests depend on one another is told by at most {.0f} stretches of "
        "them, that of quantiles by limits near these",
    [NOTE_STREAM_CLUSTERS] =
        "intervals: --stream tells at most {.0f} values of {} apart; there are more, and nothing "
        "allows for requests of one to resemble one another",
    [NOTE_STREAM_BUNDLES] =
        "intervals: a state has room for few values of {}, and takes the others together in "
        "{.0f} bundles, as what varies between them varies between these",
    [NOTE_STREAM_OUT_OF_ORDER] =
        "intervals: dependence is looked for in the order of the rows, some of which start "
        "{.4g} s before one above them; sorted by start_s, or without --stream, it is found",
    [NOTE_BUCKETED] = "bucketed: mean and sd are those of the buckets' middles, and the mean's interval is "
                      "wider by half their width; quantiles the buckets' upper "
                      "ends, intervals rounded outwards to buckets",
    [NOTE_BUCKETED_MEAN] =
        "bucketed: the mean is the one that the tool computed, sd that of the buckets' middles, quantiles "
        "the buckets' upper ends, intervals rounded outwards to buckets",
    [NOTE_BUCKETED_FIGURES] =
        "bucketed: mean and sd are those that the tool computed, quantiles the buckets' upper "
        "ends, intervals rounded outwards to buckets",
    [NOTE_SD_NOT_PUBLISHED] = "sd: not published",
    [NOTE_SD_PUBLISHED_OF_SAMPLE] = "sd: published with n - 1 and without n; shown without --population",
    [NOTE_SD_PUBLISHED_OF_POPULATION] = "sd: published with n and without n - 1; shown with --population",
    [NOTE_PUBLISHED_FIGURES_N_UNKNOWN] = "published figures, n unknown: no intervals",
    [NOTE_PUBLISHED_MEAN_N_UNKNOWN] = "published mean, n unknown: no interval, no quantiles",
    [NOTE_PUBLISHED_FIGURES] = "published figures: no intervals of quantiles",
    [NOTE_PUBLISHED_MEAN] = "published mean: no quantiles",
    [NOTE_PUBLISHED_SEVERAL] = "several published rows, which can't be pooled: group by more factors",
    [NOTE_PUBLISHED_POOLED] = "{.0f} published rows pooled: no interval, and no quantiles, which can't be",
    [NOTE_OTHER_MEAN] = "the mean that was published is another one: {.6g}",
    [NOTE_NO_INTERVAL] = "{}: no interval, needs n >= {.0f}",
    [NOTE_NO_UPPER_BOUND] = "{}: no upper bound, needs n >= {.0f}",
    [NOTE_NO_LOWER_BOUND] = "{}: no lower bound, needs n >= {.0f}",
    [NOTE_NO_INTERVAL_EFFECTIVE] = "{}: no interval, needs an effective n >= {.0f}, has {.0f}",
    [NOTE_NO_UPPER_BOUND_EFFECTIVE] = "{}: no upper bound, needs an effective n >= {.0f}, has {.0f}",
    [NOTE_NO_LOWER_BOUND_EFFECTIVE] = "{}: no lower bound, needs an effective n >= {.0f}, has {.0f}",
    [NOTE_NO_UPPER_BOUND_CUT_OFF] = "{}: no upper bound, as requests of that rank were cut off",
    [NOTE_RANK_CUT_OFF] = "{}: requests of that rank were cut off",
    [NOTE_PRINTS_NONE] = "{} prints none",
    [NOTE_NOT_PUBLISHED] = "{}: not published",
    [NOTE_MEAN_DIFFERENCE] = "difference of mean: {}",
    [NOTE_MEAN_RATIO] = "ratio of mean: {}",
    [NOTE_QUANTILE_DIFFERENCE] = "difference of p{=.10g%}: {}",
    [NOTE_QUANTILE_RATIO] = "ratio of p{=.10g%}: {}",
    [NOTE_MEANS_CUT_OFF] = "means: requests were cut off, so that their mean is not known",
    [NOTE_QUANTILES_CUT_OFF] = "p{=.10g%}: requests of that rank were cut off, so that it has no upper bound",
    [NOTE_QUANTILES_NEED] =
        "p{=.10g%}: an open interval, needs as much as {.0f} independent requests tell in "
        "both groups, has {.0f}",
    [NOTE_SIDE_TELLS_AS_MUCH] = "{}: {.0f} requests tell as much as {.0f} independent ones",
    [NOTE_SIDE_TELLS_AS_MUCH_IN_FILE] =
        "{}: {.0f} requests tell as much as {.0f} independent ones, in the file's order",
    [NOTE_RUN_PAIRS] = "runs alternate: compared as {.0f} pairs, by Student's t of their differences",
    [NOTE_SHIFT_WITHOUT_INTERVAL] = "shift: no interval, the widest there is covers {.3g%} %",
    [NOTE_NO_DIAGNOSIS] = "{row}, {}: diagnosis: needs n >= {.0f}",
    [NOTE_LJUNG_BOX] =
        "{row}, {}: dependence: Ljung-Box over 20 lags, p = {.2g}; the tests here allow for it",
    [NOTE_DRIFT] = "{row}, {}: drift: the last tenth is {+.2g%} % off the first (slope of ranks, 5 %)",
    [NOTE_CHANGE] = "{row}, {}: a change behind request {.0f} (Pettitt, 5 %)",
    [NOTE_WARM_UP] = "{row}, {}: warm-up (Schruben, 5 %): MSER-5 proposes to cut {.0f} requests, mean {.4g} "
                     "with them, {.4g} "
                     "without; none were cut",
    [NOTE_OUTLIERS] = "{row}, {}: outliers: {.0f} low, {.0f} high (double MAD, {.6g}), kept",
    [NOTE_MODES] =
        "{row}, {}: {.0f} requests, {.2g%} %, stand apart from {.4g} on (tail spacings, 5 %): are they "
        "cold starts?",
    [NOTE_GROUP_LEFT_OUT] = "group {.0f}: {}",
    [NOTE_CLOSED_LOOP] =
        "closed loop: {.3g%} % of the requests began when one of {.0f} in flight returned, so "
        "that a stall stops the clients too; the true tail lies between the plain quantiles "
        "and the corrected ones",
    [NOTE_TOO_FEW_REQUESTS] =
        LITTLES_LAW "the generator did not keep up, or the users were not all there all "
                    "the time",
    [NOTE_TOO_MANY_REQUESTS] = LITTLES_LAW "there were more users, or they waited less",
    [NOTE_FAILED_IN_FLIGHT] = "{.0f} requests failed; they count in flight and not in the quantiles",
    [NOTE_SIZE_LEFT_OUT] =
        "{row}: {.6g} MB left out: {.0f} requests were cut off, so that their mean is not known",
    [NOTE_NO_SIZE] = "{row}: {.0f} rows left out: their memory_mb is no number above 0",
    [NOTE_NO_FIT] = "{row}: {}",
    [NOTE_NO_KNEE_CONSTANT] = "{row}: no knee found: memory does not change it, {.4g} s",
    [NOTE_NO_KNEE_HYPERBOLA] = "{row}: no knee found: {.4g} s + {.4g} s MB / memory over all sizes",
    [NOTE_KNEE] = KNEE("{.0f}", "{.0f}"),
    [NOTE_KNEE_BOUNDED_BELOW] = KNEE("{.0f}", "above the last but one"),
    [NOTE_KNEE_BOUNDED_ABOVE] = KNEE("below the second size", "{.0f}"),
    [NOTE_KNEE_UNBOUNDED] = KNEE("below the second size", "above the last but one"),
    [NOTE_NONE_MEETS] = "{row}: no size is shown to meet {}",
    [NOTE_NONE_MEETS_OR_TELLS] = "{row}: no size is shown to meet {}; some have too few requests to tell",
    [NOTE_CHEAPEST] = "{row}: cheapest" COSTS,
    [NOTE_CHEAPEST_THAT_MEETS] = "{row}: cheapest that meets the objective" COSTS,
    [NOTE_CHEAPER_FASTER] = BESIDE_CURRENT("cheaper", "faster"),
    [NOTE_CHEAPER_SLOWER] = BESIDE_CURRENT("cheaper", "slower"),
    [NOTE_DEARER_FASTER] = BESIDE_CURRENT("dearer", "faster"),
    [NOTE_DEARER_SLOWER] = BESIDE_CURRENT("dearer", "slower"),
    [NOTE_NO_SUCH_SIZE] = "{row}: the {.6g} MB in use are not among the sizes",
    [NOTE_CHOICE_FULL] = "{row}: of the {.6g} MB that are chosen environments had used all: look whether "
                         "requests were killed or squeezed",
    [NOTE_CHOICE_TIGHT] =
        "{row}: the {.6g} MB that are chosen are {.3g%} % above what was used, less than the "
        "headroom of {.3g%} %",
    [NOTE_USED] = USED "; with {.3g%} % headroom {.6g} MB",
    [NOTE_USED_TOO_LARGE] = USED "; with {.3g%} % headroom it takes more than the largest size, {.6g} MB",
    [NOTE_USED_APART] =
        "{row}: below {.6g} MB no environment would have fitted; those that did not fill their "
        "size used up to {.6g} MB",
    [NOTE_USED_FULL] =
        "{row}: {.6g} MB: of {.0f} of {.0f} requests the environment had used all of it: it may have been "
        "killed or squeezed, and what would have fitted is not known",
    [NOTE_USED_MISSING] = "{row}: {.6g} MB: what was used is missing in {.0f} of {.0f} requests",
    [NOTE_BILL_MISSING] =
        "{row}: {.6g} MB: what was billed is not known of {.0f} of {.0f} requests, and left out of costs",
    [NOTE_USED_IS_OF_ENVIRONMENTS] =
        "most_used_mb: the most that an environment had used up to a request, not what the request used; "
        "memory that is not used may bring CPU all the same; sizes that were not measured have no latency",
    [NOTE_COLD_CHOSEN] = "cold starts: not counted, as --where chooses requests by '{}'",
    [NOTE_COLD_UNTOLD] =
        "cold starts: of {.0f} of {.0f} requests it is not known whether they were cold; shares are of the "
        "others",
    [NOTE_INIT_BILLED] = "initialisation is billed, as {.0f} bills tell",
    [NOTE_INIT_NOT_BILLED] =
        "initialisation was not billed, as {.0f} bills tell; since August 2025 AWS bills "
        "it: init_usd_per_million_if_billed of csv and json has what that costs",
    [NOTE_INIT_BILLED_BY_SOME] =
        "initialisation is billed in {.0f} bills and not in {.0f}: since August 2025 AWS bills it always",
    [NOTE_INIT_UNTOLD] =
        "whether initialisation is billed can't be told: by no bill, or it is too short beside its rounding",
    [NOTE_INIT_UNTOLD_OF_SOME] = "whether initialisation is billed can't be told of {.0f} more cold starts, "
                                 "which are left out of its cost",
    [NOTE_INIT_MISSING] = "the time of initialisation is not known of {.0f} of {.0f} cold starts",
    [NOTE_RESTORED] = "{.0f} cold starts were restored from a snapshot; what snapshots cost beside the bill "
                      "of a request is not in the data",
    [NOTE_MONTH_BY_RATE] =
        "a month: {.0f} hours at the rate of each size's requests, which span {.3g} to {.3g} s",
    [NOTE_MONTH_GIVEN] = "a month: {.6g} requests of each size, as given",
    [NOTE_MONTH_NO_CLOCK] = "a month: no rate of {.0f} of {.0f} sizes, as they have no clock times or just "
                            "one; --requests tells it",
    [NOTE_MEAN_CUT_OFF] = "no mean, as requests were cut off",
    [NOTE_MEAN_WITHOUT_N] = "no interval, as the number of requests behind the mean is not known",
    [NOTE_MEAN_WITHOUT_SPREAD] = "no interval, as the spread behind the mean is not known",
    [NOTE_MEANS_WITHOUT_N] = "no interval, as the number of requests behind a mean is not known",
    [NOTE_MEANS_WITHOUT_SPREAD] = "no interval, as the spread behind a mean is not known",
    [NOTE_QUANTILE_OF_PUBLISHED] = "a quantile needs requests, not a published mean",
    [NOTE_TREND] = "tau {.3g} over {.0f} groups, from {.4g} to {.4g}, one-sided p = {.2g}",
    [NOTE_TREND_NEEDS] = "{.0f} groups along {}, needs {.0f}",
    [NOTE_KNEE_WITHOUT_N] =
        "no knee can be looked for, as the number of requests behind the means is not known",
    [NOTE_MEMORY_CONSTANT] = "memory does not change it, {.4g}",
    [NOTE_MEMORY_HYPERBOLA] = "no knee found: {.4g} + {.4g} / memory over all sizes",
};

/* Appends a number as its place in the sentence, what stands between "{" and "}", asks for it. */
static enum status append_number(struct text *text, const char *place, double number, struct error *err)
{
    char *end;
    bool is_signed = *place == '+';
    int digits = (int)strtol(place + is_signed + 1, &end, 10);
    double shown = end[1] == '%' ? 100 * number : number;
    assert(place[is_signed] == '.' && (*end == 'g' || *end == 'f'));
    return is_signed     ? text_print(text, err, "%+.*g", digits, shown)
           : *end == 'g' ? text_print(text, err, "%.*g", digits, shown)
                         : text_print(text, err, "%.*f", digits, shown);
}

/* What a sentence is made of; see words_append_range(). */
struct words {
    const struct note *low, *high; /* NULL: without its numbers */
    const struct grouping *grouping;
    const struct group *group;
};

/* Appends the i-th number: from the low one to the high one, where they read differently. */
static enum status append_range(struct text *text, const char *place, const struct words *words, size_t i,
                                struct error *err)
{
    static const char to[] = " to ";
    size_t start = text->n;
    if (*place == '=') {
        return append_number(text, place + 1, words->low->numbers[i], err);
    }
    if (words->high == NULL) {
        return OK;
    }
    enum status status = append_number(text, place, words->low->numbers[i], err);
    size_t middle = text->n, n = middle - start;
    status = status == OK ? text_append(text, to, strlen(to), err) : status;
    size_t second = text->n;
    status = status == OK ? append_number(text, place, words->high->numbers[i], err) : status;
    if (status == OK && text->n - second == n && memcmp(text->bytes + start, text->bytes + second, n) == 0) {
        text->n = middle;
        text->bytes[middle] = '\0';
    }
    return status;
}

static enum status append(struct text *text, const char *rest, const struct words *words, struct error *err)
{
    static const struct grouping no_factors = {0};
    size_t next = 0;
    for (;;) {
        size_t n = strcspn(rest, "{");
        enum status status = text_append(text, rest, n, err);
        rest += n;
        if (status != OK || *rest == '\0') {
            return status;
        }
        if (rest[1] == '}') {
            status = text_append(text, words->low->text, strlen(words->low->text), err);
        } else if (strncmp(rest, "{row}", strlen("{row}")) == 0) {
            const struct grouping *grouping = words->grouping == NULL ? &no_factors : words->grouping;
            status = group_name(grouping, words->group, text, err);
        } else {
            assert(next < NOTE_NUMBERS);
            status = append_range(text, rest + 1, words, next++, err);
        }
        if (status != OK) {
            return status;
        }
        rest = strchr(rest, '}') + 1;
    }
}

enum status words_append_range(struct text *text, const struct note *low, const struct note *high,
                               const struct grouping *grouping, const struct group *group, struct error *err)
{
    return append(text, sentences[low->code], &(struct words){low, high, grouping, group}, err);
}

enum status words_append_pattern(struct text *text, const struct note *note, const struct grouping *grouping,
                                 const struct group *group, struct error *err)
{
    return words_append_range(text, note, NULL, grouping, group, err);
}

enum status words_append(struct text *text, const struct note *note, const struct grouping *grouping,
                         const struct group *group, struct error *err)
{
    return words_append_range(text, note, note, grouping, group, err);
}

enum status words_append_reason(struct text *text, const struct note *note, struct error *err)
{
    static const char subject[] = "{}: ";
    const char *sentence = sentences[note->code];
    bool has_subject = strncmp(sentence, subject, strlen(subject)) == 0;
    return append(text, sentence + (has_subject ? strlen(subject) : 0),
                  &(struct words){.low = note, .high = note}, err);
}
