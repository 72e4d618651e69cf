#include "commands/options.h"

#include <string.h>

#include "base/number.h"

enum status options_check_level(double level, double above, struct error *err)
{
    return level > above && level < 1
               ? OK
               : error_set(err, BAD_USAGE, "--level: expected a number between %g and 1, such as 0.95",
                           above);
}

static enum status check_resamples(size_t resamples, struct error *err)
{
    enum { LEAST = 99, MOST = 10000000 };
    return resamples >= LEAST && resamples <= MOST
               ? OK
               : error_set(err, BAD_USAGE, "--resamples: found %zu, expected %d to %d", resamples, LEAST,
                           MOST);
}

/* What took the place of a method that there was. */
static const struct {
    const char *method, *now;
} gone[] = {{"t", "independent"}, {"percentile", "bootstrap"}, {"bca", "dependent"}};

static enum status read_method(const char *text, enum interval_method *method, struct error *err)
{
    for (size_t i = 0; i <= INTERVAL_NONE; i++) {
        if (strcmp(text, interval_method_names[i]) == 0) {
            *method = (enum interval_method)i;
            return OK;
        }
    }
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        if (strcmp(text, gone[i].method) == 0) {
            return error_set(err, BAD_USAGE, "--interval: '%s' is gone, '%s' took its place", text,
                             gone[i].now);
        }
    }
    return error_set(err, BAD_USAGE,
                     "--interval: found '%.40s', expected dependent, independent, bootstrap or none", text);
}

bool options_read_share(const char *text, double *share)
{
    size_t n = strlen(text);
    bool read = n > 1 && text[n - 1] == '%' && number_parse(text, n - 1, share);
    *share = read ? *share / 100 : 0;
    return read;
}

static enum status read_between_runs(const char *text, double *share, struct error *err)
{
    return text == NULL || (options_read_share(text, share) && *share > 0 && *share < 1)
               ? OK
               : error_set(
                     err, BAD_USAGE,
                     "--between-runs: found '%.40s', expected a share above 0 and below 100 %%, such as 3%%",
                     text);
}

/* Whether the clusters that are named are runs. */
static bool tell_runs(const struct opt_list *clusters)
{
    for (size_t i = 0; i < clusters->n; i++) {
        if (strcmp(clusters->values[i], "run") == 0 || strcmp(clusters->values[i], "file") == 0) {
            return true;
        }
    }
    return false;
}

static enum status check_clusters(const struct interval_options *intervals, const struct opt_list *clusters,
                                  struct error *err)
{
    if (intervals->method == INTERVAL_BOOTSTRAP && clusters->n > 0) {
        return error_set(err, BAD_USAGE,
                         "--cluster: the bootstrap knows none, expected --interval dependent");
    }
    return intervals->between_runs > 0 && tell_runs(clusters)
               ? error_set(
                     err, BAD_USAGE,
                     "--between-runs: the data tell it with --cluster run or file; expected one of both")
               : OK;
}

enum status options_read_intervals(const struct interval_arguments *arguments,
                                   const struct opt_list *clusters, struct interval_options *intervals,
                                   struct error *err)
{
    *intervals = (struct interval_options){
        .level = arguments->level, .resamples = arguments->resamples, .seed = arguments->seed};
    enum status status = options_check_level(arguments->level, 0, err);
    if (status == OK) {
        status = check_resamples(arguments->resamples, err);
    }
    if (status == OK) {
        status = read_between_runs(arguments->between_runs, &intervals->between_runs, err);
    }
    if (status == OK) {
        status = read_method(arguments->method, &intervals->method, err);
    }
    return status == OK ? check_clusters(intervals, clusters, err) : status;
}
