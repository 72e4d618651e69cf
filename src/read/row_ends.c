#include "read/row_ends.h"

#include <string.h>

static const char *skip_blanks(const char *c, const char *end, char separator)
{
    while (c < end && (*c == ' ' || *c == '\t') && *c != separator) {
        c++;
    }
    return c;
}

/* Behind the quote that closes a cell, of which c is the first byte; one that is doubled does not. */
static const char *skip_quoted(const char *c, const char *end)
{
    while ((c = memchr(c, '"', (size_t)(end - c))) != NULL) {
        c++;
        if (c == end || *c != '"') {
            return c;
        }
        c++;
    }
    return end;
}

static bool ends_cell(char c, char separator)
{
    return c == separator || c == '\r' || c == '\n';
}

static const char *skip_unquoted(const char *c, const char *end, char separator)
{
    while (c < end && !ends_cell(*c, separator) && *c != '"') {
        c++;
    }
    return c;
}

/*
 * The number of bytes of the first row, its line end among them; 0 when it has none. Quotes count where
 * libcsv takes them for such. Behind one that it does not, a row ends with its line, as that is what is
 * skipped then.
 */
static size_t row_length(const char *bytes, size_t n, char separator)
{
    const char *end = bytes + n, *feed;
    for (const char *c = bytes; c < end && separator != '\0'; c++) {
        c = skip_blanks(c, end, separator);
        c = c < end && *c == '"' ? skip_blanks(skip_quoted(c + 1, end), end, separator)
                                 : skip_unquoted(c, end, separator);
        if (c < end && *c == '\n') {
            return (size_t)(c - bytes) + 1;
        }
        if (c < end && !ends_cell(*c, separator)) {
            feed = memchr(c, '\n', (size_t)(end - c));
            return feed == NULL ? 0 : (size_t)(feed - bytes) + 1;
        }
    }
    feed = separator == '\0' ? memchr(bytes, '\n', n) : NULL;
    return feed == NULL ? 0 : (size_t)(feed - bytes) + 1;
}

/* The number of bytes of the whole rows up to the first that is longer than `most`. */
static size_t rows_up_to(const char *bytes, size_t n, char separator, size_t most)
{
    size_t rows = 0, length;
    while ((length = row_length(bytes + rows, n - rows, separator)) > 0 && length <= most) {
        rows += length;
    }
    return rows;
}

size_t row_ends_find(const char *bytes, size_t n, char separator, size_t (*cut)(const char *bytes, size_t n),
                     struct survey *survey)
{
    const char *feed = memrchr(bytes, '\n', n);
    size_t lines = feed == NULL ? 0 : (size_t)(feed - bytes) + 1, rows = lines;
    *survey = scan_survey(bytes, lines);
    bool quoted = separator != '\0' && survey->quotes > 0;
    if (n > MOST_ROW_BYTES) {
        rows = rows_up_to(bytes, lines, quoted ? separator : '\0', MOST_ROW_BYTES);
    } else if (quoted) {
        struct scan_found found = scan_cells(bytes, lines, separator, NULL);
        rows = found.quotes == SCAN_STRAY ? rows_up_to(bytes, lines, separator, MOST_ROW_BYTES) : found.end;
    }
    if (rows == 0 && cut != NULL) {
        feed = memchr(bytes, '\n', n);
        rows = cut(bytes, feed == NULL ? n : (size_t)(feed - bytes));
    }
    if (rows != lines) {
        *survey = scan_survey(bytes, rows);
    }
    return rows;
}
