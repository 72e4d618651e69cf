/* faastat plot: the picture that fits the data, without a figure file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/datadir.h"
#include "base/file.h"
#include "commands/commands.h"
#include "commands/data.h"
#include "commands/program.h"
#include "commands/query.h"
#include "figure/drawing.h"
#include "figure/entry.h"
#include "figure/kind.h"
#include "figure/size.h"

struct arguments {
    const char *output, *figure_file, *title, *claims, *templates, *facet, *size;
    bool terminal;
    double scale;
    struct query_words words;
    struct data_arguments data;
};

/* A plot on its way. */
struct plotting {
    const struct arguments *arguments;
    const char *kind;           /* NULL: the one that fits */
    struct opt_result operands; /* the dumps */
    struct query query;
    struct imported imported;
    struct text entry;         /* the figure file's text */
    char *folder;              /* of the scripts, while they are drawn */
    struct leftover *leftover; /* the folder, should a signal end us */
};

static void forget_progress(size_t done, size_t n)
{
    (void)done, (void)n;
}

/* ---- the way to the figure file ---- */

/* The first operand, where it names a kind and no file. */
static void take_kind(struct plotting *plotting)
{
    struct opt_result *operands = &plotting->operands;
    if (operands->n > 0 && figure_find_kind(operands->operands[0]) != NULL &&
        access(operands->operands[0], F_OK) != 0) {
        plotting->kind = operands->operands[0];
        operands->operands++;
        operands->n--;
    }
}

static enum status write_entry(struct plotting *plotting, struct error *err)
{
    const struct arguments *arguments = plotting->arguments;
    const struct query *query = &plotting->query;
    const struct entry_request request = {
        .kind = plotting->kind,
        .measure = query->measures_named ? query->measures.values[0] : NULL,
        .title = arguments->title,
        .claims = arguments->claims,
        .facet = arguments->facet,
        .size = arguments->size,
        .by = &query->by,
        .measures = &query->measures,
        .where = arguments->words.where.values,
        .n_where = arguments->words.where.n,
        .data = (const char *const *)plotting->operands.operands,
        .n_data = plotting->operands.n,
    };
    return entry_write(&request, &plotting->imported.table, &plotting->entry, err);
}

static enum status read_and_choose(struct plotting *plotting, struct error *err)
{
    enum status status = query_read(&plotting->arguments->words, &plotting->query, err);
    if (status == OK) {
        status = data_read(&plotting->arguments->data, &plotting->query, &plotting->operands, NULL,
                           &plotting->imported, err);
    }
    if (status == OK) {
        status = query_bind(&plotting->query, &plotting->imported.table, err);
    }
    const char *facet = plotting->arguments->facet;
    if (status == OK && facet != NULL) { /* its values have panels, and are neither series nor pooled */
        status = names_add(&plotting->query.not_by, facet, strlen(facet), err);
    }
    if (status == OK) {
        status = query_choose_factors(&plotting->query, &plotting->imported.table, err);
    }
    if (status == OK) {
        status = query_tell_pooled(&plotting->query, err);
    }
    return status == OK ? write_entry(plotting, err) : status;
}

static enum status keep_entry(const struct plotting *plotting, struct error *err)
{
    struct output output = {0};
    if (plotting->arguments->figure_file == NULL) {
        return OK;
    }
    enum status status = output_open(&output, plotting->arguments->figure_file, err);
    if (status == OK) {
        fwrite(plotting->entry.bytes, 1, plotting->entry.n, output.stream);
        status = output_commit(&output, err);
    }
    output_discard(&output);
    return status;
}

/* ---- where images go ---- */

/* The kind of image that a name asks for; NULL when it is none. */
static const char *terminal_of(const char *path)
{
    static const char *const terminals[] = {"png", "svg", "pdf"};
    const char *dot = strrchr(path_name(path), '.');
    for (size_t i = 0; dot != NULL && i < sizeof terminals / sizeof *terminals; i++) {
        if (strcmp(dot + 1, terminals[i]) == 0) {
            return terminals[i];
        }
    }
    return NULL;
}

/* The image of one figure: as --output has it, with the kind before its ending where there are two, or else
 * the kind's name, never in the place of a file that faastat did not draw. */
static enum status name_image(const struct plotting *plotting, const struct drawings *all, size_t index,
                              struct text *path, struct error *err)
{
    const char *output = plotting->arguments->output, *id = all->drawings[index].figure->id;
    if (output != NULL) {
        int stem = (int)(strlen(output) - strlen(strrchr(output, '.')));
        return index == 0 ? text_print(path, err, "%s", output)
                          : text_print(path, err, "%.*s-%s%s", stem, output, id, output + stem);
    }
    enum status status = text_print(path, err, "%s.png", id);
    if (status == OK && access(path->bytes, F_OK) == 0 && !stamp_is_there(path->bytes, NULL)) {
        status = error_set(err, BAD_USAGE,
                           "found a file '%s' that faastat did not draw; name another one with --output",
                           path->bytes);
    }
    return status;
}

/* ---- drawing ---- */

/* A terminal shows what gnuplot drew of letters. */
static enum status show(const char *path, struct error *err)
{
    char *text = NULL;
    size_t n = 0;
    enum status status = input_read_file(path, &(struct input_options){0}, &text, &n, err);
    if (status == OK) {
        fwrite(text, 1, n, stdout);
    }
    free(text);
    return status;
}

static enum status draw(const struct plotting *plotting, struct drawings *all, struct error *err)
{
    char **inputs = calloc(plotting->imported.n_sources + 1, sizeof *inputs);
    if (inputs == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < plotting->imported.n_sources; i++) {
        inputs[i] = plotting->imported.sources[i].path;
    }
    const struct provenance provenance = {.figure_file = "none, drawn by 'faastat plot'",
                                          .inputs = (const char *const *)inputs,
                                          .n_inputs = plotting->imported.n_sources};
    struct table table = plotting->imported.table; /* whose columns stay where they are */
    struct known_table known = {.table = &table, .threads = plotting->arguments->data.threads};
    drawings_write_scripts(all, &known, &provenance);
    known_table_release(&known);
    free(inputs);
    enum status status = drawings_draw(all, err);
    for (size_t i = 0; status == OK && i < all->n; i++) {
        const struct drawing *drawing = &all->drawings[i];
        if (drawing->status != OK) {
            status = error_set(err, drawing->status, "%s", drawing->error.text);
        } else if (plotting->arguments->terminal) {
            status = show(drawing->image, err);
        } else {
            if (!plotting->arguments->data.quiet) {
                drawing_tell(drawing, program_tell);
            }
            printf("%s\n", drawing->image);
        }
    }
    return status;
}

/* Adds the figures of the entry, with scripts in the folder and images where they belong. */
static enum status place(struct plotting *plotting, const struct figure_file *file, struct drawings *all,
                         struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < file->n; i++) {
        struct text image = {0};
        status = drawings_add(all, &file->figures[i], err);
        if (status == OK && !plotting->arguments->terminal) {
            status = name_image(plotting, all, i, &image, err);
            free(all->drawings[i].image);
            all->drawings[i].image = image.bytes;
        }
    }
    return status;
}

static void clean(struct plotting *plotting, const struct drawings *all)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->drawings[i].script != NULL) {
            unlink(all->drawings[i].script);
        }
        if (plotting->arguments->terminal && all->drawings[i].image != NULL) {
            unlink(all->drawings[i].image);
        }
    }
    rmdir(plotting->folder);
    leftovers_forget(&plotting->leftover);
    free(plotting->folder);
}

static enum status draw_entry(struct plotting *plotting, struct error *err)
{
    const struct arguments *arguments = plotting->arguments;
    char *templates = datadir_find("templates", err); /* not those of the folder that one happens to be in */
    struct drawing_options options = {
        .terminal = arguments->terminal         ? "dumb"
                    : arguments->output == NULL ? "png"
                                                : terminal_of(arguments->output),
        .templates = arguments->templates != NULL ? arguments->templates : templates,
        .scale = arguments->scale,
        .threads = arguments->data.threads,
        .progress = forget_progress,
    };
    struct figure_file file = {0};
    struct drawings all = {.options = &options, .file = &file};
    if (templates == NULL) {
        return BAD_SERVICE;
    }
    enum status status = leftovers_make_folder("faastat-plot-", &plotting->folder, &plotting->leftover, err);
    if (status != OK) {
        free(templates);
        return status;
    }
    options.directory = plotting->folder;
    status = figure_file_parse(&file, "the figure that fits", plotting->entry.bytes, plotting->entry.n, err);
    if (status == OK) {
        status = place(plotting, &file, &all, err);
    }
    if (status == OK) {
        status = draw(plotting, &all, err);
    }
    clean(plotting, &all);
    drawings_release(&all);
    figure_file_release(&file);
    free(templates);
    return status;
}

/* ---- the command ---- */

static enum status plot(struct plotting *plotting, struct error *err)
{
    enum status status = read_and_choose(plotting, err);
    if (status == OK) {
        status = keep_entry(plotting, err);
    }
    if (status == OK) {
        status = draw_entry(plotting, err);
    }
    text_release(&plotting->entry);
    query_release(&plotting->query);
    imported_release(&plotting->imported);
    return status;
}

static enum status check_arguments(const struct arguments *arguments, const char *kind, struct error *err)
{
    if (arguments->output != NULL && terminal_of(arguments->output) == NULL) {
        return error_set(err, BAD_USAGE,
                         "--output: found '%.40s', expected a name that ends in .png, .svg or .pdf",
                         arguments->output);
    }
    if (kind != NULL && figure_find_kind(kind)->of_claims != (arguments->claims != NULL)) {
        return error_set(err, BAD_USAGE,
                         "--claims: found %s, expected it with the kind 'claims', and only there",
                         arguments->claims == NULL ? "none" : "a file");
    }
    if (kind == NULL && arguments->claims != NULL) {
        return error_set(err, BAD_USAGE, "--claims: expected the kind 'claims' in front of the files");
    }
    struct size size;
    if (arguments->size != NULL && !size_parse(arguments->size, &size)) {
        return error_set(err, BAD_USAGE, "--size: found '%.40s', expected %s", arguments->size,
                         size_expected());
    }
    if (arguments->scale <= 0 || arguments->scale > 10) {
        return error_set(err, BAD_USAGE, "--scale: expected a number above 0 and up to 10");
    }
    return OK;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {.scale = 1, .words.automatic = true};
    const struct opt options[] = {
        OPT_TEXT('o', "output", "FILE", &arguments.output, "FILE.png, .svg or .pdf (KIND.png)"),
        BY_OPTION(&arguments.words, "file, and those of few values"),
        MEASURE_OPTION(&arguments.words, "draw this column (latency_s, or the first); what bare numbers are"),
        WHERE_OPTION(&arguments.words),
        CLUSTER_OPTION(&arguments.words),
        OPT_TEXT(0, "facet", "FACTOR", &arguments.facet, "a panel for each of its values, on one scale"),
        OPT_TEXT(0, "size", "WxH", &arguments.size, "85x60mm for a paper's column, 400x300px (as fits)"),
        OPT_TEXT(0, "title", "TEXT", &arguments.title, "of the figure (by its data)"),
        OPT_TEXT(0, "claims", "FILE", &arguments.claims, "that the kind 'claims' draws"),
        OPT_TEXT(0, "figure-file", "FILE", &arguments.figure_file,
                 "write the figure file that draws the same, to be edited for 'faastat figures'"),
        OPT_FLAG(0, "terminal", &arguments.terminal, "draw into the terminal, with letters"),
        OPT_NUMBER(0, "scale", "FACTOR", &arguments.scale, "2: a larger image for print (1)"),
        OPT_TEXT(0, "templates", "DIRECTORY", &arguments.templates, "gnuplot templates (as installed)"),
        DATA_OPTIONS(&arguments.data),
        {0},
    };
    struct plotting plotting = {.arguments = &arguments};
    enum status status = opt_parse(argc, argv, usage, options, &plotting.operands, err);
    if (status == OK && !plotting.operands.helped) {
        take_kind(&plotting);
        const char *const looks_at[] = {"memory_mb", "cold", arguments.facet, NULL};
        arguments.words.looks_at = looks_at;
        arguments.words.only_asked = arguments.claims == NULL; /* which may be of any column */
        status = check_arguments(&arguments, plotting.kind, err);
        if (status == OK) {
            status = plot(&plotting, err);
        }
    }
    query_words_release(&arguments.words);
    data_arguments_release(&arguments.data);
    return status;
}

const struct command command_plot = {
    .usage = {.name = "faastat plot",
              .synopsis = "[option ...] [KIND] FILE ...",
              .purpose = "Draw the picture that fits the data",
              .details =
                  "Without a KIND, against memory sizes where there are several, over time where there is a\n"
                  "clock, two files beside one another with their difference, else quantiles by their\n"
                  "percentiles. Prints where the image is.",
              .examples = "  faastat plot old.json new.json\n"
                          "  faastat plot spectrum requests.csv --by endpoint -o tail.svg\n",
              .columns = figure_write_kinds,
              .list = "kinds"},
    .run = run,
};
