/*
 * Writes a dump of as many requests as asked to standard output: three models at eight memory sizes, warm and
 * now and then cold, in the order of their arrival. The same seed gives the same bytes: ten million rows take
 * 640 MB. Usage: generate ROWS [SEED [KIND]]. Of the kinds, "quoted" has every field in quotes; "dependent"
 * has one size, where each request of a model resembles the one before (AR(1) in the logarithm, 0.6);
 * "drifting" has those become three times as long on the way; "two" has two models of them.
 * "report" is a log of Lambda's REPORT lines of the usual requests, "platform" one of its objects in JSON,
 * "k6" JSON lines as k6 writes them, of one metric, and "mixed" of fourteen, one of which is the latency,
 * with fifty addresses. "jtl" is JMeter's table of them, where failures have their reasons in quotes; "k6csv"
 * and "mixed-k6csv" are k6's, with so many metrics. "groups" has 100,000 models in turn.
 * "floats" is a pickled list of latencies, "dicts" one of the requests, as Python's protocol 2 has them.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Seconds of work on one whole processor, in the proportions of the study's warm means. */
static const struct model {
    const char *name;
    double inference_s, load_s, start_s;
} models[] = {
    {"inceptionv3", 0.412, 0.618, 4.9},
    {"mobilenetv2", 0.138, 0.243, 2.7},
    {"resnet50", 0.297, 0.489, 4.1},
};
enum { MODELS = sizeof models / sizeof *models };

static const unsigned sizes_mb[] = {512, 640, 1024, 1500, 1800, 2048, 2500, 3000};
enum { SIZES = sizeof sizes_mb / sizeof *sizes_mb };

static const double MB_A_PROCESSOR = 1769; /* Lambda gives processor time in proportion to memory */
static const double COLD = 0.005;          /* of all requests */
static const double STRAY = 0.002;         /* and those that something else on the host held up */
static const double ARRIVALS_PER_S = 400;

struct request {
    const struct model *model;
    unsigned memory_mb;
    bool cold;
    uint64_t arrival_us;   /* since the epoch */
    uint64_t latency_ns;   /* as a client's clock has it */
    uint64_t inference_us; /* as the handler writes it */
};

enum form {
    CSV,
    QUOTED_CSV,
    REPORT,
    PLATFORM,
    K6,
    K6_MIXED,
    JTL,
    K6_CSV,
    K6_CSV_MIXED,
    MANY_GROUPS,
    FLOATS,
    DICTS
};
enum { GROUPS = 100000 };

/* What is not as usual. */
struct kind {
    const char *name;
    size_t models;
    enum form form;
    bool dependent;
    double drift; /* by how much times are longer at the end */
};
static const struct kind kinds[] = {{"", MODELS, CSV, false, 0},
                                    {"quoted", MODELS, QUOTED_CSV, false, 0},
                                    {"dependent", MODELS, CSV, true, 0},
                                    {"drifting", MODELS, CSV, true, 2},
                                    {"two", 2, CSV, true, 0},
                                    {"report", MODELS, REPORT, false, 0},
                                    {"platform", MODELS, PLATFORM, false, 0},
                                    {"k6", MODELS, K6, false, 0},
                                    {"mixed", MODELS, K6_MIXED, false, 0},
                                    {"jtl", MODELS, JTL, false, 0},
                                    {"k6csv", MODELS, K6_CSV, false, 0},
                                    {"mixed-k6csv", MODELS, K6_CSV_MIXED, false, 0},
                                    {"groups", MODELS, MANY_GROUPS, false, 0},
                                    {"floats", MODELS, FLOATS, false, 0},
                                    {"dicts", MODELS, DICTS, false, 0}};

/* A request that resembles the one before it of its model. `progress` is 0 to 1. */
static void draw_dependent(gsl_rng *rng, const struct kind *kind, double progress, struct request *request)
{
    static const double PHI = 0.6, SIGMA = 0.5;
    static double states[MODELS];
    size_t model = gsl_rng_uniform_int(rng, kind->models);
    states[model] = PHI * states[model] + gsl_ran_gaussian_ziggurat(rng, SIGMA * sqrt(1 - PHI * PHI));
    request->model = &models[model];
    request->memory_mb = sizes_mb[SIZES - 1];
    request->arrival_us += (uint64_t)(gsl_ran_exponential(rng, 1e6 / ARRIVALS_PER_S));
    double latency_s = request->model->inference_s * exp(states[model]) * (1 + kind->drift * progress);
    request->inference_us = (uint64_t)(latency_s * 1e6);
    request->latency_ns = (uint64_t)(latency_s * 1e9);
}

static void draw_request(gsl_rng *rng, struct request *request)
{
    request->model = &models[gsl_rng_uniform_int(rng, MODELS)];
    request->memory_mb = sizes_mb[gsl_rng_uniform_int(rng, SIZES)];
    request->cold = gsl_rng_uniform(rng) < COLD;
    request->arrival_us += (uint64_t)(gsl_ran_exponential(rng, 1e6 / ARRIVALS_PER_S));
    double slower = fmax(MB_A_PROCESSOR / request->memory_mb, 1);
    double inference_s = request->model->inference_s * slower * gsl_ran_lognormal(rng, 0, 0.09);
    double load_s = request->model->load_s * slower * gsl_ran_lognormal(rng, 0, 0.05);
    double network_s = 0.021 + gsl_ran_gamma(rng, 2, 0.004);
    double start_s = request->cold ? request->model->start_s * gsl_ran_lognormal(rng, 0, 0.15) : 0;
    double stray_s = gsl_rng_uniform(rng) < STRAY ? gsl_ran_pareto(rng, 2.5, 0.3) : 0;
    request->inference_us = (uint64_t)(inference_s * 1e6);
    request->latency_ns = (uint64_t)((inference_s + load_s + network_s + start_s + stray_s) * 1e9);
}

#define US PRIu64 ".%06" PRIu64
#define NS PRIu64 ".%09" PRIu64
#define ROW(q)                                                                                               \
    q "%s" q "," q "%u" q "," q "%s" q "," q "%" US q "," q "%" NS q "," q "%" US q "," q "200" q "\n"

static void write_request(const struct request *request, bool quoted)
{
    static const uint64_t us = 1000000, ns = 1000000000;
    printf(quoted ? ROW("\"") : ROW(""), request->model->name, request->memory_mb,
           request->cold ? "cold" : "warm", request->arrival_us / us, request->arrival_us % us,
           request->latency_ns / ns, request->latency_ns % ns, request->inference_us / us,
           request->inference_us % us);
}

enum { ID_WORDS = 4 };

static void draw_id(gsl_rng *rng, uint32_t id[ID_WORDS])
{
    for (size_t i = 0; i < ID_WORDS; i++) {
        id[i] = (uint32_t)gsl_rng_get(rng);
    }
}

/* "2021-02-24T13:37:10", of a time since the epoch. */
static void write_second(uint64_t time_us, char at[32])
{
    time_t second = (time_t)(time_us / 1000000);
    struct tm utc;
    gmtime_r(&second, &utc);
    strftime(at, 32, "%Y-%m-%dT%H:%M:%S", &utc);
}

/* A line for the start and one for the report, as logs in JSON format have them. */
static void write_objects(gsl_rng *rng, const struct request *request)
{
    uint64_t hundredths_ms = request->latency_ns / 10000,
             end_us = request->arrival_us + request->latency_ns / 1000;
    uint32_t id[ID_WORDS];
    char text[64], start[32], end[32];
    draw_id(rng, id);
    snprintf(text, sizeof text,
             "%08" PRIx32 "-%04" PRIx32 "-%04" PRIx32 "-%04" PRIx32 "-%04" PRIx32 "%08" PRIx32, id[0],
             id[1] >> 16, id[1] & 0xffff, id[2] >> 16, id[2] & 0xffff, id[3]);
    write_second(request->arrival_us, start);
    write_second(end_us, end);
    printf("{\"time\":\"%s.%03" PRIu64 "Z\",\"type\":\"platform.start\",\"record\":{\"requestId\":\"%s\","
           "\"version\":\"$LATEST\"}}\n",
           start, request->arrival_us / 1000 % 1000, text);
    printf("{\"time\":\"%s.%03" PRIu64 "Z\",\"type\":\"platform.report\",\"record\":{\"requestId\":\"%s\","
           "\"metrics\":{\"durationMs\":%" PRIu64 ".%02" PRIu64 ",\"billedDurationMs\":%" PRIu64
           ",\"memorySizeMB\":%u,\"maxMemoryUsedMB\":%u",
           end, end_us / 1000 % 1000, text, hundredths_ms / 100, hundredths_ms % 100,
           (hundredths_ms + 99) / 100, request->memory_mb, request->memory_mb / 2 + id[0] % 64);
    if (request->cold) {
        printf(",\"initDurationMs\":%" PRIu32 ".%02" PRIu32, 300 + id[1] % 200, id[2] % 100);
    }
    puts("},\"status\":\"success\"}}");
}

static void write_report(gsl_rng *rng, const struct request *request)
{
    uint64_t hundredths_ms = request->latency_ns / 10000;
    uint32_t id[ID_WORDS];
    draw_id(rng, id);
    printf("REPORT RequestId: %08" PRIx32 "-%04" PRIx32 "-%04" PRIx32 "-%04" PRIx32 "-%04" PRIx32 "%08" PRIx32
           "\tDuration: %" PRIu64 ".%02" PRIu64 " ms\tBilled Duration: %" PRIu64
           " ms\tMemory Size: %u MB\tMax Memory Used: %u MB\t",
           id[0], id[1] >> 16, id[1] & 0xffff, id[2] >> 16, id[2] & 0xffff, id[3], hundredths_ms / 100,
           hundredths_ms % 100, (hundredths_ms + 99) / 100, request->memory_mb,
           request->memory_mb / 2 + id[0] % 64);
    if (request->cold) {
        printf("Init Duration: %" PRIu32 ".%02" PRIu32 " ms\t", 300 + id[1] % 200, id[2] % 100);
    }
    putchar('\n');
}

/* Of k6; the latency is the first. */
static const char *const metrics[] = {"http_req_duration",
                                      "http_reqs",
                                      "http_req_blocked",
                                      "http_req_connecting",
                                      "http_req_tls_handshaking",
                                      "http_req_sending",
                                      "http_req_waiting",
                                      "http_req_receiving",
                                      "http_req_failed",
                                      "data_received",
                                      "data_sent",
                                      "vus",
                                      "vus_max",
                                      "iteration_duration"};
enum { METRICS = sizeof metrics / sizeof *metrics };

/* Of the usual requests, each with its model and size among the tags. */
static void write_point(const struct request *request, uint64_t i, bool mixed)
{
    enum { ADDRESSES = 50 };
    char at[32];
    uint64_t address = i * 7 % ADDRESSES;
    write_second(request->arrival_us, at);
    printf("{\"metric\":\"%s\",\"type\":\"Point\",\"data\":{\"time\":\"%s.%06" PRIu64
           "000Z\",\"value\":%" PRIu64 ".%06" PRIu64
           ",\"tags\":{\"expected_response\":\"true\",\"group\":\"\",\"memory_mb\":\"%u\",\"method\":\"GET\","
           "\"model\":\"%s\",\"name\":\"http://example.com/page/%" PRIu64 "\",\"proto\":\"HTTP/1.1\","
           "\"scenario\":\"default\",\"status\":\"200\",\"tls_version\":\"tls1.3\",\"url\":\"http://"
           "example.com/page/%" PRIu64 "\"}}}\n",
           metrics[mixed ? i % METRICS : 0], at, request->arrival_us % 1000000, request->latency_ns / 1000000,
           request->latency_ns % 1000000, request->memory_mb, request->model->name, address, address);
}

/* One in 500 fails. */
static void write_sample(gsl_rng *rng, const struct request *request)
{
    bool failed = gsl_rng_uniform(rng) < STRAY;
    uint64_t elapsed_ms = request->latency_ns / 1000000;
    printf("%" PRIu64 ",%" PRIu64 ",POST /%s/%u,%s,Thread Group 1-%lu,text,%s,12873,131,50,50,"
           "http://example.com/%s/%u,%" PRIu64 ",0,%" PRIu64 "\n",
           request->arrival_us / 1000, elapsed_ms, request->model->name, request->memory_mb,
           failed ? "502,Bad Gateway" : "200,OK", 1 + gsl_rng_uniform_int(rng, 50),
           failed ? "false,\"Test failed: code expected to equal /200/, was 502\"" : "true,",
           request->model->name, request->memory_mb, elapsed_ms - elapsed_ms / 64, elapsed_ms / 64);
}

static void write_k6_row(const struct request *request, uint64_t i, bool mixed)
{
    printf("%s,%" PRIu64 ",%" PRIu64 ".%06" PRIu64
           ",,,,true,,POST,http://example.com/%s/%u,HTTP/1.1,default,,200,,"
           "tls1.3,http://example.com/%s/%u,,\n",
           metrics[mixed ? i % METRICS : 0], request->arrival_us / 1000000, request->latency_ns / 1000000,
           request->latency_ns % 1000000, request->model->name, request->memory_mb, request->model->name,
           request->memory_mb);
}

/* ---- pickles: of Python's opcodes, those that it writes for lists, dicts, floats, texts and what it knows
 * already ---- */

enum { BATCH = 1000 }; /* items that Python adds to a list at once */

static void write_little(uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        putchar((int)(number >> (8 * i) & 0xff));
    }
}

static void write_float(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    putchar('G');
    for (int shift = 56; shift >= 0; shift -= 8) {
        putchar((int)(bits >> shift & 0xff));
    }
}

/* The keys, which get the numbers from 0 on, and then the models. */
static const char *const keys[] = {"model", "memory_mb", "start_s", "latency_s", "status"};
enum { KEYS = sizeof keys / sizeof *keys };

static void write_pickle_head(const struct kind *kind)
{
    write_little(0x280, 2);
    for (int i = 0; kind->form == DICTS && i < KEYS + MODELS; i++) {
        const char *text = i < KEYS ? keys[i] : models[i - KEYS].name;
        putchar('X');
        write_little(strlen(text), 4);
        printf("%sq%c0", text, i);
    }
    putchar(']');
}

static void write_dict(const struct request *request)
{
    printf("}(h%ch%c", 0, KEYS + (int)(request->model - models));
    printf("h%cM", 1);
    write_little(request->memory_mb, 2);
    printf("h%c", 2);
    write_float((double)request->arrival_us / 1e6);
    printf("h%c", 3);
    write_float((double)request->latency_ns / 1e9);
    printf("h%cK%cu", 4, 200);
}

static void write_item(const struct kind *kind, const struct request *request, uint64_t i, uint64_t rows)
{
    if (i % BATCH == 0) {
        putchar('(');
    }
    if (kind->form == DICTS) {
        write_dict(request);
    } else {
        write_float((double)request->latency_ns / 1e9);
    }
    if (i % BATCH == BATCH - 1 || i + 1 == rows) {
        putchar('e');
    }
    if (i + 1 == rows) {
        putchar('.');
    }
}

/* ---- all of them ---- */

static void write_head(const struct kind *kind)
{
    if (kind->form == CSV) {
        puts("model,memory_mb,experiment,timestamp_s,latency_s,inference_s,status");
    } else if (kind->form == QUOTED_CSV) {
        puts("\"model\",\"memory_mb\",\"experiment\",\"timestamp_s\",\"latency_s\",\"inference_s\","
             "\"status\"");
    } else if (kind->form == MANY_GROUPS) {
        puts("model,latency_s");
    } else if (kind->form == JTL) {
        puts("timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,"
             "failureMessage,bytes,"
             "sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect");
    } else if (kind->form == K6_CSV || kind->form == K6_CSV_MIXED) {
        puts("metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,"
             "proto,"
             "scenario,service,status,subproto,tls_version,url,extra_tags,metadata");
    } else if (kind->form == FLOATS || kind->form == DICTS) {
        write_pickle_head(kind);
    }
}

static void write_as(const struct kind *kind, gsl_rng *rng, const struct request *request, uint64_t i,
                     uint64_t rows)
{
    switch (kind->form) {
    case REPORT:
        write_report(rng, request);
        break;
    case PLATFORM:
        write_objects(rng, request);
        break;
    case K6:
    case K6_MIXED:
        write_point(request, i, kind->form == K6_MIXED);
        break;
    case MANY_GROUPS:
        printf("m%" PRIu64 ",%" PRIu64 ".%09" PRIu64 "\n", i % GROUPS, request->latency_ns / 1000000000,
               request->latency_ns % 1000000000);
        break;
    case JTL:
        write_sample(rng, request);
        break;
    case K6_CSV:
    case K6_CSV_MIXED:
        write_k6_row(request, i, kind->form == K6_CSV_MIXED);
        break;
    case FLOATS:
    case DICTS:
        write_item(kind, request, i, rows);
        break;
    case CSV:
    case QUOTED_CSV:
        write_request(request, kind->form == QUOTED_CSV);
        break;
    }
}

static const struct kind *find_kind(const char *name)
{
    size_t k = 0;
    while (k < sizeof kinds / sizeof *kinds && strcmp(kinds[k].name, name) != 0) {
        k++;
    }
    return k < sizeof kinds / sizeof *kinds ? &kinds[k] : NULL;
}

int main(int argc, char **argv)
{
    char *end = NULL;
    unsigned long long rows = argc > 1 ? strtoull(argv[1], &end, 10) : 0;
    const struct kind *kind = find_kind(argc > 3 ? argv[3] : "");
    if (argc < 2 || argc > 4 || *argv[1] == '\0' || *end != '\0' || kind == NULL) {
        fputs("usage: generate ROWS [SEED [quoted|dependent|drifting|two|report|platform|k6|mixed|jtl|k6csv|"
              "mixed-k6csv|groups|floats|dicts]]\n",
              stderr);
        return 2;
    }
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    struct request request = {.arrival_us = UINT64_C(1614173830000000)};
    gsl_rng_set(rng, argc > 2 ? strtoul(argv[2], NULL, 10) : 1);
    write_head(kind);
    for (unsigned long long i = 0; i < rows && !ferror(stdout); i++) {
        if (kind->dependent) {
            draw_dependent(rng, kind, (double)i / (double)rows, &request);
        } else {
            draw_request(rng, &request);
        }
        write_as(kind, rng, &request, i, rows);
    }
    gsl_rng_free(rng);
    if (fflush(stdout) == EOF || ferror(stdout)) {
        perror("generate: cannot write");
        return 4;
    }
    return 0;
}
