/* faastat figures: every figure of a figure file that is not drawn yet, by several gnuplots at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/data.h"
#include "commands/program.h"
#include "commands/query.h"
#include "figure/drawing.h"

/* What the user asked for. */
struct arguments {
    struct drawing_options drawing;
    struct opt_list only, data;
    struct query_words words;
    struct data_arguments read;
};

static enum status check_arguments(const struct arguments *arguments, const struct opt_result *operands,
                                   struct error *err)
{
    const char *terminal = arguments->drawing.terminal;
    if (operands->n != 1) {
        return error_set(err, BAD_USAGE, "expected one figure file, such as templates/report.json");
    }
    if (strcmp(terminal, "png") != 0 && strcmp(terminal, "svg") != 0 && strcmp(terminal, "pdf") != 0) {
        return error_set(err, BAD_USAGE, "--terminal: found '%.40s', expected png, svg or pdf", terminal);
    }
    if (arguments->drawing.scale <= 0 || arguments->drawing.scale > 10) {
        return error_set(err, BAD_USAGE, "--scale: expected a number above 0 and up to 10");
    }
    return OK;
}

/* ---- what is to be drawn ---- */

static bool is_wanted(const struct opt_list *only, const char *id)
{
    for (size_t i = 0; i < only->n; i++) {
        if (strcmp(only->values[i], id) == 0) {
            return true;
        }
    }
    return only->n == 0;
}

static enum status check_only(const struct opt_list *only, const struct figure_file *file, struct error *err)
{
    const char **ids = calloc(file->n + 1, sizeof *ids);
    if (ids == NULL) {
        return error_no_memory(err);
    }
    enum status status = OK;
    for (size_t i = 0; i < file->n; i++) {
        ids[i] = file->figures[i].id;
    }
    for (size_t o = 0; status == OK && o < only->n; o++) {
        bool found = false;
        for (size_t i = 0; i < file->n; i++) {
            found |= strcmp(only->values[o], ids[i]) == 0;
        }
        const char *nearest = text_nearest(only->values[o], ids, file->n);
        if (!found) {
            status = error_set(err, BAD_USAGE, "--only: %s has no figure '%.40s'; the nearest is '%s'",
                               file->json.name, only->values[o], nearest == NULL ? "-" : nearest);
        }
    }
    free(ids);
    return status;
}

static enum status choose(const struct opt_list *only, struct drawings *all, struct error *err)
{
    enum status status = check_only(only, all->file, err);
    for (size_t i = 0; status == OK && i < all->file->n; i++) {
        const struct figure_spec *figure = &all->file->figures[i];
        if (is_wanted(only, figure->id)) {
            status = drawings_add(all, figure, err);
        }
    }
    return status;
}

/* Reads the dumps that --data names, or else those that the figure file does. */
static enum status read_dumps(const struct arguments *arguments, const struct query *query,
                              const struct figure_file *file, struct imported *imported, struct error *err)
{
    const struct opt_list *given = &arguments->data;
    struct opt_result operands = {.operands = file->data, .n = file->n_data};
    if (given->n > 0) {
        operands = (struct opt_result){.operands = (char **)given->values, .n = given->n};
    }
    if (operands.n == 0) {
        return error_set(err, BAD_USAGE, "%s names no data; name some with --data", file->json.name);
    }
    return data_read(&arguments->read, query, &operands, NULL, imported, err);
}

/* ---- what there is to tell ---- */

static void tell_progress(size_t done, size_t n)
{
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\rfigures: %zu of %zu%s", done, n, done == n ? "\n" : "");
    }
}

/* Tells of every figure that failed; a missing program weighs more than missing data. */
static enum status tell_failures(const struct drawings *all, struct error *err)
{
    size_t failed = 0;
    enum status worst = OK;
    for (size_t i = 0; i < all->n; i++) {
        const struct drawing *drawing = &all->drawings[i];
        if (drawing->status != OK) {
            program_tell(drawing->error.text);
            worst = drawing->status > worst ? drawing->status : worst;
            failed++;
        }
    }
    return failed == 0 ? OK : error_set(err, worst, "%zu of %zu figures failed", failed, all->n);
}

/* How many were drawn, and one to look at first; a run that draws nothing should not look like one that did
 * nothing. */
static void tell_drawn(const struct drawings *all)
{
    char line[512];
    for (size_t i = 0; i < all->n; i++) {
        drawing_tell(&all->drawings[i], program_tell);
    }
    size_t unchanged = 0, drawn = 0;
    const struct drawing *first = NULL;
    for (size_t i = 0; i < all->n; i++) {
        const struct drawing *drawing = &all->drawings[i];
        unchanged += drawing->unchanged;
        drawn += drawing->status == OK && !drawing->unchanged;
        first = first == NULL && drawing->status == OK && !drawing->unchanged ? drawing : first;
    }
    if (drawn > 0) {
        snprintf(line, sizeof line, "drew %zu of %zu figures; look at %.400s", drawn, all->n, first->image);
        program_tell(line);
    }
    if (unchanged > 0) {
        snprintf(line, sizeof line, "%zu of %zu figures unchanged", unchanged, all->n);
        program_tell(line);
    }
}

/* ---- the stages ---- */

/* Writes the scripts, with what they were made from at their head. */
static enum status write_scripts(struct drawings *all, struct imported *imported, struct error *err)
{
    char **inputs = calloc(imported->n_sources + 1, sizeof *inputs);
    enum status status = inputs == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < imported->n_sources; i++) {
        struct text line = {0};
        status =
            text_print(&line, err, "%s sha256 %s", imported->sources[i].path, imported->sources[i].sha256);
        inputs[i] = line.bytes;
    }
    if (status == OK) {
        const struct provenance provenance = {.figure_file = all->file->json.name,
                                              .inputs = (const char *const *)inputs,
                                              .n_inputs = imported->n_sources};
        struct known_table known = {.table = &imported->table, .threads = all->options->threads};
        drawings_write_scripts(all, &known, &provenance);
        known_table_release(&known);
    }
    for (size_t i = 0; inputs != NULL && i < imported->n_sources; i++) {
        free(inputs[i]);
    }
    free(inputs);
    return status;
}

static enum status draw_all(const struct arguments *arguments, const char *path, struct error *err)
{
    struct figure_file file = {0};
    struct query query = {0};
    struct imported imported = {0};
    struct drawings all = {.options = &arguments->drawing, .file = &file};
    enum status status = query_read(&arguments->words, &query, err);
    if (status == OK) {
        status = figure_file_read(&file, path, err);
    }
    if (status == OK) {
        status = choose(&arguments->only, &all, err);
    }
    if (status == OK) {
        status = read_dumps(arguments, &query, &file, &imported, err);
    }
    if (status == OK) {
        status = path_make_directory(arguments->drawing.directory, err);
    }
    if (status == OK) {
        status = write_scripts(&all, &imported, err);
    }
    if (status == OK) {
        status = drawings_draw(&all, err);
    }
    if (status == OK && !arguments->read.quiet) {
        tell_drawn(&all);
    }
    if (status == OK) {
        status = tell_failures(&all, err);
    }
    drawings_release(&all);
    imported_release(&imported);
    query_release(&query);
    figure_file_release(&file);
    return status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {
        .drawing = {.directory = "plots", .terminal = "png", .scale = 1, .progress = tell_progress},
        .read = {.digest = true}};
    const struct opt options[] = {
        OPT_TEXT('o', "output", "DIRECTORY", &arguments.drawing.directory,
                 "where scripts and images go (plots)"),
        OPT_TEXT('t', "terminal", "png|svg|pdf", &arguments.drawing.terminal, "kind of image (png)"),
        OPT_NUMBER(0, "scale", "FACTOR", &arguments.drawing.scale,
                   "2: a larger image for print, ID@2x.png (1)"),
        OPT_FLAG(0, "force", &arguments.drawing.force, "draw also those that have not changed"),
        OPT_LIST(0, "only", "ID", &arguments.only, "draw this figure (repeatable; all)"),
        OPT_LIST('d', "data", "FILE", &arguments.data, "dumps to draw, instead of the file's (repeatable)"),
        OPT_TEXT(0, "templates", "DIRECTORY", &arguments.drawing.templates,
                 "gnuplot templates (beside the figure file, or as installed)"),
        WHERE_OPTION(&arguments.words),
        DATA_OPTIONS(&arguments.read),
        {0},
    };
    struct opt_result operands;
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    if (status == OK && !operands.helped) {
        arguments.drawing.threads = arguments.read.threads;
        status = check_arguments(&arguments, &operands, err);
        if (status == OK) {
            status = draw_all(&arguments, operands.operands[0], err);
        }
    }
    opt_list_release(&arguments.only);
    opt_list_release(&arguments.data);
    query_words_release(&arguments.words);
    data_arguments_release(&arguments.read);
    return status;
}

const struct command command_figures = {
    .usage = {.name = "faastat figures",
              .synopsis = "[option ...] FIGURES.json",
              .purpose = "Draw every figure of a figure file",
              .details =
                  "Writes ID.gp, a gnuplot script that stands alone, and the image that it draws. What has\n"
                  "not changed since is not drawn again. A figure that fails is told of, and the others\n"
                  "are still drawn.",
              .examples = "  faastat figures templates/report.json --output plots\n"
                          "  faastat figures templates/report.json --only fig14 --terminal svg\n"},
    .run = run,
};
