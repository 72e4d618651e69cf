#include "commands/options.h"

enum status options_check_level(double level, double above, struct error *err)
{
    return level > above && level < 1
               ? OK
               : error_set(err, BAD_USAGE, "--level: expected a number between %g and 1, such as 0.95",
                           above);
}

enum status options_check_resamples(size_t resamples, struct error *err)
{
    enum { LEAST = 99, MOST = 10000000 };
    return resamples >= LEAST && resamples <= MOST
               ? OK
               : error_set(err, BAD_USAGE, "--resamples: found %zu, expected %d to %d", resamples, LEAST,
                           MOST);
}
