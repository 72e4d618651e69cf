/*
 * Arrays that numpy.save and numpy.savez have written. Each is put down as the pickle that it would be, so
 * that what a pickle of it means, it means too.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/formats.h"
#include "formats/pickle/npy_header.h"
#include "formats/pickle/npz_member.h"
#include "formats/pickle/pickle.h"

static const char magic[] = "\x93NUMPY";
enum { MAGIC = 6, BEFORE_LENGTH = MAGIC + 2 };

/* ---- a pickle ---- */

static enum status put_code(struct text *to, const char *codes, struct error *err)
{
    return text_append(to, codes, strlen(codes), err);
}

static enum status put_number(struct text *to, size_t number, struct error *err)
{
    return text_print(to, err, "I%zu\n", number);
}

/* A text, or bytes, with its length in front of it. */
static enum status put_bytes(struct text *to, bool is_text, const char *bytes, size_t n, struct error *err)
{
    unsigned char head[9] = {is_text ? 0x8D : 0x8E}; /* BINUNICODE8, BINBYTES8 */
    for (size_t i = 0; i < 8; i++) {
        head[i + 1] = (unsigned char)((uint64_t)n >> (8 * i));
    }
    enum status status = text_append(to, (const char *)head, sizeof head, err);
    return status == OK ? text_append(to, bytes, n, err) : status;
}

/* numpy.dtype('f8', False, True) and its state (3, '<', None, None, None, -1, -1, 0). */
static enum status put_type(struct text *to, const struct npy_field *field, struct error *err)
{
    bool ticks = field->kind == 'M' || field->kind == 'm';
    enum status status =
        text_print(to, err, "cnumpy\ndtype\n(V%c%zu\nI00\nI01\ntR(I3\nV%c\nNNNI-1\nI-1\nI0\n", field->kind,
                   field->width, field->order);
    if (status == OK && ticks) {
        status = text_print(to, err, "((d(V%.*s\nI1\nI1\nI1\ntt", (int)field->tick.n, field->tick.bytes);
    }
    return status == OK ? put_code(to, "tb", err) : status;
}

/* The type of rows: (3, '|', None, names, {name: (type, offset)}, size, 1, 0). */
static enum status put_row_type(struct text *to, const struct npy_header *header, struct error *err)
{
    size_t offset = 0;
    enum status status =
        text_print(to, err, "cnumpy\ndtype\n(VV%zu\nI00\nI01\ntR(I3\nV|\nN(", header->item_bytes);
    for (size_t i = 0; status == OK && i < header->n; i++) {
        const struct span *name = &header->fields[i].name;
        status = name->n == 0 ? OK : put_bytes(to, true, name->bytes, name->n, err);
    }
    if (status == OK) {
        status = put_code(to, "t(", err);
    }
    for (size_t i = 0; status == OK && i < header->n; i++) {
        const struct npy_field *field = &header->fields[i];
        status = field->name.n == 0 ? OK : put_bytes(to, true, field->name.bytes, field->name.n, err);
        if (status == OK && field->name.n > 0) {
            status = put_code(to, "(", err);
            status = status == OK ? put_type(to, field, err) : status;
            status = status == OK ? put_number(to, offset, err) : status;
            status = status == OK ? put_code(to, "t", err) : status;
        }
        offset += field->size;
    }
    return status == OK ? text_print(to, err, "dI%zu\nI1\nI0\ntb", header->item_bytes) : status;
}

/* numpy._frombuffer(data, type, shape, order) */
static enum status put_array(struct text *to, const struct npy_header *header, const char *data,
                             struct error *err)
{
    enum status status = put_code(to, "cnumpy.core.numeric\n_frombuffer\n(", err);
    if (status == OK) {
        status = put_bytes(to, false, data, header->items * header->item_bytes, err);
    }
    if (status == OK) {
        status = header->named ? put_row_type(to, header, err) : put_type(to, header->fields, err);
    }
    status = status == OK ? put_code(to, "(", err) : status;
    for (size_t i = 0; status == OK && i < header->dimensions; i++) {
        status = put_number(to, header->shape[i], err);
    }
    if (status == OK && header->dimensions == 0) { /* a number by itself is an array of one */
        status = put_number(to, 1, err);
    }
    return status == OK ? put_code(to, header->fortran ? "tVF\ntR" : "tVC\ntR", err) : status;
}

/* ---- an array ---- */

static size_t little_endian(const char *bytes, size_t n)
{
    size_t number = 0;
    for (size_t i = n; i-- > 0;) {
        number = number << 8 | (unsigned char)bytes[i];
    }
    return number;
}

/* Adds the array in bytes[0..n) to the pickle; errors have no place. */
static enum status add_array(struct text *to, const char *bytes, size_t n, struct error *err)
{
    size_t width = n > BEFORE_LENGTH && bytes[MAGIC] == 1 ? 2 : 4, start = BEFORE_LENGTH + width;
    if (n < start || memcmp(bytes, magic, MAGIC) != 0 || bytes[MAGIC] < 1 || bytes[MAGIC] > 3) {
        return error_set(err, BAD_DATA, "found no array of numpy's, expected one of version 1 to 3");
    }
    size_t length = little_endian(bytes + BEFORE_LENGTH, width);
    if (length > n - start) {
        return error_set(err, BAD_DATA, "found the end of the file inside its header");
    }
    struct npy_header header = {0};
    enum status status = npy_header_read(&header, bytes + start, length, err);
    size_t rest = n - start - length;
    if (status == OK && rest != header.items * header.item_bytes) {
        status = error_set(err, BAD_DATA, "found %zu bytes of data, expected %zu elements of %zu bytes", rest,
                           header.items, header.item_bytes);
    }
    if (status == OK) {
        status = put_array(to, &header, bytes + start + length, err);
    }
    npy_header_release(&header);
    return status;
}

/* A dict of the arrays in an archive, without the ends of their names. */
static enum status add_archive(struct text *to, const char *bytes, size_t n,
                               const struct import_options *options, struct error *err)
{
    static const char ending[] = ".npy";
    struct npz_member member = {0};
    enum status status = put_code(to, "(", err);
    while (status == OK) {
        status = npz_member_next(&member, bytes, n, options->input.max_bytes, err);
        if (status != OK || member.data == NULL) {
            break;
        }
        size_t stem = member.name.n - (member.name.n > strlen(ending) ? strlen(ending) : 0);
        struct error why = {{0}};
        status = put_bytes(to, true, member.name.bytes, stem, err);
        if (status == OK) {
            status = add_array(to, member.data, member.n, &why);
        }
        if (why.text[0] != '\0') {
            status = error_set(err, status, "'%.*s': %s", member.name.n < 40 ? (int)member.name.n : 40,
                               member.name.bytes, why.text);
        }
    }
    npz_member_release(&member);
    return status == OK ? put_code(to, "d", err) : status;
}

/* ---- the format ---- */

static enum status read_npy(struct input *input, const struct import_options *options, struct table *table,
                            struct import_log *log, struct error *err)
{
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct text pickle = {0};
    struct error why = {{0}};
    char *bytes = NULL;
    size_t n;
    enum status status = input_read_all(input, &bytes, &n, err);
    if (status == OK) {
        status = put_code(&pickle, "\x80\x04", err);
    }
    if (status == OK) {
        status = npz_is_archive(bytes, n) ? add_archive(&pickle, bytes, n, options, &why)
                                          : add_array(&pickle, bytes, n, &why);
        status = status == OK ? put_code(&pickle, ".", &why)
                              : error_set(err, status, "%s: %s", input->name, why.text);
    }
    free(bytes);
    if (status == OK) {
        status = pickle_add(pickle.bytes, pickle.n, input->name, &sink, err);
    }
    text_release(&pickle);
    return status;
}

static enum match probe_npy(const char *bytes, size_t n)
{
    return (n >= MAGIC && memcmp(bytes, magic, MAGIC) == 0) || npz_is_archive(bytes, n) ? MATCH : NO_MATCH;
}

const struct importer formats_npy = {
    .name = "npy",
    .writes = "numpy.save, numpy.savez: arrays of numbers, .npy and .npz",
    .signs = "numpy's magic, or an archive of such files",
    .quality = EXACT,
    .probe = probe_npy,
    .read = read_npy,
};
