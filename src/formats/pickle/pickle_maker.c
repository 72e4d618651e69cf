#include "formats/pickle/pickle_maker.h"

#include <math.h>
#include <string.h>

#include "formats/pickle/pickle_array.h"

enum status pickle_maker_check(const json_t *json, struct error *err)
{
    return json == NULL ? error_no_memory(err) : OK;
}

/* null for what can't be read. */
enum status pickle_maker_pass(struct pickle_maker *maker, const struct pickle_path *path,
                              const struct pickle_value *value, json_t **json, struct error *err)
{
    char text[PICKLE_DESCRIPTION], place[61] = {0};
    const struct pickle_constructor *class = value->kind == PICKLE_OBJECT
                                                 ? value->items->values[PICKLE_NAME].import
                                             : value->kind == PICKLE_IMPORT ? value->import
                                                                            : NULL;
    *json = json_null();
    if (maker->walk->memory.out || err->text[0] != '\0') { /* why it can't be read */
        return maker->walk->memory.out ? error_no_memory(err)
                                       : error_set(err, BAD_DATA, "%s", maker->walk->file);
    }
    if (maker->made->n_passed++ >= PICKLE_TOLD) {
        return OK;
    }
    const char *begin = pickle_path_write(path, place, place + sizeof place - 1);
    return text_print(&maker->made->passed, err, "%s'%s' (%s%s%.60s)", maker->made->n_passed == 1 ? "" : ", ",
                      begin, class == NULL ? pickle_describe(value, text) : "an object of '",
                      class == NULL ? "" : class->name, class == NULL ? "" : "'");
}

/* Adds a value, which is taken over, under a name that no other has. */
enum status pickle_maker_set(struct pickle_maker *maker, const struct pickle_path *path, json_t *object,
                             const char *name, json_t *value, struct error *err)
{
    size_t n = json_object_size(object);
    if (json_object_set_new_nocheck(object, name, value) != 0) { /* pickle_path_set_key has seen UTF-8 */
        return error_no_memory(err);
    }
    return json_object_size(object) > n
               ? OK
               : pickle_walk_error(maker->walk, path, err,
                                   "found two named '%.40s', expected different names", name);
}

/* The text of a key or a label; that of a tuple has its parts with a slash between them. */
enum status pickle_maker_name(struct pickle_maker *maker, const struct pickle_path *path,
                              const struct pickle_value *key, struct text *name, struct error *err)
{
    enum status status = OK;
    if (key->kind == PICKLE_TUPLE && maker->depth < PICKLE_DEEPEST) {
        maker->depth++;
        for (size_t i = 0; status == OK && i < key->items->n; i++) {
            status = i > 0 && name->n > 0 ? text_append(name, "/", 1, err) : OK;
            status = status == OK ? pickle_walk_visit(maker->walk, 1, err) : status;
            status =
                status == OK ? pickle_maker_name(maker, path, &key->items->values[i], name, err) : status;
        }
        maker->depth--;
        return status;
    }
    if (key->kind == PICKLE_NONE) {
        return text_append(name, "None", 4, err);
    }
    if (key->kind == PICKLE_NUMBER && key->sort == PICKLE_TRUTH) {
        return text_print(name, err, "%s", key->number != 0 ? "True" : "False");
    }
    struct pickle_path part = {.up = path};
    status = pickle_path_set_key(maker->walk, &part, path, key, err);
    return status == OK ? text_append(name, part.text, part.n, err) : status;
}

enum status pickle_maker_element(struct pickle_maker *maker, const struct pickle_path *path,
                                 const struct pickle_array *array, size_t i, json_t **json, struct error *err)
{
    const struct pickle_dtype *dtype = &array->dtype;
    struct pickle_value value = {.kind = PICKLE_NONE};
    if (array->mask != NULL && array->mask[i] != 0) {
        return maker->make(maker, path, &value, json, err);
    }
    if (dtype->kind == 'O') {
        return maker->make(maker, path, &array->items->values[i], json, err);
    }
    enum status status = pickle_element_value(&maker->walk->memory, maker->walk->file, dtype,
                                              array->data + i * dtype->size, &value, err);
    if (status == OK && dtype->kind == 'f' && dtype->size < 8) {
        value.number = pickle_element_widen(value.number);
    }
    return status == OK ? maker->make(maker, path, &value, json, err) : status;
}

/* Times that are all midnights are days, as pandas' to_csv has them. */
enum status pickle_maker_shorten_days(const struct pickle_dtype *dtype, json_t *times, struct error *err)
{
    static const char midnight[] = " 00:00:00";
    size_t i, day = strlen("2024-01-01");
    json_t *time;
    bool days = dtype->kind == 'M' && !dtype->zoned;
    json_array_foreach(times, i, time)
    {
        days = days && (json_is_null(time) || (json_string_length(time) == day + strlen(midnight) &&
                                               strcmp(json_string_value(time) + day, midnight) == 0));
    }
    for (i = 0; days && i < json_array_size(times); i++) {
        time = json_array_get(times, i);
        if (json_is_string(time) &&
            json_array_set_new(times, i, json_stringn(json_string_value(time), day)) != 0) {
            return error_no_memory(err);
        }
    }
    return OK;
}

/* line[1] elements from line[0] on, each line[2] behind the one before. */
enum status pickle_maker_line(struct pickle_maker *maker, const struct pickle_path *path,
                              const struct pickle_array *array, const size_t line[3], json_t **json,
                              struct error *err)
{
    *json = json_array();
    enum status status = pickle_maker_check(*json, err);
    for (size_t i = 0; status == OK && i < line[1]; i++) {
        struct pickle_path part = {.up = path};
        json_t *item = NULL;
        pickle_path_set_index(&part, path, i);
        status = pickle_maker_element(maker, &part, array, line[0] + i * line[2], &item, err);
        if (status == OK && json_array_append_new(*json, item) != 0) {
            status = error_no_memory(err);
        }
    }
    return status == OK ? pickle_maker_shorten_days(&array->dtype, *json, err) : status;
}
