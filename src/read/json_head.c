#include "read/json_head.h"

#include <stdlib.h>
#include <string.h>

void json_head_free(struct json_head *head)
{
    free(head->bytes);
    free(head->form);
    free(head);
}

/* Whether n bytes are the same, most of them few and not less than a word. */
static inline bool are_same(const char *a, const char *b, size_t n)
{
    uint64_t x, y, differs = 0;
    if (n < sizeof x) {
        return memcmp(a, b, n) == 0;
    }
    for (size_t i = 0; i + sizeof x < n; i += sizeof x) {
        memcpy(&x, a + i, sizeof x);
        memcpy(&y, b + i, sizeof y);
        differs |= x ^ y;
    }
    memcpy(&x, a + n - sizeof x, sizeof x);
    memcpy(&y, b + n - sizeof y, sizeof y);
    return (differs | (x ^ y)) == 0;
}

bool json_head_match(const struct json_head *head, const char *line, size_t n, struct json_filled *values,
                     size_t *tail)
{
    const char *bytes = head->bytes;
    size_t at = 0;
    for (size_t i = 0; i < head->n; i++) {
        size_t length = head->lengths[i];
        if (n - at < length || !are_same(line + at, bytes, length) ||
            !json_filled_scan(line + at + length, n - at - length, head->kinds[i], &values[i])) {
            return false;
        }
        bytes += length;
        at += length + values[i].n;
    }
    *tail = at;
    return true;
}

/* The length of the text in quotes that begins there, with them. */
static size_t count_quoted(const char *text, const char *end)
{
    const char *at = text + 1;
    while (at < end && *at != '"') {
        at += *at == '\\' ? 2 : 1;
    }
    return at < end ? (size_t)(at + 1 - text) : (size_t)(end - text);
}

/* Writes the form of n bytes of a head: lines with heads of one form differ in texts, and have the same keys
 * in the same places, so that what may follow one may follow the other. */
static void write_form(const char *text, size_t n, char *form)
{
    const char *end = text + n;
    while (text < end) {
        size_t length = *text == '"' ? count_quoted(text, end) : 1;
        const char *behind = text + length;
        while (behind < end && strchr(" \t\r", *behind) != NULL) {
            behind++;
        }
        if (*text != '"' || (behind < end && *behind == ':')) {
            memcpy(form, text, length);
            form += length;
        } else {
            *form++ = '"';
        }
        text += length;
    }
    *form = '\0';
}

struct json_head *json_head_new(const char *line, const struct json_place *places, size_t n)
{
    struct json_head *head = calloc(1, sizeof *head);
    const char *from = line;
    size_t used = 0;
    size_t most = (size_t)(places[n - 1].value.text - line) + 1;
    if (head == NULL || (head->bytes = malloc(most)) == NULL || (head->form = malloc(most)) == NULL) {
        free(head == NULL ? NULL : head->bytes);
        free(head);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        const struct json_filled *value = &places[i].value;
        head->lengths[i] = (size_t)(value->text - from);
        head->kinds[i] = value->kind;
        head->holes[i] = places[i].hole;
        memcpy(head->bytes + used, from, head->lengths[i]);
        used += head->lengths[i];
        from = value->text + value->n;
    }
    head->n = n;
    write_form(head->bytes, used, head->form);
    return head;
}
