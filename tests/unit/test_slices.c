/* Where slices of files begin and end. Small texts are counted by hand; a large one, of which the survey
 * reads several pieces, is compared with one byte after the other. */
#include "check.h"

#include <stdlib.h>
#include <unistd.h>

#include "read/slices.h"

static const char template[] = "/tmp/faastat-test-XXXXXX";

static void write_file(char path[sizeof template], const char *bytes, size_t n)
{
    memcpy(path, template, sizeof template);
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, n), (ssize_t)n);
    close(descriptor);
}

static struct slice survey(const char *path, size_t from, size_t to)
{
    struct error err = {{0}};
    struct slice slice = {.from = from, .to = to};
    assert_int_equal(slice_survey(path, &slice, &err), OK);
    return slice;
}

static const struct slice_row {
    const char *label, *text;
    size_t from, to;
    struct slice want;
} slice_rows[] = {
    {"a whole file", "a\nbc\nd\n", 0, SIZE_MAX, {0, 7, 3, true}},
    {"from inside a line", "a\nbc\nd\n", 2, SIZE_MAX, {5, 7, 1, true}},
    {"up to inside a line", "a\nbc\nd\n", 0, 3, {0, 5, 2, true}},
    {"from a line feed", "a\nbc\nd\n", 1, SIZE_MAX, {2, 7, 2, true}},
    {"no line begins", "a\nbcdefg\nh\n", 3, 5, {9, 9, 0, true}},
    {"the last line begins before", "a\nbcdef", 3, SIZE_MAX, {7, 7, 0, true}},
    {"the last line has no end", "a\nbc\nd", 1, SIZE_MAX, {2, 6, 1, true}},
    {"quotes", "\"a\",\"b,\"\"\"\n\"\",c\n", 0, SIZE_MAX, {0, 16, 2, true}},
    {"a line feed in quotes", "a\n\"b\nc\"\nd\n", 0, SIZE_MAX, {0, 10, 4, false}},
    {"quotes elsewhere", "\"b\nc\"\nd\ne\n", 6, SIZE_MAX, {8, 10, 1, true}},
    {"a quote that is open at the end", "a\n\"b", 0, SIZE_MAX, {0, 4, 1, true}},
    {"one quote in a line", "a\n5\" disk\nb\n", 0, SIZE_MAX, {0, 12, 3, false}},
};

static void test_slice(void **state)
{
    const struct slice_row *row = *state;
    char path[sizeof template];
    write_file(path, row->text, strlen(row->text));
    struct slice got = survey(path, row->from, row->to);
    unlink(path);
    assert_int_equal(got.from, row->want.from);
    assert_int_equal(got.to, row->want.to);
    assert_int_equal(got.feeds, row->want.feeds);
    assert_int_equal(got.divides, row->want.divides);
}

enum { LARGE = 5 << 19, LONGEST = 1 << 20 };

/* Lines of all lengths, some of which have quotes. */
static char *make_large(void)
{
    char *bytes = malloc(LARGE);
    assert_non_null(bytes);
    memset(bytes, 'x', LARGE);
    srand(20261128);
    for (size_t at = 0; at < LARGE; at += 1 + (size_t)rand() % (rand() % 8 == 0 ? LONGEST : 99)) {
        bytes[at] = '\n';
        for (size_t i = at + 1; rand() % 2 == 0 && i + 2 < LARGE; i += 2) {
            bytes[i] = '"';
        }
    }
    return bytes;
}

static void check_slice(const char *bytes, const char *path, size_t from, size_t to)
{
    struct slice want = {.from = from, .to = to < LARGE ? to : LARGE, .divides = true};
    bool open = false;
    while (from > 0 && want.from < LARGE && (want.from == from || bytes[want.from - 1] != '\n')) {
        want.from++;
    }
    while (want.to < LARGE && (want.to == to || bytes[want.to - 1] != '\n')) {
        want.to++;
    }
    for (size_t i = want.from; i < want.to; i++) {
        open ^= bytes[i] == '"';
        want.feeds += bytes[i] == '\n';
        want.divides &= !(open && bytes[i] == '\n');
    }
    struct slice got = survey(path, from, to);
    assert_int_equal(got.from, want.from);
    assert_int_equal(got.to, want.to);
    assert_int_equal(got.feeds, want.feeds);
    assert_int_equal(got.divides, want.divides);
}

static void test_large(void **state)
{
    (void)state;
    char path[sizeof template], *bytes = make_large();
    write_file(path, bytes, LARGE);
    for (size_t trial = 0; trial < 200; trial++) {
        size_t from = trial % 4 == 0 ? 0 : (size_t)rand() % LARGE;
        size_t length = (size_t)rand() % (trial % 3 == 0 ? 200 : LARGE);
        check_slice(bytes, path, from, trial % 5 == 0 || length == 0 ? SIZE_MAX : from + length);
    }
    unlink(path);
    free(bytes);
}

/* A cell that begins in one piece has its line end in another, or none. */
static void test_wide(void **state)
{
    (void)state;
    char path[sizeof template], *bytes = malloc(LARGE);
    assert_non_null(bytes);
    for (int has_feed = 0; has_feed < 2; has_feed++) {
        memset(bytes, 'x', LARGE);
        bytes[0] = bytes[LARGE - 2] = '"';
        bytes[LARGE - 1] = '\n';
        bytes[LARGE / 2] = has_feed ? '\n' : 'x';
        write_file(path, bytes, LARGE);
        assert_int_equal(survey(path, 0, SIZE_MAX).divides, !has_feed);
        unlink(path);
    }
    free(bytes);
}

static void test_missing(void **state)
{
    (void)state;
    struct error err = {{0}};
    struct slice slice = {.to = SIZE_MAX};
    assert_int_equal(slice_survey("/nowhere/none.csv", &slice, &err), BAD_DATA);
}

int main(void)
{
    enum { N = sizeof slice_rows / sizeof *slice_rows };
    struct CMUnitTest tests[N + 3];
    for (size_t i = 0; i < N; i++) {
        tests[i] = CHECK_ROW(test_slice, &slice_rows[i]);
    }
    tests[N] = (struct CMUnitTest)cmocka_unit_test(test_large);
    tests[N + 1] = (struct CMUnitTest)cmocka_unit_test(test_wide);
    tests[N + 2] = (struct CMUnitTest)cmocka_unit_test(test_missing);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
