#include "figure/figure_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "figure/kind.h"
#include "figure/size.h"

#define N(array) (sizeof(array) / sizeof *(array))

static bool is_rgb(const char *text)
{
    return text[0] == '#' && strlen(text) == 7 && strspn(text + 1, "0123456789abcdefABCDEF") == 6;
}

/* ---- the file's own keys ---- */

static enum status read_data(struct figure_file *file, struct error *err)
{
    struct json_spot array;
    char *directory = path_directory(file->json.name, err);
    enum status status =
        directory == NULL ? BAD_SERVICE : json_get_array(&file->root, "data", &array, &file->n_data, err);
    if (status == OK) {
        file->data = calloc(file->n_data + 1, sizeof *file->data);
        status = file->data == NULL ? error_no_memory(err) : OK;
    }
    for (size_t i = 0; status == OK && i < file->n_data; i++) {
        struct json_spot spot = json_element(&array, i);
        const char *path = json_string_value(spot.value);
        if (path == NULL) {
            status = json_spot_error(&spot, err, "found no text, expected the path of a dump");
        } else {
            file->data[i] = path_join(directory, path, err);
            status = file->data[i] == NULL ? BAD_SERVICE : OK;
        }
    }
    free(directory);
    return status;
}

static enum status read_colors(struct figure_file *file, struct error *err)
{
    struct json_spot colors = json_member(&file->root, "colors");
    if (colors.value != NULL && !json_is_object(colors.value)) {
        return json_spot_error(&colors, err,
                               "found no object in 'colors', expected {\"resnet50\": \"#009E73\"}");
    }
    file->colors = calloc(json_object_size(colors.value) + 1, sizeof *file->colors);
    if (file->colors == NULL) {
        return error_no_memory(err);
    }
    const char *name;
    json_t *value;
    json_object_foreach(colors.value, name, value)
    {
        const char *rgb = json_string_value(value);
        if (rgb == NULL || !is_rgb(rgb)) {
            struct json_spot spot = json_member(&colors, name);
            return json_spot_error(&spot, err, "found '%.40s', expected a colour such as \"#009E73\"",
                                   rgb == NULL ? "no text" : rgb);
        }
        file->colors[file->n_colors++] = (struct color){name, rgb};
    }
    return OK;
}

/* ---- series ---- */

static enum status read_error_bars(const struct json_spot *object, enum error_bars *error_bars,
                                   struct error *err)
{
    static const struct {
        const char *name;
        enum error_bars bars;
    } names[] = {
        {"none", BARS_NONE}, {"sd", BARS_SD}, {"population_sd", BARS_POPULATION_SD}, {"ci95", BARS_CI95}};
    const char *text;
    const struct json_text texts[] = {{"error_bars", false, &text}};
    enum status status = json_get_texts(object, texts, N(texts), err);
    if (status != OK || text == NULL) {
        return status;
    }
    for (size_t i = 0; i < N(names); i++) {
        if (strcmp(text, names[i].name) == 0) {
            *error_bars = names[i].bars;
            return OK;
        }
    }
    struct json_spot spot = json_member(object, "error_bars");
    return json_spot_error(&spot, err, "found '%.40s', expected none, sd, population_sd or ci95", text);
}

/* Adds the conditions of one object to those that `series` has. */
static enum status read_where(const struct json_spot *object, struct series_spec *series, struct error *err)
{
    struct json_spot array;
    size_t n;
    enum status status = json_get_array(object, "where", &array, &n, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct json_spot spot = json_element(&array, i);
        const char *condition = json_string_value(spot.value);
        if (condition == NULL) {
            return json_spot_error(&spot, err,
                                   "found no text, expected a condition such as \"model=resnet50\"");
        }
        struct error why = {{0}};
        status = conditions_add(&series->where, condition, &why);
        if (status != OK) {
            json_spot_error(&spot, err, "%s", why.text);
        }
    }
    return status;
}

static enum status check_axis(const struct json_spot *object, const char *axis, bool *on_y2,
                              struct error *err)
{
    if (axis != NULL && strcmp(axis, "y") != 0 && strcmp(axis, "y2") != 0) {
        struct json_spot spot = json_member(object, "axis");
        return json_spot_error(&spot, err, "found '%.40s', expected y or y2", axis);
    }
    *on_y2 = axis != NULL && strcmp(axis, "y2") == 0;
    return OK;
}

static enum status check_color(const struct figure_file *file, const struct json_spot *object,
                               const char *color, struct error *err)
{
    bool known = color == NULL || is_rgb(color);
    for (size_t i = 0; !known && i < file->n_colors; i++) {
        known = strcmp(file->colors[i].name, color) == 0;
    }
    if (known) {
        return OK;
    }
    struct json_spot spot = json_member(object, "color");
    return json_spot_error(&spot, err, "found '%.40s', expected \"#rrggbb\" or a name in the file's colors",
                           color);
}

/* "mean", which it is where nothing is said, or a quantile, "p95". */
static enum status read_statistic(const struct json_spot *object, struct statistic_choice *statistic,
                                  struct error *err)
{
    const char *text;
    const struct json_text texts[] = {{"statistic", false, &text}};
    enum status status = json_get_texts(object, texts, N(texts), err);
    if (status != OK || text == NULL || statistic_parse(text, strlen(text), statistic)) {
        return status;
    }
    struct json_spot spot = json_member(object, "statistic");
    return json_spot_error(&spot, err, "found '%.40s', expected mean or a quantile such as p95", text);
}

static enum status read_series(const struct figure_file *file, const struct json_spot *figure,
                               const struct json_spot *object, struct series_spec *series, struct error *err)
{
    static const char *const keys[] = {"label", "measure",    "by",    "where",
                                       "axis",  "error_bars", "color", "statistic"};
    const char *axis, *by;
    const struct json_text texts[] = {
        {"label", false, &series->label},
        {"measure", true, &series->measure},
        {"by", false, &by},
        {"color", false, &series->color},
        {"axis", false, &axis},
    };
    enum status status = json_check_keys(object, keys, N(keys), err);
    if (status == OK) {
        status = json_get_texts(object, texts, N(texts), err);
    }
    if (status == OK && by != NULL) {
        status = names_split(&series->by, by, err);
    }
    if (status == OK) {
        status = check_axis(object, axis, &series->on_y2, err);
    }
    if (status == OK) {
        status = read_statistic(object, &series->statistic, err);
    }
    if (status == OK) {
        status = check_color(file, object, series->color, err);
    }
    const struct json_spot *both[] = {figure, object}; /* what the series says comes after, and counts */
    for (size_t i = 0; status == OK && i < N(both); i++) {
        status = read_error_bars(both[i], &series->error_bars, err);
        if (status == OK) {
            status = read_where(both[i], series, err);
        }
    }
    return status;
}

/* ---- figures ---- */

/* An id becomes the name of files, so it is letters, digits, '-' and '_'. */
static enum status check_id(const struct figure_file *file, const struct figure_spec *figure,
                            struct error *err)
{
    struct json_spot spot = json_member(&figure->spot, "id");
    size_t n = strspn(figure->id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    if (figure->id[0] == '\0' || figure->id[n] != '\0' || n > 100) {
        return json_spot_error(&spot, err, "found '%.40s', expected letters, digits, '-' and '_'",
                               figure->id);
    }
    for (const struct figure_spec *other = file->figures; other < figure; other++) {
        if (strcmp(other->id, figure->id) == 0) {
            return json_spot_error(&spot, err, "found the id '%.40s' twice, expected different ids",
                                   figure->id);
        }
    }
    return OK;
}

static enum status check_kind(const struct figure_spec *figure, struct error *err)
{
    if (figure_find_kind(figure->kind) != NULL) {
        return OK;
    }
    struct json_spot spot = json_member(&figure->spot, "kind");
    return json_spot_error(&spot, err, "found '%.40s', expected one of: %s", figure->kind,
                           figure_kind_names());
}

/* An axis: {"label": "Memory size (MB)", "scale": "log", "column": "memory_mb"}; only x has a column. */
static enum status read_axis(const struct json_spot *figure, const char *axis, struct axis_spec *to,
                             const char **column, struct error *err)
{
    static const char *const keys[] = {"label", "scale", "column"};
    const struct json_text texts[] = {
        {"label", false, &to->label}, {"scale", false, &to->scale}, {"column", false, column}};
    size_t n = column == NULL ? 2 : 3;
    struct json_spot spot = json_member(figure, axis);
    if (spot.value == NULL) {
        return OK;
    }
    enum status status = json_check_keys(&spot, keys, n, err);
    if (status == OK) {
        status = json_get_texts(&spot, texts, n, err);
    }
    if (status == OK && to->scale != NULL && strcmp(to->scale, "log") != 0 &&
        strcmp(to->scale, "linear") != 0) {
        struct json_spot scale = json_member(&spot, "scale");
        status = json_spot_error(&scale, err, "found '%.40s', expected log or linear", to->scale);
    }
    return status;
}

/* ---- what a kind does not use ---- */

/* The keys that only some kinds use, and where they stand. */
static const struct {
    const char *key, *axis; /* NULL: the figure's own, or its series' */
} kind_keys[] = {{"column", "x"},     {"error_bars", NULL}, {"y2", NULL},   {"axis", NULL},
                 {"statistic", NULL}, {"claims", NULL},     {"facet", NULL}};

static enum status check_unused(const struct figure_kind *kind, const struct json_spot *object,
                                bool is_figure, struct error *err)
{
    for (size_t i = 0; i < N(kind_keys); i++) {
        const char *key = kind_keys[i].key, *axis = kind_keys[i].axis;
        bool used = false;
        for (const char *const *k = kind->keys; *k != NULL; k++) {
            used |= strcmp(*k, key) == 0;
        }
        struct json_spot within = axis == NULL ? *object : json_member(object, axis);
        struct json_spot spot = json_member(&within, key);
        if (!used && (axis == NULL || is_figure) && spot.value != NULL) {
            return json_spot_error(
                &spot, err, "found the key '%s', which figures of the kind '%s' do not use", key, kind->name);
        }
    }
    return OK;
}

static enum status read_all_series(const struct figure_file *file, struct figure_spec *figure,
                                   struct error *err)
{
    struct json_spot array;
    size_t n;
    enum status status = json_get_array(&figure->spot, "series", &array, &n, err);
    if (status != OK) {
        return status;
    }
    if (n == 0) {
        return json_spot_error(&array, err, "found no series, expected at least one in 'series'");
    }
    figure->series = status == OK ? calloc(n, sizeof *figure->series) : NULL;
    if (figure->series == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        struct json_spot spot = json_element(&array, i);
        struct series_spec *series = &figure->series[figure->n_series++];
        if (figure->facet != NULL) {
            series->faceted = true;
            status = names_add(&series->by, figure->facet, strlen(figure->facet), err);
        }
        status = status != OK ? status : read_series(file, &figure->spot, &spot, &figure->series[i], err);
        if (status == OK) {
            status = check_unused(figure_find_kind(figure->kind), &spot, false, err);
        }
        if (status == OK && figure->series[i].on_y2 && figure->y2.label == NULL) {
            status = json_spot_error(&spot, err, "found a series on y2, expected a 'y2' with its label");
        }
    }
    return status;
}

/* Claims have their own conditions and measures, so that a figure of them has no series. */
static enum status read_claims(const struct figure_file *file, struct figure_spec *figure, struct error *err)
{
    static const char *const not_used[] = {"series", "where", "y"};
    const char *path = NULL;
    const struct json_text texts[] = {{"claims", true, &path}};
    enum status status = json_get_texts(&figure->spot, texts, N(texts), err);
    for (size_t i = 0; status == OK && i < N(not_used); i++) {
        struct json_spot spot = json_member(&figure->spot, not_used[i]);
        if (spot.value != NULL) {
            status =
                json_spot_error(&spot, err, "found the key '%s', which figures of the kind '%s' do not use",
                                not_used[i], figure->kind);
        }
    }
    char *directory = status == OK ? path_directory(file->json.name, err) : NULL;
    figure->claims = directory == NULL ? NULL : path_join(directory, path, err);
    free(directory);
    figure->series = calloc(1, sizeof *figure->series);
    figure->n_series = figure->series != NULL;
    if (status != OK || figure->claims == NULL) {
        return status == OK ? BAD_SERVICE : status;
    }
    return figure->series == NULL ? error_no_memory(err) : OK;
}

static enum status read_figure(const struct figure_file *file, struct figure_spec *figure, struct error *err)
{
    static const char *const keys[] = {"id",    "title",      "kind",   "caption", "x",     "y",   "y2",
                                       "where", "error_bars", "series", "claims",  "facet", "size"};
    const struct json_text texts[] = {
        {"id", true, &figure->id},        {"title", true, &figure->title},
        {"kind", true, &figure->kind},    {"caption", false, &figure->caption},
        {"facet", false, &figure->facet},
    };
    const struct json_spot *spot = &figure->spot;
    enum status status = json_check_keys(spot, keys, N(keys), err);
    if (status == OK) {
        status = json_get_texts(spot, texts, N(texts), err);
    }
    if (status == OK) {
        status = check_id(file, figure, err);
    }
    if (status == OK) {
        status = check_kind(figure, err);
    }
    if (status == OK) {
        status = check_unused(figure_find_kind(figure->kind), spot, true, err);
    }
    if (status == OK) {
        status = size_read(spot, &figure->size, err);
    }
    if (status == OK) {
        status = read_axis(spot, "x", &figure->x, &figure->x_column, err);
    }
    if (status == OK) {
        status = read_axis(spot, "y", &figure->y, NULL, err);
    }
    if (status == OK) {
        status = read_axis(spot, "y2", &figure->y2, NULL, err);
    }
    if (status == OK && figure->facet != NULL && figure->y2.label != NULL) {
        struct json_spot facet = json_member(spot, "facet");
        status = json_spot_error(&facet, err, "found 'facet' and 'y2', expected one of them");
    }
    if (status == OK) {
        const struct figure_kind *kind = figure_find_kind(figure->kind);
        figure->x.label = figure->x.label == NULL ? kind->x_label : figure->x.label;
        figure->y.label = figure->y.label == NULL ? kind->y_label : figure->y.label;
    }
    if (status == OK && (figure->x.label == NULL || figure->y.label == NULL)) {
        status = json_spot_error(spot, err, "found no '%s', expected an axis with a label and its unit",
                                 figure->x.label == NULL ? "x" : "y");
    }
    if (status != OK) {
        return status;
    }
    return figure_find_kind(figure->kind)->of_claims ? read_claims(file, figure, err)
                                                     : read_all_series(file, figure, err);
}

static enum status read_figures(struct figure_file *file, struct error *err)
{
    size_t n;
    enum status status = json_get_array(&file->root, "figures", &file->list, &n, err);
    if (status != OK) {
        return status;
    }
    file->figures = calloc(n + 1, sizeof *file->figures);
    if (file->figures == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        file->figures[i].spot = json_element(&file->list, i);
        file->n++;
        status = read_figure(file, &file->figures[i], err);
    }
    return status;
}

/* All of it, once its text is read. */
static enum status read_all(struct figure_file *file, struct error *err)
{
    static const char *const keys[] = {"schema", "data", "colors", "figures"};
    file->root = json_root(&file->json);
    const char *schema;
    const struct json_text texts[] = {{"schema", true, &schema}};
    enum status status = json_check_keys(&file->root, keys, N(keys), err);
    if (status == OK) {
        status = json_get_texts(&file->root, texts, N(texts), err);
    }
    if (status == OK && strcmp(schema, "faastat/figures/1") != 0) {
        struct json_spot spot = json_member(&file->root, "schema");
        status = json_spot_error(&spot, err, "found '%.40s', expected \"faastat/figures/1\"", schema);
    }
    if (status == OK) {
        status = read_data(file, err);
    }
    if (status == OK) {
        status = read_colors(file, err);
    }
    if (status == OK) {
        status = read_figures(file, err);
    }
    if (status != OK) {
        figure_file_release(file);
    }
    return status;
}

enum status figure_file_read(struct figure_file *file, const char *path, struct error *err)
{
    *file = (struct figure_file){0};
    enum status status = json_file_read(&file->json, path, err);
    return status == OK ? read_all(file, err) : status;
}

enum status figure_file_parse(struct figure_file *file, const char *name, const char *text, size_t n,
                              struct error *err)
{
    *file = (struct figure_file){0};
    enum status status = json_file_parse(&file->json, &(struct place){name, 1, 1}, text, n, err);
    return status == OK ? read_all(file, err) : status;
}

void figure_file_release(struct figure_file *file)
{
    for (size_t i = 0; i < file->n; i++) {
        for (size_t s = 0; s < file->figures[i].n_series; s++) {
            conditions_release(&file->figures[i].series[s].where);
            names_release(&file->figures[i].series[s].by);
        }
        free(file->figures[i].series);
        free(file->figures[i].claims);
    }
    for (size_t i = 0; file->data != NULL && i < file->n_data; i++) {
        free(file->data[i]);
    }
    free(file->figures);
    free(file->data);
    free(file->colors);
    json_file_release(&file->json);
    *file = (struct figure_file){0};
}
