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

/* These return false when memory is out; what the stream could not take is for others to ask it. */
static bool write_value(const json_t *value, size_t depth, FILE *stream);

static bool write_string(const char *text, FILE *stream)
{
    json_t *string = json_string(text);
    bool written = string != NULL && json_dumpf(string, stream, JSON_ENCODE_ANY) == 0;
    json_decref(string);
    return written;
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

static bool write_array(const json_t *array, size_t depth, FILE *stream)
{
    bool flat = is_flat(array), written = true;
    size_t i;
    json_t *item;
    putc('[', stream);
    json_array_foreach(array, i, item)
    {
        write_separator(i == 0, flat, depth + 1, stream);
        written &= write_value(item, depth + 1, stream);
    }
    if (!flat) {
        indent(stream, depth);
    }
    putc(']', stream);
    return written;
}

static bool write_object(const json_t *object, size_t depth, FILE *stream)
{
    bool flat = is_flat(object), first = true, written = true;
    const char *key;
    json_t *item;
    putc('{', stream);
    json_object_foreach((json_t *)object, key, item)
    {
        write_separator(first, flat, depth + 1, stream);
        first = false;
        written &= write_string(key, stream);
        fputs(": ", stream);
        written &= write_value(item, depth + 1, stream);
    }
    if (!flat) {
        indent(stream, depth);
    }
    putc('}', stream);
    return written;
}

static bool write_value(const json_t *value, size_t depth, FILE *stream)
{
    if (json_is_array(value)) {
        return write_array(value, depth, stream);
    }
    if (json_is_object(value)) {
        return write_object(value, depth, stream);
    }
    if (json_is_real(value)) {
        char text[NUMBER_TEXT];
        size_t n = number_write(json_real_value(value), text);
        fwrite(text, 1, n, stream);
        return true;
    }
    return json_dumpf(value, stream, JSON_ENCODE_ANY) == 0;
}

/* A member of the whole, or with NULL what stands before its value. */
static bool write_member(const char *key, const json_t *value, bool first, FILE *stream)
{
    write_separator(first, false, 1, stream);
    bool written = write_string(key, stream);
    fputs(": ", stream);
    return (value == NULL || write_value(value, 1, stream)) && written;
}

/* All that stands before the rows. */
static enum status write_head(const struct report *report, FILE *stream, struct error *err)
{
    bool first = true, written = true;
    const char *key;
    json_t *item;
    putc('{', stream);
    json_object_foreach(report->json, key, item)
    {
        written &= write_member(key, item, first, stream);
        first = false;
    }
    written &= write_member(report->json_rows, NULL, first, stream);
    putc('[', stream);
    return written || ferror(stream) ? OK : error_no_memory(err);
}

static enum status write_row(const struct report *report, size_t row, FILE *stream, struct error *err)
{
    write_separator(row == 0, false, 2, stream);
    return write_value(report->json_row, 2, stream) || ferror(stream) ? OK : error_no_memory(err);
}

static void write_end(size_t n_rows, FILE *stream)
{
    if (n_rows > 0) {
        indent(stream, 1);
    }
    putc(']', stream);
    indent(stream, 0);
    fputs("}\n", stream);
}

const struct format format_json = {
    .name = "json", .of_json = true, .write = write_head, .write_row = write_row, .write_end = write_end};
