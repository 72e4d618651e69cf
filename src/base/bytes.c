#include "base/bytes.h"

#include <math.h>
#include <string.h>

enum { BITS = 7, MORE = 1 << BITS };

/* ---- writing ---- */

void bytes_put_raw(struct bytes_writer *writer, const char *bytes, size_t n)
{
    struct error err = {{0}};
    writer->failed = writer->failed || (n > 0 && text_append(&writer->text, bytes, n, &err) != OK);
}

void bytes_put_wide(struct bytes_writer *writer, bytes_wide number)
{
    char bytes[sizeof number * 8 / BITS + 1];
    size_t n = 0;
    do {
        unsigned low = (unsigned)(number & (MORE - 1));
        number >>= BITS;
        bytes[n++] = (char)(number > 0 ? low | MORE : low);
    } while (number > 0);
    bytes_put_raw(writer, bytes, n);
}

void bytes_put(struct bytes_writer *writer, uint64_t number)
{
    bytes_put_wide(writer, number);
}

void bytes_put_signed_wide(struct bytes_writer *writer, bytes_signed_wide number)
{
    bytes_wide bits = (bytes_wide)number << 1;
    bytes_put_wide(writer, number < 0 ? ~bits : bits);
}

void bytes_put_signed(struct bytes_writer *writer, int64_t number)
{
    bytes_put_signed_wide(writer, number);
}

void bytes_put_double(struct bytes_writer *writer, double number)
{
    char bytes[sizeof number];
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(bits >> (8 * i) & 0xff);
    }
    bytes_put_raw(writer, bytes, sizeof bytes);
}

void bytes_put_text(struct bytes_writer *writer, const char *bytes, size_t n)
{
    bytes_put(writer, n);
    bytes_put_raw(writer, bytes, n);
}

/* ---- reading ---- */

static unsigned next(struct bytes_reader *reader)
{
    reader->bad |= reader->at == reader->end;
    return reader->bad ? 0 : (unsigned char)*reader->at++;
}

bytes_wide bytes_get_wide(struct bytes_reader *reader)
{
    bytes_wide number = 0;
    unsigned byte = MORE;
    for (unsigned shift = 0; byte & MORE; shift += BITS) {
        byte = next(reader);
        bytes_wide low = byte & (MORE - 1);
        /* Neither too large nor longer than it has to be: there is one way to write a number. */
        reader->bad |=
            shift >= 8 * sizeof number || (low << shift) >> shift != low || (shift > 0 && byte == 0);
        number |= reader->bad ? 0 : low << shift;
    }
    return reader->bad ? 0 : number;
}

uint64_t bytes_get_up_to(struct bytes_reader *reader, uint64_t most)
{
    bytes_wide number = bytes_get_wide(reader);
    reader->bad |= number > most;
    return reader->bad ? 0 : (uint64_t)number;
}

uint64_t bytes_get(struct bytes_reader *reader)
{
    return bytes_get_up_to(reader, UINT64_MAX);
}

size_t bytes_get_count(struct bytes_reader *reader, size_t bytes)
{
    return (size_t)bytes_get_up_to(reader, (uint64_t)(reader->end - reader->at) / bytes);
}

bytes_signed_wide bytes_get_signed_wide(struct bytes_reader *reader)
{
    bytes_wide bits = bytes_get_wide(reader);
    bytes_signed_wide number = (bytes_signed_wide)(bits >> 1);
    return bits & 1 ? ~number : number;
}

int64_t bytes_get_signed(struct bytes_reader *reader)
{
    bytes_signed_wide number = bytes_get_signed_wide(reader);
    reader->bad |= number < INT64_MIN || number > INT64_MAX;
    return reader->bad ? 0 : (int64_t)number;
}

double bytes_get_double(struct bytes_reader *reader)
{
    uint64_t bits = 0;
    double number;
    for (size_t i = 0; i < sizeof bits; i++) {
        bits |= (uint64_t)next(reader) << (8 * i);
    }
    memcpy(&number, &bits, sizeof number);
    reader->bad |= !isfinite(number);
    return reader->bad ? 0 : number;
}

struct span bytes_get_raw(struct bytes_reader *reader, size_t n)
{
    reader->bad |= n > (size_t)(reader->end - reader->at);
    struct span span = {reader->at, reader->bad ? 0 : n};
    reader->at += span.n;
    return span;
}

struct span bytes_get_text(struct bytes_reader *reader)
{
    return bytes_get_raw(reader, bytes_get_count(reader, 1));
}
