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

enum status path_find(const char *path, bool *found, struct error *err)
{
    struct stat entry;
    *found = lstat(path, &entry) == 0;
    return *found || errno == ENOENT || errno == ENOTDIR
               ? OK
               : error_set(err, errno == EIO || errno == ENOMEM ? BAD_SERVICE : BAD_DATA,
                           "cannot look for '%s': %s", path, strerror(errno));
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

/* Puts an entry of a folder on the list of files, or of folders still to be read: links are not followed in
 * circles. One that is gone by now, or a link to nowhere, is none; of one that can't be looked at nobody
 * knows. */
static enum status add_entry(const char *path, struct paths *files, struct paths *folders, struct error *err)
{
    struct stat found;
    if (lstat(path, &found) == 0 && S_ISDIR(found.st_mode)) {
        return paths_add(folders, path, err);
    }
    if (stat(path, &found) == 0) {
        return S_ISREG(found.st_mode) ? paths_add(files, path, err) : OK;
    }
    return errno == ENOENT || errno == ELOOP
               ? OK
               : error_set(err, BAD_SERVICE, "cannot look at '%s': %s", path, strerror(errno));
}

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
        status = path == NULL ? BAD_SERVICE : add_entry(path, files, folders, err);
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
