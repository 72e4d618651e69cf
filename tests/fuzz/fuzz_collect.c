/*
 * Feeds bytes to what reads for `collect`: the first one says which. A plan; the rows of a dump that is gone
 * on with; a file of headers; answers, of an address, of an invocation, and in pieces.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "collect/dump_resume.h"
#include "collect/headers.h"
#include "collect/outcome.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int file = -1;
static struct text head; /* of the dump of made_plan() */

static void demand(bool good)
{
    if (!good) {
        abort();
    }
}

static void demand_told(enum status status, const struct error *err)
{
    demand((status == OK) == (err->text[0] == '\0'));
}

static struct plan made_plan(void)
{
    struct error err = {{0}};
    struct plan plan = {.seed = 1, .rounds = 1};
    struct experiment experiment;
    struct experiment_wish wish = experiment_wish_none();
    wish.experiment = "load";
    wish.users = 2;
    wish.requests = 9;
    demand(experiment_make(&wish, &experiment, &err) == OK);
    demand(plan_add_subject(&plan, &(struct subject){.model = "m", .url = "http://h/"}, &err) == OK);
    demand(plan_add_experiment(&plan, &experiment, &(struct cell_choice){0}, &err) == OK);
    demand(plan_finish(&plan, &err) == OK);
    return plan;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    struct error err = {{0}};
    struct plan plan = made_plan();
    demand(dump_head(&head, &plan, &err) == OK);
    plan_release(&plan);
    file = memfd_create("file", 0);
    return file < 0;
}

/* Files that the plan names are not asked for: some have no end. */
static void read_plan(const char *path, const char *bytes, size_t n)
{
    struct error err = {{0}};
    struct plan plan = {0};
    if (memmem(bytes, n, "payload", 7) == NULL && memchr(bytes, '\\', n) == NULL) {
        demand_told(plan_read(&plan, path, &err), &err);
        plan_release(&plan);
    }
}

static void resume(const char *bytes, size_t n)
{
    struct error err = {{0}};
    struct text whole = {0};
    struct dump_left left;
    struct plan plan = made_plan();
    demand(text_append(&whole, head.bytes, head.n, &err) == OK);
    demand(text_append(&whole, bytes, n, &err) == OK);
    enum status status = dump_resume("f", whole.bytes, whole.n, &plan, &left, &err);
    demand_told(status, &err);
    demand(status != OK || (left.end <= whole.n && plan.cells[0].n_done <= plan.cells[0].n));
    text_release(&whole);
    plan_release(&plan);
}

static void read_headers(const char *path)
{
    struct error err = {{0}};
    struct curl_slist *headers;
    demand_told(headers_read(path, &headers, &err), &err);
    for (const struct curl_slist *one = headers; one != NULL; one = one->next) {
        demand(strchr(one->data, ':') != NULL && strpbrk(one->data, "\r\n") == NULL);
    }
    curl_slist_free_all(headers);
}

static bool is_number(double number)
{
    return isnan(number) || (number >= 0 && isfinite(number));
}

static void put_u32(struct text *text, uint32_t number)
{
    struct error err = {{0}};
    const char bytes[] = {(char)(number >> 24), (char)(number >> 16), (char)(number >> 8), (char)number};
    demand(text_append(text, bytes, sizeof bytes, &err) == OK);
}

/* The bytes as a message of an event stream whose checksums are right, which no change at random hits: the
 * first one says how many of the others are headers. */
static void wrap(struct text *text, const char *bytes, size_t n)
{
    struct error err = {{0}};
    size_t headers = n == 0 ? 0 : (uint8_t)bytes[0] % n;
    put_u32(text, (uint32_t)(n + (n == 0 ? 16 : 15)));
    put_u32(text, (uint32_t)headers);
    put_u32(text, (uint32_t)crc32(0, (const Bytef *)text->bytes, 8));
    demand(n == 0 || text_append(text, bytes + 1, n - 1, &err) == OK);
    put_u32(text, (uint32_t)crc32(0, (const Bytef *)text->bytes, (uInt)text->n));
}

/* `kind` has a bit for each that an exchange may be. */
static void judge(unsigned kind, const char *bytes, size_t n)
{
    static const long statuses[] = {200, 202, 403, 503};
    struct error err = {{0}};
    struct outcome outcome = {0};
    struct text body = {0};
    if (kind & 128) {
        wrap(&body, bytes, n);
    } else {
        demand(text_append(&body, bytes, n, &err) == OK);
    }
    struct exchange exchange = {.curl_error = "",
                                .http_status = statuses[kind & 3],
                                .body = body.bytes,
                                .n = body.n,
                                .is_invoke = kind & 4,
                                .is_stream = kind & 8,
                                .any_body = kind & 16,
                                .quotes_body = true,
                                .function_error = kind & 32 ? "Unhandled" : "",
                                .log_result = kind & 64 ? body.bytes : "",
                                .error_type = ""};
    facts_init(&exchange.facts);
    facts_take_header(&exchange.facts, bytes, n);
    demand(outcome_judge(&exchange, &outcome, &err) == OK);
    demand((outcome.cause == NULL) ==
           (outcome.status[0] == '2' || outcome.status[0] == '3' || outcome.status[0] == '1'));
    demand(text_is_utf8(outcome.detail, strlen(outcome.detail)) &&
           strpbrk(outcome.detail, "\r\n\x1b") == NULL);
    demand(is_number(outcome.facts.inference_s) && is_number(outcome.facts.init_s) &&
           is_number(outcome.facts.memory_mb) && is_number(outcome.duration_s));
    demand(strpbrk(outcome.facts.environment, ",\"\r\n \x1b") == NULL);
    text_release(&body);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char path[64];
    if (n == 0) {
        return 0;
    }
    const char *content = (const char *)bytes + 1;
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    demand(ftruncate(file, 0) == 0 && pwrite(file, content, n - 1, 0) == (ssize_t)(n - 1));
    switch (bytes[0]) {
    case 'p':
        read_plan(path, content, n - 1);
        break;
    case 'd':
        resume(content, n - 1);
        break;
    case 'h':
        read_headers(path);
        break;
    default:
        judge(bytes[0], content, n - 1);
    }
    return 0;
}
