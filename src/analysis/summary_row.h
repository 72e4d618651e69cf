/* One row of a summary: what a group's sample of one measure says. Inside of summary.c. */
#ifndef FAASTAT_ANALYSIS_SUMMARY_ROW_H
#define FAASTAT_ANALYSIS_SUMMARY_ROW_H

#include "analysis/accumulate/groups.h"
#include "analysis/summary_result.h"
#include "analysis/throughput.h"

/* One measure of all groups, while its rows are made. */
struct summary_work {
    const struct summary_options *options;
    const struct grouping *grouping;
    struct groups *requests;
    struct groups_measure measure;
    bool is_last;               /* of the measures: nobody asks for the requests' values afterwards */
    struct known_options known; /* of all groups */
    struct samples samples;     /* of all groups; none: each is made when its row is */
    struct summary_row *rows;   /* for each group; zeroed: it has nothing of the measure */
    const struct table *rest;   /* that the columns are of */
    struct throughput_found *throughputs; /* of each group */
    size_t threads;
};

/* Fills in what the sample of a group says; several threads do so at once for groups of their own. Caller
 * releases either way. */
enum status summary_row_fill(const struct summary_work *work, size_t group, const struct sample *sample,
                             struct error *err);
void summary_row_release(struct summary_row *row);

/* Fills in how the values of each row are spread, on one scale, after all rows were filled in. */
enum status summary_add_shapes(struct summary_work *work, struct error *err);

/* The parts of it. */

/* The mean of `moments` with its interval, where the spread of what it is of is known. */
enum status summary_row_add_mean(const struct known_group *known, const struct moments *moments, double level,
                                 struct summary_row *row, struct error *err);
/* The mean of the middle of the requests instead, as the options say, with Yuen's interval. */
enum status summary_row_trim_mean(const struct summary_work *work, const struct known_group *known,
                                  struct summary_row *row, struct error *err);
/* The quantiles that were asked for, of requests, of buckets or as published. */
enum status summary_row_add_quantiles(const struct summary_work *work, const struct known_group *known,
                                      struct summary_row *row, struct error *err);
/* The statistics of the moments, and of the values or buckets that there are. */
enum status summary_row_add_statistics(const struct summary_work *work, const struct sample *sample,
                                       const struct moments *moments, double n, struct summary_row *row,
                                       struct error *err);
/* What was published of requests that were not kept. */
enum status summary_row_add_published(const struct summary_work *work, const struct known_group *known,
                                      struct summary_row *row, struct error *err);
/* A published mean that is of these requests has to agree with theirs. */
enum status summary_row_compare_published(const struct known_group *known, struct summary_row *row,
                                          struct error *err);

static inline enum status summary_row_note(struct summary_row *row, enum note_code code, struct error *err)
{
    return notes_add(&row->notes, &(struct note){.code = code}, err);
}

#endif
