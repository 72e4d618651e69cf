/*
 * Claims: sentences about data, each with a test that makes it hold, fail, or be beyond what the data can
 * tell. A kind of test is one file here that ends in one row, and one line in CLAIM_TESTS.
 */
#ifndef FAASTAT_ANALYSIS_CLAIMS_H
#define FAASTAT_ANALYSIS_CLAIMS_H

#include <stdint.h>

#include "analysis/prices.h"
#include "analysis/samples.h"
#include "base/json_file.h"
#include "output/report.h"
#include "stats/estimator.h"
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
    struct estimator statistic; /* that it is about */
    const char *of;             /* the factor whose groups are compared, or along which a curve goes */
    const char **values;        /* groups of it, in the order that is claimed */
    size_t n_values;
    struct interval allowed; /* of the ratio, the statistic or the knee; infinite where there is no bound */
    bool rises;              /* what a trend does */
    struct prices prices;    /* the measure is a billed time, and the claim is about what it costs */
    double billing_ms;       /* 0: it is about the measure itself */
};

struct claims {
    struct json_file file;
    char **data; /* paths beside the file */
    size_t n_data;
    struct claim *claims;
    size_t n;
};

/* Reads a claims file; BAD_USAGE with line and column of what is wrong. Caller releases either way. */
enum status claims_read(struct claims *claims, const char *path, struct error *err);
void claims_release(struct claims *claims);

struct check_options {
    size_t resamples, threads; /* of bootstraps */
    uint64_t seed;
    bool strict; /* what the data cannot tell counts as failed */
};

/*
 * Adds a row for each claim; cells, notes and JSON. CLAIM_FAILED, with the report complete, when one fails;
 * BAD_USAGE when one names what the data don't have. The report is zeroed before; caller releases it either
 * way.
 */
enum status check_report(struct table *table, const struct claims *claims,
                         const struct check_options *options, struct report *report, struct error *err);

/* ---- for tests ---- */

enum verdict { HOLDS, FAILS, CANNOT_TELL };

/* What the data say of a claim: one finding for each comparison, group or curve that it speaks of. */
struct evidence {
    const struct claim *claim;
    const struct check_options *options;
    size_t expected;  /* how many findings there will be, for their correction; set before the first */
    size_t counts[3]; /* of findings by verdict */
    json_t *findings;
    struct text
        shown[3]; /* in words, of each verdict: the first, and of those that hold the one with least margin */
    double least_margin;
};

/* The number that one finding is about. Bounds are NaN when the data don't support any, and `reason` says
 * why. */
struct estimate {
    double value;
    struct interval interval;
    struct error reason; /* with a text when there is one */
};

struct question {
    const char *what; /* "memory_mb 512: resnet50 / mobilenetv2" */
    const char *unit; /* behind the number, such as " s" */
    /* Estimates with an interval of that level. */
    enum status (*estimate)(const struct question *question, double level, struct estimate *estimate,
                            struct error *err);
    const void *context; /* of the test */
};

/*
 * Adds one finding. The claim holds for it when the one-sided bounds at the claim's level are within what is
 * allowed; it is contradicted when they are outside even at a level that is corrected for all findings
 * (Bonferroni). A claim of many parts holds when each of them does, which needs no correction: an
 * intersection-union test (Berger 1982, Technometrics 24, 295-300).
 */
enum status evidence_ask(struct evidence *evidence, const struct question *question, struct error *err);
/* Adds a finding whose verdict the test has found by itself, with its account in words. */
enum status evidence_add(struct evidence *evidence, enum verdict verdict, double margin, const char *what,
                         const char *words, struct error *err);

/* The samples that a claim is about, in groups of its `by`, and of its `of` last when there is one. */
struct claim_groups {
    struct grouping grouping;
    struct samples samples; /* of the measure, or of its cost */
};
enum status claim_groups_collect(struct table *table, const struct claim *claim, struct claim_groups *groups,
                                 struct error *err);
void claim_groups_release(struct claim_groups *groups);
bool claim_group_has_data(const struct claim_groups *groups, size_t group);
/* One behind the last group that agrees with `first` on the claim's `by`. */
size_t claim_groups_next(const struct claim_groups *groups, const struct claim *claim, size_t first);
/* Appends the values of `by`: "model resnet50, memory_mb 512"; nothing when there are none. */
enum status claim_group_name(const struct claim_groups *groups, const struct claim *claim, size_t group,
                             struct text *name, struct error *err);

struct claim_test {
    const char *name;
    const char *const *keys; /* of the claim, beside those that all have; NULL behind the last */
    /* Reads them; NULL without. */
    enum status (*read)(const struct json_spot *spot, struct claim *claim, struct error *err);
    /* Asks for all findings. */
    enum status (*judge)(const struct claim *claim, struct table *table, struct evidence *evidence,
                         struct error *err);
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

/* Readers of keys that several tests have: "below" and "above", at least one; a share such as "10%". */
enum status claim_read_bounds(const struct json_spot *spot, struct claim *claim, struct error *err);
/* The texts of an array member; caller frees the array alone. BAD_USAGE when it is empty and required. */
enum status claim_read_texts(const struct json_spot *spot, const char *key, bool required,
                             const char ***texts, size_t *n, struct error *err);

#endif
