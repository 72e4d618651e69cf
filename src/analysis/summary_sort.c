#include "analysis/summary_sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/statistic.h"
#include "analysis/summary_row.h"

static const struct {
    const char *name;
    enum summary_key key;
} keys[] = {{"n", KEY_N}, {"failed", KEY_FAILED}, {"mean", KEY_MEAN}, {"max", KEY_MAX}};

enum status summary_sort_read(const char *text, const double *p, size_t n, struct summary_sorting *sorting,
                              struct error *err)
{
    struct statistic_choice choice;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(text, keys[i].name) == 0) {
            sorting->key = keys[i].key;
            return OK;
        }
    }
    bool is_quantile = statistic_parse(text, strlen(text), &choice) && choice.kind == STATISTIC_QUANTILE;
    for (size_t i = 0; is_quantile && i < n; i++) {
        if (p[i] == choice.p) {
            *sorting = (struct summary_sorting){KEY_QUANTILE, i};
            return OK;
        }
    }
    return error_set(
        err, BAD_USAGE,
        "--sort: found '%.40s', expected n, failed, mean, max, or one of the quantiles such as p95", text);
}

/* A row on its way, with its place before. */
struct sorted_row {
    struct summary_row row;
    double number;
    size_t place;
};

static double number_of(const struct summary_row *row, const struct summary_sorting *sorting)
{
    switch (sorting->key) {
    case KEY_NONE:
        return NAN;
    case KEY_N:
        return row->n;
    case KEY_FAILED:
        return row->failed;
    case KEY_MEAN:
        return row->mean.value;
    case KEY_MAX:
        return row->max;
    case KEY_QUANTILE:
        return row->quantiles == NULL ? NAN : row->quantiles[sorting->quantile].value;
    }
    return NAN;
}

static int compare_rows(const void *left, const void *right)
{
    const struct sorted_row *a = left, *b = right;
    if (isnan(a->number) != isnan(b->number)) {
        return isnan(a->number) ? 1 : -1;
    }
    if (a->number != b->number && !isnan(a->number)) {
        return a->number < b->number ? 1 : -1;
    }
    return (a->place > b->place) - (a->place < b->place);
}

/* The rows from `first` on that are of its measure end before this one. */
static size_t end_of_measure(const struct summary_result *result, size_t first)
{
    size_t end = first;
    while (end < result->n && strcmp(result->rows[end].measure, result->rows[first].measure) == 0) {
        end++;
    }
    return end;
}

enum status summary_sort(struct summary_result *result, const struct summary_sorting *sorting, size_t top,
                         struct error *err)
{
    size_t kept = 0, all = result->n;
    struct sorted_row *rows = calloc(all + 1, sizeof *rows);
    if (rows == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < all; i++) {
        rows[i] = (struct sorted_row){result->rows[i], number_of(&result->rows[i], sorting), i};
    }
    for (size_t first = 0, end; first < all; first = end) {
        end = end_of_measure(result, first);
        qsort(rows + first, end - first, sizeof *rows, compare_rows);
    }
    /* The rows' own places are needed until all measures are found. */
    for (size_t i = 0, rank = 0; i < all; i++) {
        rank = i > 0 && strcmp(rows[i].row.measure, rows[i - 1].row.measure) == 0 ? rank + 1 : 0;
        if (top > 0 && rank >= top) {
            summary_row_release(&rows[i].row);
        } else {
            result->rows[kept++] = rows[i].row;
        }
    }
    result->n = kept;
    result->left_out = all - kept;
    free(rows);
    return OK;
}
