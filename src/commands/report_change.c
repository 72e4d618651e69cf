#include "commands/report_change.h"

#include <string.h>

#include "analysis/compare.h"
#include "commands/report_pictures.h"
#include "output/compare.h"
#include "output/group_name.h"
#include "output/html.h"

const char report_change_old[] = "data=before", report_change_new[] = "data=now";
static const char factor[] = "data";

/* The report's factors but files, whose names differ. */
static enum status list_groups(const struct report_page *page, struct names *within, struct error *err)
{
    const struct names *by = &page->query.by;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < by->n; i++) {
        bool is_file = strcmp(by->values[i], "file") == 0;
        status = is_file ? OK : names_add(within, by->values[i], strlen(by->values[i]), err);
    }
    return status;
}

static enum status tell_verdicts(struct report_page *page, const struct compare_result *result,
                                 struct error *err)
{
    size_t different = 0;
    for (size_t i = 0; i < result->n; i++) {
        different += result->pairs[i].verdict == PAIR_DIFFERENT;
    }
    return text_print(&page->verdict, err, " Since the older data, %zu of %zu groups and measures changed.",
                      different, result->n);
}

static bool is_compared(const struct compare_result *result, size_t group)
{
    for (size_t i = 0; i < result->n; i++) {
        if (result->pairs[i].a == group || result->pairs[i].b == group) {
            return true;
        }
    }
    return false;
}

/* Groups that only one side has are no pair, which is said. */
static enum status tell_alone(const struct report_page *page, const struct compare_result *result,
                              struct error *err)
{
    const struct grouping *grouping = result->grouping;
    struct text names = {0};
    enum status status = OK;
    for (size_t g = 0; status == OK && g < grouping->n; g++) {
        if (!is_compared(result, g)) {
            status = names.n == 0 ? OK : text_print(&names, err, "; ");
            status = status == OK ? group_name(grouping, &grouping->groups[g], &names, err) : status;
        }
    }
    if (status == OK && names.n > 0) {
        fputs("<p>Not compared, as only one side has them: ", page->stream);
        html_write_text(names.bytes, page->stream);
        fputs(".</p>\n", page->stream);
    }
    text_release(&names);
    return status;
}

static enum status compare_both(struct report_page *page, const struct names *by, const struct names *within,
                                struct error *err)
{
    struct compare_options options = report_page_compares(page);
    options.by = by->values;
    options.n_by = by->n;
    options.within = within->values;
    options.n_within = within->n;
    struct compare_result result = {0};
    struct error why = {{0}};
    enum status status = conditions_add(&options.baseline, report_change_old, err);
    if (status == OK) {
        status = compare_compute(&page->known, &options, &result, &why);
    }
    if (status == BAD_DATA || status == BAD_USAGE) {
        report_page_refuse(page, "comparison", why.text);
        status = OK;
    } else if (status != OK) {
        status = error_set(err, status, "%s", why.text);
    } else {
        status = tell_verdicts(page, &result, err);
        if (status == OK) {
            status =
                report_page_result(page, &form_compare, &result,
                                   (const char *const[]){"Each group: now against before", "change"}, err);
        }
        status = status == OK ? tell_alone(page, &result, err) : status;
    }
    compare_release(&result);
    conditions_release(&options.baseline);
    return status;
}

/* Where in the distribution, if there is but one group. */
static enum status draw_both(struct report_page *page, struct error *err)
{
    struct names sides = {0};
    enum status status = names_add(&sides, factor, strlen(factor), err);
    const struct report_picture pictures[] = {{"spectrum", "How slow the tail was and is", &sides},
                                              {"shift", "Where the difference is", &sides}};
    for (size_t i = 0; status == OK && i < sizeof pictures / sizeof *pictures; i++) {
        status = report_pictures_add(page, &pictures[i], err);
    }
    names_release(&sides);
    return status;
}

/* The older rows leave the table again. */
static enum status forget_old(struct report_page *page, struct error *err)
{
    struct conditions ours = {0};
    enum status status = conditions_add(&ours, report_change_new, err);
    if (status == OK) {
        status = table_select(&page->imported.table, &ours, err);
    }
    conditions_release(&ours);
    report_page_know(page);
    return status;
}

enum status report_change_add(struct report_page *page, struct error *err)
{
    struct names within = {0}, by = {0};
    enum status status = list_groups(page, &within, err);
    if (status == OK) {
        status = list_groups(page, &by, err);
    }
    if (status == OK) {
        status = names_add(&by, factor, strlen(factor), err);
    }
    if (status == OK) {
        status = table_append(&page->imported.table, &page->old.table, err);
    }
    if (status == OK) {
        report_page_know(page);
        report_page_head(page, "What changed");
        status = compare_both(page, &by, &within, err);
    }
    if (status == OK && page->groups == 1) {
        status = draw_both(page, err);
    }
    names_release(&within);
    names_release(&by);
    return status == OK ? forget_old(page, err) : status;
}
