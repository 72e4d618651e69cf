#include "commands/query.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/sample.h"
#include "analysis/statistic.h"
#include "base/number.h"
#include "base/text.h"
#include "commands/program.h"
#include "table/factors.h"
#include "table/tidy.h"

/* Factors that make groups when nobody names any. */
static const char *const usual_factors[] = {"experiment", "model", "memory_mb", "cold", "path"};
/* What tells of a request whether it counts, and when it was made. */
static const char *const verdict_columns[] = {"status", "success", "error", "quality", "censored"};
static const char *const clock_columns[] = {"start_s", "end_s", "request", "latency_s", "duration_s"};
#define N(array) (sizeof(array) / sizeof *(array))

void query_words_release(struct query_words *words)
{
    opt_list_release(&words->measures);
    opt_list_release(&words->where);
    opt_list_release(&words->baseline);
    opt_list_release(&words->clusters);
}

void query_release(struct query *query)
{
    names_release(&query->factors);
    names_release(&query->not_by);
    names_release(&query->within);
    names_release(&query->by);
    names_release(&query->measures);
    names_release(&query->numbers);
    names_release(&query->kept);
    names_release(&query->named);
    names_release(&query->others);
    names_release(&query->clusters);
    conditions_release(&query->where);
    conditions_release(&query->baseline);
    names_release(&query->bare_baselines);
    names_release(&query->baselines);
    free(query->quantiles);
    free(query->order);
    pooled_release(&query->pooled);
    *query = (struct query){0};
}

/* ---- what the words say ---- */

static enum status add_all(struct names *names, const char *const *values, size_t n, struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        enum status status = names_add(names, values[i], strlen(values[i]), err);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status read_factors(const struct query_words *words, struct query *query, struct error *err)
{
    struct names *factors = &query->factors, *not_by = &query->not_by;
    if (words->by != NULL) {
        return names_split(factors, words->by, err);
    }
    enum status status = words->not_by == NULL ? OK : names_split(not_by, words->not_by, err);
    for (size_t i = 0; status == OK && i < N(usual_factors); i++) {
        const char *name = usual_factors[i];
        status = names_have(not_by, name) ? OK : names_add(factors, name, strlen(name), err);
    }
    return status;
}

/* The name of a measure as the table has it; NULL with err set. Caller frees. */
static char *name_measure(const char *word, struct error *err)
{
    enum unit unit;
    char *in_seconds = tidy_name_in_seconds(word, &unit, err);
    return in_seconds != NULL || err->text[0] != '\0' ? in_seconds : tidy_lower_name(word, err);
}

static enum status read_measures(const struct opt_list *words, struct names *measures, struct error *err)
{
    for (size_t i = 0; i < words->n; i++) {
        char *name = name_measure(words->values[i], err);
        enum status status = name == NULL ? BAD_SERVICE : names_add(measures, name, strlen(name), err);
        free(name);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status read_order(const char *word, struct query *query, struct error *err)
{
    query->order = word == NULL ? NULL : name_measure(word, err);
    return word != NULL && query->order == NULL ? BAD_SERVICE : OK;
}

/* "0.95", or "p95" as the tables have it. */
static bool read_quantile(const struct span *item, double *p)
{
    struct statistic_choice statistic;
    if (statistic_parse(item->bytes, item->n, &statistic) && statistic.kind == STATISTIC_QUANTILE) {
        *p = statistic.p;
        return true;
    }
    return number_parse(item->bytes, item->n, p) && *p > 0 && *p < 1;
}

static enum status read_quantiles(const char *words, struct query *query, struct error *err)
{
    struct span item;
    query->quantiles = calloc(strlen(words) / 2 + 1, sizeof *query->quantiles);
    if (query->quantiles == NULL) {
        return error_no_memory(err);
    }
    while (text_next(&words, &item)) {
        if (!read_quantile(&item, &query->quantiles[query->n_quantiles++])) {
            return error_set(
                err, BAD_USAGE,
                "--quantiles: found '%.*s', expected a number between 0 and 1, such as 0.95, or p95",
                item.n < 40 ? (int)item.n : 40, item.bytes);
        }
    }
    return OK;
}

static enum status read_conditions(const struct opt_list *words, struct conditions *conditions,
                                   struct error *err)
{
    for (size_t i = 0; i < words->n; i++) {
        enum status status = conditions_add(conditions, words->values[i], err);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

/* Conditions, or values of a factor that the data know, such as 512. */
static enum status read_baselines(const struct opt_list *words, struct query *query, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < words->n; i++) {
        const char *word = words->values[i];
        bool is_bare = word[0] != '\0' && strpbrk(word, "=!<>~") == NULL && strstr(word, " in ") == NULL;
        status = is_bare ? names_add(&query->bare_baselines, word, strlen(word), err)
                         : conditions_add(&query->baseline, word, err);
    }
    return status;
}

/* The instance that served a request is what a dump knows at most of which requests resemble one another. */
static const char *const usual_clusters[] = {"environment"};

static enum status read_clusters(const struct opt_list *words, struct query *query, struct error *err)
{
    if (words->n > MOST_CLUSTERS) {
        return error_set(err, BAD_USAGE, "--cluster: found %zu, expected at most %d", words->n,
                         MOST_CLUSTERS);
    }
    query->clusters_named = words->n > 0;
    return words->n > 0 ? add_all(&query->clusters, words->values, words->n, err)
                        : add_all(&query->clusters, usual_clusters, N(usual_clusters), err);
}

static enum status choose_numbers(struct query *query, struct error *err)
{
    enum status status = add_all(&query->numbers, query->measures.values, query->measures.n, err);
    if (status == OK && query->order != NULL) {
        status = names_add(&query->numbers, query->order, strlen(query->order), err);
    }
    if (status == OK && query->measures_named) {
        status = add_all(&query->kept, query->numbers.values, query->numbers.n, err);
        status = status == OK ? add_all(&query->kept, clock_columns, N(clock_columns), err) : status;
    }
    return status;
}

static enum status choose_columns(const char *const *looks_at, struct query *query, struct error *err)
{
    struct names *factors_to = query->by_named ? &query->named : &query->others;
    enum status status = add_all(factors_to, query->factors.values, query->factors.n, err);
    for (size_t i = 0; status == OK && i < query->where.n; i++) {
        const char *column = query->where.rows[i].column;
        status = names_add(&query->named, column, strlen(column), err);
    }
    if (status == OK) {
        struct names *clusters_to = query->clusters_named ? &query->named : &query->others;
        status = add_all(clusters_to, query->clusters.values, query->clusters.n, err);
    }
    if (status == OK && query->order != NULL) {
        status = names_add(&query->named, query->order, strlen(query->order), err);
    }
    if (status == OK) {
        status = add_all(&query->others, verdict_columns, N(verdict_columns), err);
    }
    if (status == OK) {
        status = add_all(&query->others, clock_columns, N(clock_columns), err);
    }
    for (; status == OK && looks_at != NULL && *looks_at != NULL; looks_at++) {
        status = names_add(&query->others, *looks_at, strlen(*looks_at), err);
    }
    query->wanted = (struct import_wanted){.measures = query->measures.values,
                                           .n_measures = query->measures.n,
                                           .named = query->named.values,
                                           .n_named = query->named.n,
                                           .others = query->others.values,
                                           .n_others = query->others.n,
                                           .factors = query->automatic};
    return status;
}

/* Whether the user has named the column. */
static bool mentions(const struct query *query, const char *column)
{
    bool found = names_have(&query->factors, column) || names_have(&query->clusters, column);
    for (size_t i = 0; i < query->where.n; i++) {
        found |= strcmp(query->where.rows[i].column, column) == 0;
    }
    return found;
}

enum status query_read(const struct query_words *words, struct query *query, struct error *err)
{
    *query = (struct query){.by_named = words->by != NULL,
                            .automatic = words->automatic && words->by == NULL,
                            .measures_named = words->measures.n > 0,
                            .bare = words->measures.n > 0 ? words->measures.values[0] : NULL};
    enum status status = read_factors(words, query, err);
    if (status == OK && words->within != NULL) {
        status = names_split(&query->within, words->within, err);
    }
    if (status == OK) {
        status = read_measures(&words->measures, &query->measures, err);
    }
    if (status == OK && words->quantiles != NULL) {
        status = read_quantiles(words->quantiles, query, err);
    }
    if (status == OK) {
        status = read_order(words->order, query, err);
    }
    if (status == OK) {
        status = read_clusters(&words->clusters, query, err);
    }
    if (status == OK) {
        status = read_conditions(&words->where, &query->where, err);
    }
    if (status == OK) {
        status = read_baselines(&words->baseline, query, err);
    }
    if (status == OK) {
        status = choose_numbers(query, err);
    }
    if (status == OK && words->only_asked) {
        status = choose_columns(words->looks_at, query, err);
    }
    query->asks_files = mentions(query, "file");
    query->names_files =
        !words->only_asked || !query->by_named || query->asks_files || names_have(&query->others, "file");
    return status;
}

/* ---- what depends on the columns ---- */

static enum status bind_factors(struct query *query, struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < query->factors.n; i++) {
        const char *name = query->factors.values[i];
        bool takes =
            query->by_named || (table_find_column(table, name) != NULL && !names_have(&query->not_by, name));
        status = takes ? names_add(&query->by, name, strlen(name), err) : OK;
    }
    return status == OK ? add_all(&query->by, query->within.values, query->within.n, err) : status;
}

/* Measures that are there only as published figures, such as latency_s for latency_mean_s. */
static enum status add_published(const struct table *table, struct names *measures, struct error *err)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        struct tidy_figure figure;
        const char *name = table->columns[i].name;
        if (!tidy_find_figure(name, &figure)) {
            continue;
        }
        char *measure = tidy_figure_measure(name, &figure, err);
        enum status status =
            measure == NULL ? BAD_SERVICE : names_add(measures, measure, strlen(measure), err);
        free(measure);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status bind_measures(struct query *query, const struct table *table, struct error *err)
{
    if (query->measures_named) {
        return OK;
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        bool is_order = query->order != NULL && strcmp(column->name, query->order) == 0;
        bool is_factor = names_have(&query->by, column->name); /* which it is about to become */
        status = tidy_is_usual_measure(column) && !is_order && !is_factor
                     ? names_add(&query->measures, column->name, strlen(column->name), err)
                     : OK;
    }
    if (status == OK) {
        status = add_published(table, &query->measures, err);
    }
    return status == OK && query->measures.n == 0
               ? error_set(err, BAD_DATA, "the data have no column of numbers to summarise")
               : status;
}

/* Also of a summary, whose requests are taken out of the tables with these columns. */
static enum status bind_clusters(struct query *query, struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < query->clusters.n; i++) {
        struct column *column = table_find_column(table, query->clusters.values[i]);
        if (column == NULL && query->clusters_named) {
            bool is_file = strcmp(query->clusters.values[i], "file") == 0;
            status = is_file ? error_set(err, BAD_USAGE, "--cluster: found one file, expected several")
                             : table_get_column(table, query->clusters.values[i], "--cluster", &column, err);
        }
        status = status == OK && column != NULL ? table_make_factor(table, column, err) : status;
    }
    table->clusters = query->clusters.values;
    table->n_clusters = query->clusters.n;
    return status;
}

static enum status bind_order(const struct query *query, struct table *table, struct error *err)
{
    struct column *column;
    table->order = query->order;
    return query->order == NULL ? OK : table_get_measure(table, query->order, "--order", &column, err);
}

enum status query_bind(struct query *query, struct table *table, struct error *err)
{
    enum status status = bind_clusters(query, table, err);
    if (status == OK) {
        status = bind_order(query, table, err);
    }
    if (status == OK) {
        status = bind_factors(query, table, err);
    }
    return status == OK ? bind_measures(query, table, err) : status;
}

static bool has_text(const struct dictionary *dictionary, const char *text)
{
    double number, *known = number_parse(text, strlen(text), &number) ? &number : NULL;
    for (size_t i = 0; i < dictionary->n; i++) {
        if (known != NULL ? dictionary->numbers[i] == *known : strcmp(dictionary->texts[i], text) == 0) {
            return true;
        }
    }
    return false;
}

/* The one factor of the groups that has the value makes it a condition. */
static enum status bind_baseline(struct query *query, struct table *table, const char *value,
                                 struct error *err)
{
    struct text condition = {0};
    enum status status = OK;
    size_t found = 0;
    for (size_t i = 0; status == OK && i < query->by.n; i++) {
        struct column *column = table_find_column(table, query->by.values[i]);
        status = column == NULL ? OK : table_make_factor(table, column, err);
        if (status == OK && column != NULL && has_text(&column->dictionary, value)) {
            condition.n = 0;
            status = text_print(&condition, err, "%s='%s'", column->name, value);
            found++;
        }
    }
    if (status == OK && found != 1) {
        status = error_set(err, BAD_USAGE,
                           "--baseline %.40s: %zu of the factors that make groups have that value, "
                           "expected one; name it, as in memory_mb=512",
                           value, found);
    }
    if (status == OK) {
        status = names_add(&query->baselines, condition.bytes, condition.n, err);
    }
    text_release(&condition);
    return status == OK
               ? conditions_add(&query->baseline, query->baselines.values[query->baselines.n - 1], err)
               : status;
}

enum status query_choose_factors(struct query *query, struct table *table, struct error *err)
{
    enum status status =
        query->by_named || query->within.n > 0
            ? OK
            : factors_choose(table, &query->not_by, query->automatic, &query->by, &query->pooled, err);
    for (size_t i = 0; status == OK && i < query->bare_baselines.n; i++) {
        status = bind_baseline(query, table, query->bare_baselines.values[i], err);
    }
    return status;
}

enum status query_tell_pooled(const struct query *query, struct error *err)
{
    struct text line = {0};
    const struct pooled *pooled = &query->pooled;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < pooled->n; i++) {
        bool more = pooled->rows[i].in_group == NULL && pooled->rows[i].values >= FACTORS_MOST_SEEN;
        status = text_print(&line, err, "%s%.40s (%zu values%s)", i == 0 ? "pooled: " : ", ",
                            pooled->rows[i].name, pooled->rows[i].values, more ? " or more" : "");
    }
    if (status == OK && pooled->n > 0) {
        status = text_print(&line, err, "; --by %.40s", pooled->rows[0].name);
    }
    if (status == OK && line.n > 0) {
        program_tell(line.bytes);
    }
    text_release(&line);
    return status;
}
