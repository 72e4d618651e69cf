/*
 * The CSV of load generators and clouds is read the same column by column and row by row through libcsv,
 * whatever its cells, quotes and line ends are, by any number of threads, in blocks of any size, and with
 * only some of the columns asked for. A carriage return by itself, behind the last rows, has a block of all
 * rows read by libcsv.
 */
#include "hostile.h"

#include "stats/random.h"

enum { MOST_CELLS = 20 };

static const struct tool {
    const char *format, *header; /* header "": there is none */
    char separator;
    const char *measure, *named;   /* what may be asked for */
    const char *cells[MOST_CELLS]; /* of each column what is usual, parted by '|' */
} tools[] = {
    {"jmeter",
     "timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,failureMessage,Latency,Connect,"
     "SampleCount,"
     "ErrorCount,Hostname",
     ',',
     "latency_s",
     "label",
     {"1614173830123|1614173830124|2024/02/09 08:42:44.080|1e3|1e-3", "412|0|17.5|1234567890123456789",
      "GET /|POST /resnet50/3000|\"GET /a,b\"", "200|302|404|500|Non HTTP response code: X|",
      "OK|Not Found|Number of samples in transaction : 2, number of failing samples : 0|\"a \"\"b\"\"\"",
      "Thread 1-1|Thread 1-2", "true|TRUE|false||true|true", "|\"expected /200/, was 502\"|\"two\nlines\"",
      "410|", "1|NA|", "1|1|", "0|1|", "host|"}},
    {"jmeter",
     "elapsed,threadName,label,start",
     ',',
     "latency_s",
     "thread",
     {"1|2|3", "Thread 1|Thread 2", "a|b", "|x"}},
    {"k6-csv",
     "metric_name,timestamp,metric_value,error,error_code,expected_response,name,status,url,extra_tags,group,"
     "metadata",
     ',',
     "start_s",
     "name",
     {"http_req_duration|http_req_duration|http_reqs|vus|",
      "1614173830|1614173830123|1614173830123456|2024-02-09T08:42:44Z", "12.5|0|1e2", "|dial: i/o timeout",
      "|1050|1212", "true|false|", "http://a/1|http://a/2|\"http://a/,\"", "200|500|0|",
      "http://a/1|http://a/2|", "|model=a&size=1|model=b|zone=x&name=z", "|::main|::other", "|x"}},
    {"vegeta-csv",
     "",
     ',',
     "latency_s",
     "url",
     {"1614173830123456789|1614173830123456790|1e3", "200|500|0", "1234567|0|99", "0|17", "12",
      "|Client.Timeout exceeded|EOF", "|YQ==", "attack|", "0|1|2", "GET|POST", "http://a/|http://b/", "|x"}},
    {"sebs-csv",
     ",exec_time,client_time,provider_time,connection_time,is_cold,mem_used,memory,type,request_id",
     ',',
     "duration_s",
     "experiment",
     {"0|1|2", "100|2500|", "3000|4000.5", "150|3|0|", "0.01|", "True|False|true", "64.5|", "128|0|256",
      "warm|cold", "a|b|c|d|e"}},
    {"app-insights",
     "itemType,name,operation_Name,success,resultCode,duration,performanceBucket,cloud_RoleInstance",
     ',',
     "latency_s",
     "function",
     {"request", "a|b", "f|g|", "True|False", "200|500|0", "12.5|0|1500", "<250ms|1sec-3sec", "i1|i2|"}},
    {"azure-invocations",
     "app,func,end_timestamp,duration",
     ',',
     "start_s",
     "app",
     {"a1|a2", "f1|f2", "12.5|100|0", "0.25|0|1"}},
    {"criterion",
     "group,function,value,throughput_num,throughput_type,sample_measured_value,unit,iteration_count",
     ',',
     "latency_s",
     "function",
     {"g|h", "f|", "1|", "", "", "1000.5|2|0", "ns|us|ns|s", "1|10|7"}},
    {"hey",
     "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset",
     ',',
     "latency_s",
     "status",
     {"0.0125|1|0", "0", "0", "0", "0", "0", "200|500", "0.5|1.25"}},
    {"oha-csv",
     "request-start,DNS,DNS+dialup,Response-delay,request-duration,bytes,status",
     ',',
     "latency_s",
     "status",
     {"0.5|1.25", "0", "0", "0", "0.0125|1|0", "17", "200|500"}},
    {"stellar",
     "Request ID,Host,Sent At,Received At,Client Latency (ms),Burst ID",
     ',',
     "latency_s",
     "host",
     {"r1|r2|r3|r4", "h|i", "2024-02-09 08:42:44.080|2024-02-09T08:42:44Z|", "x", "12.5|0|7", "1|2"}},
    {"phout",
     "",
     '\t',
     "latency_s",
     "tag",
     {"1614173830.123|1614173831", "|case1|#7", "1234|0", "12|", "1", "1200", "3", "0", "100", "200",
      "0|0|110", "200|0|500"}},
    {"locust-history",
     "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,99%,Total Request Count,Total Failure Count,"
     "Total Average Response Time,Total Min Response Time,Total Max Response Time",
     ',',
     "latency_s",
     "name",
     {"1614173830|1614173831", "1|10", "GET|", "/a|Aggregated", "0|1.5", "0", "N/A|12", "N/A|50|0", "0|10",
      "0|1", "12.5", "0|1", "20"}},
    {"insights-csv",
     "@timestamp,@message,@requestId,@duration,@billedDuration,@memorySize,@logStream,model",
     ',',
     "duration_s",
     "memory_mb",
     {"2024-02-09 08:42:44.080|1707468164080|",
      "|REPORT RequestId: 1\tDuration: 1.5 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: "
      "60 MB\t|\"{\"\"a\"\": 1}\"",
      "r1|r2|r3|r4|", "1.5|2|", "2|", "134217728|128|", "2024/02/09/[$LATEST]a|", "a|b|"}},
};
enum { TOOLS = sizeof tools / sizeof *tools };

static const struct piece {
    const char *bytes;
    size_t n;
} pieces[] = {
#define PIECE(text)                                                                                          \
    {                                                                                                        \
        text, sizeof(text) - 1                                                                               \
    }
    PIECE(""),           PIECE("NA"),
    PIECE("nan"),        PIECE(" "),
    PIECE(" 12 "),       PIECE("-3"),
    PIECE("1e999"),      PIECE("0x10"),
    PIECE("inf"),        PIECE("a"),
    PIECE("\0"),         PIECE("a\0b"),
    PIECE("\xC3"),       PIECE("\xC3\xA9"),
    PIECE("\"1\""),      PIECE("\"\""),
    PIECE("\" 1 \""),    PIECE("\"a,\tb\""),
    PIECE("\"a\nb\""),   PIECE("\"a\r\nb\""),
    PIECE("\"a\rb\""),   PIECE("\"a\"\"b\""),
    PIECE("\"\"\"\""),   PIECE(","),
    PIECE("\t"),         PIECE("\n"),
    PIECE("\r\n"),       PIECE("\""),
    PIECE("a\"b"),       PIECE("\"a\"b"),
    PIECE(" \"a\""),     PIECE("#"),
    PIECE("1e-5"),       PIECE("-0"),
    PIECE("5e-324"),     PIECE("1e-999"),
    PIECE("2024-02-30"), PIECE("1600000000000000000000"),
    PIECE("true"),       PIECE("a=1&b=2&=3&c"),
};
enum { PIECES = sizeof pieces / sizeof *pieces };

static void add(struct text *text, const char *bytes, size_t n)
{
    struct error err = {{0}};
    assert_int_equal(text_append(text, bytes, n, &err), OK);
}

/* One of the words that '|' parts. */
static void add_usual(struct text *text, const char *words, struct random *random)
{
    size_t n = 1;
    for (const char *c = words; *c != '\0'; c++) {
        n += *c == '|';
    }
    for (size_t skip = random_below(random, (uint32_t)n); skip > 0; skip--) {
        words += strcspn(words, "|") + 1;
    }
    add(text, words, strcspn(words, "|"));
}

/* How a file's cells are. */
struct mood {
    uint32_t odd;    /* one cell in so many is none of the usual ones; 0: none is */
    uint32_t steady; /* bits of columns that have the first of them alone */
};

static void add_first(struct text *text, const char *words)
{
    add(text, words, strcspn(words, "|"));
}

static void add_row(struct text *text, const struct tool *tool, struct random *random,
                    const struct mood *mood, const char *end)
{
    for (size_t cell = 0; tool->cells[cell] != NULL; cell++) {
        add(text, &tool->separator, cell > 0);
        if (mood->odd > 0 && random_below(random, mood->odd) == 0) {
            const struct piece *piece = &pieces[random_below(random, PIECES)];
            add(text, piece->bytes, piece->n);
        } else if ((mood->steady >> cell & 1) != 0) {
            add_first(text, tool->cells[cell]);
        } else {
            add_usual(text, tool->cells[cell], random);
        }
    }
    add(text, end, strlen(end));
}

/* A row whose cells are the first of the usual ones. */
static void add_good_row(struct text *text, const struct tool *tool, const char *end)
{
    for (size_t cell = 0; tool->cells[cell] != NULL; cell++) {
        add(text, &tool->separator, cell > 0);
        add_first(text, tool->cells[cell]);
    }
    add(text, end, strlen(end));
}

static void add_rows(struct text *text, const struct tool *tool, struct random *random, size_t round)
{
    const uint32_t odds[] = {0, 1000, 100, 10};
    size_t rows = round % 7 == 0 ? 700 : random_below(random, 30);
    const char *end = round % 5 == 0 ? "\r\n" : "\n";
    uint32_t some = random_below(random, UINT32_MAX), others = random_below(random, UINT32_MAX);
    const struct mood mood = {odds[random_below(random, 4)], round % 2 == 0 ? some & others : some | others};
    if (tool->header[0] != '\0') {
        add(text, tool->header, strlen(tool->header));
        add(text, end, strlen(end));
    }
    add_good_row(text, tool, end);
    for (size_t row = 0; row < rows; row++) {
        add_row(text, tool, random, &mood,
                mood.odd > 0 && random_below(random, 3 * mood.odd) == 0 ? "\n\n" : end);
    }
}

/* What is asked for is as it is where all is, unless that finds a mistake elsewhere. */
static void check_wanted(const struct hostile_file *file, const struct import_formats *formats,
                         const struct text *some, struct import_options options)
{
    options.wanted = (struct import_wanted){0};
    struct text all = hostile_read_as(file, formats, &options);
    const char *rows = strstr(some->bytes, " rows\n");
    bool same = strncmp(all.bytes, some->bytes, (size_t)(rows - some->bytes)) == 0;
    for (const char *line = strchr(rows, '\n') + 1; same && *line != '\0'; line += strcspn(line, "\n") + 1) {
        char *column = strndup(line, strcspn(line, "\n") + 1);
        assert_non_null(column);
        if (strstr(all.bytes, column) == NULL) {
            fprintf(stderr, "%s\nis not in\n%s\n", column, all.bytes);
            fail();
        }
        free(column);
    }
    text_release(&all);
}

static void check_ways(const struct hostile_file *file, const struct import_formats *formats,
                       struct text *text, const struct tool *tool, struct random *random,
                       struct import_options options)
{
    size_t n = text->n;
    struct text told[2];
    for (int by_libcsv = 0; by_libcsv < 2; by_libcsv++) {
        text->n = n;
        add_good_row(text, tool, by_libcsv == 1 ? "\r\r\r\n" : "\n");
        add_good_row(text, tool, "\n");
        options.block_bytes = text->n + 1;
        hostile_set(file, text->bytes, text->n);
        told[by_libcsv] = hostile_read_as(file, formats, &options);
    }
    text->n = n;
    hostile_compare(&told[0], &told[1], text->bytes, &options);
    text_release(&told[0]);
    text_release(&told[1]);
    hostile_set(file, text->bytes, text->n);
    struct text want = hostile_read_as(file, formats, &options);
    if (options.wanted.n_measures > 0) {
        check_wanted(file, formats, &want, options);
    }
    for (int i = 0; i < 3; i++) {
        options.block_bytes = i == 0 && n < 2000 ? 1 : 1 + random_below(random, (uint32_t)n);
        options.threads = 1 + random_below(random, 7);
        struct text got = hostile_read_as(file, formats, &options);
        hostile_compare(&got, &want, text->bytes, &options);
        text_release(&got);
    }
    text_release(&want);
}

static void test_tools(void **state)
{
    (void)state;
    struct formats formats;
    struct hostile_file file;
    struct random random;
    struct error err = {{0}};
    assert_int_equal(formats_open(&formats, NULL, 0, &err), OK);
    hostile_open(&file);
    random_init(&random, 17, 0, 0);
    for (size_t round = 0; round < 60 * TOOLS; round++) {
        const struct tool *tool = &tools[round % TOOLS];
        struct text text = {0};
        bool some = random_below(&random, 3) == 0;
        struct import_options options = {
            .from = tool->format,
            .lenient = round / TOOLS % 3 != 0,
            .threads = 1,
            .wanted = {
                .measures = &tool->measure, .n_measures = some, .named = &tool->named, .n_named = some}};
        add_rows(&text, tool, &random, round / TOOLS);
        check_ways(&file, &formats.known, &text, tool, &random, options);
        text_release(&text);
    }
    hostile_close(&file);
    formats_close(&formats);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tools),
    };
    return cmocka_run_group_tests_name("hostile tools", tests, NULL, NULL);
}
