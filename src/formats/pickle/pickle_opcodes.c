/* The opcodes of all protocols in one table (Python's pickletools.py), and what their arguments look like. */
#include "formats/pickle/pickle_opcodes.h"

#include <string.h>

/* The columns: name, form and width of the argument, closes a mark, takes, puts, kind, function. */
#define FORM(form, width) PICKLE_##form, (width)
#define NOTHING           PICKLE_NO_ARGUMENT, 0
static const struct pickle_opcode opcodes[256] = {
    ['('] = {"MARK", NOTHING, false, 0, 0, PICKLE_UNSET, pickle_run_mark, NULL},
    ['.'] = {"STOP", NOTHING, false, 1, 0, PICKLE_UNSET, pickle_run_stop, NULL},
    ['0'] = {"POP", NOTHING, false, 0, 0, PICKLE_UNSET, pickle_run_pop, NULL},
    ['1'] = {"POP_MARK", NOTHING, true, 0, 0, PICKLE_UNSET, pickle_run_pop_mark, NULL},
    ['2'] = {"DUP", NOTHING, false, 1, 2, PICKLE_UNSET, pickle_run_dup, NULL},
    ['B'] = {"BINBYTES", FORM(COUNTED, 4), false, 0, 1, PICKLE_BYTES, pickle_run_text, NULL},
    ['C'] = {"SHORT_BINBYTES", FORM(COUNTED, 1), false, 0, 1, PICKLE_BYTES, pickle_run_text, NULL},
    ['F'] = {"FLOAT", FORM(LINE, 0), false, 0, 1, PICKLE_NUMBER, pickle_run_float_line, NULL},
    ['G'] = {"BINFLOAT", FORM(FIXED, 8), false, 0, 1, PICKLE_NUMBER, pickle_run_float, NULL},
    ['I'] = {"INT", FORM(LINE, 0), false, 0, 1, PICKLE_NUMBER, pickle_run_integer_line, NULL},
    ['J'] = {"BININT", FORM(FIXED, 4), false, 0, 1, PICKLE_NUMBER, pickle_run_integer, NULL},
    ['K'] = {"BININT1", FORM(FIXED, 1), false, 0, 1, PICKLE_NUMBER, pickle_run_integer, NULL},
    ['L'] = {"LONG", FORM(LINE, 0), false, 0, 1, PICKLE_NUMBER, pickle_run_integer_line, NULL},
    ['M'] = {"BININT2", FORM(FIXED, 2), false, 0, 1, PICKLE_NUMBER, pickle_run_integer, NULL},
    ['N'] = {"NONE", NOTHING, false, 0, 1, PICKLE_NONE, pickle_run_none, NULL},
    ['P'] = {"PERSID", FORM(LINE, 0), false, 0, 1, PICKLE_UNSET, pickle_run_refused, "a persistent id"},
    ['Q'] = {"BINPERSID", NOTHING, false, 1, 1, PICKLE_UNSET, pickle_run_refused, "a persistent id"},
    ['R'] = {"REDUCE", NOTHING, false, 2, 1, PICKLE_UNSET, pickle_run_reduce, NULL},
    ['S'] = {"STRING", FORM(LINE, 0), false, 0, 1, PICKLE_STRING, pickle_run_string_line, NULL},
    ['T'] = {"BINSTRING", FORM(COUNTED, 4), false, 0, 1, PICKLE_STRING, pickle_run_text, NULL},
    ['U'] = {"SHORT_BINSTRING", FORM(COUNTED, 1), false, 0, 1, PICKLE_STRING, pickle_run_text, NULL},
    ['V'] = {"UNICODE", FORM(LINE, 0), false, 0, 1, PICKLE_TEXT, pickle_run_unicode_line, NULL},
    ['X'] = {"BINUNICODE", FORM(COUNTED, 4), false, 0, 1, PICKLE_TEXT, pickle_run_text, NULL},
    ['a'] = {"APPEND", NOTHING, false, 2, 1, PICKLE_LIST, pickle_run_append, NULL},
    ['b'] = {"BUILD", NOTHING, false, 2, 1, PICKLE_UNSET, pickle_run_build, NULL},
    ['c'] = {"GLOBAL", FORM(LINES, 0), false, 0, 1, PICKLE_IMPORT, pickle_run_global, NULL},
    ['d'] = {"DICT", NOTHING, true, 0, 1, PICKLE_DICT, pickle_run_gather, NULL},
    ['e'] = {"APPENDS", NOTHING, true, 1, 1, PICKLE_LIST, pickle_run_appends, NULL},
    ['g'] = {"GET", FORM(LINE, 0), false, 0, 1, PICKLE_UNSET, pickle_run_get, NULL},
    ['h'] = {"BINGET", FORM(FIXED, 1), false, 0, 1, PICKLE_UNSET, pickle_run_get, NULL},
    ['i'] = {"INST", FORM(LINES, 0), true, 0, 1, PICKLE_UNSET, pickle_run_inst, NULL},
    ['j'] = {"LONG_BINGET", FORM(FIXED, 4), false, 0, 1, PICKLE_UNSET, pickle_run_get, NULL},
    ['l'] = {"LIST", NOTHING, true, 0, 1, PICKLE_LIST, pickle_run_gather, NULL},
    ['o'] = {"OBJ", NOTHING, true, 0, 1, PICKLE_UNSET, pickle_run_obj, NULL},
    ['p'] = {"PUT", FORM(LINE, 0), false, 1, 1, PICKLE_UNSET, pickle_run_put, NULL},
    ['q'] = {"BINPUT", FORM(FIXED, 1), false, 1, 1, PICKLE_UNSET, pickle_run_put, NULL},
    ['r'] = {"LONG_BINPUT", FORM(FIXED, 4), false, 1, 1, PICKLE_UNSET, pickle_run_put, NULL},
    ['s'] = {"SETITEM", NOTHING, false, 3, 1, PICKLE_DICT, pickle_run_append, NULL},
    ['t'] = {"TUPLE", NOTHING, true, 0, 1, PICKLE_TUPLE, pickle_run_gather, NULL},
    ['u'] = {"SETITEMS", NOTHING, true, 1, 1, PICKLE_DICT, pickle_run_appends, NULL},
    [')'] = {"EMPTY_TUPLE", NOTHING, false, 0, 1, PICKLE_TUPLE, pickle_run_empty, NULL},
    [']'] = {"EMPTY_LIST", NOTHING, false, 0, 1, PICKLE_LIST, pickle_run_empty, NULL},
    ['}'] = {"EMPTY_DICT", NOTHING, false, 0, 1, PICKLE_DICT, pickle_run_empty, NULL},
    [0x80] = {"PROTO", FORM(FIXED, 1), false, 0, 0, PICKLE_UNSET, pickle_run_proto, NULL},
    [0x81] = {"NEWOBJ", NOTHING, false, 2, 1, PICKLE_UNSET, pickle_run_newobj, NULL},
    [0x82] = {"EXT1", FORM(FIXED, 1), false, 0, 1, PICKLE_UNSET, pickle_run_refused, "an extension code"},
    [0x83] = {"EXT2", FORM(FIXED, 2), false, 0, 1, PICKLE_UNSET, pickle_run_refused, "an extension code"},
    [0x84] = {"EXT4", FORM(FIXED, 4), false, 0, 1, PICKLE_UNSET, pickle_run_refused, "an extension code"},
    [0x85] = {"TUPLE1", NOTHING, false, 1, 1, PICKLE_TUPLE, pickle_run_tuple, NULL},
    [0x86] = {"TUPLE2", NOTHING, false, 2, 1, PICKLE_TUPLE, pickle_run_tuple, NULL},
    [0x87] = {"TUPLE3", NOTHING, false, 3, 1, PICKLE_TUPLE, pickle_run_tuple, NULL},
    [0x88] = {"NEWTRUE", NOTHING, false, 0, 1, PICKLE_NUMBER, pickle_run_bool, NULL},
    [0x89] = {"NEWFALSE", NOTHING, false, 0, 1, PICKLE_NUMBER, pickle_run_bool, NULL},
    [0x8a] = {"LONG1", FORM(COUNTED, 1), false, 0, 1, PICKLE_NUMBER, pickle_run_long, NULL},
    [0x8b] = {"LONG4", FORM(COUNTED, 4), false, 0, 1, PICKLE_NUMBER, pickle_run_long, NULL},
    [0x8c] = {"SHORT_BINUNICODE", FORM(COUNTED, 1), false, 0, 1, PICKLE_TEXT, pickle_run_text, NULL},
    [0x8d] = {"BINUNICODE8", FORM(COUNTED, 8), false, 0, 1, PICKLE_TEXT, pickle_run_text, NULL},
    [0x8e] = {"BINBYTES8", FORM(COUNTED, 8), false, 0, 1, PICKLE_BYTES, pickle_run_text, NULL},
    [0x8f] = {"EMPTY_SET", NOTHING, false, 0, 1, PICKLE_SET, pickle_run_empty, NULL},
    [0x90] = {"ADDITEMS", NOTHING, true, 1, 1, PICKLE_SET, pickle_run_appends, NULL},
    [0x91] = {"FROZENSET", NOTHING, true, 0, 1, PICKLE_SET, pickle_run_gather, NULL},
    [0x92] = {"NEWOBJ_EX", NOTHING, false, 3, 1, PICKLE_UNSET, pickle_run_newobj_ex, NULL},
    [0x93] = {"STACK_GLOBAL", NOTHING, false, 2, 1, PICKLE_IMPORT, pickle_run_stack_global, NULL},
    [0x94] = {"MEMOIZE", NOTHING, false, 1, 1, PICKLE_UNSET, pickle_run_memoize, NULL},
    [0x95] = {"FRAME", FORM(FIXED, 8), false, 0, 0, PICKLE_UNSET, pickle_run_frame, NULL},
    [0x96] = {"BYTEARRAY8", FORM(COUNTED, 8), false, 0, 1, PICKLE_BYTES, pickle_run_text, NULL},
    [0x97] = {"NEXT_BUFFER", NOTHING, false, 0, 1, PICKLE_UNSET, pickle_run_refused, "an out-of-band buffer"},
    [0x98] = {"READONLY_BUFFER", NOTHING, false, 1, 1, PICKLE_UNSET, pickle_run_refused,
              "an out-of-band buffer"},
};

const struct pickle_opcode *pickle_opcode_find(unsigned char code)
{
    return opcodes[code].run == NULL ? NULL : &opcodes[code];
}

static uint64_t little_endian(const unsigned char *bytes, size_t n)
{
    uint64_t number = 0;
    while (n > 0) {
        number = number << 8 | bytes[--n];
    }
    return number;
}

static bool read_line(const unsigned char *bytes, size_t n, size_t *at, const unsigned char **line,
                      size_t *length)
{
    const unsigned char *feed = *at < n ? memchr(bytes + *at, '\n', n - *at) : NULL;
    if (feed == NULL) {
        return false;
    }
    *line = bytes + *at;
    *length = (size_t)(feed - *line);
    *at += *length + 1;
    return true;
}

static bool read_fixed(const unsigned char *bytes, size_t n, size_t *at, struct pickle_argument *argument)
{
    size_t width = argument->opcode->width;
    if (width > n - *at) {
        return false;
    }
    argument->bytes = bytes + *at;
    argument->n = width;
    argument->number = little_endian(argument->bytes, width);
    *at += width;
    return true;
}

bool pickle_argument_read(const unsigned char *bytes, size_t n, size_t *at, struct pickle_argument *argument)
{
    *argument = (struct pickle_argument){0};
    if (*at >= n) {
        return false;
    }
    argument->code = bytes[*at];
    argument->opcode = pickle_opcode_find(argument->code);
    if (argument->opcode == NULL) {
        return false;
    }
    (*at)++;
    switch (argument->opcode->form) {
    case PICKLE_NO_ARGUMENT:
        return true;
    case PICKLE_FIXED:
        return read_fixed(bytes, n, at, argument);
    case PICKLE_COUNTED:
        if (!read_fixed(bytes, n, at, argument) || argument->number > n - *at) {
            return false;
        }
        argument->bytes = bytes + *at;
        argument->n = (size_t)argument->number;
        *at += argument->n;
        return true;
    case PICKLE_LINE:
        return read_line(bytes, n, at, &argument->bytes, &argument->n);
    case PICKLE_LINES:
        return read_line(bytes, n, at, &argument->bytes, &argument->n) &&
               read_line(bytes, n, at, &argument->second, &argument->second_n);
    }
    return false;
}

/* Whether the values are there that the opcode takes; closes its mark. */
static enum status prepare(struct pickle_machine *machine, const struct pickle_opcode *opcode,
                           struct error *err)
{
    size_t top = machine->n_stack;
    if (opcode->closes) {
        if (machine->n_marks == 0) {
            return pickle_error(machine, err, "found %s without MARK, expected one before it", opcode->name);
        }
        machine->from = top = pickle_fence(machine);
        machine->n_marks--;
    }
    if (top - pickle_fence(machine) < opcode->takes) {
        return pickle_error(machine, err, "found %s with %zu values before it, expected %d", opcode->name,
                            top - pickle_fence(machine), opcode->takes);
    }
    return OK;
}

enum status pickle_run(struct pickle_machine *machine, struct pickle_value *result, struct error *err)
{
    enum status status = OK;
    while (status == OK && !machine->stopped) {
        struct pickle_argument argument;
        machine->at = machine->next;
        if (!pickle_argument_read(machine->bytes, machine->n, &machine->next, &argument)) {
            if (machine->at == machine->n) {
                return pickle_error(machine, err, "found the end of the file, expected STOP");
            }
            return argument.opcode == NULL
                       ? pickle_error(machine, err, "found byte 0x%02x, expected an opcode of a pickle",
                                      argument.code)
                       : pickle_error(machine, err,
                                      "found the end of the file within %s, expected its argument",
                                      argument.opcode->name);
        }
        status = prepare(machine, argument.opcode, err);
        if (status == OK) {
            status = argument.opcode->run(machine, &argument, err);
        }
    }
    if (status != OK) {
        return status;
    }
    *result = machine->stack[0];
    machine->at = machine->next;
    return OK;
}
