#include "import/unfold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "base/unit_name.h"
#include "import/shape.h"
#include "table/tidy.h"

/* ---- what columns are by their names ---- */

enum role { OTHER, METRIC, LABEL, VALUE, UNIT_OF_VALUE, ROLES };

static enum role find_role(const char *name)
{
    static const struct {
        const char *name;
        enum role role;
    } roles[] = {{"metric", METRIC},       {"metric_name", METRIC},
                 {"metricname", METRIC},   {"metric name", METRIC},
                 {"measure", METRIC},      {"measurement", METRIC},
                 {"kpi", METRIC},          {"indicator", METRIC},
                 {"name", LABEL}, /* these name something else as often */
                 {"key", LABEL},           {"variable", LABEL},
                 {"field", LABEL},         {"value", VALUE},
                 {"value_s", VALUE},       {"metric_value", VALUE},
                 {"metricvalue", VALUE},   {"metric value", VALUE},
                 {"val", VALUE},           {"unit", UNIT_OF_VALUE},
                 {"units", UNIT_OF_VALUE}, {"metric_unit", UNIT_OF_VALUE},
                 {"uom", UNIT_OF_VALUE}};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (strcasecmp(roles[i].name, name) == 0) {
            return roles[i].role;
        }
    }
    return OTHER;
}

static const char cold_name[] = "cold", warm_name[] = "warm";

bool unfold_uses(const char *name)
{
    return find_role(name) != OTHER || strcmp(name, cold_name) == 0 || strcmp(name, warm_name) == 0;
}

/* Whether a column may hold the numbers that another one has the units of. */
static bool may_have_units(const char *name, enum column_kind kind)
{
    size_t n = strlen(name);
    return kind == MEASURE && tidy_clock(name) == NULL && strcmp(name, "request") != 0 &&
           (n < 2 || strcmp(name + n - 2, "_s") != 0);
}

bool unfold_may(const char *const *names, const enum column_kind *kinds, size_t n)
{
    size_t of[ROLES] = {0}, sides = 0, numbers = 0;
    for (size_t i = 0; i < n; i++) {
        enum role role = find_role(names[i]);
        of[role] += (kinds[i] == MEASURE) == (role == VALUE);
        numbers += may_have_units(names[i], kinds[i]);
        sides += kinds[i] == MEASURE && role == OTHER && unfold_uses(names[i]);
    }
    return (of[METRIC] + of[LABEL] > 0 && of[VALUE] == 1) || sides == 2 ||
           (of[UNIT_OF_VALUE] == 1 && numbers == 1);
}

/* ---- a measurement a row ---- */

enum { MOST_METRICS = 64 }; /* more names than that are of what was measured */

/* Each metric in each unit, by code of one and of the other. */
struct metric {
    uint32_t name, unit;
    enum unit time; /* of its numbers, unless they are in seconds already */
    int doublings;  /* of a MB in the unit that they have instead */
    size_t target;  /* the column of its measure */
};

struct unfolding {
    struct table *table;
    size_t metric, value, unit, n_before; /* columns; SIZE_MAX: no unit; so many that the file has */
    bool is_label;                        /* the names are metrics only where their units are told */
    struct metric metrics[MOST_METRICS];
    size_t n;
    uint32_t *of_row;             /* its metric */
    size_t *order, *nth, *firsts; /* rows: alike ones beside one another, of these those of a measure, as they
                                     came; of each so ordered, how many are before it there; the rows that
                                     alike ones become */
    uint8_t *keep;
};

static uint32_t unit_code(const struct unfolding *unfolding, size_t row)
{
    return unfolding->unit == SIZE_MAX ? 0 : column_code(&unfolding->table->columns[unfolding->unit], row);
}

/* Lists the metrics; false when the column's texts are none. */
static bool list_metrics(struct unfolding *unfolding)
{
    const struct table *table = unfolding->table;
    const struct column *names = &table->columns[unfolding->metric];
    for (size_t row = 0; row < table->rows; row++) {
        uint32_t name = column_code(names, row), unit = unit_code(unfolding, row);
        const char *text = column_text(names, row);
        size_t i = row > 0 ? unfolding->of_row[row - 1] : 0;
        if (i >= unfolding->n || unfolding->metrics[i].name != name || unfolding->metrics[i].unit != unit) {
            i = 0;
        }
        while (i < unfolding->n &&
               (unfolding->metrics[i].name != name || unfolding->metrics[i].unit != unit)) {
            i++;
        }
        double number;
        if (name == 0 || i == MOST_METRICS || number_parse(text, strlen(text), &number)) {
            return false;
        }
        if (i == unfolding->n) {
            unfolding->metrics[unfolding->n++] = (struct metric){.name = name, .unit = unit};
        }
        unfolding->of_row[row] = (uint32_t)i;
    }
    return unfolding->n > 0;
}

/* "1", "count" and "None" are no units. */
static bool is_no_unit(const char *unit)
{
    return unit == NULL || strcmp(unit, "1") == 0 || strcasecmp(unit, "none") == 0 ||
           strcasecmp(unit, "count") == 0;
}

/* The text of a metric, or of its unit; NULL: none. */
static const char *text_of(const struct unfolding *unfolding, size_t column, uint32_t code)
{
    return code == 0 ? NULL : unfolding->table->columns[column].dictionary.texts[code - 1];
}

/* What the measure's name ends in where the metric's does not say its unit; NULL: nothing. */
static const char *find_suffix(const struct unfolding *unfolding, struct metric *metric, const char *unit)
{
    metric->time = unit == NULL ? NO_UNIT : unit_name_find(unit, strlen(unit));
    bool sized = unit != NULL && unit_name_find_size(unit, strlen(unit), &metric->doublings);
    bool seconds = strcmp(unfolding->table->columns[unfolding->value].name, "value_s") == 0;
    return metric->time != NO_UNIT                  ? unit_name(metric->time)
           : sized                                  ? "mb"
           : unit != NULL && strcmp(unit, "%") == 0 ? "percent"
           : unit == NULL && seconds                ? "s"
                                                    : unit;
}

/* A name with what comes behind its first n bytes, as the table has it; caller frees. */
static char *spell(const char *text, size_t n, const char *middle, const char *suffix, enum unit *unit,
                   struct error *err)
{
    struct text written = {0};
    char *name = NULL;
    *unit = NO_UNIT;
    if (text_print(&written, err, "%.*s%s%s%s", (int)n, text, middle, suffix == NULL ? "" : "_",
                   suffix == NULL ? "" : suffix) == OK) {
        name = tidy_name_in_seconds(written.bytes, unit, err);
        name = name == NULL && err->text[0] == '\0' ? tidy_lower_name(written.bytes, err) : name;
    }
    text_release(&written);
    return name;
}

/* The measure's name, in seconds or MB where it is a time or a size: "duration" of "ms" is duration_s. One
 * that a factor has is longer: "memory" of "MB" is memory_value_mb. */
static enum status name_metric(const struct unfolding *unfolding, struct metric *metric, const char *file,
                               char **name, struct error *err)
{
    const char *text = text_of(unfolding, unfolding->metric, metric->name);
    const char *unit = text_of(unfolding, unfolding->unit, metric->unit);
    const char *suffix = find_suffix(unfolding, metric, is_no_unit(unit) ? NULL : unit);
    enum unit said = NO_UNIT;
    enum column_kind kind;
    free(tidy_name_in_seconds(text, &said, err));
    if (err->text[0] == '\0' && said != NO_UNIT && metric->time != NO_UNIT && said != metric->time) {
        return error_set(err, BAD_DATA, "%s: found '%.40s' in '%.40s', expected the unit that its name says",
                         file, text, unit);
    }
    suffix = said == NO_UNIT ? suffix : NULL;
    size_t n = strlen(text), length = suffix == NULL ? 0 : strlen(suffix);
    bool ends =
        length > 0 && n > length && text[n - length - 1] == '_' && strcasecmp(text + n - length, suffix) == 0;
    n -= ends ? length + 1 : 0;
    *name = err->text[0] == '\0' ? spell(text, n, "", suffix, &metric->time, err) : NULL;
    if (*name != NULL && tidy_kind(*name, &kind) && kind == FACTOR) {
        free(*name);
        *name = spell(text, n, "_value", suffix, &metric->time, err);
    }
    return *name == NULL ? BAD_SERVICE : OK;
}

/* Finds the measure of a metric, which others may have, or adds it. */
static enum status add_measure(struct unfolding *unfolding, struct metric *metric, const char *file,
                               struct text *names, struct error *err)
{
    char *name = NULL;
    enum status status = name_metric(unfolding, metric, file, &name, err);
    const struct column *column = status == OK ? table_find_column(unfolding->table, name) : NULL;
    if (column != NULL && (size_t)(column - unfolding->table->columns) < unfolding->n_before) {
        status =
            error_set(err, BAD_DATA, "%s: found a metric '%.40s' beside a column of that name", file, name);
    } else if (column != NULL) {
        metric->target = (size_t)(column - unfolding->table->columns);
    } else if (status == OK) {
        status = table_add_column(unfolding->table, name, MEASURE, &metric->target, err);
        status = status == OK ? text_print(names, err, "%s%s", names->n == 0 ? "" : ", ", name) : status;
    }
    free(name);
    return status;
}

/* By all columns but those of metrics; then by measure, then as they came. */
static int compare_rows(const void *a, const void *b, void *context)
{
    const struct unfolding *unfolding = context;
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    for (size_t i = 0; i < unfolding->n_before; i++) {
        const struct column *column = &unfolding->table->columns[i];
        if (i == unfolding->metric || i == unfolding->value || i == unfolding->unit) {
            continue;
        }
        if (column->kind == FACTOR) {
            uint32_t x = column_code(column, left), y = column_code(column, right);
            if (x != y) {
                return x < y ? -1 : 1;
            }
            continue;
        }
        double x = column->values[left], y = column->values[right];
        if (isnan(x) != isnan(y) || x < y || x > y) {
            return isnan(y) || x < y ? -1 : 1;
        }
    }
    return 0;
}

static int compare_places(const void *a, const void *b, void *context)
{
    const struct unfolding *unfolding = context;
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    int order = compare_rows(a, b, context);
    size_t x = unfolding->metrics[unfolding->of_row[left]].target,
           y = unfolding->metrics[unfolding->of_row[right]].target;
    return order != 0 ? order : x != y ? (x < y ? -1 : 1) : left < right ? -1 : left > right;
}

static double convert(const struct metric *metric, double value)
{
    return metric->time != NO_UNIT ? unit_seconds_of_decimal(value, metric->time)
                                   : ldexp(value, metric->doublings);
}

/* Puts each value in its measure, in the first of the rows that become one. */
static void gather(struct unfolding *unfolding)
{
    struct table *table = unfolding->table;
    const double *values = table->columns[unfolding->value].values;
    size_t *firsts = unfolding->firsts;
    for (size_t start = 0, end; start < table->rows; start = end) {
        size_t longest = 0;
        for (end = start; end < table->rows &&
                          compare_rows(&unfolding->order[start], &unfolding->order[end], unfolding) == 0;
             end++) {
            size_t row = unfolding->order[end];
            const struct metric *metric = &unfolding->metrics[unfolding->of_row[row]];
            bool goes_on =
                end > start &&
                unfolding->metrics[unfolding->of_row[unfolding->order[end - 1]]].target == metric->target;
            size_t k = unfolding->nth[end] = goes_on ? unfolding->nth[end - 1] + 1 : 0;
            firsts[k] = k == longest || row < firsts[k] ? row : firsts[k];
            longest = k == longest ? k + 1 : longest;
        }
        for (size_t i = start; i < end; i++) {
            size_t row = unfolding->order[i], first = firsts[unfolding->nth[i]];
            const struct metric *metric = &unfolding->metrics[unfolding->of_row[row]];
            table->columns[metric->target].values[first] = convert(metric, values[row]);
            unfolding->keep[first] = 1;
        }
    }
}

/* Whether the column has a metric a row, all of them with a unit where it may name something else. */
static bool find_columns(struct unfolding *unfolding)
{
    const struct table *table = unfolding->table;
    size_t of[ROLES] = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        enum role role = find_role(column->name);
        bool fits = (column->kind == MEASURE) == (role == VALUE);
        of[role] = fits && of[role] == SIZE_MAX ? i : of[role];
    }
    unfolding->is_label = of[METRIC] == SIZE_MAX;
    unfolding->metric = unfolding->is_label ? of[LABEL] : of[METRIC];
    unfolding->value = of[VALUE];
    unfolding->unit = of[UNIT_OF_VALUE];
    unfolding->n_before = table->n_columns;
    return unfolding->metric != SIZE_MAX && unfolding->value != SIZE_MAX && table->rows > 0 &&
           table_find_column(table, "quality") == NULL;
}

static enum status find_units(const struct unfolding *unfolding, bool *all, struct error *err)
{
    *all = true;
    for (size_t i = 0; *all && i < unfolding->n && err->text[0] == '\0'; i++) {
        const struct metric *metric = &unfolding->metrics[i];
        enum unit said = NO_UNIT;
        free(tidy_name_in_seconds(text_of(unfolding, unfolding->metric, metric->name), &said, err));
        *all = said != NO_UNIT || metric->unit != 0;
    }
    return err->text[0] == '\0' ? OK : BAD_SERVICE;
}

static enum status drop_names(struct unfolding *unfolding, struct error *err)
{
    struct table *table = unfolding->table;
    bool *drops = calloc(table->n_columns, sizeof *drops);
    if (drops == NULL) {
        return error_no_memory(err);
    }
    drops[unfolding->metric] = drops[unfolding->value] = true;
    if (unfolding->unit != SIZE_MAX) {
        drops[unfolding->unit] = true;
    }
    table_drop_columns(table, drops);
    free(drops);
    return table_keep_rows(table, unfolding->keep, err);
}

/* Gives each metric its measure, and the rows that are alike in everything else one another's. */
static enum status spread(struct unfolding *unfolding, const char *file, struct text *note, struct error *err)
{
    struct table *table = unfolding->table;
    size_t rows = table->rows;
    struct text names = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < unfolding->n; i++) {
        status = add_measure(unfolding, &unfolding->metrics[i], file, &names, err);
    }
    for (size_t row = 0; row < rows; row++) {
        unfolding->order[row] = row;
    }
    if (status == OK) {
        qsort_r(unfolding->order, rows, sizeof *unfolding->order, compare_places, unfolding);
        gather(unfolding);
        status = text_print(note, err, "%s: column '%.40s' names what column '%.40s' measures: %.300s", file,
                            table->columns[unfolding->metric].name, table->columns[unfolding->value].name,
                            names.bytes);
    }
    status = status == OK ? drop_names(unfolding, err) : status;
    if (status == OK && table->rows < rows) {
        status =
            text_print(note, err, "; %zu rows that agree in the other columns are %zu", rows, table->rows);
    }
    text_release(&names);
    return status;
}

static enum status unfold_long(struct table *table, const char *file, struct text *note, struct error *err)
{
    struct unfolding unfolding = {.table = table};
    if (!find_columns(&unfolding)) {
        return OK;
    }
    unfolding.of_row = calloc(table->rows, sizeof *unfolding.of_row);
    unfolding.order = calloc(table->rows, sizeof *unfolding.order);
    unfolding.nth = calloc(table->rows, sizeof *unfolding.nth);
    unfolding.firsts = calloc(table->rows, sizeof *unfolding.firsts);
    unfolding.keep = calloc(table->rows, 1);
    enum status status = unfolding.of_row == NULL || unfolding.order == NULL || unfolding.nth == NULL ||
                                 unfolding.firsts == NULL || unfolding.keep == NULL
                             ? error_no_memory(err)
                             : OK;
    bool are = status == OK && list_metrics(&unfolding);
    status = are && unfolding.is_label ? find_units(&unfolding, &are, err) : status;
    if (status == OK && are) {
        status = spread(&unfolding, file, note, err);
    }
    free(unfolding.of_row);
    free(unfolding.order);
    free(unfolding.nth);
    free(unfolding.firsts);
    free(unfolding.keep);
    return status;
}

/* ---- a column of units ---- */

/* Whether all rows are times, or all sizes, in units that the column has. */
static bool have_one_kind(const struct table *table, const struct column *units, bool *sizes)
{
    bool times = true, all = units->dictionary.n > 0;
    *sizes = true;
    for (size_t i = 0; i < units->dictionary.n; i++) {
        int doublings;
        const char *text = units->dictionary.texts[i];
        times &= unit_name_find(text, strlen(text)) != NO_UNIT;
        *sizes &= unit_name_find_size(text, strlen(text), &doublings);
    }
    for (size_t row = 0; all && row < table->rows; row++) {
        all = column_code(units, row) != 0;
    }
    return all && (times || *sizes);
}

static void convert_all(const struct table *table, const struct column *units, double *values)
{
    for (size_t row = 0; row < table->rows; row++) {
        const char *text = column_text(units, row);
        struct metric metric = {.time = unit_name_find(text, strlen(text))};
        unit_name_find_size(text, strlen(text), &metric.doublings);
        values[row] = convert(&metric, values[row]);
    }
}

static enum status unfold_units(struct table *table, const char *file, struct text *note, struct error *err)
{
    struct column *units = NULL, *numbers = NULL;
    size_t n = 0;
    bool sizes;
    enum unit unit;
    for (size_t i = 0; i < table->n_columns; i++) {
        struct column *column = &table->columns[i];
        units = column->kind == FACTOR && find_role(column->name) == UNIT_OF_VALUE ? column : units;
        numbers = may_have_units(column->name, column->kind) ? column : numbers;
        n += may_have_units(column->name, column->kind);
    }
    if (units == NULL || numbers == NULL || n != 1 || !have_one_kind(table, units, &sizes)) {
        return OK;
    }
    size_t length = strlen(numbers->name);
    char *name = spell(numbers->name, length, "", sizes ? "mb" : "s", &unit, err);
    bool *drops = calloc(table->n_columns, sizeof *drops);
    enum status status = name == NULL ? BAD_SERVICE : drops == NULL ? error_no_memory(err) : OK;
    if (status == OK && table_find_column(table, name) == NULL) {
        status = text_print(note, err, "%s: column '%.40s' has the units of column '%.40s': %s", file,
                            units->name, numbers->name, name);
        convert_all(table, units, numbers->values);
        free(numbers->name);
        numbers->name = name;
        name = NULL;
        drops[units - table->columns] = true;
        table_drop_columns(table, drops);
    }
    free(name);
    free(drops);
    return status;
}

/* ---- a column for cold requests, and one for warm ones ---- */

static enum status rename_side(struct column *column, const char *name, struct error *err)
{
    char *copy = text_copy(name, strlen(name), err);
    if (copy == NULL) {
        return BAD_SERVICE;
    }
    free(column->name);
    column->name = copy;
    return OK;
}

static enum status unfold_cold(struct table *table, const char *file, const char *measure, struct text *note,
                               struct error *err)
{
    struct column *cold = table_find_exactly(table, cold_name), *warm = table_find_exactly(table, warm_name);
    if (cold == NULL || warm == NULL || cold->kind != MEASURE || warm->kind != MEASURE) {
        return OK;
    }
    char before[] = "cold=", behind[] = "", factor[] = "cold", usual[] = "value";
    struct shape_melt melt = {.before = before, .behind = behind, .factor = factor, .measure = usual};
    struct shape shape = {.melts = &melt, .n_melts = 1, .since_s = NAN, .until_s = NAN, .skip_first_s = NAN};
    char *asked = measure == NULL ? NULL : text_copy(measure, strlen(measure), err);
    melt.measure = asked == NULL ? usual : asked;
    enum status status = err->text[0] == '\0' ? rename_side(cold, "cold=true", err) : BAD_SERVICE;
    status = status == OK ? rename_side(warm, "cold=false", err) : status;
    status = status == OK ? shape_apply(&shape, table, err) : status;
    status = status == OK ? text_print(note, err,
                                       "%s: columns 'cold' and 'warm' have numbers: taken for values of cold "
                                       "requests and of others",
                                       file)
                          : status;
    free(asked);
    return status;
}

enum status unfold(struct table *table, const char *file, const char *measure, struct text *note,
                   struct error *err)
{
    enum status status = unfold_long(table, file, note, err);
    status = status == OK && note->n == 0 ? unfold_units(table, file, note, err) : status;
    return status == OK && note->n == 0 ? unfold_cold(table, file, measure, note, err) : status;
}
