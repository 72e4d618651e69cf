/* Lines that are alike, and random changes of them: what matches them finds what Jansson finds. */
#include "check.h"

#include "alike.h"
#include "stats/random.h"

/* Lines in which numbers and texts take the place of '#' and '$'. */
static const char *const shapes[] = {
    "{\"metric\":\"a\",\"data\":{\"time\":\"$\",\"value\":#,\"tags\":{\"status\":\"200\"}}}",
    "{\"metric\":\"b\",\"data\":{\"time\":\"$\",\"value\":#,\"tags\":{\"status\":\"200\"}}}",
    "{\"metric\":\"b\",\"data\":{\"time\":\"$\",\"value\":#,\"tags\":{\"status\":\"503\"}}}",
    "{\"data\" : {\"value\": #, \"time\": \"$\"}, \"latency\" :#}",
    "{\"latency\":#,\"a\":[1,{\"latency\":2}]}",
    "{\"latency\":\"$\",\"data\":[]}",
    "{\"latency\":#,\"latency\":1}",
    "{\"metric\":\"b\",\"data\":{\"value\":#}}", /* what ends this one must not end the next two */
    "{\"metric\":\"b\",\"latency\":#}}",
    "{\"metric\":\"b\",\"data\":[{\"value\":1}],\"latency\":#}}",
    "{\"metric\":\"b\",\"data\":{\"value\":#},\"latency\":2}",
};
static const char *const numbers[] = {"0",       "-0",
                                      "1.5",     "-2.25e-3",
                                      "1E400",   "1e-400",
                                      "007",     "1.",
                                      ".5",      "+1",
                                      "1e",      "null",
                                      "NaN",     "123456789012345",
                                      "0.0",     "-",
                                      "1e5",     "12 ",
                                      "0x10",    "1234567890123456789",
                                      "true",    "\"1\"",
                                      "1.0E+02", "-1",
                                      "[1]",     "99999999999999999999"};
static const char *const texts[] = {"",
                                    "2023-11-14T22:29:59Z",
                                    "a\\nb",
                                    "\\u00e9",
                                    "\xC3\xA9",
                                    "\xC3",
                                    "a\tb",
                                    "\\ud800",
                                    "x\x7F",
                                    "\xE2\x80\xAE",
                                    "a\"b",
                                    "plain",
                                    "\\u0000",
                                    "{}",
                                    "\xF0\x9F\x98\x80"};

static const char *pick(struct random *random, const char *const *from, uint32_t n)
{
    return from[random_below(random, n)];
}

/* The length of a line, of a shape with values in it, sometimes with a byte changed. */
static size_t write_line(struct random *random, char line[512])
{
    size_t n = 0;
    bool usual = random_below(random, 4) != 0;
    for (const char *c = pick(random, shapes, sizeof shapes / sizeof *shapes); *c != '\0'; c++) {
        if (*c == '#' && usual) {
            n += (size_t)sprintf(line + n, "%.9g", (double)random_below(random, 1000000) / 1000);
        } else if (*c == '#') {
            n += (size_t)sprintf(line + n, "%s", pick(random, numbers, sizeof numbers / sizeof *numbers));
        } else if (*c == '$') {
            n += (size_t)sprintf(line + n, "%s",
                                 usual ? texts[1] : pick(random, texts, sizeof texts / sizeof *texts));
        } else {
            line[n++] = *c;
        }
    }
    if (random_below(random, 8) == 0) { /* any byte, in any place */
        line[random_below(random, (uint32_t)n)] = (char)random_below(random, 256);
    }
    return n;
}

static void test_random_lines(void **state)
{
    (void)state;
    size_t count[ALIKE_DIFFERS] = {0};
    struct random random;
    random_init(&random, 17, 0, 0);
    for (size_t round = 0; round < 200; round++) {
        struct json_alike *alike = alike_new();
        assert_non_null(alike);
        for (size_t i = 0; i < 1000; i++) {
            char line[512];
            size_t n = write_line(&random, line);
            enum alike_outcome outcome = alike_take(alike, line, n);
            if (outcome == ALIKE_DIFFERS) {
                fail_msg("matched, and otherwise than Jansson has it: %.*s", (int)n, line);
            }
            count[outcome]++;
        }
        json_alike_free(alike);
    }
    /* Of each kind enough for the test to mean something. */
    assert_true(count[ALIKE_MATCHED] > 50000 && count[ALIKE_EMPTY] > 20000 && count[ALIKE_PARSED] > 1000 &&
                count[ALIKE_REFUSED] > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"json alike: random lines", test_random_lines, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("json alike", tests, NULL, NULL);
}
