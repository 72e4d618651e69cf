#include "table/tidy_write.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/csv_cell.h"
#include "base/number.h"
#include "base/pool.h"
#include "base/text.h"
#include "table/tidy.h"

enum { BLOCK_ROWS = 1 << 12 };

/* A column as it is written. */
struct cells {
    const struct column *column;
    struct span
        *texts; /* of a factor: what each code becomes, quoted where it has to be; NULL of a measure */
};

/* What the threads share: blocks of rows are put into text side by side, and written in turn. */
struct writer {
    const struct table *table;
    FILE *stream;
    struct cells *columns; /* in the order of the dump */
    struct span missing;
    size_t row_bytes; /* of the longest row that there can be */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t wrote_one;
    size_t taken, written; /* blocks, ever */
    bool failed;
};

/* ---- columns ---- */

/* The text as a cell: itself, or a copy (caller frees) where that differs. */
static enum status quote(const char *text, bool csv_safe, struct text *quoted, struct span *cell,
                         struct error *err)
{
    quoted->n = 0;
    enum status status = csv_cell_append(quoted, text, csv_safe, err);
    if (status != OK) {
        return status;
    }
    bool same = strcmp(quoted->bytes, text) == 0;
    *cell = (struct span){same ? text : text_copy(quoted->bytes, quoted->n, err), quoted->n};
    return cell->bytes == NULL ? BAD_SERVICE : OK;
}

/* Looks once at what each code of a factor stands for. */
static enum status quote_texts(struct cells *cells, struct span missing, bool csv_safe, size_t *longest,
                               struct error *err)
{
    const struct dictionary *dictionary = &cells->column->dictionary;
    struct text quoted = {0};
    enum status status = OK;
    cells->texts = calloc(dictionary->n + 1, sizeof *cells->texts);
    if (cells->texts == NULL) {
        return error_no_memory(err);
    }
    cells->texts[0] = missing;
    *longest = missing.n;
    for (size_t i = 0; status == OK && i < dictionary->n; i++) {
        struct span *text = &cells->texts[i + 1];
        status = quote(dictionary->texts[i], csv_safe, &quoted, text, err);
        *longest = text->n > *longest ? text->n : *longest;
    }
    text_release(&quoted);
    return status;
}

/* Writes the header on the way. */
static enum status prepare_columns(struct writer *writer, bool csv_safe, struct error *err)
{
    size_t n = writer->table->n_columns;
    const struct column **ordered = tidy_order_columns(writer->table, err);
    writer->columns = ordered == NULL ? NULL : calloc(n + 1, sizeof *writer->columns);
    enum status status = ordered != NULL && writer->columns == NULL ? error_no_memory(err)
                         : ordered == NULL                          ? BAD_SERVICE
                                                                    : OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        size_t longest = NUMBER_TEXT;
        writer->columns[i].column = ordered[i];
        if (ordered[i]->kind == FACTOR) {
            status = quote_texts(&writer->columns[i], writer->missing, csv_safe, &longest, err);
        }
        writer->row_bytes += longest + 1;
        csv_cell_write_name(writer->stream, ordered[i]->name, csv_safe);
        putc(i + 1 < n ? ',' : '\n', writer->stream);
    }
    free(ordered);
    return status;
}

static void release_columns(struct writer *writer)
{
    for (size_t i = 0; writer->columns != NULL && i < writer->table->n_columns; i++) {
        const struct cells *cells = &writer->columns[i];
        for (size_t code = 1; cells->texts != NULL && code <= cells->column->dictionary.n; code++) {
            if (cells->texts[code].bytes != cells->column->dictionary.texts[code - 1]) {
                free((char *)cells->texts[code].bytes);
            }
        }
        free(cells->texts);
    }
    free(writer->columns);
}

/* ---- rows ---- */

static char *put(char *at, struct span text)
{
    memcpy(at, text.bytes, text.n);
    return at + text.n;
}

/* A row, where there is room for the longest; returns where it ends. */
static char *put_row(const struct writer *writer, size_t row, char *at)
{
    size_t n = writer->table->n_columns;
    for (size_t i = 0; i < n; i++) {
        const struct cells *cells = &writer->columns[i];
        if (cells->texts != NULL) {
            at = put(at, cells->texts[column_code(cells->column, row)]);
        } else if (isnan(cells->column->values[row])) {
            at = put(at, writer->missing);
        } else {
            at += number_write(cells->column->values[row], at);
        }
        *at++ = i + 1 < n ? ',' : '\n';
    }
    return at;
}

static enum status put_block(const struct writer *writer, size_t block, struct text *text, struct error *err)
{
    size_t first = block * BLOCK_ROWS, left = writer->table->rows - first;
    size_t end = first + (left < BLOCK_ROWS ? left : BLOCK_ROWS);
    text->n = 0;
    for (size_t row = first; row < end; row++) {
        if (text->bytes == NULL || text->capacity - text->n < writer->row_bytes) {
            char *grown = array_reserve(text->bytes, &text->capacity, text->n + writer->row_bytes, 1);
            if (grown == NULL) {
                return error_no_memory(err);
            }
            text->bytes = grown;
        }
        text->n = (size_t)(put_row(writer, row, text->bytes + text->n) - text->bytes);
    }
    return OK;
}

/* ---- blocks ---- */

static enum status check_stream(FILE *stream, struct error *err)
{
    return ferror(stream) ? error_set(err, BAD_SERVICE, "cannot write the dump: %s", strerror(errno)) : OK;
}

/* The next block, unless there is none left or the dump has failed. */
static bool take_block(struct writer *writer, size_t *block)
{
    size_t rows = writer->table->rows, n = rows / BLOCK_ROWS + (rows % BLOCK_ROWS > 0);
    pthread_mutex_lock(&writer->lock);
    bool taken = !writer->failed && writer->taken < n;
    *block = writer->taken;
    writer->taken += taken;
    pthread_mutex_unlock(&writer->lock);
    return taken;
}

/* Writes the block, with `status` from its making, once the ones before it are; nothing behind a failure. */
static enum status write_in_turn(struct writer *writer, size_t block, const struct text *text,
                                 enum status status, struct error *err)
{
    pthread_mutex_lock(&writer->lock);
    while (writer->written < block) {
        pthread_cond_wait(&writer->wrote_one, &writer->lock);
    }
    bool writes = status == OK && !writer->failed;
    pthread_mutex_unlock(&writer->lock);
    if (writes) {
        fwrite(text->bytes, 1, text->n, writer->stream);
        status = check_stream(writer->stream, err);
    }
    pthread_mutex_lock(&writer->lock);
    writer->failed |= status != OK;
    writer->written++;
    pthread_cond_broadcast(&writer->wrote_one);
    pthread_mutex_unlock(&writer->lock);
    return status;
}

/* As many blocks as come to this thread. */
static enum status write_blocks(size_t index, void *context, struct error *err)
{
    (void)index;
    struct writer *writer = context;
    struct text text = {0};
    enum status status = OK;
    size_t block;
    while (status == OK && take_block(writer, &block)) {
        status = put_block(writer, block, &text, err);
        status = write_in_turn(writer, block, &text, status, err);
    }
    text_release(&text);
    return status;
}

enum status tidy_write(const struct table *table, bool csv_safe, size_t threads, FILE *stream,
                       struct error *err)
{
    /* A lone column's missing value is written out, because a reader skips an empty line. */
    struct writer writer = {.table = table,
                            .stream = stream,
                            .missing = text_span(table->n_columns == 1 ? "NA" : ""),
                            .lock = PTHREAD_MUTEX_INITIALIZER,
                            .wrote_one = PTHREAD_COND_INITIALIZER};
    size_t wanted = threads == 0 ? pool_processors() : threads, blocks = table->rows / BLOCK_ROWS + 1;
    enum status status = prepare_columns(&writer, csv_safe, err);
    status = status == OK ? check_stream(stream, err) : status;
    if (status == OK) {
        size_t n = wanted < blocks ? wanted : blocks;
        status = pool_run(n, n, write_blocks, &writer, err);
    }
    release_columns(&writer);
    return status;
}
