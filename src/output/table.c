/* A table for people: an interval stands behind its number, and a line has the columns of the terminal. */
#include <stdlib.h>
#include <string.h>

#include "base/terminal.h"
#include "output/table_layout.h"

/* What there is to write on. */
struct page {
    FILE *stream;
    size_t width;
    bool has_colour;
};

/* Untrusted text does not steer the terminal. */
static void print_text(const struct page *page, struct span text)
{
    terminal_put(text.bytes, text.n, page->stream);
}

/* The text's lines, in the page's width; those that continue one are set in. */
static enum status print_wrapped(const struct page *page, const char *text, struct error *err)
{
    enum { SET_IN = 2 };
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        char *whole = text_copy(text, n, err);
        if (whole == NULL) {
            return BAD_SERVICE;
        }
        const char *rest = whole;
        do {
            size_t set_in = rest == whole ? 0 : SET_IN;
            struct span line = text_line(&rest, page->width - set_in);
            fprintf(page->stream, "%*s", (int)set_in, "");
            print_text(page, line);
            putc('\n', page->stream);
        } while (*rest != '\0');
        free(whole);
        text += n + (text[n] == '\n');
    }
    return OK;
}

/* ---- colours ---- */

enum colour { NO_COLOUR, RED = 31, GREEN = 32, YELLOW = 33, CYAN = 36 };

static enum colour colour_of(enum tone tone, const struct cell *cell)
{
    static const struct {
        const char *verdict;
        enum colour colour;
    } colours[] = {{"holds", GREEN},      {"equivalent", GREEN},
                   {"choice", GREEN},     {"within the limit", GREEN},
                   {"fails", RED},        {"past the limit", RED},
                   {"different", CYAN},   {"cannot tell", YELLOW},
                   {"undecided", YELLOW}, {"the data cannot tell", YELLOW}};
    if (tone == TONE_FAILURES) {
        return cell->kind == CELL_COUNT && cell->number > 0 ? RED : NO_COLOUR;
    }
    for (size_t i = 0;
         tone == TONE_VERDICT && cell->kind == CELL_TEXT && i < sizeof colours / sizeof *colours; i++) {
        if (strcmp(cell->text, colours[i].verdict) == 0) {
            return colours[i].colour;
        }
    }
    return NO_COLOUR;
}

static void print_coloured(const struct page *page, struct span text, enum colour colour)
{
    bool coloured = page->has_colour && colour != NO_COLOUR && text.n > 0;
    if (coloured) {
        fprintf(page->stream, "\x1b[%dm", colour);
    }
    print_text(page, text);
    if (coloured) {
        fputs("\x1b[0m", page->stream);
    }
}

/* ---- rows ---- */

/* What is left to be printed of a row's cell, or of a column's name. */
struct unsaid {
    const char *rest;
    enum colour colour;
    char room[TABLE_CELL_BYTES];
};

/* A line of a cell. */
struct said {
    struct span text;
    size_t behind; /* blanks below others' decimals */
    bool goes_on;  /* the cell has no room for more lines */
};

static struct said next_line(struct unsaid *cell, const struct table_column *column, bool is_last)
{
    enum { DOTS = 3 };
    struct said said = {.text = {cell->rest, strlen(cell->rest)}};
    if (text_span_width(said.text) > column->width) {
        said.goes_on = is_last;
        said.text = text_line(&cell->rest, column->width - (is_last ? DOTS : 0));
        cell->rest = is_last ? "" : cell->rest;
    } else {
        cell->rest = "";
    }
    while (said.text.n > 0 && said.text.bytes[said.text.n - 1] == ' ') {
        said.text.n--;
        said.behind += !column->is_left;
    }
    return said;
}

static void print_cells_line(const struct page *page, const struct table_layout *layout, struct unsaid *cells,
                             bool is_last)
{
    size_t blank = 0; /* not printed at the end of a line */
    for (size_t i = 0; i < layout->n; i++) {
        const struct table_column *column = &layout->columns[i];
        struct said said = next_line(&cells[i], column, is_last);
        size_t width = text_span_width(said.text);
        size_t missing = column->width > width + said.behind ? column->width - width - said.behind : 0;
        if (width == 0) {
            blank += column->width + TABLE_GAP;
            continue;
        }
        fprintf(page->stream, "%*s", (int)(blank + (column->is_left ? 0 : missing)), "");
        print_coloured(page, said.text, cells[i].colour);
        fputs(said.goes_on ? "..." : "", page->stream);
        blank = TABLE_GAP + said.behind + (column->is_left && !said.goes_on ? missing : 0);
    }
    putc('\n', page->stream);
}

static void print_cells(const struct page *page, const struct table_layout *layout, struct unsaid *cells)
{
    enum { MOST_LINES = 8 };
    bool any = true;
    for (size_t line = 0; any && line < MOST_LINES; line++) {
        print_cells_line(page, layout, cells, line + 1 == MOST_LINES);
        any = false;
        for (size_t i = 0; i < layout->n; i++) {
            any |= *cells[i].rest != '\0';
        }
    }
}

static enum status print_part(const struct page *page, const struct table_layout *layout, struct error *err)
{
    struct unsaid *cells = calloc(layout->n + 1, sizeof *cells);
    if (cells == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < layout->n; i++) {
        const struct table_column *column = &layout->columns[i];
        cells[i].rest = column->is_bar ? "" : layout->report->columns[column->column].name;
    }
    print_cells(page, layout, cells);
    for (size_t row = 0; row < layout->n_rows; row++) {
        for (size_t i = 0; i < layout->n; i++) {
            const struct table_column *column = &layout->columns[i];
            cells[i].rest = table_cell(layout, column, row, cells[i].room);
            cells[i].colour = colour_of(layout->report->columns[column->column].tone,
                                        table_cell_at(layout, row, column->column));
        }
        print_cells(page, layout, cells);
    }
    free(cells);
    return OK;
}

/* ---- parts ---- */

/* Goes on in the line, of which `used` columns are, or in others that are set in; returns the columns used.
 */
static size_t print_item(const struct page *page, const char *item, size_t used)
{
    enum { SET_IN = 2, SEMICOLON = 1 };
    const char *separator = ";\n  ";
    if (used == 0) {
        separator = "";
    } else if (used + SET_IN + text_width(item) + SEMICOLON <= page->width) {
        separator = "; ";
        used += SET_IN;
    } else {
        used = SET_IN;
    }
    fputs(separator, page->stream);
    for (bool first = true; first || *item != '\0'; first = false) {
        used = first ? used : SET_IN;
        fputs(first ? "" : "\n  ", page->stream);
        struct span line = text_line(&item, page->width - used - SEMICOLON);
        print_text(page, line);
        used += text_span_width(line);
    }
    return used;
}

/* What is told once, above the part: "measure latency_s; n 20". */
static enum status print_heading(const struct page *page, const struct table_layout *layout,
                                 struct error *err)
{
    const struct report *report = layout->report;
    struct text item = {0};
    size_t used = 0;
    enum status status = OK;
    for (size_t column = 0; status == OK && column < report->n_columns; column++) {
        if (table_tells_above(layout, column)) {
            const struct table_column as_it_is = {.column = column};
            char room[TABLE_CELL_BYTES];
            const char *said = table_cell(layout, &as_it_is, 0, room);
            item.n = 0;
            status = text_print(&item, err, "%s %s", report->columns[column].name,
                                strcmp(said, "-") == 0 ? "unknown" : said);
            used = status == OK ? print_item(page, item.bytes, used) : used;
        }
    }
    fputs(used > 0 ? "\n\n" : "", page->stream);
    text_release(&item);
    return status;
}

/* The rows of a report, those of one part after the other. */
struct parts {
    bool *tells;  /* columns that are told above their part: rows of one part have the same values of them */
    size_t *rows; /* all, in that order */
    size_t *starts, n; /* n + 1: where each part begins in them, and their number */
    size_t *part_of;   /* each row's part */
};

static bool are_of_one_part(const struct report *report, const bool *tells, size_t a, size_t b)
{
    const struct cell *of_a = &report->cells[a * report->n_columns];
    const struct cell *of_b = &report->cells[b * report->n_columns];
    for (size_t i = 0; i < report->n_columns; i++) {
        if (tells[i] && of_a[i].kind == CELL_TEXT &&
            (of_b[i].kind != CELL_TEXT || strcmp(of_a[i].text, of_b[i].text) != 0)) {
            return false;
        }
    }
    return true;
}

static void sort_into_parts(const struct report *report, struct parts *parts)
{
    size_t *firsts = parts->rows; /* the first row of each part, meanwhile */
    parts->n = 0;
    for (size_t row = 0; row < report->rows; row++) {
        size_t part = parts->n;
        while (part > 0 && !are_of_one_part(report, parts->tells, firsts[part - 1], row)) {
            part--;
        }
        if (part == 0) {
            firsts[parts->n++] = row;
            part = parts->n;
        }
        parts->part_of[row] = part - 1;
    }
    size_t sorted = 0;
    for (size_t part = 0; part < parts->n; part++) {
        parts->starts[part] = sorted;
        for (size_t row = 0; row < report->rows; row++) {
            if (parts->part_of[row] == part) {
                parts->rows[sorted++] = row;
            }
        }
    }
    parts->starts[parts->n] = sorted;
}

/* Has the column told above the parts too, unless that leaves parts of one row. */
static bool split_by(const struct report *report, struct parts *parts, size_t column)
{
    if (parts->tells[column]) {
        return false;
    }
    parts->tells[column] = true;
    sort_into_parts(report, parts);
    if (2 * parts->n > report->rows) {
        parts->tells[column] = false;
        sort_into_parts(report, parts);
    }
    return parts->tells[column];
}

static enum status lay_out_part(const struct page *page, const struct report *report,
                                const struct parts *parts, size_t part, struct table_layout *layout,
                                struct error *err)
{
    *layout = (struct table_layout){.report = report,
                                    .rows = parts->rows + parts->starts[part],
                                    .n_rows = parts->starts[part + 1] - parts->starts[part],
                                    .tells = parts->tells};
    return table_lay_out(layout, page->width, terminal_is_utf8(page->stream), err);
}

static enum status look_for_squeezed(const struct page *page, const struct report *report,
                                     const struct parts *parts, bool *squeezed, struct error *err)
{
    enum status status = OK;
    *squeezed = false;
    for (size_t part = 0; status == OK && !*squeezed && part < parts->n; part++) {
        struct table_layout layout;
        status = lay_out_part(page, report, parts, part, &layout, err);
        *squeezed = layout.is_squeezed;
        table_layout_release(&layout);
    }
    return status;
}

/* Parts by the columns of sections, and by as many factors, from the first, as it takes to have room. */
static enum status choose_parts(const struct page *page, const struct report *report, struct parts *parts,
                                struct error *err)
{
    sort_into_parts(report, parts);
    for (size_t i = 0; i < report->n_columns; i++) {
        if (report->columns[i].is_section) {
            split_by(report, parts, i);
        }
    }
    bool squeezed = true;
    for (size_t i = 0; i < report->n_columns && report->columns[i].is_factor; i++) {
        enum status status = squeezed ? look_for_squeezed(page, report, parts, &squeezed, err) : OK;
        if (status != OK || !squeezed) {
            return status;
        }
        split_by(report, parts, i);
    }
    return OK;
}

static enum status print_parts(const struct page *page, const struct report *report,
                               const struct parts *parts, bool *left_out, struct error *err)
{
    enum status status = OK;
    for (size_t part = 0; status == OK && part < parts->n; part++) {
        struct table_layout layout;
        status = lay_out_part(page, report, parts, part, &layout, err);
        for (size_t i = 0; status == OK && i < report->n_columns; i++) {
            left_out[i] |= layout.left_out[i];
        }
        if (part > 0) {
            putc('\n', page->stream);
        }
        if (status == OK) {
            status = print_heading(page, &layout, err);
        }
        if (status == OK) {
            status = print_part(page, &layout, err);
        }
        table_layout_release(&layout);
    }
    return status;
}

/* ---- the whole ---- */

/* "not shown at 80 columns: sd, min; --wide shows all" */
static enum status print_left_out(const struct page *page, const struct report *report, const bool *left_out,
                                  bool is_last, struct error *err)
{
    struct text line = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < report->n_columns; i++) {
        if (left_out[i]) {
            status = line.n == 0 ? text_print(&line, err, "not shown at %zu columns: %s", page->width,
                                              report->columns[i].name)
                                 : text_print(&line, err, ", %s", report->columns[i].name);
        }
    }
    if (status == OK && line.n > 0) {
        status = text_print(&line, err, "; --wide shows all\n");
    }
    if (status == OK && line.n > 0) {
        status = print_wrapped(page, line.bytes, err);
        fputs(is_last ? "" : "\n", page->stream);
    }
    text_release(&line);
    return status;
}

static enum status print_one(const struct page *page, const struct report *report, bool is_last,
                             struct error *err)
{
    bool *marks = calloc(2 * report->n_columns + 1, sizeof *marks), *left_out = marks;
    size_t *room = calloc(3 * report->rows + 2, sizeof *room);
    enum status status = marks == NULL || room == NULL ? error_no_memory(err) : OK;
    struct parts parts = {0};
    if (status == OK) {
        parts = (struct parts){.tells = marks + report->n_columns,
                               .rows = room,
                               .part_of = room + report->rows,
                               .starts = room + 2 * report->rows};
        status = choose_parts(page, report, &parts, err);
    }
    if (status == OK && report->heading != NULL) {
        fprintf(page->stream, "%s\n\n", report->heading);
    }
    if (status == OK) {
        status = print_parts(page, report, &parts, left_out, err);
    }
    if (status == OK) {
        putc('\n', page->stream);
        status = print_left_out(page, report, left_out, is_last, err);
    }
    free(marks);
    free(room);
    return status;
}

static enum status print_notes(const struct page *page, const struct report *report, struct error *err)
{
    return report->notes.n > 0 ? print_wrapped(page, report->notes.bytes, err) : OK;
}

/* All tables, and below them what is said of them. */
static enum status print_table(const struct page *page, const struct report *report, struct error *err)
{
    enum status status = print_one(page, report, report->n_also == 0, err);
    for (size_t i = 0; status == OK && i < report->n_also; i++) {
        status = print_one(page, &report->also[i], i + 1 == report->n_also, err);
    }
    for (size_t i = 0; status == OK && i < report->n_also; i++) {
        status = print_notes(page, &report->also[i], err);
    }
    return status == OK ? print_notes(page, report, err) : status;
}

static enum status write_table(const struct report *report, FILE *stream, struct error *err)
{
    const struct page page = {stream, terminal_width(stream), terminal_has_colour(stream)};
    return print_table(&page, report, err);
}

static enum status write_wide(const struct report *report, FILE *stream, struct error *err)
{
    enum { ANY_WIDTH = 1000000000 };
    const struct page page = {stream, ANY_WIDTH, terminal_has_colour(stream)};
    return print_table(&page, report, err);
}

const struct format format_table = {.name = "table", .write = write_table};
const struct format format_wide = {.name = "wide", .write = write_wide};
