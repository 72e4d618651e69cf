#include "collect/append_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status cannot_write(const struct append_file *file, struct error *err)
{
    return error_set(err, BAD_SERVICE, "cannot write '%s': %s", file->path, strerror(errno));
}

enum status append_file_open(struct append_file *file, const char *path, struct error *err)
{
    struct stat found;
    bool to_stdout = path == NULL || strcmp(path, "-") == 0;
    *file = (struct append_file){.fd = STDOUT_FILENO, .path = to_stdout ? "standard output" : path};
    if (to_stdout) {
        return OK;
    }
    file->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file->fd < 0) { /* a pipe or a device may be there to be written only */
        file->fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    }
    if (file->fd < 0 || fstat(file->fd, &found) != 0) {
        return cannot_write(file, err);
    }
    file->regular = S_ISREG(found.st_mode);
    file->size = file->regular && found.st_size > 0 ? (size_t)found.st_size : 0;
    if (file->regular && flock(file->fd, LOCK_EX | LOCK_NB) != 0) {
        return error_set(err, BAD_SERVICE, "another faastat collect is writing '%s'", path);
    }
    return OK;
}

enum status append_file_close(struct append_file *file, struct error *err)
{
    enum status status = OK;
    if (file->fd >= 0 && file->regular && fsync(file->fd) != 0) {
        status = cannot_write(file, err);
    }
    if (file->fd >= 0 && file->fd != STDOUT_FILENO && close(file->fd) != 0 && status == OK) {
        status = cannot_write(file, err);
    }
    *file = (struct append_file)APPEND_FILE_NONE;
    return status;
}

enum status append_file_cut(struct append_file *file, size_t end, struct error *err)
{
    file->end = end;
    return ftruncate(file->fd, (off_t)end) == 0 ? OK : cannot_write(file, err);
}

enum status append_file_put(struct append_file *file, const struct text *piece, struct error *err)
{
    for (size_t done = 0; done < piece->n;) {
        ssize_t n = write(file->fd, piece->bytes + done, piece->n - done);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            enum status status = cannot_write(file, err);
            if (file->regular && ftruncate(file->fd, (off_t)file->end) != 0) {
                return status; /* the next run cuts it off */
            }
            return status;
        }
        done += (size_t)n;
    }
    file->end += piece->n;
    return OK;
}
