#include "base/datadir.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/version.h"

char *datadir_find(const char *name, struct error *err)
{
    /* In the build tree, or a flavour of it; in a tree that was moved as a whole; beside the program. */
    static const char *const from_program[] = {
        "../", "../data/", "../../", "../../data/", "../share/faastat/", "", "data/"};
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    program[n < 0 ? 0 : n] = '\0';
    struct text found = {0};
    char *directory = path_directory(program, err);
    enum status status = directory == NULL ? BAD_SERVICE : OK;
    for (size_t i = 0; status == OK && i < sizeof from_program / sizeof *from_program; i++) {
        found.n = 0;
        status = text_print(&found, err, "%s/%s%s", directory, from_program[i], name);
        if (status == OK && n > 0 && path_is_directory(found.bytes)) {
            free(directory);
            return found.bytes;
        }
    }
    found.n = 0;
    if (status == OK) {
        status = text_print(&found, err, "%s/%s", version_datadir, name);
    }
    free(directory);
    if (status != OK) {
        text_release(&found);
    }
    return found.bytes;
}
