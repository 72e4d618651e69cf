/* Texts, option tables, the pool and JSON places. Expected values are worked out by hand unless
 * noted. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json_file.h"
#include "base/opt.h"
#include "base/pool.h"
#include "base/text.h"

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

static const struct line_row {
    const char *label, *text;
    size_t columns;
    const char *lines; /* each ends with a bar */
    size_t longest_word;
} line_rows[] = {
    {"line: all of it", "p95 of requests", 15, "p95 of requests|", 8},
    {"line: at blanks", "p95 of  requests", 8, "p95 of|requests|", 8},
    {"line: a blank just behind", "a bc d", 4, "a bc|d|", 2},
    {"line: behind a mark", "usd_per_million", 8, "usd_per_|million|", 7},
    {"line: where it is full", "inceptionv3", 5, "incep|tionv|3|", 11},
    {"line: wide letters stay whole", "\xE6\x97\xA5\xE6\x9C\xAC", 3, "\xE6\x97\xA5|\xE6\x9C\xAC|", 4},
    {"line: wider than all room", "\xE6\x97\xA5", 1, "\xE6\x97\xA5|", 2},
    {"line: an accent stays with its letter", "ae\xCC\x81", 1, "a|e\xCC\x81|", 2},
    {"line: nothing", "", 5, "|", 0},
};

static void test_line(void **state)
{
    const struct line_row *row = *state;
    struct text lines = {0};
    struct error err;
    const char *rest = row->text;
    do {
        struct span line = text_line(&rest, row->columns);
        assert_int_equal(text_print(&lines, &err, "%.*s|", (int)line.n, line.bytes), OK);
    } while (*rest != '\0');
    assert_string_equal(lines.bytes, row->lines);
    assert_int_equal(text_longest_word(row->text), row->longest_word);
    text_release(&lines);
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
    static const struct opt_usage usage = {
        .name = "faastat test", .synopsis = "[option ...]", .purpose = "Test", .examples = ""};
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
    assert_int_equal(json_file_parse(&file, &(struct place){"f.json", 1, 1}, text, strlen(text), &err), OK);
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

/* ---- joined objects ---- */

static const struct joined_row {
    const char *text;
    size_t first, cut; /* counted by hand */
} joined_rows[] = {
    {"", 0, 0},
    {"{}", 2, 0},
    {"{}{}", 2, 2},
    {" {} {} {}", 4, 0}, /* a block begins with its first object */
    {"{} {}\t{", 3, 6},
    {"{\"}{\":1}{}", 8, 8},
    {"{\"\\\"}{\"}{\"a\":{}}", 8, 8},
    {"{\"\\\\\"}{}", 6, 6},
    {"{\"a\":[{},{}]}{\"b\"", 13, 13},
    {"{\"a", 3, 0},
    {"{}}{}", 3, 3},
    {"{} text {} {}", 8, 11},
    {"[{}]{}", 6, 0},
    {"{}[]", 4, 0},
};

static void test_joined(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof joined_rows / sizeof *joined_rows; i++) {
        const struct joined_row *row = &joined_rows[i];
        size_t n = strlen(row->text), first = json_joined_length(row->text, n),
               cut = json_find_cut(row->text, n);
        if (first != row->first || cut != row->cut) {
            print_error("%s: got %zu and %zu, want %zu and %zu\n", row->text, first, cut, row->first,
                        row->cut);
            fail();
        }
    }
}

/* ---- how much of a file is to come ---- */

static void test_input_rest(void **state)
{
    (void)state;
    enum { ALL = 1000 };
    static const char zeros[ALL];
    char path[] = "/tmp/faastat-test-XXXXXX", buffer[ALL];
    const char *seen;
    size_t got;
    struct input input;
    struct error err = {{0}};
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, zeros, ALL), ALL);
    close(descriptor);
    assert_int_equal(input_open(&input, path, &(struct input_options){0}, &err), OK);
    assert_int_equal(input_peek(&input, 500, &seen, &got, &err), OK);
    check_close(input_rest(&input), 0, 0); /* looked at is not read */
    for (size_t read = 100; read <= ALL; read += 100) {
        assert_int_equal(input_read(&input, buffer, 100, &got, &err), OK);
        check_close(input_rest(&input), (double)(ALL - read) / (double)read, 1e-15);
    }
    input_close(&input);
    unlink(path);
    assert_int_equal(input_open(&input, "/dev/zero", &(struct input_options){0}, &err), OK);
    assert_int_equal(input_read(&input, buffer, 100, &got, &err), OK);
    check_close(input_rest(&input), 0, 0); /* it has no size */
    input_close(&input);
}

int main(void)
{
    enum { UTF8 = sizeof utf8_rows / sizeof *utf8_rows, LINES = sizeof line_rows / sizeof *line_rows };
    struct CMUnitTest rows[UTF8 + LINES];
    for (size_t i = 0; i < UTF8; i++) {
        rows[i] = CHECK_ROW(test_utf8, &utf8_rows[i]);
    }
    for (size_t i = 0; i < LINES; i++) {
        rows[UTF8 + i] = CHECK_ROW(test_line, &line_rows[i]);
    }
    const struct CMUnitTest others[] = {
        cmocka_unit_test(test_nearest),         cmocka_unit_test(test_options),
        cmocka_unit_test(test_options_refused), cmocka_unit_test(test_pool),
        cmocka_unit_test(test_json_place),      cmocka_unit_test(test_joined),
        cmocka_unit_test(test_input_rest),
    };
    int failed = cmocka_run_group_tests_name("base rows", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("base", others, NULL, NULL);
}
