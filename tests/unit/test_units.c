/*
 * The same thousand durations, written as every format that carries thousandths of a second or smaller units
 * writes them, become the doubles that strtod makes of the decimal whose point is moved; where a format has
 * binary numbers, the rounded quotients. Each format has to say here which unit it carries.
 */
#include "check.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "base/units.h"
#include "formats/formats.h"
#include "import/dumps.h"
#include "stats/random.h"

enum { N = 1000, LONGEST = 1024 };

/* From a millisecond to ten seconds, in the order of their size, as histograms have them. */
static struct formats formats;
static double durations_s[N];

/* Seconds of a unit: times / 10^power. */
static const struct {
    int64_t times;
    int power;
} scales[] = {[NANOSECONDS] = {1, 9}, [MICROSECONDS] = {1, 6}, [MILLISECONDS] = {1, 3},
              [SECONDS] = {1, 0},     [MINUTES] = {60, 0},     [HOURS] = {3600, 0}};

/*
 * A format, and how it writes durations: '$' in a row is the number, '~' the same with seven digits at least,
 * and '^' the row's index, three digits. Without a row the format carries none but seconds, or no durations.
 */
struct carrier {
    const char *label, *format;
    enum unit unit;
    int decimals;
    const char *column, *head, *row, *between, *tail;
    const char *measure; /* that the user has to name */
    bool one_a_file;
    void (*write)(FILE *file, const struct carrier *carrier, size_t i, const char *row);
    double (*want)(const struct carrier *carrier, int64_t number);
};

/* The number of the duration, in the last decimals that the format writes. */
static int64_t number_of(const struct carrier *carrier, size_t i)
{
    return (int64_t)(durations_s[i] * pow(10, carrier->decimals + scales[carrier->unit].power)) + 1;
}

static double decimal(int64_t number, int power)
{
    char text[64];
    snprintf(text, sizeof text, "%" PRId64 "e-%d", number, power);
    return strtod(text, NULL);
}

static double want_decimal(const struct carrier *carrier, int64_t number)
{
    return decimal(number * scales[carrier->unit].times, carrier->decimals + scales[carrier->unit].power);
}

/* ---- formats that are more than text ---- */

static void write_base64(FILE *file, const struct carrier *carrier, size_t i, const char *row)
{
    (void)carrier, (void)i;
    char base64[2 * LONGEST];
    assert_true(b64_ntop((const unsigned char *)row, strlen(row), base64, sizeof base64) > 0);
    fprintf(file, "{\"StatusCode\":200,\"LogResult\":\"%s\"}\n", base64);
}

/* float64 in big-endian order */
static void write_float64(FILE *file, const struct carrier *carrier, size_t i)
{
    double value = decimal(number_of(carrier, i), carrier->decimals);
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int shift = 56; shift >= 0; shift -= 8) {
        putc((int)(bits >> shift & 0xFF), file);
    }
}

/* Version 1: the length of the header, which is a dict, and the elements. */
static void write_npy(FILE *file, const struct carrier *carrier, size_t i, const char *row)
{
    (void)row;
    if (i == 0) {
        fprintf(file, "\x93NUMPY%c%c%c%c%-117s\n", 1, 0, 118, 0,
                "{'descr': '>f8', 'fortran_order': False, 'shape': (1000,), }");
    }
    write_float64(file, carrier, i);
}

/* Protocol 2: an empty list, a mark, float64, APPENDS and STOP. */
static void write_pickle(FILE *file, const struct carrier *carrier, size_t i, const char *row)
{
    (void)row;
    fputs(i == 0 ? "\x80\x02](G" : "G", file);
    write_float64(file, carrier, i);
    fputs(i + 1 == N ? "e." : "", file);
}

static double want_quotient(const struct carrier *carrier, int64_t number)
{
    return decimal(number, carrier->decimals) / pow(10, scales[carrier->unit].power);
}

/* One histogram of three digits, in which 0 was never seen and 1 to N once each: buckets as wide as a unit.
 */
static void write_hlog(FILE *file, const struct carrier *carrier, size_t i, const char *row)
{
    enum { HEADER = 40, COUNTS = N + 1 };
    unsigned char plain[HEADER + COUNTS] = {
        0x1c,     0x84,     0x93,     0x13,        [6] = COUNTS >> 8, [7] = COUNTS & 0xFF,
        [15] = 3, [23] = 1, [28] = 1, [32] = 0x3f, [33] = 0xf0}; /* a ratio of 1.0 */
    unsigned char packed[2 * LONGEST] = {0x1c, 0x84, 0x93, 0x14};
    char base64[4 * LONGEST];
    uLongf n = sizeof packed - 8;
    (void)carrier, (void)row;
    if (i > 0) {
        return;
    }
    memset(plain + HEADER, 2, COUNTS); /* ZigZag: 1 */
    plain[HEADER] = 1;                 /* -1: one bucket without a count */
    assert_int_equal(compress(packed + 8, &n, plain, sizeof plain), Z_OK);
    packed[6] = (unsigned char)(n >> 8);
    packed[7] = (unsigned char)n;
    assert_true(b64_ntop(packed, n + 8, base64, sizeof base64) > 0);
    fprintf(file, "0.250,1.000,1.000,%s\n", base64);
}

/* Locust rounds to whole milliseconds below 100, to tens below 1000, and so on: the bucket ends half a step
 * above. */
static double want_locust_end(const struct carrier *carrier, int64_t number)
{
    int64_t half = number < 100 ? 5 : number < 1000 ? 50 : number < 10000 ? 500 : 5000;
    return decimal(number * 10 + half, 1 + scales[carrier->unit].power);
}

/* ---- the formats ---- */

#define REPORT      "REPORT RequestId: r^\\tDuration: $ ms\\tBilled Duration: 1 ms\\tMemory Size: 128 MB"
#define REPORT_TEXT "REPORT RequestId: r^\tDuration: $ ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\n"
#define WRK(unit)                                                                                            \
    "Running 1s test @ http://a/\n  Thread Stats   Avg      Stdev     Max   +/- Stdev\n"                     \
    "    Latency     $" unit "  1.00us   2.00h   71.11%\n  9 requests in 1.00s, 1.00KB read\n"               \
    "Requests/sec:      9.00\n"
#define HGRM(unit) "Value(" unit ") Percentile TotalCount 1/(1-Percentile)\n"
#define ONLY_SECONDS(name)                                                                                   \
    {                                                                                                        \
        .label = name ": only seconds", .format = name                                                       \
    }
#define NO_DURATIONS(name)                                                                                   \
    {                                                                                                        \
        .label = name ": no durations", .format = name                                                       \
    }

/* clang-format off */
static const struct carrier carriers[] = {
    ONLY_SECONDS("handler-reply"), ONLY_SECONDS("fortio"), ONLY_SECONDS("hey"), ONLY_SECONDS("hyperfine"),
    ONLY_SECONDS("hyperfine-csv"), ONLY_SECONDS("oha-csv"), ONLY_SECONDS("oha-json"), ONLY_SECONDS("siege"), ONLY_SECONDS("siege-json"),
    ONLY_SECONDS("pytest-benchmark"), ONLY_SECONDS("xray-traces"), ONLY_SECONDS("xray-summaries"), ONLY_SECONDS("cloud-run"),
    ONLY_SECONDS("azure-invocations"),
    NO_DURATIONS("gatling-binary"), NO_DURATIONS("locust-failures"),
    {.label = "pickle: float64 of ms", .format = "pickle", .unit = MILLISECONDS, .decimals = 6,
     .measure = "latency_ms", .column = "latency_s", .row = "", .write = write_pickle, .want = want_quotient},
    {.label = "pickle: float64 of ns", .format = "pickle", .unit = NANOSECONDS,
     .measure = "latency_ns", .column = "latency_s", .row = "", .write = write_pickle, .want = want_quotient},
    {.label = "npy: float64 of ms", .format = "npy", .unit = MILLISECONDS, .decimals = 6,
     .measure = "latency_ms", .column = "latency_s", .row = "", .write = write_npy, .want = want_quotient},
    {.label = "lines: ms", .format = "lines", .unit = MILLISECONDS, .decimals = 6,
     .measure = "latency_ms", .column = "latency_s", .row = "$\n"},
    {.label = "lines: us", .format = "lines", .unit = MICROSECONDS, .decimals = 3,
     .measure = "latency_us", .column = "latency_s", .row = "$\n"},
    {.label = "lambda-report: ms", .format = "lambda-report", .unit = MILLISECONDS, .decimals = 2,
     .column = "duration_s", .row = REPORT_TEXT},
    {.label = "lambda-json: ms", .format = "lambda-json", .unit = MILLISECONDS, .decimals = 3,
     .column = "duration_s", .row = "{\"type\":\"platform.report\",\"record\":{\"requestId\":\"r^\","
                                    "\"metrics\":{\"durationMs\":$,\"billedDurationMs\":1}}}\n"},
    {.label = "log-tail: ms", .format = "log-tail", .unit = MILLISECONDS, .decimals = 2,
     .column = "duration_s", .row = REPORT_TEXT, .write = write_base64},
    {.label = "filter-log-events: ms", .format = "filter-log-events", .unit = MILLISECONDS, .decimals = 2,
     .column = "duration_s", .head = "{\"events\":[", .between = ",", .tail = "]}",
     .row = "{\"timestamp\":1707468164080,\"message\":\"" REPORT "\"}"},
    {.label = "collect-logs: ms", .format = "collect-logs", .unit = MILLISECONDS, .decimals = 2,
     .column = "duration_s",
     .head = "# faastat collect logs 0.1.0\n# asked {\"logGroup\":\"g\",\"service\":\"aws:amz:eu-central-1:logs\","
             "\"since\":\"24h\",\"until\":null,\"insights\":false,\"from_ms\":1699999200000,"
             "\"to_ms\":1700085600000}\n",
     .between = "\n",
     .row = "# event {\"eventId\":\"^\",\"timestamp\":1700000000000,\"logStreamName\":\"s\",\"message\":\"" REPORT "\"}"},
    {.label = "insights-json: ms", .format = "insights-json", .unit = MILLISECONDS, .decimals = 2,
     .column = "duration_s", .head = "{\"results\":[", .between = ",", .tail = "]}",
     .row = "[{\"field\":\"@requestId\",\"value\":\"r^\"},{\"field\":\"@duration\",\"value\":\"$\"}]"},
    {.label = "insights-csv: ms", .format = "insights-csv", .unit = MILLISECONDS, .decimals = 2,
     .column = "duration_s", .head = "@requestId,@duration\n", .row = "r^,$\n"},
    {.label = "emf: ms", .format = "emf", .unit = MILLISECONDS, .decimals = 6, .column = "x_s",
     .row = "{\"_aws\":{\"CloudWatchMetrics\":[{\"Metrics\":[{\"Name\":\"x\",\"Unit\":\"Milliseconds\"}]}]},"
            "\"x\":$}\n"},
    {.label = "emf: us", .format = "emf", .unit = MICROSECONDS, .decimals = 3, .column = "x_s",
     .row = "{\"_aws\":{\"CloudWatchMetrics\":[{\"Metrics\":[{\"Name\":\"x\",\"Unit\":\"Microseconds\"}]}]},"
            "\"x\":$}\n"},
    {.label = "jmeter: ms", .format = "jmeter", .unit = MILLISECONDS,
     .column = "latency_s", .head = "timeStamp,elapsed,responseCode\n", .row = "1707468164080,$,200\n"},
    {.label = "ab: ms", .format = "ab", .unit = MILLISECONDS, .decimals = 1, .column = "latency_mean_s",
     .row = "This is ApacheBench, Version 2.3\nComplete requests:      9\n"
            "Total:          0   $   3.2      9      26\n"},
    {.label = "ab-percentiles: ms", .format = "ab-percentiles", .unit = MILLISECONDS, .decimals = 3,
     .column = "latency_p50_s", .row = "Percentage served,Time in ms\n50,$\n"},
    {.label = "hey-text: ms", .format = "hey-text", .unit = MILLISECONDS, .decimals = 4,
     .column = "latency_mean_s", .row = "Summary:\n  Slowest:\t1.0 ms\n  Average:\t$ ms\n"},
    {.label = "mlperf: ns", .format = "mlperf", .unit = NANOSECONDS, .column = "latency_mean_s",
     .row = "MLPerf Results Summary\nScenario : Server\nMean latency (ns)               : $\n"},
    {.label = "phout: us", .format = "phout", .unit = MICROSECONDS, .column = "latency_s",
     .row = "1326453006.582\t#^\t$\t0\t0\t0\t0\t0\t0\t0\t0\t200\n"},
    {.label = "jmeter-xml: ms", .format = "jmeter-xml", .unit = MILLISECONDS, .column = "latency_s",
     .head = "<testResults>", .row = "<httpSample t=\"$\" ts=\"1707468164080\" s=\"true\"/>",
     .tail = "</testResults>"},
    {.label = "k6-json: ms", .format = "k6-json", .unit = MILLISECONDS, .decimals = 6, .column = "latency_s",
     .row = "{\"metric\":\"http_req_duration\",\"type\":\"Point\",\"data\":{\"time\":\"2024-02-09T08:42:44Z\","
            "\"value\":$,\"tags\":{\"status\":\"200\"}}}\n"},
    {.label = "k6-csv: ms", .format = "k6-csv", .unit = MILLISECONDS, .decimals = 6,
     .column = "latency_s", .head = "metric_name,timestamp,metric_value\n",
     .row = "http_req_duration,1562324643,$\n"},
    {.label = "locust-stats: ms", .format = "locust-stats", .unit = MILLISECONDS, .decimals = 6,
     .column = "latency_mean_s", .row = "GET,/^,9,0,1,$,1,1,12,9,0,1\n",
     .head = "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"
             "Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%\n"},
    {.label = "locust-history: ms", .format = "locust-history", .unit = MILLISECONDS, .decimals = 6,
     .column = "latency_mean_s", .row = "1700000001,9,GET,/^,4.5,0,1,9,0,1,$,1,1,12\n",
     .head = "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,Total Request Count,"
             "Total Failure Count,Total Median Response Time,Total Average Response Time,"
             "Total Min Response Time,Total Max Response Time,Total Average Content Size\n"},
    {.label = "locust-json: ms", .format = "locust-json", .unit = MILLISECONDS, .column = "latency_high_s",
     .head = "[", .between = ",", .tail = "]", .want = want_locust_end,
     .row = "{\"name\":\"/\",\"method\":\"GET\",\"response_times\":{\"$\":1}}"},
    {.label = "artillery: ms", .format = "artillery", .unit = MILLISECONDS, .decimals = 1,
     .column = "latency_mean_s", .head = "{\"aggregate\":{\"summaries\":{", .between = ",", .tail = "}}}",
     .row = "\"http.response_time.^\":{\"count\":9,\"mean\":$}"},
    {.label = "criterion: ns", .format = "criterion", .unit = NANOSECONDS, .column = "latency_s",
     .head = "group,function,sample_measured_value,unit,iteration_count\n", .row = "g,f,$,ns,1\n"},
    {.label = "stellar: ms", .format = "stellar", .unit = MILLISECONDS, .column = "latency_s",
     .head = "Request ID,Host,Sent At,Received At,Client Latency (ms),Burst ID\n",
     .row = "r^,h,2024-02-09T08:42:44Z,2024-02-09T08:42:45Z,$,0\n"},
    {.label = "stellar-stats: ms", .format = "stellar-stats", .unit = MILLISECONDS, .decimals = 6,
     .head = "Count,Mean,Standard Deviation,Min,25%ile,50%ile,75%ile,95%ile,Max\n",
     .column = "latency_mean_s", .row = "9,$,1,1,1,1,1,1,1\n"},
    {.label = "sebs-csv: us", .format = "sebs-csv", .unit = MICROSECONDS, .column = "latency_s",
     .head = "is_cold,exec_time,client_time\n", .row = "False,1,$\n"},
    {.label = "sebs-json: us", .format = "sebs-json", .unit = MICROSECONDS, .column = "latency_s",
     .head = "{\"_invocations\":{\"fn\":{", .between = ",", .tail = "}}}",
     .row = "\"r^\":{\"times\":{\"client\":$},\"stats\":{}}"},
    {.label = "perf-analyzer: us", .format = "perf-analyzer", .unit = MICROSECONDS,
     .column = "latency_p99_s", .head = "Concurrency,Inferences/Second,p99 latency\n", .row = "1,9.5,$\n"},
    {.label = "lambda-perf: ms", .format = "lambda-perf", .unit = MILLISECONDS, .decimals = 3,
     .column = "init_s", .head = "{\"runtimeData\":[{\"r\":\"go\",\"i\":[", .between = ",", .row = "$",
     .tail = "]}]}"},
    {.label = "lambda-perf-2023: ms", .format = "lambda-perf-2023", .unit = MILLISECONDS, .decimals = 2,
     .column = "init_s", .head = "{\"runtimeData\":[{\"runtime\":\"go\",\"memorySize\":128,\"initDurations\":[",
     .between = ",", .row = "$", .tail = "]}]}"},
    {.label = "vegeta-json: ns", .format = "vegeta-json", .unit = NANOSECONDS, .column = "latency_s",
     .row = "{\"code\":200,\"timestamp\":\"2024-02-09T08:42:44Z\",\"latency\":$}\n"},
    {.label = "vegeta-csv: ns", .format = "vegeta-csv", .unit = NANOSECONDS, .column = "latency_s",
     .row = "1400000000000000000,200,$,0,12,\"\"\n"},
    {.label = "vegeta-report: ns", .format = "vegeta-report", .unit = NANOSECONDS,
     .column = "latency_mean_s", .one_a_file = true,
     .row = "{\"latencies\":{\"mean\":$,\"max\":1},\"requests\":9,\"rate\":1,\"status_codes\":{\"200\":9}}"},
    {.label = "bombardier: us", .format = "bombardier", .unit = MICROSECONDS, .decimals = 3,
     .column = "latency_mean_s", .one_a_file = true, .row = "{\"result\":{\"latency\":{\"mean\":$}}}"},
    {.label = "k6-summary: ms", .format = "k6-summary", .unit = MILLISECONDS, .decimals = 6, .one_a_file = true,
     .column = "latency_mean_s", .row = "{\"metrics\":{\"http_req_duration\":{\"avg\":$},\"http_reqs\":{\"count\":9}}}"},
    {.label = "gatling-stats: ms", .format = "gatling-stats", .unit = MILLISECONDS, .column = "latency_mean_s",
     .head = "{\"stats\":{\"numberOfRequests\":{\"ko\":0},\"percentiles4\":{\"ok\":1}},\"contents\":{", .between = ",", .tail = "}}",
     .row = "\"r^\":{\"type\":\"REQUEST\",\"name\":\"a\",\"stats\":{\"numberOfRequests\":{\"ok\":1,\"ko\":0},\"meanResponseTime\":{\"ok\":$}}}"},
    {.label = "jmeter-statistics: ms", .format = "jmeter-statistics", .unit = MILLISECONDS, .decimals = 6,
     .column = "latency_mean_s", .head = "{", .between = ",", .tail = "}",
     .row = "\"r^\":{\"transaction\":\"a\",\"sampleCount\":1,\"errorCount\":0,\"meanResTime\":$,\"pct1ResTime\":1}"},
    {.label = "jmh: us", .format = "jmh", .unit = MICROSECONDS, .decimals = 3, .column = "latency_s",
     .head = "[{\"benchmark\":\"a\",\"mode\":\"avgt\",\"primaryMetric\":{\"scoreUnit\":\"us/op\",\"rawData\":[[", .between = ",",
     .tail = "]]}}]", .row = "$"},
    {.label = "jmh: ms", .format = "jmh", .unit = MILLISECONDS, .decimals = 6, .column = "latency_s",
     .head = "[{\"benchmark\":\"a\",\"mode\":\"ss\",\"primaryMetric\":{\"scoreUnit\":\"ms/op\",\"rawData\":[[", .between = ",",
     .tail = "]]}}]", .row = "$"},
    {.label = "jmh-csv: us", .format = "jmh-csv", .unit = MICROSECONDS, .decimals = 3, .column = "latency_mean_s",
     .head = "Benchmark,Mode,Threads,Samples,Score,Unit\n", .row = "a^,avgt,1,5,$,us/op\n"},
    {.label = "google-benchmark: ns", .format = "google-benchmark", .unit = NANOSECONDS, .column = "latency_s",
     .head = "{\"context\":{},\"benchmarks\":[", .between = ",", .tail = "]}",
     .row = "{\"name\":\"a\",\"iterations\":1,\"real_time\":$,\"time_unit\":\"ns\"}"},
    {.label = "google-benchmark: ms", .format = "google-benchmark", .unit = MILLISECONDS, .decimals = 6, .column = "latency_s",
     .head = "{\"context\":{},\"benchmarks\":[", .between = ",", .tail = "]}",
     .row = "{\"name\":\"a\",\"iterations\":1,\"real_time\":$,\"time_unit\":\"ms\"}"},
    {.label = "ghz: ns", .format = "ghz", .unit = NANOSECONDS, .column = "latency_s", .between = ",", .tail = "]}",
     .head = "{\"endReason\":\"normal\",\"rps\":1,\"average\":1,\"fastest\":1,\"statusCodeDistribution\":{},\"details\":[",
     .row = "{\"timestamp\":\"2024-02-09T08:42:44Z\",\"latency\":$,\"status\":\"OK\"}"},
    {.label = "otlp: ns", .format = "otlp", .unit = NANOSECONDS, .column = "latency_s", .between = ",", .tail = "]}]}]}",
     .head = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[",
     .row = "{\"name\":\"a\",\"startTimeUnixNano\":\"0\",\"endTimeUnixNano\":\"$\"}"},
    {.label = "jaeger: us", .format = "jaeger", .unit = MICROSECONDS, .column = "latency_s", .between = ",", .tail = "]}]}",
     .head = "{\"data\":[{\"traceID\":\"t\",\"spans\":[",
     .row = "{\"operationName\":\"a\",\"startTime\":1,\"duration\":$}"},
    {.label = "zipkin: us", .format = "zipkin", .unit = MICROSECONDS, .column = "latency_s", .between = ",", .head = "[", .tail = "]",
     .row = "{\"traceId\":\"t\",\"timestamp\":1,\"duration\":$,\"localEndpoint\":{}}"},
    {.label = "newman: ms", .format = "newman", .unit = MILLISECONDS, .column = "latency_s", .between = ",", .tail = "]}}",
     .head = "{\"collection\":{},\"run\":{\"stats\":{},\"timings\":{},\"executions\":[",
     .row = "{\"item\":{\"name\":\"a\"},\"response\":{\"code\":200,\"responseTime\":$}}"},
    {.label = "ab-gnuplot: ms", .format = "ab-gnuplot", .unit = MILLISECONDS, .column = "latency_s",
     .head = "starttime\tseconds\tctime\tdtime\tttime\twait\n", .row = "Thu Dec 13 14:51:01 2018\t1544712661\t1\t1\t$\t1\n"},
    {.label = "autocannon: ms", .format = "autocannon", .unit = MILLISECONDS, .decimals = 2, .one_a_file = true,
     .column = "latency_mean_s",
     .row = "{\"connections\":1,\"non2xx\":0,\"errors\":0,\"latency\":{\"average\":$,\"p97_5\":1,\"totalCount\":9}}"},
    {.label = "benchmark-dotnet: ns", .format = "benchmark-dotnet", .unit = NANOSECONDS, .decimals = 2, .column = "latency_s",
     .head = "{\"HostEnvironmentInfo\":{},\"Benchmarks\":[{\"Method\":\"a\",\"Statistics\":{\"OriginalValues\":[", .between = ",",
     .tail = "]}}]}", .row = "$"},
    {.label = "cloudwatch-statistics: ms", .format = "cloudwatch-statistics", .unit = MILLISECONDS, .decimals = 6,
     .column = "duration_mean_s", .head = "{\"Label\":\"Duration\",\"Datapoints\":[", .between = ",", .tail = "]}",
     .row = "{\"Timestamp\":\"2024-02-09T08:42:44Z\",\"Average\":$,\"Unit\":\"Milliseconds\"}"},
    {.label = "openwhisk: ms", .format = "openwhisk", .unit = MILLISECONDS, .column = "duration_s", .head = "[", .between = ",",
     .tail = "]", .row = "{\"activationId\":\"r^\",\"duration\":$,\"annotations\":[]}"},
    {.label = "azure-durations: ms", .format = "azure-durations", .unit = MILLISECONDS, .column = "duration_mean_s",
     .head = "HashApp,HashFunction,Average,Count,percentile_Average_50\n", .row = "a,f,$,9,1\n"},
    {.label = "app-insights: ms", .format = "app-insights", .unit = MILLISECONDS, .decimals = 4, .column = "latency_s",
     .head = "success,resultCode,duration,performanceBucket,itemType\n", .row = "True,200,$,<250ms,request\n"},
    {.label = "power-tuning: ms", .format = "power-tuning", .unit = MILLISECONDS, .decimals = 6,
     .column = "duration_mean_s", .head = "{\"stats\":[", .between = ",", .tail = "]}",
     .row = "{\"averagePrice\":1,\"averageDuration\":$,\"value\":128}"},
    {.label = "go-bench: ns", .format = "go-bench", .unit = NANOSECONDS, .decimals = 2,
     .column = "latency_s", .row = "BenchmarkX-4 10 $ ns/op\n"},
    {.label = "wrk: us", .format = "wrk", .unit = MICROSECONDS, .decimals = 2,
     .column = "latency_mean_s", .row = WRK("us")},
    {.label = "wrk: ms", .format = "wrk", .unit = MILLISECONDS, .decimals = 2,
     .column = "latency_mean_s", .row = WRK("ms")},
    {.label = "wrk: minutes", .format = "wrk", .unit = MINUTES, .decimals = 2,
     .column = "latency_mean_s", .row = WRK("m")},
    {.label = "wrk: hours", .format = "wrk", .unit = HOURS, .decimals = 2,
     .column = "latency_mean_s", .row = WRK("h")},
    {.label = "hgrm: ms", .format = "hgrm", .unit = MILLISECONDS, .decimals = 3, .column = "latency_high_s",
     .head = HGRM("ms"), .row = "$ 0.^ 1^ 1\n", .tail = "9999 1.0 2000 inf\n"},
    {.label = "hgrm: us", .format = "hgrm", .unit = MICROSECONDS, .decimals = 3, .column = "latency_high_s",
     .head = HGRM("us"), .row = "$ 0.^ 1^ 1\n", .tail = "9999000 1.0 2000 inf\n"},
    {.label = "hlog: whole numbers of us", .format = "hlog", .unit = MICROSECONDS, .measure = "latency_us",
     .column = "latency_low_s", .row = "", .write = write_hlog},
    {.label = "hlog: whole numbers of ns", .format = "hlog", .unit = NANOSECONDS, .measure = "latency_ns",
     .column = "latency_low_s", .row = "", .write = write_hlog},
    {.label = "gatling: ms", .format = "gatling", .unit = MILLISECONDS, .column = "latency_s",
     .row = "REQUEST\ts\t1\t\tn\t1700000000000\t170000~\tOK\t \n"},
    {.label = "columns: us", .format = "columns", .unit = MICROSECONDS, .decimals = 3,
     .column = "latency_s", .head = "request latency_us\n", .row = "^ $\n"},
    {.label = "csv: ms", .format = "csv", .unit = MILLISECONDS, .decimals = 6,
     .column = "latency_s", .head = "request,latency_ms\n", .row = "^,$\n"},
    {.label = "csv: us", .format = "csv", .unit = MICROSECONDS, .decimals = 3,
     .column = "latency_s", .head = "request,latency_us\n", .row = "^,$\n"},
    {.label = "csv: ns", .format = "csv", .unit = NANOSECONDS,
     .column = "latency_s", .head = "request,latency_ns\n", .row = "^,$\n"},
    {.label = "csv: ms, row by row", .format = "csv", .unit = MILLISECONDS, .decimals = 6,
     .column = "latency_s", .head = "name,latency_ms\n", .row = "\"a\"\"b\",$\n"},
    {.label = "json: lines", .format = "json", .unit = MILLISECONDS, .decimals = 6,
     .column = "latency_s", .row = "{\"n\": \"r^\", \"latency_ms\": $}\n"},
};
/* clang-format on */
enum { CARRIERS = sizeof carriers / sizeof *carriers };

/* ---- the test ---- */

/* Without zeros at the end, which tools leave out. */
static void print_number(char *text, size_t room, const struct carrier *carrier, int64_t number)
{
    int64_t one = (int64_t)pow(10, carrier->decimals);
    size_t n =
        (size_t)snprintf(text, room, "%" PRId64 ".%0*" PRId64, number / one, carrier->decimals, number % one);
    while (text[n - 1] == '0') {
        n--;
    }
    text[n - (text[n - 1] == '.')] = '\0';
}

static void write_row(FILE *file, const struct carrier *carrier, size_t i)
{
    char row[LONGEST], number[32];
    FILE *out = fmemopen(row, sizeof row, "w");
    assert_non_null(out);
    print_number(number, sizeof number, carrier, number_of(carrier, i));
    for (const char *c = carrier->row; *c != '\0'; c++) {
        if (*c == '$') {
            fputs(number, out);
        } else if (*c == '~') {
            fprintf(out, "%07" PRId64, number_of(carrier, i));
        } else if (*c == '^') {
            fprintf(out, "%03zu", i);
        } else {
            putc(*c, out);
        }
    }
    putc('\0', out);
    assert_true(ftell(out) < LONGEST);
    fclose(out);
    if (carrier->write != NULL) {
        carrier->write(file, carrier, i, row);
    } else {
        fputs(row, file);
    }
}

/* A file with the durations from `first` on. */
static int write_file(const struct carrier *carrier, size_t first, size_t n)
{
    int descriptor = memfd_create("durations", 0);
    FILE *file = fdopen(dup(descriptor), "w");
    assert_non_null(file);
    fputs(carrier->head == NULL ? "" : carrier->head, file);
    for (size_t i = 0; i < n; i++) {
        fputs(i == 0 || carrier->between == NULL ? "" : carrier->between, file);
        write_row(file, carrier, first + i);
    }
    fputs(carrier->tail == NULL ? "" : carrier->tail, file);
    assert_int_equal(fclose(file), 0);
    return descriptor;
}

static void check_file(const struct carrier *carrier, size_t first, size_t n)
{
    int descriptor = write_file(carrier, first, n);
    struct imported imported = {0};
    struct error err = {{0}};
    struct import_options options = {.from = carrier->format, .measure = carrier->measure, .threads = 1};
    char path[64], *paths[] = {path};
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    if (dumps_read(paths, 1, &formats.known, &options, &imported, &err) != OK) {
        fail_msg("%s", err.text);
    }
    const struct column *column = table_find_column(&imported.table, carrier->column);
    assert_non_null(column);
    assert_true(imported.table.rows >= n);
    for (size_t i = 0; i < n; i++) {
        bool is_hlog = carrier->write == write_hlog;
        int64_t number = is_hlog ? (int64_t)i + 1 : number_of(carrier, first + i);
        double want = (carrier->want == NULL ? want_decimal : carrier->want)(carrier, number);
        if (memcmp(&column->values[i], &want, sizeof want) != 0) {
            fail_msg("row %zu, %" PRId64 " / 10^%d: got %.17g, want %.17g", first + i, number,
                     carrier->decimals, column->values[i], want);
        }
    }
    imported_release(&imported);
    close(descriptor);
}

static void test_carrier(void **state)
{
    const struct carrier *carrier = *state;
    size_t n = carrier->one_a_file ? 1 : N;
    for (size_t first = 0; carrier->row != NULL && first < N; first += n) {
        check_file(carrier, first, n);
    }
}

/* A format that says nothing here of its units is not tested. */
static void test_all_formats(void **state)
{
    (void)state;
    for (size_t i = 0; i < formats.known.n; i++) {
        bool listed = false;
        for (size_t k = 0; k < CARRIERS; k++) {
            listed |= strcmp(formats.known.importers[i]->name, carriers[k].format) == 0;
        }
        if (!listed) {
            fail_msg("found no row of '%s' among the carriers, expected its units, or that it has none",
                     formats.known.importers[i]->name);
        }
    }
}

static int in_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int make_durations(void **state)
{
    (void)state;
    struct random random;
    struct error err = {{0}};
    if (formats_open(&formats, NULL, 0, &err) != OK || formats_complete(&formats, &err) != OK) {
        return -1;
    }
    random_init(&random, 2026, 0, 0);
    for (size_t i = 0; i < N; i++) {
        durations_s[i] = pow(10, 4 * random_uniform(&random) - 3);
    }
    qsort(durations_s, N, sizeof *durations_s, in_order);
    return 0;
}

static int close_formats(void **state)
{
    (void)state;
    formats_close(&formats);
    return 0;
}

int main(void)
{
    struct CMUnitTest tests[CARRIERS + 1];
    for (size_t i = 0; i < CARRIERS; i++) {
        tests[i] = CHECK_ROW(test_carrier, &carriers[i]);
    }
    tests[CARRIERS] = (struct CMUnitTest)cmocka_unit_test(test_all_formats);
    return cmocka_run_group_tests_name("units", tests, make_durations, close_formats);
}
