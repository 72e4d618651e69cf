#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "figure/script.h"

/* Goes before what separates names, and behind them: a name from the right to the left would turn what
 * follows it round. */
static const char left_to_right[] = "\xE2\x80\x8E"; /* U+200E */

static bool is_right_to_left(const char *c)
{
    unsigned point = 0;
    text_decode(c, strnlen(c, 4), &point);
    return (point >= 0x590 && point <= 0x8FF) || (point >= 0xFB1D && point <= 0xFDFF) ||
           (point >= 0xFE70 && point <= 0xFEFC) || (point >= 0x10800 && point <= 0x10FFF) ||
           (point >= 0x1E800 && point <= 0x1EFFF);
}

/* Whether a name ends here: before ", ", ": ", " / " or the end. */
static bool is_name_end(const char *c)
{
    return c[0] == '\0' || (strchr(",:;", c[0]) != NULL && c[1] == ' ') || strncmp(c, " / ", 3) == 0;
}

/* What stands in the script for the text at *c, which goes on behind it. */
static struct span next_part(const char *text, const char **c)
{
    const char *at = *c;
    size_t unsafe = text_unsafe_bytes(at, strnlen(at, 3));
    bool ends = at[0] == '>' && at - text > 1 && at[-1] == ']' && at[-2] == ']';
    *c += unsafe > 0 ? unsafe : 1;
    return at[0] == '\'' ? text_span("''")
           : unsafe > 0
               ? text_span(" ")     /* a newline would end the command, and what follows it would be run */
           : ends ? text_span(" >") /* "]]>" would end the text of an SVG */
                  : (struct span){at, 1};
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
    bool turned = false;
    for (const char *c = text + leading; status == OK && *c != '\0';) {
        bool turns = is_right_to_left(c);
        if ((turns && c == text) || (turned && is_name_end(c))) {
            status = text_append(script, left_to_right, strlen(left_to_right), err);
        }
        turned = turns || (turned && !is_name_end(c));
        const struct span part = next_part(text, &c);
        status = status == OK ? text_append(script, part.bytes, part.n, err) : status;
    }
    if (status == OK && turned) {
        status = text_append(script, left_to_right, strlen(left_to_right), err);
    }
    return status == OK ? text_append(script, "'", 1, err) : status;
}
