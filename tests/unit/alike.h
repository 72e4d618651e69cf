/* Lines of JSON given both to what matches lines that are alike, and to Jansson. */
#ifndef FAASTAT_TESTS_ALIKE_H
#define FAASTAT_TESTS_ALIKE_H

#include <stdlib.h>
#include <string.h>

#include "read/json_alike.h"

static const struct json_hole alike_holes[] = {
    {{"data", "time"}, 2}, {{"data", "value"}, 2}, {{"latency"}, 1}};
enum { ALIKE_HOLES = sizeof alike_holes / sizeof *alike_holes };

/* What is known of lines: their trees, in an array. */
static inline void alike_forget(void *trees)
{
    json_decref(trees);
}

static inline struct json_alike *alike_new(void)
{
    return json_alike_new(alike_holes, ALIKE_HOLES, alike_forget);
}

enum alike_outcome { ALIKE_MATCHED, ALIKE_EMPTY, ALIKE_PARSED, ALIKE_REFUSED, ALIKE_DIFFERS };

/* Of lines whose metric is "b" no row comes, whatever else they say. */
static inline bool alike_is_empty(const json_t *root)
{
    const char *metric = json_string_value(json_object_get(root, "metric"));
    return metric != NULL && strcmp(metric, "b") == 0;
}

/* The tree that is known, with the values of the line that was matched in it. */
static inline json_t *alike_fill(const struct json_like *like)
{
    json_t *tree = json_deep_copy(like->memo);
    for (size_t i = 0; i < ALIKE_HOLES; i++) {
        const struct json_filled *value = &like->values[i];
        json_t *parent = tree;
        for (size_t k = 0; k + 1 < alike_holes[i].n; k++) {
            parent = json_object_get(parent, alike_holes[i].keys[k]);
        }
        if (value->text != NULL) {
            json_object_set_new(parent, alike_holes[i].keys[alike_holes[i].n - 1],
                                value->kind == JSON_KIND_TEXT      ? json_stringn(value->text, value->n)
                                : value->kind == JSON_KIND_INTEGER ? json_integer((json_int_t)value->number)
                                                                   : json_real(value->number));
        }
    }
    return tree;
}

/* Remembers a line that was parsed; false when memory is out. */
static inline bool alike_learn(struct json_alike *alike, const struct json_file *file, size_t n)
{
    struct error err = {{0}};
    struct json_like *like;
    void **trees = json_alike_pool(alike);
    struct json_spot root = json_root(file), metric = json_member(&root, "metric");
    bool is_empty = alike_is_empty(file->root);
    const struct json_verdict verdict = {is_empty, is_empty ? json_spot_text(&metric) : NULL};
    if (json_alike_learn(alike, file, n, &verdict, &like, &err) != OK || like == NULL) {
        return err.text[0] == '\0';
    }
    *trees = *trees == NULL ? json_array() : *trees;
    like->memo = file->root;
    return json_array_append(*trees, file->root) == 0;
}

/* Takes a line of n bytes as a reader does: one that is not matched is parsed, and remembered. ALIKE_DIFFERS:
 * it was matched, though Jansson refuses it or makes another tree of it, or memory is out. */
static inline enum alike_outcome alike_take(struct json_alike *alike, const char *line, size_t n)
{
    struct error err = {{0}};
    struct json_file file = {0};
    char *copy = malloc(n + 1); /* of its own, so that a byte behind it that is read is found */
    if (copy == NULL) {
        return ALIKE_DIFFERS;
    }
    memcpy(copy, line, n);
    copy[n] = '\0';
    const struct json_like *like = json_alike_match(alike, copy, n);
    like = like != NULL && json_alike_read(alike) ? like : NULL;
    enum status status = json_file_parse(&file, &(struct place){"a line", 1, 1}, copy, n, &err);
    enum alike_outcome outcome = status == OK ? ALIKE_PARSED : ALIKE_REFUSED;
    if (like != NULL && like->is_empty) {
        outcome = status == OK && alike_is_empty(file.root) ? ALIKE_EMPTY : ALIKE_DIFFERS;
    } else if (like != NULL) {
        json_t *tree = alike_fill(like);
        outcome = status == OK && json_equal(tree, file.root) ? ALIKE_MATCHED : ALIKE_DIFFERS;
        json_decref(tree);
    } else if (status == OK && !alike_learn(alike, &file, n)) {
        outcome = ALIKE_DIFFERS;
    }
    json_file_release(&file);
    free(copy);
    return outcome;
}

#endif
