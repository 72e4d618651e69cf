/*
 * JSON that is no tool's own: records, as an array or a line each; columns, rows with their names, and what
 * else pandas' to_json writes; numbers in lists. Read as a CSV of the same would be.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "formats/formats.h"
#include "import/json_members.h"
#include "read/blocks.h"
#include "read/json_rows.h"
#include "read/json_table.h"
#include "table/tidy.h"

/* ---- a record a line, or one behind the other ---- */

/* A record, or an array of them. */
static enum status add_records(struct json_rows *rows, const struct json_spot *value, struct error *err)
{
    enum status status = json_is_array(value->value) ? OK : json_rows_add(rows, value, err);
    for (size_t i = 0; status == OK && i < json_array_size(value->value); i++) {
        struct json_spot element = json_element(value, i);
        status = json_rows_add(rows, &element, err);
        records_row_cut(&rows->row, 0);
    }
    return status;
}

static enum status take_record(const struct json_spot *value, const struct record_sink *sink,
                               struct error *err)
{
    /* What is wrong is judged by who has the line; in an array, each record by itself. */
    struct import_options strict = *sink->options;
    strict.lenient = false;
    const struct record_sink strictly = {.options = &strict, .table = sink->table, .log = sink->log};
    struct json_rows rows = {
        .row = {.records = sink->context, .table = sink->table, .file = value->file->name},
        .sink = json_is_array(value->value) ? sink : &strictly};
    enum status status = add_records(&rows, value, err);
    records_row_release(&rows.row);
    return status;
}

/* The first bytes of a file of several records. */
struct sample {
    const char *bytes;
    size_t n;
    bool lines; /* no record goes on behind its line */
};

/* The columns by the sample; what is no JSON is told of when it is read. */
static enum status sample_records(const struct sample *sample, struct records *records,
                                  const struct record_sink *sink, struct error *err)
{
    const char *bytes = sample->bytes;
    struct import_options lenient = *sink->options;
    lenient.lenient = true;
    const struct record_sink forgiving = {.options = &lenient, .context = records};
    struct json_rows rows = {.row = {.records = records, .file = ""}, .sink = &forgiving};
    enum status status = OK;
    for (size_t n = sample->n, length; status == OK && n > 0; bytes += length, n -= length) {
        const char *feed = sample->lines ? memchr(bytes, '\n', n) : NULL;
        length = json_joined_length(bytes, feed == NULL ? n : (size_t)(feed + 1 - bytes));
        struct json_file file;
        struct error why = {{0}};
        enum status found = json_file_parse(&file, &(struct place){"", 1, 1}, bytes, length, &why);
        if (found == OK) {
            struct json_spot root = json_root(&file);
            status = add_records(&rows, &root, err);
            records_row_cut(&rows.row, 0);
        } else {
            status = error_forgive(found, &why, err);
        }
        json_file_release(&file);
    }
    records_row_release(&rows.row);
    return status;
}

/* The columns that the schema has and somebody asks for, as the table is to have them; caller frees. */
static enum status list_columns(const struct csv_schema *schema, struct record_column **columns, size_t *n,
                                struct error *err)
{
    *n = 0;
    *columns = calloc(schema->n + 4, sizeof **columns);
    if (*columns == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < schema->n; i++) {
        if (!schema->columns[i].skipped) {
            (*columns)[(*n)++] = (struct record_column){schema->columns[i].name, schema->columns[i].kind};
        }
    }
    if (schema->published) {
        (*columns)[(*n)++] = (struct record_column){"quality", FACTOR};
        (*columns)[(*n)++] = (struct record_column){tidy_failed_inside_n, MEASURE};
        (*columns)[(*n)++] = (struct record_column){import_totals.column, FACTOR};
    }
    return OK;
}

static enum status read_records(struct input *input, const struct sample *sample,
                                const struct record_sink *sink, struct error *err)
{
    struct records records = {.shortens = true};
    struct record_column *columns = NULL;
    size_t n_columns = 0;
    enum status status = sample_records(sample, &records, sink, err);
    if (status == OK) {
        status = records_decide(&records, sink, input->name, err);
    }
    if (status == OK) {
        status = list_columns(&records.schema, &columns, &n_columns, err);
    }
    if (status == OK) {
        struct import_options own = *sink->options;
        own.sink = records.schema.is_whole ? NULL : own.sink;
        const struct json_format format = {
            .columns = columns, .n_columns = n_columns, .take = take_record, .context = &records};
        status = (sample->lines ? json_lines_read : json_document_read)(input, &format, &own, sink->table,
                                                                        sink->log, err);
    }
    free(columns);
    records_release(&records);
    return status;
}

/* ---- which of them ---- */

/* What looks like data and can't be taken for them: said by what stands at its beginning. */
static enum status refuse(const struct input *input, const char *bytes, size_t n, struct error *err)
{
    enum { BEGINNING = 256 };
    static const struct {
        const char *mark, *what, *advice;
    } refused[] = {
        {"\"faastat/", "a file of faastat's own", "name those that it was made from"},
        {"\"MetricDataResults\"",
         "CloudWatch's metric data, which have neither their unit nor their statistic",
         "ask get-metric-statistics"},
        {"\"resultType\"", "a Prometheus query's result, whose numbers are figures of many requests each",
         "export what the requests themselves took"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        if (memmem(bytes, n < BEGINNING ? n : BEGINNING, refused[i].mark, strlen(refused[i].mark)) != NULL) {
            return error_set(err, BAD_DATA, "%s: found %s, expected measurements: %s", input->name,
                             refused[i].what, refused[i].advice);
        }
    }
    return OK;
}

/* All of a file, or one of the lists that are joined in it. */
static enum status take_document(const struct json_spot *root, const struct record_sink *sink,
                                 struct error *err)
{
    struct json_shape shape = {0};
    enum status status = json_shape_find(&shape, root, err);
    return status != OK ? status
           : sink->table->n_columns == 0 || shape.kind == JSON_VALUES
               ? json_table_read_shape(&shape, sink, err)
               : json_spot_error(root, err,
                                 "found a value behind one that is no record, no array of records or of more "
                                 "than %d bytes, expected the end",
                                 JSON_LINES_SAMPLED);
}

/* Whether the bytes begin with objects that are joined, or arrays of them: of records. */
static bool are_records(const char *bytes, size_t n)
{
    size_t at = 0;
    while (at < n && (isspace((unsigned char)bytes[at]) || bytes[at] == '[')) {
        at++;
    }
    return at < n && bytes[at] == '{' && json_joined_length(bytes, n) < n;
}

/* The bytes of the joined values but for the last, which may not be whole. */
static size_t find_whole(const char *bytes, size_t n)
{
    size_t whole = 0, length;
    while ((length = json_joined_length(bytes + whole, n - whole)) < n - whole) {
        whole += length;
    }
    return whole;
}

static enum status read_json(struct input *input, const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err)
{
    static const struct json_format document = {.take = take_document, .is_document = true};
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct sample sample = {0};
    const char *bytes;
    size_t n;
    enum status status = blocks_skip_mark(input, err);
    if (status == OK) {
        status = input_peek(input, JSON_LINES_SAMPLED, &bytes, &n, err);
    }
    if (status == OK) {
        status = refuse(input, bytes, n, err);
    }
    if (status == OK) {
        status = json_find_lines(bytes, n, &sample.lines, err);
    }
    if (status != OK) {
        return status;
    }
    if (!sample.lines && !are_records(bytes, n)) {
        return json_document_read(input, &document, options, table, log, err);
    }
    /* Whole ones only, which stay when the input is read on. */
    const char *feed = sample.lines && n == JSON_LINES_SAMPLED ? memrchr(bytes, '\n', n) : NULL;
    sample.n = n < JSON_LINES_SAMPLED ? n : feed != NULL ? (size_t)(feed - bytes) : find_whole(bytes, n);
    char *copy = text_copy(bytes, sample.n, err);
    sample.bytes = copy;
    status = copy == NULL ? BAD_SERVICE : read_records(input, &sample, &sink, err);
    free(copy);
    return status;
}

/* What begins like JSON and goes on so: a log's "[INFO]" and a formula's "[x]" do not. */
static enum match probe_json(const char *bytes, size_t n)
{
    bool object = json_looks_like(bytes, n, '{', NULL, 0);
    if (!object && !json_looks_like(bytes, n, '[', NULL, 0)) {
        return NO_MATCH;
    }
    const char *end = bytes + n, *c = memchr(bytes, object ? '{' : '[', n);
    do {
        c++;
    } while (c < end && (isspace((unsigned char)*c) || (!object && *c == '[')));
    if (c == end) {
        return n < 4 ? NO_MATCH : MAY_MATCH;
    }
    if (object) {
        return *c == '"' || *c == '}' ? MAY_MATCH : NO_MATCH;
    }
    const char *token = c;
    while (c < end && *c != '\0' && strchr(", ]\t\r\n", *c) == NULL) {
        c++;
    }
    size_t length = (size_t)(c - token);
    double number;
    bool word = (length == 4 && (memcmp(token, "null", 4) == 0 || memcmp(token, "true", 4) == 0)) ||
                (length == 5 && memcmp(token, "false", 5) == 0);
    return word || length == 0 || *token == '{' || *token == '"' || number_parse(token, length, &number)
               ? MAY_MATCH
               : NO_MATCH;
}

const struct importer formats_json = {
    .name = "json",
    .writes = "JSON of any tool: records, a record a line, columns, lists of numbers",
    .signs = "being JSON that no other format claims",
    .quality = EXACT,
    .probe = probe_json,
    .read = read_json,
};
