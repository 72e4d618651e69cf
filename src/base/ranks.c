#include "base/ranks.h"

#include <stdlib.h>

struct ranks ranks = {.n = 1, .sharing = 1};

/* Sends `own`, or own[r] where there is one for each rank, to the ranks that `way` says. */
static enum status pass(enum ranks_way way, bool each, enum status status, const struct text *own,
                        struct text **from, struct error *err)
{
    const struct text **to = calloc(ranks.n, sizeof *to);
    *from = calloc(ranks.n, sizeof **from);
    if (status == OK && (to == NULL || *from == NULL)) {
        status = error_no_memory(err);
    }
    for (size_t r = 0; status == OK && r < ranks.n; r++) {
        bool sends = way == RANKS_TO_ALL || (way == RANKS_TO_FIRST ? r == 0 : ranks.own == 0);
        to[r] = !sends ? NULL : each ? &own[r] : own;
    }
    status = ranks.agree(status, err);
    if (status == OK) {
        status = ranks.exchange(to, *from, err);
    }
    free(to);
    return status;
}

enum status ranks_pass(enum ranks_way way, enum status status, const struct text *own, struct text **from,
                       struct error *err)
{
    return pass(way, false, status, own, from, err);
}

enum status ranks_scatter(enum status status, const struct text *own, struct text **from, struct error *err)
{
    return pass(RANKS_TO_ALL, true, status, own, from, err);
}

enum status ranks_add_up(enum status status, uint64_t *numbers, size_t n, struct error *err)
{
    status = ranks.agree(status, err);
    if (status == OK) {
        ranks.add_up(numbers, n);
    }
    return status;
}

void ranks_release(struct text *from)
{
    for (size_t r = 0; from != NULL && r < ranks.n; r++) {
        text_release(&from[r]);
    }
    free(from);
}

enum status ranks_leave(void)
{
    ranks.left = true;
    return ranks.own == 0 ? OK : BAD_SERVICE;
}
