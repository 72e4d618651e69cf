#include "formats/rules/rule_importer.h"

#include <assert.h>
#include <string.h>

#include "formats/rules/rule_csv.h"
#include "formats/rules/rule_json.h"
#include "formats/rules/rule_read.h"
#include "formats/rules/rule_signs.h"

/* What the importer says of itself is what the description says. */
static void introduce(struct rule_importer *importer)
{
    const struct rule *rule = &importer->rule;
    importer->is_read = true;
    importer->importer.name = rule->name;
    importer->importer.writes = rule->writes;
    importer->importer.signs = rule->signs_text;
    importer->importer.quality = rule->quality;
}

enum status rule_importer_complete(struct rule_importer *importer, struct error *err)
{
    if (importer->is_read) {
        return OK;
    }
    struct rule *rule = &importer->rule;
    enum status status = json_file_parse(&rule->file, &(struct place){importer->importer.name, 1, 1},
                                         importer->text, strlen(importer->text), err);
    rule->file.bad = BAD_USAGE;
    if (status == OK) {
        status = rule_read(rule, err);
    }
    assert(status == OK || status == BAD_SERVICE); /* the tests read them all */
    if (status == OK) {
        introduce(importer);
    }
    return status;
}

static enum match probe_rule(struct import_description *description, const char *bytes, size_t n)
{
    struct rule_importer *importer = (struct rule_importer *)description;
    struct error err = {{0}};
    if (!importer->is_read && !rule_signs_may_be(importer->text, bytes, n)) {
        return NO_MATCH;
    }
    if (rule_importer_complete(importer, &err) != OK) {
        return NO_MEMORY;
    }
    return importer->rule.type == RULE_CSV ? rule_csv_probe(&importer->rule, bytes, n)
                                           : rule_signs_probe(&importer->rule, bytes, n);
}

static enum status read_rule(struct import_description *description, struct input *input,
                             const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err)
{
    struct rule_importer *importer = (struct rule_importer *)description;
    enum status status = rule_importer_complete(importer, err);
    if (status != OK) {
        return status;
    }
    return importer->rule.type == RULE_CSV ? rule_csv_read(&importer->rule, input, options, table, log, err)
                                           : rule_json_read(&importer->rule, input, options, table, log, err);
}

static bool is_column(const struct rule_column *column, const char *name)
{
    size_t before = column->has_hole ? strlen(column->hole.key) : 0;
    return column->has_hole
               ? strncmp(name, column->hole.key, before) == 0 &&
                     strlen(name) > before + strlen(column->hole.value) &&
                     strcmp(name + strlen(name) - strlen(column->hole.value), column->hole.value) == 0
               : strcmp(name, column->name) == 0;
}

/* All paths that lead to a column, with their units. */
static enum status explain_values(const struct rule_column *column, struct text *text, struct error *err)
{
    enum status status = OK;
    const char *between = "";
    for (size_t v = 0; v < column->n_values; v++) {
        const struct rule_value *value = &column->values[v];
        for (size_t p = 0; status == OK && p < value->n_paths; p++) {
            status = text_print(text, err, "%s%s%s", between, value->of_key ? "key of " : "",
                                value->paths[p].text);
            between = ", ";
        }
        if (status == OK && value->n_units > 0) {
            status = text_print(text, err, " in %s", unit_name(value->units[0]));
        }
        if (status == OK && value->unit_from != NULL) {
            status = text_print(text, err, " in %s", value->unit_from->text);
        }
    }
    return status;
}

static enum status explain_rule(const void *context, const char *column, struct text *text, struct error *err)
{
    const struct rule *rule = context;
    for (size_t s = 0; s < rule->n_sets; s++) {
        const struct rule_set *set = &rule->sets[s];
        for (size_t i = 0; i < set->n_columns; i++) {
            if (is_column(&set->columns[i], column)) {
                return explain_values(&set->columns[i], text, err);
            }
        }
    }
    return OK;
}

void rule_importer_init(struct rule_importer *importer, const char *name, const char *text)
{
    importer->description = (struct import_description){
        .probe = probe_rule, .read = read_rule, .origin = {explain_rule, &importer->rule}};
    importer->importer =
        (struct importer){.name = name, .writes = "", .signs = "", .description = &importer->description};
    importer->text = text;
}

enum status rule_importer_read(struct rule_importer *importer, const char *path, struct error *err)
{
    struct rule *rule = &importer->rule;
    rule_importer_init(importer, path, NULL);
    enum status status = json_file_read(&rule->file, path, err);
    if (status == OK) {
        status = rule_read(rule, err);
    }
    if (status == OK) {
        introduce(importer);
    }
    return status;
}

void rule_importer_release(struct rule_importer *importer)
{
    rule_release(&importer->rule);
}
