#include "figure/script_points.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"

enum {
    FEW_POINTS = 2000, /* whose script is small with all their digits */
    SEEN_DIGITS = 5,   /* of what spans the axis: no image has 10,000 dots to be told apart */
    ALL_DIGITS = 17
};

enum status script_number(struct text *script, double value, struct error *err)
{
    char text[NUMBER_TEXT];
    return isnan(value) ? text_append(script, "NaN", 3, err)
                        : text_append(script, text, number_write(value, text), err);
}

static size_t count_columns(const char *columns)
{
    size_t n = 1;
    for (const char *c = columns; *c != '\0'; c++) {
        n += *c == ' ';
    }
    return n;
}

static double point_value(const struct point *point, size_t column)
{
    const double first[] = {point->x, point->y, point->low, point->high};
    enum { FIRST = sizeof first / sizeof *first };
    return column < FIRST ? first[column] : point->more[column - FIRST];
}

struct ends {
    double least, most; /* NaN: there is none */
};

static struct ends find_ends(const struct script_points *points, size_t column)
{
    struct ends ends = {NAN, NAN};
    for (size_t i = 0; i < points->n; i++) {
        for (size_t p = 0; p < points->series[i]->n; p++) {
            double value = point_value(&points->series[i]->points[p], column);
            ends.least = fmin(ends.least, value); /* which pass over NaN */
            ends.most = fmax(ends.most, value);
        }
    }
    return ends;
}

enum status script_points_ends(const struct script_points *points, struct text *script, struct error *err)
{
    enum status status = OK;
    size_t n_values = count_columns(points->columns);
    for (int most = 0; status == OK && most < 2; most++) {
        status = text_print(script, err, "array %s[%zu] = [", most ? "most" : "least", n_values);
        for (size_t v = 0; status == OK && v < n_values; v++) {
            const struct ends ends = find_ends(points, v);
            status = v > 0 ? text_append(script, ", ", 2, err) : OK;
            status = status == OK ? script_number(script, most ? ends.most : ends.least, err) : status;
        }
        status = status == OK ? text_append(script, "]\n", 2, err) : status;
    }
    return status;
}

/* How many digits of a column's numbers can be seen: the more, the less they differ for their size. */
static int count_digits(const struct ends *ends)
{
    double span = ends->most - ends->least, size = fmax(fabs(ends->least), fabs(ends->most));
    double more = span > 0 ? ceil(log10(size / span)) : 0;
    return more > ALL_DIGITS - SEEN_DIGITS ? ALL_DIGITS : SEEN_DIGITS + (more > 0 ? (int)more : 0);
}

/* Counts stay what they are. */
static double round_to(double value, int digits)
{
    char text[NUMBER_TEXT];
    if (isnan(value) || value == floor(value)) {
        return value;
    }
    snprintf(text, sizeof text, "%.*g", digits, value);
    return strtod(text, NULL);
}

static enum status write_series(const struct series *series, const int *digits, size_t n_values,
                                struct text *script, struct error *err)
{
    enum status status = OK;
    for (size_t p = 0; status == OK && p < series->n; p++) {
        for (size_t v = 0; status == OK && v < n_values; v++) {
            status = script_number(script, round_to(point_value(&series->points[p], v), digits[v]), err);
            status = status == OK ? text_append(script, v + 1 < n_values ? " " : "\n", 1, err) : status;
        }
    }
    return status;
}

enum status script_points_write(const struct script_points *points, struct text *script, struct error *err)
{
    int digits[POINT_VALUES];
    size_t n_values = count_columns(points->columns), all = 0;
    for (size_t i = 0; i < points->n; i++) {
        all += points->series[i]->n;
    }
    for (size_t v = 0; v < n_values; v++) {
        const struct ends ends = find_ends(points, v);
        digits[v] = all > FEW_POINTS ? count_digits(&ends) : ALL_DIGITS;
    }
    enum status status =
        text_print(script, err, "# %s; a series is a block\n$data << EOD\n", points->columns);
    for (size_t i = 0; status == OK && i < points->n; i++) {
        status = i > 0 ? text_append(script, "\n\n", 2, err) : OK;
        status = status == OK ? write_series(points->series[i], digits, n_values, script, err) : status;
    }
    return status == OK ? text_print(script, err, "EOD\n") : status;
}
