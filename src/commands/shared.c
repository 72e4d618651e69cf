#include "commands/shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "table/select.h"

/* Messages quote bytes of strangers, which must not steer the terminal; `n` bytes without a line end. */
static void print_line(const char *text, size_t n)
{
    fputs("faastat: ", stderr);
    for (size_t i = 0; i < n; i++) {
        putc((unsigned char)text[i] < ' ' || text[i] == 0x7F ? '?' : text[i], stderr);
    }
    putc('\n', stderr);
}

void message_print(const char *text)
{
    print_line(text, strlen(text));
}

static void print_log(const struct import_log *log)
{
    for (size_t start = 0; start < log->messages.n;) {
        size_t n = strcspn(log->messages.bytes + start, "\n");
        print_line(log->messages.bytes + start, n);
        start += n + 1;
    }
    if (log->skipped > log->listed) {
        fprintf(stderr, "faastat: skipped: %zu more\n", log->skipped - log->listed);
    }
    if (log->skipped > 0) {
        fprintf(stderr, "faastat: skipped %zu bad rows in all\n", log->skipped);
    }
}

enum status data_read(const struct data_arguments *arguments, const struct opt_result *operands,
                      struct imported *imported, struct error *err)
{
    if (operands->n == 0) {
        return error_set(err, BAD_USAGE, "expected a FILE or a directory, or - for standard input");
    }
    struct import_options options = {
        .from = arguments->from,
        .columns = arguments->columns,
        .separator = arguments->separator,
        .header = arguments->header,
        .measure = arguments->measures.n > 0 ? arguments->measures.values[0] : NULL,
        .set = arguments->set.values,
        .n_set = arguments->set.n,
        .lenient = arguments->lenient,
        .digest = arguments->digest,
        .threads = arguments->threads,
    };
    enum status status = import_paths(operands->operands, operands->n, &options, imported, err);
    if (status == OK) {
        status = table_select(&imported->table, arguments->where.values, arguments->where.n, err);
    }
    print_log(&imported->log);
    return status;
}

void data_arguments_release(struct data_arguments *arguments)
{
    opt_list_release(&arguments->measures);
    opt_list_release(&arguments->set);
    opt_list_release(&arguments->where);
}

enum status split_list(const char *text, char **copy, struct opt_list *list, struct error *err)
{
    *copy = text_copy(text, strlen(text), err);
    if (*copy == NULL) {
        return BAD_SERVICE;
    }
    char *rest = *copy, *item;
    while ((item = strsep(&rest, ",")) != NULL) {
        if (item[0] == '\0') {
            continue;
        }
        const char **grown = array_reserve(list->values, &list->capacity, list->n + 1, sizeof *grown);
        if (grown == NULL) {
            return error_no_memory(err);
        }
        list->values = grown;
        grown[list->n++] = item;
    }
    return OK;
}
