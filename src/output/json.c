/* JSON: Jansson's tree, with every real number in the fewest digits that read back (Jansson prints a fixed
 * count). */
#include <string.h>

#include "base/number.h"
#include "output/report.h"

static void indent(FILE *stream, size_t depth)
{
    fprintf(stream, "\n%*s", (int)(2 * depth), "");
}

/* Arrays and objects without containers inside stay on one line. */
static bool is_flat(const json_t *value)
{
    size_t i;
    const char *key;
    json_t *item;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item)
        {
            if (json_is_array(item) || json_is_object(item)) {
                return false;
            }
        }
    } else {
        json_object_foreach((json_t *)value, key, item)
        {
            if (json_is_array(item) || json_is_object(item)) {
                return false;
            }
        }
    }
    return true;
}

static void write_value(const json_t *value, size_t depth, FILE *stream);

static void write_string(const char *text, FILE *stream)
{
    json_t *string = json_string(text);
    json_dumpf(string, stream, JSON_ENCODE_ANY);
    json_decref(string);
}

static void write_separator(bool first, bool flat, size_t depth, FILE *stream)
{
    if (!first) {
        fputs(flat ? ", " : ",", stream);
    }
    if (!flat) {
        indent(stream, depth);
    }
}

static void write_array(const json_t *array, size_t depth, FILE *stream)
{
    bool flat = is_flat(array);
    size_t i;
    json_t *item;
    putc('[', stream);
    json_array_foreach(array, i, item)
    {
        write_separator(i == 0, flat, depth + 1, stream);
        write_value(item, depth + 1, stream);
    }
    if (!flat) {
        indent(stream, depth);
    }
    putc(']', stream);
}

static void write_object(const json_t *object, size_t depth, FILE *stream)
{
    bool flat = is_flat(object), first = true;
    const char *key;
    json_t *item;
    putc('{', stream);
    json_object_foreach((json_t *)object, key, item)
    {
        write_separator(first, flat, depth + 1, stream);
        first = false;
        write_string(key, stream);
        fputs(": ", stream);
        write_value(item, depth + 1, stream);
    }
    if (!flat) {
        indent(stream, depth);
    }
    putc('}', stream);
}

static void write_value(const json_t *value, size_t depth, FILE *stream)
{
    if (json_is_array(value)) {
        write_array(value, depth, stream);
    } else if (json_is_object(value)) {
        write_object(value, depth, stream);
    } else if (json_is_real(value)) {
        char text[NUMBER_TEXT];
        size_t n = number_write(json_real_value(value), text);
        fwrite(text, 1, n, stream);
    } else {
        json_dumpf(value, stream, JSON_ENCODE_ANY);
    }
}

static enum status write_json(const struct report *report, FILE *stream, struct error *err)
{
    (void)err;
    write_value(report->json, 0, stream);
    putc('\n', stream);
    return OK;
}

const struct format format_json = {.name = "json", .write = write_json};
