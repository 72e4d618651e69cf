#include "formats/rules/rule_row.h"

#include <math.h>
#include <string.h>

#include "formats/rules/rule_path.h"
#include "formats/rules/rule_value.h"
#include "import/summary_record.h"

/* ---- columns ---- */

/* Sets the cell of a percentile in the column that has its number for "{}", which is made when it is not
 * there. */
static enum status set_hole(const struct rule_column *column, const char *percent, double number,
                            struct table *table, struct error *err)
{
    struct text name = {0};
    enum status status = text_print(&name, err, "%s%s%s", column->hole.key, percent, column->hole.value);
    const struct column *there = status == OK ? table_find_column(table, name.bytes) : NULL;
    size_t index = there == NULL ? table->n_columns : (size_t)(there - table->columns);
    if (status == OK && there == NULL && table->n_columns >= MOST_TAGS) {
        status =
            error_set(err, BAD_DATA, "found '%.40s', expected at most %d columns", name.bytes, MOST_TAGS);
    } else if (status == OK && there == NULL) {
        status = table_add_column(table, name.bytes, MEASURE, &index, err);
    }
    if (status == OK) {
        table_set_number(table, index, number);
    }
    text_release(&name);
    return status;
}

/* One member of those that a path with a hole leads to. */
static enum status set_percentile(const struct rule_column *column, const struct rule_value *value,
                                  const struct json_spot *spot, const char *percent, struct table *table,
                                  struct error *err)
{
    const struct json_spot *const bound[] = {spot};
    const struct rule_source source = {.bound = bound};
    struct rule_path path = {.text = spot->key};
    struct rule_value one = *value;
    one.paths = &path;
    one.n_paths = 1;
    double number = NAN;
    enum status status = rule_value_number(&source, &one, table, &number, err);
    return status == OK && !isnan(number) ? set_hole(column, percent, number, table, err) : status;
}

static enum status set_percentiles(const struct rule_column *column, const struct rule_value *value,
                                   const struct rule_source *source, struct table *table, bool *set,
                                   struct error *err)
{
    const char *key;
    json_t *member;
    char percent[NUMBER_TEXT];
    enum status status = OK;
    for (size_t p = 0; p < value->n_paths; p++) {
        const struct rule_path *path = &value->paths[p];
        struct json_spot spots[RULE_STEPS];
        const struct json_spot *parent = rule_path_spot(path, source->bound, spots);
        if (parent->value == NULL && value->required) {
            return rule_value_miss(source, value, err);
        }
        json_object_foreach(parent->value, key, member)
        {
            if (status == OK && !json_is_null(member) &&
                rule_path_matches(&path->steps[path->n - 1], key, percent)) {
                struct json_spot spot = json_member(parent, key);
                *set = true;
                status = set_percentile(column, value, &spot, percent, table, err);
            }
        }
    }
    return status;
}

/* A cell from the first of the values that there is; *set: there is one. */
static enum status set_column(const struct rule_column *column, const struct rule_source *source,
                              struct table *table, bool *set, struct error *err)
{
    enum status status = OK;
    *set = false;
    for (size_t i = 0; status == OK && !*set && i < column->n_values; i++) {
        const struct rule_value *value = &column->values[i];
        double number = NAN;
        if (!rule_cell_passes(source, &value->tests)) {
            continue;
        }
        if (column->kind == FACTOR) {
            status = rule_value_set_text(source, value, column->target, table, set, err);
        } else if (column->has_hole) {
            status = set_percentiles(column, value, source, table, set, err);
        } else {
            status = rule_value_number(source, value, table, &number, err);
            *set = status == OK && !isnan(number);
            table_set_number(table, column->target, number);
        }
    }
    return status;
}

/* ---- counts ---- */

static bool is_left_out(const struct rule_count *count, const char *key)
{
    for (size_t i = 0; i < count->n_without; i++) {
        if (strcmp(count->without[i], key) == 0) {
            return true;
        }
    }
    double number = NAN;
    bool success = number_parse(key, strlen(key), &number) && number >= 200 && number < 400;
    return count->failed && success;
}

/* How many requests; NaN where nobody counted. */
static enum status add_up(const struct rule_count *count, const struct rule_source *source, double *sum,
                          struct error *err)
{
    struct rule_cell cell;
    *sum = NAN;
    for (size_t p = 0; p < count->n_paths && isnan(*sum); p++) {
        const struct rule_path *path = &count->paths[p];
        const char *key;
        json_t *member;
        enum status status = OK;
        if (!count->sums) {
            bool found = rule_cell_find(source, path, &cell);
            status = found ? rule_cell_number(source, path, &cell, NO_UNIT, sum, err) : OK;
            if (status == OK && found && !(*sum >= 0 && *sum == rint(*sum))) {
                return rule_cell_error(source, path, err, "found %g in '%.40s', expected a count", *sum,
                                       path->text);
            }
        }
        json_t *members = count->sums ? rule_path_find(path, source->bound) : NULL;
        if (count->sums && !json_is_object(members) && p + 1 == count->n_paths) {
            return rule_cell_error(source, path, err, "found no '%.40s', expected counts there", path->text);
        }
        *sum = members != NULL ? 0 : *sum;
        json_object_foreach(members, key, member)
        {
            if (!json_is_integer(member) || json_integer_value(member) < 0) {
                struct json_spot spots[RULE_STEPS];
                struct json_spot spot = json_member(rule_path_spot(path, source->bound, spots), key);
                return json_spot_error(&spot, err, "found no count in '%.40s', expected a whole number", key);
            }
            *sum += is_left_out(count, key) ? 0 : json_number_value(member);
        }
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status count_requests(const struct rule_set *set, const struct rule_source *source,
                                  struct table *table, double *measured, struct error *err)
{
    double sums[RULE_COUNTS];
    for (size_t i = 0; i < RULE_COUNTS; i++) {
        enum status status = add_up(&set->counts[i], source, &sums[i], err);
        if (status != OK) {
            return status;
        }
    }
    bool nobody = set->counts[RULE_FAILED_INSIDE].n_paths == 0;
    double inside = nobody && !isnan(sums[RULE_FAILED_BESIDE]) ? 0 : sums[RULE_FAILED_INSIDE];
    double beside = set->counts[RULE_FAILED_BESIDE].n_paths == 0 ? 0 : sums[RULE_FAILED_BESIDE];
    *measured = sums[RULE_MEASURED];
    if (inside > *measured) {
        return rule_cell_error(source, &set->counts[RULE_FAILED_INSIDE].paths[0], err,
                               "found %g failed requests of %g", inside, *measured);
    }
    summary_set_counts(table, *measured, inside, beside);
    return OK;
}

/* ---- factors that the dump names ---- */

static bool is_untagged(const struct rule_set *set, const char *name)
{
    for (size_t i = 0; i < set->n_untagged; i++) {
        if (strcmp(set->untagged[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static enum status set_tags(const struct rule_set *set, const struct rule_source *source,
                            const struct rule_path *path, struct table *table, struct error *err)
{
    const char *key;
    json_t *member;
    struct place place = rule_cell_place(source, path);
    enum status status = OK;
    json_object_foreach(rule_path_find(path, source->bound), key, member)
    {
        struct rule_cell cell = {.value = member, .text = json_string_value(member)};
        cell.n = json_string_length(member);
        if (status == OK && rule_cell_spell(&cell) && cell.n > 0 && !is_untagged(set, key)) {
            status = record_set_tag(table, key, cell.text, cell.n, &place, err);
        }
    }
    return status;
}

/* "a=1&b=2" */
static enum status set_pairs(const struct rule_set *set, const struct rule_source *source,
                             const struct rule_path *path, struct table *table, struct error *err)
{
    enum { LONGEST_NAME = 64 };
    struct rule_cell cell;
    struct place place = rule_cell_place(source, path);
    const char *text = rule_cell_find(source, path, &cell) ? cell.text : NULL;
    enum status status = OK;
    while (status == OK && text != NULL && *text != '\0') {
        size_t pair = strcspn(text, "&"), key = strcspn(text, "=&");
        char name[LONGEST_NAME] = "";
        if (key < pair && key > 0 && key < sizeof name) {
            memcpy(name, text, key);
        }
        if (name[0] != '\0' && !is_untagged(set, name)) {
            status = record_set_tag(table, name, text + key + 1, pair - key - 1, &place, err);
        }
        text += pair + (text[pair] == '&');
    }
    return status;
}

static enum status set_factors(const struct rule_set *set, const struct rule_source *source,
                               struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < set->n_tags; i++) {
        status = set_tags(set, source, &set->tags[i], table, err);
    }
    for (size_t i = 0; status == OK && i < set->n_pairs; i++) {
        status = set_pairs(set, source, &set->pairs[i], table, err);
    }
    return status;
}

enum status rule_row_fill(const struct rule_set *set, const struct rule_source *source, struct table *table,
                          bool *keep, struct error *err)
{
    double measured = NAN;
    bool any = set->quality == NULL || set->counts_requests;
    enum status status = set->counts_requests ? count_requests(set, source, table, &measured, err) : OK;
    for (size_t i = 0; status == OK && i < set->n_columns; i++) {
        bool there = false;
        if (!set->columns[i].is_figure || measured != 0) { /* what is said of no request is no figure */
            status = set_column(&set->columns[i], source, table, &there, err);
        }
        any |= there && set->columns[i].kind == MEASURE;
    }
    if (status == OK) {
        status = set_factors(set, source, table, err);
    }
    if (status == OK && set->quality != NULL) {
        status = table_set_text(table, SUMMARY_QUALITY, set->quality, strlen(set->quality), err);
    }
    *keep = any;
    return status;
}

enum status rule_row_measure(const struct rule_set *set, const struct rule_source *source,
                             struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < set->n_columns; i++) {
        bool there;
        status =
            set->columns[i].kind == MEASURE ? set_column(&set->columns[i], source, table, &there, err) : OK;
    }
    return status;
}
