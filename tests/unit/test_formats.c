/*
 * Every fixture of tests/formats is recognised as itself and as nothing else, and no part of one, nor any
 * one byte changed in it, does harm. Walks the table of importers: a new one is tested by its fixtures alone.
 */
#include "check.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/formats.h"
#include "import/dumps.h"

enum { MOST_BYTES = 1 << 20 };

static struct formats formats;

struct fixture {
    char path[200], format[40];
    char *bytes;
    size_t n;
};

static struct fixture read_fixture(const char *path)
{
    struct fixture fixture = {.bytes = malloc(MOST_BYTES)};
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_non_null(fixture.bytes);
    fixture.n = fread(fixture.bytes, 1, MOST_BYTES, file);
    assert_true(fixture.n < MOST_BYTES);
    fclose(file);
    snprintf(fixture.path, sizeof fixture.path, "%s", path);
    const char *slash = strrchr(path, '/');
    const char *folder = slash;
    while (folder[-1] != '/') {
        folder--;
    }
    snprintf(fixture.format, sizeof fixture.format, "%.*s", (int)(slash - folder), folder);
    return fixture;
}

static bool has_sibling(const char *path, const char *extension)
{
    char name[200];
    snprintf(name, sizeof name, "%.*s%s", (int)(strlen(path) - strlen(".in")), path, extension);
    return access(name, F_OK) == 0;
}

/* Calls `check` on each fixture that is read without options; the number of them. */
static size_t each_fixture(void (*check)(const struct fixture *))
{
    glob_t found;
    size_t n = 0;
    assert_int_equal(glob("tests/formats/*/*.in", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *path = found.gl_pathv[i];
        if (has_sibling(path, ".csv") && !has_sibling(path, ".args")) {
            struct fixture fixture = read_fixture(path);
            check(&fixture);
            free(fixture.bytes);
            n++;
        }
    }
    globfree(&found);
    return n;
}

/* ---- detection ---- */

/* The format's own importer is surer of the fixture than all others are: csv, which any text may be, is sure
 * of nothing, and asked behind json, which is not surer. */
static void check_detection(const struct fixture *fixture)
{
    size_t probed = fixture->n < PROBE_BYTES ? fixture->n : PROBE_BYTES;
    enum match own = NO_MATCH, other = NO_MATCH;
    const char *others = "none";
    for (size_t i = 0; i < formats.known.n; i++) {
        enum match match = import_probe(formats.known.importers[i], fixture->bytes, probed);
        if (strcmp(formats.known.importers[i]->name, fixture->format) == 0) {
            own = match;
        } else if (match > other && strcmp(formats.known.importers[i]->name, "csv") != 0) {
            other = match;
            others = formats.known.importers[i]->name;
        }
    }
    if (own <= other) {
        fail_msg("%s is taken for '%s'", fixture->path, others);
    }
}

static void test_detection(void **state)
{
    (void)state;
    assert_true(each_fixture(check_detection) >= 4);
}

static void assert_has_fixture(const char *format)
{
    char pattern[100];
    glob_t found;
    snprintf(pattern, sizeof pattern, "tests/formats/%s/*.in", format);
    if (glob(pattern, 0, NULL, &found) != 0) {
        fail_msg("found no %s, expected fixtures", pattern);
    }
    globfree(&found);
}

/* Each has fixtures, and what --list and messages say of it. */
static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < formats.known.n; i++) {
        assert_true(strlen(formats.known.importers[i]->name) > 0 &&
                    strlen(formats.known.importers[i]->writes) > 0);
        assert_non_null(formats.known.importers[i]->signs);
        assert_has_fixture(formats.known.importers[i]->name);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(formats.known.importers[i]->name, formats.known.importers[k]->name);
        }
    }
}

/* ---- harm ---- */

/* Imports the bytes with the importer of that format; whatever comes of it, a message stands for every
 * failure. */
static void import_bytes(const char *bytes, size_t n, const char *format)
{
    int descriptor = memfd_create("fixture", 0);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, n), (ssize_t)n);
    char path[64], *paths[] = {path};
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    struct imported imported = {0};
    struct error err = {{0}};
    struct import_options options = {.from = format, .threads = 1};
    enum status status = dumps_read(paths, 1, &formats.known, &options, &imported, &err);
    assert_true(status == OK || status == BAD_DATA);
    assert_int_equal(status == OK, err.text[0] == '\0');
    imported_release(&imported);
    close(descriptor);
}

static void check_truncations(const struct fixture *fixture)
{
    for (size_t n = 0; n < fixture->n; n += 1 + fixture->n / 3000) {
        import_bytes(fixture->bytes, n, fixture->format);
    }
}

static void test_truncations(void **state)
{
    (void)state;
    each_fixture(check_truncations);
}

static void check_changes(const struct fixture *fixture)
{
    static const char changes[] = {'\0', '"', '\n', '-', '9', '{', '\xFF', ','};
    char *bytes = malloc(fixture->n);
    assert_non_null(bytes);
    memcpy(bytes, fixture->bytes, fixture->n);
    for (size_t i = 0, k = 0; i < fixture->n; i += 1 + fixture->n / 1500, k++) {
        char held = bytes[i];
        bytes[i] = changes[k % sizeof changes];
        import_bytes(bytes, fixture->n, fixture->format);
        bytes[i] = held;
    }
    free(bytes);
}

static void test_changes(void **state)
{
    (void)state;
    each_fixture(check_changes);
}

/* Brackets nested a million deep are refused, whatever the importer expects. */
static void test_nesting(void **state)
{
    (void)state;
    enum { DEPTH = 1000000 };
    char *bytes = malloc(DEPTH);
    assert_non_null(bytes);
    memset(bytes, '[', DEPTH);
    for (size_t i = 0; i < formats.known.n; i++) {
        import_bytes(bytes, DEPTH, formats.known.importers[i]->name);
    }
    memset(bytes, '{', DEPTH);
    for (size_t i = 0; i < formats.known.n; i++) {
        import_bytes(bytes, DEPTH, formats.known.importers[i]->name);
    }
    free(bytes);
}

static int open_all(void **state)
{
    (void)state;
    struct error err = {{0}};
    return formats_open(&formats, NULL, 0, &err) == OK && formats_complete(&formats, &err) == OK ? 0 : -1;
}

static int close_all(void **state)
{
    (void)state;
    formats_close(&formats);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),    cmocka_unit_test(test_detection), cmocka_unit_test(test_truncations),
        cmocka_unit_test(test_changes), cmocka_unit_test(test_nesting),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
