#include "table/tidy.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "base/unit_name.h"

const char tidy_published_n[] = "published_n", tidy_bucket_n[] = "bucket_n", tidy_failed_n[] = "failed_n",
           tidy_failed_inside_n[] = "failed_inside_n";

/* In the order in which a tidy dump has them. */
static const struct known {
    const char *name;
    enum column_kind kind;
    bool never_negative;
} known_columns[] = {
    {"experiment", FACTOR, false},     {"model", FACTOR, false},       {"memory_mb", FACTOR, false},
    {"request", MEASURE, false},       {"start_s", MEASURE, false},    {"end_s", MEASURE, false},
    {"latency_s", MEASURE, true},      {"inference_s", MEASURE, true}, {"duration_s", MEASURE, true},
    {"billed_ms", MEASURE, true},      {"init_s", MEASURE, true},      {"restore_s", MEASURE, true},
    {"max_memory_mb", MEASURE, true},  {"status", FACTOR, false},      {"error", FACTOR, false},
    {"cold", FACTOR, false},           {"success", FACTOR, false},     {"censored", FACTOR, false},
    {"quality", FACTOR, false},        {"path", FACTOR, false},        {tidy_bucket_n, MEASURE, true},
    {tidy_published_n, MEASURE, true}, {tidy_failed_n, MEASURE, true}, {tidy_failed_inside_n, MEASURE, true},
    {"part", FACTOR, false},
};
enum { KNOWN = sizeof known_columns / sizeof *known_columns };

/* A name that ends in one of these holds quantities. */
static const char *const units[] = {"_usd_per_ms", "_s",   "_ms",    "_us",    "_ns",
                                    "_mb",         "_usd", "_bytes", "_per_s", "_per_ms"};

/* What is left of the name's length before its unit; all of it when it has none. */
static size_t stem_length(const char *name)
{
    size_t n = strlen(name), stem = n;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t unit = strlen(units[i]);
        if (n > unit && strcmp(name + n - unit, units[i]) == 0 && n - unit < stem) {
            stem = n - unit;
        }
    }
    return stem;
}

bool tidy_kind(const char *name, enum column_kind *kind)
{
    for (size_t i = 0; i < KNOWN; i++) {
        if (strcmp(name, known_columns[i].name) == 0) {
            *kind = known_columns[i].kind;
            return true;
        }
    }
    *kind = MEASURE;
    return stem_length(name) < strlen(name);
}

/* In the order in which they are looked for: a population sd is no sd. */
static const struct {
    const char *suffix;
    enum tidy_figure_kind kind;
} figures[] = {{"_mean", FIGURE_MEAN}, {"_population_sd", FIGURE_POPULATION_SD},
               {"_sd", FIGURE_SD},     {"_min", FIGURE_MIN},
               {"_max", FIGURE_MAX},   {"_low", FIGURE_LOW},
               {"_high", FIGURE_HIGH}};

/* "_p99.9" at the end of the first n bytes of the name; its length, 0 when there is none. */
static size_t find_percentage(const char *name, size_t n, double *p)
{
    char digits[24] = "";
    size_t start = n;
    while (start > 0 && name[start - 1] != '_') {
        start--;
    }
    size_t length = n - start;
    if (start < 2 || length < 2 || length > sizeof digits || name[start] != 'p') {
        return 0;
    }
    memcpy(digits, name + start + 1, length - 1);
    if (!number_parse(digits, length - 1, p) || !(*p >= 0 && *p <= 100)) {
        return 0;
    }
    *p /= 100;
    return length + 1;
}

bool tidy_find_figure(const char *name, struct tidy_figure *figure)
{
    size_t stem = stem_length(name);
    *figure = (struct tidy_figure){.p = NAN, .unit = name + stem};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        size_t n = strlen(figures[i].suffix);
        if (stem > n && strncmp(name + stem - n, figures[i].suffix, n) == 0) {
            figure->kind = figures[i].kind;
            figure->stem = stem - n;
            return true;
        }
    }
    size_t n = find_percentage(name, stem, &figure->p);
    figure->kind = FIGURE_QUANTILE;
    figure->stem = stem - n;
    return n > 0;
}

bool tidy_is_figure_of(const char *name, const char *measure, struct tidy_figure *figure)
{
    return tidy_find_figure(name, figure) && strncmp(name, measure, figure->stem) == 0 &&
           strcmp(measure + figure->stem, figure->unit) == 0;
}

char *tidy_name_in_seconds(const char *name, enum unit *unit, struct error *err)
{
    for (size_t i = 0; i < KNOWN; i++) {
        if (strcmp(name, known_columns[i].name) == 0) {
            return NULL;
        }
    }
    return unit_name_in_seconds(name, unit, err);
}

char *tidy_lower_name(const char *name, struct error *err)
{
    char *lower = text_copy(name, strlen(name), err);
    for (char *c = lower; c != NULL && *c != '\0'; c++) {
        *c = (char)tolower((unsigned char)*c);
    }
    return lower;
}

/* Behind the last dot of a key of nested JSON. */
static const char *last_key(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot == NULL || dot[1] == '\0' ? name : dot + 1;
}

/* The words of the name in lower case with "_" between them, without a unit of memory or brackets at its end;
 * caller frees. */
static char *memory_words(const char *name, struct error *err)
{
    static const char *const endings[] = {"_in_mb", "_mb", "_mib", "_gb", "_gib", "_kb", "_kib", "_bytes"};
    char *words = tidy_lower_name(last_key(name), err);
    size_t n = words == NULL ? 0 : strcspn(words, "([<{"), kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool gap = !isalnum((unsigned char)words[i]) && (unsigned char)words[i] < 0x80;
        if (!gap || (kept > 0 && words[kept - 1] != '_')) {
            words[kept++] = gap ? '_' : words[i];
        }
    }
    kept -= kept > 0 && words[kept - 1] == '_';
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t length = strlen(endings[i]);
        kept -= kept > length && memcmp(words + kept - length, endings[i], length) == 0 ? length : 0;
    }
    if (words != NULL) {
        words[kept] = '\0';
    }
    return words;
}

bool tidy_says_memory(const char *name)
{
    static const char *const words[] = {"mem", "ram", "rss", "heap"};
    const char *key = last_key(name);
    if (strcasestr(key, "memory") != NULL) {
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        const char *at = strcasestr(key, words[i]);
        if (at != NULL && (at == key || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[n])) {
            return true;
        }
    }
    return false;
}

char *tidy_name_in_mb(const char *name, struct error *err)
{
    static const char *const same[][2] = {{"memory", "memory"},
                                          {"memory_size", "memory"},
                                          {"memorysize", "memory"},
                                          {"memory_limit", "memory"},
                                          {"mem", "memory"},
                                          {"ram", "memory"},
                                          {"maxmemory", "max_memory"},
                                          {"maxmemoryused", "max_memory"},
                                          {"max_mem", "max_memory"},
                                          {"max_mem_used", "max_memory"},
                                          {"max_memory_used", "max_memory"}};
    struct text text = {0};
    char *words = memory_words(name, err);
    const char *ours = words;
    for (size_t i = 0; words != NULL && i < sizeof same / sizeof *same; i++) {
        ours = strcmp(words, same[i][0]) == 0 ? same[i][1] : ours;
    }
    if (words != NULL) {
        text_print(&text, err, "%s_mb", ours);
    }
    free(words);
    return text.bytes;
}

/* Whether it is one of these, in which NULL is last, but for what stands between words. */
static bool is_among(const char *name, size_t n, const char *const *names)
{
    for (; *names != NULL; names++) {
        const char *at = *names;
        for (size_t k = 0; at != NULL && k < n; k++) {
            bool gap = name[k] == '_' || name[k] == ' ' || name[k] == '-' || name[k] == '.';
            at = gap ? at : *at == name[k] ? at + 1 : NULL;
        }
        if (at != NULL && *at == '\0') {
            return true;
        }
    }
    return false;
}

/* What is left of the first n bytes before a zone, as of "timestamp [utc]". */
static size_t before_zone(const char *name, size_t n)
{
    size_t end = n;
    while (end > 0 && strchr(" ])", name[end - 1]) != NULL) {
        end--;
    }
    if (end < 3 || strncmp(name + end - 3, "utc", 3) != 0) {
        return n;
    }
    end -= 3;
    while (end > 0 && strchr(" [(_-", name[end - 1]) != NULL) {
        end--;
    }
    return end;
}

const char *tidy_clock(const char *name)
{
    static const char *const starts[] = {
        "start",     "starttime", "startedat", "started",   "starttimestamp", "requeststart",
        "time",      "date",      "datetime",  "timestamp", "invocationtime", "eventtime",
        "createdat", "epoch",     "ts",        NULL};
    static const char *const ends[] = {"end",          "endtime",     "endedat",        "ended",
                                       "endtimestamp", "requestend",  "finish",         "finishtime",
                                       "finished",     "finishedat",  "stop",           "stoptime",
                                       "completed",    "completedat", "completiontime", NULL};
    size_t n = before_zone(name, stem_length(name));
    return is_among(name, n, starts) ? "start_s" : is_among(name, n, ends) ? "end_s" : NULL;
}

/* Whether the name ends in "id" as a word of its own, request_id or userId, and not as "valid" does. */
static bool ends_in_id(const char *name)
{
    size_t n = strlen(name);
    if (n < 2 || strcasecmp(name + n - 2, "id") != 0) {
        return false;
    }
    char before = n == 2 ? '_' : name[n - 3];
    return !isalnum((unsigned char)before) || (islower((unsigned char)before) && name[n - 2] == 'I');
}

enum tidy_label tidy_label(const char *name)
{
    static const char *const set[] = {"concurrency", "concurrencylevel",
                                      "connections", "threads",
                                      "clients",     "workers",
                                      "replicas",    "instances",
                                      "nodes",       "cpus",
                                      "vcpus",       "vcpu",
                                      "cores",       "gpus",
                                      "batch",       "batchsize",
                                      "processes",   "parallelism",
                                      "payloadsize", "inputsize",
                                      "targetrate",  "targetrps",
                                      "targetqps",   NULL};
    static const char *const named[] = {"pid",       "tid",     "port",    "version",  "phase",  "stage",
                                        "step",      "group",   "class",   "category", "worker", "shard",
                                        "partition", "node",    "replica", "seed",     "year",   "month",
                                        "day",       "weekday", "hour",    "minute",   NULL};
    static const char *const repeated[] = {"run",  "trial",   "repeat", "repetition", "rep", "round",
                                           "user", "session", "thread", "vu",         NULL};
    static const char *const counting[] = {"iteration", "iter",  "attempt", "seq", "seqno",
                                           "sequence",  "index", "idx",     "no",  "nr",
                                           "row",       "line",  NULL};
    static const char *const prefixes[] = {"num", "n", "numberof", "nof"};
    char bare[32];
    size_t n = 0;
    for (const char *c = last_key(name); *c != '\0' && n + 1 < sizeof bare; c++) {
        if (isalnum((unsigned char)*c)) {
            bare[n++] = (char)tolower((unsigned char)*c);
        }
    }
    bool is_set = is_among(bare, n, set);
    for (size_t p = 0; !is_set && p < sizeof prefixes / sizeof *prefixes; p++) {
        size_t length = strlen(prefixes[p]);
        is_set =
            n > length && strncmp(bare, prefixes[p], length) == 0 && is_among(bare + length, n - length, set);
    }
    return is_set                                            ? LABEL_SET
           : is_among(bare, n, named)                        ? LABEL_NAMED
           : is_among(bare, n, repeated)                     ? LABEL_REPEATED
           : is_among(bare, n, counting) || ends_in_id(name) ? LABEL_COUNTED
                                                             : NO_LABEL;
}

bool tidy_says_duration(const char *name)
{
    static const char *const words[] = {"duration", "latency", "elapsed", "took",     "wait",
                                        "delay",    "runtime", "rtt",     "response", "execution"};
    bool found = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        found |= strcasestr(name, words[i]) != NULL;
    }
    return found;
}

bool tidy_is_never_negative(const char *name)
{
    struct tidy_figure figure;
    for (size_t i = 0; i < KNOWN; i++) {
        const struct known *known = &known_columns[i];
        if (known->never_negative &&
            (strcmp(name, known->name) == 0 || tidy_is_figure_of(name, known->name, &figure))) {
            return true;
        }
    }
    return false;
}

char *tidy_figure_measure(const char *name, const struct tidy_figure *figure, struct error *err)
{
    struct text measure = {0};
    text_print(&measure, err, "%.*s%s", (int)figure->stem, name, figure->unit);
    return measure.bytes;
}

bool tidy_is_count(const char *name)
{
    return strcmp(name, tidy_published_n) == 0 || strcmp(name, tidy_bucket_n) == 0 ||
           strcmp(name, tidy_failed_n) == 0 || strcmp(name, tidy_failed_inside_n) == 0;
}

bool tidy_is_usual_measure(const struct column *column)
{
    static const char *const unusual[] = {"request", "start_s",   "end_s",        "delay_s",   "dns_s",
                                          "tls_s",   "connect_s", "first_byte_s", "transfer_s"};
    struct tidy_figure figure;
    for (size_t i = 0; i < sizeof unusual / sizeof *unusual; i++) {
        if (strcmp(column->name, unusual[i]) == 0) {
            return false;
        }
    }
    enum tidy_label label = tidy_label(column->name);
    return column->kind == MEASURE && !tidy_is_count(column->name) && label <= LABEL_SET &&
           !tidy_find_figure(column->name, &figure);
}

const struct column **tidy_order_columns(const struct table *table, struct error *err)
{
    const struct column **ordered = calloc(table->n_columns + 1, sizeof *ordered);
    if (ordered == NULL) {
        error_no_memory(err);
        return NULL;
    }
    size_t n = 0;
    for (size_t i = 0; i < KNOWN; i++) {
        const struct column *column = table_find_column(table, known_columns[i].name);
        if (column != NULL) {
            ordered[n++] = column;
        }
    }
    size_t n_known = n;
    for (size_t i = 0; i < table->n_columns; i++) {
        bool placed = false;
        for (size_t k = 0; k < n_known; k++) {
            placed |= ordered[k] == &table->columns[i];
        }
        if (!placed) {
            ordered[n++] = &table->columns[i];
        }
    }
    return ordered;
}

enum status tidy_add_latency(struct table *table, const char *file, struct error *err)
{
    const double microseconds = 1e6; /* of one; what is smaller is lost where times are since 1970 */
    const struct column *start = table_find_exactly(table, "start_s");
    const struct column *end = table_find_exactly(table, "end_s");
    size_t index;
    if (start == NULL || end == NULL || start->kind != MEASURE || end->kind != MEASURE ||
        table_find_column(table, "latency_s") != NULL || table_find_column(table, "duration_s") != NULL) {
        return OK;
    }
    enum status status = table_add_column(table, "latency_s", MEASURE, &index, err);
    start = table_find_exactly(table, "start_s");
    end = table_find_exactly(table, "end_s");
    for (size_t row = 0; status == OK && row < table->rows; row++) {
        double took = end->values[row] - start->values[row];
        table->columns[index].values[row] = round(took * microseconds) / microseconds;
        if (took < 0) {
            status = error_set(err, BAD_DATA,
                               "%s: found a request that ends at %.10g s and starts at %.10g s, "
                               "expected it to end later",
                               file, end->values[row], start->values[row]);
        }
    }
    return status;
}
