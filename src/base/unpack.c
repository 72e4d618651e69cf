#include "base/unpack.h"

#include <stdlib.h>

#include "base/unpack_kind.h"

#define ADDRESS_OF_KIND(name) &unpack_##name,
static const struct unpack_kind *const kinds[] = {UNPACK_KINDS(ADDRESS_OF_KIND)};
#undef ADDRESS_OF_KIND
enum { KINDS = sizeof kinds / sizeof *kinds };

struct unpacker {
    const struct unpack_kind *kind;
    void *state;
    bool complete;
};

enum status unpack_recognise(const char *bytes, size_t n, struct unpacker **unpacker, struct error *err)
{
    const struct unpack_kind *found = NULL;
    *unpacker = NULL;
    for (size_t i = 0; found == NULL && i < KINDS; i++) {
        found = kinds[i]->recognises(bytes, n) ? kinds[i] : NULL;
    }
    if (found == NULL) {
        return OK;
    }
    struct unpacker *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return error_no_memory(err);
    }
    *made = (struct unpacker){.kind = found, .state = found->start(bytes, n)};
    if (made->state == NULL) {
        free(made);
        return error_no_memory(err);
    }
    *unpacker = made;
    return OK;
}

enum status unpack_step(struct unpacker *unpacker, struct unpack_buffers *buffers, struct error *err)
{
    return unpacker->kind->step(unpacker->state, buffers, &unpacker->complete, err);
}

bool unpack_is_complete(const struct unpacker *unpacker)
{
    return unpacker->complete;
}

bool unpack_has_pending(const struct unpacker *unpacker)
{
    return unpacker->kind->pending != NULL && unpacker->kind->pending(unpacker->state);
}

bool unpack_is_guess(const struct unpacker *unpacker)
{
    return unpacker->kind == &unpack_latin1;
}

const char *unpack_name(const struct unpacker *unpacker)
{
    return unpacker->kind->name;
}

void unpack_free(struct unpacker *unpacker)
{
    if (unpacker == NULL) {
        return;
    }
    unpacker->kind->release(unpacker->state);
    free(unpacker);
}
