/* CSV for programs: every column, an interval as two columns more, numbers that read back exactly. */
#include <math.h>

#include "base/csv_cell.h"
#include "base/number.h"
#include "output/report.h"

static void write_number(double number, FILE *stream)
{
    if (!isnan(number)) {
        char text[NUMBER_TEXT];
        size_t n = number_write(number, text);
        fwrite(text, 1, n, stream);
    }
}

static void write_cell(const struct cell *cell, bool has_interval, bool safe, FILE *stream)
{
    if (cell->kind == CELL_TEXT) {
        csv_cell_write(stream, cell->text, safe);
    } else if (cell->kind != CELL_EMPTY) {
        write_number(cell->number, stream);
    }
    if (has_interval) {
        putc(',', stream);
        write_number(cell->low, stream);
        putc(',', stream);
        write_number(cell->high, stream);
    }
}

static enum status write_row(const struct report *report, size_t row, FILE *stream, struct error *err)
{
    (void)row;
    (void)err;
    size_t n = report->n_columns;
    for (size_t i = 0; i < n; i++) {
        write_cell(&report->cells[i], report->columns[i].has_interval, report->csv_safe, stream);
        putc(i + 1 < n ? ',' : '\n', stream);
    }
    return OK;
}

static enum status write_head(const struct report *report, FILE *stream, struct error *err)
{
    (void)err;
    size_t n = report->n_columns;
    for (size_t i = 0; i < n; i++) {
        const char *name = report->columns[i].name;
        csv_cell_write(stream, name, report->csv_safe);
        if (report->columns[i].has_interval) {
            fprintf(stream, ",%s_low,%s_high", name, name);
        }
        putc(i + 1 < n ? ',' : '\n', stream);
    }
    return OK;
}

const struct format format_csv = {.name = "csv", .write = write_head, .write_row = write_row};
