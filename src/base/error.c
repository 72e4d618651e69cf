#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

/* The names stand in parentheses, because error.h makes macros of them too. */

enum status(error_set)(struct error *err, enum status status, const char *format, ...)
{
    if (err->text[0] == '\0') {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(err->text, sizeof err->text, format, arguments);
        va_end(arguments);
    }
    return status;
}

/* "file:line:column: ", without the parts that are not known; the length that was wanted, as snprintf. */
static int write_place(char *text, size_t size, const struct place *place)
{
    if (place->line == 0) {
        return snprintf(text, size, "%s: ", place->file);
    }
    if (place->column == 0) {
        return snprintf(text, size, "%s:%zu: ", place->file, place->line);
    }
    return snprintf(text, size, "%s:%zu:%zu: ", place->file, place->line, place->column);
}

enum status(error_at)(struct error *err, const struct place *place, const char *format, ...)
{
    if (err->text[0] == '\0') {
        int length = write_place(err->text, sizeof err->text, place);
        if (length >= 0 && (size_t)length < sizeof err->text) {
            va_list arguments;
            va_start(arguments, format);
            vsnprintf(err->text + length, sizeof err->text - (size_t)length, format, arguments);
            va_end(arguments);
        }
    }
    return BAD_DATA;
}

enum status(error_no_memory)(struct error *err)
{
    return error_set(err, BAD_SERVICE, "not enough memory");
}

enum status error_forgive(enum status status, const struct error *why, struct error *err)
{
    return status == OK || status == BAD_DATA ? OK : error_set(err, status, "%s", why->text);
}
