#include "base/datadir.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/version.h"

/* Seen from the program: in the build tree, or a flavour of it; in a tree that was moved as a whole; beside
 * the program. */
static const char *const places[] = {"../", "../../", "../share/faastat/", ""};

/* The folder `name` at that place, or in its data/; no bytes: there is none. */
static enum status look_at(const char *place, const char *name, struct text *found, struct error *err)
{
    static const char *const below[] = {"", "data/"};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        found->n = 0;
        enum status status = text_print(found, err, "%s/%s%s", place, below[i], name);
        if (status != OK || path_is_directory(found->bytes)) {
            return status;
        }
    }
    text_release(found);
    return OK;
}

static enum status look_around(const char *directory, const char *name, struct text *found, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && found->bytes == NULL && i < sizeof places / sizeof *places; i++) {
        struct text place = {0};
        status = text_print(&place, err, "%s/%s", directory, places[i]);
        if (status == OK) {
            status = look_at(place.bytes, name, found, err);
        }
        text_release(&place);
    }
    return status;
}

char *datadir_find(const char *name, struct error *err)
{
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    program[n < 0 ? 0 : n] = '\0';
    struct text found = {0};
    char *directory = path_directory(program, err);
    enum status status = directory == NULL ? BAD_SERVICE : OK;
    if (status == OK && n > 0) {
        status = look_around(directory, name, &found, err);
    }
    if (status == OK && found.bytes == NULL) {
        status = look_at(version_datadir, name, &found, err);
    }
    if (status == OK && found.bytes == NULL) {
        status =
            text_print(&found, err, "%s/%s", version_datadir, name); /* whose lack is told with its name */
    }
    free(directory);
    if (status != OK) {
        text_release(&found);
    }
    return found.bytes;
}
