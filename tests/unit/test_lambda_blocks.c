/* Lambda's logs in blocks: that rows, notes and mistakes are those of one block read by one thread, whatever
 * is in the log. */
#include "blocks.h"

#include "formats/formats.h"
#include "stats/random.h"

static const char *const before[] = {
    "",
    "",
    "",
    "",
    "2024/02/09/[3]0a1b 2024-02-09T00:00:0%d.000Z ",
    "2024-02-09T00:00:0%d.500+00:00 2024/02/09/[$LATEST]77 ",
    "2024-02-09T00:00:0%d.250Z ",
    "2024-02-09T00:00:0%d.250Z\t",
    "[INFO] ",
    "  ",
};
#define PLATFORM(type) "{\"time\":\"2024-02-09T00:00:0%d.000Z\",\"type\":\"platform." type "\","
#define METRICS(duration, memory)                                                                            \
    "\"metrics\":{\"durationMs\":" duration ",\"billedDurationMs\":239,\"memorySizeMB\":" memory             \
    ",\"maxMemoryUsedMB\":75"
static const char *const messages[] = {
    "START RequestId: %s Version: $LATEST",
    "START RequestId: %s Version: $LATEST",
    "START RequestId: %s Version: %d",
    "START RequestId: %s",
    "END RequestId: %s",
    "END RequestId: %s",
    "REPORT RequestId: %s\tDuration: 102.25 ms\tBilled Duration: 10%d ms\tMemory Size: 128 MB\tMax Memory "
    "Used: 75 MB\t",
    "REPORT RequestId: %s\tDuration: 12.5%d ms\tBilled Duration: 13 ms\tMemory Size: 1024 MB\tMax Memory "
    "Used: 75 MB",
    "REPORT RequestId: %s\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 512 MB\tMax Memory "
    "Used: 40 "
    "MB\tStatus: timeout",
    "REPORT RequestId: %s\tDuration: 3%d.00 ms\tBilled Duration: 239 ms\tMemory Size: 512 MB\tMax Memory "
    "Used: 40 "
    "MB\tInit Duration: 206.00 ms\t",
    "REPORT RequestId: %s\tDuration: 30.00 ms\tBilled Duration: 39 ms\tMemory Size: 512 MB\tMax Memory Used: "
    "40 "
    "MB\tRestore Duration: 9.%d0 ms\tBilled Restore Duration: 9 ms\t",
    "REPORT RequestId: %s  Init Duration: 0.1%d ms  Duration: 10 ms  Billed Duration: 10 ms  Memory Size: "
    "128 MB  Max "
    "Memory Used: 128 MB",
    "REPORT RequestId: %s\tDuration: 1%d ms\tBilled Duration: 12 ms\tMemory Size: 128 MB\tMax Memory Used: "
    "75 MB\tXRAY "
    "TraceId: 1-5e34\tSegmentId: 3f\tSampled: true",
    "REPORT RequestId: %s\tDuration: 1%d ms\tMemory Size: 0128 MB\tMax Memory Used: 75.0 MB",
    "REPORT RequestId: %s\tDuration: 1e%d ms\tBilled Duration: 12 ms\tMemory Size: 3008 MB\tMax Memory Used: "
    "75 MB\t",
    "INIT_REPORT Init Duration: 10%d.00 ms\tPhase: init\tStatus: timeout",
    "INIT_REPORT Init Duration: 5%d.00 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError",
    "INIT_REPORT Init Duration: 5%d.00 ms",
    "RESTORE_REPORT Restore Duration: 1%d.50 ms",
    "XRAY TraceId: 1-5e34a614-10bdbef84\tSegmentId: 3fa1c5d2\tSampled: true",
    "%s Task timed out after 3.00 seconds",
    "Task timed out after 0.0%d seconds",
    "RequestId: %s Error: Runtime exited with error: exit status %d",
    "RequestId: %s Process exited before completing request",
    "[ERROR] Runtime.ImportModuleError: no module",
    "Runtime.ExitError",
    "%s\tERROR\tInvoke Error \t{\"errorType\":\"TypeError\",\"stack\":[]}",
    "an application says %d things, [or] no {thing}",
    "an unfinished {\"object\": [%d",
    "{\"closed\": 0}}}}{\"type\": \"platform.report\",",
    "",
    "\"more\": 1}",
    "}",
    "REPORT: all is well",
    "{\"time\":\"2024-02-09T00:00:0%d.000Z\",\"type\":\"platform.start\",\"record\":{\"requestId\":\"a\","
    "\"version\":"
    "\"$LATEST\"}}",
    "{\"time\":\"2024-02-09T00:00:0%d.000Z\",\"type\":\"platform.report\",\"record\":{\"requestId\":\"b\","
    "\"metrics\":{"
    "\"durationMs\":12.5,\"billedDurationMs\":13,\"memorySizeMB\":128,\"maxMemoryUsedMB\":75}}}",
    "{\"type\":\"platform.runtimeDone\",\"record\":{\"requestId\":\"a\",\"status\":\"failure\"}}",
    "{\"type\":\"platform.initReport\",\"record\":{\"initializationType\":\"on-demand\",\"phase\":\"invoke\","
    "\"metrics\":{\"durationMs\":%d}}}",
    "{\"type\": \"platform.report\",\n  \"record\": {\"requestId\": \"c\",\n  \"metrics\": {\"durationMs\": "
    "%d}\n  }\n}",
    "{\n  \"type\": \"mine\"\n}",
    PLATFORM("start") "\"record\":{\"requestId\":\"%s\",\"version\":\"$LATEST\"}}",
    PLATFORM("start") "\"record\":{\"requestId\":\"%s\",\"version\":\"3\"}}",
    PLATFORM("start") "\"record\":{\"requestId\":\"null\",\"version\":\"NA\"}}",
    PLATFORM("runtimeDone") "\"record\":{\"requestId\":\"%s\",\"status\":\"success\",\"metrics\":{"
                            "\"durationMs\":1%d.5,\"producedBytes\":3}}}",
    PLATFORM("runtimeDone") "\"record\":{\"requestId\":\"%s\",\"status\":\"timeout\"}}",
    PLATFORM("extension") "\"record\":{\"name\":\"%s\",\"state\":\"Ready\"}}",
    PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("1%d.25",
                                                                   "128") "},\"status\":\"success\"}}",
    PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("1%d.25",
                                                                   "512") "},\"status\":\"success\"}}",
    PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("1%d", "1024.0") "}}}",
    PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS(
        "1%d.0625", "1e3") "},\"status\":\"error\","
                           "\"errorType\":\"Runtime.ExitError\"}}",
    PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("0.1%d34567890123456",
                                                                   "128") "},\"status\":"
                                                                          "\"None\"}}",
    PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("3000.%d",
                                                                   "128") "},\"status\":\"timeout\"}}",
    PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("3%d", "128") ",\"initDurationMs\":206.5},"
                                                                                 "\"status\":\"success\"}}",
    PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("3%d",
                                                                   "128") ",\"restoreDurationMs\":9.5,"
                                                                          "\"billedRestoreDurationMs\":10}}}",
    PLATFORM(
        "report") "\"record\":{\"requestId\":\"%s\",\"metrics\":{\"durationMs\":%d},\"phase\":\"invoke\"}}",
    "{\"timestamp\":\"2024-02-09T00:00:0%d.000Z\",\"level\":\"INFO\",\"requestId\":\"%s\",\"message\":"
    "\"ERROR\"}",
};
/* Those that are wrong. */
static const char *const wrong[] = {
    "REPORT RequestId: %s\tDuration: 12",
    "REPORT RequestId: %s\tDuration: abc ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 5 "
    "MB\t",
    "REPORT RequestId: %s\tDuration: 1.00 ms\tBilled Duration: 3 s\tMemory Size: 128 MB\tMax Memory Used: 5 "
    "MB\t",
    "REPORT RequestId: %s\tDuration: -1.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: "
    "5 MB\t",
    "REPORT RequestId: %s\tDuration: 1e999 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: "
    "5 MB\t",
    "REPORT RequestId: \tDuration: 1.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 5 "
    "MB\t",
    "REPORT RequestId: %s\tBilled Duration: 3 ms",
    "REPORT RequestId: \xff\xfe\tDuration: 1.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory "
    "Used: 5 MB\t",
    "START RequestId: \xc3\x28 Version: \xff",
    "START RequestId: "
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "{\"type\":\"platform.report\",\"record\":{\"requestId\":\"c\",\"metrics\":{\"durationMs\":\"x\"}}}",
    "{\"type\":\"platform.report\",",
    PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("-1%d.25",
                                                                   "128") "},\"status\":\"success\"}}",
    PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("1e99%d",
                                                                   "128") "},\"status\":\"success\"}}",
    PLATFORM("runtimeDone") "\"record\":{\"requestId\":\"%s\",\"status\":\"success\",\"metrics\":{"
                            "\"durationMs\":1e99%d}}}",
    "{\"time\":\"2024-02-39T00:00:0%d.000Z\",\"type\":\"platform.start\",\"record\":{\"requestId\":\"%s\","
    "\"version\":\"$LATEST\"}}",
    "{\"type\":\"platform.report\",\n  \"record\": 1\n}",
    "a NUL here @ and there",
};
static const char *const ids[] = {"a", "b", "c", "8286a188-ba32-4475-8077-530cd35c09a9",
                                  "8286a188-ba32-4475-8077-530cd35c09a8"};
static const char *const ends[] = {"\n", "\n", "\n", "\n", "\r\n", "\n\n", ""};
#define N(array)    (sizeof(array) / sizeof *(array))
#define PICK(array) (array)[random_below(random, N(array))]

static void add_of(struct random *random, struct text *log, const char *form, const char *id)
{
    struct error err = {{0}};
    int digit = (int)random_below(random, 10);
    for (const char *c = form; *c != '\0'; c++) {
        char number[2] = {(char)('0' + digit), '\0'};
        const char *text = c[0] == '%' ? (c[1] == 's' ? id : number) : c;
        size_t n = c[0] == '%' ? strlen(text) : 1;
        c += c[0] == '%';
        assert_int_equal(text_append(log, *text == '@' ? "\0" : text, n, &err), OK);
    }
}

static void add(struct random *random, struct text *log, const char *form)
{
    add_of(random, log, form, PICK(ids));
}

static void make_log(struct random *random, struct text *log)
{
    size_t n = 1 + random_below(random, random_below(random, 50) == 0 ? 600 : 40),
           bad = random_below(random, 3), kinds = 1 + random_below(random, N(messages));
    bool plain = random_below(random, 4) == 0;
    for (size_t i = 0; i < n; i++) {
        if (!plain) {
            add(random, log, PICK(before));
        }
        bool is_wrong = bad == 0 && random_below(random, 20) == 0;
        add(random, log, is_wrong ? PICK(wrong) : messages[random_below(random, (uint32_t)kinds)]);
        add(random, log, i + 1 == n && random_below(random, 2) == 0 ? "" : PICK(ends));
    }
    log->n -= log->n > 0 && random_below(random, 8) == 0 ? random_below(random, (uint32_t)log->n) : 0;
}

static void test_random_logs(void **state)
{
    (void)state;
    enum { LOGS = 1500 };
    static const char *const formats[] = {"lambda-report", "lambda-json"};
    struct random random;
    random_init(&random, 1, 0, 0);
    for (size_t i = 0; i < LOGS; i++) {
        struct text log = {0};
        make_log(&random, &log);
        check_blocks(&formats_coded, &log,
                     (struct import_options){.from = formats[i % 2], .lenient = i / 2 % 2 == 1});
        text_release(&log);
    }
}

/* A start and a report right behind it have one row, unless they are of different blocks: they tell the same
 * as two, also where more is told of the request. */
static void test_pairs(void **state)
{
    (void)state;
    enum { LOGS = 300 };
    static const char *const pairs[][2] = {
        {PLATFORM("start") "\"record\":{\"requestId\":\"%s\",\"version\":\"$LATEST\"}}\n",
         PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("1%d.25", "128") "}}}\n"},
        {PLATFORM("start") "\"record\":{\"requestId\":\"%s\",\"version\":\"3\"}}\n",
         PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("15", "128") "}}}\n"},
        {"2024-02-09T00:00:0%d.5Z 2024/02/09/[$LATEST]77 START RequestId: %s Version: $LATEST\n",
         "2024-02-09T00:00:0%d.5Z 2024/02/09/[$LATEST]77 REPORT RequestId: %s\tDuration: 3%d.00 ms\tBilled "
         "Duration: 239 ms\tMemory Size: 512 MB\tMax Memory Used: 40 MB\t\n"}};
    struct random random;
    random_init(&random, 1, 0, 0);
    for (size_t i = 0; i < LOGS; i++) {
        struct text log = {0};
        size_t n = 1 + random_below(&random, 30), odd = random_below(&random, 3);
        for (size_t k = 0; k < n; k++) {
            const char *const *pair = pairs[random_below(&random, N(pairs))];
            char once[40];
            snprintf(once, sizeof once, "8286a188-ba32-4475-8077-%012zx", k);
            const char *id = random_below(&random, 4) == 0 ? ids[random_below(&random, N(ids))] : once;
            add_of(&random, &log, pair[0], id);
            if (odd == 0 && random_below(&random, 4) == 0) {
                add(&random, &log, messages[random_below(&random, N(messages))]);
                add(&random, &log, "\n");
            }
            add_of(&random, &log, pair[random_below(&random, 8) > 0], id);
        }
        check_blocks(&formats_coded, &log, (struct import_options){.from = "lambda-json", .lenient = true});
        text_release(&log);
    }
}

/* Objects have the stream of the line before them also where one of them keeps the others from being added at
 * once. */
static void test_streams_of_objects(void **state)
{
    (void)state;
    static const char start[] = "2024-02-09T00:00:00Z 2024/02/09/[1]aa START RequestId: "
                                "8286a188-ba32-4475-8077-530cd35c09a9 Version: $LATEST\n",
                      end[] = "2024-02-09T00:00:00Z 2024/02/09/[1]bb END RequestId: "
                              "8286a188-ba32-4475-8077-530cd35c09a9\n";
    static const char *const forms[] = {
        PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("1%d", "128") "}}}\n",
        PLATFORM("report") "\"record\":{\"requestId\":\"%s\"," METRICS("-1%d", "128") "}}}\n"};
    struct random random;
    random_init(&random, 1, 0, 0);
    struct text log = {0};
    for (size_t i = 0; i < 20; i++) {
        add(&random, &log, i % 3 == 0 ? start : end);
        add(&random, &log, forms[0]);
        add(&random, &log, forms[i % 4 == 3]);
    }
    const struct import_options options = {.from = "lambda-json", .lenient = true};
    check_blocks(&formats_coded, &log, options);
    char *got = read_dump(&formats_coded, &log, &options, true);
    assert_non_null(strstr(got, "2024/02/09/[1]aa"));
    assert_non_null(strstr(got, "2024/02/09/[1]bb"));
    free(got);
    text_release(&log);
}

/* Lines of a megabyte: text, a report with text behind it, and an object that has no end. */
static void test_long_lines(void **state)
{
    (void)state;
    static const char *const begins[] = {"",
                                         "REPORT RequestId: a\tDuration: 1.00 ms\tBilled Duration: 1 ms\t",
                                         "{\"open\": \"platform.\", \n  "};
    static const char report[] = "REPORT RequestId: b\tDuration: 2.00 ms\tBilled Duration: 2 ms\n";
    enum { LONG = 1 << 20 };
    for (size_t i = 0; i < N(begins); i++) {
        struct text log = {0};
        struct error err = {{0}};
        char *line = malloc(LONG);
        memset(line, 'x', LONG);
        assert_int_equal(text_append(&log, report, strlen(report), &err), OK);
        assert_int_equal(text_append(&log, begins[i], strlen(begins[i]), &err), OK);
        assert_int_equal(text_append(&log, line, LONG, &err), OK);
        assert_int_equal(text_append(&log, "\n", 1, &err), OK);
        assert_int_equal(text_append(&log, report, strlen(report), &err), OK);
        check_blocks(&formats_coded, &log,
                     (struct import_options){.from = "lambda-report", .lenient = i == 2});
        free(line);
        text_release(&log);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_logs),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_streams_of_objects),
        cmocka_unit_test(test_long_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
