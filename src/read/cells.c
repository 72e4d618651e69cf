#include "read/cells.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/number.h"
#include "base/unit_name.h"

enum { LONGEST = 64 };

/* ---- one cell ---- */

/* The length of a mark between thousands that may stand there; 0: none. Blanks of three widths that do not
 * break, and two apostrophes, are as good as a point or comma. */
static size_t mark_length(const char *at, size_t n, char group)
{
    static const char *const marks[] = {" ", "'", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x99"};
    if (group != '\0' && n > 0 && *at == group) {
        return 1;
    }
    for (size_t i = 0; group != '\0' && i < sizeof marks / sizeof *marks; i++) {
        size_t length = strlen(marks[i]);
        if (n >= length && memcmp(at, marks[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

/* The cell without its marks between thousands, which are all the same, and with a point for its decimal
 * mark; false when groups are not of three digits, or begin with a zero, or it is too long. */
static bool normalise(const char *cell, size_t n, char group, char decimal, char text[LONGEST],
                      size_t *length)
{
    size_t digits = 0, groups = 0;
    const char *mark = NULL;
    bool behind = false;
    *length = 0;
    if (n >= LONGEST) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        size_t width = behind ? 0 : mark_length(cell + i, n - i, group);
        if (width > 0) {
            bool first = groups == 0;
            bool good = first ? digits >= 1 && digits <= 3 && text[*length - digits] != '0'
                              : digits == 3 && memcmp(cell + i, mark, width) == 0;
            if (!good) {
                return false;
            }
            mark = cell + i;
            i += width - 1;
            groups++;
            digits = 0;
            continue;
        }
        bool is_exponent = cell[i] == 'e' || cell[i] == 'E';
        if (cell[i] == decimal || is_exponent) {
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

/* A number whose marks can be meant in one way only: "1,5" and "1,234.5", but not "1,234". */
static bool parse_certain(const char *cell, size_t n, enum unit unit, double *value)
{
    bool groups = parse_normalised(cell, n, ',', '.', unit, value);
    return groups ? memchr(cell, ',', n) == NULL || memchr(cell, '.', n) != NULL
                  : parse_normalised(cell, n, '\0', ',', unit, value);
}

static size_t skip_blanks(const char *cell, size_t n, size_t i)
{
    while (i < n && (cell[i] == ' ' || mark_length(cell + i, n - i, ' ') > 1)) {
        i += cell[i] == ' ' ? 1 : mark_length(cell + i, n - i, ' ');
    }
    return i;
}

/* Behind the number that begins at i, its exponent with it. */
static size_t skip_number(const char *cell, size_t n, size_t i)
{
    while (i < n && (isdigit((unsigned char)cell[i]) || strchr(".,+-", cell[i]) != NULL)) {
        i++;
    }
    size_t sign = i + 1 < n && (cell[i + 1] == '-' || cell[i + 1] == '+');
    if (i + 1 + sign < n && (cell[i] == 'e' || cell[i] == 'E') &&
        isdigit((unsigned char)cell[i + 1 + sign])) {
        return skip_number(cell, n, i + 1 + sign);
    }
    return i;
}

/* Behind hours, minutes and seconds from i on, "00:00:01.5", which are added; 0: they are none. */
static size_t take_clock(const char *cell, size_t n, size_t i, double *seconds)
{
    static const enum unit parts[] = {HOURS, MINUTES, SECONDS};
    for (size_t p = 0; p < 3; p++) {
        double part;
        size_t start = p == 0 ? i : i + 1;
        i = skip_number(cell, n, start);
        if (start >= i || (p < 2 && (i >= n || cell[i] != ':')) ||
            !unit_parse_seconds(cell + start, i - start, parts[p], &part)) {
            return 0;
        }
        *seconds += part;
    }
    return i;
}

/* Whether the cell is of days, as pandas writes durations, "0 days 00:00:01.5", or .NET "00:00:01.5000000".
 */
static bool parse_clock(const char *cell, size_t n, double *seconds)
{
    size_t i = strcspn(cell, " "), end = i + (i + 5 < n && strncmp(cell + i, " days", 5) == 0 ? 5 : 4);
    *seconds = 0;
    if (memchr(cell, ':', i) != NULL) {
        return isdigit((unsigned char)*cell) && take_clock(cell, n, 0, seconds) == n;
    }
    if (end > n || strncmp(cell + i, " day", 4) != 0 || !number_parse(cell, i, seconds)) {
        return false;
    }
    *seconds *= 86400;
    return end == n || take_clock(cell, n, skip_blanks(cell, n, end), seconds) == n;
}

/* "PT1.5S" and "P0DT0H0M1.5S" of ISO 8601, as Java and pandas' JSON write durations; without months. */
static bool parse_iso(const char *cell, size_t n, double *seconds)
{
    static const struct {
        double seconds;
        char letter;
        bool timed; /* behind the T */
    } parts[] = {{86400, 'D', false}, {3600, 'H', true}, {60, 'M', true}, {1, 'S', true}};
    size_t i = 1, part = 0;
    bool timed = false, any = false;
    *seconds = 0;
    while (n > 2 && i < n) {
        double number;
        if (!timed && cell[i] == 'T') {
            timed = true;
            i++;
            continue;
        }
        size_t end = skip_number(cell, n, i);
        while (part < 4 && (end == n || parts[part].letter != cell[end] || parts[part].timed != timed)) {
            part++;
        }
        if (part == 4 || !number_parse(cell + i, end - i, &number)) {
            return false;
        }
        *seconds += number * parts[part++].seconds;
        any = true;
        i = end + 1;
    }
    return any;
}

/* "30 ms", "1.5s", "2 min 5 s", and "1m30s" as Go writes it; seconds. */
static bool parse_units(const char *cell, size_t n, double *seconds)
{
    char copy[LONGEST];
    double sum = 0;
    size_t parts = 0;
    if (n >= LONGEST) {
        return false;
    }
    memcpy(copy, cell, n);
    copy[n] = '\0';
    if (n > 0 && (copy[0] == 'P' ? parse_iso(copy, n, seconds) : parse_clock(copy, n, seconds))) {
        return true;
    }
    for (size_t i = 0; i < n; parts++) {
        size_t start = i, end = skip_number(cell, n, i), word = skip_blanks(cell, n, end);
        for (i = word; i < n && !isdigit((unsigned char)cell[i]) && cell[i] != ' ' && cell[i] != '.';) {
            i++;
        }
        enum unit unit = i == word ? NO_UNIT : unit_name_find(cell + word, i - word);
        unit = unit != NO_UNIT ? unit : unit_find(cell + word, i - word, MINUTES, HOURS);
        double part;
        if (unit == NO_UNIT || !parse_certain(cell + start, end - start, unit, &part) ||
            (parts > 0 && signbit(part))) {
            return false;
        }
        sum = parts == 0 ? part : sum + part;
        i = skip_blanks(cell, n, i);
    }
    *seconds = sum;
    return parts > 0;
}

/* "128 MB", "0.5GiB": MB, which have 1024 kB. */
static bool parse_size(const char *cell, size_t n, double *mb)
{
    size_t end = skip_number(cell, n, 0), word = skip_blanks(cell, n, end);
    int doublings;
    if (!unit_name_find_size(cell + word, n - word, &doublings) || !parse_certain(cell, end, NO_UNIT, mb)) {
        return false;
    }
    *mb = ldexp(*mb, doublings);
    return isfinite(*mb);
}

static bool parse_percent(const char *cell, size_t n, double *percent)
{
    size_t end = skip_number(cell, n, 0);
    return n > 0 && cell[n - 1] == '%' && skip_blanks(cell, n, end) == n - 1 &&
           parse_certain(cell, end, NO_UNIT, percent);
}

/* A date whose order is known; of one whose day and month are numbers, by the style. */
static bool parse_date(const char *cell, size_t n, const struct cell_form *form, double *epoch_s)
{
    struct date_spoken date = {0};
    if (!date_parse_zone(cell, n, &date.epoch_s, &date.zoned) &&
        (!date_parse_spoken(cell, n, form->style == CELLS_MONTHS_FIRST, &date) ||
         (date.ordered && form->style == CELLS_DATES))) {
        return false;
    }
    *epoch_s = date.epoch_s - (date.zoned ? 0 : form->zone_s);
    return true;
}

bool cells_parse(const char *cell, size_t n, const struct cell_form *form, double *value)
{
    switch (form->style) {
    case CELLS_PLAIN:
        return unit_parse_seconds(cell, n, form->unit, value);
    case CELLS_COMMA:
        return parse_normalised(cell, n, '\0', ',', form->unit, value);
    case CELLS_GROUPS:
        return parse_normalised(cell, n, ',', '.', form->unit, value);
    case CELLS_GROUPS_COMMA:
        return parse_normalised(cell, n, '.', ',', form->unit, value);
    case CELLS_UNITS:
        return parse_units(cell, n, value);
    case CELLS_SIZES:
        return parse_size(cell, n, value);
    case CELLS_PERCENT:
        return parse_percent(cell, n, value);
    case CELLS_DATES:
    case CELLS_DAYS_FIRST:
    case CELLS_MONTHS_FIRST:
        return parse_date(cell, n, form, value);
    }
    return false;
}

/* ---- a column ---- */

/* Whole numbers above this are not all doubles. */
static const double most_whole = 9007199254740992.0;

/* "007" and huge integers are labels. */
static bool is_quantity(const char *cell, size_t n, double number)
{
    const char *digits = cell + (cell[0] == '-' || cell[0] == '+');
    bool padded = digits[0] == '0' && n > 1 && isdigit((unsigned char)digits[1]);
    bool whole = memchr(cell, '.', n) == NULL && memchr(cell, 'e', n) == NULL && memchr(cell, 'E', n) == NULL;
    return !padded && !(whole && fabs(number) > most_whole);
}

static void note_size(struct cells_seen *seen, double number)
{
    bool first = seen->numbers + seen->large == 0;
    seen->least = first || number < seen->least ? number : seen->least;
    seen->most = first || number > seen->most ? number : seen->most;
    if (seen->n_few > CELLS_FEW) {
        return;
    }
    size_t i = 0;
    while (i < seen->n_few && seen->few[i] != number) {
        i++;
    }
    if (i == seen->n_few && seen->n_few++ < CELLS_FEW) {
        seen->few[i] = number;
    }
}

bool cells_are_few(const struct cells_seen *seen, size_t most)
{
    return seen->n_few <= most && seen->n_few <= CELLS_FEW;
}

/* A number that no double holds: "inf", "1e999". */
static bool is_past_doubles(const char *cell, size_t n)
{
    size_t sign = n > 0 && (cell[0] == '-' || cell[0] == '+'), e = sign;
    const char *word = cell + sign;
    if ((n - sign == 3 && strncasecmp(word, "inf", 3) == 0) ||
        (n - sign == 8 && strncasecmp(word, "infinity", 8) == 0)) {
        return true;
    }
    while (e < n && (isdigit((unsigned char)cell[e]) || cell[e] == '.')) {
        e++;
    }
    return e > sign && n - e > 3 && (cell[e] == 'e' || cell[e] == 'E') && skip_number(cell, n, sign) == n;
}

static void look_for_date(struct cells_seen *seen, const char *cell, size_t n)
{
    double value;
    struct date_spoken days = {.zoned = true}, months = {.zoned = true};
    bool date = date_parse_zone(cell, n, &value, &days.zoned), day_first = false, month_first = false;
    if (!date) {
        day_first = date_parse_spoken(cell, n, false, &days);
        month_first = date_parse_spoken(cell, n, true, &months);
        date = (day_first && !days.ordered) || (month_first && !months.ordered);
    }
    bool zoneless = (date || day_first) ? !days.zoned : month_first && !months.zoned;
    seen->dates += date;
    seen->days_first += day_first && !date;
    seen->months_first += month_first && !date;
    seen->zoneless += zoneless;
}

/* A cell that is no plain number in each of the other styles; whether it is one in any. */
static bool look_closer(struct cells_seen *seen, const char *cell, size_t n)
{
    const struct cell_form comma_form = {.style = CELLS_COMMA}, groups_form = {.style = CELLS_GROUPS},
                           both_form = {.style = CELLS_GROUPS_COMMA};
    double value;
    bool comma = cells_parse(cell, n, &comma_form, &value);
    bool groups = cells_parse(cell, n, &groups_form, &value);
    bool both = cells_parse(cell, n, &both_form, &value);
    bool units = parse_units(cell, n, &value), percent = parse_percent(cell, n, &value);
    bool sizes = seen->of_memory && parse_size(cell, n, &value);
    look_for_date(seen, cell, n);
    seen->commas += comma;
    seen->groups += groups;
    seen->groups_comma += both;
    seen->surely_comma += comma && !groups;
    seen->surely_groups += groups && !comma;
    seen->units += units;
    seen->clocks += units && memchr(cell, ':', n) != NULL && memchr(cell, 'd', n) == NULL;
    seen->sizes += sizes;
    seen->percent += percent;
    return comma || groups || both || units || sizes || percent || is_past_doubles(cell, n);
}

void cells_look(struct cells_seen *seen, const char *cell, size_t n)
{
    double value;
    bool number = number_parse(cell, n, &value);
    seen->cells++;
    if (number && is_quantity(cell, n, value)) { /* which is that in the others, too, unless its point is a
                                                    mark between thousands */
        const struct cell_form both = {.style = CELLS_GROUPS_COMMA};
        bool point = memchr(cell, '.', n) != NULL;
        note_size(seen, value);
        seen->fractions += floor(value) != value;
        seen->begins_plain |= seen->cells == 1;
        seen->numbers++;
        seen->commas += !point;
        seen->groups++;
        seen->groups_comma += cells_parse(cell, n, &both, &value);
        seen->surely_groups += point;
        seen->countable++;
        return;
    }
    if (number) { /* a label */
        note_size(seen, value);
        seen->large += value > most_whole;
    }
    bool begins = isdigit((unsigned char)cell[0]) || strchr("+-.,iIP", cell[0]) != NULL;
    begins |=
        isalpha((unsigned char)cell[0]) && memchr(cell, ':', n) != NULL; /* "Mon Jan 22 09:00:01 2024" */
    if (!number && begins && look_closer(seen, cell, n)) {
        seen->countable++;
        seen->begins_plain |= seen->cells == 1 && is_past_doubles(cell, n);
    } else if (seen->other[0] == '\0') {
        memcpy(seen->other, cell, n < sizeof seen->other ? n : sizeof seen->other - 1);
    }
}

bool cells_are_ambiguous(const struct cells_seen *seen)
{
    return seen->cells > 0 && seen->numbers == seen->cells && seen->surely_groups > 0 &&
           seen->groups_comma == seen->cells;
}

bool cells_find_style(const struct cells_seen *seen, char separator, char decimal, enum cell_style *style)
{
    size_t n = seen->cells, most = 0;
    bool comma = seen->surely_comma > 0 || (seen->groups == n && separator != ',');
    bool points = seen->surely_groups > 0 && seen->groups_comma < n;
    const struct {
        enum cell_style style;
        bool certain;
        size_t cells;
    } candidates[] = {
        {CELLS_PLAIN, decimal != ',' || points, seen->numbers},
        {CELLS_SIZES, true, seen->sizes},
        {CELLS_UNITS, true, seen->units},
        {CELLS_PERCENT, true, seen->percent},
        {CELLS_DATES, true, seen->dates},
        {CELLS_DAYS_FIRST, seen->days_first > seen->months_first, seen->days_first},
        {CELLS_MONTHS_FIRST, seen->months_first > seen->days_first, seen->months_first},
        {CELLS_COMMA, decimal == '\0' ? comma : decimal == ',', seen->commas},
        {CELLS_GROUPS, decimal != ',' && seen->groups > seen->numbers, seen->groups},
        {CELLS_GROUPS_COMMA, decimal != '.', seen->groups_comma},
    };
    *style = CELLS_PLAIN;
    if (n > 0 && seen->numbers == n && (decimal != ',' || points)) {
        return true;
    }
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        /* Where as many are of two styles, it is the second of these cells that is wrong. */
        size_t cells = candidates[i].cells;
        size_t rank = 2 * cells + ((candidates[i].style == CELLS_PLAIN) == seen->begins_plain);
        if (candidates[i].certain && cells > 0 && (cells == n || seen->countable == n) && rank > most) {
            most = rank;
            *style = candidates[i].style;
        }
    }
    return most > 0 || (n > 0 && seen->countable == n);
}

bool cells_are_dates(enum cell_style style)
{
    return style == CELLS_DATES || style == CELLS_DAYS_FIRST || style == CELLS_MONTHS_FIRST;
}

bool cells_are_unclear_dates(const struct cells_seen *seen)
{
    return seen->cells > 0 && seen->days_first == seen->cells && seen->months_first == seen->cells;
}

bool cells_have_commas(const struct cells_seen *seen, char separator)
{
    enum cell_style style;
    return seen->numbers < seen->cells && cells_find_style(seen, separator, '\0', &style) &&
           (style == CELLS_COMMA || style == CELLS_GROUPS_COMMA);
}

enum unit cells_find_epoch(const struct cells_seen *seen)
{
    static const double least_s = 1e9, most_s = 4e9; /* 2001 to 2096 */
    static const struct {
        enum unit unit;
        double per_second;
    } units[] = {{SECONDS, 1}, {MILLISECONDS, 1e3}, {MICROSECONDS, 1e6}, {NANOSECONDS, 1e9}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (seen->cells > 0 && seen->numbers + seen->large == seen->cells &&
            seen->least >= least_s * units[i].per_second && seen->most <= most_s * units[i].per_second) {
            return units[i].unit;
        }
    }
    return NO_UNIT;
}

const char *cells_describe(enum cell_style style)
{
    static const char *const words[] = {
        [CELLS_PLAIN] = NULL,
        [CELLS_COMMA] = "with a decimal comma",
        [CELLS_GROUPS] = "with marks between thousands",
        [CELLS_GROUPS_COMMA] = "with marks between thousands and a decimal comma",
        [CELLS_UNITS] = "with a unit of time",
        [CELLS_SIZES] = "with a unit of memory",
        [CELLS_PERCENT] = "with a percent sign",
        [CELLS_DATES] = "as a date",
        [CELLS_DAYS_FIRST] = "as a date, the day before the month",
        [CELLS_MONTHS_FIRST] = "as a date, the month before the day",
    };
    return words[style];
}
