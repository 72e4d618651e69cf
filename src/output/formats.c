#include "output/formats.h"

#include <errno.h>
#include <string.h>

#include "base/terminal.h"

#define ADDRESS_OF_FORMAT(name) &format_##name,
static const struct format *const formats[] = {FORMATS_WRITTEN(ADDRESS_OF_FORMAT)};
#undef ADDRESS_OF_FORMAT
enum { FORMATS_N = sizeof formats / sizeof *formats };

const char *format_names(void)
{
#define BAR_AND_NAME(name) "|" #name
    return &(FORMATS_WRITTEN(BAR_AND_NAME))[1];
#undef BAR_AND_NAME
}

/* "table, wide, csv, json or markdown" */
static void spell_names(char *text, size_t size)
{
    for (size_t i = 0, n = 0; i < FORMATS_N && n < size; i++) {
        const char *separator = i == 0 ? "" : i + 1 < FORMATS_N ? ", " : " or ";
        n += (size_t)snprintf(text + n, size - n, "%s%s", separator, formats[i]->name);
    }
}

enum status format_find(const char *name, const struct format **found, struct error *err)
{
    const char *names[FORMATS_N];
    for (size_t i = 0; i < FORMATS_N; i++) {
        names[i] = formats[i]->name;
        if (strcmp(name, names[i]) == 0) {
            *found = formats[i];
            return OK;
        }
    }
    const char *nearest = text_nearest(name, names, FORMATS_N);
    char expected[256];
    spell_names(expected, sizeof expected);
    return error_set(err, BAD_USAGE, "--format: found '%.40s', expected %s%s%s%s", name, expected,
                     nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                     nearest == NULL ? "" : "'?");
}

enum status format_check(const char *format, struct error *err)
{
    const struct format *found;
    return format_find(format, &found, err);
}

bool format_shows_pictures(const char *format)
{
    return (strcmp(format, format_table.name) == 0 || strcmp(format, format_wide.name) == 0) &&
           terminal_is_utf8(stdout);
}

enum status format_write(struct report *report, const struct format *format, const struct report_rows *rows,
                         FILE *stream, struct error *err)
{
    enum status status = format->write(report, stream, err);
    for (size_t i = 0; status == OK && rows != NULL && i < rows->n; i++) {
        report_drop_rows(report);
        status = rows->fill(rows->context, report, err);
        status = status == OK ? format->write_row(report, i, stream, err) : status;
    }
    if (status == OK && rows != NULL && format->write_end != NULL) {
        format->write_end(rows->n, stream);
    }
    if (status == OK && ferror(stream)) {
        status = error_set(err, BAD_SERVICE, "cannot write the result: %s", strerror(errno));
    }
    return status;
}
