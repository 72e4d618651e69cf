/*
 * CloudWatch's embedded metric format: objects whose `_aws` says which of their members are metrics, in which
 * units, and which tell what was measured. One object a line, among other lines of the log.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"

enum { START_S, NAMESPACE, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [START_S] = {"start_s", MEASURE},
    [NAMESPACE] = {"namespace", FACTOR},
};

/* The unit that a metric's values are in; those of no time are taken as they are. */
static enum unit unit_of(const char *name)
{
    static const struct {
        const char *name;
        enum unit unit;
    } units[] = {{"Seconds", SECONDS}, {"Milliseconds", MILLISECONDS}, {"Microseconds", MICROSECONDS}};
    for (size_t i = 0; name != NULL && i < sizeof units / sizeof *units; i++) {
        if (strcmp(name, units[i].name) == 0) {
            return units[i].unit;
        }
    }
    return NO_UNIT;
}

/* The column of a metric: its name, with _s behind it when it is a time. */
static enum status find_column(const struct json_spot *metric, const char *name, bool is_time,
                               struct table *table, size_t *index, struct error *err)
{
    enum { LONGEST = 250 };
    char text[LONGEST + sizeof "_s"];
    size_t length = strlen(name);
    if (length == 0 || length > LONGEST) {
        return json_spot_error(metric, err, "found a name of %zu bytes, expected 1 to %d", length, LONGEST);
    }
    snprintf(text, sizeof text, "%s%s", name, is_time ? "_s" : "");
    struct column *column = table_find_exactly(table, text);
    if (column == NULL && table->n_columns >= MOST_TAGS) {
        return json_spot_error(metric, err, "found the metric '%.40s', expected at most %d different columns",
                               name, MOST_TAGS);
    }
    if (column != NULL && (column->kind != MEASURE || column == &table->columns[START_S])) {
        return json_spot_error(metric, err, "found the metric '%.40s', which is the name of another column",
                               name);
    }
    *index = column == NULL ? table->n_columns : (size_t)(column - table->columns);
    return column == NULL ? table_add_column(table, text, MEASURE, index, err) : OK;
}

/* The i-th value of a metric, which is a number or an array of them; *any: there is one. */
static enum status take_metric(const struct json_spot *root, const struct json_spot *metric, size_t i,
                               struct table *table, bool *any, struct error *err)
{
    const char *name = json_string_value(json_object_get(metric->value, "Name"));
    enum unit unit = unit_of(json_string_value(json_object_get(metric->value, "Unit")));
    if (name == NULL) {
        return json_spot_error(metric, err, "found no 'Name', expected that of a metric");
    }
    struct json_spot member = json_member(root, name), element = member;
    if (json_is_array(member.value)) {
        element = json_element(&member, i);
        if (i >= json_array_size(member.value)) {
            return OK;
        }
    } else if (i > 0) {
        return OK;
    }
    if (!json_is_number(element.value)) {
        return json_spot_error(&element, err, "found no number, expected one of the metric '%.40s'", name);
    }
    size_t column = 0;
    enum status status = find_column(metric, name, unit != NO_UNIT, table, &column, err);
    if (status == OK && !isnan(table->columns[column].values[table->rows])) {
        return json_spot_error(metric, err, "found a second metric '%.40s', expected one", name);
    }
    if (status == OK) {
        *any = true;
        table_set_number(table, column,
                         unit == NO_UNIT ? json_number_value(element.value)
                                         : json_seconds(element.value, unit));
    }
    return status;
}

/* The members that the sets of dimensions name. */
static enum status set_dimensions(const struct json_spot *root, const struct json_spot *directive,
                                  struct table *table, struct error *err)
{
    struct json_spot sets = json_member(directive, "Dimensions");
    enum status status = OK;
    for (size_t s = 0; status == OK && s < json_array_size(sets.value); s++) {
        struct json_spot set = json_element(&sets, s);
        for (size_t i = 0; status == OK && i < json_array_size(set.value); i++) {
            struct json_spot key = json_element(&set, i);
            const char *name = json_string_value(key.value);
            const char *text = name == NULL ? NULL : json_string_value(json_object_get(root->value, name));
            struct place place = {name, 0, 0};
            struct error why = {{0}};
            if (text == NULL) {
                return json_spot_error(&key, err, "found no text of this dimension, expected one");
            }
            status = record_set_tag(table, name, text, strlen(text), &place, &why);
            status = json_spot_judge(&key, status, &why, err);
        }
    }
    return status;
}

/* Opens the row of all i-th values of a directive; *any: there is one. */
static enum status open_values(const struct json_spot *root, const struct json_spot *directive, size_t i,
                               struct table *table, bool *any, struct error *err)
{
    struct json_spot metrics;
    enum status status = json_get_container(directive, "Metrics", JSON_ARRAY, &metrics, err);
    *any = false;
    if (status != OK || (status = table_open_row(table, err)) != OK) {
        return status;
    }
    for (size_t m = 0; status == OK && m < json_array_size(metrics.value); m++) {
        struct json_spot metric = json_element(&metrics, m);
        status = take_metric(root, &metric, i, table, any, err);
    }
    return status;
}

static enum status take_directive(const struct json_spot *root, const struct json_spot *directive,
                                  double time_s, struct table *table, struct error *err)
{
    bool any = true;
    enum status status = OK;
    for (size_t i = 0; status == OK && any; i++) {
        status = open_values(root, directive, i, table, &any, err);
        if (status == OK && any) {
            status = set_dimensions(root, directive, table, err);
        }
        if (status == OK && any) {
            status = json_set_text(directive, "Namespace", table, NAMESPACE, err);
        }
        if (status == OK && any) {
            table_set_number(table, START_S, time_s);
            table_close_row(table);
        }
    }
    return status;
}

static enum status take_emf(const struct json_spot *root, const struct record_sink *sink, struct error *err)
{
    struct json_spot aws = json_member(root, "_aws"), directives;
    double time_s = NAN;
    if (aws.value == NULL) {
        sink->log->passed++;
        return OK;
    }
    enum status status = json_get_container(&aws, "CloudWatchMetrics", JSON_ARRAY, &directives, err);
    if (status == OK) {
        status = json_get_time(&aws, "Timestamp", OPTIONAL, MILLISECONDS, &time_s, err);
    }
    for (size_t d = 0; status == OK && d < json_array_size(directives.value); d++) {
        struct json_spot directive = json_element(&directives, d);
        status = take_directive(root, &directive, time_s, sink->table, err);
    }
    return status;
}

static enum match probe_emf(const char *bytes, size_t n)
{
    bool has_report = memmem(bytes, n, "\"platform.report\"", 17) != NULL ||
                      memmem(bytes, n, "REPORT RequestId:", 17) != NULL; /* whose reader passes these over */
    return !has_report && memmem(bytes, n, "\"_aws\"", 6) != NULL &&
                   memmem(bytes, n, "\"CloudWatchMetrics\"", 19) != NULL
               ? MATCH
               : NO_MATCH;
}

/* Metrics are in small letters, as columns are elsewhere; names that differ in nothing else stay as they are.
 */
static void lower_names(struct table *table)
{
    for (size_t i = COLUMNS; i < table->n_columns; i++) {
        struct column *column = &table->columns[i];
        bool alone = column->kind == MEASURE;
        for (size_t k = 0; alone && k < table->n_columns; k++) {
            alone = k == i || strcasecmp(table->columns[k].name, column->name) != 0;
        }
        for (char *c = column->name; alone && *c != '\0'; c++) {
            *c = (char)tolower((unsigned char)*c);
        }
    }
}

static enum status read_emf(struct input *input, const struct import_options *options, struct table *table,
                            struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_emf, .passes_text = true};
    enum status status = json_lines_read(input, &format, options, table, log, err);
    lower_names(table);
    return status;
}

static const struct explain_row origins[] = {
    {"start_s", "_aws.Timestamp in ms"},
    {"namespace", "_aws.CloudWatchMetrics[].Namespace"},
    {"*", "a member that _aws.CloudWatchMetrics[] names, among Metrics, in its Unit, or Dimensions"},
    {0}};

const struct importer formats_emf = {
    .origins = origins,
    .name = "emf",
    .writes = "CloudWatch's embedded metrics: a function's log lines",
    .signs = "_aws with CloudWatchMetrics",
    .quality = EXACT,
    .probe = probe_emf,
    .read = read_emf,
};
