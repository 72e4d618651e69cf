/* Gatling's newer, binary simulation.log: it is known, and refused with advice, because its layout is that of
 * one version of Gatling and not a promise. */
#include <string.h>

#include "formats/formats.h"
#include "import/import.h"

enum { HEAD = 5, MOST_VERSION = 32 };

/* A run record, byte 0, begins with the version: its length in four bytes, then its text, such as 3.13.1, and
 * a byte that says how it is coded. */
static enum match probe_gatling_binary(const char *bytes, size_t n)
{
    if (n <= HEAD || memcmp(bytes, "\0\0\0\0", 4) != 0) {
        return NO_MATCH;
    }
    size_t length = (unsigned char)bytes[HEAD - 1];
    if (length < 3 || length > MOST_VERSION || n <= HEAD + length) {
        return NO_MATCH;
    }
    const char *version = bytes + HEAD;
    bool has_point = memchr(version, '.', length) != NULL;
    for (size_t i = 0; i < length; i++) {
        bool is_digit = version[i] >= '0' && version[i] <= '9';
        if (!is_digit &&
            (i == 0 || version[i] == '\0' ||
             strchr(".-+ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", version[i]) == NULL)) {
            return NO_MATCH;
        }
    }
    return has_point && (version[length] == 0 || version[length] == 1) ? MATCH : NO_MATCH;
}

static enum status refuse(struct input *input, const struct import_options *options, struct table *table,
                          struct import_log *log, struct error *err)
{
    (void)options;
    (void)table;
    (void)log;
    const char *bytes;
    size_t n;
    enum status status = input_peek(input, HEAD + MOST_VERSION + 1, &bytes, &n, err);
    if (status == OK && probe_gatling_binary(bytes, n) != MATCH) {
        return error_set(err, BAD_DATA, "%s: found no version of Gatling, expected its binary simulation.log",
                         input->name);
    }
    return status != OK ? status
                        : error_set(err, BAD_DATA,
                                    "%s: found Gatling's binary simulation.log, expected its text, which "
                                    "older versions write; "
                                    "repeat the run with one of them, or convert the log to CSV",
                                    input->name);
}

const struct importer formats_gatling_binary = {
    .name = "gatling-binary",
    .writes = "Gatling's binary simulation.log: recognised, and refused with advice",
    .signs = "a first record of a run, with the version",
    .quality = EXACT,
    .probe = probe_gatling_binary,
    .read = refuse,
};
