#include "import/blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/pool.h"

enum { DEFAULT_BLOCK_BYTES = 1 << 22 };

/* One block while it is filled and parsed, with its own table, log and verdict. */
struct slot {
    char *bytes;
    size_t n, capacity;
    struct block block;
    struct table table;
    struct import_log log;
};

struct reader {
    struct input *input;
    const struct block_format *format;
    size_t block_bytes, next_line;
    char *rest; /* the beginning of a row that the last block did not hold to its end */
    size_t rest_n, rest_capacity;
    bool at_end;
    struct slot *slots;
    size_t n_slots;
};

/* The number of bytes up to and with the last row end, 0 when there is none; *first that of the first row. */
static size_t whole_rows(const char *bytes, size_t n, bool quotes, size_t *first)
{
    size_t rows = 0;
    bool quoted = false;
    *first = 0;
    if (!quotes || memchr(bytes, '"', n) == NULL) {
        const char *first_feed = memchr(bytes, '\n', n), *last_feed = memrchr(bytes, '\n', n);
        *first = first_feed == NULL ? 0 : (size_t)(first_feed - bytes) + 1;
        return last_feed == NULL ? 0 : (size_t)(last_feed - bytes) + 1;
    }
    for (size_t i = 0; i < n; i++) {
        quoted ^= bytes[i] == '"';
        if (bytes[i] == '\n' && !quoted) {
            rows = i + 1;
            *first = *first == 0 ? rows : *first;
        }
    }
    return rows;
}

static size_t count_lines(const char *bytes, size_t n)
{
    size_t lines = 0;
    for (const char *c = bytes; (c = memchr(c, '\n', n - (size_t)(c - bytes))) != NULL; c++) {
        lines++;
    }
    return lines;
}

/* Reads about block_bytes behind what the slot holds. */
static enum status read_more(struct reader *reader, struct slot *slot, struct error *err)
{
    char *grown = array_reserve(slot->bytes, &slot->capacity, slot->n + reader->block_bytes + 1, 1);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    slot->bytes = grown;
    size_t got;
    enum status status = input_read(reader->input, slot->bytes + slot->n, reader->block_bytes, &got, err);
    if (status == OK) {
        slot->n += got;
        reader->at_end = got < reader->block_bytes;
    }
    return status;
}

/* Keeps what follows the whole rows for the next block. */
static enum status keep_rest(struct reader *reader, const struct slot *slot, size_t rows, struct error *err)
{
    size_t n = slot->n - rows;
    char *grown = array_reserve(reader->rest, &reader->rest_capacity, n + 1, 1);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    reader->rest = grown;
    memcpy(grown, slot->bytes + rows, n);
    reader->rest_n = n;
    return OK;
}

/* Fills the slot with whole rows: at least one, unless the file has ended. */
static enum status fill(struct reader *reader, struct slot *slot, struct error *err)
{
    slot->n = 0;
    char *grown = array_reserve(slot->bytes, &slot->capacity, reader->rest_n + 1, 1);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    slot->bytes = grown;
    if (reader->rest_n > 0) {
        memcpy(grown, reader->rest, reader->rest_n);
        slot->n = reader->rest_n;
        reader->rest_n = 0;
    }
    size_t rows = 0, first = 0, step = reader->block_bytes;
    enum status status = OK;
    bool overlong = false;
    do {
        status = reader->at_end ? OK : read_more(reader, slot, err);
        if (status != OK) {
            return status;
        }
        rows = whole_rows(slot->bytes, slot->n, reader->format->quotes, &first);
        /* Asked of the first row alone, so that the size of a block does not decide. */
        overlong = (rows == 0 ? slot->n : first) > MOST_ROW_BYTES;
        reader->block_bytes = rows == 0 && slot->n > step ? slot->n : step; /* a long row: doubled */
    } while (rows == 0 && !reader->at_end && !overlong);
    reader->block_bytes = step;
    rows = overlong || reader->at_end ? slot->n : rows;
    status = keep_rest(reader, slot, rows, err);
    slot->n = rows;
    slot->bytes[rows] = '\0';
    slot->block = (struct block){.file = reader->input->name,
                                 .bytes = slot->bytes,
                                 .n = rows,
                                 .first_line = reader->next_line,
                                 .overlong = overlong};
    reader->next_line += count_lines(slot->bytes, rows);
    reader->at_end |= overlong; /* no row can begin behind one that has no end */
    return status;
}

static enum status parse_slot(size_t index, void *context, struct error *err)
{
    struct reader *reader = context;
    struct slot *slot = &reader->slots[index];
    enum status status =
        reader->format->parse(&slot->block, reader->format->context, &slot->table, &slot->log, err);
    if (status == OK && slot->block.overlong) {
        struct place place = {slot->block.file, slot->block.first_line, 0};
        status =
            error_at(err, &place, "found a row of more than %d bytes, expected a line end", MOST_ROW_BYTES);
    }
    return status;
}

static enum status join_slot(struct slot *slot, struct table *table, struct import_log *log,
                             struct error *err)
{
    enum status status = table_append(table, &slot->table, err);
    if (status == OK) {
        status = import_log_append(log, &slot->log, err);
    }
    return status;
}

static void empty_slot(struct slot *slot)
{
    table_release(&slot->table);
    text_release(&slot->log.messages);
    slot->log = (struct import_log){0};
}

/* Fills as many blocks as there are threads, parses them together and joins them in order. */
static enum status read_round(struct reader *reader, size_t threads, struct table *table,
                              struct import_log *log, struct error *err)
{
    size_t filled = 0;
    enum status status = OK;
    while (status == OK && filled < reader->n_slots &&
           (!reader->at_end || reader->rest_n > 0 || filled == 0)) {
        status = fill(reader, &reader->slots[filled], err);
        filled++;
    }
    if (status == OK) {
        status = pool_run(filled, threads, parse_slot, reader, err);
    }
    for (size_t i = 0; i < filled; i++) {
        if (status == OK) {
            status = join_slot(&reader->slots[i], table, log, err);
        }
        empty_slot(&reader->slots[i]);
    }
    return status;
}

enum status blocks_read(struct input *input, const struct block_format *format,
                        const struct import_options *options, struct table *table, struct import_log *log,
                        struct error *err)
{
    size_t threads = options->threads == 0 ? pool_processors() : options->threads;
    struct reader reader = {
        .input = input,
        .format = format,
        .block_bytes = options->block_bytes == 0 ? DEFAULT_BLOCK_BYTES : options->block_bytes,
        .next_line = format->first_line,
        .n_slots = threads,
    };
    reader.slots = calloc(threads, sizeof *reader.slots);
    enum status status = reader.slots == NULL ? error_no_memory(err) : OK;
    while (status == OK && (!reader.at_end || reader.rest_n > 0)) {
        status = read_round(&reader, threads, table, log, err);
    }
    for (size_t i = 0; reader.slots != NULL && i < threads; i++) {
        free(reader.slots[i].bytes);
    }
    free(reader.slots);
    free(reader.rest);
    return status;
}

enum status blocks_skip_mark(struct input *input, struct error *err)
{
    const char *bytes;
    char mark[3];
    size_t n;
    enum status status = input_peek(input, sizeof mark, &bytes, &n, err);
    if (status != OK) {
        return status;
    }
    if (n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        return error_set(err, BAD_DATA, "%s: found UTF-16 text, expected UTF-8", input->name);
    }
    if (n == sizeof mark && memcmp(bytes, "\xEF\xBB\xBF", sizeof mark) == 0) {
        status = input_read(input, mark, sizeof mark, &n, err);
    }
    return status;
}
