#include "commands/share.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/ranks.h"
#include "import/dumps.h"
#include "table/table_bytes.h"

void share_release(struct share *share)
{
    paths_release(&share->paths);
    free(share->starts);
    *share = (struct share){0};
}

/* Bytes that another rank of this program wrote are what it was asked for. */
static enum status check_whole(const struct bytes_reader *reader, struct error *err)
{
    return reader->bad || reader->at != reader->end
               ? error_set(err, BAD_SERVICE, "found other bytes than expected of another rank")
               : OK;
}

static enum status check_memory(const struct bytes_writer *writer, struct error *err)
{
    return writer->failed ? error_no_memory(err) : OK;
}

static struct bytes_reader read_text(const struct text *text)
{
    return (struct bytes_reader){text->bytes, text->bytes + text->n, false};
}

/* ---- who reads what ---- */

/* What is no file can't be read by whoever's turn it is, nor twice. */
static enum status check_files(const struct dumps *dumps, struct error *err)
{
    for (size_t i = 0; i < dumps->n; i++) {
        struct stat found;
        const char *path = dumps->items[i].path;
        bool is_other = strcmp(path, "-") == 0 ||
                        (stat(path, &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode));
        if (is_other) {
            return error_set(err, BAD_USAGE, "%.200s: found a stream, expected a file that a rank can open",
                             path);
        }
    }
    return OK;
}

/* Puts the paths of the dumps behind their number. */
static void put_dumps(struct bytes_writer *to, const struct dumps *dumps)
{
    bytes_put(to, dumps->n);
    for (size_t i = 0; i < dumps->n; i++) {
        bytes_put_text(to, dumps->items[i].path, strlen(dumps->items[i].path));
    }
}

/* Adds the dumps that a rank has told of. */
static enum status get_dumps(struct share *share, struct bytes_reader *from, struct error *err)
{
    size_t n = bytes_get_count(from, 1);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        struct span path = bytes_get_text(from);
        char *copy = text_copy(path.bytes, path.n, err);
        status = copy == NULL ? BAD_SERVICE : paths_add(&share->paths, copy, err);
        free(copy);
    }
    return status;
}

/* Adds what rank r has told: its own dumps, or everyone's and who reads them. */
static enum status get_told(struct share *share, const struct text *told, size_t r, struct error *err)
{
    struct bytes_reader from = read_text(told);
    size_t before = share->paths.n;
    enum status status = get_dumps(share, &from, err);
    if (status == OK && !ranks.local) {
        status = share_starts_get(&from, share->paths.n, &share->starts, err);
    } else if (r == ranks.own) {
        share->part = (struct import_share){.first = before, .end = share->paths.n};
    }
    return status == OK ? check_whole(&from, err) : status;
}

/* Has each rank that looks for dumps tell all of those that it has found. */
static enum status tell_dumps(const struct opt_result *operands, const struct import_formats *formats,
                              const char *from, struct text **told, struct error *err)
{
    struct dumps dumps = {0};
    struct bytes_writer found = {0};
    bool looks = ranks.local || ranks.own == 0;
    enum status status = looks ? dumps_find(&dumps, operands->operands, operands->n, formats, from, err) : OK;
    status = status == OK ? check_files(&dumps, err) : status;
    if (status == OK && looks) {
        put_dumps(&found, &dumps);
        if (!ranks.local) {
            share_starts_put(&found, &dumps);
        }
        status = check_memory(&found, err);
    }
    status = ranks_pass(ranks.local ? RANKS_TO_ALL : RANKS_FROM_FIRST, status, &found.text, told, err);
    text_release(&found.text);
    dumps_release(&dumps);
    return status;
}

enum status share_find(const struct opt_result *operands, const struct import_formats *formats,
                       const char *from, struct share *share, struct error *err)
{
    struct text *told = NULL;
    enum status status = tell_dumps(operands, formats, from, &told, err);
    for (size_t r = 0; status == OK && r < ranks.n; r++) {
        status = told[r].n == 0 ? OK : get_told(share, &told[r], r, err);
    }
    ranks_release(told);
    return status;
}

enum status share_divide(const struct import_formats *formats, const struct import_options *options,
                         struct share *share, struct error *err)
{
    if (share->starts == NULL) {
        return OK;
    }
    enum status status = share_starts_divide(share->starts, &share->paths, formats, options, err);
    share->part = share_starts_between(&share->starts[ranks.own]);
    return status;
}

/* ---- what they have read ---- */

static void put_imported(struct bytes_writer *to, const struct imported *imported, struct shape *shape)
{
    const struct import_log *log = &imported->log;
    const struct shape_use *use;
    table_put(to, &imported->table);
    bytes_put_text(to, log->messages.bytes, log->messages.n);
    bytes_put(to, log->skipped);
    bytes_put(to, log->passed);
    bytes_put(to, log->n_kinds);
    bytes_put_raw(to, (const char *)log->kinds, log->n_kinds * sizeof *log->kinds);
    for (size_t i = 0; shape != NULL && (use = shape_find_use(shape, i)) != NULL; i++) {
        bytes_put_raw(to, (const char *)use, sizeof *use);
    }
}

static enum status get_log(struct bytes_reader *from, struct import_log *to, struct error *err)
{
    struct span messages = bytes_get_text(from);
    struct import_log log = {0};
    log.skipped = (size_t)bytes_get(from);
    log.passed = (size_t)bytes_get(from);
    log.n_kinds = bytes_get_count(from, sizeof *log.kinds);
    struct span kinds = bytes_get_raw(from, log.n_kinds * sizeof *log.kinds);
    log.kinds = calloc(log.n_kinds + 1, sizeof *log.kinds);
    enum status status = log.kinds == NULL ? error_no_memory(err)
                                           : text_append(&log.messages, messages.bytes, messages.n, err);
    if (status == OK) {
        memcpy(log.kinds, kinds.bytes, kinds.n);
        status = import_log_append(to, &log, err);
    }
    import_log_release(&log);
    return status;
}

/* Adds what another rank has read behind all that is there. */
static enum status get_imported(const struct text *bytes, struct imported *to, struct shape *shape,
                                struct error *err)
{
    struct bytes_reader from = read_text(bytes);
    struct table table = {0};
    struct shape_use *use, theirs;
    enum status status = table_get(&from, &table, err);
    status = status == OK ? table_append(&to->table, &table, err) : status;
    table_release(&table);
    status = status == OK ? get_log(&from, &to->log, err) : status;
    for (size_t i = 0; status == OK && shape != NULL && (use = shape_find_use(shape, i)) != NULL; i++) {
        struct span raw = bytes_get_raw(&from, sizeof theirs);
        if (raw.n == sizeof theirs) {
            memcpy(&theirs, raw.bytes, raw.n);
            shape_use_merge(use, &theirs);
        }
    }
    return status == OK ? check_whole(&from, err) : status;
}

/* One rank after the other sends what it has to the first, so that this holds it once. */
static enum status gather(enum status status, struct shape *shape, struct imported *imported,
                          struct error *err)
{
    for (size_t r = 1; r < ranks.n; r++) {
        struct bytes_writer own = {0};
        struct text *from = NULL;
        if (status == OK && r == ranks.own) {
            put_imported(&own, imported, shape);
            status = check_memory(&own, err);
            table_release(&imported->table);
            import_log_release(&imported->log);
        }
        status = ranks_pass(RANKS_TO_FIRST, status, &own.text, &from, err);
        text_release(&own.text);
        if (status == OK && ranks.own == 0) {
            status = get_imported(&from[r], imported, shape, err);
        }
        ranks_release(from);
        if (status != OK) {
            break; /* the others learn of it where they are, or did already */
        }
    }
    return status;
}

/* Gives all ranks the table of the first. */
static enum status spread(enum status status, struct table *table, struct error *err)
{
    struct bytes_writer own = {0};
    struct text *told = NULL;
    if (status == OK && ranks.own == 0) {
        table_put(&own, table);
        status = check_memory(&own, err);
    }
    status = ranks_pass(RANKS_FROM_FIRST, status, &own.text, &told, err);
    text_release(&own.text);
    if (status == OK && ranks.own > 0) {
        struct bytes_reader from = read_text(&told[0]);
        status = table_get(&from, table, err);
        status = status == OK ? check_whole(&from, err) : status;
    }
    ranks_release(told);
    return status;
}

enum status share_join(enum status status, bool shared, struct shape *shape, struct imported *imported,
                       struct error *err)
{
    status = gather(status, shape, imported, err);
    if (status != OK) {
        return status;
    }
    return shared ? spread(status, &imported->table, err) : ranks_leave();
}
