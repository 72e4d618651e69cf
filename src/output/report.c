#include "output/report.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"

enum status report_add_column(struct report *report, const char *name, struct report_column column,
                              struct error *err)
{
    struct report_column *grown =
        array_reserve(report->columns, &report->columns_capacity, report->n_columns + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    report->columns = grown;
    char *copy = text_copy(name, strlen(name), err);
    if (copy == NULL) {
        return BAD_SERVICE;
    }
    column.name = copy;
    grown[report->n_columns++] = column;
    return OK;
}

enum status report_add_row(struct report *report, struct error *err)
{
    size_t n = report->n_columns;
    struct cell *grown =
        array_reserve(report->cells, &report->cells_capacity, (report->rows + 1) * n, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    report->cells = grown;
    for (size_t i = 0; i < n; i++) {
        grown[report->rows * n + i] = (struct cell){.low = NAN, .high = NAN};
    }
    report->rows++;
    return OK;
}

struct cell *report_cell(struct report *report, size_t column)
{
    return &report->cells[(report->rows - 1) * report->n_columns + column];
}

enum status cell_set_text(struct cell *cell, const char *text, struct error *err)
{
    char *copy = text_copy(text, strlen(text), err);
    if (copy == NULL) {
        return BAD_SERVICE;
    }
    cell->kind = CELL_TEXT;
    cell->text = copy;
    return OK;
}

void cell_set_count(struct cell *cell, size_t count)
{
    cell->kind = CELL_COUNT;
    cell->number = (double)count;
}

void cell_set_unknown(struct cell *cell)
{
    cell->kind = CELL_UNKNOWN;
    cell->number = NAN;
}

void cell_set_number(struct cell *cell, double number)
{
    cell->kind = CELL_NUMBER;
    cell->number = number;
}

void report_drop_rows(struct report *report)
{
    for (size_t i = 0; i < report->rows * report->n_columns; i++) {
        if (report->cells[i].kind == CELL_TEXT) {
            free(report->cells[i].text);
        }
    }
    report->rows = 0;
    json_decref(report->json_row);
    report->json_row = NULL;
}

void report_release(struct report *report)
{
    report_drop_rows(report);
    for (size_t i = 0; i < report->n_columns; i++) {
        free(report->columns[i].name);
    }
    for (size_t i = 0; i < report->n_also; i++) {
        report_release(&report->also[i]);
    }
    free(report->also);
    free(report->cells);
    free(report->columns);
    free(report->heading);
    text_release(&report->notes);
    json_decref(report->json);
    *report = (struct report){0};
}

/* The decimals that show so many significant digits of a number. */
static int decimals_for(double number, int digits)
{
    int decimals = digits - 1 - (int)floor(log10(fabs(number)));
    return decimals < 0 ? 0 : decimals > LOTS_OF_DECIMALS ? LOTS_OF_DECIMALS : decimals;
}

/* Half the width of the interval, or how far its one bound is; 0 where it has none, or no width. */
static double half_width(const struct cell *cell)
{
    bool low = isfinite(cell->low), high = isfinite(cell->high);
    return low && high ? (cell->high - cell->low) / 2
           : low       ? fabs(cell->number - cell->low)
           : high      ? fabs(cell->high - cell->number)
                       : 0;
}

int cell_decimals(const struct cell *cell)
{
    enum { PLAIN_DIGITS = 4 };
    const double two_digits_up_to = 3.55;
    double half = half_width(cell);
    if (half > 0) {
        return decimals_for(half, half / pow(10, floor(log10(half))) < two_digits_up_to ? 2 : 1);
    }
    return cell->number == 0 || !isfinite(cell->number) ? 0 : decimals_for(cell->number, PLAIN_DIGITS);
}

void cell_write_number(double number, int decimals, char text[CELL_TEXT_BYTES])
{
    if (isnan(number)) {
        snprintf(text, CELL_TEXT_BYTES, "-");
    } else if (fabs(number) >= 1e9 || decimals >= LOTS_OF_DECIMALS) {
        snprintf(text, CELL_TEXT_BYTES, "%.4g", number);
    } else {
        bool is_zero = fabs(number) < 0.5 * pow(10, -decimals); /* which has no sign */
        snprintf(text, CELL_TEXT_BYTES, "%.*f", decimals, is_zero ? 0.0 : number);
    }
}
