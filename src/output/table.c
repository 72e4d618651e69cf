/* An aligned table for people: an interval stands below its number, a bound that there is none of as "-". */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/report.h"

/* What a line of a row shows of each cell. */
enum line { VALUE, LOW, HIGH };

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

/* How each column is laid out. */
struct layout {
    bool shown, left;
    int decimals; /* the most that a number of it has */
    size_t width;
};

/* Writes a number so that its decimal point stands below the others'. */
static void write_aligned(double number, const struct cell *cell, const struct layout *layout,
                          char text[CELL_TEXT_BYTES])
{
    int decimals = cell_decimals(cell);
    cell_write_number(number, decimals, text);
    size_t n = strlen(text);
    int missing = strchr(text, '.') != NULL                                   ? layout->decimals - decimals
                  : decimals == 0 && layout->decimals > 0 && isfinite(number) ? layout->decimals + 1
                                                                              : 0;
    snprintf(text + n, CELL_TEXT_BYTES - n, "%*s", missing > 0 ? missing : 0, "");
}

/* What the line shows of the cell, maybe with blanks behind it; borrowed from the cell or written to `text`.
 */
static const char *cell_shows(const struct cell *cell, const struct report_column *column, enum line line,
                              const struct layout *layout, char text[CELL_TEXT_BYTES])
{
    text[0] = '\0';
    if (line == VALUE && cell->kind == CELL_TEXT) {
        return cell->text;
    }
    if (line == VALUE && cell->kind == CELL_COUNT) {
        snprintf(text, CELL_TEXT_BYTES, "%.0f", cell->number);
    } else if (line == VALUE && cell->kind == CELL_UNKNOWN) {
        snprintf(text, CELL_TEXT_BYTES, "-");
    } else if (cell->kind == CELL_NUMBER && line == VALUE) {
        write_aligned(cell->for_programs ? NAN : cell->number, cell, layout, text);
    } else if (cell->kind == CELL_NUMBER && column->has_interval && (line == LOW || line == HIGH)) {
        write_aligned(line == LOW ? cell->low : cell->high, cell, layout, text);
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

/* Untrusted text does not steer the terminal. */
static void print_text(FILE *stream, const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t unsafe = text_unsafe_bytes(text + i, n - i);
        putc(unsafe > 0 ? '?' : text[i], stream);
        i += unsafe > 0 ? unsafe : 1;
    }
}

static int most_decimals(const struct report *report, size_t column)
{
    int most = 0;
    for (size_t row = 0; row < report->rows; row++) {
        const struct cell *cell = cell_at(report, row, column);
        int decimals = cell->kind == CELL_NUMBER ? cell_decimals(cell) : 0;
        most = decimals > most && decimals < LOTS_OF_DECIMALS ? decimals : most;
    }
    return most;
}

static struct layout lay_out(const struct report *report, size_t column)
{
    struct layout layout = {.shown = is_shown(report, column),
                            .decimals = most_decimals(report, column),
                            .width = text_width(report->columns[column].name)};
    char text[CELL_TEXT_BYTES];
    for (size_t row = 0; row < report->rows; row++) {
        const struct cell *cell = cell_at(report, row, column);
        char *end;
        layout.left |= cell->kind == CELL_TEXT && (strtod(cell->text, &end), *end != '\0');
        for (enum line line = VALUE; line <= HIGH; line++) {
            size_t width = text_width(cell_shows(cell, &report->columns[column], line, &layout, text));
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
            const char *text = cell_at(report, 0, column)->text;
            print_text(stream, text, strlen(text));
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
        const char *shows = row == report->rows ? report->columns[column].name
                                                : cell_shows(cell_at(report, row, column),
                                                             &report->columns[column], line, layout, text);
        size_t n = strlen(shows), length = text_width(shows), behind = 0;
        while (behind < n && shows[n - 1 - behind] == ' ') {
            behind++;
        }
        if (length == behind) {
            blank += layout->width + 2;
            continue;
        }
        fprintf(stream, "%*s", (int)(blank + (layout->left ? 0 : layout->width - length)), "");
        print_text(stream, shows, n - behind);
        blank = 2 + behind + (layout->left ? layout->width - length : 0);
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
    }
    if (report->notes.n > 0) {
        fprintf(stream, "\n%s", report->notes.bytes);
    }
    free(layouts);
    return OK;
}

const struct format format_table = {.name = "table", .write = write_table};
