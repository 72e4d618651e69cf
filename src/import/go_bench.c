/* Go's benchmark output (`go test -bench`): each line is the mean of many iterations, with parameters in the
 * name. */
#include <string.h>

#include "import/text_records.h"

enum { BENCHMARK, ITERATIONS, LATENCY_S, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [BENCHMARK] = {"benchmark", FACTOR},
    [ITERATIONS] = {"iterations", MEASURE},
    [LATENCY_S] = {"latency_s", MEASURE},
};

static const char prefix[] = "Benchmark";

/* The next word of the line, "" at its end. */
static const char *next_word(const char **at, size_t *n)
{
    const char *word = *at + strspn(*at, " \t");
    *n = strcspn(word, " \t");
    *at = word + *n;
    return word;
}

static bool is_word(const char *word, size_t n, const char *text)
{
    return n == strlen(text) && strncmp(word, text, n) == 0;
}

/* The length of a name without the number of processors that Go puts behind it, "-48". */
static size_t without_processors(const char *name, size_t n)
{
    size_t end = n;
    while (end > 0 && name[end - 1] >= '0' && name[end - 1] <= '9') {
        end--;
    }
    return end > 1 && end < n && name[end - 1] == '-' ? end - 1 : n;
}

/* The name without the prefix, and "key=value" parts of it as tags: BenchmarkEncode/format=json-48. */
static enum status set_name(struct table *table, const char *name, size_t n, const struct place *place,
                            struct error *err)
{
    size_t whole = n;
    n = without_processors(name, n);
    size_t base = strcspn(name, "/ \t") < n ? strcspn(name, "/ \t") : n;
    enum status status =
        record_set_text(table, BENCHMARK, name + strlen(prefix), base - strlen(prefix), place, err);
    for (size_t at = base; status == OK && at < n;) {
        const char *part = name + at + 1;
        size_t rest = n - at - 1, length = strcspn(part, "/ \t"), key = strcspn(part, "=/ \t");
        length = length < rest ? length : rest;
        if (key < length) {
            char tag[64] = {0};
            memcpy(tag, part, key < sizeof tag ? key : sizeof tag - 1);
            status = record_set_tag(table, tag, part + key + 1, length - key - 1, place, err);
        }
        at += length + 1;
    }
    return status == OK && n < whole
               ? record_set_tag(table, "processors", name + n + 1, whole - n - 1, place, err)
               : status;
}

/* A result line: name, iterations, then pairs of a number and its unit, of which ns/op is wanted. */
static enum status take(const struct text_line *line, void *state, const struct record_sink *sink,
                        struct error *err)
{
    (void)state;
    const char *at = line->text;
    size_t name_n, n, unit_n;
    const char *name = next_word(&at, &name_n), *number = next_word(&at, &n);
    if (strncmp(name, prefix, strlen(prefix)) != 0 || n == 0) {
        return OK; /* a heading such as "goos: linux", or a name whose result stands below its output */
    }
    double iterations, latency_s = -1;
    enum status status = record_parse_number(number, n, &line->place, &iterations, err);
    while (status == OK && latency_s < 0) {
        number = next_word(&at, &n);
        const char *unit = next_word(&at, &unit_n);
        if (unit_n == 0) {
            return error_at(err, &line->place, "found no 'ns/op', expected a time");
        }
        if (is_word(unit, unit_n, "ns/op")) {
            status = record_parse_time(number, n, 1e9, &line->place, &latency_s, err);
        }
    }
    if (status == OK) {
        status = table_open_row(sink->table, err);
    }
    if (status == OK) {
        status = set_name(sink->table, name, name_n, &line->place, err);
    }
    if (status == OK) {
        table_set_number(sink->table, ITERATIONS, iterations);
        table_set_number(sink->table, LATENCY_S, latency_s);
        table_close_row(sink->table);
    }
    return status;
}

/* One of the first lines has a benchmark's name and then "ns/op". */
static enum match probe_go_bench(const char *bytes, size_t n)
{
    const char *at = bytes, *end = bytes + n, *line;
    size_t length;
    for (int i = 0; i < 100 && text_next_line(&at, end, &line, &length); i++) {
        if (length > strlen(prefix) && strncmp(line, prefix, strlen(prefix)) == 0 &&
            memmem(line, length, " ns/op", 6) != NULL) {
            return MATCH;
        }
    }
    return NO_MATCH;
}

static enum status read_go_bench(struct input *input, const struct import_options *options,
                                 struct table *table, struct import_log *log, struct error *err)
{
    static const struct text_format format = {.columns = columns, .n_columns = COLUMNS, .take = take};
    const struct record_sink sink = {options, table, log};
    return text_lines_read(input, &format, NULL, &sink, err);
}

const struct importer import_go_bench = {
    .name = "go-bench",
    .writes = "go test -bench",
    .signs = "a line that begins with Benchmark and has ns/op",
    .quality = EXACT,
    .probe = probe_go_bench,
    .read = read_go_bench,
};
