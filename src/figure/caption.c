#include "figure/caption.h"

#include <string.h>

#include "figure/size.h"

enum status caption_make(const struct figure_spec *figure, const struct plot *plot, struct text *caption,
                         struct error *err)
{
    const char *own = figure->caption == NULL ? "" : figure->caption;
    const char *facts = plot->facts.bytes == NULL ? "" : plot->facts.bytes;
    return text_print(caption, err, "%s%s", own, own[0] == '\0' ? facts + strspn(facts, " ") : facts);
}

size_t caption_line(const char *text, size_t columns)
{
    size_t fits = 0;
    for (size_t end = 0; text[end] != '\0';) {
        end += strspn(text + end, " ");
        end += strcspn(text + end, " ");
        if (fits > 0 && end > columns) {
            break;
        }
        char next = text[end + strspn(text + end, " ")];
        bool apart = text[end - 1] == '=' || next == '=' || next == '%';
        fits = apart ? fits : end; /* a number stands beside what it is of, and its unit */
    }
    return fits > 0 ? fits : strlen(text);
}

size_t caption_columns(const struct figure_spec *figure)
{
    return size_columns(&figure->size, 122);
}

bool caption_has_room(const struct figure_spec *figure, const char *caption)
{
    const double line = 15, share = 0.2; /* dots; of the height */
    size_t lines = 0;
    double height = size_dots(&figure->size).height;
    for (const char *rest = caption + strspn(caption, " "); *rest != '\0'; lines++) {
        rest += caption_line(rest, caption_columns(figure));
        rest += strspn(rest, " ");
    }
    return height == 0 || line * (double)lines <= share * height;
}
