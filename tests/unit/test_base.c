/* Numbers, texts, option tables, the pool and JSON places. Expected values are worked out by hand unless
 * noted. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_file.h"
#include "base/number.h"
#include "base/opt.h"
#include "base/pool.h"
#include "base/text.h"

/* ---- numbers ---- */

/* Values: what the compiler makes of the same decimal, which IEEE 754 fixes. */
static const struct number_row {
    const char *label, *text;
    bool ok;
    double value;
} number_rows[] = {
    {"number: decimal", "2.385", true, 2.385},
    {"number: whole", "26", true, 26},
    {"number: sign", "-0.75", true, -0.75},
    {"number: plus", "+4.5", true, 4.5},
    {"number: exponent", "1.25e-3", true, 1.25e-3},
    {"number: no digit before the point", ".5", true, 0.5},
    {"number: no digit behind the point", "5.", true, 5},
    {"number: 17 digits", "0.10000000000000001", true, 0.1},
    {"number: halfway case", "9007199254740993", true, 9007199254740992.0},
    {"number: largest", "1.7976931348623157e308", true, 1.7976931348623157e308},
    {"number: smallest", "5e-324", true, 5e-324},
    {"number: zero in many ways", "-0.000e999", true, 0},
    /* The values are the compiler's, by exact arithmetic. Source: Regan (2010 to 2013), exploringbinary.com;
     * the last six are at the ends of what is divided once. */
    {"number: hard, 6929495644600919.5", "6929495644600919.5", true, 6929495644600919.5},
    {"number: hard, 3.7455744005952583e15", "3.7455744005952583e15", true, 3.7455744005952583e15},
    {"number: hard, 2.2250738585072011e-308", "2.2250738585072011e-308", true, 2.2250738585072011e-308},
    {"number: hard, 2.2250738585072014e-308", "2.2250738585072014e-308", true, 2.2250738585072014e-308},
    {"number: hard, 0.5000000000000001665334", "0.500000000000000166533453693773481063544750213623046875",
     true, 0.500000000000000166533453693773481063544750213623046875},
    {"number: hard, 3.518437208883201171875e", "3.518437208883201171875e13", true,
     3.518437208883201171875e13},
    {"number: hard, 62.5364939768271845828", "62.5364939768271845828", true, 62.5364939768271845828},
    {"number: hard, 8.10109172351e-10", "8.10109172351e-10", true, 8.10109172351e-10},
    {"number: hard, 1.5000000000000001110223", "1.50000000000000011102230246251565", true,
     1.50000000000000011102230246251565},
    {"number: hard, 9007199254740991.4999999", "9007199254740991.4999999999999999999999999999999995", true,
     9007199254740991.4999999999999999999999999999999995},
    {"number: hard, 9223372036854775807", "9223372036854775807", true, 9223372036854775807.0},
    {"number: hard, 9223372036854775808", "9223372036854775808", true, 9223372036854775808.0},
    {"number: hard, 10000000000000000000", "10000000000000000000", true, 10000000000000000000.0},
    {"number: hard, 9999999999999999999", "9999999999999999999", true, 9999999999999999999.0},
    {"number: hard, 0.1234567890123456789", "0.1234567890123456789", true, 0.1234567890123456789},
    {"number: hard, 123456789012345678.9", "123456789012345678.9", true, 123456789012345678.9},
    {"refused: out of range", "1e999", false, 0},
    {"refused: nothing left", "1e-999", false, 0},
    {"refused: hexadecimal", "0x10", false, 0},
    {"refused: decimal comma", "1,5", false, 0},
    {"refused: nan", "nan", false, 0},
    {"refused: inf", "inf", false, 0},
    {"refused: infinity", "-Infinity", false, 0},
    {"refused: empty", "", false, 0},
    {"refused: a sign alone", "-", false, 0},
    {"refused: a point alone", ".", false, 0},
    {"refused: space before", " 1", false, 0},
    {"refused: space behind", "1 ", false, 0},
    {"refused: a unit", "1.5s", false, 0},
    {"refused: exponent without digits", "1e+", false, 0},
    {"refused: two points", "1.2.3", false, 0},
};

static void test_number(void **state)
{
    const struct number_row *row = *state;
    double value = -7.25;
    assert_int_equal(number_parse(row->text, strlen(row->text), &value), row->ok);
    check_close(value, row->ok ? row->value : -7.25, 0);
}

/* What is written reads back to the same bits, in as few digits as there are. */
static void test_number_written(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } rows[] = {{0.1, "0.1"},       {1.0 / 3, "0.3333333333333333"},
                {5e-324, "5e-324"}, {2.5e-310, "2.5e-310"},
                {1e22, "1e+22"},    {-12.668720543384552, "-12.668720543384552"}};
    char text[NUMBER_TEXT];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        number_write(rows[i].value, text);
        assert_string_equal(text, rows[i].text);
    }
    uint64_t bits = UINT64_C(0x9E3779B97F4A7C15);
    for (int i = 0; i < 200000; i++) {
        double value, back;
        bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value)) {
            assert_true(number_parse(text, number_write(value, text), &back));
            assert_memory_equal(&back, &value, sizeof value);
        }
    }
}

/* A decimal number of up to 24 digits with a sign, a point and an exponent or without; its length. */
static size_t make_decimal(uint64_t *bits, char text[48])
{
    size_t n = 0;
    *bits = *bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    uint64_t dice = *bits >> 8;
    size_t digits = 1 + dice % 24, point = dice / 24 % 32; /* beyond the digits: none */
    uint64_t stream = *bits ^ *bits >> 29;
    if ((dice >> 20) % 4 == 0) {
        text[n++] = '-';
    }
    for (size_t i = 0; i < digits; i++) {
        if (i == point) {
            text[n++] = '.';
        }
        stream = stream * UINT64_C(2862933555777941757) + UINT64_C(3037000493);
        text[n++] = (char)('0' + (stream >> 40) % 10);
    }
    if ((dice >> 30) % 8 == 0) {
        n += (size_t)snprintf(text + n, 8, "e%d", (int)((dice >> 34) % 60) - 30);
    }
    text[n] = '\0';
    return n;
}

/* Ten million decimal numbers give the doubles that strtod gives. */
static void test_number_as_strtod(void **state)
{
    (void)state;
    uint64_t bits = 2026;
    char text[48];
    for (int i = 0; i < 10000000; i++) {
        size_t n = make_decimal(&bits, text);
        double got = -7.25, want = strtod(text, NULL);
        if (!number_parse(text, n, &got) || memcmp(&got, &want, sizeof got) != 0) {
            fail_msg("'%s': got %.17g, want %.17g", text, got, want);
        }
    }
}

/* ---- text ---- */

static const struct utf8_row {
    const char *label, *text;
    bool ok;
    size_t width;
} utf8_rows[] = {
    {"utf8: ascii", "latency", true, 7},
    {"utf8: two bytes", "d\xC3\xA9j\xC3\xA0", true, 4},
    {"utf8: combining accent", "e\xCC\x81", true, 1},
    {"utf8: wide", "\xE6\x97\xA5\xE6\x9C\xAC", true, 4},
    {"utf8: four bytes", "\xF0\x9F\x98\x80", true, 2},
    {"not utf8: latin 1", "d\xE9j\xE0", false, 4},
    {"not utf8: overlong slash", "\xC0\xAF", false, 2},
    {"not utf8: surrogate", "\xED\xA0\x80", false, 3},
    {"not utf8: beyond U+10FFFF", "\xF4\x90\x80\x80", false, 4},
    {"not utf8: cut off", "\xE6\x97", false, 2},
};

static void test_utf8(void **state)
{
    const struct utf8_row *row = *state;
    assert_int_equal(text_is_utf8(row->text, strlen(row->text)), row->ok);
    assert_int_equal(text_width(row->text), row->width);
}

static void test_nearest(void **state)
{
    (void)state;
    static const char *const names[] = {"model", "memory_mb", "latency_s"};
    assert_string_equal(text_nearest("modle", names, 3), "model");
    assert_string_equal(text_nearest("latency", names, 3), "latency_s");
    assert_null(text_nearest("experiment", names, 3));
    assert_null(text_nearest("x", names, 0));
}

/* ---- options ---- */

struct parsed {
    bool flag;
    const char *text;
    double number;
    size_t count;
    struct opt_list list;
    struct opt_result rest;
};

static enum status parse(struct parsed *to, struct error *err, char **argv)
{
    const struct opt options[] = {
        OPT_FLAG('q', "quiet", &to->flag, "say less"),
        OPT_TEXT('o', "output", "FILE", &to->text, "write here"),
        OPT_NUMBER('l', "level", "P", &to->number, "coverage"),
        OPT_COUNT(0, "threads", "N", &to->count, "threads"),
        OPT_LIST('w', "where", "C", &to->list, "condition"),
        {0},
    };
    static const struct opt_usage usage = {"faastat test", "[option ...]", "Test", NULL, ""};
    int argc = 0;
    while (argv[argc] != NULL) {
        argc++;
    }
    *to = (struct parsed){0};
    *err = (struct error){{0}};
    return opt_parse(argc, argv, &usage, options, &to->rest, err);
}

#define ARGV(...)                                                                                            \
    (char *[])                                                                                               \
    {                                                                                                        \
        (char[]){"test"}, __VA_ARGS__, NULL                                                                  \
    }

static void test_options(void **state)
{
    (void)state;
    struct parsed to;
    struct error err;
    enum status status = parse(&to, &err,
                               ARGV((char[]){"a"}, (char[]){"-q"}, (char[]){"--level=0.9"}, (char[]){"-w"},
                                    (char[]){"x=1"}, (char[]){"--where"}, (char[]){"y>2"}, (char[]){"-ofile"},
                                    (char[]){"--threads"}, (char[]){"3"}, (char[]){"--"}, (char[]){"-b"}));
    assert_int_equal(status, OK);
    assert_true(to.flag);
    check_close(to.number, 0.9, 0);
    assert_string_equal(to.text, "file");
    assert_int_equal(to.count, 3);
    assert_int_equal(to.list.n, 2);
    assert_string_equal(to.list.values[1], "y>2");
    assert_int_equal(to.rest.n, 2);
    assert_string_equal(to.rest.operands[0], "a");
    assert_string_equal(to.rest.operands[1], "-b");
    opt_list_release(&to.list);
}

static void refuse(char **argv, const char *message)
{
    struct parsed to;
    struct error err;
    assert_int_equal(parse(&to, &err, argv), BAD_USAGE);
    assert_string_equal(err.text, message);
    opt_list_release(&to.list);
}

static void test_options_refused(void **state)
{
    (void)state;
    refuse(ARGV((char[]){"--level"}), "option '--level' needs an argument");
    refuse(ARGV((char[]){"--level=abc"}), "--level: found 'abc', expected a number");
    refuse(ARGV((char[]){"--threads=-1"}), "--threads: found '-1', expected a whole number from 0");
    refuse(ARGV((char[]){"--threads=1.5"}), "--threads: found '1.5', expected a whole number from 0");
    refuse(ARGV((char[]){"--lavel=1"}), "unknown option '--lavel=1'; did you mean '--level'?");
    refuse(ARGV((char[]){"--lev=1"}), "unknown option '--lev=1'; did you mean '--level'?");
    refuse(ARGV((char[]){"--lev"}, (char[]){"1"}), "unknown option '--lev'; did you mean '--level'?");
    refuse(ARGV((char[]){"--quiet=yes"}), "'--quiet=yes' takes no value");
    refuse(ARGV((char[]){"-z"}), "unknown option '-z'; see 'faastat test --help'");
}

/* ---- the pool ---- */

struct squares {
    double results[1000];
};

static enum status square(size_t index, void *context, struct error *err)
{
    struct squares *squares = context;
    squares->results[index] = (double)index * (double)index;
    return index % 100 == 37 ? error_set(err, BAD_DATA, "job %zu", index) : OK;
}

static void test_pool(void **state)
{
    (void)state;
    for (size_t threads = 0; threads <= 7; threads++) {
        struct squares squares = {{0}};
        struct error err = {{0}};
        assert_int_equal(pool_run(1000, threads, square, &squares, &err), BAD_DATA);
        assert_string_equal(err.text, "job 37"); /* the first by its index, whichever failed first */
        for (size_t i = 0; i < 1000; i++) {
            check_close(squares.results[i], (double)(i * i), 0);
        }
    }
    struct error err = {{0}};
    assert_int_equal(pool_run(0, 3, square, NULL, &err), OK);
}

/* ---- places in JSON ---- */

static void test_json_place(void **state)
{
    (void)state;
    static const char text[] = "{\n"
                               "  \"a b\\\"\": {\"x\": [1, {\"y\": \"]}\"},\n"
                               "     \"here\"]},\n"
                               "  \"last\": null\n"
                               "}\n";
    struct json_file file;
    struct error err = {{0}};
    assert_int_equal(json_file_parse(&file, "f.json", 1, text, strlen(text), &err), OK);
    struct json_spot root = json_root(&file);
    struct json_spot object = json_member(&root, "a b\""), array = json_member(&object, "x");
    struct json_spot here = json_element(&array, 2), last = json_member(&root, "last");
    struct json_spot lacking = json_member(&object, "z");
    assert_int_equal(json_spot_error(&here, &err, "found it"), BAD_DATA);
    assert_string_equal(err.text, "f.json:3:6: found it");
    err = (struct error){{0}};
    json_spot_error(&last, &err, "found it");
    assert_string_equal(err.text, "f.json:4:11: found it");
    err = (struct error){{0}};
    json_spot_error(&lacking, &err, "found nothing");
    assert_string_equal(err.text, "f.json:2:12: found nothing");
    json_file_release(&file);
}

int main(void)
{
    enum { NUMBERS = sizeof number_rows / sizeof *number_rows, UTF8 = sizeof utf8_rows / sizeof *utf8_rows };
    struct CMUnitTest rows[NUMBERS + UTF8];
    for (size_t i = 0; i < NUMBERS; i++) {
        rows[i] = CHECK_ROW(test_number, &number_rows[i]);
    }
    for (size_t i = 0; i < UTF8; i++) {
        rows[NUMBERS + i] = CHECK_ROW(test_utf8, &utf8_rows[i]);
    }
    const struct CMUnitTest others[] = {
        cmocka_unit_test(test_number_written),  cmocka_unit_test(test_number_as_strtod),
        cmocka_unit_test(test_nearest),         cmocka_unit_test(test_options),
        cmocka_unit_test(test_options_refused), cmocka_unit_test(test_pool),
        cmocka_unit_test(test_json_place),
    };
    int failed = cmocka_run_group_tests_name("base rows", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("base", others, NULL, NULL);
}
