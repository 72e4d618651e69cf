#include "figure/drawing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/datadir.h"
#include "base/file.h"
#include "base/number.h"
#include "base/pool.h"
#include "figure/caption.h"
#include "figure/gnuplot.h"
#include "figure/stamp.h"

/* ---- paths ---- */

/* `directory`/`id``suffix`.`extension` */
static char *output_path(const struct drawing_options *options, const char *id, const char *suffix,
                         const char *extension, struct error *err)
{
    struct text path = {0};
    text_print(&path, err, "%s/%s%s.%s", options->directory, id, suffix, extension);
    return path.bytes;
}

enum status drawings_add(struct drawings *all, const struct figure_spec *figure, struct error *err)
{
    const struct drawing_options *options = all->options;
    struct drawing *grown = array_reserve(all->drawings, &all->capacity, all->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    all->drawings = grown;
    char factor[NUMBER_TEXT], suffix[NUMBER_TEXT + 3] = "";
    if (options->scale != 1) { /* all its digits, so that each scale has its own image */
        number_write(options->scale, factor);
        snprintf(suffix, sizeof suffix, "@%sx", factor);
    }
    struct drawing *drawing = &grown[all->n++];
    *drawing = (struct drawing){.figure = figure};
    drawing->script = output_path(options, figure->id, "", "gp", err);
    drawing->image = output_path(options, figure->id, suffix, options->terminal, err);
    drawing->values = options->values ? output_path(options, figure->id, suffix, "json", err) : NULL;
    return drawing->script == NULL || drawing->image == NULL || (options->values && drawing->values == NULL)
               ? BAD_SERVICE
               : OK;
}

void drawings_release(struct drawings *all)
{
    for (size_t i = 0; i < all->n; i++) {
        free(all->drawings[i].script);
        free(all->drawings[i].image);
        free(all->drawings[i].values);
        free(all->drawings[i].caption);
    }
    free(all->drawings);
    *all = (struct drawings){0};
}

/* ---- scripts ---- */

static enum status read_whole(const char *path, char **text, struct error *err)
{
    size_t n;
    return input_read_file(path, &(struct input_options){0}, text, &n, err);
}

/* The template's text: from --templates, or beside the figure file, or as faastat brings it. One that is
 * there and can't be read is an error, not a reason to take another. */
static enum status read_template(const struct drawings *all, const char *name, char **text, struct error *err)
{
    struct text file = {0};
    char *beside = path_directory(all->file->json.name, err), *brought = datadir_find("templates", err);
    enum status status =
        beside == NULL || brought == NULL ? BAD_SERVICE : text_print(&file, err, "%s.gp", name);
    const char *given = all->options->templates;
    const char *const folders[] = {given != NULL ? given : beside, brought};
    for (size_t i = 0; status == OK && *text == NULL && i < (given != NULL ? 1 : 2); i++) {
        char *path = path_join(folders[i], file.bytes, err);
        bool found = false;
        status = path == NULL ? BAD_SERVICE : path_find(path, &found, err);
        if (status == OK && found) {
            status = read_whole(path, text, err);
        }
        free(path);
    }
    if (status == OK && *text == NULL) {
        status = error_set(err, BAD_USAGE, "cannot find the template '%s' in '%s' or '%s'", file.bytes,
                           folders[0], folders[1]);
    }
    text_release(&file);
    free(beside);
    free(brought);
    return status;
}

static enum status compose_script(const struct drawings *all, const struct drawing *drawing,
                                  const struct plot *plot, const struct provenance *provenance,
                                  struct text *script, struct error *err)
{
    char *style = NULL, *facet = NULL, *body = NULL;
    enum status status = read_template(all, "style", &style, err);
    if (status == OK && plot->panels > 0) {
        status = read_template(all, "facet", &facet, err);
    }
    if (status == OK) {
        status = read_template(all, drawing->figure->kind, &body, err);
    }
    if (status == OK) {
        const struct script_templates templates = {style, facet, body};
        status = script_write(drawing->figure, plot, provenance, &templates, script, err);
    }
    free(style);
    free(facet);
    free(body);
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

static enum status write_script(const struct drawings *all, struct drawing *drawing, const struct plot *plot,
                                const struct provenance *provenance, struct error *err)
{
    struct text script = {0};
    struct output output = {0};
    enum status status = compose_script(all, drawing, plot, provenance, &script, err);
    bool written = false;
    if (status == OK) {
        status = find_written(drawing, &script, &written, err);
    }
    if (status == OK) {
        /* The text has in it all that the image depends on, data, templates and version, but terminal and
         * scale, which the image's name has. */
        stamp_digest(script.bytes, drawing->digest);
        drawing->unchanged =
            written && !all->options->force && stamp_is_there(drawing->image, drawing->digest);
    }
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

static enum status note_caption(struct drawing *drawing, const struct plot *plot, struct error *err)
{
    struct text caption = {0};
    enum status status = caption_make(drawing->figure, plot, &caption, err);
    if (status == OK && !caption_has_room(drawing->figure, caption.bytes)) {
        struct text word = {0};
        status =
            text_print(&word, err, "%s: no room for the caption: %s", drawing->figure->id, caption.bytes);
        drawing->caption = word.bytes;
    }
    text_release(&caption);
    return status;
}

/* Scripts are quick, so they are made one after the other; only gnuplot takes its time. */
void drawings_write_scripts(struct drawings *all, struct known_table *known,
                            const struct provenance *provenance)
{
    for (size_t i = 0; i < all->n; i++) {
        struct drawing *drawing = &all->drawings[i];
        struct plot plot = {0};
        drawing->status = figure_make(all->file, drawing->figure, known, &plot, &drawing->error);
        if (drawing->status == OK) {
            drawing->status = write_script(all, drawing, &plot, provenance, &drawing->error);
        }
        if (drawing->status == OK) {
            drawing->status = note_caption(drawing, &plot, &drawing->error);
        }
        plot_release(&plot);
    }
}

/* ---- drawing ---- */

/* Those that gnuplot draws, and how many of them one gnuplot does. */
struct shares {
    const struct drawing_options *options;
    struct drawing **wanted;
    struct gnuplot_image *images; /* of each of these */
    size_t n, share;
    size_t done; /* for the progress only */
};

static enum status list_wanted(const struct drawings *all, struct shares *shares, struct error *err)
{
    bool letters = strcmp(all->options->terminal, "dumb") == 0;
    shares->options = all->options;
    shares->wanted = calloc(all->n + 1, sizeof *shares->wanted);
    shares->images = calloc(all->n + 1, sizeof *shares->images);
    if (shares->wanted == NULL || shares->images == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < all->n; i++) {
        struct drawing *drawing = &all->drawings[i];
        if (drawing->status == OK && !drawing->unchanged) {
            shares->wanted[shares->n] = drawing;
            shares->images[shares->n++] = (struct gnuplot_image){.script = drawing->script,
                                                                 .image = drawing->image,
                                                                 .values = drawing->values,
                                                                 .digest = letters ? NULL : drawing->digest};
        }
    }
    size_t threads = all->options->threads;
    shares->share =
        gnuplot_share(all->options->terminal, shares->n, threads == 0 ? pool_processors() : threads);
    return OK;
}

/* One gnuplot's share. */
static enum status draw_share(size_t index, void *context, struct error *err)
{
    (void)err; /* each drawing keeps its own error, so that all are told of */
    struct shares *shares = context;
    const struct drawing_options *options = shares->options;
    size_t from = index * shares->share, left = shares->n - from,
           n = left < shares->share ? left : shares->share;
    gnuplot_draw(shares->images + from, n, options->terminal, options->scale);
    for (size_t i = from; i < from + n; i++) {
        struct drawing *drawing = shares->wanted[i];
        drawing->status = shares->images[i].status;
        drawing->complained = shares->images[i].complained;
        drawing->missing = shares->images[i].missing;
        if (drawing->status != OK) {
            error_set(&drawing->error, drawing->status, "%s: %s", drawing->figure->id,
                      shares->images[i].error.text);
        }
    }
    options->progress(__atomic_add_fetch(&shares->done, n, __ATOMIC_RELAXED), shares->n);
    return OK;
}

enum status drawings_draw(struct drawings *all, struct error *err)
{
    struct shares shares = {0};
    enum status status = list_wanted(all, &shares, err);
    if (status == OK) {
        size_t n = shares.n / shares.share + (shares.n % shares.share != 0);
        status = pool_run(n, all->options->threads, draw_share, &shares, err);
    }
    free(shares.wanted);
    free(shares.images);
    return status;
}

void drawing_tell(const struct drawing *drawing, void (*tell)(const char *line))
{
    char line[256];
    if (drawing->caption != NULL) {
        tell(drawing->caption);
    }
    if (drawing->missing.n > 0) {
        snprintf(line, sizeof line,
                 "%s: no font of this machine has '%s'%s, drawn as boxes; install one, such as the package "
                 "fonts-unifont",
                 drawing->figure->id, drawing->missing.first, drawing->missing.n > 1 ? " and others" : "");
        tell(line);
    }
}
