#include "commands/states.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "commands/program.h"
#include "formats/formats.h"
#include "import/dumps.h"
#include "table/tidy.h"

void states_release(struct states *states)
{
    paths_release(&states->paths);
    paths_release(&states->dumps);
    state_head_release(&states->head);
    text_release(&states->bytes);
    *states = (struct states){0};
}

/* ---- finding ---- */

static const struct input_options as_it_is = {.as_it_is = true};

/* Whether a file begins as a state, or as one that is cut off. A pipe is not looked into, as what was read of
 * it would be lost. */
static enum status is_state(const char *path, bool *state, struct error *err)
{
    struct stat found;
    struct input input = {0};
    const char *bytes;
    size_t n;
    *state = false;
    if (stat(path, &found) != 0 || !S_ISREG(found.st_mode) || found.st_size == 0) {
        return OK;
    }
    struct error why = {{0}};
    enum status status = input_open(&input, path, &as_it_is, &why);
    if (status != OK) {
        return error_forgive(status, &why, err); /* whoever reads it says so */
    }
    status = input_peek(&input, STATE_MAGIC_BYTES, &bytes, &n, err);
    if (status == OK) {
        n = n < STATE_MAGIC_BYTES ? n : STATE_MAGIC_BYTES;
        *state = memcmp(bytes, STATE_MAGIC, n) == 0;
    }
    input_close(&input);
    return status;
}

enum status states_find(struct states *states, const struct opt_result *operands, const char *from,
                        struct error *err)
{
    struct dumps dumps = {0};
    enum status status = dumps_find(&dumps, operands->operands, operands->n, &formats_coded, from, err);
    for (size_t i = 0; status == OK && i < dumps.n; i++) {
        const struct dumps_item *item = &dumps.items[i];
        bool state = false;
        status = item->tree == NULL ? is_state(item->path, &state, err) : OK;
        if (status == OK) {
            status = paths_add(state ? &states->paths : &states->dumps, item->path, err);
        }
    }
    dumps_release(&dumps);
    return status;
}

/* ---- reading ---- */

static enum status read_state(const char *path, struct state *state, struct error *err)
{
    char *bytes = NULL;
    size_t n;
    *state = (struct state){0};
    enum status status = input_read_file(path, &as_it_is, &bytes, &n, err);
    status = status == OK ? state_read(state, path, bytes, n, err) : status;
    free(bytes);
    return status;
}

/* BAD_DATA where the state lacks a name that is asked for. */
static enum status check_has(const struct names *has, const char *name, const char *path, const char *option,
                             struct error *err)
{
    struct text list = {0};
    enum status status = names_have(has, name) ? OK : text_append(&list, "", 0, err);
    if (status != OK || list.bytes == NULL) {
        return status;
    }
    for (size_t i = 0; status == OK && i < has->n; i++) {
        status = text_print(&list, err, "%s%.40s", i == 0 ? "" : ", ", has->values[i]);
    }
    status = status == OK
                 ? error_set(err, BAD_DATA, "%s: found no '%.40s' in the state, for %s; it has %.200s", path,
                             name, option, has->n == 0 ? "none" : list.bytes)
                 : status;
    text_release(&list);
    return status;
}

/* What a state was saved without is not to be had of it. */
static enum status check_query(const struct state_head *head, const struct query *query, const char *path,
                               struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && query->by_named && i < query->factors.n; i++) {
        status = check_has(&head->by, query->factors.values[i], path, "--by", err);
    }
    for (size_t i = 0; status == OK && i < query->where.n; i++) {
        const struct condition *condition = &query->where.rows[i];
        bool was_met = names_have(&head->where, condition->text);
        status = was_met ? OK : check_has(&head->by, condition->column, path, "--where", err);
    }
    for (size_t i = 0; status == OK && query->clusters_named && i < query->clusters.n; i++) {
        status = check_has(&head->clusters, query->clusters.values[i], path, "--cluster", err);
    }
    return status;
}

static enum status add_names(struct names *to, const struct names *from, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->n; i++) {
        status = names_add(to, from->values[i], strlen(from->values[i]), err);
    }
    return status;
}

/* The query asks for what the state has. */
static enum status follow(const struct state_head *head, struct query *query, struct error *err)
{
    enum status status = OK;
    query->automatic = false;
    if (!query->by_named) {
        query->by_named = head->by_named;
        names_release(&query->factors);
        status = add_names(&query->factors, &head->by, err);
        query->names_files = head->by_named && names_have(&head->by, "file");
    }
    if (status == OK && !query->measures_named && head->measures_named) {
        query->measures_named = true;
        status = add_names(&query->measures, &head->measures, err);
    }
    names_release(&query->clusters);
    return status == OK ? add_names(&query->clusters, &head->clusters, err) : status;
}

enum status states_prepare(struct states *states, struct query *query, struct error *err)
{
    struct state state = {0};
    if (states->paths.n == 0) {
        query->names_files = query->by_named && query->names_files;
        return OK;
    }
    const char *path = states->paths.paths[0];
    enum status status = read_state(path, &state, err);
    status = status == OK ? check_query(&state.head, query, path, err) : status;
    if (status == OK && states->dumps.n > 0) { /* which have to meet the same conditions */
        struct names where = {0};
        for (size_t i = 0; status == OK && i < query->where.n; i++) {
            status = names_add(&where, query->where.rows[i].text, strlen(query->where.rows[i].text), err);
        }
        for (size_t i = 0; status == OK && i < state.head.where.n; i++) {
            status =
                names_have(&where, state.head.where.values[i])
                    ? OK
                    : error_set(err, BAD_DATA,
                                "%s: found a state with --where '%.100s', expected it of the dumps beside "
                                "it, too",
                                path, state.head.where.values[i]);
        }
        names_release(&where);
    }
    status = status == OK ? follow(&state.head, query, err) : status;
    state_release(&state);
    return status;
}

/* ---- what was read of dumps ---- */

static bool has_requests(const struct groups *groups)
{
    return groups->index.n > 0 || groups->idle != NULL;
}

static enum status add_inputs(struct state_head *head, const struct imported *imported, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < imported->n_sources; i++) {
        uint32_t code;
        status = imported->sources[i].rows == 0
                     ? OK /* others may have no row either, and the same columns */
                     : dictionary_add(&head->inputs, imported->sources[i].sha256, STATE_DIGEST, &code, err);
    }
    return status;
}

/* Factors that the tables had and that make no groups, although nobody has named those that do. */
static enum status add_mixed(struct state_head *head, const struct groups *groups, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && !head->by_named && i < groups->mixed.n; i++) {
        status = state_add_mixed(head, groups->mixed.texts[i], err);
    }
    for (const struct groups *own = groups->idle; status == OK && own != NULL; own = own->next) {
        for (size_t i = 0; status == OK && !head->by_named && i < own->mixed.n; i++) {
            status = state_add_mixed(head, own->mixed.texts[i], err);
        }
    }
    return status;
}

static enum status add_measures(struct state_head *head, const struct query *query, const struct table *table,
                                struct error *err)
{
    enum status status = OK;
    if (query->measures_named) {
        return add_names(&head->measures, &query->measures, err);
    }
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        status = tidy_is_usual_measure(column) && !names_have(&head->by, column->name)
                     ? names_add(&head->measures, column->name, strlen(column->name), err)
                     : OK;
    }
    return status;
}

enum status states_take_live(struct states *states, const struct query *query,
                             const struct imported *imported, struct groups *groups, struct error *err)
{
    struct state_head *head = &states->head;
    const struct column *clock = table_find_column(&imported->table, order_names[BY_START]);
    head->by_named = query->by_named;
    head->measures_named = query->measures_named;
    head->has_clock = clock != NULL && clock->kind == MEASURE;
    enum status status = add_names(&head->by, &query->factors, err);
    status = status == OK ? add_measures(head, query, &imported->table, err) : status;
    for (size_t i = 0; status == OK && i < query->where.n; i++) {
        const char *text = query->where.rows[i].text;
        status = names_add(&head->where, text, strlen(text), err);
    }
    status = status == OK ? add_names(&head->clusters, &query->clusters, err) : status;
    status = status == OK ? add_mixed(head, groups, err) : status;
    if (status == OK && has_requests(groups)) {
        status = add_inputs(head, imported, err);
    }
    return status == OK ? groups_name(groups, state_key(head), err) : status;
}

/* ---- putting together ---- */

/* Marks the groups of a state that meet the conditions that their requests did not have to meet. */
static enum status match(const struct state *state, const struct query *query, uint8_t *keep,
                         struct error *err)
{
    struct conditions open = {0};
    enum status status = OK;
    memset(keep, 1, state->groups.index.n);
    for (size_t i = 0; status == OK && i < query->where.n; i++) {
        const char *text = query->where.rows[i].text;
        status = names_have(&state->head.where, text) ? OK : conditions_add(&open, text, err);
    }
    status = status == OK ? table_match(&state->groups.factors, &open, keep, err) : status;
    conditions_release(&open);
    return status;
}

static enum status merge_one(struct states *states, const struct query *query, const char *path,
                             struct groups *groups, struct error *err)
{
    struct state state = {0};
    uint8_t *keep = NULL;
    enum status status = read_state(path, &state, err);
    if (status == OK) {
        keep = calloc(state.groups.index.n + 1, sizeof *keep);
        status = keep == NULL ? error_no_memory(err) : check_query(&state.head, query, path, err);
    }
    status = status == OK ? match(&state, query, keep, err) : status;
    status = status == OK ? state_head_merge(&states->head, &state.head, path, query->by_named, err) : status;
    status = status == OK ? groups_add(groups, &state.groups, keep, err) : status;
    free(keep);
    state_release(&state);
    return status;
}

static enum status add_column(struct table *table, const char *name, enum column_kind kind, struct error *err)
{
    size_t index;
    return table_find_column(table, name) != NULL ? OK : table_add_column(table, name, kind, &index, err);
}

/* Adds the columns that the states' dumps had. */
static enum status add_columns(const struct state_head *head, const struct query *query,
                               const struct groups *groups, struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < query->factors.n; i++) {
        const char *name = query->factors.values[i];
        const struct column *factor = table_find_column(&groups->factors, name);
        bool any = factor != NULL && !column_is_empty(factor, groups->factors.rows);
        status = any || query->by_named ? add_column(table, name, FACTOR, err) : OK;
    }
    for (size_t i = 0; status == OK && i < head->measures.n; i++) {
        status = add_column(table, head->measures.values[i], MEASURE, err);
    }
    if (status == OK && head->has_clock) {
        status = add_column(table, order_names[BY_START], MEASURE, err);
    }
    for (size_t i = 0; status == OK && query->clusters_named && i < head->clusters.n; i++) {
        status = add_column(table, head->clusters.values[i], FACTOR, err);
    }
    return status;
}

enum status states_merge(struct states *states, struct query *query, struct groups *groups,
                         struct table *table, struct error *err)
{
    struct state_head *head = &states->head;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < states->paths.n; i++) {
        status = merge_one(states, query, states->paths.paths[i], groups, err);
    }
    if (status != OK || states->paths.n == 0) {
        return status;
    }
    for (size_t i = 0; status == OK && query->measures_named && i < query->measures.n; i++) {
        status =
            check_has(&head->measures, query->measures.values[i], states->paths.paths[0], "--measure", err);
    }
    for (size_t i = 0; status == OK && i < query->where.n; i++) {
        status = names_add(&head->where, query->where.rows[i].text, strlen(query->where.rows[i].text), err);
    }
    if (status == OK && query->by_named) {
        names_release(&head->by);
        head->by_named = true;
        status = add_names(&head->by, &query->factors, err);
    }
    status = status == OK ? add_columns(head, query, groups, table, err) : status;
    if (status == OK && !query->measures_named) {
        query->measures_named = true;
        status = add_names(&query->measures, &head->measures, err);
    }
    return status;
}

enum status states_tell_mixed(const struct states *states, struct error *err)
{
    struct text line = {0};
    const struct names *mixed = &states->head.mixed;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < mixed->n; i++) {
        const char *name = mixed->values[i];
        if (strchr(name, '\n') == NULL) {
            status = text_print(&line, err, "%s%.40s", line.n == 0 ? "a state's groups mix " : ", ", name);
        }
    }
    if (status == OK && line.n > 0) {
        status = text_print(&line, err, ", which --by keeps apart when it is saved");
    }
    if (status == OK && line.n > 0) {
        program_tell(line.bytes);
    }
    text_release(&line);
    return status;
}

enum status states_make(struct states *states, const struct groups *groups, struct error *err)
{
    return state_write(&states->head, groups, &states->bytes, err);
}

enum status states_save(const struct states *states, const char *path, struct error *err)
{
    struct output output = {0};
    enum status status = output_open(&output, path, err);
    if (status == OK) { /* output_commit() looks whether all was written */
        fwrite(states->bytes.bytes, 1, states->bytes.n, output.stream);
        status = output_commit(&output, err);
    }
    output_discard(&output);
    return status;
}
