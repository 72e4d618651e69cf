/* The tidy dump: which columns it knows, what their units are, and in which order they stand. */
#ifndef FAASTAT_TABLE_TIDY_H
#define FAASTAT_TABLE_TIDY_H

#include <stdbool.h>

#include "base/units.h"
#include "table/table.h"

/* Whether a column of that name is a factor or a measure whatever it holds; false: its cells have to decide.
 */
bool tidy_kind(const char *name, enum column_kind *kind);

/* What a published column tells of a measure: "p99.9" of "latency_p99.9_s" is its 0.999 quantile. */
enum tidy_figure_kind {
    FIGURE_MEAN,
    FIGURE_SD,
    FIGURE_POPULATION_SD,
    FIGURE_MIN,
    FIGURE_MAX,
    FIGURE_LOW, /* the ends of a bucket, low < value <= high */
    FIGURE_HIGH,
    FIGURE_QUANTILE
};
struct tidy_figure {
    enum tidy_figure_kind kind;
    double p;         /* of a quantile, NaN of others */
    size_t stem;      /* length of the name before it, 7 of "latency" */
    const char *unit; /* what follows it, "_s"; borrowed from the name */
};
/* Whether the column holds a published figure, not a value of each request. */
bool tidy_find_figure(const char *name, struct tidy_figure *figure);
/* Whether it is a published figure of that measure. */
bool tidy_is_figure_of(const char *name, const char *measure, struct tidy_figure *figure);
/* The measure that a published figure is of, "latency_s" for "latency_mean_s"; caller frees. NULL with err
 * set. */
char *tidy_figure_measure(const char *name, const struct tidy_figure *figure, struct error *err);

/*
 * The table's name of a time in another unit than seconds, "latency_s" for "latency_ms" or "Latency (ms)", or
 * of a published figure of one, such as latency_p99_ms, and that unit; caller frees. NULL when it is none, or
 * a column that the dump knows by another, billed_ms, or with err set.
 */
char *tidy_name_in_seconds(const char *name, enum unit *unit, struct error *err);
/* The name in lower case; caller frees. NULL with err set. */
char *tidy_lower_name(const char *name, struct error *err);
/* Whether the name is one of memory, so that its cells may have units of that. */
bool tidy_says_memory(const char *name);
/* The table's name of a column of memory whose cells have units: "memory_mb" for "memory" and "Memory Size",
 * "max_memory_mb" for "Max Memory Used", "rss_mb"; caller frees. NULL with err set. */
char *tidy_name_in_mb(const char *name, struct error *err);
/* Which of the table's clocks a column of that name, a unit at its end or not, may be: start_s, as
 * "timestamp", or end_s, as "finished_at"; NULL: neither. */
const char *tidy_clock(const char *name);
/* Adds latency_s, to the microsecond, where requests have both, and no duration. BAD_DATA where one ends
 * before it starts. */
enum status tidy_add_latency(struct table *table, const char *file, struct error *err);

/* What a whole number in a column of that name is where it is no measurement: what somebody set,
 * "concurrency", "batch_size", a factor; a name, "version", "port", or one of many alike, "run", "user",
 * factors where they are few; or a count of rows and an id, "seq", "request_id", which stay numbers. All but
 * the first are summarised only where they are asked for. */
enum tidy_label { NO_LABEL, LABEL_SET, LABEL_NAMED, LABEL_REPEATED, LABEL_COUNTED };
enum tidy_label tidy_label(const char *name);
/* Whether "00:00:01" in a column of that name is no time of day. */
bool tidy_says_duration(const char *name);
/* Whether a number below zero in a column of that name is no measurement: durations, bills, sizes and counts
 * that the tidy dump knows, and their published figures. */
bool tidy_is_never_negative(const char *name);

/* Whether the column says how many requests a published row or a bucket stands for, or how many failed. */
bool tidy_is_count(const char *name);

/* Whether a column is worth a summary when nobody asked for any: numbers, and not an order, by its name or as
 * the tidy dump has it, a clock, how late a request was sent, a part of its way that its latency contains, or
 * a published figure. */
bool tidy_is_usual_measure(const struct column *column);

/* The columns that hold how many requests ended well behind a published row, are in a bucket, and failed; and
 * how many of those that failed are in the row's figures all the same. */
extern const char tidy_published_n[], tidy_bucket_n[], tidy_failed_n[], tidy_failed_inside_n[];

/* The table's columns in the order of the dump: known ones first, in their order, then the others; caller
 * frees. NULL with err set. */
const struct column **tidy_order_columns(const struct table *table, struct error *err);

#endif
