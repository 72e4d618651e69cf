/* Words of options to a query: what they say by themselves, and then of the columns that the data have. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "commands/query.h"

/* Factors, measures, an order, a published figure of a measure that is not there itself. */
static struct table make_table(void)
{
    struct table table = {0};
    struct error err = {{0}};
    size_t index;
    const struct {
        const char *name;
        enum column_kind kind;
    } columns[] = {
        {"model", FACTOR},      {"zone", FACTOR},     {"memory_mb", FACTOR},        {"start_s", MEASURE},
        {"latency_s", MEASURE}, {"other_s", MEASURE}, {"inference_mean_s", MEASURE}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        assert_int_equal(table_add_column(&table, columns[i].name, columns[i].kind, &index, &err), OK);
    }
    return table;
}

static void check_list(const char *const *values, size_t n, const char *want)
{
    struct text joined = {0};
    struct error err = {{0}};
    assert_int_equal(text_append(&joined, "", 0, &err), OK);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(text_print(&joined, &err, "%s%s", i == 0 ? "" : ",", values[i]), OK);
    }
    assert_string_equal(joined.bytes, want);
    text_release(&joined);
}

enum { MOST = 3 };

static const struct query_row {
    const char *label, *by, *not_by, *within, *measures[MOST], *where[MOST];
    const char *factors, *by_bound, *measures_bound, *kept, *named, *others; /* what is wanted */
} query_rows[] = {
    {.label = "nothing asked for",
     .factors = "experiment,model,memory_mb,cold,path",
     .by_bound = "model,memory_mb",
     .measures_bound = "latency_s,other_s,inference_s",
     .kept = "",
     .named = "",
     .others = "experiment,model,memory_mb,cold,path,environment,status,success,error,quality,"
               "censored,start_s,end_s,request,latency_s,duration_s"},
    {.label = "not all of the usual factors",
     .not_by = "memory_mb,path",
     .factors = "experiment,model,cold",
     .by_bound = "model",
     .measures_bound = "latency_s,other_s,inference_s",
     .kept = "",
     .named = "",
     .others =
         "experiment,model,cold,environment,status,success,error,quality,censored,start_s,end_s,request,"
         "latency_s,duration_s"},
    {.label = "named factors stay, whether they are there or not; each once",
     .by = "zone,,absent,zone,",
     .within = "memory_mb,zone",
     .factors = "zone,absent",
     .by_bound = "zone,absent,memory_mb",
     .measures_bound = "latency_s,other_s,inference_s",
     .kept = "",
     .named = "zone,absent",
     .others =
         "environment,status,success,error,quality,censored,start_s,end_s,request,latency_s,duration_s"},
    {.label = "no factor at all",
     .by = "",
     .factors = "",
     .by_bound = "",
     .measures_bound = "latency_s,other_s,inference_s",
     .kept = "",
     .named = "",
     .others =
         "environment,status,success,error,quality,censored,start_s,end_s,request,latency_s,duration_s"},
    {.label = "measures by either name, and columns of conditions",
     .by = "model",
     .measures = {"latency_ms", "latency_s", "other_s"},
     .where = {"zone=a", "latency_s>1", "model!="},
     .factors = "model",
     .by_bound = "model",
     .measures_bound = "latency_s,other_s",
     .kept = "latency_s,other_s,start_s,end_s,request,duration_s",
     .named = "model,zone,latency_s",
     .others =
         "environment,status,success,error,quality,censored,start_s,end_s,request,latency_s,duration_s"},
};

static void test_query(void **state)
{
    const struct query_row *row = *state;
    const char *measures[MOST], *where[MOST];
    memcpy(measures, row->measures, sizeof measures);
    memcpy(where, row->where, sizeof where);
    struct query_words words = {.by = row->by,
                                .not_by = row->not_by,
                                .within = row->within,
                                .measures.values = measures,
                                .where.values = where,
                                .only_asked = true};
    for (size_t i = 0; i < MOST; i++) {
        words.measures.n += measures[i] != NULL;
        words.where.n += where[i] != NULL;
    }
    struct query query;
    struct error err = {{0}};
    struct table table = make_table();
    assert_int_equal(query_read(&words, &query, &err), OK);
    check_list(query.factors.values, query.factors.n, row->factors);
    check_list(query.by.values, query.by.n, "");
    check_list(query.wanted.named, query.wanted.n_named, row->named);
    check_list(query.wanted.others, query.wanted.n_others, row->others);
    assert_int_equal(query_bind(&query, &table, &err), OK);
    check_list(query.by.values, query.by.n, row->by_bound);
    check_list(query.measures.values, query.measures.n, row->measures_bound);
    check_list(query.kept.values, query.kept.n, row->kept);
    query_release(&query);
    table_release(&table);
}

static const struct quantiles_row {
    const char *label, *words;
    enum status status;
    size_t n;
    double p[MOST];
} quantiles_rows[] = {
    {"quantiles, with commas to spare", ",0.5,,0.95,0.5,", OK, 3, {0.5, 0.95, 0.5}},
    {"no quantile", "", OK, 0, {0}},
    {"quantile 1", "0.5,1", BAD_USAGE, 0, {0}},
    {"quantile in percent", "95", BAD_USAGE, 0, {0}},
    {"quantile that is no number", "0.5,median", BAD_USAGE, 0, {0}},
};

static void test_quantiles(void **state)
{
    const struct quantiles_row *row = *state;
    struct query query;
    struct error err = {{0}};
    const struct query_words words = {.quantiles = row->words};
    assert_int_equal(query_read(&words, &query, &err), row->status);
    assert_int_equal(row->status == OK, err.text[0] == '\0');
    for (size_t i = 0; row->status == OK && i < row->n; i++) {
        check_close(query.quantiles[i], row->p[i], 0);
    }
    assert_true(row->status != OK || query.n_quantiles == row->n);
    query_release(&query);
}

/* Data of texts alone have nothing to summarise, unless the measure is named. */
static void test_no_measure(void **state)
{
    (void)state;
    struct query query;
    struct table table = {0};
    struct error err = {{0}};
    const struct query_words words = {0};
    assert_int_equal(table_add_constant_text(&table, "model", "a", &err), OK);
    assert_int_equal(query_read(&words, &query, &err), OK);
    assert_int_equal(query_bind(&query, &table, &err), BAD_DATA);
    query_release(&query);
    table_release(&table);
}

int main(void)
{
    enum {
        QUERIES = sizeof query_rows / sizeof *query_rows,
        QUANTILES = sizeof quantiles_rows / sizeof *quantiles_rows
    };
    struct CMUnitTest rows[QUERIES + QUANTILES + 1];
    for (size_t i = 0; i < QUERIES; i++) {
        rows[i] = CHECK_ROW(test_query, &query_rows[i]);
    }
    for (size_t i = 0; i < QUANTILES; i++) {
        rows[QUERIES + i] = CHECK_ROW(test_quantiles, &quantiles_rows[i]);
    }
    rows[QUERIES + QUANTILES] = (struct CMUnitTest)cmocka_unit_test(test_no_measure);
    return cmocka_run_group_tests_name("query", rows, NULL, NULL);
}
