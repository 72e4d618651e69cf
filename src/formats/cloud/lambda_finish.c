#include "formats/cloud/lambda_finish.h"

#include <string.h>

#include "formats/cloud/lambda_settle.h"
#include "formats/cloud/lambda_tags.h"

static void copy_text(const struct lambda_requests *requests, uint32_t code, char to[LAMBDA_TEXT])
{
    if (code != 0) {
        const char *text = requests->texts.texts[code - 1];
        memcpy(to, text, strlen(text) + 1); /* which came from such a text */
    }
}

/* The row of a failure that no report tells of. */
static enum status add_failure(struct lambda_requests *requests, const struct lambda_detail *detail,
                               struct error *err)
{
    struct lambda_record record;
    lambda_record_init(&record);
    record.start_s = detail->start_s;
    record.end_s = detail->end_s;
    record.figures.duration_s = detail->duration_s;
    record.is_unreported = true;
    copy_text(requests, detail->id, record.request_id);
    copy_text(requests, detail->status, record.status);
    copy_text(requests, detail->error, record.error_type);
    copy_text(requests, detail->phase, record.phase);
    copy_text(requests, detail->stream, record.environment);
    copy_text(requests, detail->version, record.version);
    copy_text(requests, detail->function, record.function);
    return lambda_rows_add(&requests->reports, &record, 0, detail->tags_row, err);
}

/* Behind the rows of the reports those of the failures, and what they have from a query. */
static enum status complete_rows(struct lambda_requests *requests, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < requests->rest.n_details; i++) {
        if (requests->rest.details[i].is_kept) {
            status = add_failure(requests, &requests->rest.details[i], err);
        }
    }
    if (status == OK && !requests->has_versions) {
        lambda_rows_clear(&requests->reports, LAMBDA_VERSION);
    }
    return status;
}

static enum status add_tags(const struct lambda_requests *requests, struct table *table, struct error *err)
{
    struct lambda_tags tags;
    enum status status = lambda_tags_init(&tags, &requests->tags, table, err);
    for (size_t row = 0; status == OK && requests->tags.n_columns > 0 && row < table->rows; row++) {
        double tags_row = lambda_rows_number(&requests->reports, row, LAMBDA_TAGS_ROW);
        status = isnan(tags_row) ? OK : lambda_tags_set(&tags, (size_t)tags_row - 1, table, row, err);
    }
    lambda_tags_release(&tags);
    return status;
}

static enum status note(const struct record_sink *sink, size_t n, const char *of_one, const char *of_many,
                        struct error *err)
{
    return n == 0 ? OK : import_note(sink->log, err, "%zu %s", n, n == 1 ? of_one : of_many);
}

enum status lambda_finish(struct lambda_requests *requests, const struct record_sink *sink, struct error *err)
{
    struct lambda_settled settled = {0};
    enum status status = lambda_settle(requests, &settled, err);
    if (status != OK || (status = complete_rows(requests, err)) != OK ||
        (status = lambda_rows_move(&requests->reports, sink->table, err)) != OK ||
        (status = add_tags(requests, sink->table, err)) != OK) {
        return status;
    }
    sink->log->passed += settled.unused;
    status = note(sink, settled.repeated, "report was there already: it counts once",
                  "reports were there already: they count once", err);
    settled.alone += requests->inits_alone;
    return status == OK ? note(sink, settled.alone, "initialisation is of no request that is reported",
                               "initialisations are of no request that is reported", err)
                        : status;
}
