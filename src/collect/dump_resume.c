#include "collect/dump_resume.h"

#include <csv.h>
#include <math.h>
#include <string.h>

#include "base/csv_cell.h"
#include "base/number.h"
#include "collect/dump_head.h"

/* ---- the head ---- */

static bool begins_with(const char *bytes, size_t n, const char *text)
{
    size_t length = strlen(text);
    return n >= length && memcmp(bytes, text, length) == 0;
}

static enum status is_no_dump(const char *path, struct error *err)
{
    return error_set(err, BAD_USAGE, "'%s' is there, and no dump of this plan; name another file", path);
}

/* Behind the head; 0 when it is not whole, because its writer was killed. */
static enum status find_rows(const char *path, const char *bytes, size_t n, const struct plan *plan,
                             size_t *rows, struct error *err)
{
    bool same = false;
    size_t at = 0, mark = strlen(dump_mark);
    *rows = 0;
    if (memcmp(bytes, dump_mark, n < mark ? n : mark) != 0) {
        return is_no_dump(path, err);
    }
    while (at < n && bytes[at] == '#') {
        const char *feed = memchr(bytes + at, '\n', n - at);
        if (feed == NULL) {
            return OK;
        }
        size_t prefix = strlen(dump_plan);
        same |= begins_with(bytes + at, n - at, dump_plan) &&
                begins_with(bytes + at + prefix, n - at - prefix, plan->sha256);
        at = (size_t)(feed - bytes) + 1;
    }
    size_t left = n - at, names = strlen(dump_columns);
    if (memcmp(bytes + at, dump_columns, left < names ? left : names) != 0 || (!same && left >= names)) {
        return is_no_dump(path, err);
    }
    *rows = left < names ? 0 : at + names;
    return OK;
}

/* ---- rows ---- */

enum { EXPERIMENT, MODEL, MEMORY_MB, REQUEST, PART, KEYS };

/* The first cells of a row, which tell which request it is of. */
struct key {
    char cells[KEYS][256];
    size_t n;
    bool is_long;
};

static void take_cell(void *bytes, size_t n, void *context)
{
    struct key *key = context;
    if (key->n < KEYS) {
        key->is_long |= n >= sizeof key->cells[0];
        snprintf(key->cells[key->n], sizeof key->cells[0], "%s", (const char *)bytes);
    }
    key->n++;
}

static void take_row(int last, void *context)
{
    (void)last;
    (void)context;
}

static bool get_count(const char *cell, double *count)
{
    return number_parse(cell, strlen(cell), count) && *count >= 1 && *count == floor(*count);
}

/* Whether the cell has the text, as it is or as --csv-safe writes it. */
static bool is_cell_of(const char *cell, const char *text)
{
    return strcmp(cell, text) == 0 ||
           (cell[0] == '\'' && csv_cell_is_formula(text) && strcmp(cell + 1, text) == 0);
}

/* The cell of the plan that the row belongs to; NULL when there is none. */
static struct plan_cell *find_cell(struct plan *plan, const struct key *key)
{
    double memory_mb = 0;
    bool has_memory = get_count(key->cells[MEMORY_MB], &memory_mb);
    for (size_t i = 0; i < plan->n_cells; i++) {
        struct plan_cell *cell = &plan->cells[i];
        if (strcmp(experiment_name(cell->experiment.kind), key->cells[EXPERIMENT]) == 0 &&
            is_cell_of(key->cells[MODEL], plan->subjects[cell->subject].model) &&
            (cell->memory_mb == 0 || (has_memory && cell->memory_mb == memory_mb))) {
            return cell;
        }
    }
    return NULL;
}

static enum status take_line(struct plan *plan, const struct key *key, const struct place *place,
                             unsigned *part, struct error *err)
{
    double request = 0, session = 0;
    struct plan_cell *cell = key->n < KEYS || key->is_long ? NULL : find_cell(plan, key);
    if (cell == NULL || !get_count(key->cells[REQUEST], &request) || request > (double)cell->n ||
        !get_count(key->cells[PART], &session)) {
        return error_at(err, place, "found a row of no request of the plan, expected one");
    }
    if (cell->done[(size_t)request - 1]) {
        return error_at(err, place, "found request %.0f of %s a second time, expected it once", request,
                        key->cells[MODEL]);
    }
    plan_cell_set_done(cell, (size_t)request - 1);
    *part = session > *part ? (unsigned)session : *part;
    return OK;
}

enum status dump_resume(const char *path, const char *bytes, size_t n, struct plan *plan,
                        struct dump_left *left, struct error *err)
{
    struct place place = {path, 1, 0};
    struct csv_parser parser;
    size_t at = 0;
    *left = (struct dump_left){0};
    enum status status = find_rows(path, bytes, n, plan, &at, err);
    if (status != OK || at == 0) {
        return status;
    }
    for (size_t i = 0; i < at; i++) {
        place.line += bytes[i] == '\n';
    }
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
        return error_no_memory(err);
    }
    const char *feed;
    while (status == OK && (feed = memchr(bytes + at, '\n', n - at)) != NULL) {
        struct key key = {.n = 0};
        size_t length = (size_t)(feed - bytes) + 1 - at;
        if (csv_parse(&parser, bytes + at, length, take_cell, take_row, &key) != length) {
            status = csv_error(&parser) == CSV_ENOMEM ? error_no_memory(err)
                                                      : error_at(err, &place, "found no CSV, expected a row");
        } else {
            status = take_line(plan, &key, &place, &left->part, err);
        }
        at += length;
        place.line++;
    }
    csv_free(&parser);
    left->end = at;
    return status;
}
