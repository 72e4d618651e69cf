/* Summaries of requests that are not kept, against those of requests that are: both in blocks of every size,
 * which change nothing. So it is where blocks go to the sink by themselves and where all rows do together. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/accumulate/part.h"
#include "analysis/summary.h"
#include "formats/formats.h"
#include "import/dumps.h"
#include "output/summary.h"
#include "table/select.h"

static const char *const by[] = {"model", "zone"}, *const measures[] = {"latency_s", "other_s"};
static const double probabilities[] = {0.05, 0.5, 0.9};
enum { N_BY = 2, N_MEASURES = 2, QUANTILES = 3, MOST_FILES = 2 };

/* A line of k6's JSON, with tags beside its status. */
#define K6(ms, status, tags)                                                                                 \
    "{\"metric\":\"http_req_duration\",\"type\":\"Point\",\"data\":{\"time\":\"2024-02-09T08:42:44Z\","      \
    "\"value\":" ms ",\"tags\":{\"status\":\"" status "\"," tags "}}}\n"

static const struct stream_row {
    const char *label, *texts[MOST_FILES], *where, *set, *from;
} stream_rows[] = {
    {"groups",
     {"model,zone,latency_s,other_s\na,1,0.5,1\nb,1,0.25,2\na,2,0.125,3\na,1,3,4\n"},
     NULL,
     NULL,
     NULL},
    {"missing values and factors",
     {"model,zone,latency_s,other_s\n,,0.5,\n,1,,2\na,,NA,3\na,,3,\n,,7,1\n"},
     NULL,
     NULL,
     NULL},
    {"failed and cut off",
     {"model,zone,latency_s,other_s,status,censored\na,1,1,5,200,\na,1,9,5,500,\na,1,30,,,true\nb,1,2,,504,"
      "true"
      "\nb,1,2,4,,false\n"},
     NULL,
     NULL,
     NULL},
    {"signs, zeros and magnitudes",
     {"model,zone,latency_s,other_s\na,1,0,-5\na,1,1e300,0\na,1,5e-324,-0\na,1,2.5,-1e-200\na,1,0,-1e200\n"},
     NULL,
     NULL,
     NULL},
    {"two files, each without what the other has",
     {"model,latency_s\na,1\nb,2\n", "zone,other_s,memory_mb\n1,-3,512\n2,,512\n1,7,1024\n"},
     NULL,
     NULL,
     NULL},
    {"a column that is text in one file and numbers in another",
     {"model,zone,latency_s,other_s\na,1,1,1\na,2,2,2\n",
      "model,zone,latency_s,other_s\na,x,1,1\na,1.0,2,2\n"},
     NULL,
     NULL,
     NULL},
    {"a file without a measure",
     {"model,zone\na,1\na,1\nb,2\n", "model,latency_s,other_s\na,1,2\nb,2,3\n"},
     NULL,
     NULL,
     NULL},
    {"texts that look alike one behind the other",
     {"model,zone,latency_s,other_s\n-,,1,1\n,-,2,2\nab,c,4,4\na,bc,8,8\n"},
     NULL,
     NULL,
     NULL},
    {"a condition",
     {"model,zone,latency_s,other_s\na,1,1,1\nb,2,2,2\na,1,4,8\n,1,5,5\n"},
     "model=a",
     NULL,
     NULL},
    {"a condition on what is set", {"zone,latency_s,other_s\n1,1,1\n2,2,2\n"}, "model=m", "model=m", NULL},
    {"a condition on what one file lacks",
     {"model,latency_s,other_s\na,1,1\nb,2,2\n", "model,zone,latency_s,other_s\na,1,4,8\nb,,5,5\n"},
     "zone=",
     NULL,
     NULL},
    {"quoted cells",
     {"model,zone,latency_s,other_s\n\"a\n\"\"b\",1,1,1\n\"1:a,\",2,2,2\n\"a\n\"\"b\",1,4,8\n"},
     NULL,
     NULL,
     NULL},
    {"no row left", {"model,zone,latency_s,other_s\na,1,1,1\n"}, "model=b", NULL, NULL},
    {"a bad row", {"model,zone,latency_s,other_s\na,1,1,1\na,1,x,1\nb,1,1,1\n"}, "model=b", NULL, NULL},
    {"no such column", {"model,latency_s,other_s\na,1,1\n"}, NULL, NULL, NULL},
    {"a measure of texts", {"model,zone,latency_s,other_s\na,1,1,1\na,1,1,q\n"}, NULL, NULL, NULL},
    {"a column that is there already", {"model,zone,latency_s,other_s\na,1,1,1\n"}, NULL, "model=m", NULL},
    {"tags, of which some come late, and some that nobody asks for",
     {K6("1", "200", "\"url\":\"a\",\"model\":\"a\"") K6("2.5", "200", "\"url\":\"b\",\"model\":\"a\"")
          K6("4", "503", "\"url\":\"a\",\"model\":\"a\"") K6("8", "200", "\"model\":\"b\",\"zone\":\"1\"") K6(
              "16", "200", "\"model\":\"b\",\"zone\":\"1\"") K6("3", "200", "\"url\":\"b\",\"model\":\"a\"")
              K6("5", "404", "\"zone\":\"2\"") K6("6", "200", "\"zone\":\"2\"")},
     NULL,
     NULL,
     "k6-json"},
    {"tags, a condition, and what is set",
     {K6("1", "200", "\"model\":\"a\",\"route\":\"x\"") K6("2", "200", "\"model\":\"a\"") K6(
         "4", "200", "\"model\":\"b\",\"route\":\"x\"") K6("7", "500", "\"model\":\"b\",\"route\":\"x\"")},
     "route=x",
     "zone=z",
     "k6-json"},
    {"a tag that is set already",
     {K6("1", "200", "\"model\":\"a\"") K6("2", "200", "\"model\":\"a\",\"zone\":\"1\"")},
     NULL,
     "zone=z",
     "k6-json"},
    {"a tag that no line has",
     {K6("1", "200", "\"model\":\"a\"") K6("2", "200", "\"model\":\"b\"")},
     NULL,
     NULL,
     "k6-json"},
    {"a bad line among lines of JSON",
     {K6("1", "200", "\"model\":\"a\",\"zone\":\"1\"") K6("2", "200", "\"model\":\"a\",\"zone\":\"1\"")
          K6("-3", "200", "\"model\":\"a\",\"zone\":\"1\"") K6("x", "200", "\"model\":\"a\"")},
     NULL,
     NULL,
     "k6-json"},
};

/* The files of a row, written once. */
struct files {
    char names[MOST_FILES][32], *paths[MOST_FILES];
    size_t n, bytes;
};

static void write_files(const struct stream_row *row, struct files *files)
{
    *files = (struct files){0};
    for (; files->n < MOST_FILES && row->texts[files->n] != NULL; files->n++) {
        char *path = files->paths[files->n] = files->names[files->n];
        const char *text = row->texts[files->n];
        strcpy(path, "/tmp/faastat-test-XXXXXX");
        int descriptor = mkstemp(path);
        assert_true(descriptor >= 0);
        assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
        close(descriptor);
        files->bytes += strlen(text);
    }
}

static const struct summary_options asked = {.by = by,
                                             .n_by = N_BY,
                                             .measures = measures,
                                             .n_measures = N_MEASURES,
                                             .quantiles = probabilities,
                                             .n_quantiles = QUANTILES,
                                             .intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95}};

/* ---- what the rows are given to ---- */

static enum status take(void *context, struct table *table, void **part, struct error *err)
{
    struct part *taken = NULL;
    enum status status = part_take(context, table, &taken, err);
    *part = taken;
    return status;
}

static enum status join(void *context, void *part, double more, struct error *err)
{
    return part_join(context, part, more, err);
}

/* The rows here that can be given all say how they ended, so that none is declined. */
static enum status decline(void *context, struct error *err)
{
    (void)context;
    return error_set(err, BAD_DATA, "declined");
}

static void settle(void *context, void *part)
{
    part_settle(context, part);
}

static void release(void *part)
{
    part_release(part);
}

static struct formats formats;

/* How a dump is read. */
struct way {
    size_t block, threads;
    bool streamed, gives;
};

static json_t *json_of(const struct summary_result *result)
{
    struct error err = {{0}};
    char *bytes = NULL;
    size_t n = 0;
    FILE *stream = open_memstream(&bytes, &n);
    assert_non_null(stream);
    assert_int_equal(
        form_write_to(&form_summary, result, &(struct written_as){.format = "json"}, stream, &err), OK);
    fclose(stream);
    json_t *json = json_loadb(bytes, n, 0, NULL);
    assert_non_null(json);
    free(bytes);
    return json;
}

/* The summary in JSON, NULL when there is none; caller releases. */
static json_t *summarise(const struct stream_row *row, const struct files *files, const struct way *way,
                         struct error *err)
{
    struct groups groups;
    struct conditions where = {0};
    struct constants set = {0};
    *err = (struct error){{0}};
    assert_true(row->where == NULL || conditions_add(&where, row->where, err) == OK);
    assert_true(row->set == NULL || constants_add(&set, row->set, err) == OK);
    size_t n_measures = row->from == NULL ? N_MEASURES : 1;
    const struct groups_plan plan = {.by = by,
                                     .n_by = N_BY,
                                     .measures = measures,
                                     .n_measures = n_measures,
                                     .bounded = way->streamed,
                                     .dependent = true};
    const struct import_sink sink = {.take = take,
                                     .join = join,
                                     .settle = settle,
                                     .release = release,
                                     .context = &groups,
                                     .takes_all = way->streamed,
                                     .decline = way->gives ? decline : NULL};
    const char *const others[] = {"status", "start_s"}, *const named[] = {by[0], by[1], "route"};
    const struct import_wanted wanted = {.measures = measures,
                                         .n_measures = n_measures,
                                         .named = named,
                                         .n_named = N_BY + (row->where != NULL),
                                         .others = others,
                                         .n_others = 2,
                                         .set = &set};
    const struct import_options options = {.from = row->from == NULL ? "csv" : row->from,
                                           .where = where,
                                           .set = set,
                                           .wanted = row->from == NULL ? (struct import_wanted){0} : wanted,
                                           .block_bytes = way->block,
                                           .threads = way->threads,
                                           .sink = &sink};
    struct imported imported = {0};
    struct summary_result result = {0};
    assert_int_equal(groups_init(&groups, &plan, err), OK);
    json_t *json = NULL;
    enum status status = dumps_read(files->paths, files->n, &formats.known, &options, &imported, err);
    if (status == OK) {
        status = table_select(&imported.table, &where, err);
    }
    if (status == OK) {
        assert_int_equal(imported.table.rows, 0); /* of requests, neither way leaves any */
        status = groups_finish(&groups, &imported.table, err);
    }
    if (status == OK) {
        struct summary_options with = asked;
        with.n_measures = n_measures;
        with.definition = definition_find("r1");
        status = summary_compute(&groups, &imported.table, &with, &result, err);
        json = status == OK ? json_of(&result) : NULL;
    }
    assert_int_equal(status == OK, err->text[0] == '\0');
    summary_release(&result);
    groups_release(&groups);
    imported_release(&imported);
    conditions_release(&where);
    constants_release(&set);
    return json;
}

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void compare_quantiles(const json_t *kept, const json_t *streamed)
{
    assert_int_equal(json_array_size(kept), json_array_size(streamed));
    for (size_t i = 0; i < json_array_size(kept); i++) {
        const json_t *a = json_array_get(kept, i), *b = json_array_get(streamed, i);
        double exact = number_of(a, "value"), got = number_of(b, "value");
        assert_int_equal(isnan(exact), isnan(got));
        assert_true(isnan(exact) || (got >= exact && got - exact <= fabs(exact) / 2048 + 1.1e-311));
        assert_true(json_equal(json_object_get(a, "coverage"), json_object_get(b, "coverage")));
    }
}

/* What is exact has to be the same, but for the last digit of a mean and an sd. */
static void compare(const json_t *kept, const json_t *streamed)
{
    static const char *const same[] = {"by",       "measure", "n",   "missing",      "failed",
                                       "censored", "min",     "max", "failure_rate", "effective_n"};
    const json_t *all = json_object_get(kept, "groups"), *others = json_object_get(streamed, "groups");
    assert_int_equal(json_array_size(all), json_array_size(others));
    for (size_t g = 0; g < json_array_size(all); g++) {
        const json_t *a = json_array_get(all, g), *b = json_array_get(others, g);
        for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
            assert_true(json_equal(json_object_get(a, same[i]), json_object_get(b, same[i])));
        }
        double mean = number_of(a, "mean"), sd = number_of(a, "sd");
        assert_int_equal(isnan(mean), isnan(number_of(b, "mean")));
        assert_int_equal(isnan(sd), isnan(number_of(b, "sd")));
        assert_true(isnan(mean) || fabs(number_of(b, "mean") - mean) <= 1e-15 * fmax(fabs(mean), sd));
        assert_true(isnan(sd) || fabs(number_of(b, "sd") - sd) <= 1e-14 * sd);
        compare_quantiles(json_object_get(a, "quantiles"), json_object_get(b, "quantiles"));
    }
}

static void test_stream(void **state)
{
    const struct stream_row *row = *state;
    static const size_t threads[] = {1, 2, 3, 7};
    struct files files;
    struct error wanted, err;
    write_files(row, &files);
    const struct way plain = {.threads = 1};
    json_t *kept = summarise(row, &files, &plain, &wanted), *first = NULL;
    for (size_t block = 0; block <= files.bytes; block++) {
        const struct way way = {block, threads[block % 4], true, false},
                         keeping = {block, threads[block % 4], false, true};
        json_t *again = summarise(row, &files, &keeping, &err);
        assert_string_equal(err.text, wanted.text);
        assert_true(kept == NULL ? again == NULL : json_equal(again, kept));
        json_decref(again);
        json_t *streamed = summarise(row, &files, &way, &err);
        assert_string_equal(err.text, wanted.text);
        if (kept != NULL && block == 0) {
            compare(kept, streamed);
            first = json_incref(streamed);
        }
        assert_int_equal(kept == NULL, streamed == NULL);
        assert_true(streamed == NULL || json_equal(streamed, first)); /* to the last digit */
        json_decref(streamed);
    }
    json_decref(first);
    json_decref(kept);
    for (size_t i = 0; i < files.n; i++) {
        unlink(files.paths[i]);
    }
}

static int open_formats(void **state)
{
    struct error err = {{0}};
    (void)state;
    return formats_open(&formats, NULL, 0, &err) == OK ? 0 : -1;
}

static int close_formats(void **state)
{
    (void)state;
    formats_close(&formats);
    return 0;
}

int main(void)
{
    enum { STREAMS = sizeof stream_rows / sizeof *stream_rows };
    struct CMUnitTest rows[STREAMS];
    for (size_t i = 0; i < STREAMS; i++) {
        rows[i] = CHECK_ROW(test_stream, &stream_rows[i]);
    }
    return cmocka_run_group_tests_name("stream", rows, open_formats, close_formats);
}
