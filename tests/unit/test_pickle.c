/* Fixtures and expected values: tests/reference/pickles.py. Programs written by hand: beside their rows. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "formats/pickle/pickle_read.h"
#include "formats/pickle/pickle_value.h"

#define FOLDER "tests/reference/pickles/"
enum { PROTOCOLS = 6 };

static const char *const fixtures[] = {"arrays", "default", "float",     "floats", "frame",   "frames",
                                       "ints",   "nested",  "long_list", "none",   "ordered", "none_bool",
                                       "series", "scalars", "sets",      "shared", "shapes"};
enum { FIXTURES = sizeof fixtures / sizeof *fixtures };

struct bytes {
    unsigned char *bytes;
    size_t n;
};

static struct bytes read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    struct bytes read = {.bytes = malloc(1 << 20)};
    assert_non_null(read.bytes);
    read.n = fread(read.bytes, 1, 1 << 20, file);
    assert_true(read.n > 0 && read.n < 1 << 20);
    fclose(file);
    return read;
}

static struct bytes read_fixture(const char *name, int protocol)
{
    char path[128];
    snprintf(path, sizeof path, FOLDER "%s.%d.pickle", name, protocol);
    return read_file(path);
}

/* A copy of just the bytes, so that ASan sees a read past them; the invariants of any outcome. */
static enum status decode(const unsigned char *bytes, size_t n, struct pickle_leaves *leaves,
                          struct error *err)
{
    unsigned char *copy = malloc(n == 0 ? 1 : n);
    assert_non_null(copy);
    memcpy(copy, bytes, n);
    *leaves = (struct pickle_leaves){0};
    *err = (struct error){{0}};
    enum status status = pickle_read(copy, n, "x.pickle", leaves, NULL, err);
    int likeness = pickle_likeness(copy, n);
    free(copy);
    assert_true(likeness >= 0 && likeness <= 2);
    assert_true(status == OK || status == BAD_DATA);
    assert_int_equal(status == OK, err->text[0] == '\0');
    if (status != OK) {
        assert_int_equal(leaves->n + leaves->texts, 0);
        assert_null(leaves->blocks);
    }
    return status;
}

/* ---- values ---- */

/* The next of the fields, which are separated by tabs. */
static char *next_field(char **line)
{
    char *field = strsep(line, "\t\n");
    assert_non_null(field);
    return field;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Exactly: to the last bit, but for which NaN it is. */
static void check_leaf(const struct pickle_leaf *leaf, const char *path, char *values)
{
    assert_string_equal(leaf->path, path);
    size_t n = 0;
    for (char *value = strtok(values, " "); value != NULL; value = strtok(NULL, " "), n++) {
        char *end;
        double want = strtod(value, &end);
        assert_true(*end == '\0' && end > value);
        assert_true(n < leaf->n);
        if (isnan(want) ? !isnan(leaf->values[n]) : bits_of(leaf->values[n]) != bits_of(want)) {
            print_error("%s[%zu]: got %.17g, want %s\n", path, n, leaf->values[n], value);
            fail();
        }
    }
    assert_int_equal(n, leaf->n);
}

static void check_fixture(const char *name, const struct bytes *pickle)
{
    struct pickle_leaves leaves;
    struct error err;
    if (decode(pickle->bytes, pickle->n, &leaves, &err) != OK) {
        print_error("%s\n", err.text);
        fail();
    }
    struct bytes expected = read_file(FOLDER "expected.txt");
    expected.bytes[expected.n] = '\0';
    char *rest = (char *)expected.bytes, *line;
    size_t found = 0;
    bool texts = false;
    while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
        const char *what = next_field(&line);
        if (strcmp(next_field(&line), name) != 0) {
            continue;
        }
        if (strcmp(what, "leaf") == 0) {
            const char *path = next_field(&line);
            assert_true(found < leaves.n);
            check_leaf(&leaves.leaves[found++], path, next_field(&line));
        } else {
            assert_int_equal(leaves.texts, strtoul(next_field(&line), NULL, 10));
            texts = true;
        }
    }
    assert_true(texts);
    assert_int_equal(found, leaves.n);
    free(expected.bytes);
    pickle_leaves_release(&leaves);
    pickle_leaves_release(&leaves);
}

static void test_fixture(void **state)
{
    for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
        struct bytes pickle = read_fixture(*state, protocol);
        assert_int_equal(pickle_likeness(pickle.bytes, pickle.n), protocol < 2 ? 1 : 2);
        check_fixture(*state, &pickle);
        free(pickle.bytes);
    }
}

/* Numpy 2 renamed its modules; at protocol 2 names are lines, and may grow without any length to mend. */
static void test_numpy_2(void **state)
{
    (void)state;
    static const char old[] = "numpy.core.";
    struct bytes pickle = read_fixture("arrays", 2), renamed = {.bytes = malloc(1 << 20)};
    assert_non_null(renamed.bytes);
    size_t names = 0;
    for (size_t i = 0; i < pickle.n; i++) {
        if (pickle.n - i > sizeof old && memcmp(pickle.bytes + i, old, sizeof old - 1) == 0) {
            memcpy(renamed.bytes + renamed.n, "numpy._", 7);
            renamed.n += 7;
            i += 5;
            names++;
        } else {
            renamed.bytes[renamed.n++] = pickle.bytes[i];
        }
    }
    assert_true(names > 0);
    check_fixture("arrays", &renamed);
    free(pickle.bytes);
    free(renamed.bytes);
}

/* ---- programs written by hand ---- */

#define BYTES(text) (const unsigned char *)(text), sizeof(text) - 1

static const struct refused_row {
    const char *label;
    const unsigned char *bytes;
    size_t n;
    const char *message; /* a part of it */
} refused_rows[] = {
    {"GLOBAL posix.system", BYTES("cposix\nsystem\n(S'id'\ntR."),
     "byte 0: found an import of 'posix system', expected"},
    {"STACK_GLOBAL", BYTES("\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R."),
     "byte 14: found an import of 'os system'"},
    {"INST", BYTES("(S'id'\nios\nsystem\n."), "byte 7: found an import of 'os system'"},
    {"OBJ", BYTES("(cos\nsystem\nS'id'\no."), "byte 1: found an import of 'os system'"},
    {"NEWOBJ",
     BYTES("\x80\x02"
           "csubprocess\nPopen\n)\x81."),
     "byte 2: found an import of 'subprocess Popen'"},
    {"NEWOBJ_EX",
     BYTES("\x80\x04"
           "csubprocess\nPopen\n)}\x92."),
     "byte 2: found an import of 'subprocess Popen'"},
    {"BUILD with __setstate__",
     BYTES("\x80\x02"
           "cmodule\nClass\n)\x81}X\x0c\0\0\0__setstate__cos\nsystem\nsb."),
     "byte 2: found an import of 'module Class'"},
    {"BUILD of what has no state",
     BYTES("\x80\x02"
           "cpandas.core.frame\nDataFrame\n)\x81]b."),
     "found a state for a pandas DataFrame"},
    {"__setstate__ in a state",
     BYTES("\x80\x02"
           "cpandas.core.frame\nDataFrame\n)\x81}X\x0c\0\0\0__setstate__cos\nsystem\nsb."),
     "found an import of 'os system'"},
    {"eval", BYTES("c__builtin__\neval\n(S'1'\ntR."), "byte 0: found an import of '__builtin__ eval'"},
    {"builtins getattr", BYTES("cbuiltins\ngetattr\n."), "found an import of 'builtins getattr'"},
    {"numpy.load", BYTES("cnumpy\nload\n(S'x'\ntR."), "byte 0: found an import of 'numpy load'"},
    {"dotted name", BYTES("\x80\x04\x8c\x05numpy\x8c\x0fndarray.tofile_\x93."),
     "found an import of 'numpy ndarray.tofile_'"},
    {"call of a class", BYTES("cnumpy\nndarray\n)R."), "found an object, expected numbers"},
    {"a class alone", BYTES("cnumpy\nndarray\n."), "found 'numpy ndarray', expected numbers"},
    {"object of a class",
     BYTES("\x80\x02"
           "cnumpy\nndarray\n)\x81."),
     "found an object, expected numbers"},
    {"call of a number", BYTES("I5\n)R."), "found a call of the number 5"},
    {"PERSID", BYTES("P1\n."), "byte 0: found a persistent id (PERSID)"},
    {"BINPERSID", BYTES("\x80\x02K\x01Q."), "byte 4: found a persistent id (BINPERSID)"},
    {"EXT1", BYTES("\x80\x02\x82\x01."), "byte 2: found an extension code (EXT1)"},
    {"NEXT_BUFFER", BYTES("\x80\x05\x97."), "byte 2: found an out-of-band buffer (NEXT_BUFFER)"},
    {"READONLY_BUFFER", BYTES("\x80\x05N\x98."), "byte 3: found an out-of-band buffer (READONLY_BUFFER)"},
    {"nothing", BYTES(""), "byte 0: found the end of the file, expected STOP"},
    {"no opcode", BYTES("\xff"), "byte 0: found byte 0xff"},
    {"protocol 6", BYTES("\x80\x06N."), "found pickle protocol 6"},
    {"trailing bytes", BYTES("\x80\x02N.xy"), "byte 4: found 2 bytes after the end"},
    {"two values", BYTES("NN."), "more than one value"},
    {"empty stack", BYTES("."), "found STOP with 0 values"},
    {"value below a mark", BYTES("](a."), "found APPEND with 0 values before it, expected 2"},
    {"huge frame", BYTES("\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xffN."),
     "found a frame of 18446744073709551615 bytes"},
    {"huge text", BYTES("\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xffN."),
     "byte 2: found the end of the file within BINUNICODE8"},
    {"huge bytes",
     BYTES("B\xff\xff\xff\xff"
           "abc."),
     "byte 0: found the end of the file within BINBYTES"},
    {"huge integer",
     BYTES("\x8b\xff\xff\xff\x7f"
           "abc."),
     "byte 0: found the end of the file within LONG4"},
    {"memo index 4e9", BYTES("Np4000000000\n."), "byte 1: found PUT of a memo index that is out of range"},
    {"LONG_BINPUT 4e9", BYTES("Nr\xff\xff\xff\xff."), "byte 1: found LONG_BINPUT of a memo index"},
    {"memo index below 0", BYTES("Np-1\n."), "byte 1: found PUT of a memo index"},
    {"memo not put", BYTES("Np3\n0g2\n."), "byte 5: found GET of memo index 2, expected one that was put"},
    {"inf", BYTES("\x80\x02G\x7f\xf0\0\0\0\0\0\0."), "byte 2: found inf, expected a finite number"},
    {"inf among floats", BYTES("(G?\xf0\0\0\0\0\0\0G\x7f\xf0\0\0\0\0\0\0G?\xf0\0\0\0\0\0\0l."),
     "byte 10: found inf, expected a finite number"},
    {"the end among floats", BYTES("(G?\xf0\0\0\0\0\0\0G?\xf0\0\0\0\0\0"),
     "byte 10: found the end of the file within BINFLOAT"},
    {"no opcode behind a float", BYTES("(G?\xf0\0\0\0\0\0\0\xff"), "byte 10: found byte 0xff"},
    {"-inf as text", BYTES("F-inf\n."), "byte 0: found inf"},
    {"no number", BYTES("F0x10\n."), "found '0x10', expected a number"},
    {"no integer", BYTES("I010\n."), "found '010', expected an integer"},
    {"integer past doubles",
     BYTES("L1797693134862315907729305190789024733617976978942306572734300811577326758055009631327084"
           "7732240753602112011387987139335765878976881441662249284743063947412437776789342486548527"
           "6302219601246094119453082952085005768838150682342462881473913110540827237163350510684586"
           "298239947245938479716304835356329624224137216L\n."),
     "found an integer past the largest double"},
    {"numbers and text", BYTES("}(S'a'\n](K\1K\2S'x'\neu."),
     "x.pickle: 'a': found the text 'x' as item 2, expected a number"},
    {"text and numbers", BYTES("](S'x'\nK\1e."), "found the number 1 as item 1, expected text"},
    {"None and a list", BYTES("](N]e."), "found a list as item 1, expected numbers"},
    {"control in a key", BYTES("}S'a\\nb'\nK\1s."), "found a key with control characters"},
    {"key not UTF-8", BYTES("}S'\\xff'\nK\1s."), "found a key that is not UTF-8"},
    {"surrogate in a key", BYTES("}V\\ud800\nK\1s."), "found a key that is not UTF-8"},
    {"tuple as a key", BYTES("})K\1s."), "found a tuple as a key"},
    {"the same name twice", BYTES("}(K\1K\2S'1'\nK\3u."), "found two lists named '1'"},
    {"list in itself", BYTES("]q\0h\0a."), "found a list that contains itself"},
    {"dict in itself", BYTES("}q\0S'a'\nh\0s."), "x.pickle: 'a': found a dict that contains itself"},
    {"key without value", BYTES("(K\1d."), "found a key without a value"},
    {"float of 3 bytes", BYTES("cnumpy\ndtype\n(S'f3'\ntR."), "found the numpy type 'f3'"},
    {"long double",
     BYTES("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
           "(I1\n(I1\ntcnumpy\ndtype\n(S'f16'\ntRI00\nS'1234567812345678'\ntb."),
     "found long doubles"},
    {"complex",
     BYTES("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
           "(I1\n(I1\ntcnumpy\ndtype\n(S'c8'\ntRI00\nS'12345678'\ntb."),
     "found complex numbers"},
    {"mask of another shape",
     BYTES("cnumpy.ma.core\n_mareconstruct\n(cnumpy.ma.core\nMaskedArray\ncnumpy\nndarray\n(I0\ntS'b'\ntR"
           "(I1\n(I1\ntcnumpy\ndtype\n(S'f8'\ntRI00\nS'12345678'\nS'12'\nNtb."),
     "found a mask that is not of its array's shape"},
    {"array.array without its type", BYTES("carray\narray\n)R."), "that it does not take"},
    {"array.array that is cut",
     BYTES("\x80\x03"
           "carray\n_array_reconstructor\n(carray\narray\nX\x01\0\0\0dK\x10"
           "C\x07"
           "1234567tR."),
     "that it does not take"},
    {"inf in an array.array",
     BYTES("\x80\x03"
           "carray\n_array_reconstructor\n(carray\narray\nX\x01\0\0\0fK\x0e"
           "C\x04\0\0\x80\x7ftR."),
     "found inf"},
    {"type of dates", BYTES("cnumpy\ndtype\n(S'M8'\ntR."), "found a numpy dtype, expected numbers"},
    {"array past its data",
     BYTES("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
           "(I1\n(I4611686018427387904\nI4\ntcnumpy\ndtype\n(S'f8'\ntRI00\nS'12345678'\ntb."),
     "found a numpy array whose data do not fill its shape"},
    {"columns without rows",
     BYTES("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
           "(I1\n(I0\nI4000000000\ntcnumpy\ndtype\n(S'f8'\ntRI00\nS''\ntb."),
     "found more than 8 values for each byte"},
    {"three dimensions",
     BYTES("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
           "(I1\n(I1\nI1\nI1\ntcnumpy\ndtype\n(S'f8'\ntRI00\nS'12345678'\ntb."),
     "found an array of 3 dimensions"},
    {"inf in an array",
     BYTES("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
           "(I1\n(I1\ntcnumpy\ndtype\n(S'f2'\ntRI00\nS'\\x00\\x7c'\ntb."),
     "x.pickle: found inf as item 0"},
};

static void test_refused(void **state)
{
    const struct refused_row *row = *state;
    struct pickle_leaves leaves;
    struct error err;
    assert_int_equal(decode(row->bytes, row->n, &leaves, &err), BAD_DATA);
    if (strncmp(err.text, "x.pickle: ", 10) != 0 || strstr(err.text, row->message) == NULL) {
        print_error("got: %s\nwant: ... %s ...\n", err.text, row->message);
        fail();
    }
}

/* What Python reads, too, and no pickler of Python 3 writes. */
static const struct read_row {
    const char *label;
    const unsigned char *bytes;
    size_t n;
    const char *path;
    double value; /* of the only leaf */
} read_rows[] = {
    {"INST and OBJ make dicts", BYTES("(icollections\nOrderedDict\n(S'a'\nI7\nu."), "a", 7},
    {"OBJ", BYTES("(ccollections\nOrderedDict\no(S'a'\nI7\nu."), "a", 7},
    {"DUP, POP and POP_MARK", BYTES("I7\n20(I1\n1."), "", 7},
    {"POP of a mark", BYTES("I7\n(0."), "", 7},
    {"LONG1 of no bytes is 0", BYTES("\x80\x02\x8a\0."), "", 0},
    {"LONG4", BYTES("\x80\x02\x8b\x02\0\0\0\0\x80."), "", -32768},
    {"BININT has a sign", BYTES("J\xff\xff\xff\xff."), "", -1},
    {"bool as text", BYTES("I01\n."), "", 1},
    {"memo with gaps", BYTES("(I7\np9\n0g9\nt."), "", 7},
    {"Python 2's str of numpy",
     BYTES("cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'i2'\nI0\nI1\ntR"
           "(I3\nS'>'\nNNNI-1\nI-1\nI0\ntbS'\\x01\\x02'\ntR."),
     "", 258},
    {"Python 2's OrderedDict", BYTES("ccollections\nOrderedDict\n(((S'a'\nI7\nlltR."), "a", 7},
    {"escapes in a key", BYTES("}V\\u00e9\\U0001f600\\x\nI7\ns."), "\xc3\xa9\xf0\x9f\x98\x80\\x", 7},
    {"binary key",
     BYTES("\x80\x03}C\x01"
           "aK\x07s."),
     "a", 7},
};

static void test_read(void **state)
{
    const struct read_row *row = *state;
    struct pickle_leaves leaves;
    struct error err;
    if (decode(row->bytes, row->n, &leaves, &err) != OK) {
        print_error("%s\n", err.text);
        fail();
    }
    assert_int_equal(leaves.n, 1);
    assert_string_equal(leaves.leaves[0].path, row->path);
    assert_int_equal(leaves.leaves[0].n, 1);
    assert_true(leaves.leaves[0].values[0] == row->value);
    pickle_leaves_release(&leaves);
}

/* ---- damage ---- */

static void test_truncated(void **state)
{
    for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
        struct bytes pickle = read_fixture(*state, protocol);
        for (size_t n = 0; n < pickle.n; n++) {
            struct pickle_leaves leaves;
            struct error err;
            assert_int_equal(decode(pickle.bytes, n, &leaves, &err), BAD_DATA);
            assert_non_null(strstr(err.text, "x.pickle: byte "));
        }
        free(pickle.bytes);
    }
}

/* Each byte once, by a rule that reaches other opcodes, lengths and digits; only the invariants are checked.
 */
static void test_mutated(void **state)
{
    size_t refused = 0;
    for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
        struct bytes pickle = read_fixture(*state, protocol);
        for (size_t i = 0; i < pickle.n; i++) {
            unsigned char byte = pickle.bytes[i];
            pickle.bytes[i] = (unsigned char)(byte ^ (1u << (i * 5 + i / 8) % 8));
            struct pickle_leaves leaves;
            struct error err;
            refused += decode(pickle.bytes, pickle.n, &leaves, &err) != OK;
            pickle_leaves_release(&leaves);
            pickle.bytes[i] = byte;
        }
        free(pickle.bytes);
    }
    assert_true(refused > 0);
}

/* ---- greed ---- */

static void check_greedy(const unsigned char *bytes, size_t n, const char *message)
{
    struct pickle_leaves leaves;
    struct error err;
    assert_int_equal(decode(bytes, n, &leaves, &err), BAD_DATA);
    if (strstr(err.text, message) == NULL) {
        print_error("got: %s\nwant: ... %s ...\n", err.text, message);
        fail();
    }
}

/* Lists of ten references each to the list before. */
static void test_laughs(void **state)
{
    (void)state;
    unsigned char pickle[4096] = "]q\0(K\1K\1K\1K\1K\1K\1K\1K\1K\1K\1e";
    size_t n = 25;
    for (unsigned char level = 1; level < 20; level++) {
        memcpy(pickle + n, (const unsigned char[]){']', 'q', level, '('}, 4);
        n += 4;
        for (size_t i = 0; i < 10; i++, n += 2) {
            memcpy(pickle + n, (const unsigned char[]){'h', level - 1u}, 2);
        }
        pickle[n++] = 'e';
    }
    pickle[n] = '.';
    /* The levels are left on the stack otherwise: gather them in a list. */
    unsigned char whole[4200] = "](";
    memcpy(whole + 2, pickle, n);
    whole[n + 2] = 'e';
    whole[n + 3] = '.';
    check_greedy(whole, n + 4, "found more than 8 values for each byte");
}

/* The same with texts, which are not leaves but take their time. */
static void test_many_texts(void **state)
{
    (void)state;
    enum { TEXTS = 20000, TIMES = 20000 };
    unsigned char *pickle = malloc(4 * TEXTS + 2 * TIMES + 100);
    assert_non_null(pickle);
    size_t n = 0;
    memcpy(pickle, "](]q\0(", 6);
    n = 6;
    for (size_t i = 0; i < TEXTS; i++, n += 2) {
        memcpy(pickle + n, "U\0", 2);
    }
    pickle[n++] = 'e';
    for (size_t i = 0; i < TIMES; i++, n += 2) {
        memcpy(pickle + n, "h\0", 2);
    }
    memcpy(pickle + n, "e.", 2);
    check_greedy(pickle, n + 2, "found more than 8 values for each byte");
    free(pickle);
}

static void test_deep(void **state)
{
    (void)state;
    enum { LEVELS = 200000 };
    unsigned char *pickle = malloc(LEVELS * 2);
    assert_non_null(pickle);
    memset(pickle, ']', LEVELS);
    memset(pickle + LEVELS, 'a', LEVELS - 1);
    pickle[2 * LEVELS - 1] = '.';
    check_greedy(pickle, 2 * LEVELS, "found more than 100 levels of lists");
    /* 100 levels are read. */
    memset(pickle, ']', 100);
    memset(pickle + 100, 'a', 99);
    pickle[199] = '.';
    struct pickle_leaves leaves;
    struct error err;
    assert_int_equal(decode(pickle, 200, &leaves, &err), OK);
    assert_int_equal(leaves.n, 1);
    assert_int_equal(leaves.leaves[0].n, 0);
    pickle_leaves_release(&leaves);
    free(pickle);
}

/* A long key, at each of ten levels, above many leaves: the paths alone would be a thousand times the pickle.
 */
static void test_long_paths(void **state)
{
    (void)state;
    enum { KEY = 60000, LEAVES = 5000 };
    unsigned char *pickle = malloc(KEY + 8 * LEAVES + 100);
    assert_non_null(pickle);
    size_t n = 0;
    memcpy(pickle, "}T\x60\xea\0\0", 6);
    memset(pickle + 6, 'k', KEY);
    n = 6 + KEY;
    pickle[n++] = ']';
    pickle[n++] = '(';
    for (size_t i = 0; i < LEAVES; i++) {
        pickle[n++] = ']';
    }
    memcpy(pickle + n, "es.", 3);
    check_greedy(pickle, n + 3, "found a pickle that unfolds to more than 64 times its size");
    free(pickle);
}

/* Millions of the values that take most memory for a byte. */
static void test_many_objects(void **state)
{
    const char *unit = *state;
    enum { BYTES_N = 3000000 };
    unsigned char *pickle = malloc(BYTES_N);
    assert_non_null(pickle);
    for (size_t i = 0, length = strlen(unit); i < BYTES_N; i++) {
        pickle[i] = (unsigned char)unit[i % length];
    }
    struct pickle_leaves leaves;
    struct error err;
    assert_int_equal(decode(pickle, BYTES_N, &leaves, &err), BAD_DATA);
    free(pickle);
#ifndef __SANITIZE_ADDRESS__ /* it keeps what was freed */
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    /* The promise, the pickle twice, and the program itself. */
    assert_in_range((size_t)usage.ru_maxrss, 0,
                    (64 * (size_t)BYTES_N + 2 * BYTES_N) / 1024 + 1024 + 16 * 1024);
#endif
}

/* What the promise rests on: all memory comes from here, and none past the bound, of little and of much. */
static void check_memory(size_t most)
{
    struct pickle_memory memory = {.most = most};
    size_t small = 0, capacity = 0;
    while (memory.used <= 50000 && pickle_memory_get(&memory, 16) != NULL) {
        small++;
    }
    assert_true(small > 1000);
    assert_null(pickle_memory_get(&memory, SIZE_MAX));
    assert_null(pickle_memory_get(&memory, SIZE_MAX - 32));
    assert_null(pickle_memory_reserve(&memory, NULL, &capacity, SIZE_MAX, 16));
    assert_true(memory.refused);
    memory.refused = false;
    char *array = NULL;
    for (size_t n = 1;; n++) {
        char *grown = pickle_memory_reserve(&memory, array, &capacity, n, 1);
        assert_true(memory.used <= memory.most);
        if (grown == NULL) {
            break;
        }
        array = grown;
        array[n - 1] = (char)(n * 7);
        assert_int_equal(array[n / 2], (char)((n / 2 + 1) * 7));
    }
    assert_true(memory.refused && capacity > most / 10);
    for (size_t i = 0; i < capacity; i++) {
        assert_int_equal(array[i], (char)((i + 1) * 7));
    }
    pickle_blocks_free(memory.blocks);
}

static void test_memory(void **state)
{
    (void)state;
    check_memory(100000);
    check_memory(20000000);
}

/* More floats than one step of any array holds, a thousand at a time as Python writes them. */
static void test_many_floats(void **state)
{
    (void)state;
    enum { FLOATS = 500000, STEP = 1000, WIDTH = 9 };
    unsigned char *pickle = malloc(FLOATS * WIDTH + FLOATS / STEP * 2 + 2), *at = pickle;
    assert_non_null(pickle);
    *at++ = ']';
    for (uint64_t i = 0; i < FLOATS; i++) {
        if (i % STEP == 0) {
            *at++ = '(';
        }
        double number = (double)i / 8;
        uint64_t bits;
        memcpy(&bits, &number, sizeof bits);
        *at++ = 'G';
        for (int shift = 56; shift >= 0; shift -= 8) {
            *at++ = (unsigned char)(bits >> shift);
        }
        if (i % STEP == STEP - 1) {
            *at++ = 'e';
        }
    }
    *at++ = '.';
    struct pickle_leaves leaves;
    struct error err;
    assert_int_equal(decode(pickle, (size_t)(at - pickle), &leaves, &err), OK);
    assert_int_equal(leaves.n, 1);
    assert_int_equal(leaves.leaves[0].n, FLOATS);
    for (size_t i = 0; i < FLOATS; i++) {
        assert_true(leaves.leaves[0].values[i] == (double)i / 8);
    }
    pickle_leaves_release(&leaves);
    free(pickle);
}

/* A list of bools has one byte a value, and is no misuse. */
static void test_bools(void **state)
{
    (void)state;
    enum { BOOLS = 1000000 };
    unsigned char *pickle = malloc(BOOLS + 5000);
    assert_non_null(pickle);
    memcpy(pickle, "\x80\x04]", 3);
    size_t n = 3;
    for (size_t i = 0; i < BOOLS; i++) {
        if (i % 1000 == 0) {
            pickle[n++] = '(';
        }
        pickle[n++] = (unsigned char)(0x88 + i % 2);
        if (i % 1000 == 999) {
            pickle[n++] = 'e';
        }
    }
    pickle[n++] = '.';
    struct pickle_leaves leaves;
    struct error err;
    assert_int_equal(decode(pickle, n, &leaves, &err), OK);
    assert_int_equal(leaves.n, 1);
    assert_int_equal(leaves.leaves[0].n, BOOLS);
    assert_true(leaves.leaves[0].values[1] == 0 && leaves.leaves[0].values[BOOLS - 2] == 1);
    pickle_leaves_release(&leaves);
    free(pickle);
}

/* ---- likeness ---- */

static const struct likeness_row {
    const char *label;
    const unsigned char *bytes;
    size_t n;
    int likeness;
} likeness_rows[] = {
    {"nothing", BYTES(""), 0},
    {"0x80 alone", BYTES("\x80"), 0},
    {"protocol without opcode", BYTES("\x80\x04"), 1},
    {"protocol 4", BYTES("\x80\x04\x95"), 2},
    {"protocol 6", BYTES("\x80\x06."), 0},
    {"protocol 2 and no opcode", BYTES("\x80\x02 "), 0},
    {"protocol 2 and a pop",
     BYTES("\x80\x02"
           "0"),
     0},
    {"one number a line", BYTES("0.125\n0.25\n"), 0},
    {"numbers from 1", BYTES("12.5\n13\n"), 0},
    {"numbers from 2", BYTES("2\n2\n2\n"), 0},
    {"minus", BYTES("-1\n-2\n"), 0},
    {"letters and numbers", BYTES("F1.5\nF2.5\nF3.5\nF4.5\n"), 0},
    {"I and numbers", BYTES("I1\nI2\nI3\nI4\nI5\n"), 0},
    {"quoted lines", BYTES("S'a'\nS'b'\nS'c'\nS'd'\n"), 0},
    {"V and words", BYTES("Voltage\nVolume\nVector\nVery\n"), 0},
    {"names of percentiles", BYTES("cpu\nmem\np50\np95\np99\n"), 0},
    {"words by line", BYTES("count\nlatency\n(a)\n"), 0},
    {"P, a phase", BYTES("Phase,latency\nwarm,1\n"), 0},
    {"CSV", BYTES("model,latency_s\nresnet50,0.125\n"), 0},
    {"CSV in parentheses", BYTES("(a,b)\n(1,2)\n"), 0},
    {"a tuple in text", BYTES("(1, 2)\n"), 0},
    {"parenthesis and l", BYTES("(latency)\n"), 0},
    {"parenthesis and t", BYTES("(t)ime\n"), 0},
    {"parenthesis and both", BYTES("(l)a(t)a)a)a"), 0},
    {"parenthesis and d", BYTES("(dp,a)\n1\n"), 0},
    {"brackets", BYTES("]a,b\n"), 0},
    {"braces", BYTES("}a,b\n"), 0},
    {"N", BYTES("N,latency\n1,2\n"), 0},
    {"NNN", BYTES("NNN\n"), 0},
    {"N.B.", BYTES("N.B. this is prose\n"), 0},
    {"K", BYTES("Kind,of\n"), 0},
    {"January", BYTES("Jan,2020\nFeb,2020\n"), 0},
    {"G and ten letters", BYTES("Gigabytes.\n"), 0},
    {"X", BYTES("X,Y\n1,2\n"), 0},
    {"JSON list", BYTES("[1, 2]\n"), 0},
    {"JSON dict", BYTES("{\"a\": 1}\n"), 0},
    {"null", BYTES("null\n"), 0},
    {"NaN", BYTES("NaN\nNaN\nNaN\n"), 0},
    {"gzip", BYTES("\x1f\x8b\x08\0\0\0\0\0"), 0},
    {"byte order mark",
     BYTES("\xef\xbb\xbf"
           "a,b\n"),
     0},
    {"protocol 0", BYTES("(lp0\nF0.5\naF0.25\na."), 1},
    {"protocol 0, cut", BYTES("(lp0\nF0.5\naF0.2"), 1},
    {"protocol 1, cut", BYTES("]q\0(G?\xf0\0\0"), 1},
    {"a call, to be refused by name", BYTES("cos\nsystem\n(S'id'\ntR."), 1},
};

static void test_likeness(void **state)
{
    const struct likeness_row *row = *state;
    assert_int_equal(pickle_likeness(row->bytes, row->n), row->likeness);
}

#define LENGTH(array) (sizeof(array) / sizeof *(array))

int main(void)
{
    static struct CMUnitTest
        tests[3 * FIXTURES + LENGTH(refused_rows) + LENGTH(read_rows) + LENGTH(likeness_rows) + 32];
    static char names[3][FIXTURES][64];
    static const char *const units[] = {"]", "}\x94",           "(",          ")\x94", "N\x85", "](]",
                                        "U", "cnumpy\ndtype\n", "](N\x88\x65"};
    size_t n = 0;
    for (size_t i = 0; i < FIXTURES; i++) {
        void *name = (void *)fixtures[i];
        snprintf(names[0][i], sizeof names[0][i], "values: %s", fixtures[i]);
        snprintf(names[1][i], sizeof names[1][i], "truncated: %s", fixtures[i]);
        snprintf(names[2][i], sizeof names[2][i], "mutated: %s", fixtures[i]);
        tests[n++] = (struct CMUnitTest){names[0][i], test_fixture, NULL, NULL, name};
        tests[n++] = (struct CMUnitTest){names[1][i], test_truncated, NULL, NULL, name};
        tests[n++] = (struct CMUnitTest){names[2][i], test_mutated, NULL, NULL, name};
    }
    for (size_t i = 0; i < LENGTH(refused_rows); i++) {
        tests[n++] = CHECK_ROW(test_refused, &refused_rows[i]);
    }
    for (size_t i = 0; i < LENGTH(read_rows); i++) {
        tests[n++] = CHECK_ROW(test_read, &read_rows[i]);
    }
    for (size_t i = 0; i < LENGTH(likeness_rows); i++) {
        tests[n++] = CHECK_ROW(test_likeness, &likeness_rows[i]);
    }
    for (size_t i = 0; i < LENGTH(units); i++) {
        tests[n++] = (struct CMUnitTest){"many objects", test_many_objects, NULL, NULL, (void *)units[i]};
    }
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(test_numpy_2), cmocka_unit_test(test_laughs),      cmocka_unit_test(test_many_texts),
        cmocka_unit_test(test_deep),    cmocka_unit_test(test_long_paths),  cmocka_unit_test(test_bools),
        cmocka_unit_test(test_memory),  cmocka_unit_test(test_many_floats),
    };
    memcpy(tests + n, others, sizeof others);
    n += LENGTH(others);
    return _cmocka_run_group_tests("pickle", tests, n, NULL, NULL);
}
