/* Feeds a dump of CSV to a summary that keeps its requests, and to one that counts them (--stream): what is
 * exact has to be the same, and quantiles as near as a bucket is wide. */
#include <math.h>
#include <sys/mman.h>

#include "analysis/accumulate/part.h"
#include "analysis/summary.h"
#include "formats/formats.h"
#include "halves.h"
#include "import/dumps.h"
#include "stats/histogram.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int dump = -1;
static const char *const by[] = {"model", "memory_mb"}, *const measures[] = {"latency_s"};
static const double probabilities[] = {0.05, 0.5, 0.9};
enum { QUANTILES = sizeof probabilities / sizeof *probabilities };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    dump = memfd_create("dump", 0);
    return dump < 0;
}

static void demand(bool good)
{
    if (!good) {
        abort();
    }
}

/* ---- what the rows are given to ---- */

static enum status take(void *context, struct table *table, void **part, struct error *err)
{
    struct part *taken = NULL;
    enum status status = part_take(context, table, &taken, err);
    *part = taken;
    return status;
}

static enum status join(void *context, void *part, double more, struct error *err)
{
    return part_join(context, part, more, err);
}

static void settle(void *context, void *part)
{
    part_settle(context, part);
}

static void release(void *part)
{
    part_release(part);
}

/* ---- both ways ---- */

struct summarised {
    enum status status;
    struct error err;
    struct groups groups;
    struct imported imported;
    struct summary_result result;
};

static void summarise(char *path, bool streamed, const struct summary_options *asked,
                      struct summarised *summarised)
{
    *summarised = (struct summarised){0};
    struct error *err = &summarised->err;
    struct groups *groups = &summarised->groups;
    struct table *rest = &summarised->imported.table;
    const struct groups_plan plan = {.by = by,
                                     .n_by = asked->n_by,
                                     .measures = measures,
                                     .n_measures = asked->n_measures,
                                     .bounded = streamed,
                                     .dependent = true};
    const struct import_sink sink = {.take = take,
                                     .join = join,
                                     .settle = settle,
                                     .release = release,
                                     .context = groups,
                                     .takes_all = streamed};
    const struct import_options options = {.from = "csv",
                                           .sink = &sink,
                                           .threads = streamed ? 3 : 1,
                                           .block_bytes = streamed ? 1 << 9 : 0,
                                           .input = {.max_bytes = 1 << 24}};
    demand(groups_init(groups, &plan, err) == OK);
    enum status status = dumps_read(&path, 1, &formats_coded, &options, &summarised->imported, err);
    if (status == OK) {
        status = groups_finish(groups, rest, err);
    }
    if (status == OK) {
        status = summary_compute(groups, rest, asked, &summarised->result, err);
    }
    halves_demand(status, err);
    summarised->status = status;
}

static void summarised_release(struct summarised *summarised)
{
    summary_release(&summarised->result);
    groups_release(&summarised->groups);
    imported_release(&summarised->imported);
}

/* ---- what they say ---- */

static bool is_same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool is_near(double a, double b, double most)
{
    return is_same(a, b) || fabs(a - b) <= most;
}

static void compare_rows(const struct summary_row *kept, const struct summary_row *counted)
{
    demand(is_same(kept->n, counted->n) && is_same(kept->failed, counted->failed));
    demand(kept->missing == counted->missing && kept->censored == counted->censored);
    demand(is_same(kept->max, counted->max));
    demand(is_same(kept->statistics[STATISTIC_min], counted->statistics[STATISTIC_min]));
    demand(is_same(kept->failure_rate.value, counted->failure_rate.value));
    double scale = fmax(fabs(kept->mean.value), fabs(kept->max));
    demand(is_near(kept->mean.value, counted->mean.value, 1e-12 * scale));
    demand((kept->quantiles == NULL) == (counted->quantiles == NULL));
    for (size_t i = 0; kept->quantiles != NULL && i < QUANTILES; i++) {
        double exact = kept->quantiles[i].value;
        demand(is_near(exact, counted->quantiles[i].value, fabs(exact) * HISTOGRAM_ERROR + 1.1e-311));
    }
}

/* Figures that were published, which are no requests and can't be counted; or none that a summary has, as a
 * spread without its mean. */
static bool has_published(const struct summarised *kept)
{
    bool has = kept->status == BAD_DATA;
    for (size_t i = 0; i < kept->result.n; i++) {
        has |= kept->result.rows[i].quality != SUMMARY_EXACT;
    }
    return has;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char path[64];
    struct summarised kept, counted;
    const struct summary_options asked = {.by = by,
                                          .n_by = sizeof by / sizeof *by,
                                          .measures = measures,
                                          .n_measures = 1,
                                          .quantiles = probabilities,
                                          .n_quantiles = QUANTILES,
                                          .definition = definition_find("r1"),
                                          .threads = 1,
                                          .intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95}};
    halves_fill(dump, (const char *)bytes, n, path);
    summarise(path, false, &asked, &kept);
    summarise(path, true, &asked, &counted);
    bool refuses = counted.status == BAD_USAGE && has_published(&kept);
    demand(refuses || (kept.status == counted.status && kept.result.n == counted.result.n));
    for (size_t i = 0; counted.status == OK && i < kept.result.n; i++) {
        compare_rows(&kept.result.rows[i], &counted.result.rows[i]);
    }
    summarised_release(&kept);
    summarised_release(&counted);
    return 0;
}
