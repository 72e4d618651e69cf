#include "base/json_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

/*
 * Jansson 2.14 does not look whether a text that it reads or writes could grow: bytes of it are lost, and
 * then all seems well, or an assertion fails. A string that it can't copy is an "invalid token", a container
 * that it can't make has no message. So when memory is out it is left on the spot, and what it had is lost:
 * the program is about to end.
 */
static _Thread_local jmp_buf *way_out; /* NULL: nothing is being read or written */

static void *watched_malloc(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL && way_out != NULL) {
        longjmp(*way_out, 1);
    }
    return memory;
}

void json_watch_memory(void)
{
    json_set_alloc_funcs(watched_malloc, free);
}

static enum status load(const char *text, size_t n, size_t flags, json_t **value, json_error_t *why,
                        struct error *err)
{
    jmp_buf here;
    if (setjmp(here) != 0) {
        way_out = NULL;
        *value = NULL;
        return error_no_memory(err);
    }
    way_out = &here;
    *value = json_loadb(text, n, flags, why);
    way_out = NULL;
    return OK;
}

/* A copy with null for each NaN, in the place of a blank before it where there is one, so that little moves;
 * NULL when memory is out. Caller frees. */
static char *copy_without_nan(const char *text, size_t n, size_t *length)
{
    char *copy = malloc(n + n / 3 + 1);
    bool quoted = false;
    *length = 0;
    for (size_t i = 0; copy != NULL && i < n; i++) {
        quoted ^= text[i] == '"';
        if (!quoted && n - i >= 3 && memcmp(text + i, "NaN", 3) == 0) {
            *length -= *length > 0 && copy[*length - 1] == ' ';
            for (const char *c = "null"; *c != '\0'; c++) {
                copy[(*length)++] = *c;
            }
            i += 2;
            continue;
        }
        copy[(*length)++] = text[i];
        if (quoted && text[i] == '\\' && i + 1 < n) {
            copy[(*length)++] = text[++i];
        }
    }
    return copy;
}

enum status json_load(const char *text, size_t n, size_t flags, json_t **value, json_error_t *why,
                      struct error *err)
{
    enum status status = load(text, n, flags, value, why, err);
    if (status != OK || *value != NULL || memmem(text, n, "NaN", 3) == NULL) {
        return status;
    }
    size_t length;
    char *copy = copy_without_nan(text, n, &length);
    status = copy == NULL ? error_no_memory(err) : load(copy, length, flags, value, why, err);
    free(copy);
    return status;
}

char *json_write(const json_t *value, size_t flags)
{
    jmp_buf here;
    if (setjmp(here) != 0) {
        way_out = NULL;
        return NULL;
    }
    way_out = &here;
    char *text = json_dumps(value, flags);
    way_out = NULL;
    return text;
}

struct place json_place_behind(const struct place *begin, const char *text, size_t n)
{
    struct place place = *begin;
    for (size_t i = 0; i < n; i++) {
        place.column = text[i] == '\n' ? 1 : place.column + 1;
        place.line += text[i] == '\n';
    }
    return place;
}

/* Where a byte of the text stands. */
static struct place find_place(const struct json_file *file, const char *at)
{
    const struct place begin = {file->name, file->first_line, file->first_column};
    return json_place_behind(&begin, file->text, (size_t)(at - file->text));
}

static enum status parse(struct json_file *file, size_t n, struct error *err)
{
    json_error_t why;
    const char *nul = memchr(file->text, '\0', n);
    if (nul != NULL) { /* Jansson passes over one between values, at which the walk to a place would stand
                          still */
        struct place place = find_place(file, nul);
        error_at(err, &place, "found a NUL byte, expected JSON");
        return file->bad;
    }
    enum status status = json_load(file->text, n, JSON_REJECT_DUPLICATES, &file->root, &why, err);
    if (status != OK || file->root != NULL) {
        return status;
    }
    size_t line = why.line > 1 ? (size_t)why.line - 1 : 0, column = why.column > 0 ? (size_t)why.column : 0;
    struct place place = {file->name, file->first_line + line,
                          column + (line == 0 && column > 0 ? file->first_column - 1 : 0)};
    error_at(err, &place, "%s", why.text);
    return file->bad;
}

enum status json_file_read(struct json_file *file, const char *path, struct error *err)
{
    *file = (struct json_file){.first_line = 1, .first_column = 1, .bad = BAD_USAGE};
    struct input input;
    size_t n = 0;
    enum status status = input_open(&input, path, &(struct input_options){0}, err);
    if (status != OK) {
        return status;
    }
    status = input_read_all(&input, &file->owned_text, &n, err);
    if (status == OK) {
        file->owned_name = text_copy(input.name, strlen(input.name), err);
        status = file->owned_name == NULL ? BAD_SERVICE : OK;
    }
    input_close(&input);
    file->name = file->owned_name;
    file->text = file->owned_text;
    if (status == OK) {
        status = parse(file, n, err);
    }
    if (status != OK) {
        json_file_release(file);
    }
    return status;
}

enum status json_file_parse(struct json_file *file, const struct place *begin, const char *text, size_t n,
                            struct error *err)
{
    *file = (struct json_file){.name = begin->file,
                               .text = text,
                               .first_line = begin->line,
                               .first_column = begin->column,
                               .bad = BAD_DATA};
    return parse(file, n, err);
}

static size_t count_space(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n')) {
        i++;
    }
    return i;
}

/* Behind the quote that closes the string of which `c` is the first byte; end where none does. */
static const char *string_end(const char *c, const char *end)
{
    const char *start = c, *quote;
    while ((quote = memchr(c, '"', (size_t)(end - c))) != NULL) {
        const char *escape = quote;
        while (escape > start && escape[-1] == '\\') {
            escape--;
        }
        c = quote + 1;
        if ((quote - escape) % 2 == 0) {
            return c;
        }
    }
    return end;
}

/* The bytes up to the brace or bracket that closes the object or array at the text; n where none does. */
static size_t value_length(const char *text, size_t n)
{
    const char *c = text, *end = text + n, open = *text, close = (char)(open == '{' ? '}' : ']');
    for (size_t depth = 0; c < end;) {
        char byte = *c++;
        if (byte == '"') {
            c = string_end(c, end);
        } else if (byte == open) {
            depth++;
        } else if (byte == close && --depth == 0) {
            return (size_t)(c - text);
        }
    }
    return n;
}

size_t json_joined_length(const char *text, size_t n)
{
    size_t length = count_space(text, n);
    if (length == n || (text[length] != '{' && text[length] != '[')) {
        return n;
    }
    char open = text[length];
    length += value_length(text + length, n - length);
    const char *next = memchr(text + length, open, n - length);
    return next == NULL ? n : (size_t)(next - text);
}

size_t json_find_cut(const char *text, size_t n)
{
    size_t cut = 0, length;
    while (n > cut && text[cut] == '{' && (length = json_joined_length(text + cut, n - cut)) < n - cut) {
        cut += length;
    }
    return cut;
}

void json_file_release(struct json_file *file)
{
    json_decref(file->root);
    free(file->owned_text);
    free(file->owned_name);
    *file = (struct json_file){0};
}

struct json_spot json_root(const struct json_file *file)
{
    return (struct json_spot){.file = file, .value = file->root};
}

struct json_spot json_member(const struct json_spot *object, const char *key)
{
    return (struct json_spot){
        .file = object->file, .parent = object, .key = key, .value = json_object_get(object->value, key)};
}

struct json_spot json_element(const struct json_spot *array, size_t index)
{
    return (struct json_spot){
        .file = array->file, .parent = array, .index = index, .value = json_array_get(array->value, index)};
}

/* ---- where a value stands: a walk over text that Jansson has found to be JSON ---- */

static const char *skip_space(const char *c)
{
    return c + strspn(c, " \t\r\n");
}

static const char *skip_string(const char *c)
{
    for (c++; *c != '"'; c++) {
        c += *c == '\\';
    }
    return c + 1;
}

/* Past the value at `c`; containers are skipped by their depth, so that nesting costs no stack. */
static const char *skip_value(const char *c)
{
    size_t depth = 0;
    do {
        c = skip_space(c);
        if (*c == '"') {
            c = skip_string(c);
        } else if (*c == '{' || *c == '[') {
            depth++;
            c++;
        } else if (*c == '}' || *c == ']') {
            depth--;
            c++;
        } else if (*c == ',' || *c == ':') {
            c++;
        } else {
            c += strcspn(c, " \t\r\n,:]}");
        }
    } while (depth > 0);
    return c;
}

/* The value behind the member's key. Jansson keeps members in the order of the text, in which each key stands
 * once, so that no key need be read again. */
static const char *find_member(const char *object, const json_t *members, const char *key)
{
    const char *c = skip_space(object + 1), *other;
    json_t *value;
    json_object_foreach((json_t *)members, other, value)
    {
        c = skip_space(skip_space(skip_string(c)) + 1);
        if (strcmp(other, key) == 0) {
            break;
        }
        c = skip_space(skip_value(c));
        c = *c == ',' ? skip_space(c + 1) : c;
    }
    return c;
}

static const char *find_element(const char *array, size_t index)
{
    const char *c = skip_space(array + 1);
    for (size_t i = 0; i < index; i++) {
        c = skip_space(skip_value(c));
        c = *c == ',' ? skip_space(c + 1) : c;
    }
    return c;
}

/* The way down is as deep as the parser's code. */
const char *json_spot_text(const struct json_spot *spot)
{
    if (spot->parent == NULL) {
        return skip_space(spot->file->text);
    }
    const char *parent = json_spot_text(spot->parent);
    if (spot->value == NULL) {
        return parent;
    }
    return spot->key != NULL ? find_member(parent, spot->parent->value, spot->key)
                             : find_element(parent, spot->index);
}

enum { LONGEST_PATH = 60 };

/* The keys and indices on the way to the spot, as far as there is room. */
static void write_path(const struct json_spot *spot, char path[LONGEST_PATH + 1])
{
    if (spot->parent == NULL) {
        return;
    }
    write_path(spot->parent, path);
    size_t n = strlen(path), room = LONGEST_PATH + 1 - n;
    const char *slash = n == 0 ? "" : "/";
    if (spot->key != NULL) {
        snprintf(path + n, room, "%s%s", slash, spot->key);
    } else {
        snprintf(path + n, room, "%s%zu", slash, spot->index);
    }
}

enum status json_spot_error(const struct json_spot *spot, struct error *err, const char *format, ...)
{
    char text[sizeof err->text], path[LONGEST_PATH + 1] = {0};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (spot->file->text == NULL) {
        write_path(spot, path);
        error_set(err, spot->file->bad, "%s: '%s': %s", spot->file->name, path, text);
        return spot->file->bad;
    }
    struct place place = find_place(spot->file, json_spot_text(spot));
    error_at(err, &place, "%s", text);
    return spot->file->bad;
}

enum status json_spot_judge(const struct json_spot *spot, enum status status, const struct error *why,
                            struct error *err)
{
    return status == OK                ? OK
           : status == spot->file->bad ? json_spot_error(spot, err, "%s", why->text)
                                       : error_set(err, status, "%s", why->text);
}

/* ---- what a value is ---- */

enum status json_check_keys(const struct json_spot *object, const char *const *keys, size_t n,
                            struct error *err)
{
    if (!json_is_object(object->value)) {
        return json_spot_error(object, err, "found no object, expected {...}");
    }
    const char *key;
    json_t *value;
    json_object_foreach(object->value, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < n; i++) {
            known |= strcmp(key, keys[i]) == 0;
        }
        if (!known) {
            struct json_spot member = json_member(object, key);
            const char *nearest = text_nearest(key, keys, n);
            return json_spot_error(&member, err, "found the unknown key '%.40s'%s%s%s", key,
                                   nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                                   nearest == NULL ? "" : "'?");
        }
    }
    return OK;
}

enum status json_get_texts(const struct json_spot *object, const struct json_text *texts, size_t n,
                           struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        struct json_spot member = json_member(object, texts[i].key);
        *texts[i].to = json_string_value(member.value);
        if (member.value == NULL && texts[i].required) {
            return json_spot_error(&member, err, "found no key '%s', expected a text there", texts[i].key);
        }
        if (member.value != NULL && *texts[i].to == NULL) {
            return json_spot_error(&member, err, "found no text in '%s', expected \"...\"", texts[i].key);
        }
    }
    return OK;
}

enum status json_get_array(const struct json_spot *object, const char *key, struct json_spot *array,
                           size_t *n, struct error *err)
{
    *array = json_member(object, key);
    *n = json_array_size(array->value);
    if (array->value != NULL && !json_is_array(array->value)) {
        return json_spot_error(array, err, "found no array in '%s', expected [...]", key);
    }
    return OK;
}
