#include "formats/rules/rule_read.h"

#include <string.h>

#include "formats/rules/rule_column.h"
#include "formats/rules/rule_get.h"
#include "formats/rules/rule_path.h"
#include "import/summary_record.h"

/* The one of these words, behind which is NULL, that a member is. */
static enum status get_word(const struct json_spot *member, const char *const *words, size_t *found,
                            struct error *err)
{
    const char *text = json_string_value(member->value);
    struct text expected = {0};
    enum status status = OK;
    for (*found = 0; status == OK && words[*found] != NULL; (*found)++) {
        if (text != NULL && strcmp(text, words[*found]) == 0) {
            text_release(&expected);
            return OK;
        }
        status = text_print(&expected, err, "%s'%s'", *found == 0 ? "" : " or ", words[*found]);
    }
    status = status == OK ? json_spot_error(member, err, "found no such '%s', expected %s", member->key,
                                            expected.bytes)
                          : status;
    text_release(&expected);
    return status;
}

static const char *const quality_words[] = {"exact", "bucketed", "summary", NULL};

/* ---- counts ---- */

static enum status read_count(struct rule *rule, const struct json_spot *spot, struct rule_count *count,
                              struct error *err)
{
    static const char *const keys[] = {"sum", "failed", "without"};
    if (!json_is_object(spot->value)) {
        return rule_get_paths(rule, spot, false, &count->paths, &count->n_paths, err);
    }
    struct json_spot sum = json_member(spot, "sum"), failed = json_member(spot, "failed"),
                     without = json_member(spot, "without");
    enum status status = json_check_keys(spot, keys, sizeof keys / sizeof *keys, err);
    if (status != OK || (status = rule_get_truth(&failed, &count->failed, err)) != OK ||
        (status = rule_get_texts(rule, &without, &count->without, &count->n_without, err)) != OK ||
        (status = rule_get_paths(rule, &sum, true, &count->paths, &count->n_paths, err)) != OK) {
        return status;
    }
    count->sums = true;
    bool many = count->n_paths > 0 && rule->type != RULE_CSV;
    for (size_t i = 0; i < count->n_paths && many; i++) {
        many = rule_path_is_many(&count->paths[i]);
    }
    return many ? OK
                : json_spot_error(spot, err, "found no sum, expected {\"sum\": \"statuses.*\"} and the like");
}

static enum status read_counts(struct rule *rule, struct rule_set *set, const struct json_spot *counts,
                               struct error *err)
{
    static const char *const keys[RULE_COUNTS] = {"measured", "failed_inside", "failed_beside"};
    if (counts->value == NULL) {
        return OK;
    }
    enum status status = json_check_keys(counts, keys, RULE_COUNTS, err);
    set->counts_requests = true;
    for (size_t i = 0; status == OK && i < RULE_COUNTS; i++) {
        struct json_spot spot = json_member(counts, keys[i]);
        status = spot.value == NULL ? OK : read_count(rule, &spot, &set->counts[i], err);
    }
    if (status == OK && set->counts[RULE_MEASURED].n_paths == 0) {
        return json_spot_error(counts, err, "found no 'measured', expected how many the figures are of");
    }
    return status == OK && set->quality == NULL
               ? json_spot_error(counts, err, "found counts of requests, expected them of a summary")
               : status;
}

/* ---- kinds of rows ---- */

static enum status read_quality(struct rule *rule, struct rule_set *set, const struct json_spot *object,
                                struct error *err)
{
    struct json_spot quality = json_member(object, "quality");
    size_t word = rule->quality;
    enum status status = quality.value == NULL ? OK : get_word(&quality, quality_words, &word, err);
    set->quality = word == EXACT ? NULL : quality_words[word];
    return status;
}

/* Notes the columns of published figures, where any rows are some, as summary_record.h has them. */
static enum status note_figures(struct rule *rule, const struct json_spot *rows, struct error *err)
{
    static const struct record_column figures[] = {SUMMARY_RECORD_COLUMNS};
    bool any = rule->quality != EXACT;
    for (size_t i = 0; i < json_array_size(rows->value); i++) {
        any |= json_object_get(json_array_get(rows->value, i), "quality") != NULL;
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && any && i < SUMMARY_COLUMNS; i++) {
        size_t target;
        status = rule_column_note(rule, figures[i].name, figures[i].kind, &target, rows, err);
    }
    return status;
}

/* The rows' own path, in which one step may stand for many values. */
static enum status read_each(struct rule *rule, struct rule_set *set, const struct json_spot *each,
                             struct error *err)
{
    const char *text = json_string_value(each->value);
    if (each->value == NULL) {
        return OK;
    }
    if (text == NULL || rule->type == RULE_CSV) {
        return json_spot_error(each, err, "found 'each', expected it as a text, and of JSON alone");
    }
    enum status status = rule_path_read(rule, each, text, &set->each, err);
    for (size_t i = 0; status == OK && i < set->each.n; i++) {
        enum rule_step_kind kind = set->each.steps[i].kind;
        if (kind == RULE_PATTERN || kind == RULE_CHOSEN) {
            return json_spot_error(each, err, "found '%.40s', expected keys, '[]', '*', '**' and '@'", text);
        }
    }
    return status;
}

static enum status read_set(struct rule *rule, const struct json_spot *object, struct error *err)
{
    static const char *const keys[] = {"each",    "optional", "only",     "quality", "counts",
                                       "columns", "tags",     "untagged", "pairs"};
    struct rule_set *set = &rule->sets[rule->n_sets++];
    struct json_spot each = json_member(object, "each"), optional = json_member(object, "optional"),
                     only = json_member(object, "only"), counts = json_member(object, "counts"),
                     columns = json_member(object, "columns"), tags = json_member(object, "tags"),
                     untagged = json_member(object, "untagged"), pairs = json_member(object, "pairs");
    enum status status = json_check_keys(object, keys, sizeof keys / sizeof *keys, err);
    if (status != OK || (status = read_each(rule, set, &each, err)) != OK ||
        (status = rule_get_truth(&optional, &set->optional, err)) != OK ||
        (status = rule_get_tests(rule, set, &only, &set->only, err)) != OK ||
        (status = read_quality(rule, set, object, err)) != OK ||
        (status = rule_column_read_all(rule, set, &columns, err)) != OK ||
        (status = read_counts(rule, set, &counts, err)) != OK ||
        (status = rule_get_texts(rule, &untagged, &set->untagged, &set->n_untagged, err)) != OK ||
        (status = rule_get_paths(rule, &pairs, false, &set->pairs, &set->n_pairs, err)) != OK) {
        return status;
    }
    if (tags.value != NULL && rule->type == RULE_CSV) {
        return json_spot_error(&tags, err, "found 'tags', expected 'others' in CSV");
    }
    return rule_get_paths(rule, &tags, false, &set->tags, &set->n_tags, err);
}

static enum status read_sets(struct rule *rule, const struct json_spot *rows, struct error *err)
{
    size_t n = json_array_size(rows->value), most = rule->type == RULE_CSV ? 1 : RULE_SETS;
    if (n == 0 || n > most) {
        return json_spot_error(rows, err, "found %zu kinds of rows, expected a list of 1 to %zu", n, most);
    }
    enum status status = note_figures(rule, rows, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct json_spot set = json_element(rows, i);
        status = read_set(rule, &set, err);
    }
    return status;
}

/* ---- signs ---- */

/* A path, or an object of one and what stands there. */
static enum status read_sign(struct rule *rule, const struct json_spot *spot, struct rule_sign *sign,
                             struct error *err)
{
    static const char *const keys[] = {"path", "is", "digits"};
    struct json_spot path = json_member(spot, "path"), is = json_member(spot, "is"),
                     digits = json_member(spot, "digits");
    const char *text = json_string_value(spot->value);
    enum status status = text != NULL ? OK : json_check_keys(spot, keys, sizeof keys / sizeof *keys, err);
    if (status != OK) {
        return status;
    }
    text = text != NULL ? text : json_string_value(path.value);
    if (text == NULL || text[0] == '\0') {
        return json_spot_error(spot, err, "found no sign, expected a column or a path");
    }
    if ((is.value != NULL && rule->type == RULE_CSV) || (digits.value != NULL && rule->n_header == 0)) {
        return json_spot_error(spot, err,
                               "found 'is' or 'digits', expected them in JSON, and in CSV without a header");
    }
    status = rule_path_read(rule, spot, text, &sign->path, err);
    for (size_t i = 0; status == OK && i < sign->path.n; i++) {
        enum rule_step_kind kind = sign->path.steps[i].kind;
        if (kind != RULE_MEMBER && kind != RULE_MEMBERS && kind != RULE_ELEMENTS) {
            return json_spot_error(spot, err, "found '%.40s', expected keys, '[]' and '*' in a sign", text);
        }
    }
    if (status == OK) {
        status = rule_get_texts(rule, &is, &sign->values, &sign->n_values, err);
    }
    return status == OK ? rule_get_digits(&digits, &sign->least_digits, &sign->most_digits, err) : status;
}

static enum status read_signs(struct rule *rule, const struct json_spot *signs, struct error *err)
{
    size_t n = json_array_size(signs->value);
    if (n == 0 || n > RULE_SPELLINGS) {
        return json_spot_error(signs, err, "found no signs, expected a list of 1 to %d", RULE_SPELLINGS);
    }
    rule->signs = rule_take(rule, n, sizeof *rule->signs, err);
    enum status status = rule->signs == NULL ? BAD_SERVICE : OK;
    for (; status == OK && rule->n_signs < n; rule->n_signs++) {
        struct json_spot spot = json_element(signs, rule->n_signs);
        struct rule_signs *sign = &rule->signs[rule->n_signs];
        bool is_list = json_is_array(spot.value);
        size_t any = is_list ? json_array_size(spot.value) : 1;
        if (any == 0 || any > RULE_SPELLINGS) {
            return json_spot_error(&spot, err, "found %zu signs, expected 1 to %d", any, RULE_SPELLINGS);
        }
        sign->any = rule_take(rule, any, sizeof *sign->any, err);
        status = sign->any == NULL ? BAD_SERVICE : OK;
        for (; status == OK && sign->n < any; sign->n++) {
            struct json_spot one = is_list ? json_element(&spot, sign->n) : spot;
            status = read_sign(rule, &one, &sign->any[sign->n], err);
        }
    }
    return status;
}

/* "columns a, b, c or d": what --explain and the import say of it. */
static enum status describe_signs(struct rule *rule, struct error *err)
{
    struct text text = {0};
    enum status status = text_print(&text, err, "%s",
                                    rule->n_header > 0       ? "no header, and digits in "
                                    : rule->type == RULE_CSV ? "columns "
                                                             : "");
    for (size_t i = 0; status == OK && i < rule->n_signs; i++) {
        const struct rule_signs *signs = &rule->signs[i];
        for (size_t k = 0; status == OK && k < signs->n; k++) {
            const struct rule_sign *sign = &signs->any[k];
            const char *between = k > 0 ? " or " : i > 0 ? ", " : "";
            status = text_print(&text, err, "%s%s%s%s", between, sign->path.text,
                                sign->n_values > 0 ? " of " : "", sign->n_values > 0 ? sign->values[0] : "");
        }
    }
    rule->signs_text = status == OK ? rule_copy(rule, text.bytes, text.n, err) : NULL;
    text_release(&text);
    return rule->signs_text == NULL ? BAD_SERVICE : OK;
}

/* ---- the whole ---- */

static enum status read_name(struct rule *rule, const struct json_spot *root, struct error *err)
{
    const struct json_text texts[] = {{"name", true, &rule->name}, {"writes", true, &rule->writes}};
    enum status status = json_get_texts(root, texts, sizeof texts / sizeof *texts, err);
    size_t n = status == OK ? strspn(rule->name, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;
    if (status == OK && (n == 0 || n != strlen(rule->name) || n > SKIPPED_KIND)) {
        struct json_spot name = json_member(root, "name");
        return json_spot_error(&name, err, "found the name '%.40s', expected one such as my-tool",
                               rule->name);
    }
    return status;
}

static enum status read_header(struct rule *rule, const struct json_spot *root, struct error *err)
{
    struct json_spot header = json_member(root, "header"), others = json_member(root, "others"),
                     drops = json_member(root, "drops");
    enum status status = rule_get_texts(rule, &header, &rule->header, &rule->n_header, err);
    if (status != OK || (status = rule_get_truth(&others, &rule->keeps_others, err)) != OK ||
        (status = rule_get_texts(rule, &drops, &rule->drops, &rule->n_drops, err)) != OK) {
        return status;
    }
    if (rule->type != RULE_CSV && (header.value != NULL || others.value != NULL || drops.value != NULL)) {
        return json_spot_error(root, err, "found 'header', 'others' or 'drops', which are of CSV");
    }
    for (size_t i = 0; i < rule->n_header; i++) {
        if (rule_field(rule, rule->header[i]) != i) {
            return json_spot_error(&header, err, "found '%.40s' twice, expected different names",
                                   rule->header[i]);
        }
    }
    for (size_t i = 0; i < rule->n_drops; i++) {
        if (rule_field(rule, rule->drops[i]) == SIZE_MAX) {
            return json_spot_error(&drops, err, "found more than %d columns", RULE_COLUMNS);
        }
    }
    return OK;
}

enum status rule_read(struct rule *rule, struct error *err)
{
    static const char *const keys[] = {"name",   "writes", "type",  "quality", "signs",
                                       "header", "others", "drops", "rows"};
    static const char *const types[] = {"csv", "json", "json lines", "json or lines", NULL};
    const struct json_spot root = json_root(&rule->file);
    struct json_spot type = json_member(&root, "type"), quality = json_member(&root, "quality"),
                     signs = json_member(&root, "signs"), rows = json_member(&root, "rows");
    size_t word = 0;
    enum status status = json_check_keys(&root, keys, sizeof keys / sizeof *keys, err);
    if (status != OK || (status = read_name(rule, &root, err)) != OK ||
        (status = get_word(&type, types, &word, err)) != OK) {
        return status;
    }
    rule->type = (enum rule_type)word;
    if ((status = get_word(&quality, quality_words, &word, err)) != OK) {
        return status;
    }
    rule->quality = (enum quality)word;
    if ((status = read_header(rule, &root, err)) != OK || (status = read_signs(rule, &signs, err)) != OK ||
        (status = read_sets(rule, &rows, err)) != OK) {
        return status;
    }
    return describe_signs(rule, err);
}
