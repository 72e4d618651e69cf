/* Where each of several ranks begins to read dumps, one behind the other: at one of them, or at a line
 * inside. */
#ifndef FAASTAT_COMMANDS_SHARE_STARTS_H
#define FAASTAT_COMMANDS_SHARE_STARTS_H

#include "base/bytes.h"
#include "import/dumps.h"

/* The rank before it ends there. */
struct share_start {
    size_t dump;         /* its number */
    size_t offset, line; /* in a dump that several read, and then the offset is not 0 */
    size_t bytes;        /* of that dump */
};

/* Puts starts, of all ranks but the first, between which are as many bytes. */
void share_starts_put(struct bytes_writer *to, const struct dumps *dumps);
/* Gets them back: of each rank, and behind the last one of n dumps. Caller frees them. */
enum status share_starts_get(struct bytes_reader *from, size_t n, struct share_start **starts,
                             struct error *err);

/*
 * Moves starts inside of dumps to the next line, where these can be read by slices, and to the nearer end of
 * others. Called by all ranks, of which each looks at what it would read. Errors as those of reading, but for
 * what is wrong with a dump or an option, which is for who reads the dump to tell.
 */
enum status share_starts_divide(struct share_start *starts, const struct paths *paths,
                                const struct import_formats *formats, const struct import_options *options,
                                struct error *err);

/* What is from this start up to the next one. */
struct import_share share_starts_between(const struct share_start *start);

#endif
