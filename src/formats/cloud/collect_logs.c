/* What `faastat collect logs` has read of a log before it has read all: events in comments, and no row. */
#include "formats/cloud/collect_logs.h"

#include <stdlib.h>
#include <string.h>

#include "formats/cloud/filter_log_events.h"
#include "formats/formats.h"
#include "read/text_records.h"

static const char mark[] = "# faastat collect logs ", asked[] = "# asked ", event[] = "# event ";

struct state {
    struct lambda_log log;
    struct json_file asked; /* which has the name of the group */
    char *asked_text;
    struct error torn; /* of the last line, where its writer was killed; of another one it is a mistake */
    bool is_torn;
};

static bool begins_with(const struct text_line *line, const char *text)
{
    return strncmp(line->text, text, strlen(text)) == 0;
}

static enum status take_asked(const struct text_line *line, struct state *state, struct error *err)
{
    size_t skipped = strlen(asked), n = line->n - skipped;
    if (state->asked_text != NULL) {
        return error_at(err, &line->place, "found a second '%s', expected one", asked);
    }
    state->asked_text = text_copy(line->text + skipped, n, err);
    return state->asked_text == NULL
               ? BAD_SERVICE
               : json_file_parse(&state->asked,
                                 &(struct place){line->place.file, line->place.line, skipped + 1},
                                 state->asked_text, n, err);
}

static enum status take_event(const struct text_line *line, struct state *state,
                              const struct record_sink *sink, struct error *err)
{
    struct json_file file;
    struct error why = {{0}};
    size_t skipped = strlen(event);
    enum status status =
        json_file_parse(&file, &(struct place){line->place.file, line->place.line, skipped + 1},
                        line->text + skipped, line->n - skipped, &why);
    if (status == OK) {
        struct json_spot root = json_root(&file), all = json_root(&state->asked);
        status = filter_log_events_take(&root, &all, &state->log, sink, err);
    } else if (status == BAD_DATA) {
        state->torn = why;
        state->is_torn = true;
        status = OK;
    } else {
        status = error_set(err, status, "%s", why.text);
    }
    json_file_release(&file);
    return status;
}

static enum status take_line(const struct text_line *line, void *context, const struct record_sink *sink,
                             struct error *err)
{
    struct state *state = context;
    if (state->is_torn) {
        state->is_torn = false;
        return error_set(err, BAD_DATA, "%s", state->torn.text);
    }
    return begins_with(line, asked)   ? take_asked(line, state, err)
           : begins_with(line, event) ? take_event(line, state, sink, err)
                                      : OK;
}

static enum status finish(const struct place *end, void *context, const struct record_sink *sink,
                          struct error *err)
{
    struct state *state = context;
    (void)end;
    sink->log->passed = 0;
    enum status status = lambda_log_finish(&state->log, sink, err);
    return status == OK
               ? import_note(sink->log, err,
                             "the log is not read to its end: the same faastat collect logs goes on with it")
               : status;
}

bool collect_logs_begins(const char *bytes, size_t n)
{
    return n >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0;
}

/* One that is whole says so before its rows. */
static enum match probe_collect_logs(const char *bytes, size_t n)
{
    static const char complete[] = "\n# complete ";
    return collect_logs_begins(bytes, n) && memmem(bytes, n, complete, strlen(complete)) == NULL ? MATCH
                                                                                                 : NO_MATCH;
}

static enum status read_collect_logs(struct input *input, const struct import_options *options,
                                     struct table *table, struct import_log *log, struct error *err)
{
    static const struct text_format format = {
        .columns = lambda_columns, .n_columns = LAMBDA_COLUMNS, .take = take_line, .finish = finish};
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct state state = {.is_torn = false};
    lambda_log_init(&state.log, options);
    enum status status = text_lines_read(input, &format, &state, &sink, err);
    lambda_log_release(&state.log);
    json_file_release(&state.asked);
    free(state.asked_text);
    return status;
}

const struct importer formats_collect_logs = {
    .name = "collect-logs",
    .writes = "faastat collect logs, before the log is read to its end",
    .signs = "a comment '# faastat collect logs', and no rows",
    .quality = EXACT,
    .probe = probe_collect_logs,
    .read = read_collect_logs,
};
