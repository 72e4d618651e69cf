#include "error.h"

#include <stdarg.h>
#include <stdio.h>

enum status(error_set)(struct error *err, enum status status, const char *format, ...)
{
    if (err->status == OK) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(err->text, sizeof err->text, format, arguments);
        va_end(arguments);
        for (char *c = err->text; *c != '\0'; c++) {
            /* Messages quote strangers' bytes, and go into JSON and headers. */
            *c = *c >= ' ' && *c <= '~' ? *c : '?';
        }
        err->status = status;
    }
    return status;
}

const char *error_type(enum status status)
{
#define STATUS_TYPE(name, type) [name] = (type),
    static const char *const types[] = {STATUSES(STATUS_TYPE)};
#undef STATUS_TYPE
    return types[status];
}
