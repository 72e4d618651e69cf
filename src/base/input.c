/* Files that are read, packed or not, with their digest and how far the reading is. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/unpack.h"

enum { READ_STEP = 1 << 20, PEEK_STEP = 1 << 14, WHOLE_STEP = 1 << 16, PIPE_BYTES = 1 << 20 };
static const size_t MAX_UNPACKED_BYTES = (size_t)1 << 34;

static enum status start_digest(struct input *input, struct error *err)
{
    struct sha256_ctx *context = malloc(sizeof *context);
    if (context == NULL) {
        return error_no_memory(err);
    }
    sha256_init(context);
    input->digest = context;
    return OK;
}

/* What the name stands for can't be read: that is the user's to put right, anything else the system's. */
static enum status judge_failure(int failure)
{
    static const int of_the_name[] = {ENOENT, ENOTDIR, EISDIR, EACCES, EPERM, ELOOP, ENAMETOOLONG, ENXIO};
    for (size_t i = 0; i < sizeof of_the_name / sizeof *of_the_name; i++) {
        if (failure == of_the_name[i]) {
            return BAD_DATA;
        }
    }
    return BAD_SERVICE;
}

/* Fills the buffer from the file itself; short only at its end. */
static enum status read_file(struct input *input, char *buffer, size_t want, size_t *got, struct error *err)
{
    size_t end = input->options.slice.to;
    *got = 0;
    want = end > 0 && want > end - input->done ? end - input->done : want;
    while (*got < want) {
        ssize_t n = read(input->descriptor, buffer + *got, want - *got);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return error_set(err, judge_failure(errno), "cannot read '%s': %s", input->name, strerror(errno));
        }
        if (n == 0) {
            if (input->done + *got < input->size) {
                return error_set(err, BAD_DATA,
                                 "%s: found its end at %zu bytes of %zu: it was cut while it was read",
                                 input->name, input->done + *got, input->size);
            }
            break;
        }
        *got += (size_t)n;
    }
    if (input->digest != NULL) {
        sha256_update(input->digest, *got, (const uint8_t *)buffer);
    }
    input->done += *got;
    const struct progress *progress = input->options.progress;
    if (progress != NULL) {
        progress->tell(progress->context, input->name, input->done, input->size);
    }
    return OK;
}

static enum status read_stage(struct input *input, size_t stages, char *buffer, size_t want, size_t *got,
                              struct error *err);

/* Reads on in what the last of so many stages unpacks; *ended when there is no more. */
static enum status refill(struct input *input, size_t stages, bool *ended, struct error *err)
{
    struct input_stage *stage = &input->stages[stages - 1];
    enum status status = read_stage(input, stages - 1, stage->packed, stage->room, &stage->packed_n, err);
    stage->packed_used = 0;
    *ended = stage->packed_n == 0;
    if (status == OK && *ended && !unpack_is_complete(stage->unpacker)) {
        return error_set(err, BAD_DATA, "%s: found the end of the file inside its %s data", input->name,
                         unpack_name(stage->unpacker));
    }
    return status;
}

/* Fills the buffer with what the last of so many stages unpacks; short only at the end. */
static enum status read_packed(struct input *input, size_t stages, char *buffer, size_t want, size_t *got,
                               struct error *err)
{
    struct unpack_buffers buffers = {.out = buffer, .out_n = want};
    struct input_stage *stage = &input->stages[stages - 1];
    size_t most = input->options.max_bytes != 0 ? input->options.max_bytes : MAX_UNPACKED_BYTES;
    enum status status = OK;
    bool ended = false;
    while (status == OK && buffers.out_n > 0) {
        if (stage->packed_used == stage->packed_n && !unpack_has_pending(stage->unpacker)) {
            status = refill(input, stages, &ended, err);
            if (status != OK || ended) {
                break;
            }
        }
        buffers.in = stage->packed + stage->packed_used;
        buffers.in_n = stage->packed_n - stage->packed_used;
        struct error why = {{0}};
        status = unpack_step(stage->unpacker, &buffers, &why);
        if (status != OK) {
            return error_set(err, status, "%s: %s", input->name, why.text);
        }
        stage->packed_used = stage->packed_n - buffers.in_n;
    }
    *got = want - buffers.out_n;
    stage->unpacked += *got;
    if (status == OK && stage->unpacked > most) {
        return error_set(err, BAD_DATA,
                         "%s: found %s data that grow past %zu bytes; allow more with --max-bytes",
                         input->name, unpack_name(stage->unpacker), most);
    }
    return status;
}

static enum status read_stage(struct input *input, size_t stages, char *buffer, size_t want, size_t *got,
                              struct error *err)
{
    return stages == 0 ? read_file(input, buffer, want, got, err)
                       : read_packed(input, stages, buffer, want, got, err);
}

/* What is left of the input, whatever is ahead. */
static enum status read_more(struct input *input, char *buffer, size_t want, size_t *got, struct error *err)
{
    return read_stage(input, input->n_stages, buffer, want, got, err);
}

/* Bytes that are read at once, n of which are there: of a small file no more than it has. */
static size_t room_for_step(const struct input *input, size_t n)
{
    if (input->n_stages > 0 || input->size == 0 || input->size >= READ_STEP) {
        return READ_STEP;
    }
    return input->size > n ? input->size : n;
}

/* Looks whether the bytes are compressed, or in another encoding; what was read for that is the beginning of
 * what is then unpacked. */
static enum status start_unpacking(struct input *input, struct error *err)
{
    while (input->n_stages < INPUT_STAGES) {
        const char *magic;
        size_t n;
        struct input_stage stage = {0};
        enum status status = input_peek(input, UNPACK_MAGIC, &magic, &n, err);
        if (status == OK) {
            status = unpack_recognise(magic, n, &stage.unpacker, err);
        }
        if (status != OK || stage.unpacker == NULL) {
            return status;
        }
        stage.room = room_for_step(input, n);
        stage.packed = malloc(stage.room);
        if (stage.packed == NULL) {
            unpack_free(stage.unpacker);
            return error_no_memory(err);
        }
        memcpy(stage.packed, magic, n);
        stage.packed_n = n;
        input->ahead_n = input->ahead_used = 0;
        input->stages[input->n_stages++] = stage;
    }
    return OK;
}

enum status input_open(struct input *input, const char *path, const struct input_options *options,
                       struct error *err)
{
    struct stat file = {0};
    *input = (struct input){.name = path, .options = *options, .descriptor = STDIN_FILENO};
    if (strcmp(path, "-") == 0) {
        input->name = "<stdin>";
    } else {
        input->descriptor = open(path, O_RDONLY | O_CLOEXEC);
        if (input->descriptor < 0) {
            return error_set(err, judge_failure(errno), "cannot open '%s': %s", path, strerror(errno));
        }
    }
    if (fstat(input->descriptor, &file) == 0 && S_ISREG(file.st_mode)) {
        off_t at = lseek(input->descriptor, 0, SEEK_CUR); /* of standard input, which may be read from */
        input->size = at >= 0 && at < file.st_size ? (size_t)(file.st_size - at) : 0;
        input->size = options->slice.to > 0 ? options->slice.to : input->size;
    } else if (S_ISFIFO(file.st_mode)) {
        (void)fcntl(input->descriptor, F_SETPIPE_SZ, PIPE_BYTES); /* a larger one takes fewer turns */
    }
    enum status status = options->digest ? start_digest(input, err) : OK;
    if (status == OK && !options->as_it_is) {
        status = start_unpacking(input, err);
    }
    if (status != OK) {
        input_close(input);
    }
    return status;
}

enum status input_peek(struct input *input, size_t want, const char **bytes, size_t *n, struct error *err)
{
    if (input->ahead_used > 0) {
        input->ahead_n -= input->ahead_used;
        memmove(input->ahead, input->ahead + input->ahead_used, input->ahead_n);
        input->ahead_used = 0;
    }
    for (bool ended = false; !ended && input->ahead_n < want;) {
        size_t step = input->ahead_n < PEEK_STEP ? PEEK_STEP : input->ahead_n, got;
        step = step < want - input->ahead_n ? step : want - input->ahead_n;
        char *ahead = realloc(input->ahead, input->ahead_n + step);
        if (ahead == NULL) {
            return error_no_memory(err);
        }
        input->ahead = ahead;
        enum status status = read_more(input, ahead + input->ahead_n, step, &got, err);
        if (status != OK) {
            return status;
        }
        input->ahead_n += got;
        ended = got < step;
    }
    *bytes = input->ahead;
    *n = input->ahead_n < want ? input->ahead_n : want;
    return OK;
}

enum status input_read(struct input *input, char *buffer, size_t want, size_t *got, struct error *err)
{
    size_t held = input->ahead_n - input->ahead_used;
    size_t taken = held < want ? held : want;
    if (taken > 0) {
        memcpy(buffer, input->ahead + input->ahead_used, taken);
        input->ahead_used += taken;
    }
    size_t more;
    enum status status = read_more(input, buffer + taken, want - taken, &more, err);
    if (status != OK) {
        return status;
    }
    *got = taken + more;
    return OK;
}

enum status input_tail(const struct input *input, char *buffer, size_t most, size_t *got, struct error *err)
{
    struct stat about;
    *got = 0;
    if (input->n_stages > 0 || fstat(input->descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        return OK;
    }
    off_t from = about.st_size > (off_t)most ? about.st_size - (off_t)most : 0;
    ssize_t n = pread(input->descriptor, buffer, most, from);
    *got = n < 0 ? 0 : (size_t)n;
    return n < 0 ? error_set(err, BAD_SERVICE, "cannot read '%s': %s", input->name, strerror(errno)) : OK;
}

enum status input_enter_slice(struct input *input, size_t *line, struct error *err)
{
    const struct input_slice *slice = &input->options.slice;
    if (slice->from == 0) {
        return OK;
    }
    if (lseek(input->descriptor, (off_t)slice->from, SEEK_SET) < 0) {
        return error_set(err, BAD_SERVICE, "cannot read '%s': %s", input->name, strerror(errno));
    }
    input->ahead_used = input->ahead_n;
    input->done = slice->from;
    *line = slice->line;
    return OK;
}

double input_rest(const struct input *input)
{
    const struct input_stage *first = &input->stages[0];
    size_t held =
        input->n_stages == 0 ? input->ahead_n - input->ahead_used : first->packed_n - first->packed_used;
    size_t at = input->done - held, read = at - input->options.slice.from;
    return read == 0 || at >= input->size ? 0 : (double)(input->size - at) / (double)read;
}

const char *input_guess(const struct input *input)
{
    const char *guess = NULL;
    for (size_t i = 0; i < input->n_stages; i++) {
        const struct unpacker *unpacker = input->stages[i].unpacker;
        guess = unpack_is_guess(unpacker) ? unpack_name(unpacker) : guess;
    }
    return guess;
}

enum status input_read_all(struct input *input, char **bytes, size_t *n, struct error *err)
{
    char *all = NULL;
    size_t capacity = 0, used = 0, want, got;
    do {
        char *grown = array_reserve(all, &capacity, used + WHOLE_STEP + 1, 1);
        if (grown == NULL) {
            free(all);
            return error_no_memory(err);
        }
        all = grown;
        want = capacity - used - 1; /* the capacity doubles, and so does what is read at once */
        want = want < MOST_WHOLE_BYTES + 1 - used ? want : MOST_WHOLE_BYTES + 1 - used;
        enum status status = input_read(input, all + used, want, &got, err);
        if (status != OK) {
            free(all);
            return status;
        }
        used += got;
        if (used > MOST_WHOLE_BYTES) {
            free(all);
            return error_set(err, BAD_DATA,
                             "%s: found more than %d bytes, expected a file that fits in memory", input->name,
                             MOST_WHOLE_BYTES);
        }
    } while (got == want);
    all[used] = '\0';
    *bytes = all;
    *n = used;
    return OK;
}

void input_digest(const struct input *input, char hex[SHA256_HEX])
{
    struct sha256_ctx context = *(const struct sha256_ctx *)input->digest;
    uint8_t digest[SHA256_BYTES];
    sha256_digest(&context, sizeof digest, digest);
    digest_write_hex(digest, hex);
}

void input_close(struct input *input)
{
    if (input->descriptor > STDIN_FILENO) {
        close(input->descriptor);
    }
    for (size_t i = 0; i < input->n_stages; i++) {
        unpack_free(input->stages[i].unpacker);
        free(input->stages[i].packed);
    }
    free(input->ahead);
    free(input->digest);
    *input = (struct input){.descriptor = -1};
}
