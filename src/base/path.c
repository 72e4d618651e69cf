/* Names of files and folders, and the files below a folder. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/text.h"

char *path_join(const char *directory, const char *name, struct error *err)
{
    if (name[0] == '/' || directory[0] == '\0') {
        return text_copy(name, strlen(name), err);
    }
    struct text path = {0};
    const char *slash = directory[strlen(directory) - 1] == '/' ? "" : "/";
    text_print(&path, err, "%s%s%s", directory, slash, name);
    return path.bytes;
}

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

char *path_directory(const char *path, struct error *err)
{
    size_t n = (size_t)(path_name(path) - path);
    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    return text_copy(path, n, err);
}

bool path_is_directory(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

enum status path_make_directory(const char *path, struct error *err)
{
    if (path[0] == '\0' || path_is_directory(path)) {
        return OK;
    }
    char *parent = path_directory(path, err);
    if (parent == NULL) {
        return BAD_SERVICE;
    }
    enum status status = path_make_directory(parent, err);
    free(parent);
    if (status == OK && mkdir(path, 0777) != 0 && errno != EEXIST) {
        status = error_set(err, BAD_SERVICE, "cannot make the directory '%s': %s", path, strerror(errno));
    }
    return status;
}

enum status paths_add(struct paths *paths, const char *path, struct error *err)
{
    char **grown = array_reserve(paths->paths, &paths->capacity, paths->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    paths->paths = grown;
    grown[paths->n] = text_copy(path, strlen(path), err);
    if (grown[paths->n] == NULL) {
        return BAD_SERVICE;
    }
    paths->n++;
    return OK;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds the regular files of one folder and puts its folders on the list of those still to be read. */
static enum status read_folder(const char *folder, struct paths *files, struct paths *folders,
                               struct error *err)
{
    DIR *stream = opendir(folder);
    if (stream == NULL) {
        return error_set(err, BAD_SERVICE, "cannot read the directory '%s': %s", folder, strerror(errno));
    }
    enum status status = OK;
    struct dirent *entry;
    /* readdir() tells a failure from the end by errno alone. */
    while (status == OK && (errno = 0, entry = readdir(stream)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char *path = path_join(folder, entry->d_name, err);
        struct stat found;
        if (path == NULL) {
            status = BAD_SERVICE;
        } else if (lstat(path, &found) == 0 &&
                   S_ISDIR(found.st_mode)) { /* links are not followed in circles */
            status = paths_add(folders, path, err);
        } else if (stat(path, &found) == 0 && S_ISREG(found.st_mode)) {
            status = paths_add(files, path, err);
        }
        free(path);
    }
    if (status == OK && errno != 0) {
        status = error_set(err, BAD_SERVICE, "cannot read the directory '%s': %s", folder, strerror(errno));
    }
    closedir(stream);
    return status;
}

enum status paths_walk(struct paths *paths, const char *directory, struct error *err)
{
    struct paths folders = {0};
    enum status status = paths_add(&folders, directory, err);
    for (size_t i = 0; status == OK && i < folders.n; i++) {
        status = read_folder(folders.paths[i], paths, &folders, err);
    }
    paths_release(&folders);
    if (status == OK && paths->n > 1) {
        qsort(paths->paths, paths->n, sizeof *paths->paths, compare_paths);
    }
    return status;
}

void paths_release(struct paths *paths)
{
    for (size_t i = 0; i < paths->n; i++) {
        free(paths->paths[i]);
    }
    free(paths->paths);
    *paths = (struct paths){0};
}

char *path_make_temporary(const char *purpose, struct error *err)
{
    const char *below = getenv("TMPDIR");
    struct text path = {0};
    below = below == NULL || *below == '\0' ? "/tmp" : below;
    if (text_print(&path, err, "%s/faastat-%s-XXXXXX", below, purpose) == OK && mkdtemp(path.bytes) == NULL) {
        error_set(err, BAD_SERVICE, "cannot make a folder in '%s': %s", below, strerror(errno));
        text_release(&path);
    }
    return path.bytes;
}
