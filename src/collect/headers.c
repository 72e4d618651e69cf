#include "collect/headers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

/* A server might take what comes behind such a byte for another header; nobody would see it cut off here. */
static enum status check_line(const char *line, size_t n, const struct place *place, struct error *err)
{
    bool carriage = memchr(line, '\r', n) != NULL;
    if (carriage || memchr(line, '\0', n) != NULL) {
        error_at(err, place, "found a %s inside the line, expected it nowhere",
                 carriage ? "carriage return" : "NUL byte");
        return BAD_USAGE;
    }
    return OK;
}

bool headers_are_open(const char *path)
{
    struct stat file;
    return path != NULL && stat(path, &file) == 0 && S_ISREG(file.st_mode) &&
           (file.st_mode & (S_IRGRP | S_IROTH)) != 0;
}

enum status headers_read(const char *path, struct curl_slist **headers, struct error *err)
{
    char *text = NULL;
    size_t n;
    *headers = NULL;
    if (path == NULL) {
        return OK;
    }
    enum status status = input_read_file(path, &(struct input_options){.as_it_is = true}, &text, &n, err);
    struct place place = {path, 1, 0};
    for (size_t at = 0; status == OK && at < n; place.line++) {
        char *line = text + at, *feed = memchr(line, '\n', n - at);
        size_t length = feed == NULL ? n - at : (size_t)(feed - line);
        at += length + 1;
        length -= length > 0 && line[length - 1] == '\r';
        line[length] = '\0';
        status = check_line(line, length, &place, err);
        if (status == OK && line[0] != '\0' && line[0] != '#') {
            status = add(headers, line, &place, err);
        }
    }
    free(text);
    return status;
}
