/* What hey and oha print: a summary, percentiles, statuses and errors. Figures are those of all responses;
 * what has none is an error beside them. */
#include "formats/formats.h"
#include "formats/load/text_report.h"

static const struct text_report_line lines[] = {
    {"Slowest:", TEXT_MAX, NO_UNIT},
    {"Fastest:", TEXT_MIN, NO_UNIT},
    {"Average:", TEXT_MEAN, NO_UNIT},
    {"Requests/sec:", TEXT_RATE, NO_UNIT},
    {"Latency distribution", TEXT_PERCENTILES, NO_UNIT},
    {"Response time distribution", TEXT_PERCENTILES, NO_UNIT},
    {"Response time histogram", TEXT_FIGURES, NO_UNIT},
    {"Details", TEXT_FIGURES, NO_UNIT},
    {"Status code distribution", TEXT_STATUSES, NO_UNIT},
    {"Error distribution", TEXT_ERRORS, NO_UNIT},
};
/* oha counts what was under way when its time was over as an error. */
static const struct text_report report = {.run = "Summary:",
                                          .lines = lines,
                                          .n_lines = sizeof lines / sizeof *lines,
                                          .percentile_unit = NO_UNIT,
                                          .ignored = "aborted due to deadline"};

static enum match probe_hey_text(const char *bytes, size_t n)
{
    return text_report_probe(bytes, n, "Summary:", "Slowest:") ? MATCH : NO_MATCH;
}

static enum status read_hey_text(struct input *input, const struct import_options *options,
                                 struct table *table, struct import_log *log, struct error *err)
{
    return text_report_read(&report, input, options, table, log, err);
}

const struct importer formats_hey_text = {
    .name = "hey-text",
    .writes = "hey and oha as they print",
    .signs = "the lines Summary: and Slowest:",
    .quality = SUMMARY,
    .probe = probe_hey_text,
    .read = read_hey_text,
};
