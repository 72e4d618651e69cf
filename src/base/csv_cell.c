#include "base/csv_cell.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

static const char specials[] = ",\"\r\n", name_specials[] = ",\"\r\n;|\t"; /* a header tells the separator */

static bool is_plain(const char *text, size_t n, const char *others)
{
    bool blank_ends = n > 0 && (text[0] == ' ' || text[n - 1] == ' ');
    return strcspn(text, others) == n && !blank_ends &&
           text[0] != '#'; /* which a reader takes for a comment */
}

bool csv_cell_is_formula(const char *text)
{
    double number;
    return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL &&
           !number_parse(text, strlen(text), &number);
}

static void write_cell(FILE *stream, const char *text, bool safe, const char *others)
{
    size_t n = strlen(text);
    const char *guard = safe && csv_cell_is_formula(text) ? "'" : "";
    if (is_plain(text, n, others)) {
        fputs(guard, stream);
        fwrite(text, 1, n, stream);
    } else if (guard[0] == '\0') {
        csv_fwrite(stream, text, n);
    } else { /* behind the quote, which libcsv writes with its text */
        fputs("\"'", stream);
        for (const char *c = text; *c != '\0'; c++) {
            fputs(*c == '"' ? "\"\"" : (char[]){*c, '\0'}, stream);
        }
        putc('"', stream);
    }
}

void csv_cell_write(FILE *stream, const char *text, bool safe)
{
    write_cell(stream, text, safe, specials);
}

void csv_cell_write_name(FILE *stream, const char *name, bool safe)
{
    write_cell(stream, name, safe, name_specials);
}

enum status csv_cell_append(struct text *line, const char *text, bool safe, struct error *err)
{
    struct text guarded = {0};
    bool guards = safe && csv_cell_is_formula(text);
    enum status status = guards ? text_print(&guarded, err, "'%s", text) : OK;
    if (status != OK) {
        return status;
    }
    const char *cell = guards ? guarded.bytes : text;
    size_t n = strlen(cell);
    if (is_plain(cell, n, specials)) {
        status = text_append(line, cell, n, err);
        text_release(&guarded);
        return status;
    }
    size_t room = csv_write(NULL, 0, cell, n);
    char *quoted = malloc(room);
    if (quoted == NULL) {
        text_release(&guarded);
        return error_no_memory(err);
    }
    csv_write(quoted, room, cell, n);
    status = text_append(line, quoted, room, err);
    free(quoted);
    text_release(&guarded);
    return status;
}
