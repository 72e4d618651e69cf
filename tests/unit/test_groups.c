/* Requests that are taken out of tables part by part, into groups or into several that are merged, give the
 * samples that one table of all rows gives; and texts that are looked up many at a time have the codes of one
 * at a time. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/accumulate/part.h"
#include "analysis/role.h"
#include "analysis/samples.h"
#include "stats/random.h"

enum { MOST_ROWS = 120, PARTS = 5 };

/* What a random table may have beside latencies. */
struct looks {
    const char *label;
    bool status, censored, published, starts, requests;
    unsigned models; /* 0: no such column */
};

static void set_text(struct table *table, const char *name, const char *text)
{
    struct error err = {{0}};
    const struct column *column = table_find_column(table, name);
    assert_non_null(column);
    assert_int_equal(table_set_text(table, (size_t)(column - table->columns), text, strlen(text), &err), OK);
}

static void set_number(struct table *table, const char *name, double number)
{
    const struct column *column = table_find_column(table, name);
    assert_non_null(column);
    table_set_number(table, (size_t)(column - table->columns), number);
}

static void add_columns(struct table *table, const struct looks *looks)
{
    const struct {
        const char *name;
        enum column_kind kind;
        bool there;
    } columns[] = {{"model", FACTOR, looks->models > 0},
                   {"memory_mb", FACTOR, true},
                   {"status", FACTOR, looks->status},
                   {"censored", FACTOR, looks->censored},
                   {"latency_s", MEASURE, true},
                   {"start_s", MEASURE, looks->starts},
                   {"request", MEASURE, looks->requests},
                   {"quality", FACTOR, looks->published},
                   {"latency_mean_s", MEASURE, looks->published}};
    struct error err = {{0}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        size_t index;
        if (columns[i].there) {
            assert_int_equal(table_add_column(table, columns[i].name, columns[i].kind, &index, &err), OK);
        }
    }
}

static void add_row(struct table *table, const struct looks *looks, struct random *random)
{
    static const char *const sizes[] = {"128", "1024", "512"}, *const fates[] = {"200", "200", "500", "ok"};
    char model[32];
    struct error err = {{0}};
    assert_int_equal(table_open_row(table, &err), OK);
    if (looks->models > 0 && random_below(random, 9) > 0) {
        snprintf(model, sizeof model, "model-%u%s", random_below(random, looks->models),
                 random_below(random, 2) == 0 ? "" : ", a long name");
        set_text(table, "model", model);
    }
    set_text(table, "memory_mb", sizes[random_below(random, 3)]);
    if (looks->status) {
        set_text(table, "status", fates[random_below(random, 4)]);
    }
    if (looks->censored && random_below(random, 10) == 0) {
        set_text(table, "censored", "true");
    }
    if (random_below(random, 8) > 0) {
        set_number(table, "latency_s", random_below(random, 1000) / 128.0);
    }
    if (looks->starts && random_below(random, 300) > 0) {
        set_number(table, "start_s", random_below(random, 50) / 4.0);
    }
    if (looks->requests) {
        set_number(table, "request", random_below(random, 200));
    }
    if (looks->published && random_below(random, 20) == 0) { /* of these requests, or without them */
        set_number(table, "latency_mean_s", 0.25);
        if (random_below(random, 2) == 0) {
            set_text(table, "quality", "summary");
        }
    }
    table_close_row(table);
}

static void check_sample(const struct sample *got, const struct sample *want)
{
    assert_int_equal(got->kept.n, want->kept.n);
    if (want->kept.n > 0) {
        assert_memory_equal(got->kept.values, want->kept.values, want->kept.n * sizeof *want->kept.values);
        assert_int_equal(got->kept.order, want->kept.order);
    }
    assert_int_equal(got->missing, want->missing);
    assert_int_equal(got->failed, want->failed);
    assert_int_equal(got->untold, want->untold);
    assert_int_equal(got->censored, want->censored);
    check_close(got->censored_from, want->censored_from, 0);
    assert_int_equal(got->published.rows, want->published.rows);
    if (want->published.rows > 0) {
        check_close(got->published.mean, want->published.mean, 0);
    }
}

/* All requests of all groups, failed ones too, with the sum of their starts; these are multiples of 1 / 4. */
static void check_starts(const struct groups *groups, const struct table *rest, const struct table *all)
{
    const struct column *start = table_find_column(all, "start_s");
    size_t n = 0, want_n = 0, want_successes = 0;
    double sum = 0, want_sum = 0, successes = 0;
    struct roles roles;
    struct error err = {{0}};
    for (size_t g = 0; g < groups->index.n; g++) {
        struct starts starts = accumulator_starts(&groups->accumulators[g], rest);
        assert_non_null(starts.start_s);
        for (size_t i = 0; i < starts.n; i++) {
            sum += isnan(starts.start_s[i]) ? 0 : starts.start_s[i] + 1;
        }
        n += starts.n + starts.unknown;
        successes += starts.successes;
        free(starts.start_s);
    }
    assert_int_equal(roles_init(&roles, all, NULL, false, &err), OK);
    for (size_t row = 0; row < all->rows; row++) {
        if (role_of(&roles, row) != PUBLISHED_ROW) {
            want_n++;
            want_successes += role_of(&roles, row) == REQUEST;
            want_sum += start == NULL || isnan(start->values[row]) ? 0 : start->values[row] + 1;
        }
    }
    roles_release(&roles);
    assert_int_equal(n, want_n);
    if (table_find_column(all, "status") != NULL) {
        assert_true(successes == (double)want_successes);
    } else { /* nothing tells which requests failed */
        assert_true(isnan(successes) || want_successes == 0);
    }
    assert_true(sum == want_sum);
}

/* Compares group by group; which groups there are has to agree too. */
static void compare(struct groups *groups, struct table *rest, struct table *all, const struct looks *looks)
{
    const char *const by[] = {"memory_mb", "model"};
    const size_t n_by = looks->models > 0 ? 2 : 1;
    struct grouping grouping = {0}, wanted = {0};
    struct samples samples, want;
    struct groups_measure measure;
    struct error err = {{0}};
    assert_int_equal(groups_finish(groups, rest, &err), OK);
    check_starts(groups, rest, all);
    assert_int_equal(table_group(rest, by, n_by, &grouping, &err), OK);
    assert_int_equal(table_group(all, by, n_by, &wanted, &err), OK);
    assert_int_equal(groups_find_measure(groups, rest, "latency_s", &measure, &err), OK);
    assert_int_equal(groups_collect(groups, rest, &grouping, &measure, &samples, &err), OK);
    assert_int_equal(samples_collect(all, &wanted, "latency_s", NULL, &want, &err), OK);
    assert_int_equal(grouping.n, wanted.n);
    for (size_t g = 0; g < grouping.n; g++) {
        for (size_t i = 0; i < n_by; i++) {
            const char *text = group_text(&grouping, &grouping.groups[g], i);
            const char *wanted_text = group_text(&wanted, &wanted.groups[g], i);
            assert_string_equal(text == NULL ? "-" : text, wanted_text == NULL ? "-" : wanted_text);
        }
        sample_drop_missing(&samples.samples[g]);
        check_sample(&samples.samples[g], &want.samples[g]);
    }
    samples_release(&samples);
    samples_release(&want);
    grouping_release(&grouping);
    grouping_release(&wanted);
}

/* Adds a random table to the groups, what they leave of it to `rest`, and the same table to `all`. */
static void add_part(struct groups *groups, const struct looks *looks, struct random *random, double more,
                     struct table *rest, struct table *all)
{
    struct table part = {0}, copy = {0};
    struct part *taken;
    struct error err = {{0}};
    struct random again = *random;
    size_t rows = random_below(random, MOST_ROWS);
    (void)random_below(&again, MOST_ROWS);
    add_columns(&part, looks);
    add_columns(&copy, looks);
    for (size_t row = 0; row < rows; row++) {
        add_row(&part, looks, random);
        add_row(&copy, looks, &again);
    }
    assert_int_equal(part_take(groups, &part, &taken, &err), OK);
    assert_int_equal(part_join(groups, taken, more, &err), OK);
    part_settle(groups, taken);
    part_release(taken);
    assert_int_equal(table_append(rest, &part, &err), OK);
    assert_int_equal(table_append(all, &copy, &err), OK);
    table_release(&part);
    table_release(&copy);
}

static void test_parts(void **state)
{
    const struct looks *looks = *state;
    static const char *const by[] = {"memory_mb", "model", "no such column"};
    static const struct groups_plan plan = {.by = by, .n_by = 3};
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct groups groups, others;
        struct table all = {0}, rest = {0};
        struct error err = {{0}};
        struct random random;
        random_init(&random, seed, 0, 0);
        assert_int_equal(groups_init(&groups, &plan, &err), OK);
        assert_int_equal(groups_init(&others, &plan, &err), OK);
        size_t merged =
            random_below(&random, PARTS + 1); /* parts, the last ones, that are put together first */
        for (size_t k = 0; k < PARTS; k++) {
            add_part(k + merged < PARTS ? &groups : &others, looks, &random, seed % 2 == 0 ? 0 : 2000, &rest,
                     &all);
        }
        assert_int_equal(groups_merge(&groups, &others, &err), OK);
        groups_release(&others);
        compare(&groups, &rest, &all, looks);
        groups_release(&groups);
        table_release(&rest);
        table_release(&all);
    }
}

static const struct looks tables[] = {
    {"requests alone", false, false, false, false, false, 3},
    {"failures", true, false, false, false, false, 3},
    {"no model", true, false, false, false, false, 0},
    {"cut off", true, true, false, false, false, 2},
    {"published figures among them", true, true, true, false, false, 2},
    {"in the order of their starts", true, false, false, true, false, 2},
    {"in the order of their numbers where a start lacks", true, true, true, true, true, 3},
    {"more values than a byte has codes for", true, false, false, false, true, 1000},
};

/* ---- texts, many at a time ---- */

static void test_many_texts(void **state)
{
    (void)state;
    enum { TEXTS = 700, LONGEST = 24 };
    static char bytes[TEXTS][LONGEST + DICTIONARY_SLACK];
    struct span texts[TEXTS];
    uint32_t codes[TEXTS], code;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct dictionary many = {0}, one = {0};
        struct error err = {{0}};
        struct random random;
        random_init(&random, seed, 0, 0);
        unsigned letters = 1 + random_below(&random, 4), longest = 1 + random_below(&random, LONGEST);
        for (size_t i = 0; i < TEXTS; i++) {
            size_t n = random_below(&random, longest + 1);
            for (size_t k = 0; k < sizeof bytes[i]; k++) { /* whatever stands behind the text */
                bytes[i][k] = (char)('a' + random_below(&random, letters));
            }
            texts[i] = (struct span){bytes[i], n};
        }
        assert_int_equal(dictionary_add_all(&many, texts, TEXTS, codes, &err), OK);
        for (size_t i = 0; i < TEXTS; i++) {
            code = 0;
            if (texts[i].n > 0) {
                assert_int_equal(dictionary_add(&one, texts[i].bytes, texts[i].n, &code, &err), OK);
            }
            assert_int_equal(codes[i], code);
        }
        assert_int_equal(many.n, one.n);
        dictionary_release(&many);
        dictionary_release(&one);
    }
}

/* "ab" and "ab" with a NUL behind it are not the same text, though their words are. */
static void test_nul_behind_text(void **state)
{
    (void)state;
    struct dictionary dictionary = {0};
    struct error err = {{0}};
    uint32_t codes[2];
    static const char text[3 + DICTIONARY_SLACK] = "ab";
    const struct span texts[] = {{text, 2}, {text, 3}};
    assert_int_equal(dictionary_add_all(&dictionary, texts, 2, codes, &err), BAD_DATA);
    assert_string_equal(err.text, "found a NUL byte, expected text");
    dictionary_release(&dictionary);
}

int main(void)
{
    enum { TABLES = sizeof tables / sizeof *tables };
    struct CMUnitTest tests[TABLES + 2];
    for (size_t i = 0; i < TABLES; i++) {
        tests[i] = CHECK_ROW(test_parts, &tables[i]);
    }
    tests[TABLES] = (struct CMUnitTest)cmocka_unit_test(test_many_texts);
    tests[TABLES + 1] = (struct CMUnitTest)cmocka_unit_test(test_nul_behind_text);
    return cmocka_run_group_tests_name("groups", tests, NULL, NULL);
}
