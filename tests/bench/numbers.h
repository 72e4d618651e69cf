/*
 * The numbers that a program prints of the dump's groups, and whether two programs agree on them. Each prints
 * CSV with a header that names the columns below, in any order and among others. Also whether they agree on
 * the dump's rows. For speed.c.
 */
#ifndef FAASTAT_TESTS_NUMBERS_H
#define FAASTAT_TESTS_NUMBERS_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Relative: what is left of 15 printed digits after a sum of ten million terms in any order. */
static const double TOLERANCE = 1e-9;

/* sd has n - 1; a quantile is Hyndman and Fan's type 7. The first, counted, has to be the same. */
static const char *const number_names[] = {"n",   "mean", "sd",  "min", "max",
                                           "p50", "p90",  "p95", "p99", "p99.9"};
enum { NUMBERS = sizeof number_names / sizeof *number_names, MOST_GROUPS = 64, MOST_COLUMNS = 64 };

struct group_numbers {
    char key[64];           /* model,memory_mb, or the name of a request */
    double values[NUMBERS]; /* NaN: not printed */
};

struct numbers {
    struct group_numbers groups[MOST_GROUPS];
    size_t n;
};

/* Cuts a line of CSV at its commas; the columns that are looked for stand before any that is quoted. */
static inline size_t cut_cells(char *line, char **cells)
{
    size_t n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *cell = line; cell != NULL && n < MOST_COLUMNS;) {
        cells[n++] = strsep(&cell, ",");
    }
    return n;
}

static inline size_t find_cell(const char *name, char *const *cells, size_t n)
{
    size_t i = 0;
    while (i < n && strcmp(cells[i], name) != 0) {
        i++;
    }
    return i;
}

/* The column that names a group, by itself unless it is `model`. */
static inline size_t find_name(char *const *cells, size_t n)
{
    static const char *const names[] = {"model", "label", "name"};
    size_t i = 0, found = n;
    while (i < sizeof names / sizeof *names && (found = find_cell(names[i], cells, n)) == n) {
        i++;
    }
    return found;
}

/* False when the file has no such columns, or a line of them that is no number. */
static inline bool read_numbers(const char *path, struct numbers *numbers)
{
    FILE *file = fopen(path, "r");
    char *line = NULL, *cells[MOST_COLUMNS];
    size_t size = 0, columns[NUMBERS], model = 0, memory_mb = 0;
    bool by_size = false;
    bool good = file != NULL && getline(&line, &size, file) > 0;
    numbers->n = 0;
    if (good) {
        size_t n = cut_cells(line, cells);
        model = find_name(cells, n);
        memory_mb = find_cell("memory_mb", cells, n);
        by_size = memory_mb < n;
        for (size_t i = 0; i < NUMBERS; i++) {
            columns[i] = find_cell(number_names[i], cells, n);
        }
        good = model < n;
    }
    while (good && getline(&line, &size, file) > 0) {
        size_t n = cut_cells(line, cells);
        struct group_numbers *group = &numbers->groups[numbers->n++];
        good = numbers->n < MOST_GROUPS && model < n && (!by_size || memory_mb < n);
        if (good) {
            snprintf(group->key, sizeof group->key, "%s,%s", cells[model], by_size ? cells[memory_mb] : "");
        }
        for (size_t i = 0; good && i < NUMBERS; i++) {
            char *end = NULL;
            group->values[i] = columns[i] < n ? strtod(cells[columns[i]], &end) : NAN;
            good = columns[i] >= n || (end != cells[columns[i]] && *end == '\0');
        }
    }
    free(line);
    if (file != NULL) {
        fclose(file);
    }
    return good && numbers->n > 0;
}

static inline const struct group_numbers *find_group(const struct numbers *numbers, const char *key)
{
    for (size_t i = 0; i < numbers->n; i++) {
        if (strcmp(numbers->groups[i].key, key) == 0) {
            return &numbers->groups[i];
        }
    }
    return NULL;
}

/* Whether all that `got` has is as `wanted` has it. `what` says what is not, or which numbers got has none
 * of. */
static inline bool numbers_agree(const struct numbers *got, const struct numbers *wanted, char *what,
                                 size_t room)
{
    size_t length = 0;
    *what = '\0';
    if (got->n != wanted->n) {
        snprintf(what, room, "found %zu groups, expected %zu", got->n, wanted->n);
        return false;
    }
    for (size_t k = 0; k < wanted->n; k++) {
        const struct group_numbers *want = &wanted->groups[k], *have = find_group(got, want->key);
        if (have == NULL) {
            snprintf(what, room, "has no group %s", want->key);
            return false;
        }
        for (size_t i = 0; i < NUMBERS; i++) {
            double allowed = i == 0 ? 0 : TOLERANCE * fabs(want->values[i]);
            if (isnan(have->values[i]) && k == 0) {
                length += (size_t)snprintf(what + length, room - length, "%s%s", length == 0 ? "no " : ", ",
                                           number_names[i]);
            } else if (!isnan(have->values[i]) && !(fabs(have->values[i] - want->values[i]) <= allowed)) {
                snprintf(what, room, "%s of %s: found %.17g, expected %.17g", number_names[i], want->key,
                         have->values[i], want->values[i]);
                return false;
            }
        }
    }
    return true;
}

/* ---- rows ---- */

/* Whether two cells have the same text, or are the same double. */
static inline bool cells_agree(const char *got, const char *want)
{
    char *end, *want_end;
    return strcmp(got, want) == 0 || (strtod(got, &end) == strtod(want, &want_end) && end > got &&
                                      *end == '\0' && want_end > want && *want_end == '\0');
}

/* Cuts both lines. */
static inline bool lines_agree(char *got, char *want)
{
    char *got_cells[MOST_COLUMNS], *want_cells[MOST_COLUMNS];
    size_t n = cut_cells(got, got_cells);
    bool agree = n == cut_cells(want, want_cells);
    for (size_t i = 0; agree && i < n; i++) {
        agree = cells_agree(got_cells[i], want_cells[i]);
    }
    return agree;
}

/* Whether two files have the same cells in the same lines; otherwise `what` says where they have not. */
static inline bool rows_agree(const char *got_path, const char *want_path, char *what, size_t room)
{
    FILE *got = fopen(got_path, "r"), *want = fopen(want_path, "r");
    char *got_line = NULL, *want_line = NULL;
    size_t got_size = 0, want_size = 0, line = 0;
    bool agree = got != NULL && want != NULL, more = agree;
    while (agree && more) {
        more = getline(&want_line, &want_size, want) > 0;
        agree =
            (getline(&got_line, &got_size, got) > 0) == more && (!more || lines_agree(got_line, want_line));
        line++;
    }
    if (!agree) {
        snprintf(what, room, "line %zu is another", line);
    }
    free(got_line);
    free(want_line);
    if (got != NULL) {
        fclose(got);
    }
    if (want != NULL) {
        fclose(want);
    }
    return agree;
}

#endif
