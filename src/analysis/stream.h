/*
 * What a summary needs of requests that are not kept: each group's counts, and a histogram of each measure.
 * Rows are taken by several threads in any order, and nothing depends on it. Knows no file and no output.
 */
#ifndef FAASTAT_ANALYSIS_STREAM_H
#define FAASTAT_ANALYSIS_STREAM_H

#include <pthread.h>

#include "stats/histogram.h"
#include "table/samples.h"

/* What one thread at a time takes. */
struct stream_part;

struct stream {
    const char *const *by, *const *measures; /* borrowed */
    size_t n_by, n_measures;
    pthread_mutex_t lock; /* guards what follows */
    struct stream_part
        *idle; /* a list of those that nobody takes rows with; once joined, of the one of all */
};

/*
 * Rows will be grouped by those of the columns `by` that they have, and counted by these measures, or by all
 * that are usual when there are none. Caller releases.
 */
void stream_init(struct stream *stream, const char *const *by, size_t n_by, const char *const *measures,
                 size_t n_measures);
/* Takes the rows of a table, and leaves it its columns. Several threads may do this at once, in any order. */
enum status stream_take(struct stream *stream, struct table *table, struct error *err);
/* Puts together what was taken; nothing can be taken afterwards, and the following be asked. */
enum status stream_join(struct stream *stream, struct error *err);

/* The groups, each a row with the texts of the columns. */
struct table *stream_groups(const struct stream *stream);
/* BAD_USAGE when there were published figures of the measure among the rows: they are no requests. */
enum status stream_check(const struct stream *stream, const char *measure, struct error *err);
/* The samples of a measure, for a grouping of stream_groups in which each has its own group. */
enum status stream_samples(const struct stream *stream, const struct grouping *grouping, const char *measure,
                           struct samples *samples, struct error *err);
void stream_release(struct stream *stream);

#endif
