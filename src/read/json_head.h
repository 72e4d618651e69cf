/* What lines of JSON that are alike have in common up to the last of the values that differ. Inside of
 * json_alike. */
#ifndef FAASTAT_READ_JSON_HEAD_H
#define FAASTAT_READ_JSON_HEAD_H

#include "read/json_filled.h"

/* What lines have in common up to their last hole: the text before each, and how it is filled. */
struct json_head {
    char *bytes; /* of the texts, one after the other */
    size_t lengths[JSON_HOLES];
    enum json_kind kinds[JSON_HOLES];
    size_t holes[JSON_HOLES]; /* which one it is */
    size_t n;                 /* of them in these lines, which may lack some */
    char *form;               /* the texts without those in quotes that are no keys */
    bool is_refused;          /* no row comes of a line with this head, however it ends */
};

/* A hole of one line. */
struct json_place {
    size_t hole;
    struct json_filled value;
};

/* The head of a line with n values, at least one, in their order; NULL when memory is out. */
struct json_head *json_head_new(const char *line, const struct json_place *places, size_t n);
void json_head_free(struct json_head *head);
/* Whether the line begins so; the values in its holes, in their order, and where its tail begins. */
bool json_head_match(const struct json_head *head, const char *line, size_t n, struct json_filled *values,
                     size_t *tail);

#endif
