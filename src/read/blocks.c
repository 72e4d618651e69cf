#include "read/blocks.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/pool.h"
#include "table/select.h"

/* The most is small enough that what is read is still in the processor's cache when it is parsed; of a small
 * file every thread gets some blocks, and less memory is touched. */
enum { LEAST_BLOCK_BYTES = 1 << 16, MOST_BLOCK_BYTES = 1 << 19, BLOCKS_OF_SMALL_FILE = 64 };

static size_t choose_block_bytes(const struct input *input, const struct import_options *options)
{
    size_t share = input->size / BLOCKS_OF_SMALL_FILE;
    if (options->block_bytes != 0) {
        return options->block_bytes;
    }
    return input->size == 0 || share > MOST_BLOCK_BYTES ? MOST_BLOCK_BYTES
           : share < LEAST_BLOCK_BYTES                  ? LEAST_BLOCK_BYTES
                                                        : share;
}

/* One block while it is filled, parsed and joined, with its own table, log and verdict. */
struct slot {
    char *bytes;
    size_t n, capacity;
    struct block block;
    size_t before; /* bytes of the last line before the last row, which has no end */
    struct table table;
    struct import_log log;
    struct scratch scratch;
    double more; /* how many blocks like this are expected to follow; 0: that is not known */
    void *part;  /* what the sink took of the table; NULL: nothing */
    void *left;  /* what the format's parser left for its `join`; NULL: nothing */
    enum status status;
    struct error error;
    bool busy, parsed; /* guarded by reader->joining */
};

/*
 * What the threads share. Blocks are filled in turn, parsed side by side, joined in turn and settled side by
 * side; one that is parsed before its turn has come is left for whoever joins the one before it.
 */
struct reader {
    struct input *input;
    const struct block_format *format;
    const struct import_options *options;
    struct table *table;
    struct import_log *log;
    struct slot *slots; /* block k is in slot k % n_slots */
    size_t n_slots;

    pthread_mutex_t filling; /* guards what follows */
    size_t block_bytes, next_line, next_column;
    char *rest; /* the beginning of a row that the last block did not hold to its end */
    size_t rest_n, rest_capacity;
    bool at_end;
    size_t filled; /* blocks, ever */
    enum status fill_status;

    pthread_mutex_t joining; /* guards what follows */
    pthread_cond_t emptied_one;
    bool is_joining; /* a thread is; the table and the log are its alone */
    size_t joined;   /* blocks, ever */
    enum status status;
    struct error error; /* of the first block that has one */
};

/* Reads about block_bytes behind what the slot holds. */
static enum status read_more(struct reader *reader, struct slot *slot, struct error *err)
{
    char *grown = array_reserve(slot->bytes, &slot->capacity, slot->n + reader->block_bytes + BLOCK_SLACK, 1);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    slot->bytes = grown;
    size_t got;
    enum status status = input_read(reader->input, slot->bytes + slot->n, reader->block_bytes, &got, err);
    if (status != OK) {
        return status;
    }
    slot->n += got;
    reader->at_end = got < reader->block_bytes;
    return OK;
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

/* The bytes of the last line that stand before its last row. */
static size_t find_last_row(const struct reader *reader, const char *bytes, size_t n)
{
    const char *feed = memrchr(bytes, '\n', n), *line = feed == NULL ? bytes : feed + 1;
    size_t (*cut)(const char *, size_t) = reader->format->cut;
    return (feed == NULL ? reader->next_column - 1 : 0) +
           (cut == NULL ? 0 : cut(line, (size_t)(bytes + n - line)));
}

/* Fills the slot with whole rows: at least one, unless the file has ended. */
static enum status fill(struct reader *reader, struct slot *slot, struct error *err)
{
    slot->n = 0;
    char *grown = array_reserve(slot->bytes, &slot->capacity, reader->rest_n + BLOCK_SLACK, 1);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    slot->bytes = grown;
    if (reader->rest_n > 0) {
        memcpy(grown, reader->rest, reader->rest_n);
        slot->n = reader->rest_n;
        reader->rest_n = 0;
    }
    size_t rows = 0, step = reader->block_bytes;
    enum status status = OK;
    bool overlong = false, unended = false;
    struct survey survey;
    do {
        status = reader->at_end ? OK : read_more(reader, slot, err);
        if (status != OK) {
            return status;
        }
        rows = row_ends_find(slot->bytes, slot->n, reader->format->separator, reader->format->cut, &survey);
        overlong = rows == 0 && slot->n > MOST_ROW_BYTES;
        reader->block_bytes = rows == 0 && slot->n > step ? slot->n : step; /* a long row: doubled */
    } while (rows == 0 && !reader->at_end && !overlong);
    reader->block_bytes = step;
    if (overlong) { /* no row can begin behind one that has no end */
        rows = slot->n = MOST_ROW_BYTES;
        reader->at_end = true;
        survey = scan_survey(slot->bytes, rows);
    } else if (reader->at_end && rows < slot->n && slot->n - rows <= MOST_ROW_BYTES) {
        unended = rows < slot->n;
        rows = slot->n; /* the last row has no line end */
        survey = scan_survey(slot->bytes, rows);
    }
    status = keep_rest(reader, slot, rows, err);
    slot->n = rows;
    slot->before = unended ? find_last_row(reader, slot->bytes, rows) : 0;
    memset(slot->bytes + rows, '\0', BLOCK_SLACK);
    slot->block = (struct block){.file = reader->input->name,
                                 .bytes = slot->bytes,
                                 .n = rows,
                                 .first_line = reader->next_line,
                                 .first_column = reader->next_column,
                                 .survey = survey,
                                 .unended = unended,
                                 .overlong = overlong,
                                 .scratch = &slot->scratch,
                                 .part = &slot->left};
    reader->next_line += survey.feeds;
    reader->next_column = rows > 0 && slot->bytes[rows - 1] != '\n' ? reader->next_column + rows : 1;
    slot->more = (double)reader->filled * input_rest(reader->input);
    return status;
}

/* What is wrong with a last row that was cut off is not for its writer to mend. */
static void explain_cut(const struct slot *slot, struct error *err)
{
    char place[512];
    const struct block *block = &slot->block;
    size_t last = block->first_line + block->survey.feeds;
    int n = snprintf(place, sizeof place, "%s:%zu:", block->file, last);
    if (block->unended && last + slot->before > 1 && n > 0 && strncmp(err->text, place, (size_t)n) == 0 &&
        (slot->before == 0 || strtoul(err->text + n, NULL, 10) > slot->before)) {
        n = (int)strlen(err->text);
        snprintf(err->text + n, sizeof err->text - (size_t)n,
                 "; the line is the last and has no end: --lenient keeps what is before it");
    }
}

static enum status check_length(const struct slot *slot, struct error *err)
{
    struct place place = {slot->block.file, slot->block.first_line, 0};
    return !slot->block.overlong
               ? OK
               : error_at(err, &place, "found a row of more than %d bytes, expected a line end",
                          MOST_ROW_BYTES);
}

static enum status parse_slot(const struct block_format *format, struct slot *slot, struct error *err)
{
    enum status status = format->parse(&slot->block, format->context, &slot->table, &slot->log, err);
    if (status == BAD_DATA) {
        explain_cut(slot, err);
    }
    return status == OK && format->join == NULL ? check_length(slot, err) : status;
}

/* Leaves of the rows what the table is to keep. */
static enum status sift(const struct reader *reader, struct slot *slot, struct error *err)
{
    const struct import_options *options = reader->options;
    enum status status = table_select_early(&slot->table, &options->where, err);
    const struct import_sink *sink = options->sink;
    bool asks = sink != NULL && sink->decline != NULL && reader->format->may_give != NULL;
    bool may_give = sink != NULL && (sink->takes_all || asks) && !constants_insist(&options->set);
    bool gives = sink != NULL && (reader->format->gives || may_give);
    if (status == OK && gives && asks && !reader->format->may_give(&slot->table)) {
        return sink->decline(sink->context, err);
    }
    return status == OK && gives ? import_give(options, reader->input->name, &slot->table, &slot->part, err)
                                 : status;
}

/* What is told of a block that the format joins is told first, and of one with a mistake nothing is. */
static enum status join_left(const struct reader *reader, struct slot *slot, struct error *err)
{
    const struct block_format *format = reader->format;
    struct import_log log = {0};
    enum status status = format->join(&slot->block, format->context, &log, err);
    if (status == BAD_DATA) {
        explain_cut(slot, err);
    }
    status = status == OK ? check_length(slot, err) : status;
    status = status == OK ? import_log_append(&log, &slot->log, err) : status;
    import_log_release(&slot->log);
    slot->log = log;
    return status;
}

static enum status join_slot(struct reader *reader, struct slot *slot, struct error *err)
{
    const struct import_sink *sink = reader->options->sink;
    enum status status = slot->part == NULL ? OK : sink->join(sink->context, slot->part, slot->more, err);
    if (status == OK && reader->format->join != NULL) {
        status = join_left(reader, slot, err);
    }
    if (status != OK) {
        return status;
    }
    if (slot->more > 0) {
        size_t more = (size_t)((double)slot->table.rows * (1 + slot->more));
        table_expect_rows(reader->table, reader->table->rows + more);
    }
    status = status == OK ? table_append(reader->table, &slot->table, err) : status;
    return status == OK ? import_log_append(reader->log, &slot->log, err) : status;
}

/* Moves what was joined to its place, and makes the slot free for the next block. */
static void settle_slot(struct reader *reader, struct slot *slot)
{
    const struct import_sink *sink = reader->options->sink;
    if (slot->part != NULL && slot->status == OK) {
        sink->settle(sink->context, slot->part);
    }
    if (slot->part != NULL) {
        sink->release(slot->part);
        slot->part = NULL;
    }
    if (slot->left != NULL) {
        reader->format->release(slot->left);
        slot->left = NULL;
    }
    table_release(&slot->table);
    import_log_release(&slot->log);
    pthread_mutex_lock(&reader->joining);
    slot->busy = false;
    pthread_cond_broadcast(&reader->emptied_one);
    pthread_mutex_unlock(&reader->joining);
}

/* The slot of a block, once the block that was in it before is settled. */
static struct slot *await_slot(struct reader *reader, size_t number)
{
    struct slot *slot = &reader->slots[number % reader->n_slots];
    pthread_mutex_lock(&reader->joining);
    while (slot->busy) {
        pthread_cond_wait(&reader->emptied_one, &reader->joining);
    }
    slot->busy = true;
    pthread_mutex_unlock(&reader->joining);
    return slot;
}

static bool has_more(const struct reader *reader)
{
    return !reader->at_end || reader->rest_n > 0;
}

/* Fills a slot with the next block; NULL when there is none. */
static struct slot *take_block(struct reader *reader)
{
    struct slot *slot = NULL;
    pthread_mutex_lock(&reader->filling);
    if (reader->fill_status == OK && has_more(reader)) {
        slot = await_slot(reader, reader->filled++);
        slot->error.text[0] = '\0';
        slot->status = reader->fill_status = fill(reader, slot, &slot->error);
    }
    pthread_mutex_unlock(&reader->filling);
    return slot;
}

/* Joins the next block. The first mistake of the file is kept, and nothing that stands behind it. */
static void join_next(struct reader *reader, struct slot *slot)
{
    if (reader->status == OK && slot->status == OK) {
        slot->status = join_slot(reader, slot, &slot->error);
    } else if (slot->status == OK) {
        slot->status = reader->status;
    }
    pthread_mutex_lock(&reader->joining);
    if (reader->status == OK && slot->status != OK) {
        reader->status = slot->status;
        reader->error = slot->error;
    }
    slot->parsed = false;
    reader->joined++;
}

/* Leaves a block to whoever is joining, or joins all whose turn has come, and settles these when another can
 * join; whether to go on. */
static bool give_block(struct reader *reader, struct slot *slot)
{
    pthread_mutex_lock(&reader->joining);
    slot->parsed = true;
    bool joins = !reader->is_joining;
    size_t first = reader->joined, end;
    reader->is_joining = true;
    while (joins && (slot = &reader->slots[reader->joined % reader->n_slots])->parsed) {
        pthread_mutex_unlock(&reader->joining);
        join_next(reader, slot); /* which locks again */
    }
    end = joins ? reader->joined : first;
    reader->is_joining &= !joins;
    bool go_on = reader->status == OK;
    pthread_mutex_unlock(&reader->joining);
    for (size_t block = first; block < end; block++) {
        settle_slot(reader, &reader->slots[block % reader->n_slots]);
    }
    return go_on;
}

/* Reads one block; false at the end. */
static bool read_block(struct reader *reader)
{
    struct slot *slot = take_block(reader);
    if (slot == NULL) {
        return false;
    }
    if (slot->status == OK) {
        slot->status = parse_slot(reader->format, slot, &slot->error);
    }
    if (slot->status == OK && reader->format->join == NULL) {
        slot->status = sift(reader, slot, &slot->error);
    }
    return give_block(reader, slot);
}

static enum status read_blocks(size_t index, void *context, struct error *err)
{
    (void)index, (void)err;
    while (read_block(context)) {}
    return OK;
}

enum status blocks_read(struct input *input, const struct block_format *format,
                        const struct import_options *options, struct table *table, struct import_log *log,
                        struct error *err)
{
    enum { SLOTS = 2 }; /* of each thread, so that none has to wait for the one before it */
    size_t threads = options->threads == 0 ? pool_processors() : options->threads;
    size_t n_slots = threads == 1 ? 1 : threads * SLOTS;
    struct reader reader = {
        .input = input,
        .format = format,
        .options = options,
        .table = table,
        .log = log,
        .slots = calloc(n_slots, sizeof *reader.slots),
        .n_slots = n_slots,
        .filling = PTHREAD_MUTEX_INITIALIZER,
        .block_bytes = choose_block_bytes(input, options),
        .next_line = format->first_line,
        .next_column = 1,
        .joining = PTHREAD_MUTEX_INITIALIZER,
        .emptied_one = PTHREAD_COND_INITIALIZER,
    };
    if (reader.slots == NULL) {
        return error_no_memory(err);
    }
    enum status status = OK;
    if (read_block(&reader) &&
        has_more(&reader)) { /* most files are one block, which no thread is started for */
        status = pool_run(threads, threads, read_blocks, &reader, err);
    }
    for (size_t i = 0; i < n_slots; i++) {
        free(reader.slots[i].bytes);
        free(reader.slots[i].scratch.array);
    }
    free(reader.slots);
    free(reader.rest);
    return status == OK && reader.status != OK ? error_set(err, reader.status, "%s", reader.error.text)
                                               : status;
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
    if (n == sizeof mark && memcmp(bytes, "\xEF\xBB\xBF", sizeof mark) == 0) {
        status = input_read(input, mark, sizeof mark, &n, err);
    }
    return status;
}
