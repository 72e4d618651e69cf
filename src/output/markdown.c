/* A Markdown table (GitHub's): an interval stands in brackets behind its number. */
#include <math.h>
#include <string.h>

#include "base/terminal.h"
#include "output/report.h"

/* Text as text: what Markdown or HTML would act on is escaped, and what steers a terminal, or would end the
 * row, is a blank. */
static void write_text(const char *text, FILE *stream)
{
    for (const char *c = text; *c != '\0'; c++) {
        size_t unsafe = text_unsafe_bytes(c, strnlen(c, 3));
        if (unsafe > 0) {
            putc(' ', stream);
            c += unsafe - 1;
        } else if (*c == '<') {
            fputs("&lt;", stream);
        } else if (*c == '&') {
            fputs("&amp;", stream);
        } else {
            if (strchr("|\\`*_[]>#!", *c) != NULL) {
                putc('\\', stream);
            }
            putc(*c, stream);
        }
    }
}

static void write_number(double number, int decimals, FILE *stream)
{
    char text[CELL_TEXT_BYTES];
    cell_write_number(number, decimals, text);
    fputs(text, stream);
}

static void write_cell(const struct report *report, size_t row, size_t column, FILE *stream)
{
    const struct cell *cell = &report->cells[row * report->n_columns + column];
    int decimals = cell_decimals(cell);
    if (cell->kind == CELL_TEXT) {
        write_text(cell->text, stream);
    } else if (cell->kind == CELL_COUNT || cell->kind == CELL_UNKNOWN) {
        write_number(cell->number, 0, stream);
    } else if (cell->kind == CELL_NUMBER) {
        write_number(cell->for_programs ? NAN : cell->number, decimals, stream);
        if (!isnan(cell->low) || !isnan(cell->high)) {
            fputs(" \\[", stream);
            write_number(cell->low, decimals, stream);
            fputs(", ", stream);
            write_number(cell->high, decimals, stream);
            fputs("\\]", stream);
        }
    }
}

/* Columns of counts and numbers are set to the right. */
static bool is_numeric(const struct report *report, size_t column)
{
    return report->rows == 0 || report->cells[column].kind != CELL_TEXT;
}

static void write_one(const struct report *report, FILE *stream)
{
    for (size_t i = 0; i < report->n_columns; i++) {
        fputs("| ", stream);
        write_text(report->columns[i].name, stream);
        putc(' ', stream);
    }
    fputs("|\n", stream);
    for (size_t i = 0; i < report->n_columns; i++) {
        fputs(is_numeric(report, i) ? "| ---: " : "| --- ", stream);
    }
    fputs("|\n", stream);
    for (size_t row = 0; row < report->rows; row++) {
        for (size_t i = 0; i < report->n_columns; i++) {
            fputs("| ", stream);
            write_cell(report, row, i, stream);
            putc(' ', stream);
        }
        fputs("|\n", stream);
    }
}

static void write_notes(const struct report *report, FILE *stream)
{
    if (report->notes.n > 0) { /* as it stands: its lines hold labels of strangers */
        for (const char *line = report->notes.bytes; *line != '\0';) {
            size_t n = strcspn(line, "\n");
            fputs("    ", stream);
            terminal_put(line, n, stream);
            putc('\n', stream);
            line += n + (line[n] == '\n');
        }
    }
}

/* All tables, and below them what is said of them. */
static enum status write_markdown(const struct report *report, FILE *stream, struct error *err)
{
    (void)err;
    bool any_notes = report->notes.n > 0;
    write_one(report, stream);
    for (size_t i = 0; i < report->n_also; i++) {
        const struct report *also = &report->also[i];
        putc('\n', stream);
        if (also->heading != NULL) {
            write_text(also->heading, stream);
            fputs("\n\n", stream);
        }
        write_one(also, stream);
        any_notes |= also->notes.n > 0;
    }
    if (any_notes) {
        putc('\n', stream);
    }
    for (size_t i = 0; i < report->n_also; i++) {
        write_notes(&report->also[i], stream);
    }
    write_notes(report, stream);
    return OK;
}

const struct format format_markdown = {.name = "markdown", .write = write_markdown};
