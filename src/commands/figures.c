/* faastat figures: every figure of a figure file that is not drawn yet, by several gnuplots at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "base/pool.h"
#include "base/version.h"
#include "commands/commands.h"
#include "commands/data.h"
#include "commands/program.h"
#include "commands/query.h"
#include "figure/figure.h"
#include "figure/gnuplot.h"
#include "figure/script.h"

/* What the user asked for. */
struct arguments {
    const char *output, *terminal, *templates;
    struct opt_list only, data;
    double scale;
    bool force;
    struct query_words words;
    struct data_arguments read;
};

/* One figure on its way: each of its steps may fail without stopping the others. */
struct drawing {
    const struct figure_spec *figure;
    char *script, *image;
    bool unchanged; /* the image that is there is the script's */
    enum status status;
    struct error error;
};

struct drawings {
    const struct arguments *arguments;
    struct figure_file file;
    struct query query;
    struct imported imported;
    char **inputs; /* for the scripts' heads */
    struct drawing *drawings;
    size_t n;
    struct drawing **wanted;      /* those of them that gnuplot draws, */
    struct gnuplot_image *images; /* with their images in the same order */
    size_t n_wanted, share;       /* how many one gnuplot draws */
    size_t done;                  /* for the progress line only */
};

static enum status check_arguments(const struct arguments *arguments, const struct opt_result *operands,
                                   struct error *err)
{
    const char *terminal = arguments->terminal;
    if (operands->n != 1) {
        return error_set(err, BAD_USAGE, "expected one figure file, such as templates/report.json");
    }
    if (strcmp(terminal, "png") != 0 && strcmp(terminal, "svg") != 0 && strcmp(terminal, "pdf") != 0) {
        return error_set(err, BAD_USAGE, "--terminal: found '%.40s', expected png, svg or pdf", terminal);
    }
    if (arguments->scale <= 0 || arguments->scale > 10) {
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

static enum status check_only(const struct drawings *all, struct error *err)
{
    const struct opt_list *only = &all->arguments->only;
    const char **ids = calloc(all->file.n + 1, sizeof *ids);
    if (ids == NULL) {
        return error_no_memory(err);
    }
    enum status status = OK;
    for (size_t i = 0; i < all->file.n; i++) {
        ids[i] = all->file.figures[i].id;
    }
    for (size_t o = 0; status == OK && o < only->n; o++) {
        bool found = false;
        for (size_t i = 0; i < all->file.n; i++) {
            found |= strcmp(only->values[o], ids[i]) == 0;
        }
        const char *nearest = text_nearest(only->values[o], ids, all->file.n);
        if (!found) {
            status = error_set(err, BAD_USAGE, "--only: %s has no figure '%.40s'; the nearest is '%s'",
                               all->file.json.name, only->values[o], nearest == NULL ? "-" : nearest);
        }
    }
    free(ids);
    return status;
}

/* `output`/`id``suffix`.`extension` */
static char *output_path(const struct arguments *arguments, const char *id, const char *suffix,
                         const char *extension, struct error *err)
{
    struct text path = {0};
    text_print(&path, err, "%s/%s%s.%s", arguments->output, id, suffix, extension);
    return path.bytes;
}

static enum status plan(struct drawings *all, struct error *err)
{
    const struct arguments *arguments = all->arguments;
    enum status status = check_only(all, err);
    all->drawings = calloc(all->file.n + 1, sizeof *all->drawings);
    if (status == OK && all->drawings == NULL) {
        status = error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < all->file.n; i++) {
        const struct figure_spec *figure = &all->file.figures[i];
        if (!is_wanted(&arguments->only, figure->id)) {
            continue;
        }
        struct drawing *drawing = &all->drawings[all->n++];
        char factor[NUMBER_TEXT], suffix[NUMBER_TEXT + 3] = "";
        if (arguments->scale != 1) { /* all its digits, so that each scale has its own image */
            number_write(arguments->scale, factor);
            snprintf(suffix, sizeof suffix, "@%sx", factor);
        }
        drawing->figure = figure;
        drawing->script = output_path(arguments, figure->id, "", "gp", err);
        drawing->image = output_path(arguments, figure->id, suffix, arguments->terminal, err);
        status = drawing->script == NULL || drawing->image == NULL ? BAD_SERVICE : OK;
    }
    return status;
}

/* Reads the dumps that --data names, or else those that the figure file does. */
static enum status read_dumps(struct drawings *all, struct error *err)
{
    const struct opt_list *given = &all->arguments->data;
    struct opt_result operands = {.operands = all->file.data, .n = all->file.n_data};
    if (given->n > 0) {
        operands = (struct opt_result){.operands = (char **)given->values, .n = given->n};
    }
    if (operands.n == 0) {
        return error_set(err, BAD_USAGE, "%s names no data; name some with --data", all->file.json.name);
    }
    return data_read(&all->arguments->read, &all->query, &operands, NULL, &all->imported, err);
}

static enum status list_inputs(struct drawings *all, struct error *err)
{
    const struct imported *imported = &all->imported;
    all->inputs = calloc(imported->n_sources + 1, sizeof *all->inputs);
    enum status status = all->inputs == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < imported->n_sources; i++) {
        struct text line = {0};
        status =
            text_print(&line, err, "%s sha256 %s", imported->sources[i].path, imported->sources[i].sha256);
        all->inputs[i] = line.bytes;
    }
    return status;
}

/* ---- scripts ---- */

static enum status read_whole(const char *path, char **text, struct error *err)
{
    struct input input;
    size_t n;
    enum status status = input_open(&input, path, &(struct input_options){0}, err);
    if (status == OK) {
        status = input_read_all(&input, text, &n, err);
        input_close(&input);
    }
    return status;
}

/* The template's text: from --templates, or beside the figure file, or from where faastat is installed. */
static enum status read_template(const struct drawings *all, const char *name, char **text, struct error *err)
{
    struct text file = {0}, installed = {0};
    char *beside = path_directory(all->file.json.name, err);
    enum status status = beside == NULL ? BAD_SERVICE : text_print(&file, err, "%s.gp", name);
    if (status == OK) {
        status = text_print(&installed, err, "%s/templates", version_datadir);
    }
    const char *given = all->arguments->templates;
    const char *const folders[] = {given != NULL ? given : beside, installed.bytes};
    for (size_t i = 0; status == OK && *text == NULL && i < (given != NULL ? 1 : 2); i++) {
        struct error why = {{0}};
        char *path = path_join(folders[i], file.bytes, err);
        status = path == NULL ? BAD_SERVICE : error_forgive(read_whole(path, text, &why), &why, err);
        free(path);
    }
    if (status == OK && *text == NULL) {
        status = error_set(err, BAD_USAGE, "cannot find the template '%s' in '%s' or '%s'", file.bytes,
                           folders[0], folders[1]);
    }
    text_release(&file);
    text_release(&installed);
    free(beside);
    return status;
}

static enum status compose_script(const struct drawings *all, const struct drawing *drawing,
                                  const struct plot *plot, struct text *script, struct error *err)
{
    char *templates[2] = {NULL, NULL};
    struct provenance provenance = {.figure_file = all->file.json.name,
                                    .inputs = (const char *const *)all->inputs,
                                    .n_inputs = all->imported.n_sources};
    enum status status = read_template(all, "style", &templates[0], err);
    if (status == OK) {
        status = read_template(all, drawing->figure->kind, &templates[1], err);
    }
    if (status == OK) {
        const char *const texts[2] = {templates[0], templates[1]};
        status = script_write(drawing->figure, plot, &provenance, texts, script, err);
    }
    free(templates[0]);
    free(templates[1]);
    return status;
}

static enum status find_written(const struct drawing *drawing, const struct text *script, bool *same,
                                struct error *err)
{
    struct error why = {{0}};
    char *written = NULL;
    enum status status = error_forgive(read_whole(drawing->script, &written, &why), &why, err);
    *same = written != NULL && strlen(written) == script->n && strcmp(written, script->bytes) == 0;
    free(written);
    return status;
}

/*
 * Whether the image was drawn behind the script's file, and so from the text that it has. The text has in it
 * all that the image depends on, data, templates and version, but terminal and scale, which the image's name
 * has; and a script is written only when its text changes, so images of what it was before are older than it.
 */
static bool is_drawn(const struct drawing *drawing)
{
    struct stat script, image;
    if (stat(drawing->script, &script) != 0 || stat(drawing->image, &image) != 0) {
        return false;
    }
    const struct timespec *then = &script.st_mtim, *since = &image.st_mtim;
    bool behind =
        since->tv_sec != then->tv_sec ? since->tv_sec > then->tv_sec : since->tv_nsec >= then->tv_nsec;
    return S_ISREG(image.st_mode) && image.st_size > 0 && behind;
}

static enum status write_script(const struct drawings *all, struct drawing *drawing, const struct plot *plot,
                                struct error *err)
{
    struct text script = {0};
    struct output output = {0};
    enum status status = compose_script(all, drawing, plot, &script, err);
    bool written = false;
    if (status == OK) {
        status = find_written(drawing, &script, &written, err);
    }
    drawing->unchanged = written && !all->arguments->force && is_drawn(drawing);
    if (status == OK && !written) {
        status = output_open(&output, drawing->script, err);
        if (status == OK) {
            fwrite(script.bytes, 1, script.n, output.stream);
            status = output_commit(&output, err);
        }
    }
    output_discard(&output);
    text_release(&script);
    return status;
}

/* Scripts are quick, so they are made one after the other; only gnuplot takes its time. */
static void make_script(struct drawings *all, struct drawing *drawing)
{
    struct plot plot = {0};
    drawing->status = figure_plot(&all->file, drawing->figure, &all->imported.table, &plot, &drawing->error);
    if (drawing->status == OK) {
        drawing->status = write_script(all, drawing, &plot, &drawing->error);
    }
    plot_release(&plot);
}

/* ---- drawing ---- */

/* Those that are neither drawn nor have failed. */
static enum status list_wanted(struct drawings *all, struct error *err)
{
    all->wanted = calloc(all->n + 1, sizeof *all->wanted);
    all->images = calloc(all->n + 1, sizeof *all->images);
    if (all->wanted == NULL || all->images == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < all->n; i++) {
        struct drawing *drawing = &all->drawings[i];
        if (drawing->status == OK && !drawing->unchanged) {
            all->wanted[all->n_wanted] = drawing;
            all->images[all->n_wanted++] =
                (struct gnuplot_image){.script = drawing->script, .image = drawing->image};
        }
    }
    size_t threads = all->arguments->read.threads;
    all->share =
        gnuplot_share(all->arguments->terminal, all->n_wanted, threads == 0 ? pool_processors() : threads);
    return OK;
}

/* One gnuplot's share. */
static enum status draw(size_t index, void *context, struct error *err)
{
    (void)err; /* each drawing keeps its own error, so that all are told of */
    struct drawings *all = context;
    size_t from = index * all->share, left = all->n_wanted - from, n = left < all->share ? left : all->share;
    gnuplot_draw(all->images + from, n, all->arguments->terminal, all->arguments->scale);
    for (size_t i = from; i < from + n; i++) {
        struct drawing *drawing = all->wanted[i];
        drawing->status = all->images[i].status;
        if (drawing->status != OK) {
            error_set(&drawing->error, drawing->status, "%s: %s", drawing->figure->id,
                      all->images[i].error.text);
        }
    }
    if (isatty(STDERR_FILENO)) {
        size_t done = __atomic_add_fetch(&all->done, n, __ATOMIC_RELAXED);
        fprintf(stderr, "\rfigures: %zu of %zu%s", done, all->n_wanted, done == all->n_wanted ? "\n" : "");
    }
    return OK;
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

/* A run that draws nothing should not look like one that did nothing. */
static void tell_unchanged(const struct drawings *all)
{
    char line[128];
    size_t unchanged = 0;
    for (size_t i = 0; i < all->n; i++) {
        unchanged += all->drawings[i].unchanged;
    }
    if (unchanged > 0 && !all->arguments->read.quiet) {
        snprintf(line, sizeof line, "%zu of %zu figures unchanged", unchanged, all->n);
        program_tell(line);
    }
}

static enum status draw_all(struct drawings *all, const char *path, struct error *err)
{
    enum status status = query_read(&all->arguments->words, &all->query, err);
    if (status == OK) {
        status = figure_file_read(&all->file, path, err);
    }
    if (status == OK) {
        status = plan(all, err);
    }
    if (status == OK) {
        status = read_dumps(all, err);
    }
    if (status == OK) {
        status = list_inputs(all, err);
    }
    if (status == OK) {
        status = path_make_directory(all->arguments->output, err);
    }
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; i < all->n; i++) {
        make_script(all, &all->drawings[i]);
    }
    status = list_wanted(all, err);
    if (status == OK) {
        size_t shares = all->n_wanted / all->share + (all->n_wanted % all->share != 0);
        status = pool_run(shares, all->arguments->read.threads, draw, all, err);
    }
    if (status == OK) {
        tell_unchanged(all);
        status = tell_failures(all, err);
    }
    return status;
}

static void drawings_release(struct drawings *all)
{
    for (size_t i = 0; i < all->n; i++) {
        free(all->drawings[i].script);
        free(all->drawings[i].image);
    }
    for (size_t i = 0; all->inputs != NULL && i < all->imported.n_sources; i++) {
        free(all->inputs[i]);
    }
    free(all->inputs);
    free(all->wanted);
    free(all->images);
    free(all->drawings);
    query_release(&all->query);
    imported_release(&all->imported);
    figure_file_release(&all->file);
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {.output = "plots", .terminal = "png", .scale = 1, .read = {.digest = true}};
    const struct opt options[] = {
        OPT_TEXT('o', "output", "DIRECTORY", &arguments.output, "where scripts and images go (plots)"),
        OPT_TEXT('t', "terminal", "png|svg|pdf", &arguments.terminal, "kind of image (png)"),
        OPT_NUMBER(0, "scale", "FACTOR", &arguments.scale, "2: a larger image for print, ID@2x.png (1)"),
        OPT_FLAG(0, "force", &arguments.force, "draw also those that have not changed"),
        OPT_LIST(0, "only", "ID", &arguments.only, "draw this figure (repeatable; all)"),
        OPT_LIST('d', "data", "FILE", &arguments.data, "dumps to draw, instead of the file's (repeatable)"),
        OPT_TEXT(0, "templates", "DIRECTORY", &arguments.templates,
                 "gnuplot templates (beside the figure file, or as installed)"),
        WHERE_OPTION(&arguments.words),
        DATA_OPTIONS(&arguments.read),
        {0},
    };
    struct opt_result operands;
    struct drawings all = {.arguments = &arguments};
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    if (status == OK && !operands.helped) {
        status = check_arguments(&arguments, &operands, err);
        if (status == OK) {
            status = draw_all(&all, operands.operands[0], err);
        }
    }
    drawings_release(&all);
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
