#include "read/csv_figures.h"

#include <stdlib.h>
#include <string.h>

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

/* The unit of a tool whose names tell none: JMeter's aggregate report, Azure's trace of 2019. */
static enum unit unit_of_tool(const struct csv_schema *schema)
{
    static const char *const signs[] = {"# Samples", "aggregate_report_count", "HashFunction"};
    for (size_t i = 0; i < schema->n; i++) {
        for (size_t s = 0; s < sizeof signs / sizeof *signs; s++) {
            if (strcmp(schema->columns[i].written, signs[s]) == 0) {
                return MILLISECONDS;
            }
        }
    }
    return NO_UNIT;
}

/* What a column of numbers is. Shares and rates may be texts: "2.5%", "10.4/sec". */
static enum aggregate_role role_of(const struct csv_column *column)
{
    enum aggregate_role role = aggregate_find_role(column->written);
    bool may_be_text = role == AGGREGATE_FAILURE_SHARE || role == AGGREGATE_RATE;
    return column->kind == MEASURE || may_be_text ? role : AGGREGATE_NOTHING;
}

static enum status name_figure(struct csv_schema *schema, struct csv_column *column, enum unit of_tool,
                               struct error *err)
{
    enum aggregate_role role = role_of(column);
    struct text name = {0};
    if (role == AGGREGATE_NOTHING) {
        return OK;
    }
    bool is_time = role >= AGGREGATE_MEAN, has_units = column->form.style == CELLS_UNITS;
    column->form.unit = is_time && column->form.unit == NO_UNIT && !has_units ? of_tool : column->form.unit;
    bool seconds = column->form.unit != NO_UNIT || has_units;
    enum status status = aggregate_spell(column->written, seconds, &name, err);
    if (status != OK ||
        csv_figures_find(schema, name.bytes) != NULL) { /* the median beside the 50th percentile, say */
        column->repeats = status == OK;
        text_release(&name);
        return status;
    }
    free(column->name);
    column->name = name.bytes;
    column->kind = MEASURE;
    column->lowest = 0;
    column->is_share = role == AGGREGATE_FAILURE_SHARE;
    bool percent = of_tool == NO_UNIT && strpbrk(column->written, "%Pp") != NULL; /* JMeter's are of 1 */
    column->of_one = column->is_share && percent ? 0.01 : column->is_share || role == AGGREGATE_RATE ? 1 : 0;
    return OK;
}

enum status csv_figures_name(struct csv_schema *schema, struct error *err)
{
    size_t n[AGGREGATE_ROLES] = {0};
    bool times = false;
    for (size_t i = 0; i < schema->n; i++) {
        const struct csv_column *column = &schema->columns[i];
        enum aggregate_role role = role_of(column);
        n[role]++;
        times |= role == AGGREGATE_NOTHING && column->kind == MEASURE &&
                 (column->form.unit != NO_UNIT || tidy_is_never_negative(column->name));
    }
    schema->published = csv_figures_find(schema, "quality") == NULL &&
                        csv_figures_find(schema, tidy_bucket_n) == NULL &&
                        csv_figures_find(schema, tidy_failed_inside_n) == NULL && aggregate_has(n, times);
    enum status status = OK;
    for (size_t i = 0; schema->published && status == OK && i < schema->n; i++) {
        status = name_figure(schema, &schema->columns[i], unit_of_tool(schema), err);
    }
    return status;
}
