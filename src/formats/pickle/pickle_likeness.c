/*
 * Whether bytes are a pickle. Protocols 0 and 1 have no magic and are made of printable characters, so that
 * CSV and prose begin with opcodes, too: they are told apart by running the opcodes without values, and by
 * what Python's picklers never write.
 */
#include <string.h>

#include "base/number.h"
#include "formats/pickle/pickle_opcodes.h"
#include "formats/pickle/pickle_read.h"

enum { OPCODES_LOOKED_AT = 64, OPCODES_ENOUGH = 3 };

struct look {
    size_t n_stack, n_marks, marks[OPCODES_LOOKED_AT];
    unsigned char bottom; /* the opcode of the only value, when there is one */
    bool was_put;         /* the last opcode put a value in the memo */
    bool text, binary;    /* opcodes that only protocol 0 writes, and only protocol 1 */
};

static bool is_one_of(unsigned char code, const char *codes)
{
    return code != '\0' && strchr(codes, code) != NULL;
}

/* Letters, digits, '_' and '.'. */
static bool is_name(const unsigned char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool letter = (text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z';
        if (!letter && !(text[i] >= '0' && text[i] <= '9') && text[i] != '_' && text[i] != '.') {
            return false;
        }
    }
    return n > 0;
}

/* Whether the lines are what this opcode has. */
static bool is_plausible(const struct pickle_argument *argument)
{
    const char *text = (const char *)argument->bytes;
    size_t n = argument->n;
    double number;
    if (is_one_of(argument->code, "ILpg")) {
        n -= argument->code == 'L' && n > 0 && text[n - 1] == 'L';
        return number_parse(text, n, &number) && memchr(text, '.', n) == NULL && memchr(text, 'e', n) == NULL;
    }
    if (argument->code == 'F') {
        return number_parse(text, n, &number) || (n >= 3 && n <= 4 && memcmp(text + n - 3, "nan", 3) == 0) ||
               (n >= 3 && n <= 4 && memcmp(text + n - 3, "inf", 3) == 0);
    }
    if (argument->code == 'S') {
        return n >= 2 && (text[0] == '\'' || text[0] == '"') && text[n - 1] == text[0];
    }
    if (argument->code == 'c' || argument->code == 'i') {
        return is_name(argument->bytes, n) && is_name(argument->second, argument->second_n);
    }
    return true;
}

/* Whether what comes first may be followed by this: a lone number, text, tuple or name is not left lying on
 * the stack. */
static bool may_follow(const struct look *look, unsigned char code)
{
    bool put = is_one_of(code, "pqr");
    if (put && look->was_put) {
        return false;
    }
    if (look->n_stack != 1 || look->n_marks > 0 || put || code == '.') {
        return true;
    }
    if (is_one_of(look->bottom, "FGIJKLMNPSTUVXt)")) {
        return false;
    }
    return look->bottom != 'c' || code == '(' || code == ')';
}

static bool step(struct look *look, const struct pickle_argument *argument)
{
    const struct pickle_opcode *opcode = argument->opcode;
    unsigned char code = argument->code;
    /* Those of later protocols, and those that only a program written by hand has. */
    if (code >= 0x80 || is_one_of(code, "BC012") || !is_plausible(argument) || !may_follow(look, code)) {
        return false;
    }
    look->text |= is_one_of(code, "FSVdglp");
    look->binary |= is_one_of(code, "GJKMTUX]})ehjqru");
    if (look->text && look->binary) {
        return false;
    }
    look->was_put = is_one_of(code, "pqr");
    if (code == '(') {
        look->marks[look->n_marks++] = look->n_stack;
        return true;
    }
    if (opcode->closes) {
        if (look->n_marks == 0) {
            return false;
        }
        look->n_stack = look->marks[--look->n_marks];
    }
    size_t fence = look->n_marks == 0 ? 0 : look->marks[look->n_marks - 1];
    if (look->n_stack - fence < opcode->takes) {
        return false;
    }
    look->n_stack = look->n_stack - opcode->takes + opcode->puts;
    if (look->n_stack == 1 && look->n_marks == 0 && !look->was_put) {
        look->bottom = code;
    }
    return true;
}

/* Protocols 0 and 1. */
static bool is_likely(const unsigned char *bytes, size_t n)
{
    struct look look = {0};
    size_t at = 0;
    for (size_t i = 0; i < OPCODES_LOOKED_AT; i++) {
        struct pickle_argument argument;
        if (!pickle_argument_read(bytes, n, &at, &argument)) {
            /* The rest may not have been read yet; but a letter or two prove nothing. */
            return (at >= n || argument.opcode != NULL) && i >= OPCODES_ENOUGH;
        }
        if (!step(&look, &argument)) {
            return false;
        }
        if (argument.code == '.') {
            return at == n;
        }
    }
    return true;
}

int pickle_likeness(const unsigned char *bytes, size_t n)
{
    if (n == 0 || bytes[0] != 0x80) {
        return is_likely(bytes, n) ? 1 : 0;
    }
    if (n == 1 || bytes[1] < 2 || bytes[1] > 5) {
        return 0;
    }
    if (n == 2) {
        return 1;
    }
    const struct pickle_opcode *first = pickle_opcode_find(bytes[2]);
    return first != NULL && first->takes == 0 && !first->closes && bytes[2] != '0' ? 2 : 0;
}
