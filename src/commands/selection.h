/* What commands that compute have in common: which groups, measures and quantiles, and printing the report.
 */
#ifndef FAASTAT_COMMANDS_SELECTION_H
#define FAASTAT_COMMANDS_SELECTION_H

#include "base/opt.h"
#include "output/report.h"
#include "table/table.h"

/* The lists that the options spell, and what they borrow from. */
struct selection {
    char *by_text, *quantiles_text;
    struct opt_list by, quantile_texts, measures;
    double *quantiles;
    char **owned; /* names of measures that are not in the table as they are */
    size_t n_owned, owned_capacity;
};
void selection_release(struct selection *selection);

/* Reads "0.5,0.95"; BAD_USAGE for what is no probability. */
enum status selection_quantiles(const char *quantiles, struct selection *selection, struct error *err);
/* The measures that the user names, as the table names them: latency_s for latency_ms. */
enum status selection_measures(const struct opt_list *measures, struct selection *selection,
                               struct error *err);
/*
 * The factors in `by` ("a,b"; NULL: those of the study that the data have) and the measures (none: every
 * column of numbers that is no order, clock or published figure, and those that are there as published
 * means).
 */
enum status selection_columns(const char *by, const struct opt_list *measures, const struct table *table,
                              struct selection *selection, struct error *err);

/* The factors in "a,b", into a list whose texts are borrowed from *copy, which the caller frees; NULL: those
 * of the study, whether the data have them or not. */
enum status selection_factors(const char *by, char **copy, struct opt_list *list, struct error *err);

/* Adds a name that is not in the list yet; borrowed. */
enum status list_add_name(struct opt_list *list, const char *name, struct error *err);

/* Writes the report to `path` (NULL: standard output), whole or not at all. */
enum status report_print(const struct report *report, const char *format, const char *path,
                         struct error *err);

#endif
