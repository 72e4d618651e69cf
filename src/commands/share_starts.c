#include "commands/share_starts.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/ranks.h"
#include "read/slices.h"

/* Moves a start to the nearer end of its dump: a dump that is whole is for the rank that has its middle. */
static void round_start(struct share_start *start)
{
    start->dump += start->offset > start->bytes - start->offset;
    start->offset = 0;
}

/* ---- as many bytes for each ---- */

/* Bytes of a file, or of those of a tree; 0 where nothing is found, which its reader says. */
static size_t size_of(const struct dumps_item *dump)
{
    struct stat found;
    size_t bytes = stat(dump->path, &found) == 0 && S_ISREG(found.st_mode) ? (size_t)found.st_size : 0;
    for (size_t i = 0; i < dump->files.n; i++) {
        bytes += stat(dump->files.paths[i], &found) == 0 ? (size_t)found.st_size : 0;
    }
    return bytes;
}

void share_starts_put(struct bytes_writer *to, const struct dumps *dumps)
{
    size_t all = 0, before = 0, dump = 0, bytes = 0;
    for (size_t i = 0; i < dumps->n; i++) {
        all += size_of(&dumps->items[i]);
    }
    for (size_t r = 1; r < ranks.n; r++) {
        size_t at = (size_t)((double)all / (double)ranks.n * (double)r);
        while (dump < dumps->n && before + (bytes = size_of(&dumps->items[dump])) <= at) {
            before += bytes;
            dump++;
        }
        struct share_start start = {.dump = dump};
        if (dump < dumps->n) {
            start.offset = at - before;
            start.bytes = bytes;
        }
        if (all / ranks.n < LEAST_SLICE_BYTES || start.offset < LEAST_SLICE_BYTES ||
            start.bytes - start.offset < LEAST_SLICE_BYTES) {
            round_start(&start);
        }
        bytes_put(to, start.dump);
        bytes_put(to, start.offset);
        bytes_put(to, start.bytes);
    }
}

enum status share_starts_get(struct bytes_reader *from, size_t n, struct share_start **starts,
                             struct error *err)
{
    *starts = calloc(ranks.n + 1, sizeof **starts);
    if (*starts == NULL) {
        return error_no_memory(err);
    }
    for (size_t r = 1; r < ranks.n; r++) {
        struct share_start *start = &(*starts)[r];
        start->dump = (size_t)bytes_get_up_to(from, n);
        start->offset = (size_t)bytes_get(from);
        start->bytes = (size_t)bytes_get(from);
    }
    (*starts)[ranks.n].dump = n;
    return OK;
}

/* ---- lines ---- */

/* What a rank knows of the slice of a dump that it is to read. */
struct told {
    size_t dump;
    struct slice slice;
};

/* Looks at a slice, and tells of it. */
static enum status tell(const struct paths *paths, const struct import_formats *formats,
                        const struct import_options *options, struct told told, struct text *to,
                        struct error *err)
{
    struct error why = {{0}};
    const char *path = paths->paths[told.dump];
    enum status status = import_splits(path, formats, options, &told.slice.divides, &why);
    if (status == OK && told.slice.divides) {
        status = slice_survey(path, &told.slice, &why);
    }
    told.slice.divides &= status == OK;
    status = status == BAD_USAGE ? OK : error_forgive(status, &why, err); /* who reads the dump tells it */
    return status == OK ? text_append(to, (const char *)&told, sizeof told, err) : status;
}

/* Tells of the slices from a rank's start, and up to its end, which may be one. */
static enum status tell_own(const struct share_start *start, const struct paths *paths,
                            const struct import_formats *formats, const struct import_options *options,
                            struct text *to, struct error *err)
{
    const struct share_start *end = start + 1;
    bool is_one = start->dump == end->dump;
    struct told first = {start->dump, {.from = start->offset, .to = is_one ? end->offset : SIZE_MAX}},
                last = {end->dump, {.to = end->offset}};
    enum status status = OK;
    if (start->offset > 0) {
        status = tell(paths, formats, options, first, to, err);
    }
    if (status == OK && end->offset > 0 && !(is_one && start->offset > 0)) {
        status = tell(paths, formats, options, last, to, err);
    }
    return status;
}

/* Moves the starts inside of a dump to its ends. */
static void round_all(struct share_start *starts, size_t dump)
{
    for (size_t r = 1; r < ranks.n; r++) {
        if (starts[r].dump == dump && starts[r].offset > 0) {
            round_start(&starts[r]);
        }
    }
}

/* Moves starts to lines by what all ranks have told of their slices, which are in the order of the dumps. */
static void move(struct share_start *starts, const struct text *sent)
{
    size_t dump = SIZE_MAX, line = 1;
    for (size_t r = 0; r < ranks.n; r++) {
        struct told told;
        for (size_t at = 0; at + sizeof told <= sent[r].n; at += sizeof told) {
            memcpy(&told, sent[r].bytes + at, sizeof told);
            line = told.dump == dump ? line : 1;
            line += told.slice.feeds;
            dump = told.dump;
            struct share_start *end = &starts[r + 1];
            if (!told.slice.divides) {
                round_all(starts, dump);
            } else if (end->dump == dump && end->offset > 0) {
                end->offset = told.slice.to;
                end->line = line;
            }
        }
    }
}

enum status share_starts_divide(struct share_start *starts, const struct paths *paths,
                                const struct import_formats *formats, const struct import_options *options,
                                struct error *err)
{
    struct text own = {0}, *sent = NULL;
    enum status status = tell_own(&starts[ranks.own], paths, formats, options, &own, err);
    status = ranks_pass(RANKS_TO_ALL, status, &own, &sent, err);
    text_release(&own);
    if (status == OK) {
        move(starts, sent);
    }
    ranks_release(sent);
    return status;
}

struct import_share share_starts_between(const struct share_start *start)
{
    const struct share_start *end = start + 1;
    struct import_share share = {start->dump, end->dump, start->offset, start->line, end->offset};
    if (share.from > 0 && share.from == start->bytes) { /* its last line begins before */
        share.first++;
        share.from = 0;
    }
    if (share.to > 0 && !(start->dump == end->dump && start->offset == end->offset)) {
        share.end++; /* the dump that it ends inside of */
    }
    return share;
}
