#include "collect/facts.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"

static const char prefix[] = "X-Faastat-";
static const double MOST_MEMORY_MB = 1 << 20, MOST_S = 86400;

void facts_init(struct facts *facts)
{
    *facts = (struct facts){.init_s = NAN, .inference_s = NAN, .memory_mb = NAN};
}

/* ---- values ---- */

static bool is_word(struct span value, const char *word)
{
    return value.n == strlen(word) && strncasecmp(value.bytes, word, value.n) == 0;
}

static void take_cold(struct facts *facts, struct span value)
{
    facts->start = is_word(value, "true")       ? START_COLD
                   : is_word(value, "false")    ? START_WARM
                   : is_word(value, "restored") ? START_RESTORED
                                                : facts->start;
}

static void take_number(double number, double most, double *to)
{
    if (number >= 0 && number <= most) {
        *to = number;
    }
}

static void take_text(struct span value, double most, double *to)
{
    double number;
    if (value.n < NUMBER_TEXT && number_parse(value.bytes, value.n, &number)) {
        take_number(number, most, to);
    }
}

static void take_environment(struct facts *facts, struct span value)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    bool good = value.n > 0 && value.n < sizeof facts->environment && strchr(letters, value.bytes[0]) != NULL;
    for (size_t i = 0; good && i < value.n; i++) {
        good = value.bytes[i] != '\0' &&
               (strchr(letters, value.bytes[i]) != NULL || strchr("-_./:$[]", value.bytes[i]) != NULL);
    }
    if (good) {
        memcpy(facts->environment, value.bytes, value.n);
        facts->environment[value.n] = '\0';
    }
}

/* ---- headers ---- */

static struct span trim(struct span text)
{
    while (text.n > 0 && (text.bytes[0] == ' ' || text.bytes[0] == '\t')) {
        text.bytes++;
        text.n--;
    }
    while (text.n > 0 && strchr(" \t\r\n", text.bytes[text.n - 1]) != NULL) {
        text.n--;
    }
    return text;
}

static void take(struct facts *facts, struct span name, struct span value)
{
    if (is_word(name, "Cold")) {
        take_cold(facts, value);
    } else if (is_word(name, "Init-S")) {
        take_text(value, MOST_S, &facts->init_s);
    } else if (is_word(name, "Inference-S")) {
        take_text(value, MOST_S, &facts->inference_s);
    } else if (is_word(name, "Memory-Mb")) {
        take_text(value, MOST_MEMORY_MB, &facts->memory_mb);
    } else if (is_word(name, "Environment")) {
        take_environment(facts, value);
    }
}

void facts_take_header(struct facts *facts, const char *line, size_t n)
{
    size_t begin = sizeof prefix - 1;
    if (n <= begin || strncasecmp(line, prefix, begin) != 0) {
        return;
    }
    const char *colon = memchr(line + begin, ':', n - begin);
    if (colon != NULL) {
        struct span name = {line + begin, (size_t)(colon - line) - begin};
        struct span value = {colon + 1, n - (size_t)(colon + 1 - line)};
        take(facts, name, trim(value));
    }
}

void facts_take_headers(struct facts *facts, const json_t *headers)
{
    size_t begin = sizeof prefix - 1;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)headers, name, value)
    {
        if (json_is_string(value) && strncasecmp(name, prefix, begin) == 0) {
            struct span text = {json_string_value(value), json_string_length(value)};
            take(facts, (struct span){name + begin, strlen(name + begin)}, trim(text));
        }
    }
}

/* ---- members ---- */

void facts_take_members(struct facts *facts, const json_t *answer)
{
    const json_t *cold = json_object_get(answer, "cold"),
                 *environment = json_object_get(answer, "environment");
    const struct {
        const char *name;
        double most, *to;
    } numbers[] = {{"init_s", MOST_S, &facts->init_s},
                   {"inference_s", MOST_S, &facts->inference_s},
                   {"memory_mb", MOST_MEMORY_MB, &facts->memory_mb}};
    if (json_is_boolean(cold)) {
        facts->start = json_is_true(cold) ? START_COLD : START_WARM;
    } else if (json_is_string(cold)) {
        take_cold(facts, (struct span){json_string_value(cold), json_string_length(cold)});
    }
    if (json_is_string(environment)) {
        take_environment(facts,
                         (struct span){json_string_value(environment), json_string_length(environment)});
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const json_t *member = json_object_get(answer, numbers[i].name);
        if (json_is_number(member)) {
            take_number(json_number_value(member), numbers[i].most, numbers[i].to);
        }
    }
}
