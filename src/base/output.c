/* Files that appear whole or not at all. */
#include "base/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

static enum status cannot_write(const char *path, struct error *err)
{
    return error_set(err, BAD_SERVICE, "cannot write '%s': %s", path, strerror(errno));
}

/* ---- what a name stands for ---- */

/* Which descriptor of ours the name is of; -1: none. Opening it as a file would begin that anew. */
static int own_descriptor(const char *path)
{
    static const char *const folders[] = {"/proc/self/fd/", "/dev/fd/"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t n = strlen(folders[i]);
        if (strncmp(path, folders[i], n) == 0 && isdigit((unsigned char)path[n])) {
            char *end;
            long descriptor = strtol(path + n, &end, 10);
            return *end == '\0' && descriptor <= INT_MAX ? (int)descriptor : -1;
        }
    }
    return -1;
}

/* Puts the link's target in the place of its name. */
static enum status follow(char **path, struct error *err)
{
    char target[PATH_MAX];
    ssize_t n = readlink(*path, target, sizeof target - 1);
    if (n < 0) {
        return cannot_write(*path, err);
    }
    target[n] = '\0';
    char *folder = path_directory(*path, err);
    char *next = folder == NULL ? NULL : path_join(folder, target, err);
    free(folder);
    if (next == NULL) {
        return BAD_SERVICE;
    }
    free(*path);
    *path = next;
    return OK;
}

/* Follows links, also to what is not there yet, up to a file or a descriptor of ours (-1: it is none). */
static enum status resolve(char **path, int *descriptor, struct error *err)
{
    enum { MOST_LINKS = 40 };
    struct stat found;
    for (size_t links = 0; links <= MOST_LINKS; links++) {
        *descriptor = own_descriptor(*path);
        if (*descriptor >= 0 || lstat(*path, &found) != 0 || !S_ISLNK(found.st_mode)) {
            return OK;
        }
        enum status status = follow(path, err);
        if (status != OK) {
            return status;
        }
    }
    errno = ELOOP;
    return cannot_write(*path, err);
}

/* ---- the temporary file ---- */

static enum status name_temporary(const struct output *output, char **name, struct error *err)
{
    uint64_t drawn;
    struct text text = {0};
    *name = NULL;
    if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn) {
        return cannot_write(output->path, err);
    }
    /* Short, as the file's own name may be as long as a name can be; hidden from who reads the folder. */
    enum status status = text_print(&text, err, ".faastat-%016" PRIx64 ".tmp", drawn);
    char *folder = status == OK ? path_directory(output->path, err) : NULL;
    *name = folder == NULL ? NULL : path_join(folder, text.bytes, err);
    free(folder);
    text_release(&text);
    return *name == NULL ? BAD_SERVICE : OK;
}

/* Those who could not read what stood there can't read what comes, not even before it is in its place. */
static bool take_mode(int descriptor, const struct stat *existing)
{
    struct stat made;
    mode_t mode = existing->st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
    if (fstat(descriptor, &made) != 0) {
        return false;
    }
    bool same = made.st_uid == existing->st_uid && made.st_gid == existing->st_gid;
    if (!same && fchown(descriptor, existing->st_uid, existing->st_gid) != 0 &&
        made.st_gid != existing->st_gid && fchown(descriptor, (uid_t)-1, existing->st_gid) != 0) {
        mode = (mode & ~(mode_t)S_IRWXG) | (mode & (mode << 3) & S_IRWXG); /* another group: as all others */
    }
    return fchmod(descriptor, mode) == 0;
}

/* Makes the temporary file, like the file that stood there (NULL: none did). */
static enum status make_temporary(struct output *output, const struct stat *existing, int *descriptor,
                                  struct error *err)
{
    enum { TRIES = 16 };
    *descriptor = -1;
    for (size_t i = 0; i < TRIES && *descriptor < 0; i++) {
        enum status status = name_temporary(output, &output->temporary, err);
        if (status == OK) {
            status = leftovers_add_file(output->temporary, &output->leftover, err);
        }
        if (status != OK) {
            return status;
        }
        *descriptor = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                           existing != NULL ? S_IRUSR | S_IWUSR : 0666);
        int failure = errno;
        if (*descriptor < 0) {
            leftovers_forget(&output->leftover);
            free(output->temporary);
            output->temporary = NULL;
        }
        if (*descriptor < 0 && failure != EEXIST) {
            break;
        }
    }
    if (*descriptor < 0) {
        return cannot_write(output->path, err);
    }
    return existing == NULL || take_mode(*descriptor, existing) ? OK : cannot_write(output->path, err);
}

/* ---- opening ---- */

static enum status open_beside(struct output *output, const struct stat *existing, bool with_stream,
                               struct error *err)
{
    int descriptor;
    enum status status = make_temporary(output, existing, &descriptor, err);
    if (status == OK && with_stream) {
        output->stream = fdopen(descriptor, "w");
        status = output->stream == NULL ? cannot_write(output->path, err) : OK;
    }
    if (output->stream == NULL && descriptor >= 0 && close(descriptor) != 0 && status == OK) {
        status = cannot_write(output->path, err);
    }
    return status;
}

static enum status open_descriptor(struct output *output, int number, struct error *err)
{
    if (number == STDOUT_FILENO) {
        output->stream = stdout;
        free(output->path);
        output->path = NULL;
        return OK;
    }
    int descriptor = fcntl(number, F_DUPFD_CLOEXEC, 0);
    output->stream = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (output->stream == NULL) {
        enum status status = cannot_write(output->path, err);
        if (descriptor >= 0) {
            close(descriptor);
        }
        return status;
    }
    return OK;
}

static enum status open_output(struct output *output, const char *path, bool with_stream, struct error *err)
{
    struct stat existing;
    int descriptor = -1;
    *output = (struct output){.path = text_copy(path, strlen(path), err)};
    enum status status = output->path == NULL ? BAD_SERVICE : resolve(&output->path, &descriptor, err);
    bool exists = status == OK && stat(output->path, &existing) == 0;
    bool in_place = descriptor >= 0 || (exists && !S_ISREG(existing.st_mode));
    if (status == OK && in_place && !with_stream) {
        status = error_set(err, BAD_SERVICE, "cannot write '%s': it is no regular file", path);
    } else if (status == OK && descriptor >= 0) {
        status = open_descriptor(output, descriptor, err);
    } else if (status == OK && in_place) {
        output->stream = fopen(output->path, "we");
        status = output->stream == NULL ? cannot_write(path, err) : OK;
    } else if (status == OK) {
        status = open_beside(output, exists ? &existing : NULL, with_stream, err);
    }
    if (status != OK) {
        output_discard(output);
    }
    return status;
}

enum status output_open(struct output *output, const char *path, struct error *err)
{
    if (path == NULL || strcmp(path, "-") == 0) {
        *output = (struct output){.stream = stdout};
        return OK;
    }
    return open_output(output, path, true, err);
}

enum status output_reserve(struct output *output, const char *path, struct error *err)
{
    return open_output(output, path, false, err);
}

/* ---- ending ---- */

/* Whether all that was written has arrived; what is beside its place, on the disk. */
static bool close_stream(struct output *output)
{
    bool good = !ferror(output->stream) && fflush(output->stream) != EOF &&
                (output->temporary == NULL || fsync(fileno(output->stream)) == 0);
    int failure = errno;
    bool closed = fclose(output->stream) != EOF;
    output->stream = NULL;
    errno = good ? errno : failure;
    return good && closed;
}

/* A folder that we may write in and not read has no descriptor to sync (-1), and is none the worse. */
static enum status open_folder(const struct output *output, int *folder, struct error *err)
{
    char *name = path_directory(output->path, err);
    if (name == NULL) {
        return BAD_SERVICE;
    }
    *folder = open(name[0] == '\0' ? "." : name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = *folder >= 0 || errno == EACCES;
    free(name);
    return good ? OK : cannot_write(output->path, err);
}

static enum status replace(struct output *output, struct error *err)
{
    int folder = -1;
    enum status status = open_folder(output, &folder, err);
    if (status == OK && rename(output->temporary, output->path) != 0) {
        status = error_set(err, BAD_SERVICE, "cannot replace '%s': %s", output->path, strerror(errno));
    }
    if (status == OK) {
        leftovers_forget(&output->leftover);
        free(output->temporary);
        output->temporary = NULL;
    }
    /* Some file systems can't sync a folder, and say EINVAL. */
    if (status == OK && folder >= 0 && fsync(folder) != 0 && errno != EINVAL) {
        status = cannot_write(output->path, err);
    }
    if (folder >= 0) {
        close(folder);
    }
    return status;
}

enum status output_commit(struct output *output, struct error *err)
{
    if (output->path == NULL) {
        output->stream = NULL;
        return OK; /* standard output is flushed and checked at the end of main */
    }
    enum status status =
        output->stream == NULL || close_stream(output) ? OK : cannot_write(output->path, err);
    if (status == OK && output->temporary != NULL) {
        status = replace(output, err);
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
    leftovers_forget(&output->leftover);
    free(output->temporary);
    free(output->path);
    *output = (struct output){0};
}
