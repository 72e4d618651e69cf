#include "import/name_pattern.h"

#include <stdlib.h>
#include <string.h>

static enum status bad_pattern(const char *text, const char *why, struct error *err)
{
    return error_set(err, BAD_USAGE,
                     "found the pattern '%.80s' %s, expected one such as '{model}/times_{memory_mb}.pickle'",
                     text, why);
}

enum status name_pattern_read(struct name_pattern *pattern, const char *text, struct error *err)
{
    *pattern = (struct name_pattern){.text = text_copy(text, strlen(text), err)};
    if (pattern->text == NULL) {
        return BAD_SERVICE;
    }
    enum status status = OK;
    char *rest = pattern->text;
    pattern->literals[0] = rest;
    for (char *open; status == OK && (open = strchr(rest, '{')) != NULL;) {
        char *close = strchr(open, '}');
        bool touches = pattern->n > 0 && open == rest;
        if (close == NULL || close == open + 1 || touches || pattern->n == MOST_HOLES) {
            status = bad_pattern(
                text, touches ? "with two holes that touch" : "with a hole that has no name or end", err);
            break;
        }
        *open = *close = '\0';
        for (size_t i = 0; status == OK && i < pattern->n; i++) {
            status = strcmp(pattern->holes[i], open + 1) == 0
                         ? bad_pattern(text, "with two holes of one name", err)
                         : OK;
        }
        pattern->holes[pattern->n++] = open + 1;
        pattern->literals[pattern->n] = rest = close + 1;
    }
    if (status == OK && pattern->n == 0) {
        status = bad_pattern(text, "without a hole", err);
    }
    if (status != OK) {
        name_pattern_release(pattern);
    }
    return status;
}

void name_pattern_release(struct name_pattern *pattern)
{
    free(pattern->text);
    *pattern = (struct name_pattern){0};
}

bool name_pattern_match(const struct name_pattern *pattern, const char *name, struct span *values)
{
    size_t n = strlen(pattern->literals[0]);
    if (strncmp(name, pattern->literals[0], n) != 0) {
        return false;
    }
    const char *at = name + n, *end = name + strlen(name);
    for (size_t i = 0; i < pattern->n; i++) {
        const char *literal = pattern->literals[i + 1];
        size_t length = strlen(literal);
        bool last = i + 1 == pattern->n;
        const char *next = NULL;
        if (last) { /* what is behind it has to be the end */
            next = (size_t)(end - at) > length && strcmp(end - length, literal) == 0 ? end - length : NULL;
        } else {
            next = at < end ? strstr(at + 1, literal) : NULL;
        }
        if (next == NULL || memchr(at, '/', (size_t)(next - at)) != NULL) {
            return false;
        }
        values[i] = (struct span){at, (size_t)(next - at)};
        at = next + length;
    }
    return true;
}

bool name_pattern_match_path(const struct name_pattern *pattern, const char *path, struct span *values)
{
    const char *start = path + strlen(path);
    while (start > path) {
        start--;
        if ((start == path || start[-1] == '/') && name_pattern_match(pattern, start, values)) {
            return true;
        }
    }
    return false;
}
