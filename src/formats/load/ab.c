/* ApacheBench's report. Its failures count other lengths of the same page too, which a page may well have;
 * statuses but 2xx have a line of their own. */
#include "formats/formats.h"
#include "formats/load/text_report.h"

static const struct text_report_line lines[] = {
    {"Document Path:", TEXT_FACTOR, 0},
    {"Concurrency Level:", TEXT_FACTOR, 1},
    {"Complete requests:", TEXT_MEASURED, NO_UNIT},
    {"Failed requests:", TEXT_FAILED_INSIDE, NO_UNIT},
    {", Length:", TEXT_NOT_FAILED, NO_UNIT},
    {"Non-2xx responses:", TEXT_FAILED_INSIDE, NO_UNIT},
    {"Requests per second:", TEXT_RATE, NO_UNIT},
    {"Total:", TEXT_TOTALS, NO_UNIT},
    {"Percentage of the requests served", TEXT_PERCENTILES, NO_UNIT},
};
static const struct text_report report = {.run = "This is ApacheBench",
                                          .factors = {"url", "connections"},
                                          .lines = lines,
                                          .n_lines = sizeof lines / sizeof *lines,
                                          .percentile_unit = MILLISECONDS,
                                          .tells_failures = true};

static enum match probe_ab(const char *bytes, size_t n)
{
    return text_report_probe(bytes, n, report.run, "Complete requests:") ? MATCH : NO_MATCH;
}

static enum status read_ab(struct input *input, const struct import_options *options, struct table *table,
                           struct import_log *log, struct error *err)
{
    return text_report_read(&report, input, options, table, log, err);
}

static const struct explain_row origins[] = {
    {"quality", "one run"},
    {"url", "Document Path"},
    {"connections", "Concurrency Level"},
    {"latency_mean_s", "Total: mean in ms"},
    {"latency_min_s", "Total: min in ms"},
    {"latency_max_s", "Total: max in ms"},
    {"latency_sd_s", "Total: sd in ms"},
    {"published_n", "Complete requests, less those that failed"},
    {"failed_*n", "Failed requests, less those of another Length; Non-2xx responses"},
    {"requests_per_s", "Requests per second"},
    {"latency_p*_s", "Percentage of the requests served within a time, in ms"},
    {0}};

const struct importer formats_ab = {
    .origins = origins,
    .name = "ab",
    .writes = "ApacheBench as it prints",
    .signs = "the lines This is ApacheBench and Complete requests:",
    .quality = SUMMARY,
    .probe = probe_ab,
    .read = read_ab,
};
