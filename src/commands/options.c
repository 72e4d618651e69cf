#include "commands/options.h"

#include <string.h>

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

enum status options_read_intervals(const struct interval_arguments *arguments,
                                   struct interval_options *intervals, struct error *err)
{
    *intervals = (struct interval_options){
        .level = arguments->level, .resamples = arguments->resamples, .seed = arguments->seed};
    enum status status = options_check_level(arguments->level, 0, err);
    if (status == OK) {
        status = check_resamples(arguments->resamples, err);
    }
    return status == OK ? read_method(arguments->method, &intervals->method, err) : status;
}
