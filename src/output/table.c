/* An aligned table for people: an interval stands below its number, a bound that there is none of as "-". */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/report.h"

enum { CELL_TEXT_BYTES = 64 }; /* a number and a star need half of it */

/* What a line of a row shows of each cell. */
enum line { VALUE, LOW, HIGH, DEPENDENT_LOW, DEPENDENT_HIGH };

static const struct cell *cell_at(const struct report *report, size_t row, size_t column)
{
    return &report->cells[row * report->n_columns + column];
}

/* Whether all rows, more than one, say the same text in the column: then the heading says it once. */
static bool is_constant(const struct report *report, size_t column)
{
    const struct cell *first = report->rows > 1 ? cell_at(report, 0, column) : NULL;
    for (size_t row = 0; row < report->rows; row++) {
        const struct cell *cell = cell_at(report, row, column);
        if (first == NULL || cell->kind != CELL_TEXT || strcmp(cell->text, first->text) != 0) {
            return false;
        }
    }
    return first != NULL;
}

static bool is_shown(const struct report *report, size_t column)
{
    if (report->columns[column].is_detail || is_constant(report, column)) {
        return false;
    }
    for (size_t row = 0; row < report->rows; row++) { /* a column without a cell says nothing */
        if (cell_at(report, row, column)->kind != CELL_EMPTY) {
            return true;
        }
    }
    return report->rows == 0;
}

static void format_number(double number, int decimals, char text[CELL_TEXT_BYTES])
{
    if (isnan(number)) {
        snprintf(text, CELL_TEXT_BYTES, "-");
    } else if (fabs(number) >= 1e9 || (number != 0 && fabs(number) < 0.5 * pow(10, -decimals))) {
        snprintf(text, CELL_TEXT_BYTES, "%.4g", number);
    } else {
        snprintf(text, CELL_TEXT_BYTES, "%.*f", decimals, number);
    }
}

/* What the line shows of the cell; borrowed from the cell or written to `text`. */
static const char *cell_shows(const struct cell *cell, const struct report_column *column, enum line line,
                              int decimals, char text[CELL_TEXT_BYTES])
{
    text[0] = '\0';
    if (line == VALUE && cell->kind == CELL_TEXT) {
        return cell->text;
    }
    if (line == VALUE && cell->kind == CELL_COUNT) {
        snprintf(text, CELL_TEXT_BYTES, "%.0f", cell->number);
    } else if (cell->kind == CELL_NUMBER && line == VALUE) {
        format_number(cell->for_programs ? NAN : cell->number, decimals, text);
    } else if (cell->kind == CELL_NUMBER && column->has_interval && (line == LOW || line == HIGH)) {
        format_number(line == LOW ? cell->low : cell->high, decimals, text);
    } else if (cell->kind == CELL_NUMBER && !isnan(cell->dependent_low)) {
        format_number(line == DEPENDENT_LOW ? cell->dependent_low : cell->dependent_high, decimals, text);
        size_t n = strlen(text);
        snprintf(text + n, CELL_TEXT_BYTES - n, "*");
    }
    return text;
}

static bool has_bound(const struct report *report, size_t row)
{
    for (size_t column = 0; column < report->n_columns; column++) {
        const struct cell *cell = cell_at(report, row, column);
        if (cell->kind == CELL_NUMBER && !report->columns[column].is_detail &&
            !(isnan(cell->low) && isnan(cell->high))) {
            return true;
        }
    }
    return false;
}

static bool has_dependent_bound(const struct report *report, size_t row)
{
    for (size_t column = 0; column < report->n_columns; column++) {
        if (!isnan(cell_at(report, row, column)->dependent_low)) {
            return true;
        }
    }
    return false;
}

static void print_padded(FILE *stream, const char *text, size_t width, bool left)
{
    size_t length = text_width(text), padding = width > length ? width - length : 0;
    fprintf(stream, "%*s", left ? 0 : (int)padding, "");
    for (const char *c = text; *c != '\0'; c++) {
        putc((unsigned char)*c < ' ' || *c == 0x7F ? '?' : *c, stream);
    }
    fprintf(stream, "%*s", left ? (int)padding : 0, "");
}

/* How each column is laid out. */
struct layout {
    bool shown, left;
    int decimals;
    size_t width;
};

static struct layout lay_out(const struct report *report, size_t column)
{
    struct layout layout = {.shown = is_shown(report, column),
                            .decimals = report_decimals(report, column),
                            .width = text_width(report->columns[column].name)};
    char text[CELL_TEXT_BYTES];
    for (size_t row = 0; row < report->rows; row++) {
        const struct cell *cell = cell_at(report, row, column);
        char *end;
        layout.left |= cell->kind == CELL_TEXT && (strtod(cell->text, &end), *end != '\0');
        for (enum line line = VALUE; line <= DEPENDENT_HIGH; line++) {
            size_t width =
                text_width(cell_shows(cell, &report->columns[column], line, layout.decimals, text));
            layout.width = width > layout.width ? width : layout.width;
        }
    }
    return layout;
}

static void print_heading(const struct report *report, FILE *stream)
{
    bool any = report->heading != NULL;
    if (any) {
        fputs(report->heading, stream);
    }
    for (size_t column = 0; column < report->n_columns; column++) {
        if (!report->columns[column].is_detail && is_constant(report, column)) {
            fprintf(stream, "%s%s ", any ? "; " : "", report->columns[column].name);
            print_padded(stream, cell_at(report, 0, column)->text, 0, true);
            any = true;
        }
    }
    if (any) {
        fputs("\n\n", stream);
    }
}

static void print_line(const struct report *report, const struct layout *layouts, size_t row, enum line line,
                       FILE *stream)
{
    char text[CELL_TEXT_BYTES];
    size_t blank = 0; /* not printed at the end of a line */
    for (size_t column = 0; column < report->n_columns; column++) {
        const struct layout *layout = &layouts[column];
        if (!layout->shown) {
            continue;
        }
        const char *shows = row == report->rows
                                ? report->columns[column].name
                                : cell_shows(cell_at(report, row, column), &report->columns[column], line,
                                             layout->decimals, text);
        size_t length = text_width(shows);
        if (length == 0) {
            blank += layout->width + 2;
            continue;
        }
        fprintf(stream, "%*s", (int)(blank + (layout->left ? 0 : layout->width - length)), "");
        print_padded(stream, shows, 0, true);
        blank = 2 + (layout->left ? layout->width - length : 0);
    }
    putc('\n', stream);
}

static enum status write_table(const struct report *report, FILE *stream, struct error *err)
{
    struct layout *layouts = calloc(report->n_columns + 1, sizeof *layouts);
    if (layouts == NULL) {
        return error_no_memory(err);
    }
    for (size_t column = 0; column < report->n_columns; column++) {
        layouts[column] = lay_out(report, column);
    }
    print_heading(report, stream);
    print_line(report, layouts, report->rows, VALUE, stream);
    for (size_t row = 0; row < report->rows; row++) {
        print_line(report, layouts, row, VALUE, stream);
        if (has_bound(report, row)) {
            print_line(report, layouts, row, LOW, stream);
            print_line(report, layouts, row, HIGH, stream);
        }
        if (has_dependent_bound(report, row)) {
            print_line(report, layouts, row, DEPENDENT_LOW, stream);
            print_line(report, layouts, row, DEPENDENT_HIGH, stream);
        }
    }
    if (report->notes.n > 0) {
        fprintf(stream, "\n%s", report->notes.bytes);
    }
    free(layouts);
    return OK;
}

const struct format format_table = {.name = "table", .write = write_table};
