#include "read/csv_head.h"

#include <stdlib.h>
#include <string.h>

#include "read/blocks.h"

/* The separator that the first line has most of. */
static char guess_separator(const char *line, size_t n)
{
    static const char candidates[] = {',', '\t', ';', '|'};
    char best = ',';
    size_t most = 0;
    for (size_t i = 0; i < sizeof candidates; i++) {
        size_t count = 0;
        bool quoted = false;
        for (size_t b = 0; b < n && line[b] != '\n'; b++) {
            quoted ^= line[b] == '"';
            count += line[b] == candidates[i] && !quoted;
        }
        if (count > most) {
            most = count;
            best = candidates[i];
        }
    }
    return best;
}

static enum status choose_separator(const struct import_options *options, const char *sample, size_t n,
                                    char *separator, struct error *err)
{
    const char *given = options->separator;
    if (given == NULL) {
        *separator = guess_separator(sample, n);
    } else if (strcmp(given, "tab") == 0) {
        *separator = '\t';
    } else if (strlen(given) == 1 && given[0] != '"' && given[0] != '\n' && given[0] != '\r') {
        *separator = given[0];
    } else {
        return error_set(err, BAD_USAGE, "--separator: found '%.40s', expected one character or 'tab'",
                         given);
    }
    return OK;
}

/* The bytes of leading lines that begin with '#': a dump's account of where it comes from. */
static size_t count_comments(const char *bytes, size_t n, size_t *lines)
{
    size_t used = 0;
    while (used < n && bytes[used] == '#') {
        const char *feed = memchr(bytes + used, '\n', n - used);
        if (feed == NULL) {
            return n;
        }
        used = (size_t)(feed - bytes) + 1;
        (*lines)++;
    }
    return used;
}

enum status csv_head_open(struct csv_head *head, struct input *input, const struct import_options *options,
                          struct error *err)
{
    const char *bytes;
    size_t n, lines = 0;
    enum status status = blocks_skip_mark(input, err);
    if (status != OK) {
        return status;
    }
    status = input_peek(input, SAMPLE_BYTES, &bytes, &n, err);
    if (status != OK) {
        return status;
    }
    head->comment_bytes = count_comments(bytes, n, &lines);
    head->source = (struct csv_source){.file = input->name,
                                       .bytes = bytes + head->comment_bytes,
                                       .n = n - head->comment_bytes,
                                       .first_line = lines + 1,
                                       .complete = n < SAMPLE_BYTES};
    return choose_separator(options, head->source.bytes, head->source.n, &head->source.separator, err);
}

enum status csv_head_skip(const struct csv_head *head, struct input *input, size_t data_starts, size_t *line,
                          struct error *err)
{
    size_t n = head->comment_bytes + data_starts, got;
    char *bytes = malloc(n + 1);
    if (bytes == NULL) {
        return error_no_memory(err);
    }
    enum status status = input_read(input, bytes, n, &got, err);
    *line = 1;
    for (size_t i = 0; status == OK && i < got; i++) {
        *line += bytes[i] == '\n';
    }
    free(bytes);
    return status;
}

struct csv_source csv_probe_source(const char *bytes, size_t n)
{
    size_t mark = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0, lines = 0;
    size_t start = mark + count_comments(bytes + mark, n - mark, &lines);
    return (struct csv_source){.file = "",
                               .bytes = bytes + start,
                               .n = n - start,
                               .first_line = lines + 1,
                               .separator = guess_separator(bytes + start, n - start),
                               .complete = n < PROBE_BYTES};
}
