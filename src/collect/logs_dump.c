#include "collect/logs_dump.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "table/tidy_write.h"

enum status logs_dump_open(struct logs_dump *dump, const char *path, struct logs_wish *wish,
                           struct logs_position *position, const struct logs_taker *taker, struct error *err)
{
    enum status status = append_file_open(&dump->file, path, err);
    if (status == OK && dump->file.size > 0) {
        struct logs_left left = {.position = position};
        status = logs_dump_resume(path, wish, taker, &left, err);
        dump->is_complete = left.is_complete;
        dump->rows = left.rows;
        dump->file.end = left.end;
        if (status == OK && !dump->is_complete && left.end < dump->file.size) {
            status = append_file_cut(&dump->file, left.end, err);
        }
    }
    if (status == OK && !dump->is_complete) {
        status = logs_dump_head(&dump->head, wish, err);
    }
    if (status == OK && !dump->is_complete && dump->file.regular && dump->file.end == 0) {
        status = append_file_put(&dump->file, &dump->head, err);
    }
    return status;
}

enum status logs_dump_close(struct logs_dump *dump, struct error *err)
{
    enum status status = append_file_close(&dump->file, err);
    text_release(&dump->head);
    text_release(&dump->piece);
    return status;
}

/* ---- events ---- */

enum status logs_dump_add(struct logs_dump *dump, const struct logs_found *found, struct error *err)
{
    const struct log_event *event = &found->event;
    if (!dump->file.regular) {
        return OK;
    }
    json_t *line = json_pack("{s:I, s:s, s:s}", "timestamp", (json_int_t)event->time_ms, "logStreamName",
                             event->stream, "message", event->message);
    if (line != NULL && found->id != NULL &&
        json_object_set_new(line, "eventId", json_string(found->id)) != 0) {
        json_decref(line);
        line = NULL;
    }
    return logs_dump_add_json(&dump->piece, logs_event, line, err);
}

enum status logs_dump_end_page(struct logs_dump *dump, const struct logs_position *position,
                               struct error *err)
{
    if (!dump->file.regular) {
        return OK;
    }
    enum status status =
        logs_dump_add_json(&dump->piece, logs_page,
                           json_pack("{s:I, s:I, s:s?, s:I}", "from_ms", (json_int_t)position->slice.from_ms,
                                     "to_ms", (json_int_t)position->slice.to_ms, "token", position->token,
                                     "events", (json_int_t)position->events),
                           err);
    if (status == OK) {
        status = append_file_put(&dump->file, &dump->piece, err);
    }
    dump->piece.n = 0;
    return status;
}

/* ---- rows ---- */

enum status logs_dump_finish(struct logs_dump *dump, const struct table *table, size_t events,
                             struct error *err)
{
    struct output output = {0};
    if (table->rows == 0) { /* what is there says nothing of anything */
        return dump->file.regular && unlink(dump->file.path) != 0
                   ? error_set(err, BAD_SERVICE, "cannot remove '%s'", dump->file.path)
                   : OK;
    }
    enum status status = logs_dump_add_json(
        &dump->head, logs_complete,
        json_pack("{s:I, s:I}", "events", (json_int_t)events, "requests", (json_int_t)table->rows), err);
    if (status == OK) {
        status = output_open(&output, dump->file.fd == STDOUT_FILENO ? NULL : dump->file.path, err);
    }
    if (status == OK) {
        fwrite(dump->head.bytes, 1, dump->head.n, output.stream);
        status = tidy_write(table, dump->csv_safe, 0, output.stream, err);
    }
    if (status == OK) {
        status = output_commit(&output, err);
    }
    output_discard(&output);
    return status;
}
