#include "formats/rules/rule_signs.h"

#include <ctype.h>
#include <string.h>

#include "formats/rules/rule_path.h"
#include "import/json_members.h"

/* ---- JSON ---- */

enum { DEEPEST = 64 };

/* A walk over JSON that may end anywhere. */
struct walk {
    const struct rule *rule;
    const char *at, *end;
    struct level {
        bool is_array, has_key; /* has_key: its value comes next */
        const char *key;
        size_t n;
    } levels[DEEPEST];
    size_t depth;
    bool seen[RULE_SPELLINGS];
};

static void skip_blanks(struct walk *walk)
{
    while (walk->at < walk->end && isspace((unsigned char)*walk->at)) {
        walk->at++;
    }
}

/* Past a text or another scalar, whose bytes, without quotes, are left in *token. */
static void skip_scalar(struct walk *walk, struct span *token)
{
    static const char ends[] = {' ', '\t', '\r', '\n', ',', ':', ']', '}'};
    bool quoted = *walk->at == '"';
    const char *c = walk->at + quoted;
    token->bytes = c;
    while (c < walk->end && (quoted ? *c != '"' : memchr(ends, *c, sizeof ends) == NULL)) {
        c += quoted && *c == '\\' ? 2 : 1;
    }
    c = c < walk->end ? c : walk->end;
    token->n = (size_t)(c - token->bytes);
    c += quoted && c < walk->end;
    walk->at = c > walk->at ? c : c + 1;
}

static bool leads_here(const struct walk *walk, const struct rule_path *path)
{
    if (path->n != walk->depth) {
        return false;
    }
    for (size_t i = 0; i < path->n; i++) {
        const struct rule_step *step = &path->steps[i];
        const struct level *level = &walk->levels[i];
        bool is_same = step->kind != RULE_MEMBER ||
                       (strlen(step->key) == level->n && memcmp(step->key, level->key, level->n) == 0);
        if ((step->kind == RULE_ELEMENTS) != level->is_array || !is_same) {
            return false;
        }
    }
    return true;
}

/* Marks the signs that a value is; `token` is a scalar's, NULL of a container. */
static void look(struct walk *walk, const struct span *token)
{
    for (size_t i = 0; i < walk->rule->n_signs; i++) {
        const struct rule_signs *signs = &walk->rule->signs[i];
        for (size_t k = 0; !walk->seen[i] && k < signs->n; k++) {
            const struct rule_sign *sign = &signs->any[k];
            bool fits = sign->n_values == 0;
            for (size_t v = 0; token != NULL && v < sign->n_values; v++) {
                fits |= strlen(sign->values[v]) == token->n &&
                        memcmp(sign->values[v], token->bytes, token->n) == 0;
            }
            walk->seen[i] = fits && leads_here(walk, &sign->path);
        }
    }
}

/* The key, and where its value begins; false where that is no JSON. */
static bool take_key(struct walk *walk)
{
    struct level *level = &walk->levels[walk->depth - 1];
    struct span token;
    if (*walk->at != '"') {
        return false;
    }
    skip_scalar(walk, &token);
    level->key = token.bytes;
    level->n = token.n;
    level->has_key = true;
    skip_blanks(walk);
    return walk->at < walk->end && *walk->at++ == ':';
}

/* One value, key or mark; false at the end of the first value of all, or where that is no JSON. */
static bool step_on(struct walk *walk)
{
    struct level *level = walk->depth == 0 ? NULL : &walk->levels[walk->depth - 1];
    struct span token;
    char c = *walk->at;
    if (level != NULL && (c == '}' || c == ']' || c == ',')) {
        walk->at++;
        walk->depth -= c != ',';
        level->has_key = false;
        return walk->depth > 0;
    }
    if (level != NULL && !level->is_array && !level->has_key) {
        return take_key(walk);
    }
    if (c != '{' && c != '[') {
        skip_scalar(walk, &token);
        look(walk, &token);
        return walk->depth > 0;
    }
    look(walk, NULL);
    walk->at++;
    if (walk->depth == DEEPEST) {
        return false;
    }
    walk->levels[walk->depth++] = (struct level){.is_array = c == '['};
    return true;
}

enum match rule_signs_probe(const struct rule *rule, const char *bytes, size_t n)
{
    struct walk walk = {.rule = rule, .at = bytes, .end = bytes + n};
    if (!json_looks_like(bytes, n, '{', NULL, 0) && !json_looks_like(bytes, n, '[', NULL, 0)) {
        return NO_MATCH;
    }
    walk.at += n >= 3 && bytes[0] == '\xEF' ? 3 : 0; /* a byte-order mark */
    do {
        skip_blanks(&walk);
    } while (walk.at < walk.end && step_on(&walk));
    for (size_t i = 0; i < rule->n_signs; i++) {
        if (!walk.seen[i]) {
            return NO_MATCH;
        }
    }
    return MATCH;
}

/* ---- a description that is not read yet ---- */

/* Past the closing bracket of a list or an object that begins there. */
static const char *skip_container(const char *c)
{
    size_t depth = 0;
    do {
        if (*c == '"') {
            c += strcspn(c + 1, "\"") + 1;
        }
        depth += *c == '[' || *c == '{';
        depth -= *c == ']' || *c == '}';
        c += *c != '\0';
    } while (depth > 0 && *c != '\0');
    return c;
}

/* The longest word of a text up to its closing quote. */
static struct span find_word(const char *text, size_t n)
{
    struct span longest = {text, 0};
    for (size_t start = 0, i = 0; i <= n; i++) {
        if (i == n || (!isalnum((unsigned char)text[i]) && text[i] != '_')) {
            longest = i - start > longest.n ? (struct span){text + start, i - start} : longest;
            start = i + 1;
        }
    }
    return longest;
}

bool rule_signs_may_be(const char *description, const char *bytes, size_t n)
{
    const char *c = strstr(description, "\"signs\"");
    c = c == NULL ? NULL : strchr(c, '[');
    for (c = c == NULL ? "]" : c + 1; *c != ']' && *c != '\0';) {
        if (*c == '[' || *c == '{') {
            c = skip_container(c);
        } else if (*c == '"') {
            size_t length = strcspn(c + 1, "\"");
            struct span word = find_word(c + 1, length);
            if (memmem(bytes, n, word.bytes, word.n) == NULL) {
                return false;
            }
            c += length + 2;
        } else {
            c++;
        }
    }
    return true;
}
