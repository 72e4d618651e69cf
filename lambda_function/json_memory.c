#include "json_memory.h"

#include <setjmp.h>
#include <stdlib.h>

/*
 * Jansson 2.14 does not look whether a text that it reads or writes could grow: bytes of it are lost, and
 * then all seems well, or an assertion fails. A string that it can't copy is an "invalid token", a container
 * that it can't make has no message. So when memory is out it is left on the spot, and what it had is lost.
 */
static _Thread_local jmp_buf *way_out; /* NULL: nothing is being read or written */

static void *watched_malloc(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL && way_out != NULL) {
        longjmp(*way_out, 1);
    }
    return memory;
}

enum status json_read(const char *text, size_t n, size_t flags, json_t **value, json_error_t *why,
                      struct error *err)
{
    jmp_buf here;
    json_set_alloc_funcs(watched_malloc, free);
    if (setjmp(here) != 0) {
        way_out = NULL;
        *value = NULL;
        return error_no_memory(err);
    }
    way_out = &here;
    *value = json_loadb(text, n, flags, why);
    way_out = NULL;
    return OK;
}

char *json_write(const json_t *value, size_t flags)
{
    jmp_buf here;
    json_set_alloc_funcs(watched_malloc, free);
    if (setjmp(here) != 0) {
        way_out = NULL;
        return NULL;
    }
    way_out = &here;
    char *text = json_dumps(value, flags);
    way_out = NULL;
    return text;
}
