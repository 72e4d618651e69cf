/* The table: columns, conditions, groups, samples. Expected values are worked out by hand. */
#include "tidy.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/samples.h"
#include "table/group.h"
#include "table/select.h"
#include "table/tidy.h"

static const struct {
    const char *model, *memory_mb, *status, *quality;
    double latency_s, mean_s;
} requests[] = {
    {"resnet50", "1024", "200", "exact", 4.5, NAN},    {"inceptionv3", "512", "500", "exact", 30.5, NAN},
    {"resnet50", "512", "200", NULL, 12.25, NAN},      {"inceptionv3", "512", NULL, "exact", 20.5, NAN},
    {"resnet50", "512", "timeout", "exact", 60, NAN},  {"resnet50", "512", "OK", "exact", NAN, NAN},
    {"mobilenetv2", "512", NULL, "summary", NAN, 7.5}, {"resnet50", "512", "302", "exact", 10.75, NAN},
    {NULL, "512", "200", "exact", 1.5, NAN},
};
enum { REQUESTS = sizeof requests / sizeof *requests };

static void add_text(struct table *table, size_t column, const char *text)
{
    struct error err = {{0}};
    if (text != NULL) {
        assert_int_equal(table_set_text(table, column, text, strlen(text), &err), OK);
    }
}

/* The requests above, from `first` on. */
static struct table make_table(size_t first, size_t n)
{
    static const char *const names[] = {"model",   "memory_mb", "status",
                                        "quality", "latency_s", "latency_mean_s"};
    struct table table = {0};
    struct error err = {{0}};
    size_t column;
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(table_add_column(&table, names[i], i < 4 ? FACTOR : MEASURE, &column, &err), OK);
    }
    for (size_t i = first; i < first + n; i++) {
        assert_int_equal(table_open_row(&table, &err), OK);
        add_text(&table, 0, requests[i].model);
        add_text(&table, 1, requests[i].memory_mb);
        add_text(&table, 2, requests[i].status);
        add_text(&table, 3, requests[i].quality);
        table_set_number(&table, 4, requests[i].latency_s);
        table_set_number(&table, 5, requests[i].mean_s);
        table_close_row(&table);
    }
    return table;
}

/* ---- conditions ---- */

static const struct condition_row {
    const char *label, *condition;
    enum status status;
    size_t rows;
} condition_rows[] = {
    {"where: text", "model=resnet50", OK, 5},
    {"where: other text, missing included", "model!=resnet50", OK, 4},
    {"where: number in a factor", "memory_mb>=1024", OK, 1},
    {"where: number written otherwise", "memory_mb=512.0", OK, 8},
    {"where: measure", "latency_s<12.25", OK, 3},
    {"where: measure, at most", "latency_s<=12.25", OK, 4},
    {"where: measure, more", "latency_s>20.5", OK, 2},
    {"where: measure in another unit", "latency_ms<12250", OK, 3},
    {"where: list in another unit", "Latency (ms) in (12250, 1)", OK, 1},
    {"where: a text has no order", "status>=200", OK, 5},
    {"where: missing", "model=", OK, 1},
    {"where: not missing", "latency_s!=", OK, 7},
    {"where: no operator", "model", BAD_USAGE, 0},
    {"where: no column", "=5", BAD_USAGE, 0},
    {"where: unknown column", "modle=resnet50", BAD_USAGE, 0},
    {"where: order without a number", "model>m", BAD_USAGE, 0},
    {"where: measure is no text", "latency_s=fast", BAD_USAGE, 0},
};

static void test_condition(void **state)
{
    const struct condition_row *row = *state;
    struct table table = make_table(0, REQUESTS);
    struct error err = {{0}};
    struct conditions conditions = {0};
    enum status status = conditions_add(&conditions, row->condition, &err);
    assert_int_equal(status == OK ? table_select(&table, &conditions, &err) : status, row->status);
    assert_int_equal(table.rows, row->status == OK ? row->rows : REQUESTS);
    if (strcmp(row->condition, "modle=resnet50") == 0) {
        assert_string_equal(err.text, "condition: the data have no column 'modle'; did you mean 'model'?");
    }
    conditions_release(&conditions);
    table_release(&table);
}

/* ---- joining ---- */

static void test_append_is_one_table(void **state)
{
    (void)state;
    struct table whole = make_table(0, REQUESTS);
    char *want = as_tidy(&whole);
    for (size_t cut = 0; cut <= REQUESTS; cut++) {
        struct table first = make_table(0, cut), second = make_table(cut, REQUESTS - cut);
        struct error err = {{0}};
        assert_int_equal(table_append(&first, &second, &err), OK);
        char *got = as_tidy(&first);
        assert_string_equal(got, want);
        free(got);
        table_release(&first);
        table_release(&second);
    }
    free(want);
    table_release(&whole);
}

/* Each text in as many rows at once, until codes of one byte are not enough; the first is missing. */
static void test_repeated_texts(void **state)
{
    (void)state;
    enum { TEXTS = 700, TIMES = 3 };
    struct table table = {0};
    struct error err = {{0}};
    size_t column;
    assert_int_equal(table_add_column(&table, "path", FACTOR, &column, &err), OK);
    for (size_t i = 0; i < TEXTS; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "%zu", i);
        struct span span = {i == 0 ? NULL : text, (size_t)n};
        assert_int_equal(table_open_rows(&table, TIMES, &err), OK);
        assert_int_equal(table_repeat_text(&table, column, table.rows, span, TIMES, &err), OK);
        table_close_rows(&table, TIMES);
    }
    assert_int_equal(table.rows, TEXTS * TIMES);
    for (size_t row = 0; row < table.rows; row++) {
        char text[32];
        snprintf(text, sizeof text, "%zu", row / TIMES);
        if (row < TIMES) {
            assert_null(column_text(&table.columns[column], row));
        } else {
            assert_string_equal(column_text(&table.columns[column], row), text);
        }
    }
    table_release(&table);
}

/* Rows that are added in pieces keep their values, whatever was expected of them. */
static void test_expected_rows(void **state)
{
    (void)state;
    enum { ROWS = 1300000, PIECE = 30011 };
    static const size_t expected[] = {0, 20000, 150000, 400000, ROWS, 20 * (size_t)ROWS, SIZE_MAX / 4};
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        struct table all = {0};
        struct error err = {{0}};
        size_t column, rows = 0;
        assert_int_equal(table_add_column(&all, "latency_s", MEASURE, &column, &err), OK);
        for (size_t n = 1 + e; rows < ROWS; n = n * 2 < PIECE ? n * 2 : PIECE) {
            struct table piece = {0};
            assert_int_equal(table_add_column(&piece, "latency_s", MEASURE, &column, &err), OK);
            assert_int_equal(table_open_rows(&piece, n, &err), OK);
            for (size_t i = 0; i < n; i++) {
                piece.columns[column].values[i] = (double)rows++;
            }
            table_close_rows(&piece, n);
            table_expect_rows(&all, expected[e]);
            assert_int_equal(table_append(&all, &piece, &err), OK);
            table_release(&piece);
        }
        assert_int_equal(all.rows, rows);
        for (size_t i = 0; i < rows; i++) {
            assert_true(all.columns[0].values[i] == (double)i);
        }
        table_release(&all);
    }
}

/* One row with a column `users`, as a measure or as a factor, and one of its own. */
static struct table one_row(bool factor, double number, const char *own)
{
    struct table table = {0};
    struct error err = {{0}};
    size_t users, column;
    table_add_column(&table, "users", factor ? FACTOR : MEASURE, &users, &err);
    table_add_column(&table, own, MEASURE, &column, &err);
    table_open_row(&table, &err);
    if (factor) {
        add_text(&table, users, "many");
    } else {
        table_set_number(&table, users, number);
    }
    table_set_number(&table, column, 2.5);
    table_close_row(&table);
    return table;
}

static void test_append_other_columns(void **state)
{
    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        struct table to = one_row(turn == 0, 0.125, "a"), from = one_row(turn == 1, 0.125, "b");
        struct error err = {{0}};
        assert_int_equal(table_append(&to, &from, &err), OK);
        char *tidy = as_tidy(&to);
        assert_string_equal(tidy, turn == 0 ? "users,a,b\nmany,2.5,\n0.125,,2.5\n"
                                            : "users,a,b\n0.125,2.5,\nmany,,2.5\n");
        free(tidy);
        /* Both go on growing. */
        for (size_t i = 0; i < 200; i++) {
            assert_int_equal(table_open_row(&to, &err), OK);
            add_text(&to, 0, "x");
            table_close_row(&to);
        }
        assert_string_equal(column_text(&to.columns[0], 201), "x");
        table_release(&to);
        table_release(&from);
    }
}

/* Codes take 1, 2 and 4 bytes as the labels get more, and keep what they say. */
static void test_code_width(void **state)
{
    (void)state;
    struct table table = {0};
    struct error err = {{0}};
    size_t column;
    table_add_column(&table, "id", FACTOR, &column, &err);
    for (size_t i = 0; i < 70000; i++) {
        char text[16];
        snprintf(text, sizeof text, "r%zu", i);
        assert_int_equal(table_open_row(&table, &err), OK);
        add_text(&table, column, text);
        table_close_row(&table);
        unsigned want = i < 255 ? 1 : i < 65535 ? 2 : 4;
        assert_int_equal(table.columns[0].codes.width, want);
    }
    assert_string_equal(column_text(&table.columns[0], 0), "r0");
    assert_string_equal(column_text(&table.columns[0], 254), "r254");
    assert_string_equal(column_text(&table.columns[0], 69999), "r69999");
    table_release(&table);
}

/* ---- groups and samples ---- */

static void test_groups(void **state)
{
    (void)state;
    static const char *const by[] = {"model", "memory_mb"};
    static const char *const want[][2] = {{NULL, "512"},
                                          {"inceptionv3", "512"},
                                          {"mobilenetv2", "512"},
                                          {"resnet50", "512"},
                                          {"resnet50", "1024"}};
    static const size_t rows[] = {1, 2, 1, 4, 1};
    struct table table = make_table(0, REQUESTS);
    struct grouping grouping;
    struct error err = {{0}};
    assert_int_equal(table_group(&table, by, 2, &grouping, &err), OK);
    assert_int_equal(grouping.n, 5);
    for (size_t g = 0; g < 5; g++) {
        const char *model = group_text(&grouping, &grouping.groups[g], 0);
        assert_true(want[g][0] == NULL ? model == NULL : strcmp(model, want[g][0]) == 0);
        assert_string_equal(group_text(&grouping, &grouping.groups[g], 1), want[g][1]); /* 512 before 1024 */
        assert_int_equal(grouping.groups[g].rows, rows[g]);
    }
    grouping_release(&grouping);
    assert_int_equal(table_group(&table, NULL, 0, &grouping, &err), OK);
    assert_int_equal(grouping.n, 1);
    assert_int_equal(grouping.groups[0].rows, REQUESTS);
    grouping_release(&grouping);
    static const char *const by_measure[] = {"latency_s"};
    assert_int_equal(table_group(&table, by_measure, 1, &grouping, &err), OK);
    assert_int_equal(grouping.n, 8);
    assert_string_equal(group_text(&grouping, &grouping.groups[1], 0), "1.5");
    grouping_release(&grouping);
    table_release(&table);
}

static void test_samples(void **state)
{
    (void)state;
    static const char *const by[] = {"model"};
    struct table table = make_table(0, REQUESTS);
    struct grouping grouping;
    struct samples samples;
    struct error err = {{0}};
    assert_int_equal(table_group(&table, by, 1, &grouping, &err), OK);
    assert_int_equal(samples_collect(&table, &grouping, "latency_s", NULL, &samples, &err), OK);
    const struct sample *inception = &samples.samples[1], *mobilenet = &samples.samples[2];
    const struct sample *resnet = &samples.samples[3];
    assert_int_equal(inception->kept.n, 1); /* the 500 is failed; no status is success */
    assert_int_equal(inception->failed, 1);
    check_close(inception->kept.values[0], 20.5, 0);
    assert_int_equal(mobilenet->kept.n, 0); /* published, so no request without a value */
    assert_int_equal(mobilenet->missing, 0);
    assert_int_equal(mobilenet->published.rows, 1);
    check_close(mobilenet->published.mean, 7.5, 0);
    assert_true(isnan(mobilenet->published.n) && isnan(mobilenet->published.sd));
    assert_int_equal(resnet->kept.n, 3); /* in the rows' order: 4.5, 12.25, 10.75 */
    assert_int_equal(resnet->missing, 1);
    assert_int_equal(resnet->failed, 1);
    check_close(resnet->kept.values[1], 12.25, 0);
    check_close(resnet->kept.values[2], 10.75, 0);
    samples_release(&samples);
    uint8_t keep[REQUESTS] = {0, 0, 1, 0, 0, 0, 0, 0, 0};
    assert_int_equal(samples_collect(&table, &grouping, "latency_s", keep, &samples, &err), OK);
    assert_int_equal(samples.samples[3].kept.n, 1);
    assert_int_equal(
        samples.samples[1].kept.n + samples.samples[1].failed + samples.samples[2].published.rows, 0);
    samples_release(&samples);
    assert_int_equal(samples_collect(&table, &grouping, "latncy_s", NULL, &samples, &err), BAD_USAGE);
    assert_string_equal(err.text, "measure: the data have no column 'latncy_s'; did you mean 'latency_s'?");
    grouping_release(&grouping);
    table_release(&table);
}

/* The first of start_s and request that all of a group's requests have decides on their order. */
static void test_order(void **state)
{
    (void)state;
    static const struct {
        const char *model;
        double start_s, request, latency_s;
    } rows[] = {{"a", 12.5, 1, 3.5},  {"b", NAN, 3, 7.5},  {"a", 10.5, 2, 1.5},
                {"b", 8.5, 1, 5.5},   {"a", 12.5, 3, 4.5}, {"b", 9.5, 2, 6.5},
                {"c", NAN, NAN, 9.5}, {"a", 11.5, 4, NAN}, {"c", 1.5, 1, 8.5}};
    static const double want[] = {1.5, 3.5, 4.5, 5.5, 6.5, 7.5, 9.5, 8.5};
    static const enum order orders[] = {BY_START, BY_REQUEST, AS_READ};
    static const char *const names[] = {"model", "start_s", "request", "latency_s"}, *const by[] = {"model"};
    struct table table = {0};
    struct error err = {{0}};
    size_t column;
    for (size_t i = 0; i < 4; i++) {
        table_add_column(&table, names[i], i == 0 ? FACTOR : MEASURE, &column, &err);
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        table_open_row(&table, &err);
        add_text(&table, 0, rows[i].model);
        table_set_number(&table, 1, rows[i].start_s);
        table_set_number(&table, 2, rows[i].request);
        table_set_number(&table, 3, rows[i].latency_s);
        table_close_row(&table);
    }
    struct grouping grouping;
    struct samples samples;
    assert_int_equal(table_group(&table, by, 1, &grouping, &err), OK);
    assert_int_equal(samples_collect(&table, &grouping, "latency_s", NULL, &samples, &err), OK);
    for (size_t g = 0, i = 0; g < 3; g++) {
        assert_int_equal(samples.samples[g].kept.order, orders[g]);
        for (size_t v = 0; v < samples.samples[g].kept.n; v++) {
            check_close(samples.samples[g].kept.values[v], want[i++], 0);
        }
    }
    assert_int_equal(samples.samples[0].missing, 1);
    samples_release(&samples);
    grouping_release(&grouping);
    table_release(&table);
}

/* A text that goes on behind a NUL byte is not the one before it, and is refused. Found by fuzzing: it was
 * compared beyond its end. */
static void test_nul_in_text(void **state)
{
    (void)state;
    static const char long_text[64] = "r1\0 and what follows, which is longer than the text that is held";
    struct dictionary dictionary = {0};
    struct error err = {{0}};
    uint32_t code = 7;
    assert_int_equal(dictionary_add(&dictionary, "r1", 2, &code, &err), OK);
    assert_int_equal(code, 1);
    assert_int_equal(dictionary_add(&dictionary, long_text, sizeof long_text - 1, &code, &err), BAD_DATA);
    assert_string_equal(err.text, "found a NUL byte, expected text");
    dictionary_release(&dictionary);
}

/* A column that is added while a row is open is missing in that row. Found by fuzzing: an empty tag left its
 * cell unset. */
static void test_column_in_open_row(void **state)
{
    (void)state;
    struct table table = {0};
    struct error err = {{0}};
    size_t value, tag, number;
    assert_int_equal(table_add_column(&table, "value", MEASURE, &value, &err), OK);
    assert_int_equal(table_open_row(&table, &err), OK);
    table_set_number(&table, value, 2.5);
    assert_int_equal(table_add_column(&table, "tag", FACTOR, &tag, &err), OK);
    assert_int_equal(table_add_column(&table, "number", MEASURE, &number, &err), OK);
    table_close_row(&table);
    assert_null(column_text(&table.columns[tag], 0));
    assert_true(isnan(table.columns[number].values[0]));
    assert_true(column_is_empty(&table.columns[tag], 1));
    assert_true(column_is_empty(&table.columns[number], 1));
    table_release(&table);
}

/* ---- names ---- */

static const struct figure_row {
    const char *name, *measure; /* NULL: no published figure */
    enum tidy_figure_kind kind;
    double p;
} figure_rows[] = {
    {"latency_mean_s", "latency_s", FIGURE_MEAN, NAN},
    {"latency_population_sd_s", "latency_s", FIGURE_POPULATION_SD, NAN},
    {"latency_sd_s", "latency_s", FIGURE_SD, NAN},
    {"price_max_usd_per_ms", "price_usd_per_ms", FIGURE_MAX, NAN},
    {"users_min", "users", FIGURE_MIN, NAN},
    {"latency_low_s", "latency_s", FIGURE_LOW, NAN},
    {"latency_high_s", "latency_s", FIGURE_HIGH, NAN},
    {"latency_p99.9_s", "latency_s", FIGURE_QUANTILE, 0.999},
    {"first_byte_p50_s", "first_byte_s", FIGURE_QUANTILE, 0.5},
    {"latency_s", NULL, FIGURE_MEAN, NAN},
    {"mean_s", NULL, FIGURE_MEAN, NAN},
    {"p50_s", NULL, FIGURE_MEAN, NAN},
    {"latency_p101_s", NULL, FIGURE_MEAN, NAN},
    {"latency_p_s", NULL, FIGURE_MEAN, NAN},
    {"latency_p5x_s", NULL, FIGURE_MEAN, NAN},
};

static void test_figure_names(void **state)
{
    (void)state;
    struct error err = {{0}};
    for (size_t i = 0; i < sizeof figure_rows / sizeof *figure_rows; i++) {
        const struct figure_row *row = &figure_rows[i];
        struct tidy_figure figure, same;
        assert_int_equal(tidy_find_figure(row->name, &figure), row->measure != NULL);
        if (row->measure == NULL) {
            continue;
        }
        assert_int_equal(figure.kind, row->kind);
        assert_true(isnan(row->p) ? isnan(figure.p) : fabs(figure.p - row->p) < 1e-15);
        char *measure = tidy_figure_measure(row->name, &figure, &err);
        assert_string_equal(measure, row->measure);
        free(measure);
        assert_true(tidy_is_figure_of(row->name, row->measure, &same));
        assert_false(tidy_is_figure_of(row->name, "other_s", &same));
    }
}

int main(void)
{
    enum { CONDITIONS = sizeof condition_rows / sizeof *condition_rows };
    struct CMUnitTest rows[CONDITIONS];
    for (size_t i = 0; i < CONDITIONS; i++) {
        rows[i] = CHECK_ROW(test_condition, &condition_rows[i]);
    }
    const struct CMUnitTest others[] = {
        cmocka_unit_test(test_append_is_one_table),
        cmocka_unit_test(test_append_other_columns),
        cmocka_unit_test(test_repeated_texts),
        cmocka_unit_test(test_expected_rows),
        cmocka_unit_test(test_code_width),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_nul_in_text),
        cmocka_unit_test(test_column_in_open_row),
        cmocka_unit_test(test_figure_names),
    };
    int failed = cmocka_run_group_tests_name("table rows", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("table", others, NULL, NULL);
}
