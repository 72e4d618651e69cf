#include "collect/dump_resume.h"

#include <csv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv_cell.h"
#include "base/number.h"

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

/* Behind the head; left->end is 0 when it is not whole, because its writer was killed. */
static enum status find_rows(const char *path, const char *bytes, size_t n, const struct plan *plan,
                             struct dump_left *left, struct error *err)
{
    bool same = false;
    size_t at = 0, mark = strlen(dump_mark);
    *left = (struct dump_left){0};
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
    const char *feed = memchr(bytes + at, '\n', n - at);
    if (feed == NULL) {
        return n - at < strlen(dump_columns) && memcmp(bytes + at, dump_columns, n - at) == 0
                   ? OK
                   : is_no_dump(path, err);
    }
    while (left->age < DUMP_AGES && !begins_with(bytes + at, n - at, dump_older_columns[left->age])) {
        left->age++;
    }
    if (!same || left->age == DUMP_AGES) {
        return is_no_dump(path, err);
    }
    left->end = (size_t)(feed - bytes) + 1;
    return OK;
}

/* ---- rows ---- */

enum { EXPERIMENT, MODEL, MEMORY_MB, REQUEST, PART, START_S, KEYS };
enum { MOST_SESSIONS = 1000000000 };

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

/* How long each load that its duration ends has lasted: a session lasts from the first of its starts to the
 * last one. */
struct lasting {
    unsigned session;
    double first_s, last_s;
};

/* What is known by the row that is being read. */
struct resumption {
    struct plan *plan;
    struct lasting *lasting; /* one for each cell */
    unsigned part;
};

static void count_time(struct plan_cell *cell, struct lasting *lasting, unsigned session, double start_s)
{
    if (lasting->session != session) {
        *lasting = (struct lasting){session, start_s, start_s};
    }
    double before_s = lasting->last_s - lasting->first_s;
    lasting->first_s = fmin(lasting->first_s, start_s);
    lasting->last_s = fmax(lasting->last_s, start_s);
    cell->spent_s += lasting->last_s - lasting->first_s - before_s;
}

static enum status take_line(struct resumption *resumption, const struct key *key, const struct place *place,
                             struct error *err)
{
    struct plan *plan = resumption->plan;
    double request = 0, session = 0, start_s = 0;
    struct plan_cell *cell = key->n < KEYS || key->is_long ? NULL : find_cell(plan, key);
    if (cell == NULL || !get_count(key->cells[REQUEST], &request) || request > (double)cell->n ||
        !get_count(key->cells[PART], &session) || session > MOST_SESSIONS ||
        !number_parse(key->cells[START_S], strlen(key->cells[START_S]), &start_s)) {
        return error_at(err, place, "found a row of no request of the plan, expected one");
    }
    if (cell->done[(size_t)request - 1]) {
        return error_at(err, place, "found request %.0f of %s a second time, expected it once", request,
                        key->cells[MODEL]);
    }
    plan_cell_set_done(cell, (size_t)request - 1);
    if (cell->experiment.duration_s > 0) {
        count_time(cell, &resumption->lasting[cell - plan->cells], (unsigned)session, start_s);
    }
    resumption->part = session > resumption->part ? (unsigned)session : resumption->part;
    return OK;
}

/* A comment among the rows: a load that is over. */
static enum status take_comment(struct plan *plan, const char *line, size_t n, const struct place *place,
                                struct error *err)
{
    char digits[NUMBER_TEXT] = "";
    size_t mark = strlen(dump_load);
    if (!begins_with(line, n, dump_load)) {
        return OK;
    }
    for (size_t i = 0; i + 1 < sizeof digits && mark + i < n && line[mark + i] != ' '; i++) {
        digits[i] = line[mark + i];
    }
    double cell = 0;
    if (!get_count(digits, &cell) || cell > (double)plan->n_cells ||
        plan->cells[(size_t)cell - 1].experiment.duration_s == 0) {
        return error_at(err, place, "found the end of no load of the plan, expected one");
    }
    plan->cells[(size_t)cell - 1].ended = true;
    return OK;
}

/* The rows from left->end on. */
static enum status take_rows(struct resumption *resumption, const char *bytes, size_t n, struct place *place,
                             struct dump_left *left, struct error *err)
{
    struct csv_parser parser;
    enum status status = OK;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
        return error_no_memory(err);
    }
    const char *feed;
    size_t at = left->end;
    while (status == OK && (feed = memchr(bytes + at, '\n', n - at)) != NULL) {
        struct key key = {.n = 0};
        size_t length = (size_t)(feed - bytes) + 1 - at;
        if (bytes[at] == '#') {
            status = take_comment(resumption->plan, bytes + at, length, place, err);
        } else if (csv_parse(&parser, bytes + at, length, take_cell, take_row, &key) != length) {
            status = csv_error(&parser) == CSV_ENOMEM ? error_no_memory(err)
                                                      : error_at(err, place, "found no CSV, expected a row");
        } else {
            status = take_line(resumption, &key, place, err);
        }
        at += length;
        place->line++;
    }
    csv_free(&parser);
    left->end = at;
    return status;
}

enum status dump_resume(const char *path, const char *bytes, size_t n, struct plan *plan,
                        struct dump_left *left, struct error *err)
{
    struct place place = {path, 1, 0};
    enum status status = find_rows(path, bytes, n, plan, left, err);
    if (status != OK || left->end == 0) {
        return status;
    }
    for (size_t i = 0; i < left->end; i++) {
        place.line += bytes[i] == '\n';
    }
    struct resumption resumption = {.plan = plan};
    resumption.lasting = calloc(plan->n_cells + 1, sizeof *resumption.lasting);
    if (resumption.lasting == NULL) {
        return error_no_memory(err);
    }
    status = take_rows(&resumption, bytes, n, &place, left, err);
    left->part = resumption.part;
    free(resumption.lasting);
    return status;
}
