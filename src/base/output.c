/* Files that appear whole or not at all. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* Opens `path`.tmp anew; a leftover of an interrupted run is replaced. */
static enum status open_beside(struct output *output, struct error *err)
{
    struct text name = {0};
    enum status status = text_print(&name, err, "%s.tmp", output->path);
    if (status != OK) {
        return status;
    }
    unlink(name.bytes);
    int descriptor = open(name.bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        status = error_set(err, BAD_SERVICE, "cannot write '%s': %s", output->path, strerror(errno));
        text_release(&name);
        return status;
    }
    output->temporary = name.bytes;
    output->stream = fdopen(descriptor, "w");
    if (output->stream == NULL) {
        status = error_set(err, BAD_SERVICE, "cannot write '%s': %s", output->path, strerror(errno));
        close(descriptor);
    }
    return status;
}

enum status output_open(struct output *output, const char *path, struct error *err)
{
    *output = (struct output){0};
    if (path == NULL || strcmp(path, "-") == 0) {
        output->stream = stdout;
        return OK;
    }
    struct stat existing;
    bool exists = stat(path, &existing) == 0;
    /* A link's target is replaced, not the link. */
    output->path = exists ? realpath(path, NULL) : text_copy(path, strlen(path), err);
    if (output->path == NULL) {
        return error_set(err, BAD_SERVICE, "cannot write '%s': %s", path, strerror(errno));
    }
    enum status status = OK;
    if (!exists || S_ISREG(existing.st_mode)) {
        status = open_beside(output, err);
    } else {
        output->stream = fopen(output->path, "we");
        if (output->stream == NULL) {
            status = error_set(err, BAD_SERVICE, "cannot write '%s': %s", path, strerror(errno));
        }
    }
    if (status != OK) {
        output_discard(output);
    }
    return status;
}

enum status output_commit(struct output *output, struct error *err)
{
    if (output->path == NULL) {
        output->stream = NULL;
        return OK; /* standard output is flushed and checked at the end of main */
    }
    bool failed = ferror(output->stream) != 0;
    failed |= fclose(output->stream) == EOF;
    output->stream = NULL;
    enum status status = OK;
    if (failed) {
        status = error_set(err, BAD_SERVICE, "cannot write '%s': %s", output->path, strerror(errno));
    } else if (output->temporary != NULL) {
        if (rename(output->temporary, output->path) != 0) {
            status = error_set(err, BAD_SERVICE, "cannot replace '%s': %s", output->path, strerror(errno));
        } else {
            free(output->temporary);
            output->temporary = NULL;
        }
    }
    output_discard(output);
    return status;
}

void output_discard(struct output *output)
{
    if (output->stream != NULL && output->path != NULL) {
        fclose(output->stream);
    }
    if (output->temporary != NULL) {
        unlink(output->temporary);
    }
    free(output->temporary);
    free(output->path);
    *output = (struct output){0};
}
