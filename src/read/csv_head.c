#include "read/csv_head.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

/* "sep=;", as spreadsheets write it before the header; the separator, or NUL. */
static char named_separator(const char *bytes, size_t n)
{
    bool quoted = n > 0 && bytes[0] == '"';
    size_t at = quoted;
    bool named = n > at + 5 && strncasecmp(bytes + at, "sep=", 4) == 0;
    const char *behind = bytes + at + 5 + quoted;
    return named && behind < bytes + n && (*behind == '\n' || *behind == '\r') ? bytes[at + 4] : '\0';
}

/* How many separators the line has, and whether a cell of it is a number. */
static size_t count_separators(const char *line, const char *end, char separator)
{
    size_t n = 0;
    for (; line < end && *line != '\n'; line++) {
        n += *line == separator;
    }
    return n;
}

/* Whether a comment is the header of the rows behind it: as many names as these have cells, and no sentence.
 */
static bool is_commented_header(const char *comment, const char *rows, const char *end)
{
    char separator = guess_separator(rows, (size_t)(end - rows));
    size_t cells = count_separators(rows, end, separator);
    bool digits = false;
    for (const char *c = comment; c < end && *c != '\n' && !digits; c++) {
        digits = *c == separator && c + 1 < end && c[1] >= '0' && c[1] <= '9';
    }
    bool data = rows < end && ((*rows >= '0' && *rows <= '9') || *rows == '-' || *rows == '.');
    return cells > 0 && data && !digits && count_separators(comment, end, separator) == cells;
}

/* The bytes of leading lines that begin with '#', a dump's account of where it comes from, and of one that
 * names the separator. A last comment that is the header is not among them but for its mark. */
static size_t count_comments(const char *bytes, size_t n, size_t *lines)
{
    size_t used = 0, last = n;
    if (named_separator(bytes, n) != '\0') {
        const char *feed = memchr(bytes, '\n', n);
        used = feed == NULL ? n : (size_t)(feed - bytes) + 1;
        *lines += 1;
    }
    while (used < n && bytes[used] == '#') {
        const char *feed = memchr(bytes + used, '\n', n - used);
        if (feed == NULL) {
            return n;
        }
        last = used;
        used = (size_t)(feed - bytes) + 1;
        (*lines)++;
    }
    if (last < used && is_commented_header(bytes + last + 1, bytes + used, bytes + n)) {
        (*lines)--;
        used = last + 1;
        while (used < n && bytes[used] == ' ') {
            used++;
        }
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
    head->source.separator = named_separator(bytes, n);
    return head->source.separator != '\0' && options->separator == NULL
               ? OK
               : choose_separator(options, head->source.bytes, head->source.n, &head->source.separator, err);
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
    char named = named_separator(bytes + mark, n - mark);
    return (struct csv_source){.file = "",
                               .bytes = bytes + start,
                               .n = n - start,
                               .first_line = lines + 1,
                               .separator = named != '\0' ? named : guess_separator(bytes + start, n - start),
                               .complete = n < PROBE_BYTES};
}
