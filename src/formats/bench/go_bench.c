/* Go's benchmark output (`go test -bench`): each line is the mean of many iterations, with parameters in the
 * name. */
#include <string.h>

#include "formats/formats.h"
#include "read/text_records.h"

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

/* A part of the name behind a '/': "key=value" is a tag; one without a key tells this benchmark from its
 * siblings, and stays in the name. */
static enum status take_part(struct table *table, const char *part, size_t n, struct text *benchmark,
                             const struct place *place, struct error *err)
{
    const char *equals = memchr(part, '=', n);
    char key[64] = {0};
    if (equals == NULL) {
        enum status status = text_append(benchmark, "/", 1, err);
        return status == OK ? text_append(benchmark, part, n, err) : status;
    }
    size_t key_n = (size_t)(equals - part);
    if (key_n == 0 || key_n >= sizeof key) {
        return error_at(err, place, "found '%.*s', expected a key of 1 to %zu bytes before its '='",
                        n > 40 ? 40 : (int)n, part, sizeof key - 1);
    }
    memcpy(key, part, key_n);
    return record_set_tag(table, key, equals + 1, n - key_n - 1, place, err);
}

/* The name without the prefix, such as BenchmarkEncode/json/size=10-48. */
static enum status set_name(struct table *table, const char *name, size_t n, const struct place *place,
                            struct error *err)
{
    struct text benchmark = {0};
    size_t end = without_processors(name, n);
    const char *slash = memchr(name, '/', end);
    size_t at = slash == NULL ? end : (size_t)(slash - name);
    enum status status = text_append(&benchmark, name + strlen(prefix), at - strlen(prefix), err);
    while (status == OK && at < end) {
        const char *part = name + at + 1;
        slash = memchr(part, '/', end - at - 1);
        size_t length = slash == NULL ? end - at - 1 : (size_t)(slash - part);
        status = take_part(table, part, length, &benchmark, place, err);
        at += length + 1;
    }
    status =
        status == OK ? record_set_text(table, BENCHMARK, benchmark.bytes, benchmark.n, place, err) : status;
    text_release(&benchmark);
    return status == OK && end < n
               ? record_set_tag(table, "processors", name + end + 1, n - end - 1, place, err)
               : status;
}

/* What was said above the results of the machine and the package, of which there can be several in a file. */
enum { LABELS = 4 };
static const char *const label_keys[LABELS] = {"goos", "goarch", "pkg", "cpu"};
struct labels {
    char values[LABELS][512];
};

/* Takes "key: value"; other lines are passed over. */
static enum status take_heading(const struct text_line *line, struct labels *labels, struct error *err)
{
    for (size_t i = 0; i < LABELS; i++) {
        size_t key_n = strlen(label_keys[i]);
        if (strncmp(line->text, label_keys[i], key_n) == 0 && line->text[key_n] == ':') {
            const char *value = line->text + key_n + 1;
            value += strspn(value, " \t");
            if (strlen(value) >= sizeof labels->values[i]) {
                return error_at(err, &line->place, "found a '%s' of %zu bytes, expected fewer than %zu",
                                label_keys[i], strlen(value), sizeof labels->values[i]);
            }
            memcpy(labels->values[i], value, strlen(value) + 1);
        }
    }
    return OK;
}

static enum status set_labels(struct table *table, const struct labels *labels, const struct place *place,
                              struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < LABELS; i++) {
        const char *value = labels->values[i];
        if (value[0] != '\0') {
            status = record_set_tag(table, label_keys[i], value, strlen(value), place, err);
        }
    }
    return status;
}

/* A result line: name, iterations, then pairs of a number and its unit, of which ns/op is wanted. */
static enum status take_go_bench(const struct text_line *line, void *state, const struct record_sink *sink,
                                 struct error *err)
{
    const char *at = line->text;
    size_t name_n, n, unit_n;
    const char *name = next_word(&at, &name_n), *number = next_word(&at, &n);
    if (strncmp(name, prefix, strlen(prefix)) != 0 || n == 0) {
        return take_heading(line, state, err); /* or a name whose result stands below its output */
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
            status = record_parse_time(number, n, NANOSECONDS, &line->place, &latency_s, err);
        }
    }
    if (status != OK || (status = table_open_row(sink->table, err)) != OK ||
        (status = set_labels(sink->table, state, &line->place, err)) != OK ||
        (status = set_name(sink->table, name, name_n, &line->place, err)) != OK) {
        return status;
    }
    table_set_number(sink->table, ITERATIONS, iterations);
    table_set_number(sink->table, LATENCY_S, latency_s);
    table_close_row(sink->table);
    return OK;
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
    static const struct text_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_go_bench};
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct labels labels = {0};
    return text_lines_read(input, &format, &labels, &sink, err);
}

const struct importer formats_go_bench = {
    .name = "go-bench",
    .writes = "go test -bench",
    .signs = "a line that begins with Benchmark and has ns/op",
    .quality = EXACT,
    .probe = probe_go_bench,
    .read = read_go_bench,
};
