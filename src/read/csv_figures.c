#include "read/csv_figures.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "read/aggregate.h"
#include "table/tidy.h"

struct csv_column *csv_figures_find(const struct csv_schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->n; i++) {
        if (strcmp(schema->columns[i].name, name) == 0) {
            return &schema->columns[i];
        }
    }
    return NULL;
}

/* The unit of a tool whose names tell none: JMeter's aggregate report, Azure's trace of 2019, queries of
 * CloudWatch's Logs Insights. */
static enum unit unit_of_tool(const struct csv_schema *schema)
{
    static const char *const signs[] = {"# Samples", "aggregate_report_count", "HashFunction"};
    for (size_t i = 0; i < schema->n; i++) {
        if (strstr(schema->columns[i].written, "(@duration") != NULL) {
            return MILLISECONDS;
        }
        for (size_t s = 0; s < sizeof signs / sizeof *signs; s++) {
            if (strcmp(aggregate_in_english(schema->columns[i].written), signs[s]) == 0) {
                return MILLISECONDS;
            }
        }
    }
    return NO_UNIT;
}

/* What a column of numbers is. Shares and rates may be texts: "2.5%", "10.4/sec". */
static enum aggregate_role role_of(const struct csv_column *column, enum unit *unit)
{
    enum aggregate_role role = aggregate_find_role(column->written, unit);
    role = column->is_count ? AGGREGATE_COUNT : role;
    bool may_be_text =
        role == AGGREGATE_FAILURE_SHARE || role == AGGREGATE_SUCCESS_SHARE || role == AGGREGATE_RATE;
    return column->kind == MEASURE || may_be_text ? role : AGGREGATE_NOTHING;
}

/* The unit that a figure's name says, or that of the first figure whose name says one: the others stand
 * beside it. */
static enum unit unit_of_figure(const struct csv_schema *schema, const struct csv_column *column)
{
    enum unit inside;
    bool is_time = role_of(column, &inside) >= AGGREGATE_MEAN;
    enum unit unit = !is_time ? NO_UNIT : column->form.unit != NO_UNIT ? column->form.unit : inside;
    for (size_t i = 0; is_time && unit == NO_UNIT && i < schema->n; i++) {
        const struct csv_column *other = &schema->columns[i];
        bool says = role_of(other, &inside) >= AGGREGATE_MEAN;
        unit = !says ? NO_UNIT : other->form.unit != NO_UNIT ? other->form.unit : inside;
    }
    return unit;
}

/* What the figures are of: of several measures where each row names its own, as pandas describes a frame. */
static const char *measure_of(const struct csv_schema *schema)
{
    static const char *const names[] = {"metric", "measure", "measurement", "variable", "quantity", "column"};
    for (size_t c = 0; c < schema->n; c++) {
        const struct csv_column *column = &schema->columns[c];
        bool tells = c == 0 && (column->written[0] == '\0' || strcmp(column->written, "Unnamed: 0") == 0);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            tells |= strcasecmp(column->written, names[i]) == 0;
        }
        if (tells && column->kind == FACTOR) {
            return "value";
        }
    }
    return "latency";
}

static enum status name_figure(struct csv_schema *schema, struct csv_column *column, enum unit of_tool,
                               struct error *err)
{
    enum unit unit;
    enum aggregate_role role = role_of(column, &unit);
    struct text name = {0};
    if (role == AGGREGATE_NOTHING) {
        return OK;
    }
    bool is_time = role >= AGGREGATE_MEAN, has_units = column->form.style == CELLS_UNITS;
    unit = has_units ? NO_UNIT : unit_of_figure(schema, column);
    column->form.unit = is_time && unit == NO_UNIT && !has_units ? of_tool : unit;
    bool seconds = column->form.unit != NO_UNIT || has_units;
    enum status status =
        column->is_count
            ? text_print(&name, err, "%s", tidy_published_n)
            : aggregate_spell(column->written, seconds ? "latency" : measure_of(schema), seconds, &name, err);
    const struct csv_column *same = status == OK ? csv_figures_find(schema, name.bytes) : NULL;
    if (status != OK || (same != NULL && same != column)) { /* the median beside the 50th percentile, say */
        column->repeats = status == OK;
        text_release(&name);
        return status;
    }
    free(column->name);
    column->name = name.bytes;
    column->kind = MEASURE;
    column->lowest = 0;
    column->is_share = role == AGGREGATE_FAILURE_SHARE || role == AGGREGATE_SUCCESS_SHARE;
    column->of_successes = role == AGGREGATE_SUCCESSES || role == AGGREGATE_SUCCESS_SHARE;
    bool percent = of_tool == NO_UNIT && strpbrk(column->written, "%Pp") != NULL; /* JMeter's are of 1 */
    column->of_one = column->is_share && percent ? 0.01 : column->is_share || role == AGGREGATE_RATE ? 1 : 0;
    return OK;
}

/* Whether the numbers may count the rows, from whatever number on. */
static bool may_number_rows(const struct cells_seen *seen)
{
    return seen->fractions == 0 && seen->most - seen->least + 1 == (double)seen->cells;
}

/* Percentages and buckets one below the other are no requests. */
static enum status refuse_rows(const struct csv_schema *schema, const char *file, struct error *err)
{
    const struct csv_column *bucket = NULL, *count = NULL;
    for (size_t i = 0; i < schema->n; i++) {
        const struct csv_column *column = &schema->columns[i];
        bool counts, is_bucket = aggregate_is_bucket(column->written, &counts);
        if (column->kind == MEASURE && schema->n > 1 && aggregate_is_percentile(column->written)) {
            return error_set(err, BAD_DATA,
                             "%s: found a percentage a row in column '%.40s', expected requests, or just "
                             "percentages and times, 'percentile' and 'latency_ms'",
                             file, column->written);
        }
        bucket = column->kind == MEASURE && is_bucket ? column : bucket;
        count = column->kind == MEASURE && counts && !may_number_rows(&column->seen) ? column : count;
    }
    const struct csv_column *other = &schema->columns[count == schema->columns];
    bool times = schema->n == 2 && count != NULL &&
                 (other->form.unit != NO_UNIT || tidy_is_never_negative(other->name));
    return count != NULL && (bucket != NULL || times)
               ? error_set(err, BAD_DATA,
                           "%s: found the counts of a histogram in column '%.40s', expected requests; as "
                           "buckets: columns latency_low_s, latency_high_s, bucket_n, --set quality=bucketed",
                           file, count->written)
               : OK;
}

/* Of "Total,OK,KO" the first counts requests; elsewhere a total may be of anything. */
static void find_count(const struct csv_schema *schema)
{
    struct csv_column *total = NULL;
    size_t n[AGGREGATE_ROLES] = {0};
    for (size_t i = 0; i < schema->n; i++) {
        struct csv_column *column = &schema->columns[i];
        enum unit unit;
        n[role_of(column, &unit)]++;
        total = column->kind == MEASURE && strcasecmp(column->written, "total") == 0 ? column : total;
    }
    if (total != NULL && n[AGGREGATE_COUNT] == 0 && n[AGGREGATE_SUCCESSES] > 0 && n[AGGREGATE_FAILURES] > 0) {
        total->is_count = true;
    }
}

enum status csv_figures_name(struct csv_schema *schema, const char *file, struct error *err)
{
    size_t n[AGGREGATE_ROLES] = {0};
    bool times = false;
    find_count(schema);
    for (size_t i = 0; i < schema->n; i++) {
        const struct csv_column *column = &schema->columns[i];
        enum unit unit;
        enum aggregate_role role = role_of(column, &unit);
        n[role]++;
        times |= role == AGGREGATE_NOTHING && column->kind == MEASURE &&
                 (column->form.unit != NO_UNIT || tidy_is_never_negative(column->name));
    }
    schema->published = csv_figures_find(schema, "quality") == NULL &&
                        csv_figures_find(schema, tidy_bucket_n) == NULL &&
                        csv_figures_find(schema, tidy_failed_inside_n) == NULL && aggregate_has(n, times);
    bool tidy = csv_figures_find(schema, "quality") != NULL ||
                csv_figures_find(schema, tidy_bucket_n) != NULL || schema->published;
    enum status status = tidy ? OK : refuse_rows(schema, file, err);
    for (size_t i = 0; schema->published && status == OK && i < schema->n; i++) {
        status = name_figure(schema, &schema->columns[i], unit_of_tool(schema), err);
    }
    return status;
}
