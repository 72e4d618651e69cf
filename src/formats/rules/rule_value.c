#include "formats/rules/rule_value.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/unit_name.h"
#include "read/cells.h"

enum { SHOWN = 40 };

/* A value that is being read. */
struct reading {
    const struct rule_source *source;
    const struct rule_value *value;
    const struct rule_path *path; /* where it was found */
    struct rule_cell cell;
};

/* In CSV the place tells the column. */
static enum status complain(const struct reading *reading, const char *expected, struct error *err)
{
    struct rule_cell cell = reading->cell;
    const struct rule_source *source = reading->source;
    assert(reading->path != NULL); /* it was found */
    const char *where = reading->path->text;
    if (!rule_cell_spell(&cell)) {
        return rule_cell_error(source, reading->path, err, "found no such value in '%.40s', expected %s",
                               where, expected);
    }
    int shown = cell.n > SHOWN ? SHOWN : (int)cell.n;
    return source->record != NULL
               ? rule_cell_error(source, reading->path, err, "found '%.*s', expected %s", shown, cell.text,
                                 expected)
               : rule_cell_error(source, reading->path, err, "found '%.*s' in '%.40s', expected %s", shown,
                                 cell.text, where, expected);
}

/* ---- numbers ---- */

/* The unit that another value of the row names, such as "ms", "Milliseconds" or "ms/op". */
static enum status read_named_unit(const struct reading *reading, enum unit *unit, struct error *err)
{
    const struct rule_path *path = reading->value->unit_from;
    struct rule_cell cell;
    bool found = rule_cell_find(reading->source, path, &cell) && rule_cell_spell(&cell);
    size_t n = found ? strcspn(cell.text, "/") : 0;
    *unit = found ? unit_find(cell.text, n, PICOSECONDS, SECONDS) : NO_UNIT;
    *unit = found && *unit == NO_UNIT ? unit_name_find(cell.text, n) : *unit;
    return *unit != NO_UNIT ? OK
                            : rule_cell_error(reading->source, path, err,
                                              "found the unit '%.40s', expected a time such as ns",
                                              found ? cell.text : "");
}

static enum status divide(const struct reading *reading, enum unit unit, double *number, struct error *err)
{
    struct reading divisor = *reading;
    double total, n = NAN;
    divisor.path = reading->value->divided_by;
    enum status status =
        rule_cell_number(reading->source, reading->path, &reading->cell, NO_UNIT, &total, err);
    if (status != OK) {
        return status;
    }
    if (!rule_cell_find(reading->source, divisor.path, &divisor.cell)) {
        return rule_cell_error(reading->source, divisor.path, err, "found no '%.40s', expected a number",
                               divisor.path->text);
    }
    status = rule_cell_number(reading->source, divisor.path, &divisor.cell, NO_UNIT, &n, err);
    if (status == OK && !(n > 0)) {
        return complain(&divisor, "more than 0", err);
    }
    *number = unit_seconds_of_each(total, n, unit);
    return status;
}

/* A time in the unit that the value names, or in the first of several in which it is not far below a time
 * that it contains. */
static enum status read_time(const struct reading *reading, const struct table *table, double *number,
                             struct error *err)
{
    const struct rule_value *value = reading->value;
    enum unit unit = value->units[0];
    enum status status = value->unit_from != NULL ? read_named_unit(reading, &unit, err) : OK;
    if (status == OK && value->divided_by != NULL) {
        return divide(reading, unit, number, err);
    }
    if (status == OK) {
        status = rule_cell_number(reading->source, reading->path, &reading->cell, unit, number, err);
    }
    double inner = value->within == RULE_NO ? NAN : table->columns[value->within].values[table->rows];
    for (size_t i = 1; status == OK && i < value->n_units && *number < inner / 2; i++) {
        status =
            rule_cell_number(reading->source, reading->path, &reading->cell, value->units[i], number, err);
    }
    return status;
}

/* A whole number of units, exactly. */
static bool read_whole(const struct rule_cell *cell, long long *whole)
{
    enum { MOST_DIGITS = 19 }; /* so many fit in 64 bits without a sign */
    if (cell->value != NULL && json_is_integer(cell->value)) {
        *whole = json_integer_value(cell->value);
        return *whole >= 0;
    }
    bool digits = cell->text != NULL && cell->n > 0 && strspn(cell->text, "0123456789") == cell->n;
    unsigned long long number =
        digits && cell->n <= MOST_DIGITS ? strtoull(cell->text, NULL, 10) : ULLONG_MAX;
    *whole = number <= LLONG_MAX ? (long long)number : -1;
    return number <= LLONG_MAX;
}

/* The time from another value of the row to this one, whose difference is rounded once. */
static enum status read_since(const struct reading *reading, double *number, struct error *err)
{
    const struct rule_value *value = reading->value;
    const struct rule_cell *end = &reading->cell;
    struct reading start = *reading;
    long long from, to;
    double from_s;
    start.path = value->since;
    if (!rule_cell_find(start.source, start.path, &start.cell)) {
        return rule_cell_error(start.source, start.path, err, "found no '%.40s', expected when it began",
                               start.path->text);
    }
    if (value->form == RULE_DATE) {
        const struct reading *bad =
            end->text == NULL || !date_parse(end->text, end->n, number) ? reading : &start;
        bool good = end->text != NULL && start.cell.text != NULL &&
                    date_between(start.cell.text, start.cell.n, end->text, end->n, number);
        return good ? OK : complain(bad, "a date (RFC 3339)", err);
    }
    if (read_whole(&start.cell, &from) && read_whole(end, &to)) {
        *number = unit_seconds_of_decimal((double)(to - from), value->units[0]);
        return OK;
    }
    enum status status =
        rule_cell_number(start.source, start.path, &start.cell, value->units[0], &from_s, err);
    if (status == OK) {
        status = rule_cell_number(reading->source, reading->path, end, value->units[0], number, err);
    }
    *number -= status == OK ? from_s : 0;
    return status;
}

/* Seconds, or thousandths of them and smaller: told apart by size, as none was in this century what the
 * others say. */
static enum status read_epoch(const struct reading *reading, double *number, struct error *err)
{
    const struct rule_cell *cell = &reading->cell;
    if (cell->text != NULL && memchr(cell->text, ':', cell->n) != NULL) {
        return date_parse(cell->text, cell->n, number) ? OK : complain(reading, "a date (RFC 3339)", err);
    }
    enum status status = rule_cell_number(reading->source, reading->path, cell, SECONDS, number, err);
    enum unit unit = *number > 1e17   ? NANOSECONDS
                     : *number > 1e14 ? MICROSECONDS
                     : *number > 1e11 ? MILLISECONDS
                                      : SECONDS;
    return status == OK && unit != SECONDS
               ? rule_cell_number(reading->source, reading->path, cell, unit, number, err)
               : status;
}

static enum status read_form(const struct reading *reading, const struct table *table, double *number,
                             struct error *err)
{
    static const struct cell_form written = {.style = CELLS_UNITS};
    const struct rule_cell *cell = &reading->cell;
    if (reading->value->since != NULL) {
        return read_since(reading, number, err);
    }
    switch (reading->value->form) {
    case RULE_NUMBER:
        return reading->value->divided_by != NULL
                   ? divide(reading, NO_UNIT, number, err)
                   : rule_cell_number(reading->source, reading->path, cell, NO_UNIT, number, err);
    case RULE_TIME:
        return read_time(reading, table, number, err);
    case RULE_DATE:
        return cell->text != NULL && date_parse(cell->text, cell->n, number)
                   ? OK
                   : complain(reading, "a date (RFC 3339)", err);
    case RULE_EPOCH:
        return read_epoch(reading, number, err);
    case RULE_WRITTEN:
        return cell->text != NULL && cells_parse(cell->text, cell->n, &written, number)
                   ? OK
                   : complain(reading, "a time such as 0.125s", err);
    }
    return OK;
}

static bool is_digits(const struct rule_value *value, const struct rule_cell *cell)
{
    return value->most_digits == 0 || (cell->n >= value->least_digits && cell->n <= value->most_digits &&
                                       strspn(cell->text, "0123456789") == cell->n);
}

static enum status complain_of_digits(const struct reading *reading, struct error *err)
{
    const struct rule_value *value = reading->value;
    char expected[48];
    snprintf(expected, sizeof expected,
             value->least_digits == value->most_digits ? "%zu digits" : "%zu to %zu digits",
             value->least_digits, value->most_digits);
    return complain(reading, expected, err);
}

/* Whether the value says by its number that there is none. */
static enum status is_missing(const struct reading *reading, bool *missing, struct error *err)
{
    double number;
    *missing = false;
    if (!reading->value->has_missing && !reading->value->numeric) {
        return OK;
    }
    enum status status =
        rule_cell_number(reading->source, reading->path, &reading->cell, NO_UNIT, &number, err);
    *missing = status == OK && reading->value->has_missing && number == reading->value->missing;
    return status;
}

enum status rule_value_miss(const struct rule_source *source, const struct rule_value *value,
                            struct error *err)
{
    const struct rule_path *path = &value->paths[0];
    const char *kind = value->form == RULE_NUMBER ? "value" : value->form == RULE_TIME ? "time" : "date";
    return source->record != NULL
               ? rule_cell_error(source, path, err, "found no value, expected one in column '%.40s'",
                                 path->text)
               : rule_cell_error(source, path, err, "found no '%.40s', expected a %s there", path->text,
                                 value->form == RULE_WRITTEN ? "time" : kind);
}

/* Finds the value; *found is false where there is none. What it must look like has been checked then. */
static enum status find_value(struct reading *reading, bool *found, struct error *err)
{
    const struct rule_value *value = reading->value;
    bool missing = false;
    reading->path = rule_cell_find_any(reading->source, value->paths, value->n_paths, &reading->cell);
    *found = reading->path != NULL;
    if (!*found) {
        return value->required ? rule_value_miss(reading->source, value, err) : OK;
    }
    enum status status = is_missing(reading, &missing, err);
    *found = !missing;
    return status == OK && *found && value->most_digits > 0 &&
                   (!rule_cell_spell(&reading->cell) || !is_digits(value, &reading->cell))
               ? complain_of_digits(reading, err)
               : status;
}

static enum status check_number(const struct reading *reading, double number, struct error *err)
{
    double least = reading->value->least;
    char expected[NUMBER_TEXT + 16] = "at least ";
    size_t n = strlen(expected);
    if (number < 0) {
        return complain(reading,
                        reading->value->form == RULE_NUMBER ? "a number that is not negative"
                                                            : "a time that is not negative",
                        err);
    }
    if (number < least) {
        expected[n + number_write(least, expected + n)] = '\0';
        return complain(reading, expected, err);
    }
    return OK;
}

enum status rule_value_number(const struct rule_source *source, const struct rule_value *value,
                              const struct table *table, double *number, struct error *err)
{
    struct reading reading = {.source = source, .value = value};
    bool found = false;
    *number = NAN;
    if (value->of_key) {
        const struct json_spot *spot = source->bound[value->paths[0].n];
        *number = (double)(spot->index + 1);
        return spot->key == NULL || (number_parse(spot->key, strlen(spot->key), number) && *number >= 0)
                   ? OK
                   : json_spot_error(spot, err, "found the key '%.40s', expected a number", spot->key);
    }
    enum status status = find_value(&reading, &found, err);
    if (status != OK || !found || (status = read_form(&reading, table, number, err)) != OK ||
        (status = check_number(&reading, *number, err)) != OK) {
        return status;
    }
    if (value->minus != RULE_NO) {
        *number -= table->columns[value->minus].values[table->rows];
    }
    return OK;
}

/* ---- texts ---- */

static const char *find_meaning(const struct rule_value *value, const char *text, size_t n)
{
    for (size_t i = 0; i < value->n_words; i++) {
        const char *word = value->words[i].word;
        if (strcmp(word, "*") == 0 || (strlen(word) == n && strncasecmp(word, text, n) == 0)) {
            return value->words[i].meaning;
        }
    }
    return NULL;
}

/* Says which words there may be, if they are few. */
static enum status complain_of_word(const struct reading *reading, struct error *err)
{
    const struct rule_value *value = reading->value;
    struct text expected = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < value->n_words && expected.n < SHOWN; i++) {
        status = text_print(&expected, err, "%s%s", i == 0 ? "" : " or ", value->words[i].word);
    }
    status = status == OK ? complain(reading, expected.bytes, err) : status;
    text_release(&expected);
    return status;
}

/* The text that a factor's cell is to have, of *n bytes; NULL where there is none. */
static enum status find_text(struct reading *reading, const char **text, size_t *n, struct error *err)
{
    const struct rule_value *value = reading->value;
    bool found = false;
    *text = value->of_key ? reading->source->bound[value->paths[0].n]->key : value->is;
    *n = *text == NULL ? 0 : strlen(*text);
    if (value->of_key || value->is != NULL) {
        return OK;
    }
    enum status status = find_value(reading, &found, err);
    if (status != OK || !found) {
        return status;
    }
    if (!rule_cell_spell(&reading->cell)) {
        return complain(reading, "a text or a number", err);
    }
    *text = reading->cell.text;
    *n = reading->cell.n;
    return OK;
}

enum status rule_value_set_text(const struct rule_source *source, const struct rule_value *value,
                                size_t target, struct table *table, bool *set, struct error *err)
{
    struct reading reading = {.source = source, .value = value};
    const char *text;
    size_t n;
    enum status status = find_text(&reading, &text, &n, err);
    if (status == OK && text != NULL && value->n_words > 0) {
        text = find_meaning(value, text, n);
        if (text == NULL) {
            return complain_of_word(&reading, err);
        }
        n = strlen(text);
    }
    *set = status == OK && n > 0;
    if (!*set) {
        return status;
    }
    struct place place = {0};
    if (value->n_paths > 0) {
        place = rule_cell_place(source, &value->paths[0]);
    }
    return record_set_text(table, target, text, n, &place, err);
}
