/*
 * A claim: a sentence about data, with a test that makes it hold, fail, or be beyond what the data can tell.
 * A kind of test is one file here that ends in one row, and one line in CLAIM_TESTS.
 */
#ifndef FAASTAT_ANALYSIS_CLAIM_H
#define FAASTAT_ANALYSIS_CLAIM_H

#include "analysis/prices.h"
#include "analysis/statistic.h"
#include "base/json_file.h"
#include "stats/interval.h"
#include "table/select.h"

/* What a claim says, as read from its file, from which all texts are borrowed. */
struct claim {
    const char *sentence, *measure;
    const struct claim_test *test;
    struct conditions where; /* on the rows */
    const char **by;         /* factors, in each group of which the claim is made */
    size_t n_by;
    double level; /* a claim that is false is found to hold with probability 1 - level at most */
    struct statistic_choice statistic; /* that it is about */
    const char *of;                    /* the factor whose groups are compared, or along which a curve goes */
    const char **values;               /* groups of it, in the order that is claimed */
    size_t n_values;
    struct interval allowed; /* of the ratio, the statistic or the knee; infinite where there is no bound */
    bool rises;              /* what a trend does */
    struct prices prices;    /* the measure is a billed time, and the claim is about what it costs */
    double billing_ms;       /* 0: it is about the measure itself */
};

/* What a test's findings are about: the statistic of a group, the ratio of two groups' or, along a factor,
 * the size beyond which nothing is gained, or whether it rises. */
enum claim_subject { ABOUT_STATISTIC, ABOUT_RATIO, ABOUT_KNEE, ABOUT_TREND };

struct claim_groups;
struct evidence;

struct claim_test {
    const char *name;
    enum claim_subject about;
    const char *const *keys; /* of the claim, beside those that all have; NULL behind the last */
    /* Reads them. */
    enum status (*read)(const struct json_spot *spot, struct claim *claim, struct error *err);
    /* Adds all findings. */
    enum status (*judge)(struct claim_groups *groups, struct evidence *evidence, struct error *err);
};

#define CLAIM_TESTS(ROW)                                                                                     \
    ROW(order)                                                                                               \
    ROW(ratio)                                                                                               \
    ROW(equal)                                                                                               \
    ROW(bound)                                                                                               \
    ROW(trend)                                                                                               \
    ROW(knee)
#define DECLARE_CLAIM_TEST(name) extern const struct claim_test claim_test_##name;
CLAIM_TESTS(DECLARE_CLAIM_TEST)
#undef DECLARE_CLAIM_TEST

/* Values of keys: a number, which stays as it is when there is none; "below" and "above", at least one. */
enum status claim_read_number(const struct json_spot *spot, const char *key, double *number,
                              struct error *err);
enum status claim_read_bounds(const struct json_spot *spot, struct claim *claim, struct error *err);
/* The texts of an array member; caller frees the array alone. BAD_USAGE when it is empty and required. */
enum status claim_read_texts(const struct json_spot *spot, const char *key, bool required,
                             const char ***texts, size_t *n, struct error *err);

#endif
