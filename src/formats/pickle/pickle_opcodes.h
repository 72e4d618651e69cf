/* The opcodes of pickles, one row each, and the run through them. Internal to pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_OPCODES_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_OPCODES_H

#include <stdint.h>

#include "formats/pickle/pickle_machine.h"

/* How an opcode's argument is written. */
enum pickle_form {
    PICKLE_NO_ARGUMENT,
    PICKLE_FIXED,   /* `width` bytes; also as a little-endian number */
    PICKLE_COUNTED, /* a length of `width` bytes, little-endian, and as many bytes */
    PICKLE_LINE,    /* up to a line feed */
    PICKLE_LINES    /* two of them */
};

struct pickle_argument {
    const struct pickle_opcode *opcode;
    unsigned char code;
    const unsigned char *bytes, *second; /* without lengths and line feeds; `second`: of two lines */
    size_t n, second_n;
    uint64_t number; /* of PICKLE_FIXED */
};

struct pickle_opcode {
    const char *name;
    enum pickle_form form;
    unsigned char width;
    bool closes;           /* takes all down to the last mark, and the mark */
    unsigned char takes;   /* values that must be there (below that mark) */
    unsigned char puts;    /* values that are there afterwards in their place */
    enum pickle_kind kind; /* of what it pushes, where several opcodes share a function */
    enum status (*run)(struct pickle_machine *machine, const struct pickle_argument *argument,
                       struct error *err);
    const char *refused; /* what it is, for an opcode that is not obeyed */
};

/* The opcode, or NULL. */
const struct pickle_opcode *pickle_opcode_find(unsigned char code);
/*
 * Reads the opcode at bytes[*at] and its argument, and moves *at behind it. False when the bytes end before
 * it does, or, with argument->opcode NULL, when it is none.
 */
bool pickle_argument_read(const unsigned char *bytes, size_t n, size_t *at, struct pickle_argument *argument);

/* Runs the pickle that begins at machine->next to its end; *result is what it leaves. */
enum status pickle_run(struct pickle_machine *machine, struct pickle_value *result, struct error *err);

#define PICKLE_RUN(function)                                                                                 \
    enum status function(struct pickle_machine *machine, const struct pickle_argument *argument,             \
                         struct error *err)
/* Those that push a number or a text. */
PICKLE_RUN(pickle_run_integer_line);
PICKLE_RUN(pickle_run_float_line);
PICKLE_RUN(pickle_run_integer);
PICKLE_RUN(pickle_run_long);
PICKLE_RUN(pickle_run_float);
PICKLE_RUN(pickle_run_bool);
PICKLE_RUN(pickle_run_text);
PICKLE_RUN(pickle_run_string_line);
PICKLE_RUN(pickle_run_unicode_line);
/* Those that work on the stack, the memo and containers. */
PICKLE_RUN(pickle_run_none);
PICKLE_RUN(pickle_run_mark);
PICKLE_RUN(pickle_run_pop);
PICKLE_RUN(pickle_run_pop_mark);
PICKLE_RUN(pickle_run_dup);
PICKLE_RUN(pickle_run_empty);
PICKLE_RUN(pickle_run_gather);
PICKLE_RUN(pickle_run_tuple);
PICKLE_RUN(pickle_run_append);
PICKLE_RUN(pickle_run_appends);
PICKLE_RUN(pickle_run_put);
PICKLE_RUN(pickle_run_get);
PICKLE_RUN(pickle_run_memoize);
PICKLE_RUN(pickle_run_proto);
PICKLE_RUN(pickle_run_frame);
PICKLE_RUN(pickle_run_stop);
PICKLE_RUN(pickle_run_refused);
/* Those that import and call. */
PICKLE_RUN(pickle_run_global);
PICKLE_RUN(pickle_run_stack_global);
PICKLE_RUN(pickle_run_inst);
PICKLE_RUN(pickle_run_obj);
PICKLE_RUN(pickle_run_reduce);
PICKLE_RUN(pickle_run_newobj);
PICKLE_RUN(pickle_run_newobj_ex);
PICKLE_RUN(pickle_run_build);

#endif
