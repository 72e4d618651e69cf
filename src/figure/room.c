#include "figure/room.h"

#include <math.h>
#include <string.h>

#include "figure/caption.h"
#include "figure/kind.h"
#include "figure/size.h"

/* Dots, as templates/style.gp lays them out. */
enum { TITLE = 19, KEY = 17, AXIS = 86, CAPTION = 15, PANEL_TITLE = 24, LEAST_PLOT = 48 };

/* Lines of the legend above the plot. */
static size_t count_rows(const struct figure_spec *figure, const struct plot *plot)
{
    size_t longest = 0, most = 8;
    for (size_t i = 0; i < plot->n; i++) {
        size_t width = text_width(plot->series[i].label);
        longest = width > longest ? width : longest;
    }
    size_t columns = (size_t)((size_dots(&figure->size).width - 100) / (56 + 8 * (double)longest));
    columns = columns > most ? most : columns < 1 ? 1 : columns;
    return plot->entries <= 1 ? 0 : (plot->entries + columns - 1) / columns;
}

static size_t count_lines(const char *text, size_t columns)
{
    size_t lines = 0;
    for (const char *rest = text; *rest != '\0'; lines++) {
        rest += caption_line(rest, columns);
        rest += strspn(rest, " ");
    }
    return lines;
}

/* The dots that it takes, from above to below. */
static enum status measure(const struct figure_spec *figure, const struct plot *plot, double *least,
                           struct error *err)
{
    const struct figure_kind *kind = figure_find_kind(figure->kind);
    size_t rows = plot->panels > 0 ? (plot->panels + plot->columns - 1) / plot->columns : 1;
    size_t entries = plot->panels > 0 ? plot->entries : plot->n;
    *least = (double)(kind->small.each > 0 ? kind->small.head + kind->small.each * entries * rows
                                           : kind->small.head * rows);
    if (kind->small.head > 0) {
        return OK;
    }
    struct text caption = {0};
    enum status status = caption_make(figure, plot, &caption, err);
    if (status == OK) {
        bool told = caption_has_room(figure, caption.bytes);
        size_t lines = told ? count_lines(caption.bytes, caption_columns(figure)) : 0;
        size_t titles = count_lines(figure->title, size_columns(&figure->size, 84)) > 1 ? 2 : 1;
        size_t key = KEY * count_rows(figure, plot);
        size_t panel = LEAST_PLOT + (plot->panels > 0 ? PANEL_TITLE : 0);
        size_t panels = panel * rows > key / 2 ? panel * rows : key / 2; /* a legend is no picture */
        *least = (double)(TITLE * titles + key + AXIS + CAPTION * lines + panels);
    }
    text_release(&caption);
    return status;
}

enum status room_check(const struct figure_spec *figure, const struct plot *plot, struct error *err)
{
    const struct size *size = &figure->size;
    struct dots dots = size_dots(size);
    double least;
    if (!size_is_given(size)) {
        return OK;
    }
    enum status status = measure(figure, plot, &least, err);
    if (status == OK && dots.height < least) {
        status =
            error_set(err, BAD_DATA, "%s: found a height of %g %s, expected at least %.0f for what it shows",
                      figure->id, size->height, size->in_pixels ? "px" : "mm",
                      ceil(least * size->height / dots.height));
    }
    return status;
}
