#include "read/json_filled.h"

#include <endian.h>
#include <string.h>

#include "base/number.h"

enum { MOST_DIGITS = 15 };

static size_t count_digits(const char *text, size_t n)
{
    size_t digits = 0;
    while (digits < n && text[digits] >= '0' && text[digits] <= '9') {
        digits++;
    }
    return digits;
}

/* A number as RFC 8259 has it; 0 where there is none. What follows is looked at by the caller. */
static size_t scan_number(const char *text, size_t n, enum json_kind *kind)
{
    size_t at = n > 0 && text[0] == '-', digits = count_digits(text + at, n - at);
    *kind = JSON_KIND_INTEGER;
    if (digits == 0 || (digits > 1 && text[at] == '0')) {
        return 0;
    }
    at += digits;
    if (at < n && text[at] == '.') {
        *kind = JSON_KIND_REAL;
        digits = count_digits(text + at + 1, n - at - 1);
        at += digits > 0 ? digits + 1 : n;
    }
    if (at < n && (text[at] == 'e' || text[at] == 'E')) {
        *kind = JSON_KIND_REAL;
        at++;
        at += at < n && (text[at] == '+' || text[at] == '-');
        digits = count_digits(text + at, n - at);
        at += digits > 0 ? digits : n;
    }
    return at <= n ? at : 0;
}

/* The text up to its closing quote, when all of it stands for itself; SIZE_MAX when not. */
static size_t scan_text(const char *text, size_t n)
{
    enum { BITS = 8, HALF = sizeof(uint64_t) };
    typedef uint8_t many __attribute__((vector_size(2 * HALF)));
    many bytes;
    uint64_t halves[2];
    size_t i = 0;
    for (; i + sizeof bytes <= n; i += sizeof bytes) { /* as long as nothing is unusual */
        memcpy(&bytes, text + i, sizeof bytes);
        many unusual =
            (many)(bytes < ' ') | (many)(bytes >= 0x7F) | (many)(bytes == '"') | (many)(bytes == '\\');
        memcpy(halves, &unusual, sizeof halves);
        if ((halves[0] | halves[1]) != 0) {
            size_t half = halves[0] == 0;
            i += half * HALF + (size_t)__builtin_ctzll(le64toh(halves[half])) / BITS;
            return text[i] == '"' ? i : SIZE_MAX;
        }
    }
    while (i < n && text[i] >= ' ' && text[i] < 0x7F && text[i] != '\\' && text[i] != '"') {
        i++;
    }
    return i < n && text[i] == '"' ? i : SIZE_MAX;
}

bool json_filled_scan(const char *text, size_t n, enum json_kind kind, struct json_filled *value)
{
    enum json_kind found = JSON_KIND_TEXT;
    size_t length = kind == JSON_KIND_TEXT ? scan_text(text, n) : scan_number(text, n, &found);
    *value = (struct json_filled){text, length, kind, 0};
    return found == kind && length != SIZE_MAX && length > 0;
}

bool json_filled_read(struct json_filled *value)
{
    return value->kind == JSON_KIND_TEXT || ((value->kind == JSON_KIND_REAL || value->n <= MOST_DIGITS) &&
                                             number_parse(value->text, value->n, &value->number));
}
