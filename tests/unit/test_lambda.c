/* Lambda's requests: that the order of a log's lines, the blocks it is read in, and threads change nothing.
 */
#include "tidy.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/siphash.h"
#include "formats/formats.h"
#include "import/dumps.h"
#include "stats/random.h"

static char *read_text(const char *text, size_t n, const struct import_options *options)
{
    int descriptor = memfd_create("log", 0);
    assert_int_equal(write(descriptor, text, n), (ssize_t)n);
    char path[64], *paths[] = {path};
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    struct imported imported = {0};
    struct error err = {{0}};
    if (dumps_read(paths, 1, &formats_coded, options, &imported, &err) != OK) {
        fail_msg("%s", err.text);
    }
    char *tidy = as_tidy(&imported.table);
    imported_release(&imported);
    close(descriptor);
    return tidy;
}

/* ---- the order of the lines ---- */

#define STREAM "2024/02/09/[3]0a1b "
#define REPORT "Billed Duration: 9 ms\tMemory Size: 128 MB"
static const char *const lines[] = {
    STREAM "2024-02-09T00:00:00.000Z START RequestId: a Version: 3\n",
    STREAM "2024-02-09T00:01:00.090Z 2024-02-09T00:01:00.090Z a Task timed out after 60.09 seconds\n",
    STREAM "2024-02-09T00:01:00.091Z REPORT RequestId: a\tDuration: 60087.25 ms\t" REPORT "\n",
    STREAM "2024-02-09T00:02:00.000Z START RequestId: a Version: 3\n",
    STREAM "2024-02-09T00:02:05.000Z REPORT RequestId: a\tDuration: 5000.00 ms\t" REPORT "\n",
    STREAM "2024-02-09T00:03:00.000Z START RequestId: b Version: 3\n",
    STREAM "2024-02-09T00:03:01.000Z REPORT RequestId: b\tDuration: 1000.00 ms\t" REPORT "\n",
    STREAM "2024-02-09T00:03:01.000Z RequestId: b Process exited before completing request\n",
    STREAM "2024-02-09T00:04:00.000Z INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout\n",
    STREAM "2024-02-09T00:04:12.000Z REPORT RequestId: c\tDuration: 12000.00 ms\t" REPORT "\n",
    STREAM "2024-02-09T00:05:02.000Z REPORT RequestId: d\tDuration: 2000.00 ms\t" REPORT "\n",
    STREAM "2024-02-09T00:06:03.000Z Task timed out after 3.00 seconds\n",
    STREAM "2024-02-09T00:06:03.000Z REPORT RequestId: e\tDuration: 3000.00 ms\t" REPORT "\n",
    STREAM "2024-02-09T00:06:03.000Z REPORT RequestId: e\tDuration: 3000.00 ms\t" REPORT "\n",
    STREAM "2024-02-09T00:07:00.000Z f Task timed out after 60.00 seconds\n",
    STREAM "2024-02-09T00:08:30.000Z REPORT RequestId: f\tDuration: 5000.00 ms\t" REPORT "\n",
};
enum { LINES = sizeof lines / sizeof *lines, ROWS = 8, SHUFFLES = 500 };

static int compare_rows(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The rows of the lines in this order, sorted, behind the header. */
static char *sorted_rows(const size_t order[LINES])
{
    static const struct import_options one = {.from = "lambda-report", .threads = 1};
    char text[LINES * 200] = "", *rows[ROWS + 2], *sorted = calloc(4096, 1);
    size_t n = 0;
    for (size_t i = 0; i < LINES; i++) {
        strcat(text, lines[order[i]]);
    }
    char *tidy = read_text(text, strlen(text), &one);
    char *rest = strchr(tidy, '\n');
    *rest = '\0';
    strcat(strcpy(sorted, tidy), "\n");
    for (char *row = strtok(rest + 1, "\n"); row != NULL && n < ROWS + 2; row = strtok(NULL, "\n")) {
        rows[n++] = row;
    }
    assert_int_equal(n, ROWS);
    qsort(rows, n, sizeof *rows, compare_rows);
    for (size_t i = 0; i < n; i++) {
        strcat(strcat(sorted, rows[i]), "\n");
    }
    free(tidy);
    return sorted;
}

/* By hand: the report of f came too late to be of what timed out; a timed out, was tried again and took 5 s;
 * b, which exited, and e failed; c waited 10 s. */
static const char want[] =
    "memory_mb,start_s,duration_s,billed_ms,init_s,status,error,cold,censored,request_id,phase,environment,"
    "version\n"
    ",1707437160,60,,,timeout,,,true,f,,2024/02/09/[3]0a1b,3\n"
    "128,1707436800,60.08725,9,,timeout,,false,true,a,,2024/02/09/[3]0a1b,3\n"
    "128,1707436920,5,9,,success,,false,,a,,2024/02/09/[3]0a1b,3\n"
    "128,1707436980,1,9,,error,Runtime.ExitError,false,,b,,2024/02/09/[3]0a1b,3\n"
    "128,1707437030,12,9,10,,,true,,c,init,2024/02/09/[3]0a1b,3\n"
    "128,1707437100,2,9,,,,false,,d,,2024/02/09/[3]0a1b,3\n"
    "128,1707437160,3,9,,timeout,,false,true,e,,2024/02/09/[3]0a1b,3\n"
    "128,1707437305,5,9,,,,false,,f,,2024/02/09/[3]0a1b,3\n";

static void test_any_order(void **state)
{
    (void)state;
    struct random random;
    size_t order[LINES];
    random_init(&random, 1, 0, 0);
    for (size_t i = 0; i < LINES; i++) {
        order[i] = i;
    }
    for (size_t k = 0; k < SHUFFLES; k++) {
        char *got = sorted_rows(order);
        assert_string_equal(got, want);
        free(got);
        for (size_t i = LINES - 1; i > 0; i--) {
            size_t other = random_below(&random, (uint32_t)i + 1), held = order[i];
            order[i] = order[other];
            order[other] = held;
        }
    }
}

/* ---- blocks and threads ---- */

static void check_blocks(const char *text, const char *format)
{
    static const size_t threads[] = {1, 2, 3, 7}, blocks[] = {1, 50, 333, 100000};
    struct import_options options = {.from = format, .threads = 1};
    char *whole = read_text(text, strlen(text), &options);
    for (size_t i = 0; i < 16; i++) {
        options.threads = threads[i / 4];
        options.block_bytes = blocks[i % 4];
        char *got = read_text(text, strlen(text), &options);
        assert_string_equal(got, whole);
        free(got);
    }
    free(whole);
}

static void test_blocks(void **state)
{
    (void)state;
    char text[LINES * 200] = "", rows[LINES * 200] = "@timestamp,@message,mine\n";
    for (size_t i = 0; i < LINES; i++) {
        const char *message = lines[i] + strlen(STREAM "2024-02-09T00:00:00.000Z ");
        char row[250];
        snprintf(row, sizeof row, "%.24s,\"%s\",%zu\n", lines[i] + strlen(STREAM), message, i);
        strcat(rows, row);
        strcat(text, lines[i]);
    }
    check_blocks(text, "lambda-report");
    check_blocks(rows, "insights-csv");
}

/* ---- request ids ---- */

/* Where other columns alone are asked for, neither ids nor other measures are kept, and attempts are told
 * apart all the same. */
static void test_ids_not_wanted(void **state)
{
    (void)state;
    static const char *const measures[] = {"duration_s"}, *const others[] = {"start_s"};
    const struct import_options options = {
        .from = "lambda-report",
        .wanted = {.measures = measures, .n_measures = 1, .others = others, .n_others = 1}};
    char text[1000];
    snprintf(text, sizeof text, "%s%s%s%s%s", lines[0], lines[1], lines[2], lines[3], lines[4]);
    char *tidy = read_text(text, strlen(text), &options);
    assert_null(strstr(tidy, "request_id"));
    assert_non_null(strstr(tidy, "128,1707436800,60.08725,timeout,false,true,"));
    assert_non_null(strstr(tidy, "128,1707436920,5,success,false,,"));
    free(tidy);
}

/* Aumasson and Bernstein (2012), appendix A, and their vectors.h: the key is 00 01 .. 0f, texts are 00 01 ..
 */
static void test_siphash(void **state)
{
    (void)state;
    const struct siphash_key key = {{0x0706050403020100, 0x0f0e0d0c0b0a0908}};
    unsigned char text[15];
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (unsigned char)i;
    }
    assert_true(siphash(&key, text, 0) == 0x726fdb47dd0e0e31);
    assert_true(siphash(&key, text, 8) == 0x93f5f5799a932462);
    assert_true(siphash(&key, text, 15) == 0xa129ca6149be45e5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_ids_not_wanted),
        cmocka_unit_test(test_siphash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
