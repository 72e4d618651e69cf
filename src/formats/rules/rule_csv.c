#include "formats/rules/rule_csv.h"

#include <stdint.h>
#include <string.h>

#include "formats/rules/rule_column.h"
#include "formats/rules/rule_path.h"
#include "formats/rules/rule_plan.h"
#include "formats/rules/rule_row.h"
#include "read/csv_head.h"

/* ---- the header ---- */

static enum status collect_names(const struct csv_row *row, const char *problem, void *context, bool *stop,
                                 struct error *err)
{
    struct names *names = context;
    enum status status = OK;
    *stop = true;
    if (problem != NULL) {
        return error_at(err, &row->place, "found %s, expected column names", problem);
    }
    for (size_t i = 0; status == OK && i < row->n; i++) {
        size_t n;
        const char *name = csv_cell(row, i, &n);
        status = names_add(names, name, n, err);
    }
    return status;
}

/* Whether the header has all signs; the first of one that it lacks is left in *lacks. */
static bool has_signs(const struct rule *rule, const struct names *names, const char **lacks)
{
    for (size_t i = 0; i < rule->n_signs; i++) {
        const struct rule_signs *signs = &rule->signs[i];
        bool any = false;
        for (size_t k = 0; k < signs->n; k++) {
            any |= names_have(names, signs->any[k].path.text);
        }
        if (!any) {
            *lacks = signs->any[0].path.text;
            return false;
        }
    }
    return true;
}

/* Whether a row, that may be cut off in what can be seen, begins with cells of as many digits. */
static bool has_digits(const struct rule *rule, const struct csv_source *source)
{
    const char *cell = source->bytes, *end = source->bytes + source->n;
    for (size_t i = 0; i < rule->n_signs; i++) {
        const struct rule_sign *sign = rule->signs[i].any;
        if (sign->most_digits == 0) {
            continue;
        }
        const char *behind = memchr(cell, source->separator, (size_t)(end - cell));
        size_t n = behind == NULL ? 0 : (size_t)(behind - cell), digits = 0;
        while (digits < n && cell[digits] >= '0' && cell[digits] <= '9') {
            digits++;
        }
        if (digits < n || n < sign->least_digits || n > sign->most_digits || n == 0) {
            return false;
        }
        cell = behind + 1;
    }
    return true;
}

enum match rule_csv_probe(const struct rule *rule, const char *bytes, size_t n)
{
    struct csv_source source = csv_probe_source(bytes, n);
    struct names names = {0};
    struct error err = {{0}};
    const char *lacks;
    size_t used;
    if (source.n == 0 || rule->n_header > 0) {
        return source.n > 0 && has_digits(rule, &source) ? MATCH : NO_MATCH;
    }
    enum status status = csv_rows(&source, collect_names, &names, &used, &err);
    bool matches = status == OK && has_signs(rule, &names, &lacks);
    names_release(&names);
    return status == BAD_SERVICE ? NO_MEMORY : matches ? MATCH : NO_MATCH;
}

/* ---- the columns of a file ---- */

/* The columns that the header has for one with a hole, which is taken from the header's names. */
static enum status fit_hole(struct rule *own, struct rule_set *set, const struct rule_column *column,
                            const struct names *header, struct error *err)
{
    const struct rule_path *pattern = &column->values[0].paths[0];
    struct rule_step hole = {0};
    char percent[NUMBER_TEXT];
    enum status status = rule_path_split(own, pattern->text, &hole, err);
    for (size_t i = 0; status == OK && i < header->n; i++) {
        if (!rule_path_matches(&hole, header->values[i], percent) || set->n_columns == RULE_COLUMNS) {
            continue;
        }
        struct text name = {0};
        struct rule_column *made = &set->columns[set->n_columns++];
        *made = *column;
        made->has_hole = false;
        made->values = rule_take(own, 1, sizeof *made->values, err);
        struct rule_path *path = rule_take(own, 1, sizeof *path, err);
        status = text_print(&name, err, "%s%s%s", column->hole.key, percent, column->hole.value);
        made->name = status == OK ? rule_copy(own, name.bytes, name.n, err) : NULL;
        text_release(&name);
        if (made->values == NULL || path == NULL || made->name == NULL) {
            return BAD_SERVICE;
        }
        *path = (struct rule_path){.text = header->values[i], .field = rule_field(own, header->values[i])};
        made->values[0] = column->values[0];
        made->values[0].paths = path;
        const struct json_spot root = json_root(&own->file);
        status = path->field == SIZE_MAX
                     ? error_set(err, BAD_DATA, "found more than %d columns", RULE_COLUMNS)
                     : rule_column_note(own, made->name, MEASURE, &made->target, &root, err);
    }
    return status;
}

enum status rule_csv_fit(const struct rule *rule, const struct names *header, struct rule *own,
                         struct error *err)
{
    const struct rule_set *described = &rule->sets[0];
    struct rule_set *set = &own->sets[0];
    *own = *rule;
    own->blocks = NULL;
    set->n_columns = 0;
    set->columns = rule_take(own, RULE_COLUMNS, sizeof *set->columns, err);
    enum status status = set->columns == NULL ? BAD_SERVICE : OK;
    for (size_t i = 0; status == OK && i < described->n_columns; i++) {
        if (described->columns[i].has_hole) {
            status = fit_hole(own, set, &described->columns[i], header, err);
        } else if (set->n_columns < RULE_COLUMNS) {
            set->columns[set->n_columns++] = described->columns[i];
        }
    }
    for (size_t i = 0; rule->n_header > 0 && i < rule->n_signs; i++) {
        own->fields[rule->signs[i].any[0].path.field].required = true;
    }
    own->file = (struct json_file){0};
    return status;
}

/* ---- the rows ---- */

static enum status measure_described(const struct csv_record *record, struct table *table, struct error *err)
{
    const struct rule *rule = csv_record_context(record);
    const struct rule_source source = {.record = record};
    return rule_row_measure(&rule->sets[RULE_OTHERS], &source, table, err);
}

static enum status take_described(const struct csv_record *record, struct table *table, bool *keep,
                                  struct error *err)
{
    const struct rule *rule = csv_record_context(record);
    const struct rule_source source = {.record = record};
    *keep = rule_cell_passes(&source, &rule->sets[0].only);
    return *keep ? rule_row_fill(&rule->sets[0], &source, table, keep, err) : OK;
}

/* A file without a header never has one, so that a wrong first row is told of as a row. */
static bool is_always_data(const struct csv_row *first)
{
    (void)first;
    return true;
}

/* The header's names, which have to be those of the tool. */
static enum status read_header(const struct rule *rule, struct input *input,
                               const struct import_options *options, struct names *names, struct error *err)
{
    struct csv_head head;
    const char *lacks = NULL;
    size_t used;
    enum status status = csv_head_open(&head, input, options, err);
    if (status == OK) {
        status = csv_rows(&head.source, collect_names, names, &used, err);
    }
    struct place place = {input->name, head.source.first_line, 0};
    return status == OK && !has_signs(rule, names, &lacks)
               ? error_at(err, &place, "found no column '%.40s', expected one", lacks)
               : status;
}

enum status rule_csv_read(const struct rule *rule, struct input *input, const struct import_options *options,
                          struct table *table, struct import_log *log, struct error *err)
{
    struct rule own = {0};
    struct names header = {0};
    enum status status = rule->n_header > 0 ? OK : read_header(rule, input, options, &header, err);
    if (status == OK) {
        status = rule_csv_fit(rule, &header, &own, err);
    }
    struct rule_plan planned = {0};
    if (status == OK) {
        status = rule_plan_make(&own, &header, &options->wanted, &planned, err);
    }
    if (status == OK) {
        planned.plan.measure = own.sets[RULE_OTHERS].n_columns > 0 ? measure_described : NULL;
        const struct csv_dialect dialect = {.fields = own.fields,
                                            .n_fields = own.n_fields,
                                            .columns = own.columns,
                                            .n_columns = own.n_columns,
                                            .take = take_described,
                                            .is_data = rule->n_header > 0 ? is_always_data : NULL,
                                            .headless_fields = rule->n_header,
                                            .keeps_others = rule->keeps_others,
                                            .context = &own,
                                            .plan = planned.is_plan ? &planned.plan : NULL,
                                            .skips = planned.skips,
                                            .wanted = planned.wanted};
        status = csv_dialect_read(&dialect, input, options, table, log, err);
    }
    rule_release(&own);
    names_release(&header);
    return status;
}
