/* The opcodes that push a number or a text: written in decimal, in binary, or escaped. */
#include <endian.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "formats/pickle/pickle_array.h"
#include "formats/pickle/pickle_opcodes.h"

enum { LONGEST_QUOTE = 40 };

static int quote(size_t n)
{
    return n > LONGEST_QUOTE ? LONGEST_QUOTE : (int)n;
}

static enum status infinite(const struct pickle_machine *machine, struct error *err)
{
    return pickle_error(machine, err, "found inf, expected a finite number");
}

static enum status push_number(struct pickle_machine *machine, enum pickle_sort sort, double number,
                               struct error *err)
{
    if (isinf(number)) {
        return infinite(machine, err);
    }
    return pickle_push(machine, (struct pickle_value){.kind = PICKLE_NUMBER, .sort = sort, .number = number},
                       err);
}

static enum status too_large(const struct pickle_machine *machine, struct error *err)
{
    return pickle_error(machine, err,
                        "found an integer past the largest double, expected a number up to 1.8e308");
}

/* [-]digits, without zeros in front: what Python writes, and what has one meaning in any version of it. */
static bool is_integer(const char *text, size_t n)
{
    size_t sign = n > 0 && text[0] == '-' ? 1 : 0;
    if (n == sign || (text[sign] == '0' && n > sign + 1)) {
        return false;
    }
    for (size_t i = sign; i < n; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
    }
    return true;
}

PICKLE_RUN(pickle_run_integer_line)
{
    const char *text = (const char *)argument->bytes;
    size_t n = argument->n;
    if (argument->code == 'I' && n == 2 && (memcmp(text, "00", 2) == 0 || memcmp(text, "01", 2) == 0)) {
        return push_number(machine, PICKLE_TRUTH, text[1] - '0', err); /* a bool */
    }
    if (argument->code == 'L' && n > 0 && text[n - 1] == 'L') {
        n--;
    }
    double number;
    if (!is_integer(text, n)) {
        return pickle_error(machine, err, "found '%.*s', expected an integer", quote(n), text);
    }
    return number_parse(text, n, &number) ? push_number(machine, PICKLE_INTEGER, number, err)
                                          : too_large(machine, err);
}

PICKLE_RUN(pickle_run_float_line)
{
    const char *text = (const char *)argument->bytes;
    size_t n = argument->n;
    size_t sign = n > 0 && text[0] == '-' ? 1 : 0;
    double number;
    if (n == sign + 3 && memcmp(text + sign, "nan", 3) == 0) {
        number = NAN;
    } else if (n == sign + 3 && memcmp(text + sign, "inf", 3) == 0) {
        number = INFINITY;
    } else if (!number_parse(text, n, &number)) {
        return pickle_error(machine, err, "found '%.*s', expected a number", quote(n), text);
    }
    return push_number(machine, PICKLE_REAL, number, err);
}

PICKLE_RUN(pickle_run_integer)
{
    double number = (double)argument->number;
    if (argument->code == 'J' && argument->number > INT32_MAX) {
        number -= 0x1p32; /* BININT alone has a sign */
    }
    return push_number(machine, PICKLE_INTEGER, number, err);
}

PICKLE_RUN(pickle_run_bool)
{
    return push_number(machine, PICKLE_TRUTH, argument->code == 0x88, err);
}

/* This one and all that follow it at once, as in a list. */
PICKLE_RUN(pickle_run_float)
{
    enum { WIDTH = 1 + sizeof(double) }; /* with the opcode */
    size_t run = 1, last = machine->n - WIDTH;
    while (machine->at + run * WIDTH <= last && machine->bytes[machine->at + run * WIDTH] == argument->code) {
        run++;
    }
    struct pickle_value *stack = pickle_memory_reserve(
        &machine->memory, machine->stack, &machine->stack_capacity, machine->n_stack + run, sizeof *stack);
    if (stack == NULL) {
        return pickle_memory_error(&machine->memory, machine->file, err);
    }
    machine->stack = stack;
    for (size_t i = 0; i < run; i++, machine->at += WIDTH) {
        uint64_t bits;
        struct pickle_value value = {.kind = PICKLE_NUMBER, .sort = PICKLE_REAL};
        memcpy(&bits, machine->bytes + machine->at + 1, sizeof bits);
        bits = be64toh(bits);
        memcpy(&value.number, &bits, sizeof bits);
        if (isinf(value.number)) {
            return infinite(machine, err);
        }
        stack[machine->n_stack++] = value;
    }
    machine->next = machine->at;
    return OK;
}

/* The i-th byte of the magnitude of a little-endian number in two's complement, whose lowest byte that is not
 * 0 is bytes[lowest]. */
static unsigned char magnitude_byte(const unsigned char *bytes, size_t i, size_t lowest, bool negative)
{
    if (!negative || i < lowest) {
        return bytes[i];
    }
    return (unsigned char)(i == lowest ? 0x100u - bytes[i] : 0xFFu - bytes[i]);
}

/* The nearest double: the 64 highest bits decide, if the last of them knows whether any bit below is set. */
PICKLE_RUN(pickle_run_long)
{
    const unsigned char *bytes = argument->bytes;
    size_t n = argument->n, lowest = 0;
    while (lowest < n && bytes[lowest] == 0) {
        lowest++;
    }
    if (lowest == n) {
        return push_number(machine, PICKLE_INTEGER, 0, err);
    }
    bool negative = (bytes[n - 1] & 0x80) != 0;
    size_t top = n;
    while (magnitude_byte(bytes, top - 1, lowest, negative) == 0) {
        top--;
    }
    if (top > 128) { /* 1024 bits; also keeps the exponent below small */
        return too_large(machine, err);
    }
    uint64_t high = 0;
    size_t taken = 0;
    for (; taken < top && high >> 56 == 0; taken++) {
        high = high << 8 | magnitude_byte(bytes, top - 1 - taken, lowest, negative);
    }
    /* Full bytes leave at least 57 significant bits: room for a sticky bit below the 53. */
    high |= lowest < top - taken;
    double number = ldexp((double)high, (int)(8 * (top - taken)));
    return isinf(number) ? too_large(machine, err)
                         : push_number(machine, PICKLE_INTEGER, negative ? -number : number, err);
}

PICKLE_RUN(pickle_run_text)
{
    return pickle_push_text(machine, argument->opcode->kind, argument->bytes, argument->n, err);
}

/* The value of up to `most` digits of the base at text, and how many there are. */
static size_t read_digits(const unsigned char *text, size_t n, size_t most, unsigned base, uint32_t *value)
{
    size_t i = 0;
    for (*value = 0; i < n && i < most; i++) {
        static const char digits[] = "0123456789abcdef";
        int c = text[i] >= 'A' && text[i] <= 'F' ? text[i] - 'A' + 'a' : text[i];
        const char *digit = c == '\0' ? NULL : strchr(digits, c);
        if (digit == NULL || digit - digits >= (ptrdiff_t)base) {
            break;
        }
        *value = *value * base + (uint32_t)(digit - digits);
    }
    return i;
}

/* Decodes one escape of Python 2's repr behind its backslash; how many bytes it took, 0: it is none. */
static size_t read_escape(const unsigned char *text, size_t n, unsigned char *byte)
{
    static const char letters[] = "\\'\"abfnrtv", meanings[] = "\\'\"\a\b\f\n\r\t\v";
    const char *letter = n == 0 || text[0] == '\0' ? NULL : strchr(letters, text[0]);
    if (letter != NULL) {
        *byte = (unsigned char)meanings[letter - letters];
        return 1;
    }
    uint32_t value;
    size_t octal = read_digits(text, n, 3, 8, &value);
    if (octal > 0) {
        *byte = (unsigned char)value;
        return octal;
    }
    if (n >= 3 && text[0] == 'x' && read_digits(text + 1, n - 1, 2, 16, &value) == 2) {
        *byte = (unsigned char)value;
        return 3;
    }
    return 0;
}

PICKLE_RUN(pickle_run_string_line)
{
    const unsigned char *text = argument->bytes;
    size_t n = argument->n;
    if (n < 2 || (text[0] != '\'' && text[0] != '"') || text[n - 1] != text[0]) {
        return pickle_error(machine, err, "found '%.*s', expected a text in quotes", quote(n),
                            (const char *)text);
    }
    text++;
    n -= 2;
    unsigned char *plain = pickle_memory_get(&machine->memory, n);
    if (plain == NULL) {
        return pickle_memory_error(&machine->memory, machine->file, err);
    }
    size_t used = 0;
    for (size_t i = 0; i < n;) {
        unsigned char byte = text[i++];
        if (byte == '\\') {
            i += read_escape(text + i, n - i, &byte);
        }
        plain[used++] = byte;
    }
    return pickle_push_text(machine, PICKLE_STRING, plain, used, err);
}

/* Python's raw-unicode-escape: Latin-1 with \uXXXX and \UXXXXXXXX. */
PICKLE_RUN(pickle_run_unicode_line)
{
    const unsigned char *text = argument->bytes;
    size_t n = argument->n, used = 0;
    unsigned char *utf8 = pickle_memory_get(&machine->memory, n * 2); /* Latin-1 doubles at most */
    if (utf8 == NULL) {
        return pickle_memory_error(&machine->memory, machine->file, err);
    }
    for (size_t i = 0; i < n;) {
        uint32_t point = text[i++];
        if (point == '\\' && i < n && (text[i] == 'u' || text[i] == 'U')) {
            size_t digits = text[i] == 'u' ? 4 : 8;
            if (read_digits(text + i + 1, n - i - 1, digits, 16, &point) != digits || point > 0x10FFFF) {
                return pickle_error(machine, err, "found '%.*s', expected an escaped character",
                                    quote(n - i + 1), (const char *)text + i - 1);
            }
            i += digits + 1;
        } else if (point == '\\' && i < n) {
            utf8[used++] = '\\'; /* and so what follows begins no escape */
            point = text[i++];
        }
        used += pickle_write_utf8(point, utf8 + used);
    }
    return pickle_push_text(machine, PICKLE_TEXT, utf8, used, err);
}
