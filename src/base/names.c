#include "base/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"

static bool have(const struct names *names, const char *bytes, size_t n)
{
    for (size_t i = 0; i < names->n; i++) {
        if (strlen(names->values[i]) == n &&
            memcmp(names->values[i], bytes, n) == 0) { /* they may have NULs */
            return true;
        }
    }
    return false;
}

bool names_have(const struct names *names, const char *name)
{
    return have(names, name, strlen(name));
}

enum status names_add(struct names *names, const char *bytes, size_t n, struct error *err)
{
    if (have(names, bytes, n)) {
        return OK;
    }
    const char **grown = array_reserve(names->values, &names->capacity, names->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    names->values = grown;
    grown[names->n] = text_copy(bytes, n, err);
    if (grown[names->n] == NULL) {
        return BAD_SERVICE;
    }
    names->n++;
    return OK;
}

enum status names_split(struct names *names, const char *text, struct error *err)
{
    struct span item;
    enum status status = OK;
    while (status == OK && text_next(&text, &item)) {
        status = names_add(names, item.bytes, item.n, err);
    }
    return status;
}

void names_release(struct names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        free((char *)names->values[i]);
    }
    free(names->values);
    *names = (struct names){0};
}
