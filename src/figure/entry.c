#include "figure/entry.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/published.h"
#include "base/file.h"
#include "base/json_file.h"
#include "figure/kind.h"
#include "table/table.h"

enum {
    LEAST_SIZES = 3, /* that make a curve */
    FEW = 30,        /* requests of a group, which are better shown each than as quantiles */
    MOST_IN_TIME = 6 /* groups that have a panel each */
};

/* What is known of the table before the kind is chosen. */
struct choice {
    const char *kinds[2];         /* the second may be NULL */
    const char *measure, *memory; /* memory: the column of sizes, NULL when there are not several */
    struct names by;              /* factors with more than one value, but for the sizes where these are x */
    size_t groups, rows;
};

/* ---- what there is ---- */

const char *entry_measure(const char *asked, const struct names *measures)
{
    static const char *const usual[] = {"latency_s", "duration_s", "response_time_s", "inference_s"};
    for (size_t i = 0; asked == NULL && i < sizeof usual / sizeof *usual; i++) {
        if (names_have(measures, usual[i])) {
            return usual[i];
        }
    }
    return asked != NULL ? asked : measures->values[0];
}

/* How many groups a factor makes, and how many of values that are there; 0 when it is no column. */
static enum status count_values(struct table *table, const char *name, size_t *n, size_t *told,
                                struct error *err)
{
    struct column *column = table_find_column(table, name);
    *n = *told = 0;
    enum status status = column == NULL ? OK : table_make_factor(table, column, err);
    if (status != OK || column == NULL) {
        return status;
    }
    size_t most = column->dictionary.n + 1; /* with none */
    bool *seen = calloc(most, sizeof *seen);
    if (seen == NULL) {
        return error_no_memory(err);
    }
    const struct codes codes = column->codes;
    for (size_t row = 0; row < table->rows && *n < most; row++) {
        uint32_t code = codes_get(&codes, row);
        *n += !seen[code];
        seen[code] = true;
    }
    *told = *n - seen[0];
    free(seen);
    return OK;
}

static bool has_sizes_on_x(const struct entry_request *request)
{
    return request->kind != NULL && figure_find_kind(request->kind)->sizes == FIGURE_SIZES_ON_X;
}

static enum status look(const struct entry_request *request, struct table *table, struct choice *choice,
                        struct error *err)
{
    enum status status = OK;
    choice->measure = entry_measure(request->measure, request->measures);
    choice->rows = table->rows;
    choice->groups = 1;
    for (size_t i = 0; status == OK && i < request->by->n; i++) {
        const char *name = request->by->values[i];
        bool panels = request->facet != NULL && strcmp(request->facet, name) == 0;
        size_t n = 0, told = 0;
        status = count_values(table, name, &n, &told, err);
        if (status == OK && strcmp(name, "memory_mb") == 0 && !panels && told >= LEAST_SIZES) {
            choice->memory = name;
        }
        if (status == OK && n > 1 && !panels) {
            status = names_add(&choice->by, name, strlen(name), err);
            choice->groups *= n;
        }
    }
    bool panels = request->facet != NULL && strcmp(request->facet, "memory_mb") == 0;
    if (status == OK && has_sizes_on_x(request) && choice->memory == NULL &&
        !panels) { /* though they are no series */
        size_t n = 0, told = 0;
        status = count_values(table, "memory_mb", &n, &told, err);
        choice->memory = told >= LEAST_SIZES ? "memory_mb" : NULL;
    }
    return status;
}

/* ---- which kinds ---- */

static void choose_kinds(const struct entry_request *request, const struct table *table,
                         struct choice *choice)
{
    const struct column *start = table_find_column(table, "start_s");
    bool has_requests =
        table_find_column(table, choice->measure) != NULL; /* not what was published of them */
    bool clock =
        has_requests && start != NULL && start->kind == MEASURE && !column_is_empty(start, table->rows);
    bool one = request->facet == NULL; /* what the other kinds do not have */
    bool two = one && choice->groups == 2 && request->n_data == 2;
    if (request->kind != NULL) {
        choice->kinds[0] = request->kind;
    } else if (choice->memory != NULL) {
        choice->kinds[0] = "lines";
    } else if (two) {
        choice->kinds[0] = "spectrum";
        choice->kinds[1] = has_requests ? "shift" : NULL; /* of published quantiles there is none */
    } else if (one && clock && choice->groups <= MOST_IN_TIME) {
        choice->kinds[0] = "time";
    } else {
        bool few = has_requests ? choice->rows <= FEW * choice->groups
                                : !published_has_quantiles(table, choice->measure); /* means alone */
        choice->kinds[0] = few ? "strip" : "spectrum";
    }
}

/* ---- words ---- */

/* "latency_s" is "Latency", and its unit " (s)". */
static enum status name_measure(const char *measure, const char **unit, struct text *text, struct error *err)
{
    static const struct {
        const char *suffix, *unit;
    } units[] = {{"_s", " (s)"}, {"_mb", " (MB)"}, {"_usd", " (USD)"}, {"_bytes", " (bytes)"}};
    size_t n = strlen(measure);
    *unit = "";
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t suffix = strlen(units[i].suffix);
        if (n > suffix && strcmp(measure + n - suffix, units[i].suffix) == 0) {
            *unit = units[i].unit;
            n -= suffix;
            break;
        }
    }
    enum status status = text_append(text, measure, n, err);
    for (size_t i = 0; status == OK && i < text->n; i++) {
        char c = text->bytes[i];
        text->bytes[i] = (char)(i == 0 ? toupper((unsigned char)c) : c == '_' ? ' ' : c);
    }
    return status;
}

static enum status join(const struct names *names, const char *separator, struct text *text,
                        struct error *err)
{
    enum status status = text_append(text, "", 0, err);
    for (size_t i = 0; status == OK && i < names->n; i++) {
        status = text_print(text, err, "%s%s", i == 0 ? "" : separator, names->values[i]);
    }
    return status;
}

/* "Latency by model and memory_mb: old.csv, new.csv" */
static enum status make_title(const struct entry_request *request, const struct choice *choice,
                              const char *name, struct text *title, struct error *err)
{
    enum { MOST_NAMED = 3 };
    struct text by = {0};
    enum status status = join(&choice->by, ", ", &by, err);
    if (status == OK && request->claims != NULL) {
        status = text_print(title, err, "The claims of %s: ", path_name(request->claims));
    } else if (status == OK) {
        status = text_print(title, err, "%s%s%s%s%s", name, choice->memory != NULL ? " by memory size" : "",
                            by.n == 0                ? ""
                            : choice->memory != NULL ? " and "
                                                     : " by ",
                            by.bytes, request->n_data > 0 ? ": " : "");
    }
    for (size_t i = 0; status == OK && i < request->n_data && i < MOST_NAMED; i++) {
        status = text_print(title, err, "%s%s", i == 0 ? "" : ", ", path_name(request->data[i]));
    }
    if (status == OK && request->n_data > MOST_NAMED) {
        status = text_print(title, err, " and %zu more", request->n_data - MOST_NAMED);
    }
    text_release(&by);
    return status;
}

/* ---- JSON ---- */

static json_t *texts_of(const char *const *texts, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; array != NULL && i < n; i++) {
        if (json_array_append_new(array, json_string(texts[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

/* json_pack() would leave out an optional member for which there is no memory. */
static bool put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

/* Nothing where the text is NULL. */
static bool put_text(json_t *object, const char *key, const char *text)
{
    return text == NULL || put(object, key, json_string(text));
}

/* {"label": text}, and a column unless it is NULL. */
static bool put_axis(json_t *figure, const char *key, const char *label, const char *column)
{
    json_t *axis = json_object();
    bool made = put_text(axis, "label", label) && put_text(axis, "column", column);
    return put(figure, key, axis) && made;
}

static bool put_series(json_t *figure, const struct choice *choice, const char *by, bool lines)
{
    json_t *list = json_array(), *series = json_object();
    bool made = put_text(series, "measure", choice->measure) && put_text(series, "by", by) &&
                put_text(series, "error_bars", lines ? "ci95" : NULL);
    made = json_array_append_new(list, series) == 0 && made;
    return put(figure, "series", list) && made;
}

/* The axes that the kind has no name for. */
static bool put_axes(json_t *figure, const struct choice *choice, const struct figure_kind *kind,
                     const char *label, const char *difference)
{
    bool made = kind->sizes != FIGURE_SIZES_ON_X || put_axis(figure, "x", "Memory size (MB)", choice->memory);
    switch (kind->measure) {
    case FIGURE_MEASURE_ON_Y:
        return made && put_axis(figure, "y", label, NULL);
    case FIGURE_MEASURE_ON_X:
        return made && put_axis(figure, "x", label, NULL);
    case FIGURE_DIFFERENCE_ON_Y:
        return made && put_axis(figure, "y", difference, NULL);
    case FIGURE_OWN_AXES:
        return made;
    }
    abort();
}

/* NULL when memory is out. */
static json_t *write_figure(const struct entry_request *request, const struct choice *choice,
                            const char *kind, const char *title, const char *label)
{
    struct error why = {{0}};
    struct text by = {0}, difference = {0};
    const struct figure_kind *drawn = figure_find_kind(kind);
    bool claims = drawn->of_claims;
    json_t *figure = json_object();
    bool made =
        join(&choice->by, ",", &by, &why) == OK &&
        text_print(&difference, &why, "Difference of %c%s", tolower((unsigned char)label[0]), label + 1) ==
            OK &&
        put_text(figure, "id", kind) && put_text(figure, "title", title) && put_text(figure, "kind", kind) &&
        put_text(figure, "facet", request->facet) && put_text(figure, "size", request->size) &&
        (request->n_where == 0 || claims ||
         put(figure, "where", texts_of(request->where, request->n_where))) &&
        put_axes(figure, choice, drawn, label, difference.bytes) &&
        put_text(figure, "claims", claims ? request->claims : NULL) &&
        (claims || put_series(figure, choice, by.n > 0 ? by.bytes : NULL, drawn->sizes == FIGURE_SIZES_ON_X));
    text_release(&by);
    text_release(&difference);
    if (!made) {
        json_decref(figure);
    }
    return made ? figure : NULL;
}

static enum status compose(const struct entry_request *request, const struct choice *choice, json_t **file,
                           struct error *err)
{
    struct text name = {0}, title = {0}, label = {0};
    const char *unit;
    json_t *figures = json_array();
    enum status status =
        figures == NULL ? error_no_memory(err) : name_measure(choice->measure, &unit, &name, err);
    if (status == OK) {
        status = text_print(&label, err, "%s%s", name.bytes, unit);
    }
    if (status == OK) {
        status = request->title != NULL ? text_print(&title, err, "%s", request->title)
                                        : make_title(request, choice, name.bytes, &title, err);
    }
    for (size_t i = 0; status == OK && i < 2 && choice->kinds[i] != NULL; i++) {
        json_t *figure = write_figure(request, choice, choice->kinds[i], title.bytes, label.bytes);
        status = json_array_append_new(figures, figure) == 0 ? OK : error_no_memory(err);
    }
    if (status == OK) {
        *file = json_pack("{s:s, s:o, s:O}", "schema", "faastat/figures/1", "data",
                          texts_of(request->data, request->n_data), "figures", figures);
        status = *file == NULL ? error_no_memory(err) : OK;
    }
    json_decref(figures);
    text_release(&name);
    text_release(&title);
    text_release(&label);
    return status;
}

enum status entry_write(const struct entry_request *request, struct table *table, struct text *file,
                        struct error *err)
{
    struct choice choice = {0};
    json_t *root = NULL;
    enum status status = look(request, table, &choice, err);
    if (status == OK && has_sizes_on_x(request) && choice.memory == NULL) {
        status = error_set(err, BAD_DATA,
                           "%s: found no %d or more memory sizes to draw against, expected memory_mb; other "
                           "axes are for a figure file",
                           request->kind, LEAST_SIZES);
    }
    if (status == OK) {
        choose_kinds(request, table, &choice);
        if (figure_find_kind(choice.kinds[0])->sizes == FIGURE_SIZES_ARE_GROUPS) {
            choice.memory = NULL;
        }
    }
    struct names by = {0};
    for (size_t i = 0; status == OK && choice.memory != NULL && i < choice.by.n; i++) {
        const char *name = choice.by.values[i];
        status = strcmp(name, choice.memory) == 0 ? OK : names_add(&by, name, strlen(name), err);
    }
    if (choice.memory != NULL) {
        names_release(&choice.by);
        choice.by = by;
    }
    if (status == OK) {
        status = compose(request, &choice, &root, err);
    }
    char *text = status == OK ? json_write(root, JSON_INDENT(2)) : NULL;
    if (status == OK) {
        status = text == NULL ? error_no_memory(err) : text_print(file, err, "%s\n", text);
    }
    free(text);
    json_decref(root);
    names_release(&choice.by);
    return status;
}
