#include "read/cells.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "base/unit_name.h"

enum { LONGEST = 64 };

/* ---- one cell ---- */

/* The cell without its group marks and with a point for its decimal mark; false when groups are not of three
 * digits, or it is too long. */
static bool normalise(const char *cell, size_t n, char group, char decimal, char text[LONGEST],
                      size_t *length)
{
    size_t digits = 0, groups = 0;
    bool behind = false;
    *length = 0;
    if (n >= LONGEST) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool is_group = group != '\0' && !behind && (cell[i] == group || (group == ',' && cell[i] == ' '));
        if (is_group && (groups > 0 ? digits != 3 : digits < 1 || digits > 3)) {
            return false;
        }
        if (is_group) {
            groups++;
            digits = 0;
            continue;
        }
        if (cell[i] == decimal || cell[i] == 'e' || cell[i] == 'E') {
            if (groups > 0 && !behind && digits != 3) {
                return false;
            }
            behind = true;
        } else if (cell[i] == '.' || cell[i] == ',') {
            return false;
        }
        digits += isdigit((unsigned char)cell[i]) != 0;
        text[(*length)++] = cell[i] == decimal ? '.' : cell[i];
    }
    return groups == 0 || behind || digits == 3;
}

static bool parse_normalised(const char *cell, size_t n, char group, char decimal, enum unit unit,
                             double *value)
{
    char text[LONGEST];
    size_t length;
    return normalise(cell, n, group, decimal, text, &length) && unit_parse_seconds(text, length, unit, value);
}

/* "30 ms", "1.5s", and "1m30s" as Go writes it, whose parts are whole but the last; seconds. */
static bool parse_units(const char *cell, size_t n, double *seconds)
{
    double sum = 0;
    size_t parts = 0;
    for (size_t i = 0; i < n; parts++) {
        size_t start = i, end;
        while (i < n && (isdigit((unsigned char)cell[i]) || strchr(".+-", cell[i]) != NULL)) {
            i++;
        }
        end = i;
        while (i < n && cell[i] == ' ') {
            i++;
        }
        size_t word = i;
        while (i < n && !isdigit((unsigned char)cell[i]) && cell[i] != ' ' && cell[i] != '.') {
            i++;
        }
        enum unit unit = i == word ? NO_UNIT : unit_name_find(cell + word, i - word);
        unit = unit != NO_UNIT ? unit : unit_find(cell + word, i - word, MINUTES, HOURS);
        double part;
        if (unit == NO_UNIT || !unit_parse_seconds(cell + start, end - start, unit, &part) ||
            (parts > 0 && signbit(part))) {
            return false;
        }
        sum = parts == 0 ? part : sum + part;
    }
    *seconds = sum;
    return parts > 0;
}

bool cells_parse(const char *cell, size_t n, enum cell_style style, enum unit unit, double *value)
{
    switch (style) {
    case CELLS_PLAIN:
        return unit_parse_seconds(cell, n, unit, value);
    case CELLS_COMMA:
        return parse_normalised(cell, n, '\0', ',', unit, value);
    case CELLS_GROUPS:
        return parse_normalised(cell, n, ',', '.', unit, value);
    case CELLS_GROUPS_COMMA:
        return parse_normalised(cell, n, '.', ',', unit, value);
    case CELLS_UNITS:
        return parse_units(cell, n, value);
    case CELLS_DATES:
        return date_parse(cell, n, value);
    }
    return false;
}

/* ---- a column ---- */

/* "007" and huge integers are labels. */
static bool is_quantity(const char *cell, size_t n)
{
    double number;
    if (!number_parse(cell, n, &number)) {
        return false;
    }
    const char *digits = cell + (cell[0] == '-' || cell[0] == '+');
    bool padded = digits[0] == '0' && n > 1 && isdigit((unsigned char)digits[1]);
    bool whole = memchr(cell, '.', n) == NULL && memchr(cell, 'e', n) == NULL && memchr(cell, 'E', n) == NULL;
    return !padded && !(whole && fabs(number) > 9007199254740992.0);
}

static size_t count(const char *cell, size_t n, char c)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        found += cell[i] == c;
    }
    return found;
}

void cells_look(struct cells_seen *seen, const char *cell, size_t n)
{
    double value;
    seen->cells++;
    if (is_quantity(cell, n)) { /* which is that in the others, too, unless its point is a group's mark */
        bool group = cells_parse(cell, n, CELLS_GROUPS_COMMA, NO_UNIT, &value);
        bool point = memchr(cell, '.', n) != NULL;
        seen->numbers++;
        seen->commas += !point;
        seen->groups++;
        seen->groups_comma += group;
        seen->surely_groups += point;
        return;
    }
    if (number_parse(cell, n, &value)) { /* a label */
        return;
    }
    if (!isdigit((unsigned char)cell[0]) && strchr("+-.,", cell[0]) == NULL) {
        return;
    }
    size_t commas = count(cell, n, ',');
    bool comma = commas == 1 && cells_parse(cell, n, CELLS_COMMA, NO_UNIT, &value);
    bool groups = cells_parse(cell, n, CELLS_GROUPS, NO_UNIT, &value);
    seen->commas += comma;
    seen->groups += groups;
    seen->groups_comma += cells_parse(cell, n, CELLS_GROUPS_COMMA, NO_UNIT, &value);
    seen->surely_comma += comma && !groups;
    seen->surely_groups += groups && !comma;
    seen->units += parse_units(cell, n, &value);
    seen->dates += date_parse(cell, n, &value);
}

bool cells_find_style(const struct cells_seen *seen, char separator, enum cell_style *style)
{
    size_t n = seen->cells;
    if (n == 0) {
        return false;
    }
    if (seen->numbers == n) {
        *style = CELLS_PLAIN;
    } else if (seen->units == n) {
        *style = CELLS_UNITS;
    } else if (seen->dates == n) {
        *style = CELLS_DATES;
    } else if (seen->commas == n && (seen->surely_comma > 0 || (seen->groups == n && separator != ','))) {
        *style = CELLS_COMMA;
    } else if (seen->groups == n) {
        *style = CELLS_GROUPS;
    } else if (seen->groups_comma == n) {
        *style = CELLS_GROUPS_COMMA;
    } else {
        return false;
    }
    return true;
}

const char *cells_describe(enum cell_style style)
{
    static const char *const words[] = {
        [CELLS_PLAIN] = NULL,
        [CELLS_COMMA] = "with decimal commas",
        [CELLS_GROUPS] = "with marks between thousands",
        [CELLS_GROUPS_COMMA] = "with points between thousands and decimal commas",
        [CELLS_UNITS] = "with their units",
        [CELLS_DATES] = "as dates, taken for UTC where they say no zone",
    };
    return words[style];
}
