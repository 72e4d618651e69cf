#include "formats/rules/rule_json.h"

#include <stdlib.h>
#include <string.h>

#include "formats/rules/rule_alike.h"
#include "formats/rules/rule_holes.h"
#include "formats/rules/rule_path.h"
#include "formats/rules/rule_row.h"
#include "read/blocks.h"
#include "read/json_records.h"
#include "table/outcome.h"

/* The way down a value, on which rows are found. */
struct descent {
    const struct rule *rule;
    const struct record_sink *sink;
    const struct json_spot *bound[RULE_STEPS + 1];
    const struct rule_lines *lines; /* NULL: its rows are added; or else the one that was is remembered, */
    struct rule_alike *alike;       /* here, */
    void **pool;                    /* in this */
};

static enum status take_described_row(struct descent *descent, const struct rule_set *set, struct error *err)
{
    const struct rule_source source = {.bound = descent->bound};
    struct table *table = descent->sink->table;
    bool keep = true;
    struct error row_error = {{0}};
    if (!rule_cell_passes(&source, &set->only)) {
        return OK;
    }
    if (descent->lines != NULL) {
        const struct rule_row row = {set, descent->bound, table, &descent->sink->options->wanted};
        return rule_alike_new(descent->lines, &row, descent->pool, &descent->alike, err);
    }
    enum status status = table_open_row(table, &row_error);
    if (status == OK) {
        status = rule_row_fill(set, &source, table, &keep, &row_error);
    }
    if (status == OK && keep) {
        table_close_row(table);
    }
    return record_judge(descent->sink, status, &row_error, err);
}

/* There is no such way for the sets, which are bits. */
static enum status miss(const struct descent *descent, unsigned sets, const struct json_spot *spot,
                        const char *expected, struct error *err)
{
    bool optional = true;
    for (size_t i = 0; i < descent->rule->n_sets; i++) {
        optional &= (sets >> i & 1) == 0 || descent->rule->sets[i].optional;
    }
    struct error row_error = {{0}};
    if (optional) {
        return OK;
    }
    enum status status = json_spot_error(
        spot, &row_error, "found no %s%.40s%s, expected %s", spot->key == NULL ? "such value" : "'",
        spot->key == NULL ? "" : spot->key, spot->key == NULL ? "" : "'", expected);
    return record_judge(descent->sink, status, &row_error, err);
}

static enum status descend(struct descent *descent, unsigned sets, size_t depth, const struct json_spot *spot,
                           struct error *err);

/* Every object that the value is or has in it. */
static enum status take_all_below(struct descent *descent, unsigned sets, size_t depth,
                                  const struct json_spot *spot, struct error *err)
{
    const char *key;
    json_t *value;
    enum status status = json_is_object(spot->value) ? descend(descent, sets, depth, spot, err) : OK;
    json_object_foreach(spot->value, key, value)
    {
        struct json_spot member = json_member(spot, key);
        if (status == OK && (json_is_object(value) || json_is_array(value))) {
            status = take_all_below(descent, sets, depth, &member, err);
        }
    }
    for (size_t i = 0; status == OK && i < json_array_size(spot->value); i++) {
        struct json_spot element = json_element(spot, i);
        status = take_all_below(descent, sets, depth, &element, err);
    }
    return status;
}

/* JSON in a text, whose places are paths. */
static enum status take_text(struct descent *descent, unsigned sets, size_t depth,
                             const struct json_spot *spot, struct error *err)
{
    struct json_file file;
    struct error row_error = {{0}}, why = {{0}};
    const char *text = json_string_value(spot->value);
    if (text == NULL) {
        return miss(descent, sets, spot, "a text", err);
    }
    enum status status = json_file_parse(&file, &(struct place){spot->file->name, 1, 1}, text,
                                         json_string_length(spot->value), &why);
    if (status == BAD_DATA) {
        status = json_spot_error(spot, &row_error, "found a text that is no JSON");
        json_file_release(&file);
        return record_judge(descent->sink, status, &row_error, err);
    }
    file.text = NULL;
    struct json_spot root = json_root(&file);
    status =
        status == OK ? descend(descent, sets, depth, &root, err) : error_set(err, status, "%s", why.text);
    json_file_release(&file);
    return status;
}

/* Takes one step of the sets that have it in common. */
static enum status follow(struct descent *descent, unsigned sets, size_t depth, const struct rule_step *step,
                          const struct json_spot *spot, struct error *err)
{
    const char *key;
    json_t *value;
    enum status status = OK;
    if (step->kind == RULE_BELOW) {
        return take_all_below(descent, sets, depth + 1, spot, err);
    }
    if (step->kind == RULE_TEXT) {
        return take_text(descent, sets, depth + 1, spot, err);
    }
    if (step->kind == RULE_MEMBER || step->kind == RULE_ELEMENT) {
        struct json_spot next =
            step->kind == RULE_MEMBER ? json_member(spot, step->key) : json_element(spot, step->index);
        return next.value == NULL || json_is_null(next.value)
                   ? miss(descent, sets, &next, "a value there", err)
                   : descend(descent, sets, depth + 1, &next, err);
    }
    if (step->kind == RULE_ELEMENTS && !json_is_array(spot->value)) {
        return miss(descent, sets, spot, "[...]", err);
    }
    if (step->kind == RULE_MEMBERS && !json_is_object(spot->value)) {
        return miss(descent, sets, spot, "{...}", err);
    }
    json_object_foreach(spot->value, key, value)
    {
        struct json_spot next = json_member(spot, key);
        status = status == OK ? descend(descent, sets, depth + 1, &next, err) : status;
    }
    for (size_t i = 0; status == OK && i < json_array_size(spot->value); i++) {
        struct json_spot next = json_element(spot, i);
        status = descend(descent, sets, depth + 1, &next, err);
    }
    return status;
}

static bool are_same_steps(const struct rule_step *a, const struct rule_step *b)
{
    return a->kind == b->kind && a->index == b->index && (a->key == NULL || strcmp(a->key, b->key) == 0);
}

/* Goes on from a value with the sets whose paths led there, in their order; those that go on the same way go
 * together, so that rows of one thing stay together. */
static enum status descend(struct descent *descent, unsigned sets, size_t depth, const struct json_spot *spot,
                           struct error *err)
{
    const struct rule *rule = descent->rule;
    enum status status = OK;
    descent->bound[depth] = spot;
    for (size_t i = 0; status == OK && i < rule->n_sets; i++) {
        const struct rule_path *each = &rule->sets[i].each;
        if ((sets >> i & 1) == 0) {
            continue;
        }
        if (each->n == depth) {
            status = take_described_row(descent, &rule->sets[i], err);
            continue;
        }
        unsigned same = 0;
        for (size_t k = i; k < rule->n_sets; k++) {
            const struct rule_path *other = &rule->sets[k].each;
            bool goes = (sets >> k & 1) != 0 && other->n > depth &&
                        are_same_steps(&each->steps[depth], &other->steps[depth]);
            same |= goes ? 1U << k : 0;
        }
        sets &= ~same;
        status = follow(descent, same, depth, &each->steps[depth], spot, err);
    }
    descent->bound[depth] = NULL; /* it is about to go */
    return status;
}

static enum status take_described(const struct json_spot *root, const struct record_sink *sink,
                                  struct error *err)
{
    const struct rule_lines *lines = sink->context;
    struct descent descent = {.rule = lines->rule, .sink = sink};
    return descend(&descent, (1U << descent.rule->n_sets) - 1, 0, root, err);
}

/* Where the value stands that lets the test fail; NULL where it does not, or is not at the end of keys. */
static const char *find_failure(const struct json_spot *root, struct rule_test *test)
{
    struct json_spot spots[RULE_STEPS + 1] = {*root};
    const struct json_spot *bound[RULE_STEPS + 1] = {&spots[0]};
    const struct rule_path *path = &test->path;
    for (size_t i = 0; i < path->n; i++) {
        if (path->steps[i].kind != RULE_MEMBER) {
            return NULL;
        }
        spots[i + 1] = json_member(&spots[i], path->steps[i].key);
        bound[i + 1] = &spots[i + 1];
    }
    const struct json_spot *found = &spots[path->n];
    bool is_scalar = found->value != NULL && !json_is_object(found->value) && !json_is_array(found->value);
    const struct rule_source source = {.bound = bound};
    const struct rule_tests alone = {test, 1};
    return !is_scalar || test->kind == RULE_DIFFERS || rule_cell_passes(&source, &alone)
               ? NULL
               : json_spot_text(found);
}

/* Each of the sets has a test that fails. */
static const char *find_refusal(const struct json_spot *root, const struct record_sink *sink)
{
    const struct rule_lines *lines = sink->context;
    const char *last = NULL;
    for (size_t i = 0; i < lines->rule->n_sets; i++) {
        const struct rule_tests *only = &lines->rule->sets[i].only;
        const char *failure = NULL;
        for (size_t t = 0; failure == NULL && t < only->n; t++) {
            failure = find_failure(root, &only->rows[t]);
        }
        if (failure == NULL) {
            return NULL;
        }
        last = last == NULL || failure > last ? failure : last;
    }
    return last;
}

static enum status remember(const struct json_spot *root, const struct record_sink *sink, void **pool,
                            void **memo, struct error *err)
{
    const struct rule_lines *lines = sink->context;
    struct descent descent = {.rule = lines->rule, .sink = sink, .lines = lines, .pool = pool};
    enum status status = descend(&descent, (1U << descent.rule->n_sets) - 1, 0, root, err);
    *memo = descent.alike;
    return status;
}

static enum status add_like(const struct json_like *like, const struct record_sink *sink, struct error *err)
{
    return rule_alike_add(like->memo, like, sink->table, err);
}

/* Whether each row is a request with all measures, and no columns but those that are described, and tags. */
static bool is_all_requests(const struct rule *rule)
{
    bool is = true;
    for (size_t s = 0; s < rule->n_sets; s++) {
        const struct rule_set *set = &rule->sets[s];
        is &= set->quality == NULL && !set->counts_requests;
        for (size_t c = 0; c < set->n_columns; c++) {
            const struct rule_column *column = &set->columns[c];
            is &= column->kind != MEASURE || (!column->has_hole && column->values[0].required);
        }
    }
    return is;
}

/* Whether each row has a status that tells how it ended: others ended well only where any row of the dump has
 * an error. */
static bool has_statuses(const struct table *rows)
{
    const struct column *status = table_find_exactly(rows, "status");
    bool all = status != NULL && status->kind == FACTOR;
    for (size_t i = 0; all && i < status->dictionary.n; i++) {
        all = outcome_of_status(status->dictionary.texts[i], status->dictionary.numbers[i]) != SAYS_NOTHING;
    }
    for (size_t row = 0; all && row < rows->rows; row++) {
        all = column_code(status, row) != 0;
    }
    return all;
}

enum status rule_json_read(const struct rule *rule, struct input *input, const struct import_options *options,
                           struct table *table, struct import_log *log, struct error *err)
{
    struct rule_lines described = {.rule = rule};
    described.n_holes = rule_holes_find(rule, described.holes);
    const struct json_format format = {.columns = rule->columns,
                                       .n_columns = rule->n_columns,
                                       .take = take_described,
                                       .holes = described.holes,
                                       .n_holes = described.n_holes,
                                       .refusal = find_refusal,
                                       .remember = remember,
                                       .add_like = add_like,
                                       .forget = rule_pool_free,
                                       .context = &described,
                                       .may_give = is_all_requests(rule) ? has_statuses : NULL,
                                       .is_document = rule->type == RULE_JSON};
    bool lines = rule->type == RULE_JSON_LINES;
    const char *bytes;
    size_t n;
    enum status status = blocks_skip_mark(input, err);
    if (status == OK && rule->type == RULE_JSON_EITHER) {
        status = input_peek(input, JSON_LINES_SAMPLED, &bytes, &n, err);
    }
    if (status == OK && rule->type == RULE_JSON_EITHER) {
        status = json_find_lines(bytes, n, &lines, err);
    }
    if (status != OK) {
        return status;
    }
    return lines ? json_lines_read(input, &format, options, table, log, err)
                 : json_document_read(input, &format, options, table, log, err);
}
