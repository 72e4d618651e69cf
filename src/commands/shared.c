#include "commands/shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "table/select.h"

/* Each line of the log behind the program's name, without bytes that would steer the terminal. */
static void print_log(const struct import_log *log)
{
    bool starts = true;
    for (size_t i = 0; i < log->messages.n; i++) {
        char c = log->messages.bytes[i];
        fputs(starts ? "faastat: " : "", stderr);
        putc((unsigned char)c < ' ' && c != '\n' ? '?' : c, stderr);
        starts = c == '\n';
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
