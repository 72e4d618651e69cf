#include "formats/rules/rule_plan.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "import/wanted.h"

/* ---- what is asked for ---- */

struct there {
    const struct rule *own;
    const struct names *header;
};

static bool is_field(const struct rule *own, const char *name)
{
    bool is = false;
    for (size_t i = 0; i < own->n_fields; i++) {
        is |= strcmp(own->fields[i].name, name) == 0;
    }
    return is;
}

static bool has_column(const void *context, const char *name)
{
    const struct there *there = context;
    bool has = false;
    for (size_t i = 0; i < there->own->n_columns; i++) {
        has |= strcasecmp(there->own->columns[i].name, name) == 0;
    }
    for (size_t i = 0; there->own->keeps_others && i < there->header->n; i++) {
        const char *other = there->header->values[i];
        has |= strcasecmp(other, name) == 0 && !is_field(there->own, other);
    }
    return has;
}

static bool depends_on(const struct rule_column *column, size_t target)
{
    bool depends = false;
    for (size_t i = 0; i < column->n_values; i++) {
        const struct rule_value *value = &column->values[i];
        depends |= (value->minus != RULE_NO && (size_t)value->minus == target) ||
                   (value->within != RULE_NO && (size_t)value->within == target);
    }
    return depends;
}

/* Leaves the set's columns that are asked for, and what these depend on. */
static void skip_columns(struct rule *own, const struct import_wanted *wanted, struct rule_plan *planned)
{
    struct rule_set *set = &own->sets[0];
    bool needs[RULE_COLUMNS] = {false};
    size_t kept = 0;
    for (size_t i = 0; i < own->n_columns; i++) {
        planned->skips[i] = !import_wants(wanted, own->columns[i].name, own->columns[i].kind);
    }
    for (size_t i = set->n_columns; i-- > 0;) { /* a column depends on those before it */
        needs[i] |= !planned->skips[set->columns[i].target];
        for (size_t k = 0; needs[i] && k < i; k++) {
            needs[k] |= depends_on(&set->columns[i], set->columns[k].target);
        }
    }
    for (size_t i = 0; i < set->n_columns; i++) {
        set->columns[kept] = set->columns[i];
        kept += needs[i];
    }
    set->n_columns = kept;
    planned->wanted = wanted;
}

/* ---- what columns are ---- */

/* Whether a column is one value that is always to be had, from one field. */
static bool is_simple(const struct rule_column *column)
{
    const struct rule_value *value = &column->values[0];
    return column->n_values == 1 && value->n_paths == 1 && value->is == NULL && !value->of_key &&
           value->tests.n == 0 && value->n_words == 0 && !value->has_missing && value->most_digits == 0 &&
           value->within == RULE_NO && value->unit_from == NULL && value->divided_by == NULL &&
           value->since == NULL && value->least == -INFINITY && value->n_units <= 1;
}

static bool is_mapped(const struct rule_set *set, const struct rule_column *column)
{
    const struct rule_value *value = &column->values[0];
    bool is = is_simple(column) &&
              (column->kind == FACTOR
                   ? !value->numeric
                   : value->form == RULE_NUMBER || value->form == RULE_TIME || value->form == RULE_EPOCH);
    bool found = value->minus == RULE_NO; /* or a column before, that is mapped, too */
    for (size_t i = 0; is && !found && &set->columns[i] < column; i++) {
        found = set->columns[i].target == (size_t)value->minus && is_mapped(set, &set->columns[i]);
    }
    return is && found;
}

/* Times since 1970 as a column of the like begins, which tells its unit by its size. */
static bool read_epochs(const struct span *cells, size_t n, enum unit unit, double *values)
{
    static const double least_s = 1.01e8, most_s = 0.99e11; /* of the smaller units; off their borders */
    static const double borders[] = {1e11, 1e14, 1e17};
    static const enum unit units[] = {SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS};
    double first = NAN;
    size_t k = 0;
    for (size_t i = 0; i < n && isnan(first); i++) {
        if (!unit_parse_all_seconds(&cells[i], 1, unit, &first)) {
            return false;
        }
    }
    while (k < sizeof borders / sizeof *borders && first > borders[k]) {
        k++;
    }
    bool good = unit_parse_all_seconds(cells, n, units[k], values);
    for (size_t i = 0; good && i < n; i++) {
        good = isnan(values[i]) || (values[i] < most_s && (units[k] == SECONDS || values[i] > least_s));
    }
    return good;
}

/* ---- the plan ---- */

/* Lists that are filled, with room for all columns and fields. */
struct lists {
    struct csv_map *maps;
    struct csv_number *numbers;
    size_t *telling;
    size_t n_maps, n_numbers, n_telling;
};

static void tell(struct lists *lists, const struct rule_path *path)
{
    size_t i = 0;
    while (i < lists->n_telling && lists->telling[i] != path->field) {
        i++;
    }
    lists->telling[i] = path->field;
    lists->n_telling += i == lists->n_telling;
}

static void tell_tests(struct lists *lists, const struct rule_tests *tests)
{
    for (size_t i = 0; i < tests->n; i++) {
        tell(lists, &tests->rows[i].path);
        if (tests->rows[i].kind == RULE_DIFFERS) {
            tell(lists, &tests->rows[i].other);
        }
    }
}

static void tell_factor(struct lists *lists, const struct rule_column *column)
{
    for (size_t i = 0; i < column->n_values; i++) {
        const struct rule_value *value = &column->values[i];
        tell_tests(lists, &value->tests);
        for (size_t p = 0; p < value->n_paths; p++) {
            tell(lists, &value->paths[p]);
        }
    }
}

static void map_column(struct lists *lists, const struct rule_column *column)
{
    const struct rule_value *value = &column->values[0];
    struct csv_map map = {.field = value->paths[0].field,
                          .column = column->target,
                          .value = column->kind == FACTOR ? CSV_TEXT : CSV_TIME,
                          .need = value->required ? REQUIRED : OPTIONAL,
                          .unit = value->form == RULE_EPOCH  ? SECONDS
                                  : value->form == RULE_TIME ? value->units[0]
                                                             : NO_UNIT};
    if (column->kind == FACTOR) {
        lists->maps[lists->n_maps++] = map;
    } else {
        lists->numbers[lists->n_numbers++] =
            (struct csv_number){map, value->minus == RULE_NO ? 0 : (size_t)value->minus + 1,
                                value->form == RULE_EPOCH ? read_epochs : NULL};
    }
}

enum status rule_plan_make(struct rule *own, const struct names *header, const struct import_wanted *wanted,
                           struct rule_plan *planned, struct error *err)
{
    struct rule_set *set = &own->sets[0], *others = &own->sets[RULE_OTHERS];
    const struct there there = {own, header};
    if (set->quality != NULL || set->counts_requests || own->n_columns > RULE_COLUMNS) {
        return OK;
    }
    if (import_chooses(wanted, has_column, &there)) {
        skip_columns(own, wanted, planned);
    }
    struct lists lists = {.maps = rule_take(own, set->n_columns, sizeof *lists.maps, err),
                          .numbers = rule_take(own, set->n_columns, sizeof *lists.numbers, err),
                          .telling = rule_take(own, own->n_fields, sizeof *lists.telling, err)};
    *others = *set;
    others->n_columns = 0;
    others->columns = rule_take(own, set->n_columns, sizeof *others->columns, err);
    if (lists.maps == NULL || lists.numbers == NULL || lists.telling == NULL || others->columns == NULL) {
        return BAD_SERVICE;
    }
    tell_tests(&lists, &set->only);
    for (size_t i = 0; i < set->n_pairs; i++) {
        tell(&lists, &set->pairs[i]);
    }
    for (size_t i = 0; i < set->n_columns; i++) {
        const struct rule_column *column = &set->columns[i];
        if (is_mapped(set, column)) {
            map_column(&lists, column);
        } else if (column->kind == FACTOR) {
            tell_factor(&lists, column);
        } else {
            others->columns[others->n_columns++] = *column;
        }
    }
    planned->plan = (struct csv_plan){.maps = lists.maps,
                                      .n_maps = lists.n_maps,
                                      .numbers = lists.numbers,
                                      .n_numbers = lists.n_numbers,
                                      .telling = lists.telling,
                                      .n_telling = lists.n_telling};
    planned->is_plan = true;
    return OK;
}
