/* MLPerf's mlperf_log_summary.txt. It does not tell how many queries there were. */
#include "formats/formats.h"
#include "formats/load/text_report.h"

static const struct text_report_line lines[] = {
    {"SUT name", TEXT_FACTOR, 0},
    {"Scenario", TEXT_FACTOR, 1},
    {"Mode ", TEXT_FACTOR, 2},
    {"Samples per second", TEXT_RATE, NO_UNIT},
    {"Completed samples per second", TEXT_RATE, NO_UNIT},
    {"Min latency (ns)", TEXT_MIN, NANOSECONDS},
    {"Max latency (ns)", TEXT_MAX, NANOSECONDS},
    {"Mean latency (ns)", TEXT_MEAN, NANOSECONDS},
};
static const struct text_report report = {.run = "MLPerf Results Summary",
                                          .factors = {"sut", "scenario", "mode"},
                                          .lines = lines,
                                          .n_lines = sizeof lines / sizeof *lines,
                                          .percentile_unit = NANOSECONDS};

static enum match probe_mlperf(const char *bytes, size_t n)
{
    return text_report_probe(bytes, n, report.run, "Scenario") ? MATCH : NO_MATCH;
}

static enum status read_mlperf(struct input *input, const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err)
{
    return text_report_read(&report, input, options, table, log, err);
}

const struct importer formats_mlperf = {
    .name = "mlperf",
    .writes = "MLPerf's summary (mlperf_log_summary.txt)",
    .signs = "the lines MLPerf Results Summary and Scenario",
    .quality = SUMMARY,
    .probe = probe_mlperf,
    .read = read_mlperf,
};
