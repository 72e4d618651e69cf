#include "commands/report_parts.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/accumulate/part.h"
#include "analysis/check.h"
#include "analysis/compare.h"
#include "analysis/published.h"
#include "analysis/summary.h"
#include "base/file.h"
#include "commands/report_change.h"
#include "commands/report_pictures.h"
#include "figure/entry.h"
#include "output/check.h"
#include "output/compare.h"
#include "output/formats.h"
#include "output/html.h"
#include "output/summary.h"
#include "stats/definition.h"

enum {
    MOST_COMPARED = 12, /* groups, whose pairs people read */
    MOST_IN_TIME = 12   /* that have a panel each */
};

/* ---- results ---- */

static enum status add_comparison(struct report_page *page, const struct compare_result *result,
                                  struct error *err)
{
    size_t different = 0;
    for (size_t i = 0; i < result->n; i++) {
        different += result->pairs[i].verdict == PAIR_DIFFERENT;
    }
    enum status status = text_print(
        &page->verdict, err, " %zu of %zu comparisons of groups find a difference.", different, result->n);
    if (status == OK) {
        report_page_head(page, "Which groups differ");
        status = report_page_result(page, &form_compare, result,
                                    (const char *const[]){"Pairs of groups: b against a", "compare"}, err);
    }
    return status;
}

/* Which factors the groups of claims mix. */
static enum status write_pooled(const struct report_page *page, const struct check_result *result,
                                struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < result->n; i++) {
        struct text line = {0};
        if (result->claims[i].pooled.n > 0) {
            status = check_append_pooled(&result->claims[i], &line, err);
        }
        if (status == OK && line.n > 0) {
            fputs("<p class=\"notes\">", page->stream);
            html_write_text(line.bytes, page->stream);
            fputs(".</p>\n", page->stream);
        }
        text_release(&line);
    }
    return status;
}

static enum status add_claims(struct report_page *page, struct error *err)
{
    const struct interval_options intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95};
    struct claims claims = {0};
    struct check_result result = {0};
    enum status status = claims_read(&claims, page->claims, err);
    if (status == OK) {
        status = check_compute(&page->imported.table, &claims, &intervals, &result, err);
    }
    if (status == OK) {
        status = text_print(&page->verdict, err,
                            " Of %zu claims %zu hold and %zu fail; of %zu the data cannot tell.", result.n,
                            result.totals[HOLDS], result.totals[FAILS], result.totals[CANNOT_TELL]);
    }
    if (status == OK) {
        report_page_head(page, "Claims");
        status =
            report_page_result(page, &form_check, &result,
                               (const char *const[]){"Claims and what the data say of them", "claims"}, err);
    }
    status = status == OK ? write_pooled(page, &result, err) : status;
    check_release(&result);
    claims_release(&claims);
    return status;
}

/* How many requests there are, and how many failed, by the first measure. */
static enum status judge_requests(struct report_page *page, const struct summary_result *result,
                                  struct error *err)
{
    double n = 0, failed = 0;
    for (size_t i = 0; i < result->n; i++) {
        const struct summary_row *row = &result->rows[i];
        bool counts = strcmp(row->measure, result->rows[0].measure) == 0;
        n += counts ? row->n + (double)row->missing : 0;
        failed += counts ? row->failed : 0;
    }
    struct text others = page->verdict;
    page->verdict = (struct text){0};
    enum status status =
        isnan(n) ? text_print(&page->verdict, err, "Published figures in %zu groups.", page->groups)
                 : text_print(&page->verdict, err, "%.0f requests that succeeded, in %zu group%s; ", n,
                              page->groups, page->groups == 1 ? "" : "s");
    if (status == OK && !isnan(n)) {
        status = isnan(failed) ? text_print(&page->verdict, err, "nobody knows how many failed.")
                               : text_print(&page->verdict, err, "%.0f failed.", failed);
    }
    if (status == OK && others.n > 0) {
        status = text_append(&page->verdict, others.bytes, others.n, err);
    }
    text_release(&others);
    return status;
}

/* Last of all, as it takes the requests out of the table. */
static enum status add_summary(struct report_page *page, struct error *err)
{
    const struct query *query = &page->query;
    const struct groups_plan plan = {.by = query->by.values,
                                     .n_by = query->by.n,
                                     .measures = query->measures.values,
                                     .n_measures = query->measures_named ? query->measures.n : 0,
                                     .clusters = query->clusters.values,
                                     .n_clusters = query->clusters.n,
                                     .failure_level = 0.95};
    struct summary_options options = {.by = query->by.values,
                                      .n_by = query->by.n,
                                      .measures = query->measures.values,
                                      .n_measures = query->measures.n,
                                      .quantiles = query->quantiles,
                                      .n_quantiles = query->n_quantiles,
                                      .definition = definition_find("numpy"),
                                      .intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95},
                                      .clusters = query->clusters.values,
                                      .threads = page->data->threads,
                                      .pooled = &query->pooled};
    struct groups groups = {0};
    struct summary_result result = {0};
    enum status status = groups_init(&groups, &plan, err);
    if (status == OK) {
        status = part_take_all(&groups, &page->imported.table, err);
    }
    if (status == OK) {
        status = summary_compute(&groups, &page->imported.table, &options, &result, err);
    }
    if (status == OK) {
        status = judge_requests(page, &result, err);
    }
    if (status == OK) {
        report_page_head(page, "Summary");
        status = report_page_result(page, &form_summary, &result,
                                    (const char *const[]){"Each group and measure", "summary"}, err);
    }
    summary_release(&result);
    groups_release(&groups);
    return status;
}

/* ---- the parts ---- */

/* Whether the table has the column, as numbers, and any of these. */
static bool has_numbers(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == MEASURE && !column_is_empty(column, table->rows);
}

/* How many different sizes of memory there are. */
static size_t count_sizes(const struct table *table)
{
    const struct column *column = table_find_column(table, "memory_mb");
    return column == NULL || column->kind != FACTOR ? 0 : column->dictionary.n;
}

/* Whether there are requests with a start, of which pictures in time are made, beside what was published. */
static bool has_clock(const struct report_page *page)
{
    const struct table *table = &page->imported.table;
    bool has = false;
    for (size_t i = 0; i < page->query.measures.n; i++) {
        has |= has_numbers(table, page->query.measures.values[i]);
    }
    return has && has_numbers(table, "start_s") && page->groups <= MOST_IN_TIME;
}

/* Whether what is drawn was published as means alone, without quantiles. */
static bool has_means_alone(const struct report_page *page)
{
    const struct names *measures = &page->query.measures;
    const char *measure = entry_measure(page->query.measures_named ? measures->values[0] : NULL, measures);
    const struct table *table = &page->imported.table;
    return !has_numbers(table, measure) && published_has(table, measure) &&
           !published_has_quantiles(table, measure);
}

static enum status add_pictures(struct report_page *page, struct error *err)
{
    enum { CURVE = 3, LEAST_COMPARED = 2 };
    const struct table *table = &page->imported.table;
    const struct {
        const char *kind, *heading;
        bool fits;
    } kinds[] = {{"spectrum", "How slow is the tail", !has_means_alone(page)},
                 {"strip", "How slow it is", has_means_alone(page)},
                 {"time", "What changed in time", has_clock(page)},
                 {"lines", "More memory, less time", count_sizes(table) >= CURVE},
                 {"pareto", "Is more memory worth its price", count_sizes(table) >= CURVE},
                 {"load", "What the load does", has_clock(page)},
                 {"forest", "By how much groups differ",
                  page->groups >= LEAST_COMPARED && page->groups <= MOST_COMPARED}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof kinds / sizeof *kinds; i++) {
        status = kinds[i].fits
                     ? report_pictures_add(
                           page, &(struct report_picture){kinds[i].kind, kinds[i].heading, NULL}, err)
                     : OK;
    }
    return status;
}

/* The summary stands before what has to be made before it. */
static enum status make_summary(struct report_page *page, struct error *err)
{
    FILE *behind = page->stream;
    page->stream = tmpfile();
    enum status status = page->stream == NULL ? OK : add_summary(page, err);
    status = report_page_end(page->stream, status, &page->summary, &page->summary_n, err);
    page->stream = behind;
    return status;
}

/* What is made of the requests while they are in the table. Groups that could not be compared have `why`. */
static enum status add_parts(struct report_page *page, const struct compare_result *compared,
                             const struct error *why, struct error *err)
{
    enum status status = add_pictures(page, err);
    for (size_t i = 0; status == OK && i < page->figures->n; i++) {
        status = report_pictures_add_file(page, page->figures->values[i], err);
    }
    if (status == OK && page->groups > MOST_COMPARED) {
        report_page_head(page, "Which groups differ");
        fprintf(page->stream,
                "<p class=\"refused\">Not compared, nor drawn over time: %zu groups, expected at most %d; "
                "name fewer "
                "factors with --by.</p>\n",
                page->groups, MOST_COMPARED);
    }
    if (status == OK && compared != NULL) {
        status = add_comparison(page, compared, err);
    } else if (status == OK && why->text[0] != '\0') {
        report_page_head(page, "Which groups differ");
        report_page_refuse(page, "comparison", why->text);
    }
    if (status == OK && page->claims != NULL) {
        const struct report_picture picture = {"claims", "How far claims are from what they allow", NULL};
        status = report_pictures_add(page, &picture, err);
        status = status == OK ? add_claims(page, err) : status;
    }
    return status;
}

enum status report_parts_make(struct report_page *page, struct error *err)
{
    bool compares = page->groups >= 2 && page->groups <= MOST_COMPARED;
    enum status status = page->compared->n > 0 ? report_change_add(page, err) : OK;
    const struct compare_options options = report_page_compares(page);
    struct compare_result compared = {0};
    struct error why = {{0}};       /* too little in the groups is no fault of the data */
    if (status == OK && compares) { /* once for the picture and the table */
        status = compare_compute(&page->known, &options, &compared, &why);
        compares = status == OK;
        status = compares || status == BAD_DATA ? OK : error_set(err, status, "%s", why.text);
        page->known.compared = compares ? &compared : NULL;
    }
    if (status == OK) {
        status = add_parts(page, compares ? &compared : NULL, &why, err);
    }
    compare_release(&compared);
    known_table_release(&page->known);
    return status == OK ? make_summary(page, err) : status;
}
