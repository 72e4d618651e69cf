#include "collect/headers.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

static enum status add(struct curl_slist **headers, const char *line, const struct place *place,
                       struct error *err)
{
    size_t name = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    if (name == 0 || line[name] != ':' || line[name + 1 + strspn(line + name + 1, " \t")] == '\0') {
        error_at(err, place, "found no header, expected one such as 'Authorization: Bearer ...'");
        return BAD_USAGE;
    }
    struct curl_slist *grown = curl_slist_append(*headers, line);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    *headers = grown;
    return OK;
}

enum status headers_read(const char *path, struct curl_slist **headers, struct error *err)
{
    struct input input;
    char *text = NULL;
    size_t n;
    *headers = NULL;
    if (path == NULL) {
        return OK;
    }
    enum status status = input_open(&input, path, &(struct input_options){0}, err);
    if (status != OK) {
        return status;
    }
    status = input_read_all(&input, &text, &n, err);
    struct place place = {path, 1, 0};
    char *rest = text, *line;
    while (status == OK && (line = strsep(&rest, "\n")) != NULL) {
        line[strcspn(line, "\r")] = '\0';
        if (line[0] != '\0' && line[0] != '#') {
            status = add(headers, line, &place, err);
        }
        place.line++;
    }
    input_close(&input);
    free(text);
    return status;
}
