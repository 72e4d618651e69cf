#include "analysis/state/state.h"

#include <stdlib.h>
#include <string.h>

void state_head_release(struct state_head *head)
{
    names_release(&head->by);
    names_release(&head->measures);
    names_release(&head->where);
    names_release(&head->clusters);
    dictionary_release(&head->inputs);
    names_release(&head->mixed);
    *head = (struct state_head){0};
}

void state_release(struct state *state)
{
    groups_release(&state->groups);
    state_head_release(&state->head);
}

uint64_t state_key(const struct state_head *head)
{
    const struct siphash_key fixed = {{0}};
    uint64_t key = 0;
    for (size_t i = 0; i < head->inputs.n; i++) { /* in any order */
        key += siphash(&fixed, head->inputs.texts[i], strlen(head->inputs.texts[i]));
    }
    char bytes[sizeof key];
    for (size_t i = 0; i < sizeof bytes; i++) { /* the same of either byte order */
        bytes[i] = (char)(key >> (8 * i) & 0xff);
    }
    return siphash(&fixed, bytes, sizeof bytes) | STRIPS_KEY;
}

/* ---- merging ---- */

enum status state_add_mixed(struct state_head *head, const char *entry, struct error *err)
{
    struct names *mixed = &head->mixed;
    size_t n = strcspn(entry, "\n");
    for (size_t i = 0; i < mixed->n; i++) {
        const char *known = mixed->values[i];
        if (strcspn(known, "\n") == n && strncmp(known, entry, n) == 0) {
            char *name = strcmp(known, entry) == 0 ? NULL : text_copy(entry, n, err);
            if (strcmp(known, entry) != 0 && name == NULL) {
                return BAD_SERVICE;
            }
            if (name != NULL) {
                free((void *)(uintptr_t)known);
                mixed->values[i] = name;
            }
            return OK;
        }
    }
    return names_add(mixed, entry, strlen(entry), err);
}

static enum status add_all(struct names *to, const struct names *from, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->n; i++) {
        status = names_add(to, from->values[i], strlen(from->values[i]), err);
    }
    return status;
}

static bool are_same(const struct names *a, const struct names *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++) {
        same = names_have(b, a->values[i]);
    }
    return same;
}

/* "a, b", or "none"; NULL with err set. Caller frees. */
static char *join(const struct names *names, struct error *err)
{
    struct text text = {0};
    enum status status = text_append(&text, "", 0, err);
    for (size_t i = 0; status == OK && i < names->n; i++) {
        status = text_print(&text, err, "%s%.40s", i == 0 ? "" : ", ", names->values[i]);
    }
    if (status == OK && names->n == 0) {
        status = text_append(&text, "none", 4, err);
    }
    if (status != OK) {
        text_release(&text);
    }
    return text.bytes;
}

/* BAD_DATA where both lists are not the same. */
static enum status check_same(const struct names *ours, const struct names *theirs, const char *what,
                              const char *name, struct error *err)
{
    if (are_same(ours, theirs)) {
        return OK;
    }
    char *found = join(theirs, err), *expected = join(ours, err);
    enum status status = found == NULL || expected == NULL
                             ? BAD_SERVICE
                             : error_set(err, BAD_DATA,
                                         "%s: found a state with %s: %.150s; expected that of those before "
                                         "it: %.150s",
                                         name, what, found, expected);
    free(found);
    free(expected);
    return status;
}

/* Those of `to` that are in `from`, too. */
static enum status keep_shared(struct names *to, const struct names *from, struct error *err)
{
    struct names kept = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < to->n; i++) {
        const char *name = to->values[i];
        status = names_have(from, name) ? names_add(&kept, name, strlen(name), err) : OK;
    }
    names_release(to);
    *to = kept;
    return status;
}

static enum status check_options(struct state_head *to, const struct state_head *from, const char *name,
                                 bool by_asked, struct error *err)
{
    static const struct names none = {0};
    enum status status =
        by_asked ? keep_shared(&to->by, &from->by, err) : check_same(&to->by, &from->by, "--by", name, err);
    if (status == OK) {
        status = check_same(to->measures_named ? &to->measures : &none,
                            from->measures_named ? &from->measures : &none, "--measure", name, err);
    }
    if (status == OK) {
        status = check_same(&to->where, &from->where, "--where", name, err);
    }
    return status == OK ? check_same(&to->clusters, &from->clusters, "--cluster", name, err) : status;
}

static enum status add_inputs(struct state_head *to, const struct state_head *from, const char *name,
                              struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->inputs.n; i++) {
        const char *digest = from->inputs.texts[i];
        uint32_t code;
        status = dictionary_find(&to->inputs, digest) != 0
                     ? error_set(err, BAD_DATA,
                                 "%s: found an input that was counted before, whose SHA-256 begins with "
                                 "%.*s, expected each part once",
                                 name, STATE_DIGEST, digest)
                     : dictionary_add(&to->inputs, digest, strlen(digest), &code, err);
    }
    return status;
}

enum status state_head_merge(struct state_head *to, const struct state_head *from, const char *name,
                             bool by_asked, struct error *err)
{
    enum status status = OK;
    if (to->by.n == 0 && to->measures.n == 0 && to->inputs.n == 0) {
        to->by_named = from->by_named;
        to->measures_named = from->measures_named;
        status = add_all(&to->by, &from->by, err);
        status = status == OK ? add_all(&to->where, &from->where, err) : status;
        status = status == OK ? add_all(&to->clusters, &from->clusters, err) : status;
    } else {
        status = check_options(to, from, name, by_asked, err);
    }
    status = status == OK ? add_all(&to->measures, &from->measures, err) : status;
    status = status == OK ? add_inputs(to, from, name, err) : status;
    for (size_t i = 0; status == OK && i < from->mixed.n; i++) {
        status = state_add_mixed(to, from->mixed.values[i], err);
    }
    to->has_clock |= from->has_clock;
    return status;
}
