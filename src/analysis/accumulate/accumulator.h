/*
 * What is known of the requests of one group: how many there were, and of each measure their values, or a
 * histogram where there is no room for these. Two of the same group merge into one. Knows no group's name.
 */
#ifndef FAASTAT_ANALYSIS_ACCUMULATE_ACCUMULATOR_H
#define FAASTAT_ANALYSIS_ACCUMULATE_ACCUMULATOR_H

#include "analysis/sample.h"
#include "analysis/throughput.h"
#include "stats/counted/strips.h"
#include "stats/histogram.h"
#include "stats/sorted.h"
#include "table/table.h"

/* Values that are not kept, in their order. */
struct lined_up {
    struct stretches stretches;
    struct sorted sorted;
};

/* One measure of the requests, beside their values. What nobody asks for, and most groups lack, is NULL here
 * and below: see accumulator_part(). */
struct tally {
    struct histogram histogram; /* of those values that are not kept */
    struct lined_up *lined_up;  /* the same, as far as their order is asked for */
    struct strips *strips;      /* the same for what is put together with other parts, likewise */
    size_t censored;            /* requests that were cut off at a known value */
    double censored_from;       /* the earliest of these values */
};

struct counts {
    size_t requests; /* successful ones, with a value or without, and those that were cut off */
    size_t failed;   /* of those cut off, those whose status says so */
    size_t cut_off;
    size_t untold;       /* of the requests, those of which nobody knows whether they failed */
    size_t failed_apart; /* those of the failed that were not cut off, and so are not among the requests */
};

/* How far rows are in the order of their starts. Zeroed: of none. */
struct clock_order {
    size_t n;        /* rows with a start */
    double latest_s; /* start of any of them */
    double back_s;   /* how far one of them starts before one above it, at most */
};

/* When requests began. */
struct times {
    struct start_bins starts;
    struct clock_order clock; /* of their rows */
};

/* The column of failed requests with the number of requests before it, among these if it was cut off; less a
 * half if it is not one of them. */
extern const char *const accumulator_place;
/* The column of the number of each request's row in its table, or in its part once it is there. */
extern const char *const accumulator_row;

/* Zeroed: of no requests. */
struct accumulator {
    struct counts counts;
    struct tally *tallies; /* of the measures by their numbers, as far as any is known */
    size_t n_tallies, capacity;
    struct table values;  /* the measures of each successful request, in the order in which they came; empty
                             when values are not kept */
    enum order order;     /* of the values, once they are put in order */
    struct table *failed; /* of each failed request, what tells when it was made, and of which cluster it is,
                             as far as the requests have it: and its accumulator_place */
    double failure_worth; /* of how many independent requests each tells whether they fail; 0: not measured */
    struct stretches *outcomes; /* 1 of each request that failed and 0 of others, in the order in which they
                                   came, where values are counted and this is asked for */
    struct strips *outcome_strips; /* the same for what is put together with other parts */
    struct times *times;           /* of all requests whose values are counted, not kept */
};

/* A part of an accumulator, or a zeroed one of so many bytes where it is NULL; NULL with err set when memory
 * is out. */
void *accumulator_part(void *part, size_t bytes, struct error *err);
/* A column of the failed requests, NULL where there is none; and how many they are. */
const struct column *accumulator_failed_column(const struct accumulator *accumulator, const char *name);
size_t accumulator_failed_rows(const struct accumulator *accumulator);

/* A request of this measure was cut off at a value, or n of which it is the earliest. */
void tally_cut_off(struct tally *tally, size_t n, double from);

/*
 * Adds all of `from` but for its values: counts, and what is known of measures beside values. number_of[i] is
 * the number in `to` of what is number i in `from`.
 */
enum status accumulator_count(struct accumulator *to, struct accumulator *from, const uint32_t *number_of,
                              struct error *err);
/* The number of a measure whose values are not counted. */
#define NOT_COUNTED UINT32_MAX
/* Adds the values of `from`, whose columns number_of tells the numbers of in their order, to the histograms,
 * and its starts, those of failed requests too, to the bins. */
enum status accumulator_count_values(struct accumulator *to, const struct accumulator *from,
                                     const uint32_t *number_of, struct error *err);
/* Adds the values of `from`, which come after those that were added before, to the stretches. Moves the
 * values of each column together, past missing ones. */
enum status accumulator_line_up(struct accumulator *to, struct table *from, const uint32_t *number_of,
                                struct error *err);
/* Adds the values of `from` to the strips; their rows are numbered from 0 on in their part. Changes nothing
 * of `from`. */
enum status accumulator_strip(struct accumulator *to, const struct table *from, const uint32_t *number_of,
                              struct error *err);
/* Adds all of `from`, whose values are counted, where nothing was lined up. */
enum status accumulator_merge(struct accumulator *to, struct accumulator *from, const uint32_t *number_of,
                              struct error *err);
/* How much a histogram and strips may hold that are saved. */
struct accumulator_room {
    size_t cells;
    struct strips_room strips, outcomes;
};
/* Makes strips stretches, as if all had been lined up, and puts together what there is no room for. */
enum status accumulator_line_up_strips(struct accumulator *accumulator, const struct accumulator_room *room,
                                       struct error *err);
/* Adds the values of `from` behind those of `to`, which keeps them. About `expected` values will come with
 * and after these; 0: that is not known. */
enum status accumulator_keep_values(struct accumulator *to, struct table *from, size_t expected,
                                    struct error *err);

/*
 * Nothing is added afterwards. Puts the values in the order in which the requests were made, by the column
 * `order_by` (NULL: none is named), or those clocks and numbers, that are measures in `columns` too;
 * histograms have to be sorted before they are asked.
 */
enum status accumulator_finish(struct accumulator *accumulator, const struct table *columns,
                               const char *order_by, struct error *err);
/* Fills in a sample, which borrows all of it; `number` is the measure's, or SIZE_MAX. Missing values, which
 * are NaN, are still among the values. `buckets` has room for those of the histogram. */
void accumulator_sample(const struct accumulator *accumulator, const char *measure, size_t number,
                        struct bucket *buckets, struct sample *sample);
/* When the requests began, those that failed too, by a clock that is a measure in `columns` too. Borrows
 * their numbers and bins; the caller frees start_s, which is NULL when memory is out. */
struct starts accumulator_starts(struct accumulator *accumulator, const struct table *columns);
/* How many buckets the histogram of a measure has. */
size_t accumulator_buckets(const struct accumulator *accumulator, size_t number);
void accumulator_release(struct accumulator *accumulator);

#endif
