#include "read/csv_head.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "read/blocks.h"
#include "read/cells.h"

/* Whether the second line is one number with a comma, as below the name of a single column. */
static bool has_decimal_comma(const char *line, size_t n)
{
    const char *first = memchr(line, '\n', n);
    const char *second = first == NULL ? line + n : first + 1;
    const char *feed = memchr(second, '\n', (size_t)(line + n - second));
    size_t length = feed == NULL ? 0 : (size_t)(feed - second) - (feed > second && feed[-1] == '\r');
    struct cells_seen seen = {0};
    if (length > 0) {
        cells_look(&seen, second, length);
    }
    return seen.surely_comma > 0;
}

/* The separator that the first line has most of, which is not the decimal mark. */
static char guess_separator(const char *line, size_t n, char decimal)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    char best = decimal == ',' ? ';' : ',';
    size_t most = 0;
    for (size_t i = decimal == ','; i < sizeof candidates; i++) {
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
    return most == 0 && has_decimal_comma(line, n) ? ';' : best;
}

static enum status choose_separator(const struct import_options *options, const char *sample, size_t n,
                                    char *separator, struct error *err)
{
    const char *given = options->separator;
    if (given == NULL) {
        *separator = guess_separator(sample, n, options->decimal);
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

/* What a line looks like: its separators, and the cells that begin as numbers do. */
struct look {
    size_t separators, numbers;
};

static struct look look_at(const char *line, const char *end, char separator)
{
    struct look look = {0};
    bool begins = true;
    for (; line < end && *line != '\n'; line++) {
        look.numbers += begins && strchr("0123456789.+-", *line) != NULL;
        look.separators += *line == separator;
        begins = *line == separator || (begins && (*line == ' ' || *line == '"'));
    }
    return look;
}

/* Whether a comment is the header of the rows behind it: as many names as these have cells, where they have
 * numbers; the name of a single column is one word, or has its unit in brackets. */
static bool is_commented_header(const char *comment, const char *rows, const char *end)
{
    char separator = guess_separator(rows, (size_t)(end - rows), '\0');
    struct look names = look_at(comment, end, separator), cells = look_at(rows, end, separator);
    size_t start = strspn(comment, " "), word = strcspn(comment + start, " \r\n");
    bool is_word =
        word > 0 && strchr("\r\n([", comment[start + word + (comment[start + word] == ' ')]) != NULL;
    return names.separators == cells.separators && names.numbers == 0 && cells.numbers > 0 &&
           (cells.separators > 0 || is_word);
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
                               .separator =
                                   named != '\0' ? named : guess_separator(bytes + start, n - start, '\0'),
                               .complete = n < PROBE_BYTES};
}
