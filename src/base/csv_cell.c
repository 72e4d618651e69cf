#include "base/csv_cell.h"

#include <csv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_plain(const char *text, size_t n)
{
    bool blank_ends = n > 0 && (text[0] == ' ' || text[n - 1] == ' ');
    return strcspn(text, ",\"\r\n") == n && !blank_ends &&
           text[0] != '#'; /* which a reader takes for a comment */
}

void csv_cell_write(FILE *stream, const char *text)
{
    size_t n = strlen(text);
    if (is_plain(text, n)) {
        fwrite(text, 1, n, stream);
    } else {
        csv_fwrite(stream, text, n);
    }
}

enum status csv_cell_append(struct text *line, const char *text, struct error *err)
{
    size_t n = strlen(text);
    if (is_plain(text, n)) {
        return text_append(line, text, n, err);
    }
    size_t room = csv_write(NULL, 0, text, n);
    char *quoted = malloc(room);
    if (quoted == NULL) {
        return error_no_memory(err);
    }
    csv_write(quoted, room, text, n);
    enum status status = text_append(line, quoted, room, err);
    free(quoted);
    return status;
}
