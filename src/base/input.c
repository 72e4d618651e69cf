#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"

enum { READ_STEP = 1 << 20 };

enum status input_open(struct input *input, const char *path, bool digest, struct error *err)
{
    *input = (struct input){.name = path, .descriptor = STDIN_FILENO};
    if (strcmp(path, "-") == 0) {
        input->name = "<stdin>";
    } else {
        input->descriptor = open(path, O_RDONLY | O_CLOEXEC);
        if (input->descriptor < 0) {
            return error_set(err, BAD_DATA, "cannot open '%s': %s", path, strerror(errno));
        }
    }
    if (digest) {
        SHA2_CTX *context = malloc(sizeof *context);
        if (context == NULL) {
            input_close(input);
            return error_no_memory(err);
        }
        SHA256Init(context);
        input->digest = context;
    }
    return OK;
}

/* Fills the buffer from the file itself, whatever is ahead; short only at the end of the file. */
static enum status read_file(struct input *input, char *buffer, size_t want, size_t *got, struct error *err)
{
    *got = 0;
    while (*got < want) {
        ssize_t n = read(input->descriptor, buffer + *got, want - *got);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return error_set(err, BAD_DATA, "cannot read '%s': %s", input->name, strerror(errno));
        }
        if (n == 0) {
            break;
        }
        *got += (size_t)n;
    }
    return OK;
}

enum status input_peek(struct input *input, size_t want, const char **bytes, size_t *n, struct error *err)
{
    size_t held = input->ahead_n - input->ahead_used;
    if (held < want) {
        char *ahead = malloc(want);
        if (ahead == NULL) {
            return error_no_memory(err);
        }
        if (held > 0) {
            memcpy(ahead, input->ahead + input->ahead_used, held);
        }
        size_t got;
        enum status status = read_file(input, ahead + held, want - held, &got, err);
        if (status != OK) {
            free(ahead);
            return status;
        }
        free(input->ahead);
        input->ahead = ahead;
        input->ahead_n = held + got;
        input->ahead_used = 0;
    }
    *bytes = input->ahead + input->ahead_used;
    *n = input->ahead_n - input->ahead_used < want ? input->ahead_n - input->ahead_used : want;
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
    enum status status = read_file(input, buffer + taken, want - taken, &more, err);
    if (status != OK) {
        return status;
    }
    *got = taken + more;
    if (input->digest != NULL) {
        SHA256Update(input->digest, (const uint8_t *)buffer, *got);
    }
    return OK;
}

enum status input_read_all(struct input *input, char **bytes, size_t *n, struct error *err)
{
    char *all = NULL;
    size_t capacity = 0, used = 0, got;
    do {
        char *grown = array_reserve(all, &capacity, used + READ_STEP + 1, 1);
        if (grown == NULL) {
            free(all);
            return error_no_memory(err);
        }
        all = grown;
        enum status status = input_read(input, all + used, READ_STEP, &got, err);
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
    } while (got == READ_STEP);
    all[used] = '\0';
    *bytes = all;
    *n = used;
    return OK;
}

void input_digest(const struct input *input, char hex[SHA256_HEX])
{
    SHA2_CTX context = *(const SHA2_CTX *)input->digest;
    SHA256End(&context, hex);
}

void input_close(struct input *input)
{
    if (input->descriptor > STDIN_FILENO) {
        close(input->descriptor);
    }
    free(input->ahead);
    free(input->digest);
    *input = (struct input){.descriptor = -1};
}
