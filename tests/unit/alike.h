/* Lines of JSON given both to what matches lines that are alike, and to Jansson. */
#ifndef FAASTAT_TESTS_ALIKE_H
#define FAASTAT_TESTS_ALIKE_H

#include <stdlib.h>
#include <string.h>

#include "read/json_alike.h"

enum alike_outcome { ALIKE_MATCHED, ALIKE_PARSED, ALIKE_REFUSED, ALIKE_DIFFERS };

/* Takes a line of n bytes as a reader does: one that is not matched is parsed, and remembered. ALIKE_DIFFERS:
 * it was matched, though Jansson refuses it or makes another tree of it, or memory is out. */
static inline enum alike_outcome alike_take(struct json_alike *alike, const char *line, size_t n)
{
    static const struct table one_row = {.rows = 1};
    struct error err = {{0}};
    struct json_file file = {0};
    char *copy = malloc(n + 1); /* of its own, so that a byte behind it that is read is found */
    if (copy == NULL) {
        return ALIKE_DIFFERS;
    }
    memcpy(copy, line, n);
    copy[n] = '\0';
    const struct json_like *like = json_alike_match(alike, copy, n);
    enum status status = json_file_parse(&file, "a line", 1, copy, n, &err);
    enum alike_outcome outcome = status == OK ? ALIKE_PARSED : ALIKE_REFUSED;
    if (like != NULL) {
        outcome = status == OK && json_equal(like->root, file.root) ? ALIKE_MATCHED : ALIKE_DIFFERS;
    } else if (status == OK && json_alike_learn(alike, &file, n, &one_row, 1, &err) != OK) {
        outcome = ALIKE_DIFFERS;
    }
    json_file_release(&file);
    free(copy);
    return outcome;
}

#endif
