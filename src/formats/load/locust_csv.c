#include "formats/load/locust_csv.h"

#include <math.h>

#include "import/summary_record.h"

#define PERCENT(percent) #percent,
const char *const locust_percentiles[LOCUST_PERCENTILES_N] = {LOCUST_PERCENTILES(PERCENT)};
#undef PERCENT

void locust_set_counts(struct table *table)
{
    const struct column *columns = table->columns;
    size_t row = table->rows;
    summary_set_counts(table, columns[SUMMARY_N].values[row], columns[SUMMARY_FAILED].values[row], 0);
}

enum status locust_set_percentiles(const struct csv_record *record, size_t first, struct table *table,
                                   struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < LOCUST_PERCENTILES_N; i++) {
        double seconds;
        status = csv_record_get_time(record, first + i, OPTIONAL, MILLISECONDS, &seconds, err);
        if (status == OK && !isnan(seconds)) {
            status = summary_set_percentile(table, locust_percentiles[i], seconds, err);
        }
    }
    return status;
}
