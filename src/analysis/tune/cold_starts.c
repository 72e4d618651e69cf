#include "analysis/tune/cold_starts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "stats/wilson.h"

/* ---- columns ---- */

const double *cold_starts_numbers(const struct table *table, const char *name)
{
    const struct column *column = name == NULL ? NULL : table_find_column(table, name);
    return column != NULL && column->kind == MEASURE ? column->values : NULL;
}

static const struct column *find_factor(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == FACTOR ? column : NULL;
}

static enum started judge(const char *word)
{
    static const struct {
        const char *word;
        enum started says;
    } words[] = {{"false", STARTED_WARM}, {"no", STARTED_WARM},   {"0", STARTED_WARM},
                 {"warm", STARTED_WARM},  {"true", STARTED_COLD}, {"yes", STARTED_COLD},
                 {"1", STARTED_COLD},     {"cold", STARTED_COLD}, {"restored", STARTED_RESTORED}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(word, words[i].word) == 0) {
            return words[i].says;
        }
    }
    return STARTED_UNTOLD;
}

enum status start_columns_init(struct start_columns *columns, const struct table *table, double unit_ms,
                               struct error *err)
{
    *columns = (struct start_columns){.table = table,
                                      .unit_ms = unit_ms,
                                      .init_s = cold_starts_numbers(table, "init_s"),
                                      .duration_s = cold_starts_numbers(table, "duration_s"),
                                      .billed_ms = cold_starts_numbers(table, "billed_ms"),
                                      .cold = find_factor(table, "cold"),
                                      .billing = find_factor(table, "billing")};
    if (columns->cold == NULL) {
        return OK;
    }
    const struct dictionary *dictionary = &columns->cold->dictionary;
    columns->says = calloc(dictionary->n + 1, sizeof *columns->says); /* a missing one has code 0 */
    for (size_t i = 0; columns->says != NULL && i < dictionary->n; i++) {
        columns->says[i + 1] = (uint8_t)judge(dictionary->texts[i]);
    }
    return columns->says == NULL ? error_no_memory(err) : OK;
}

void start_columns_release(struct start_columns *columns)
{
    free(columns->says);
    *columns = (struct start_columns){0};
}

static double number_at(const double *numbers, size_t row)
{
    return numbers == NULL ? NAN : numbers[row];
}

static enum started started(const struct start_columns *columns, size_t row)
{
    return columns->cold == NULL ? STARTED_UNTOLD : columns->says[column_code(columns->cold, row)];
}

/* ---- what initialisation is billed ---- */

static void bill_restored(const struct start_columns *columns, size_t row, struct cold_starts *found)
{
    const char *rule = columns->billing == NULL ? NULL : column_text(columns->billing, row);
    double extra_ms = number_at(columns->billed_ms, row) -
                      billing_begun_ms(number_at(columns->duration_s, row), columns->unit_ms);
    bool together = rule != NULL && strcmp(rule, "restore+duration") == 0 && extra_ms >= 0;
    bool alone = rule != NULL && strcmp(rule, "duration") == 0;
    found->billed[together ? BILLED_TOGETHER : alone ? BILLED_ALONE : BILLED_UNTOLD]++;
    found->billed_ms += together ? extra_ms : 0;
    found->if_billed_ms += together ? extra_ms : 0;
}

static void bill(const struct start_columns *columns, size_t row, struct cold_starts *found)
{
    double init_s = number_at(columns->init_s, row), duration_s = number_at(columns->duration_s, row);
    double billed_ms = number_at(columns->billed_ms, row);
    double alone_ms = billing_begun_ms(isnan(duration_s) ? 0 : duration_s, columns->unit_ms);
    double extra_ms =
        billing_begun_ms((isnan(duration_s) ? 0 : duration_s) + init_s, columns->unit_ms) - alone_ms;
    enum billed billed =
        billing_tell(isnan(duration_s) ? NAN : billed_ms, alone_ms, extra_ms, columns->unit_ms);
    found->billed[billed]++;
    if (billed == BILLED_TOGETHER) {
        extra_ms = billed_ms - alone_ms;
        found->billed_ms += extra_ms;
    }
    found->if_billed_ms += isnan(init_s) ? 0 : extra_ms;
}

static enum status find_init(const struct start_columns *columns, const size_t *rows, size_t n,
                             const struct interval_options *intervals, struct cold_starts *found,
                             struct error *err)
{
    double *values = calloc(n + 1, sizeof *values);
    struct sample sample = {.kept = {.values = values}};
    const struct known_options asked = {.intervals = *intervals, .whole = true};
    struct known_group known = {0};
    struct error why = {{0}};
    if (values == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        bool cold = started(columns, rows[i]) >= STARTED_COLD;
        double init_s = cold ? number_at(columns->init_s, rows[i]) : NAN;
        if (!isnan(init_s)) {
            values[sample.kept.n++] = init_s;
        }
    }
    found->with_init = sample.kept.n;
    enum status status = OK;
    if (found->with_init > 0) {
        status = known_group_init(&known, &sample, &asked, err);
        found->init_s = known.figures.mean;
    }
    if (status == OK && found->with_init > 1) {
        status = known_group_mean(&known, intervals->level, &found->init_interval, &why);
        status = error_forgive(status, &why, err);
    }
    known_group_release(&known);
    free(values);
    return status;
}

/* ---- their share ---- */

/* Requests of which it is told, in the order in which they were made. */
struct told {
    double *cold; /* 1 of those that were cold, else 0 */
    double *keys[ORDERS];
    uint32_t *codes[MOST_CLUSTERS];
    size_t n;
};

static void told_release(struct told *told)
{
    for (size_t i = 0; i < ORDERS; i++) {
        free(told->keys[i]);
    }
    for (size_t i = 0; i < MOST_CLUSTERS; i++) {
        free(told->codes[i]);
    }
    free(told->cold);
}

static enum status told_init(const struct start_columns *columns, size_t n, struct told *told,
                             struct error *err)
{
    const struct table *table = columns->table;
    const char *const names[ORDERS] = {[BY_COLUMN] = table->order,
                                       [BY_START] = order_names[BY_START],
                                       [BY_REQUEST] = order_names[BY_REQUEST]};
    told->cold = calloc(n + 1, sizeof *told->cold);
    bool done = told->cold != NULL;
    for (size_t i = BY_COLUMN; done && i < ORDERS; i++) {
        if (cold_starts_numbers(table, names[i]) != NULL) {
            told->keys[i] = calloc(n + 1, sizeof *told->keys[i]);
            done = told->keys[i] != NULL;
        }
    }
    for (size_t i = 0; done && i < table->n_clusters; i++) {
        if (find_factor(table, table->clusters[i]) != NULL) {
            told->codes[i] = calloc(n + 1, sizeof *told->codes[i]);
            done = told->codes[i] != NULL;
        }
    }
    return done ? OK : error_no_memory(err);
}

static void take_told(const struct start_columns *columns, const size_t *rows, size_t n, struct told *told)
{
    const struct table *table = columns->table;
    const double *numbers[ORDERS] = {[BY_COLUMN] = cold_starts_numbers(table, table->order),
                                     [BY_START] = cold_starts_numbers(table, order_names[BY_START]),
                                     [BY_REQUEST] = cold_starts_numbers(table, order_names[BY_REQUEST])};
    const struct column *clusters[MOST_CLUSTERS] = {NULL};
    for (size_t i = 0; i < table->n_clusters; i++) {
        clusters[i] = find_factor(table, table->clusters[i]);
    }
    for (size_t i = 0; i < n; i++) {
        enum started how = started(columns, rows[i]);
        if (how == STARTED_UNTOLD) {
            continue;
        }
        told->cold[told->n] = how >= STARTED_COLD;
        for (size_t k = BY_COLUMN; k < ORDERS; k++) {
            if (told->keys[k] != NULL) {
                told->keys[k][told->n] = numbers[k][rows[i]];
            }
        }
        for (size_t k = 0; k < MOST_CLUSTERS; k++) {
            if (told->codes[k] != NULL) {
                told->codes[k][told->n] = column_code(clusters[k], rows[i]);
            }
        }
        told->n++;
    }
}

static enum status order_bills(struct told *told, struct error *err)
{
    enum order order;
    size_t *places;
    struct error why = {{0}};
    enum status status = order_find((const double *const *)told->keys, told->n, &order, &places, &why);
    status = error_forgive(status, &why, err); /* a failed request may lack its number */
    if (status == OK) {
        status = order_apply(places, told->cold, sizeof *told->cold, told->n, err);
    }
    for (size_t i = 0; status == OK && i < MOST_CLUSTERS; i++) {
        status = told->codes[i] == NULL
                     ? OK
                     : order_apply(places, told->codes[i], sizeof *told->codes[i], told->n, err);
    }
    free(places);
    return status;
}

static enum status measure_share(struct told *told, double level, struct cold_starts *found,
                                 struct error *err)
{
    const struct influence share = {0.5, INFINITY};
    struct sample sample = {.kept = {.values = told->cold, .n = told->n}};
    struct precision precision;
    for (size_t i = 0; i < MOST_CLUSTERS; i++) {
        sample.kept.cluster_codes[i] = told->codes[i];
    }
    enum status status = order_bills(told, err);
    status = status == OK ? sample_settle(&sample, err) : status;
    const struct time_series series = {told->cold, told->n, sample.kept.clusters, sample.kept.n_clusters};
    status = status == OK ? precision_measure(&series, &share, 1, &precision, err) : status;
    if (status == OK) {
        found->effective_n = precision_binomial_n(&precision, told->n, level);
    }
    free(sample.kept.clusters);
    return status;
}

static enum status find_share(const struct start_columns *columns, const size_t *rows, size_t n,
                              const struct interval_options *intervals, struct cold_starts *found,
                              struct error *err)
{
    struct told told = {0};
    enum status status = OK;
    found->share = (double)(found->cold) / (double)found->told;
    found->effective_n = (double)found->told;
    /* Where all are alike nothing tells how others would come. */
    if (intervals->method == INTERVAL_DEPENDENT && found->cold > 0 && found->cold < found->told) {
        status = told_init(columns, n, &told, err);
        if (status == OK) {
            take_told(columns, rows, n, &told);
            status = measure_share(&told, intervals->level, found, err);
        }
        told_release(&told);
    }
    if (status != OK || intervals->method == INTERVAL_NONE) {
        return status;
    }
    double worth = fmax(1, found->effective_n);
    return wilson_interval(found->share * worth, worth, intervals->level, &found->share_interval, err);
}

/* ---- all of it ---- */

enum status cold_starts_count(const struct start_columns *columns, const size_t *rows, size_t n,
                              const struct interval_options *intervals, struct cold_starts *found,
                              struct error *err)
{
    *found = (struct cold_starts){.n = n,
                                  .share = NAN,
                                  .share_interval = {NAN, NAN},
                                  .effective_n = NAN,
                                  .init_s = NAN,
                                  .init_interval = {NAN, NAN}};
    for (size_t i = 0; i < n; i++) {
        enum started how = started(columns, rows[i]);
        found->told += how != STARTED_UNTOLD;
        found->cold += how >= STARTED_COLD;
        found->restored += how == STARTED_RESTORED;
        if (how == STARTED_COLD) {
            bill(columns, rows[i], found);
        } else if (how == STARTED_RESTORED) {
            bill_restored(columns, rows[i], found);
        }
    }
    enum status status = found->cold == 0 ? OK : find_init(columns, rows, n, intervals, found, err);
    return status == OK && found->told > 0 ? find_share(columns, rows, n, intervals, found, err) : status;
}
