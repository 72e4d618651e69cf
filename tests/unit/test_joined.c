/* Objects of JSON one behind the other: that they are read as the same ones one a line are, whatever stands
 * between them and wherever blocks of the file end. */
#include "blocks.h"

#include "formats/formats.h"
#include "read/row_ends.h"
#include "stats/random.h"

enum { MOST_OBJECTS = 8 };

/* A '%' is a digit. The last ones are wrong, though their braces are in pairs. */
static const struct kind {
    const char *format;
    const char *good[MOST_OBJECTS], *wrong[MOST_OBJECTS];
    bool lines; /* blocks of it are read side by side */
} kinds[] = {
    {"json",
     {"{\"latency_ms\":1%.5,\"model\":\"m%\"}",
      "{\"latency_ms\": %, \"model\": \"}{ \\\" \\\\\", \"cold\": true}",
      "{\"latency_ms\":%,\"model\":\"\",\"in\":{\"it\":[{\"a\":%}]}}", "{ \"latency_ms\" : [1, %, 3] }"},
     {"{\"latency_ms\":}", "{\"latency_ms\":\"{x\"}", "{}}", "{\"latency_ms\":1}, "},
     true},
    {"json",
     {"[{\"latency_ms\":1%.5,\"model\":\"m%\"}]", "[]",
      "[{\"latency_ms\": %, \"model\": \"][ \\\" \\\\\"},\n {\"latency_ms\":%, \"in\": [[%], {}]}]"},
     {"[{\"latency_ms\":}]", "[{\"latency_ms\":\"[x\"}]", "[]]", "[{\"latency_ms\":1}], ", "[1]"},
     false},
    {"json", {"[0.%,1%]", "[]", "[ %.5 ]", "[[0.%],[%]]"}, {"[0.%,]", "[\"x\"]", "[1]]"}, false},
    {"k6-json",
     {"{\"type\":\"Point\",\"metric\":\"http_req_duration\",\"data\":{\"time\":\"2024-02-09T00:00:0%.5Z\","
      "\"value\":1%."
      "5,\"tags\":{\"status\":\"200\",\"name\":\"a%\"}}}",
      "{\"type\":\"Point\",\"metric\":\"vus\",\"data\":{\"time\":\"2024-02-09T00:00:0%Z\",\"value\":%,"
      "\"tags\":null}}",
      "{\"type\":\"Point\",\"metric\":\"http_req_duration\",\"data\":{\"time\":\"2024-02-09T00:00:0%Z\","
      "\"value\":1%,\"tags\":{\"Region\":\"a%\"}}}",
      "{\"type\":\"Point\",\"metric\":\"http_req_duration\",\"data\":{\"time\":\"2024-02-09T00:00:0%Z\","
      "\"value\":1%,\"tags\":{\"region\":\"b%\"}}}",
      "{\"type\":\"Metric\",\"data\":{\"name\":\"http_req_duration\"},\"metric\":\"http_req_duration\"}"},
     {"{\"type\":\"Point\",\"metric\":\"http_req_duration\",\"data\":{\"time\":\"never\",\"value\":1,"
      "\"tags\":{}}}",
      "{\"type\":\"Point\" \"metric\"}", "{\"a\":1} text "},
     true},
    {"emf",
     {"{\"_aws\":{\"Timestamp\":170000000000%,\"CloudWatchMetrics\":[{\"Namespace\":\"n\",\"Dimensions\":[["
      "\"f\"]],"
      "\"Metrics\":[{\"Name\":\"time\",\"Unit\":\"Milliseconds\"}]}]},\"f\":\"f%\",\"time\":%.5}",
      "{\"message\":\"} no { metric\"}"},
     {"{\"_aws\":{\"CloudWatchMetrics\":1}}", "{\"_aws\":[}"},
     true},
    {"lambda-json",
     {"{\"time\":\"2024-02-09T00:00:0%.000Z\",\"type\":\"platform.start\",\"record\":{\"requestId\":\"%\"}}",
      "{\"time\":\"2024-02-09T00:00:1%.000Z\",\"type\":\"platform.report\",\"record\":{\"requestId\":\"%\","
      "\"metrics\":{"
      "\"durationMs\":12.%,\"billedDurationMs\":13,\"memorySizeMB\":128,\"maxMemoryUsedMB\":75}}}",
      "{\"type\":\"platform.runtimeDone\",\"record\":{\"requestId\":\"%\",\"status\":\"failure\"}}",
      "{\"level\":\"info\",\"text\":\"mine {%\"}"},
     {"{\"type\":\"platform.report\",\"record\":{\"requestId\":\"%\",\"metrics\":{\"durationMs\":\"x\"}}}",
      "{\"type\":\"platform.report\",}"},
     true},
    {"filter-log-events",
     {"{\"logGroup\":\"/aws/lambda/"
      "f\",\"logStream\":\"s%\",\"logEvents\":[{\"timestamp\":170000000%000,\"message\":"
      "\"REPORT RequestId: %\\tDuration: 8.4% ms\\tBilled Duration: 9 ms\\tMemory Size: 128 MB\\tMax Memory "
      "Used: 66 "
      "MB\\t\\n\"}]}",
      "{\"logGroup\":\"/aws/lambda/"
      "f\",\"logStream\":\"s%\",\"logEvents\":[{\"timestamp\":170000000%000,\"message\":"
      "\"START RequestId: % Version: $LATEST\\n\"},{\"timestamp\":1,\"message\":\"} mine\"}]}",
      "{\"messageType\":\"CONTROL_MESSAGE\",\"logEvents\":[]}"},
     {"{\"logEvents\":[{\"timestamp\":\"x\",\"message\":\"\"}]}", "{\"logEvents\":{}}", "{\"logEvents\":[}"},
     false},
    {"insights-json",
     {"{\"status\":\"Complete\",\"results\":[[{\"field\":\"@requestId\",\"value\":\"%\"},{\"field\":\"@"
      "duration\","
      "\"value\":\"8.4%\"}]]}"},
     {"{\"status\":\"Running\",\"results\":[]}", "{\"results\":[[{\"field\":1}]]}"},
     false},
};
static const char *const between[] = {"", "", "", " ", "\t ", "\n", "\r\n", "\n\n"};
#define N(array)    (sizeof(array) / sizeof *(array))
#define PICK(array) (array)[random_below(random, N(array))]

static void add(struct text *dump, const char *text)
{
    struct error err = {{0}};
    assert_int_equal(text_append(dump, text, strlen(text), &err), OK);
}

/* The same objects one a line and joined. */
static void make(struct random *random, const struct kind *kind, bool bad, struct text *lines,
                 struct text *joined)
{
    size_t n = 2 + random_below(random, 30), n_good = 0, n_wrong = 0;
    while (n_good < MOST_OBJECTS && kind->good[n_good] != NULL) {
        n_good++;
    }
    while (n_wrong < MOST_OBJECTS && kind->wrong[n_wrong] != NULL) {
        n_wrong++;
    }
    for (size_t i = 0; i < n; i++) {
        bool is_wrong = bad && i > 0 && random_below(random, 8) == 0;
        const char *form = is_wrong ? kind->wrong[random_below(random, (uint32_t)n_wrong)]
                           : i == 0 ? kind->good[0]
                                    : kind->good[random_below(random, (uint32_t)n_good)];
        char object[512];
        snprintf(object, sizeof object, "%s", form);
        for (char *c = object; (c = strchr(c, '%')) != NULL;) {
            *c = (char)('0' + random_below(random, 10));
        }
        add(lines, object);
        add(lines, "\n");
        add(joined, object);
        add(joined, i + 1 == n ? "" : PICK(between));
    }
}

static void check_same(const struct formats *formats, const struct text *lines, const struct text *joined,
                       struct import_options options)
{
    options.threads = 1;
    options.block_bytes = lines->n + joined->n;
    char *want = read_dump(&formats->known, lines, &options, false);
    char *got = read_dump(&formats->known, joined, &options, false);
    if (strcmp(got, want) != 0) {
        fprintf(stderr, "%s: %.*s\n", options.from, (int)joined->n, joined->bytes);
    }
    assert_string_equal(got, want);
    free(want);
    free(got);
}

static void test_joined(void **state)
{
    (void)state;
    enum { ROUNDS = 150 };
    struct formats formats;
    struct random random;
    struct error err = {{0}};
    assert_int_equal(formats_open(&formats, NULL, 0, &err), OK);
    random_init(&random, 5, 0, 0);
    for (size_t round = 0; round < ROUNDS * N(kinds); round++) {
        const struct kind *kind = &kinds[round % N(kinds)];
        struct text lines = {0}, joined = {0};
        size_t way = round / N(kinds) % 3;
        const struct import_options options = {.from = kind->format, .lenient = way == 2};
        make(&random, kind, way > 0, &lines, &joined);
        check_same(&formats, &lines, &joined, options);
        joined.n -= round % 5 == 0 ? random_below(&random, (uint32_t)joined.n) : 0;
        if (kind->lines) {
            check_blocks(&formats.known, &joined, options);
        }
        text_release(&lines);
        text_release(&joined);
    }
    formats_close(&formats);
}

/* Objects that are longer together than a row may be, on one line. */
static void test_long(void **state)
{
    (void)state;
    enum { OBJECTS = 300 };
    struct formats formats;
    struct text dump = {0};
    struct error err = {{0}};
    assert_int_equal(formats_open(&formats, NULL, 0, &err), OK);
    char *long_text = malloc(MOST_ROW_BYTES / OBJECTS * 2);
    assert_non_null(long_text);
    memset(long_text, 'x', MOST_ROW_BYTES / OBJECTS * 2 - 1);
    long_text[MOST_ROW_BYTES / OBJECTS * 2 - 1] = '\0';
    for (size_t i = 0; i < OBJECTS; i++) {
        add(&dump, "{\"latency_ms\":250,\"text\":\"");
        add(&dump, long_text);
        add(&dump, "\"}");
    }
    const struct import_options options = {.from = "json", .threads = 2};
    char *got = read_dump(&formats.known, &dump, &options, false);
    size_t rows = 0;
    for (const char *c = got; (c = strstr(c, "\n0.25,")) != NULL; c++) {
        rows++;
    }
    assert_int_equal(rows, OBJECTS);
    free(got);
    free(long_text);
    text_release(&dump);
    formats_close(&formats);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_joined),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests_name("joined", tests, NULL, NULL);
}
