/*
 * Files: inputs that can be looked at before they are read and are unpacked on the way, and outputs that
 * appear whole or not at all. "-" is standard input or standard output. Knows nothing of what the bytes mean.
 */
#ifndef FAASTAT_BASE_FILE_H
#define FAASTAT_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/leftovers.h"

/* Told after each read: bytes of the file that were read, and its size, 0 when that is not known. */
struct progress {
    void (*tell)(void *context, const char *name, size_t done, size_t size);
    void *context;
};

/* What is read of a file behind its beginning: from the line that begins at one byte, up to the one that
 * begins at another; `to` is 0 at the end of the file. Zeroed: all. */
struct input_slice {
    size_t from, line, to;
};

struct input_options {
    bool digest;                     /* the SHA-256 of the file is wanted */
    size_t max_bytes;                /* the most that a compressed file may become; 0: 16 GiB */
    const struct progress *progress; /* NULL: nobody is told */
    bool as_it_is;                   /* its bytes are not unpacked, decoded, nor given other line ends */
    struct input_slice slice;        /* of a file that is read as it is: input_enter_slice() */
};

/* What unpacks the file, or what another stage has unpacked. */
struct input_stage {
    struct unpacker *unpacker;
    char *packed; /* what was read and not yet unpacked */
    size_t packed_n, packed_used, room;
    size_t unpacked; /* bytes that it became */
};
enum { INPUT_STAGES = 3 }; /* as of packed UTF-16 whose lines end in CR */

/* A file that is being read from its start to its end, once. */
struct input {
    const char *name; /* for messages; borrowed from the caller of input_open */
    struct input_options options;
    int descriptor;
    char *ahead; /* bytes that were looked at and not yet read */
    size_t ahead_n, ahead_used;
    struct input_stage
        stages[INPUT_STAGES]; /* the first reads the file, each other one from the one before */
    size_t n_stages;          /* 0: the file is read as it is */
    size_t done, size;        /* bytes of the file: read, and in all */
    void *digest;             /* SHA-256 of what was read so far, or NULL when nobody asked */
};

/*
 * Opens `path`; BAD_DATA when nothing stands there that may be read. What is compressed, or in another
 * encoding than UTF-8, is recognised by its first bytes, and from then on the input is what they hold:
 * reading it is BAD_DATA when they are damaged, cut off or grow past options->max_bytes.
 */
enum status input_open(struct input *input, const char *path, const struct input_options *options,
                       struct error *err);
/* The next bytes, at most `want` and fewer only at the end of the file; borrowed until the next call. */
enum status input_peek(struct input *input, size_t want, const char **bytes, size_t *n, struct error *err);
/* Reads `want` bytes into `buffer`, fewer only at the end of the file; *got is 0 there. */
enum status input_read(struct input *input, char *buffer, size_t want, size_t *got, struct error *err);
/* The last bytes of a file that is read as it is, at most `most`, without reading it up to there; *got is 0
 * where that can't be done, as of a pipe. */
enum status input_tail(const struct input *input, char *buffer, size_t most, size_t *got, struct error *err);
/* Goes on with the slice, wherever in the beginning of the file the input is; *line becomes its line, unless
 * it is the first one. */
enum status input_enter_slice(struct input *input, size_t *line, struct error *err);
/* How many times as much as was read is still to come, to judge by the bytes of the file; 0 when that is not
 * known. */
double input_rest(const struct input *input);
/* The encoding that the bytes were taken for without being sure; NULL: none. */
const char *input_guess(const struct input *input);
/* The longest file that is held as a whole. */
enum { MOST_WHOLE_BYTES = 1 << 30 };
/* Reads all that is left, with a NUL behind it; BAD_DATA when it is longer than that. Caller frees *bytes. */
enum status input_read_all(struct input *input, char **bytes, size_t *n, struct error *err);
/* All of a file, in the same way. */
enum status input_read_file(const char *path, const struct input_options *options, char **bytes, size_t *n,
                            struct error *err);
/* The digest of the file as it was read, compressed or not, in hexadecimal; asked for at input_open. */
void input_digest(const struct input *input, char hex[SHA256_HEX]);
void input_close(struct input *input);

/* A file that is being written. Zeroed: none. */
struct output {
    FILE *stream;              /* NULL: another program writes the temporary file */
    char *path, *temporary;    /* NULL for standard output; temporary NULL when written in place */
    struct leftover *leftover; /* the temporary file, should a signal end the program */
};

/*
 * Opens a stream for what is to become the file `path` (NULL or "-": standard output). A regular file is
 * written beside its place, under a name that nobody else has, and gets there by output_commit, with the mode
 * of the file that stood there. A link's target is replaced, not the link. A device, a pipe, and a descriptor
 * of ours by its name, as /dev/stdout, are written in place.
 */
enum status output_open(struct output *output, const char *path, struct error *err);
/* The same for another program to write: an empty file output->temporary, and no stream. BAD_SERVICE for what
 * is no regular file. */
enum status output_reserve(struct output *output, const char *path, struct error *err);
/* Puts the file in its place, on the disk, so that a power failure leaves the old file or the new one;
 * BAD_SERVICE when any byte did not arrive, and then nothing has changed. */
enum status output_commit(struct output *output, struct error *err);
/* Drops what was written. Legal after a commit and on a zeroed output. */
void output_discard(struct output *output);

/* `directory`/`name`, on the heap (caller frees); `name` alone when it is absolute or the directory is "". */
char *path_join(const char *directory, const char *name, struct error *err);
/* The folder part of a path, without the slash: "" when there is none. On the heap, caller frees. */
char *path_directory(const char *path, struct error *err);
/* What comes after the last slash; borrowed from `path`. */
const char *path_name(const char *path);
bool path_is_directory(const char *path);
/* Whether anything stands there, such as a link to nowhere. A failure where that can't be told, as in a
 * folder that we may not look into: it is no sign that nothing does. */
enum status path_find(const char *path, bool *found, struct error *err);
/* Makes the directory and its parents where they are missing. */
enum status path_make_directory(const char *path, struct error *err);

/* Sorted paths (byte order) of all regular files below `directory`; hidden files and folders are left out. */
struct paths {
    char **paths;
    size_t n, capacity;
};
enum status paths_walk(struct paths *paths, const char *directory, struct error *err);
enum status paths_add(struct paths *paths, const char *path, struct error *err);
void paths_release(struct paths *paths);

#endif
