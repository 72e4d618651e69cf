/* fortio's JSON: a histogram of durations in seconds. */
#include <math.h>
#include <string.h>

#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"

enum {
    QUALITY,
    LOW_S,
    HIGH_S,
    BUCKET_N,
    MEAN_S,
    POPULATION_SD_S,
    PUBLISHED_N,
    FAILED_N,
    FAILED_INSIDE_N,
    LABELS,
    COLUMNS
};
static const struct record_column columns[COLUMNS] = {
    [QUALITY] = {"quality", FACTOR},
    [LOW_S] = {"latency_low_s", MEASURE},
    [HIGH_S] = {"latency_high_s", MEASURE},
    [BUCKET_N] = {"bucket_n", MEASURE},
    [MEAN_S] = {"latency_mean_s", MEASURE},
    [POPULATION_SD_S] = {"latency_population_sd_s", MEASURE},
    [PUBLISHED_N] = {"published_n", MEASURE},
    [FAILED_N] = {"failed_n", MEASURE},
    [FAILED_INSIDE_N] = {"failed_inside_n", MEASURE},
    [LABELS] = {"labels", FACTOR},
};

/* One interval of a histogram. */
struct bucket {
    double low_s, high_s, n;
};

static enum status read_bucket(const struct json_spot *spot, struct bucket *bucket, struct error *err)
{
    enum status status = json_get_time(spot, "Start", REQUIRED, SECONDS, &bucket->low_s, err);
    if (status != OK ||
        (status = json_get_time(spot, "End", REQUIRED, SECONDS, &bucket->high_s, err)) != OK ||
        (status = json_get_time(spot, "Count", REQUIRED, NO_UNIT, &bucket->n, err)) != OK) {
        return status;
    }
    if (bucket->high_s < bucket->low_s) {
        return json_spot_error(spot, err, "found a bucket from %g to %g, expected one that goes up",
                               bucket->low_s, bucket->high_s);
    }
    return OK;
}

/*
 * Takes the failed requests out of the bucket. Both histograms are cut at the same times but for their ends,
 * which are the shortest and the longest duration, so that a bucket of the failed lies within one of all.
 * A bucket holds its end and not its start: one time on the border is in the bucket below it.
 */
static enum status subtract_failed(const struct json_spot *failures, double previous_high_s,
                                   struct bucket *bucket, double *taken, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < json_array_size(failures->value); i++) {
        struct json_spot spot = json_element(failures, i);
        struct bucket failed = {0};
        status = read_bucket(&spot, &failed, err);
        bool is_below = status == OK && failed.high_s <= previous_high_s;
        if (status == OK && !is_below && failed.low_s >= bucket->low_s && failed.high_s <= bucket->high_s) {
            bucket->n -= failed.n;
            *taken += failed.n;
        }
        if (status == OK && bucket->n < 0) {
            return json_spot_error(&spot, err, "found more failed requests than there are, expected fewer");
        }
    }
    return status;
}

static enum status add_bucket(const struct bucket *bucket, const struct json_spot *root, struct table *table,
                              struct error *err)
{
    enum status status = table_open_row(table, err);
    if (status != OK ||
        (status = table_set_text(table, QUALITY, "bucketed", strlen("bucketed"), err)) != OK ||
        (status = json_set_text(root, "Labels", table, LABELS, err)) != OK) {
        return status;
    }
    table_set_number(table, LOW_S, bucket->low_s);
    table_set_number(table, HIGH_S, bucket->high_s);
    table_set_number(table, BUCKET_N, bucket->n);
    table_close_row(table);
    return OK;
}

/* What a histogram says beside its buckets; its standard deviation divides by n (fortio's stats.go). */
struct figures {
    double n, mean_s, sd_s;
};

static enum status read_figures(const struct json_spot *histogram, struct figures *figures, struct error *err)
{
    *figures = (struct figures){NAN, NAN, NAN};
    if (histogram->value == NULL) {
        return OK;
    }
    enum status status = json_get_time(histogram, "Count", OPTIONAL, NO_UNIT, &figures->n, err);
    status =
        status == OK ? json_get_time(histogram, "Avg", OPTIONAL, SECONDS, &figures->mean_s, err) : status;
    return status == OK ? json_get_time(histogram, "StdDev", OPTIONAL, SECONDS, &figures->sd_s, err) : status;
}

static double sum_of_squares(const struct figures *figures)
{
    return (figures->sd_s * figures->sd_s + figures->mean_s * figures->mean_s) * figures->n;
}

/* Those of all without those that failed. */
static struct figures take_away(const struct figures *all, const struct figures *failed)
{
    double n = all->n - failed->n, mean_s = (all->n * all->mean_s - failed->n * failed->mean_s) / n;
    double squares = (sum_of_squares(all) - sum_of_squares(failed)) / n;
    return (struct figures){n, mean_s, sqrt(fmax(0, squares - mean_s * mean_s))};
}

/* The figures of the requests that are in the buckets: those that failed are in neither, if all were taken
 * out of the buckets. */
static enum status add_figures(const struct json_spot *root, const struct json_spot *histogram, double taken,
                               const struct record_sink *sink, struct error *err)
{
    struct json_spot errors = json_member(root, "ErrorsDurationHistogram");
    struct table *table = sink->table;
    struct figures all, failed;
    enum status status = read_figures(histogram, &all, err);
    status = status == OK ? read_figures(&errors, &failed, err) : status;
    if (status != OK || isnan(all.n) || (status = table_open_row(table, err)) != OK ||
        (status = table_set_text(table, QUALITY, "bucketed", strlen("bucketed"), err)) != OK ||
        (status = json_set_text(root, "Labels", table, LABELS, err)) != OK) {
        return status;
    }
    bool apart = taken > 0 && taken == failed.n;
    struct figures good = apart ? take_away(&all, &failed) : all;
    double inside = failed.n > taken ? failed.n - taken : 0;
    if (apart || taken == 0) {
        table_set_number(table, MEAN_S, good.mean_s);
        table_set_number(table, POPULATION_SD_S, good.sd_s);
    }
    table_set_number(table, PUBLISHED_N, all.n - taken - inside);
    table_set_number(table, FAILED_N, failed.n);
    table_set_number(table, FAILED_INSIDE_N, inside > 0 ? inside : NAN);
    table_close_row(table);
    return OK;
}

/* Durations of requests that failed are in a histogram of their own, and in that of all. */
static enum status take_fortio(const struct json_spot *root, const struct record_sink *sink,
                               struct error *err)
{
    struct json_spot histogram, data, errors = json_member(root, "ErrorsDurationHistogram");
    struct json_spot failures = json_member(&errors, "Data");
    double taken = 0, previous_high_s = -1;
    enum status status = json_get_container(root, "DurationHistogram", JSON_OBJECT, &histogram, err);
    if (status != OK) {
        return status;
    }
    status = json_get_container(&histogram, "Data", JSON_ARRAY, &data, err);
    for (size_t i = 0; status == OK && i < json_array_size(data.value); i++) {
        struct json_spot spot = json_element(&data, i);
        struct error row_error = {{0}};
        struct bucket bucket = {0};
        status = read_bucket(&spot, &bucket, &row_error);
        if (status == OK) {
            double high_s = bucket.high_s;
            status = subtract_failed(&failures, previous_high_s, &bucket, &taken, &row_error);
            previous_high_s = high_s;
        }
        if (status == OK && bucket.n > 0) {
            status = add_bucket(&bucket, root, sink->table, &row_error);
        }
        status = record_judge(sink, status, &row_error, err);
    }
    return status == OK && json_array_size(data.value) > 0 ? add_figures(root, &histogram, taken, sink, err)
                                                           : status;
}

static enum match probe_fortio(const char *bytes, size_t n)
{
    static const char *const keys[] = {"RunType", "RequestedQPS", "DurationHistogram"};
    return json_looks_like(bytes, n, '{', keys, 3) ? MATCH : NO_MATCH;
}

static enum status read_fortio(struct input *input, const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_fortio, .is_document = true};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_fortio = {
    .name = "fortio",
    .writes = "fortio load -json",
    .signs = "RunType, RequestedQPS and DurationHistogram",
    .quality = BUCKETED,
    .probe = probe_fortio,
    .read = read_fortio,
};
