/*
 * The tree that the study's notebooks left (Ganju and Shankar 2021): pickles of request times, of means and
 * of standard deviations, and text dumps of the load tests, with model, memory size and experiment in their
 * paths.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "formats/formats.h"
#include "table/tidy.h"

/* The memory sizes of the warm and cold experiments: lists of means and sds hold one value for each, in
 * order. */
static const double published_mb[] = {512, 640, 1024, 1500, 1800, 2048, 2500, 3000};
enum { PUBLISHED_SIZES = sizeof published_mb / sizeof *published_mb };

/* How the study's file names call the models. */
static const struct {
    const char *in_names, *model;
} models[] = {{"inception", "inceptionv3"}, {"mobilenet", "mobilenetv2"}, {"resnet", "resnet50"}};

/*
 * What a file name begins and ends with, and what the file holds; between the two stands a model's name for
 * published figures, a memory size for requests. The sds are numpy's std, so population sds.
 */
struct pattern {
    const char *prefix, *suffix;
    const char *experiment, *column;
    bool published;
};
static const struct pattern patterns[] = {
    {"times_cold_avg_", ".pickle", "cold", "duration_mean_s", true},
    {"times_cold_std_", ".pickle", "cold", "duration_population_sd_s", true},
    {"times_avg_", ".pickle", "warm", "latency_mean_s", true},
    {"times_std_", ".pickle", "warm", "latency_population_sd_s", true},
    {"predict_avg_", ".pickle", "warm", "inference_mean_s", true},
    {"predict_std_", ".pickle", "warm", "inference_population_sd_s", true},
    {"times_", ".pickle", "warm", "latency_s", false},
    {"predict_", ".pickle", "warm", "inference_s", false},
    {"results_", ".txt", "load", "inference_s", false},
};
enum { PATTERNS = sizeof patterns / sizeof *patterns };

struct study_file {
    const char *path; /* borrowed */
    const struct pattern *pattern;
    const char *model;
    double memory_mb; /* 0 for published figures */
    double *values;
    size_t n;
};

struct study {
    struct study_file *files;
    size_t n, capacity;
    size_t copies, passed_over;
};

/* ---- what a path says ---- */

/* The model that a text of `n` bytes names last, NULL when it names none. */
static const char *find_model(const char *text, size_t n)
{
    const char *model = NULL;
    for (size_t i = 0; i < n; i++) {
        for (size_t m = 0; m < sizeof models / sizeof *models; m++) {
            size_t length = strlen(models[m].in_names);
            if (n - i >= length && strncmp(text + i, models[m].in_names, length) == 0) {
                model = models[m].model;
            }
        }
    }
    return model;
}

/* The memory size that the `n` digits at `text` spell, 0 when they are none. */
static double read_memory(const char *text, size_t n)
{
    double memory_mb = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9' || n > 6) {
            return 0;
        }
        memory_mb = memory_mb * 10 + (text[i] - '0');
    }
    return memory_mb;
}

/* Fills in what the path says of the file; false when it is none of the study's. */
static bool recognise(const char *path, struct study_file *file)
{
    const char *name = path_name(path);
    size_t n = strlen(name);
    for (size_t i = 0; i < PATTERNS; i++) {
        const struct pattern *pattern = &patterns[i];
        size_t prefix = strlen(pattern->prefix), suffix = strlen(pattern->suffix);
        if (n <= prefix + suffix || strncmp(name, pattern->prefix, prefix) != 0 ||
            strcmp(name + n - suffix, pattern->suffix) != 0) {
            continue;
        }
        const char *middle = name + prefix;
        size_t middle_n = n - prefix - suffix;
        *file = (struct study_file){.path = path, .pattern = pattern};
        if (pattern->published) {
            file->model = find_model(middle, middle_n);
        } else {
            file->model = find_model(path, (size_t)(name - path));
            file->memory_mb = read_memory(middle, middle_n);
        }
        return file->model != NULL && (pattern->published || file->memory_mb > 0);
    }
    return false;
}

/* Whether any of the files is one of the study's, by its name. */
static bool recognises_tree(const struct paths *paths)
{
    struct study_file file;
    for (size_t i = 0; i < paths->n; i++) {
        if (recognise(paths->paths[i], &file)) {
            return true;
        }
    }
    return false;
}

/* ---- what a file holds ---- */

/* Moves the table's only measure into the file. */
static void take_values(struct study_file *file, struct table *table)
{
    struct column *column = table_find_column(table, file->pattern->column);
    file->values = column->values;
    file->n = table->rows;
    column->values = NULL;
}

static enum status read_values(struct study_file *file, const struct import_formats *formats,
                               const struct import_options *options, struct imported *imported,
                               struct error *err)
{
    bool text = strcmp(file->pattern->suffix, ".txt") == 0;
    const struct importer *importer = import_find_importer(formats, text ? "lines" : "pickle");
    struct import_options as = *options;
    as.measure = file->pattern->column;
    as.columns = NULL;
    as.where.n = 0; /* these are not the rows yet */
    as.sink = NULL;
    struct input input;
    struct table table = {0};
    enum status status = input_open(&input, file->path, &options->input, err);
    if (status != OK) {
        return status;
    }
    status = importer->read(&input, &as, &table, &imported->log, err);
    if (status == OK && (table.n_columns != 1 || table.rows == 0)) {
        status = error_set(err, BAD_DATA, "%s: found %zu rows in %zu columns, expected one list of times",
                           file->path, table.rows, table.n_columns);
    }
    if (status == OK && file->pattern->published && table.rows != PUBLISHED_SIZES) {
        status = error_set(err, BAD_DATA, "%s: found %zu values, expected %d, one for each memory size",
                           file->path, table.rows, PUBLISHED_SIZES);
    }
    if (status == OK) {
        take_values(file, &table);
        status = imported_add_source(imported, &input, importer, table.rows, err);
    }
    table_release(&table);
    input_close(&input);
    return status;
}

static bool same_content(const struct study_file *a, const struct study_file *b)
{
    return a->n == b->n && memcmp(a->values, b->values, a->n * sizeof *a->values) == 0;
}

static bool same_meaning(const struct study_file *a, const struct study_file *b)
{
    return a->pattern == b->pattern && a->model == b->model && a->memory_mb == b->memory_mb;
}

/* Adds a file whose values are read, unless it is a copy; takes them over either way. */
static enum status add_file(struct study *study, struct study_file *file, struct error *err)
{
    for (size_t i = 0; i < study->n; i++) {
        const struct study_file *other = &study->files[i];
        if (!same_meaning(other, file)) {
            continue;
        }
        if (same_content(other, file)) {
            study->copies++;
            free(file->values);
            return OK;
        }
        return error_set(err, BAD_DATA, "%s: found other values than in %s, expected the same measurements",
                         file->path, other->path);
    }
    struct study_file *grown = array_reserve(study->files, &study->capacity, study->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    study->files = grown;
    grown[study->n++] = *file;
    return OK;
}

static enum status read_files(struct study *study, const struct paths *paths,
                              const struct import_formats *formats, const struct import_options *options,
                              struct imported *imported, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < paths->n; i++) {
        struct study_file file;
        if (!recognise(paths->paths[i], &file)) {
            study->passed_over++;
            continue;
        }
        status = read_values(&file, formats, options, imported, err);
        if (status == OK) {
            status = add_file(study, &file, err);
            if (status != OK) {
                free(file.values);
            }
        }
    }
    return status;
}

/* ---- files to rows ---- */

/* Requests before published figures, then by model, experiment, memory size and column. */
static int compare_files(const void *a, const void *b)
{
    const struct study_file *x = a, *y = b;
    if (x->pattern->published != y->pattern->published) {
        return x->pattern->published ? 1 : -1;
    }
    int order = strcmp(x->model, y->model);
    order = order != 0 ? order : strcmp(y->pattern->experiment, x->pattern->experiment);
    if (order == 0 && x->memory_mb != y->memory_mb) {
        return x->memory_mb < y->memory_mb ? -1 : 1;
    }
    return order != 0 ? order : (x->pattern > y->pattern) - (x->pattern < y->pattern);
}

/* Whether two files tell of the same rows: the same requests, or the same published groups. */
static bool same_rows(const struct study_file *a, const struct study_file *b)
{
    return a->pattern->published == b->pattern->published && a->model == b->model &&
           strcmp(a->pattern->experiment, b->pattern->experiment) == 0 && a->memory_mb == b->memory_mb;
}

static enum status ensure_column(struct table *table, const char *name, size_t *index, struct error *err)
{
    const struct column *column = table_find_column(table, name);
    if (column != NULL) {
        *index = (size_t)(column - table->columns);
        return OK;
    }
    enum column_kind kind = FACTOR;
    tidy_kind(name, &kind);
    return table_add_column(table, name, kind, index, err);
}

static enum status set_text(struct table *table, const char *column, const char *text, struct error *err)
{
    size_t index = (size_t)(table_find_column(table, column) - table->columns);
    return table_set_text(table, index, text, strlen(text), err);
}

/* Sets the factors of the open row, which is row `i` of the file's. */
static enum status set_factors(struct table *table, const struct study_file *file, size_t i,
                               struct error *err)
{
    char memory[NUMBER_TEXT];
    bool published = file->pattern->published;
    number_write(published ? published_mb[i] : file->memory_mb, memory);
    enum status status = set_text(table, "experiment", file->pattern->experiment, err);
    if (status == OK) {
        status = set_text(table, "model", file->model, err);
    }
    if (status == OK) {
        status = set_text(table, "memory_mb", memory, err);
    }
    if (status == OK) {
        status = set_text(table, "quality", published ? "summary" : "exact", err);
    }
    if (!published) {
        size_t request = (size_t)(table_find_column(table, "request") - table->columns);
        table_set_number(table, request, (double)(i + 1));
    }
    return status;
}

/* Adds the rows that `n` files tell of, column by column beside one another. */
static enum status add_rows(struct table *table, const struct study_file *files, size_t n, struct error *err)
{
    size_t columns[PATTERNS];
    enum status status = OK;
    for (size_t f = 0; status == OK && f < n; f++) {
        if (files[f].n != files[0].n) {
            return error_set(err, BAD_DATA, "%s: found %zu values, expected %zu, as in %s", files[f].path,
                             files[f].n, files[0].n, files[0].path);
        }
        status = ensure_column(table, files[f].pattern->column, &columns[f], err);
    }
    for (size_t i = 0; status == OK && i < files[0].n; i++) {
        status = table_open_row(table, err);
        if (status == OK) {
            status = set_factors(table, &files[0], i, err);
        }
        for (size_t f = 0; status == OK && f < n; f++) {
            if (files[f].values[i] < 0) {
                return error_set(err, BAD_DATA, "%s: found %g as value %zu, expected no negative number",
                                 files[f].path, files[f].values[i], i + 1);
            }
            table_set_number(table, columns[f], files[f].values[i]);
        }
        if (status == OK) {
            table_close_row(table);
        }
    }
    return status;
}

static enum status add_all_rows(struct study *study, struct table *table, struct error *err)
{
    static const char *const columns[] = {"experiment", "model", "memory_mb", "request", "quality"};
    enum status status = OK;
    size_t index;
    for (size_t i = 0; status == OK && i < sizeof columns / sizeof *columns; i++) {
        status = ensure_column(table, columns[i], &index, err);
    }
    assert(study->n > 0); /* recognises_tree said so */
    qsort(study->files, study->n, sizeof *study->files, compare_files);
    for (size_t first = 0; status == OK && first < study->n;) {
        size_t n = 1;
        while (first + n < study->n && same_rows(&study->files[first], &study->files[first + n])) {
            n++;
        }
        status = add_rows(table, &study->files[first], n, err);
        first += n;
    }
    return status;
}

/* The rows of one kind, counted for the log. */
static size_t count_rows(const struct study *study, const char *experiment, bool published)
{
    size_t rows = 0;
    for (size_t i = 0; i < study->n; i++) {
        const struct study_file *file = &study->files[i];
        bool first = i == 0 || !same_rows(file, &study->files[i - 1]);
        if (first && file->pattern->published == published &&
            (published || strcmp(file->pattern->experiment, experiment) == 0)) {
            rows += file->n;
        }
    }
    return rows;
}

static enum status log_counts(const struct study *study, struct imported *imported, struct error *err)
{
    return import_note(
        &imported->log, err,
        "the study's tree: %zu files, %zu of them copies: %zu warm requests, %zu load requests, "
        "%zu published rows; %zu other files passed over",
        study->n + study->copies, study->copies, count_rows(study, "warm", false),
        count_rows(study, "load", false), count_rows(study, "", true), study->passed_over);
}

/*
 * Files with the same content and meaning are read once; ones that differ are BAD_DATA, as are pairs of
 * different length. Other files are passed over and counted in the log.
 */
static enum status read_tree(const struct paths *paths, const struct import_formats *formats,
                             const struct import_options *options, struct imported *imported,
                             struct error *err)
{
    struct study study = {0};
    struct table table = {0};
    enum status status = read_files(&study, paths, formats, options, imported, err);
    if (status == OK) {
        status = add_all_rows(&study, &table, err);
    }
    if (status == OK) {
        status = imported_add_table(imported, options, &table, err);
    }
    if (status == OK) {
        status = log_counts(&study, imported, err);
    }
    for (size_t i = 0; i < study.n; i++) {
        free(study.files[i].values);
    }
    free(study.files);
    table_release(&table);
    return status;
}

const struct import_tree formats_study = {
    .name = "study",
    .recognises = recognises_tree,
    .read = read_tree,
};
