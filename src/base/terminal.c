#include "base/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_WIDTH = 80, LEAST_WIDTH = 20, MOST_WIDTH = 10000 };

static bool is_never = false;

void terminal_deny(void)
{
    is_never = true;
}

static bool is_terminal(FILE *stream)
{
    return !is_never && fileno(stream) >= 0 && isatty(fileno(stream));
}

size_t terminal_width(FILE *stream)
{
    const char *said = getenv("COLUMNS");
    char *end = NULL;
    unsigned long columns = said == NULL ? 0 : strtoul(said, &end, 10);
    struct winsize size = {0};
    if (said == NULL || *said == '\0' || *end != '\0' || columns == 0) {
        bool known = is_terminal(stream) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
        columns = known ? size.ws_col : USUAL_WIDTH;
    }
    return columns < LEAST_WIDTH ? LEAST_WIDTH : columns > MOST_WIDTH ? MOST_WIDTH : columns;
}

bool terminal_is_utf8(FILE *stream)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *locale = getenv(variables[i]);
        if (locale != NULL && *locale != '\0') {
            return is_terminal(stream) &&
                   (strcasestr(locale, "utf-8") != NULL || strcasestr(locale, "utf8") != NULL);
        }
    }
    return false;
}

bool terminal_has_colour(FILE *stream)
{
    const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return (refused == NULL || *refused == '\0') && terminal != NULL && strcmp(terminal, "dumb") != 0 &&
           is_terminal(stream);
}

void terminal_put(const char *bytes, size_t n, FILE *stream)
{
    for (size_t i = 0; i < n;) {
        size_t unsafe = text_unsafe_bytes(bytes + i, n - i);
        putc(unsafe > 0 ? '?' : bytes[i], stream);
        i += unsafe > 0 ? unsafe : 1;
    }
}

void terminal_clean(struct text *text, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < text->n; kept++) {
        size_t unsafe = text_unsafe_bytes(text->bytes + i, text->n - i);
        text->bytes[kept] = (char)(unsafe > 0 ? '?' : text->bytes[i]);
        i += unsafe > 0 ? unsafe : 1;
    }
    if (kept < text->n) {
        text->n = kept;
        text->bytes[kept] = '\0';
    }
}
