#include "read/slices.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "read/scan.h"

enum { STEP = 1 << 20 };

/* Whether a line feed stands between a quote and the next one; *open when there is no next one yet. */
static bool cross_lines(const char *bytes, size_t n, bool *open)
{
    for (const char *c = bytes, *end = bytes + n;;) {
        const char *quote = memchr(c, '"', (size_t)(end - c));
        if (*open && memchr(c, '\n', (size_t)((quote == NULL ? end : quote) - c)) != NULL) {
            return true;
        }
        if (quote == NULL) {
            return false;
        }
        *open = !*open;
        c = quote + 1;
    }
}

/* Behind the first line feed from a byte on; NULL when there is none. */
static const char *find_line(const char *bytes, const char *end)
{
    const char *feed = memchr(bytes, '\n', (size_t)(end - bytes));
    return feed == NULL ? NULL : feed + 1;
}

static enum status survey(struct input *input, char *bytes, struct slice *slice, struct error *err)
{
    bool began = slice->from == 0, ended = false, open = false;
    size_t at = slice->from, got;
    slice->divides = true;
    while (!ended) {
        enum status status = input_read(input, bytes, STEP, &got, err);
        if (status != OK) {
            return status;
        }
        const char *end = bytes + got, *begin = began ? bytes : find_line(bytes, end), *next = NULL;
        if (slice->to < at + got) {
            next = find_line(slice->to > at ? bytes + (slice->to - at) : bytes, end);
        }
        ended = next != NULL || got < STEP;
        end = next != NULL ? next : end;
        if (!began && (begin != NULL || ended)) { /* a last line that began before has no end */
            begin = begin == NULL ? end : begin;
            slice->from = at + (size_t)(begin - bytes);
            began = true;
        }
        if (began) {
            slice->feeds += scan_survey(begin, (size_t)(end - begin)).feeds;
            slice->divides &= !cross_lines(begin, (size_t)(end - begin), &open);
        }
        at += (size_t)(end - bytes);
    }
    slice->to = at;
    return OK;
}

enum status slice_survey(const char *path, struct slice *slice, struct error *err)
{
    const struct input_options options = {.as_it_is = true, .slice = {.from = slice->from}};
    struct input input;
    size_t line;
    enum status status = input_open(&input, path, &options, err);
    if (status != OK) {
        return status;
    }
    char *bytes = malloc(STEP);
    status = bytes == NULL ? error_no_memory(err) : input_enter_slice(&input, &line, err);
    status = status == OK ? survey(&input, bytes, slice, err) : status;
    free(bytes);
    input_close(&input);
    return status;
}
