#include "figure/size.h"

#include <string.h>

#include "base/number.h"

static const struct {
    const char *unit;
    double least, most;
    bool pixels;
} units[] = {{"mm", 40, 1000, false}, {"px", 160, 4000, true}};

const char *size_expected(void)
{
    return "a width and a height such as 85x60mm or 400x300px, of 40 to 1000 mm or 160 to 4000 px";
}

bool size_parse(const char *text, struct size *size)
{
    const char *by = strchr(text, 'x');
    size_t n = strlen(text);
    for (size_t i = 0; by != NULL && n > 2 && i < sizeof units / sizeof *units; i++) {
        const char *unit = text + n - 2, *high = by + 1;
        if (strcmp(unit, units[i].unit) != 0 || high >= unit) {
            continue;
        }
        struct size read = {.in_pixels = units[i].pixels};
        bool numbers = number_parse(text, (size_t)(by - text), &read.width) &&
                       number_parse(high, (size_t)(unit - high), &read.height);
        bool fits = read.width >= units[i].least && read.width <= units[i].most &&
                    read.height >= units[i].least && read.height <= units[i].most;
        if (numbers && fits) {
            *size = read;
            return true;
        }
    }
    return false;
}

enum status size_read(const struct json_spot *figure, struct size *size, struct error *err)
{
    const char *text = NULL;
    const struct json_text texts[] = {{"size", false, &text}};
    enum status status = json_get_texts(figure, texts, 1, err);
    if (status == OK && text != NULL && !size_parse(text, size)) {
        struct json_spot spot = json_member(figure, "size");
        status = json_spot_error(&spot, err, "found '%.40s', expected %s", text, size_expected());
    }
    return status;
}

bool size_is_given(const struct size *size)
{
    return size->width > 0;
}

static const double usual_width = 800, usual_dpi = 96;

struct dots size_dots(const struct size *size)
{
    const double mm_per_inch = 25.4;
    if (!size_is_given(size)) {
        return (struct dots){.width = usual_width, .zoom = 1, .dpi = usual_dpi};
    }
    if (size->in_pixels) {
        return (struct dots){size->width, size->height, 1, usual_dpi};
    }
    const double zoom = 0.85, print_dpi = 300; /* the smallest text has 8.3 points, in svg least */
    double dots_per_mm = usual_dpi / mm_per_inch / zoom;
    return (struct dots){size->width * dots_per_mm, size->height * dots_per_mm, zoom, print_dpi};
}

size_t size_columns(const struct size *size, size_t usual)
{
    size_t fits = (size_t)(size_dots(size).width * (double)usual / usual_width);
    return fits < 8 ? 8 : fits;
}
