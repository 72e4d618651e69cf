#include "output/table_layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BAR_WIDTH = 13, COMFORTABLE = 24, NARROWEST = 5 };

const struct cell *table_cell_at(const struct table_layout *layout, size_t row, size_t column)
{
    return &layout->report->cells[layout->rows[row] * layout->report->n_columns + column];
}

/* ---- which columns there are ---- */

static bool are_equal(const struct cell *a, const struct cell *b)
{
    return a->kind == b->kind &&
           ((a->kind == CELL_TEXT && strcmp(a->text, b->text) == 0) ||
            (a->kind == CELL_COUNT && a->number == b->number) || a->kind == CELL_UNKNOWN);
}

bool table_tells_above(const struct table_layout *layout, size_t column)
{
    const struct report_column *of = &layout->report->columns[column];
    if (layout->tells[column]) {
        return true;
    }
    for (size_t row = 0; row < layout->n_rows; row++) {
        if (!are_equal(table_cell_at(layout, row, column), table_cell_at(layout, 0, column))) {
            return false;
        }
    }
    if (layout->n_rows != 1) {
        return layout->n_rows > 1 && of->tone != TONE_VERDICT;
    }
    enum cell_kind kind = table_cell_at(layout, 0, column)->kind;
    return layout->tells_one &&
           (of->is_section || of->is_factor || kind == CELL_COUNT || kind == CELL_UNKNOWN);
}

static bool is_shown(const struct table_layout *layout, size_t column)
{
    if (table_tells_above(layout, column)) {
        return false;
    }
    for (size_t row = 0; row < layout->n_rows; row++) { /* a column without a cell says nothing */
        if (table_cell_at(layout, row, column)->kind != CELL_EMPTY) {
            return true;
        }
    }
    return layout->n_rows == 0;
}

/* ---- what a cell says ---- */

/* The number so that its decimal point stands below the others'. */
static void write_aligned(const struct cell *cell, const struct table_column *column,
                          char text[TABLE_CELL_BYTES])
{
    int decimals = cell_decimals(cell);
    double number = cell->for_programs ? NAN : cell->number;
    cell_write_number(number, decimals, text);
    size_t n = strlen(text);
    int missing = strchr(text, '.') != NULL                                   ? column->decimals - decimals
                  : decimals == 0 && column->decimals > 0 && isfinite(number) ? column->decimals + 1
                                                                              : 0;
    snprintf(text + n, CELL_TEXT_BYTES - n, "%*s", missing > 0 ? missing : 0, "");
}

/* The number and its interval: of such a column only the decimal points stand below one another. */
static void write_estimate(const struct cell *cell, const struct table_column *column,
                           char room[TABLE_CELL_BYTES])
{
    char number[CELL_TEXT_BYTES], low[CELL_TEXT_BYTES], high[CELL_TEXT_BYTES];
    int decimals = cell_decimals(cell);
    cell_write_number(cell->for_programs ? NAN : cell->number, decimals, number);
    size_t whole = strcspn(number, "."), missing = column->whole > whole ? column->whole - whole : 0;
    int n = snprintf(room, TABLE_CELL_BYTES, "%*s%s", (int)missing, "", number);
    if (!isnan(cell->low) || !isnan(cell->high)) {
        cell_write_number(cell->low, decimals, low);
        cell_write_number(cell->high, decimals, high);
        snprintf(room + n, TABLE_CELL_BYTES - (size_t)n, " [%s, %s]", low, high);
    }
}

/* The place on the bars' scale, from 0 to BAR_WIDTH - 1, which is logarithmic. */
static int place_on_bar(const struct table_layout *layout, double ratio)
{
    double at = log(ratio / layout->least) / log(layout->most / layout->least);
    return (int)lround(fmin(fmax(at, 0), 1) * (BAR_WIDTH - 1));
}

/* "──●──  │": the interval and the estimate, and where 1 is. */
static void draw_bar(const struct table_layout *layout, const struct cell *cell, char room[TABLE_CELL_BYTES])
{
    room[0] = '\0';
    if (cell->kind != CELL_NUMBER || !(cell->number > 0) || !(layout->most > layout->least)) {
        return;
    }
    int low = place_on_bar(layout, cell->low > 0 ? cell->low : layout->least);
    int high = place_on_bar(layout, isnan(cell->high) ? layout->most : cell->high);
    int at = place_on_bar(layout, cell->number), one = place_on_bar(layout, 1);
    size_t n = 0;
    for (int i = 0; i < BAR_WIDTH; i++) {
        const char *mark = i == at ? "●" : i == one ? "│" : i >= low && i <= high ? "─" : " ";
        n += (size_t)snprintf(room + n, TABLE_CELL_BYTES - n, "%s", mark);
    }
}

const char *table_cell(const struct table_layout *layout, const struct table_column *column, size_t row,
                       char room[TABLE_CELL_BYTES])
{
    const struct cell *cell = table_cell_at(layout, row, column->column);
    room[0] = '\0';
    if (column->is_bar) {
        draw_bar(layout, cell, room);
    } else if (cell->kind == CELL_TEXT) {
        return cell->text;
    } else if (cell->kind == CELL_COUNT) {
        snprintf(room, TABLE_CELL_BYTES, "%.0f", cell->number);
    } else if (cell->kind == CELL_UNKNOWN) {
        snprintf(room, TABLE_CELL_BYTES, "-");
    } else if (cell->kind == CELL_NUMBER) {
        bool has_interval = layout->report->columns[column->column].has_interval;
        has_interval ? write_estimate(cell, column, room) : write_aligned(cell, column, room);
    }
    return room;
}

/* ---- how wide ---- */

static int most_decimals(const struct table_layout *layout, size_t column)
{
    int most = 0;
    for (size_t row = 0; row < layout->n_rows; row++) {
        const struct cell *cell = table_cell_at(layout, row, column);
        int decimals = cell->kind == CELL_NUMBER ? cell_decimals(cell) : 0;
        most = decimals > most && decimals < LOTS_OF_DECIMALS ? decimals : most;
    }
    return most;
}

static size_t greater(size_t a, size_t b)
{
    return a > b ? a : b;
}

static struct table_column lay_out_column(const struct table_layout *layout, size_t column)
{
    const struct report_column *of = &layout->report->columns[column];
    struct table_column laid = {.column = column,
                                .is_left = of->has_interval,
                                .decimals = most_decimals(layout, column),
                                .least = text_longest_word(of->name)};
    char room[TABLE_CELL_BYTES], *end;
    for (size_t row = 0; row < layout->n_rows; row++) {
        const struct cell *cell = table_cell_at(layout, row, column);
        if (cell->kind == CELL_TEXT) {
            laid.is_left |= (strtod(cell->text, &end), *end != '\0');
            laid.least = greater(laid.least, text_longest_word(cell->text));
        } else if (cell->kind == CELL_NUMBER && of->has_interval) {
            cell_write_number(cell->for_programs ? NAN : cell->number, cell_decimals(cell), room);
            laid.whole = greater(laid.whole, strcspn(room, "."));
        }
    }
    for (size_t row = 0; row < layout->n_rows; row++) {
        laid.cells = greater(laid.cells, text_width(table_cell(layout, &laid, row, room)));
    }
    laid.width = greater(laid.cells, text_width(of->name));
    return laid;
}

/* The ends of the scale of bars: those of all intervals, and 1; no wider than 100 times both ways. */
static void scale_bars(struct table_layout *layout, size_t column)
{
    layout->least = layout->most = 1;
    for (size_t row = 0; row < layout->n_rows; row++) {
        const struct cell *cell = table_cell_at(layout, row, column);
        const double ends[] = {cell->low, cell->number, cell->high};
        for (size_t i = 0; cell->kind == CELL_NUMBER && i < sizeof ends / sizeof *ends; i++) {
            layout->least = ends[i] > 0 ? fmax(fmin(layout->least, ends[i]), 0.01) : layout->least;
            layout->most = ends[i] > 0 ? fmin(fmax(layout->most, ends[i]), 100) : layout->most;
        }
    }
}

static bool is_text(const struct table_layout *layout, const struct table_column *column)
{
    return column->is_left && !layout->report->columns[column->column].has_interval && !column->is_bar;
}

/* How wide a column is where text is no wider than `cap`, unless words would be cut, and headings are in
 * several lines or are not. */
static size_t width_of(const struct table_layout *layout, const struct table_column *column, size_t cap,
                       bool headings_wrap)
{
    if (column->is_bar) {
        return column->width;
    }
    if (is_text(layout, column)) {
        return greater(column->width < cap ? column->width : cap, column->least);
    }
    return headings_wrap ? greater(column->cells, column->least) : column->width;
}

static size_t line_width(const struct table_layout *layout, size_t cap, bool headings_wrap)
{
    size_t total = 0;
    for (size_t i = 0; i < layout->n; i++) {
        total += (i > 0 ? TABLE_GAP : 0) + width_of(layout, &layout->columns[i], cap, headings_wrap);
    }
    return total;
}

/* ---- what has room ---- */

/* Where people are shown no number, as no sample supports one, the column is the first to go. */
static int rank_of(const struct table_layout *layout, const struct table_column *column)
{
    enum { NOTHING_TO_SHOW = 100 };
    int rank = layout->report->columns[column->column].rank;
    for (size_t row = 0; row < layout->n_rows; row++) {
        const struct cell *cell = table_cell_at(layout, row, column->column);
        if (cell->kind != CELL_EMPTY && !(cell->kind == CELL_NUMBER && cell->for_programs)) {
            return rank;
        }
    }
    return rank > 0 ? rank + NOTHING_TO_SHOW : 0;
}

/* Takes out the column that is missed least: of equals the second, so that of quantiles the first and the
 * last stay longest. */
static bool take_one_out(struct table_layout *layout)
{
    int highest = 0;
    size_t chosen = 0, equals = 0;
    for (size_t i = 0; i < layout->n; i++) {
        int rank = rank_of(layout, &layout->columns[i]);
        equals = rank > highest ? 1 : equals + (rank == highest);
        chosen = rank > highest || (rank == highest && equals == 2) ? i : chosen;
        highest = rank > highest ? rank : highest;
    }
    if (highest == 0) {
        return false;
    }
    layout->left_out[layout->columns[chosen].column] |= !layout->columns[chosen].is_bar;
    layout->n--;
    memmove(&layout->columns[chosen], &layout->columns[chosen + 1],
            (layout->n - chosen) * sizeof *layout->columns);
    return true;
}

/* How many columns of the least rank above 0 there are, which people miss most. */
static size_t count_missed_most(const struct table_layout *layout, int *least)
{
    size_t n = 0;
    for (size_t i = 0; i < layout->n; i++) {
        int rank = rank_of(layout, &layout->columns[i]);
        if (rank > 0 && (*least == 0 || rank < *least)) {
            *least = rank;
            n = 0;
        }
        n += rank > 0 && rank == *least && !layout->columns[i].is_bar;
    }
    return n;
}

/* Text whose words are cut to make the line no wider. */
static void cut_words(struct table_layout *layout, size_t width)
{
    for (size_t cap = width; cap > NARROWEST && line_width(layout, 0, true) > width; cap--) {
        for (size_t i = 0; i < layout->n; i++) {
            struct table_column *column = &layout->columns[i];
            column->least = is_text(layout, column) && column->least > cap ? cap : column->least;
        }
        layout->is_squeezed = true;
    }
}

static void fit(struct table_layout *layout, size_t width)
{
    enum { MISSED_MOST = 2 }; /* of these so many have room, or else factors are told above */
    int rank = 0, rank_now = 0;
    size_t before = count_missed_most(layout, &rank);
    while (line_width(layout, COMFORTABLE, true) > width && take_one_out(layout)) {}
    size_t now = count_missed_most(layout, &rank_now);
    layout->is_squeezed = before > 0 && (rank_now != rank || (now < MISSED_MOST && now < before));
    cut_words(layout, width);
    size_t cap = width;
    while (cap > 0 && line_width(layout, cap, true) > width) {
        cap--;
    }
    size_t line = line_width(layout, cap, true), spare = width > line ? width - line : 0;
    for (size_t i = 0; i < layout->n; i++) { /* headings in one line as far as there is room */
        struct table_column *column = &layout->columns[i];
        size_t least = width_of(layout, column, cap, true), most = width_of(layout, column, cap, false);
        column->width = most - least <= spare ? most : least;
        spare -= column->width - least;
    }
}

static void lay_out(struct table_layout *layout, size_t width, bool bars)
{
    const struct report *report = layout->report;
    layout->n = 0;
    for (size_t column = 0; column < report->n_columns; column++) {
        if (!is_shown(layout, column)) {
            continue;
        }
        layout->columns[layout->n++] = lay_out_column(layout, column);
        if (bars && report->columns[column].is_ratio) {
            scale_bars(layout, column);
            layout->columns[layout->n++] =
                (struct table_column){.column = column, .is_bar = true, .is_left = true, .width = BAR_WIDTH};
        }
    }
    fit(layout, width);
}

static bool has_left_out(const struct table_layout *layout)
{
    size_t column = 0;
    while (column < layout->report->n_columns && !layout->left_out[column]) {
        column++;
    }
    return column < layout->report->n_columns;
}

enum status table_lay_out(struct table_layout *layout, size_t width, bool bars, struct error *err)
{
    size_t n = layout->report->n_columns;
    layout->columns = calloc(2 * n + 1, sizeof *layout->columns);
    layout->left_out = calloc(n + 1, sizeof *layout->left_out);
    if (layout->columns == NULL || layout->left_out == NULL) {
        return error_no_memory(err);
    }
    lay_out(layout, width, bars);
    if (layout->n_rows == 1 && has_left_out(layout)) {
        memset(layout->left_out, 0, n * sizeof *layout->left_out);
        layout->tells_one = true;
        lay_out(layout, width, bars);
    }
    return OK;
}

void table_layout_release(struct table_layout *layout)
{
    free(layout->columns);
    free(layout->left_out);
    *layout = (struct table_layout){0};
}
