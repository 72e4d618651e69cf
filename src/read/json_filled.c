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

/* Bytes of a word that are less than `least`, which is at most 128, have their highest bit set, and some that
 * stand above one that is; of the others none. */
static inline uint64_t mark_less(uint64_t word, uint64_t least)
{
    enum { HIGH = 0x80 };
    const uint64_t each = UINT64_MAX / 255;
    return (word - each * least) & ~word & each * HIGH;
}

/* The text up to its closing quote, when all of it stands for itself; SIZE_MAX when not. */
static size_t scan_text(const char *text, size_t n)
{
    enum { BITS = 8 };
    const uint64_t each = UINT64_MAX / 255;
    uint64_t word;
    size_t i = 0;
    for (; i + sizeof word <= n; i += sizeof word) { /* as long as nothing is unusual */
        memcpy(&word, text + i, sizeof word);
        word = le64toh(word);
        uint64_t above = word | (word + each); /* 0x7F and more */
        uint64_t marks = mark_less(word, ' ') | mark_less(word ^ each * '"', 1) |
                         mark_less(word ^ each * '\\', 1) | (above & each * 0x80);
        if (marks != 0) {
            i += (size_t)__builtin_ctzll(marks) / BITS; /* the first is never a mistake */
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
