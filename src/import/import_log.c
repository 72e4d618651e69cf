/* What importers say: notes, and the rows that were skipped, by what was wrong with them. */
#include "import/import.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"

#define SKIPPED "skipped: " /* begins the lines of skipped rows */
/* Kinds of a wide file's bad cells are as many as its columns. */
enum { MOST_LISTED = 100, MOST_KINDS = 256 };

enum status import_note(struct import_log *log, struct error *err, const char *format, ...)
{
    char line[sizeof err->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    for (char *feed = line; (feed = strchr(feed, '\n')) != NULL;) { /* of a cell: a message is one line */
        *feed = '?';
    }
    return text_print(&log->messages, err, "%s\n", line);
}

/* Counts n rows of a kind; the last place is for all that find none. */
static enum status count_kind(struct import_log *log, const char *expected, size_t n, struct error *err)
{
    size_t k = 0;
    while (k < log->n_kinds && strcmp(log->kinds[k].expected, expected) != 0) {
        k++;
    }
    k = k < MOST_KINDS ? k : MOST_KINDS - 1;
    if (k == log->n_kinds) {
        struct skipped_kind *grown = array_reserve(log->kinds, &log->kinds_capacity, k + 1, sizeof *grown);
        if (grown == NULL) {
            return error_no_memory(err);
        }
        log->kinds = grown;
        grown[k] = (struct skipped_kind){{0}, 0};
        snprintf(grown[k].expected, SKIPPED_KIND, "%s", k + 1 < MOST_KINDS ? expected : "");
        log->n_kinds++;
    }
    log->kinds[k].n += n;
    return OK;
}

/* What a message says was expected, up to its example; "" when it says nothing of the kind. */
static void find_kind(const char *message, char kind[SKIPPED_KIND])
{
    const char *expected = strstr(message, "expected ");
    size_t n = expected == NULL ? 0 : strcspn(expected, ",:");
    snprintf(kind, SKIPPED_KIND, "%.*s", (int)n, expected == NULL ? "" : expected);
}

enum status import_skip(struct import_log *log, struct error *row_error, struct error *err)
{
    char kind[SKIPPED_KIND];
    find_kind(row_error->text, kind);
    enum status status = count_kind(log, kind, 1, err);
    log->skipped++;
    if (status == OK && log->listed < MOST_LISTED) {
        log->listed++;
        status = import_note(log, err, SKIPPED "%s", row_error->text);
    }
    *row_error = (struct error){{0}};
    return status;
}

/* Adds the lines but for those of skipped rows that are too many. */
static enum status append_messages(struct import_log *to, const struct text *messages, struct error *err)
{
    enum status status = OK;
    for (size_t start = 0, n; status == OK && start < messages->n; start += n) {
        const char *line = messages->bytes + start;
        n = strcspn(line, "\n") + 1;
        bool is_skipped = strncmp(line, SKIPPED, strlen(SKIPPED)) == 0;
        if (!is_skipped || to->listed < MOST_LISTED) {
            to->listed += is_skipped;
            status = text_append(&to->messages, line, n, err);
        }
    }
    return status;
}

enum status import_log_append(struct import_log *to, const struct import_log *from, struct error *err)
{
    enum status status = OK;
    to->skipped += from->skipped;
    to->passed += from->passed;
    to->last = from->last.line == 0 ? to->last : from->last;
    for (size_t k = 0; status == OK && k < from->n_kinds; k++) {
        status = count_kind(to, from->kinds[k].expected, from->kinds[k].n, err);
    }
    return status == OK ? append_messages(to, &from->messages, err) : status;
}

void import_log_release(struct import_log *log)
{
    text_release(&log->messages);
    text_release(&log->told.pairs);
    free(log->kinds);
    *log = (struct import_log){0};
}
