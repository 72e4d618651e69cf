#include "import/summary_record.h"

#include <math.h>
#include <string.h>

enum status summary_open(struct table *table, const char *quality, struct error *err)
{
    enum status status = table_open_row(table, err);
    return status == OK ? table_set_text(table, SUMMARY_QUALITY, quality, strlen(quality), err) : status;
}

void summary_set_counts(struct table *table, double measured, double failed, double others)
{
    table_set_number(table, SUMMARY_N, isnan(failed) ? measured : measured - failed);
    table_set_number(table, SUMMARY_FAILED, failed + others);
    table_set_number(table, SUMMARY_FAILED_INSIDE, failed > 0 ? failed : NAN);
}

enum status summary_set_percentile(struct table *table, const char *percent, double seconds,
                                   struct error *err)
{
    struct text name = {0};
    size_t index = 0;
    enum status status = text_print(&name, err, "latency_p%s_s", percent);
    if (status != OK) {
        goto out;
    }
    const struct column *column = table_find_column(table, name.bytes);
    index = column == NULL ? table->n_columns : (size_t)(column - table->columns);
    status = column == NULL ? table_add_column(table, name.bytes, MEASURE, &index, err) : OK;
    if (status != OK) {
        goto out;
    }
    table_set_number(table, index, seconds);
out:
    text_release(&name);
    return status;
}
