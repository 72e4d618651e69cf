#include <string.h>

#include "figure/script.h"

/* How many bytes at the first are a letter beyond U+FFFF, such as an emoji. Of one that no font has, Pango
 * draws the number, in gnuplot's images larger than the picture. */
static size_t rare_bytes(const char *text)
{
    return (unsigned char)text[0] < 0xF0 ? 0 : strnlen(text, 4);
}

enum status script_string(struct text *script, const char *text, struct error *err)
{
    /* gnuplot 5.4 takes a doubled quote at the very beginning for an empty string, so leading quotes go
     * apart. */
    size_t leading = strspn(text, "'");
    enum status status = OK;
    if (leading > 0) {
        status = text_print(script, err, "\"%.*s\".", (int)leading, text);
    }
    if (status == OK) {
        status = text_append(script, "'", 1, err);
    }
    for (const char *c = text + leading; status == OK && *c != '\0'; c++) {
        if (*c == '\'') {
            status = text_append(script, "''", 2, err);
        } else { /* a newline would end the command, and what follows it would be run */
            size_t unsafe = text_unsafe_bytes(c, strnlen(c, 3)); /* "]]>" would end the text of an SVG */
            bool ends = c[0] == '>' && c - text > 1 && c[-1] == ']' && c[-2] == ']';
            size_t rare = rare_bytes(c);
            const char *instead = rare > 0 ? "□" : unsafe > 0 ? " " : ends ? " >" : NULL;
            status = instead == NULL ? text_append(script, c, 1, err)
                                     : text_append(script, instead, strlen(instead), err);
            c += unsafe + rare > 0 ? unsafe + rare - 1 : 0;
        }
    }
    return status == OK ? text_append(script, "'", 1, err) : status;
}
