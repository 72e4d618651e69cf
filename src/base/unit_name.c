#include "base/unit_name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct spelling {
    const char *text;
    enum unit unit;
} spellings[] = {
    {"ns", NANOSECONDS},
    {"nsec", NANOSECONDS},
    {"nsecs", NANOSECONDS},
    {"nanos", NANOSECONDS},
    {"nanosecond", NANOSECONDS},
    {"nanoseconds", NANOSECONDS},
    {"us", MICROSECONDS},
    {"\xC2\xB5s", MICROSECONDS},
    {"\xCE\xBCs", MICROSECONDS},
    {"usec", MICROSECONDS},
    {"usecs", MICROSECONDS},
    {"micros", MICROSECONDS},
    {"microsec", MICROSECONDS},
    {"microsecond", MICROSECONDS},
    {"microseconds", MICROSECONDS},
    {"ms", MILLISECONDS},
    {"msec", MILLISECONDS},
    {"msecs", MILLISECONDS},
    {"millis", MILLISECONDS},
    {"millisec", MILLISECONDS},
    {"millisecs", MILLISECONDS},
    {"millisecond", MILLISECONDS},
    {"milliseconds", MILLISECONDS},
    {"s", SECONDS},
    {"sec", SECONDS},
    {"secs", SECONDS},
    {"second", SECONDS},
    {"seconds", SECONDS},
    {"min", MINUTES},
    {"mins", MINUTES},
    {"minute", MINUTES},
    {"minutes", MINUTES},
    {"hour", HOURS},
    {"hours", HOURS},
    {"hr", HOURS},
    {"hrs", HOURS},
};
enum { SPELLINGS = sizeof spellings / sizeof *spellings };

enum unit unit_name_find(const char *text, size_t n)
{
    for (size_t i = 0; i < SPELLINGS; i++) {
        if (strlen(spellings[i].text) == n && strncasecmp(spellings[i].text, text, n) == 0) {
            return spellings[i].unit;
        }
    }
    return NO_UNIT;
}

bool unit_name_find_size(const char *text, size_t n, int *doublings)
{
    static const struct {
        const char *text;
        int doublings;
    } sizes[] = {{"bytes", -20}, {"kb", -10}, {"kib", -10}, {"ki", -10}, {"mb", 0},  {"mib", 0},
                 {"mi", 0},      {"gb", 10},  {"gib", 10},  {"gi", 10},  {"tb", 20}, {"tib", 20}};
    if (n == 1 && *text == 'B') {
        *doublings = -20;
        return true;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (strlen(sizes[i].text) == n && strncasecmp(sizes[i].text, text, n) == 0) {
            *doublings = sizes[i].doublings;
            return true;
        }
    }
    return false;
}

static bool is_gap(char c)
{
    return c != '\0' && strchr(" _-.:,\t", c) != NULL;
}

/* Whether the word in name[start..end) begins where another one ends: behind a gap, or in camelCase. */
static bool begins_word(const char *name, size_t start)
{
    unsigned char before = (unsigned char)name[start - 1], first = (unsigned char)name[start];
    return is_gap(name[start - 1]) || name[start - 1] == '/' || (islower(before) && isupper(first)) ||
           (isdigit(before) && isupper(first));
}

/* "ms", "in ms" or "sec."; "min" is a least value as often as it is minutes. */
static enum unit find_in_brackets(const char *text, size_t n)
{
    size_t start = n > 3 && strncasecmp(text, "in ", 3) == 0 ? 3 : 0;
    while (n > start && is_gap(text[n - 1])) {
        n--;
    }
    while (start < n && is_gap(text[start])) {
        start++;
    }
    return n - start == 3 && strncasecmp(text + start, "min", 3) == 0
               ? NO_UNIT
               : unit_name_find(text + start, n - start);
}

/* What a word before seconds makes of them: "milli seconds", "MicroSeconds", and the stem before it. */
static enum unit cut_prefix(const char *name, size_t *stem)
{
    static const struct spelling prefixes[] = {
        {"milli", MILLISECONDS}, {"micro", MICROSECONDS}, {"nano", NANOSECONDS}};
    size_t n = *stem;
    while (n > 0 && is_gap(name[n - 1])) {
        n--;
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i].text);
        if (n >= length && strncasecmp(name + n - length, prefixes[i].text, length) == 0 &&
            (n == length || begins_word(name, n - length))) {
            *stem = n - length;
            return prefixes[i].unit;
        }
    }
    return SECONDS;
}

/* The unit that the first *stem bytes end in, which are cut to what stands before it. */
static enum unit cut_unit(const char *name, size_t *stem)
{
    size_t n = *stem;
    char last = name[n - 1];
    static const char closing[] = ")]>}", opening[] = "([<{";
    const char *which = strchr(closing, last);
    if (which != NULL) {
        const char *open = memrchr(name, opening[which - closing], n);
        size_t start = open == NULL ? n : (size_t)(open - name) + 1;
        enum unit unit = start >= n ? NO_UNIT : find_in_brackets(name + start, n - 1 - start);
        *stem = unit == NO_UNIT ? n : start - 1;
        return unit;
    }
    for (size_t start = n - 1; start > 0 && n - start <= 12; start--) {
        /* "latency_min" is a least latency, and "classS" no time. */
        bool is_other =
            n - start == 1 ? name[start] != 's' : strncasecmp(name + start, "min", 3) == 0 && n - start < 6;
        enum unit unit =
            begins_word(name, start) && !is_other ? unit_name_find(name + start, n - start) : NO_UNIT;
        if (unit != NO_UNIT) {
            *stem = start;
            return unit == SECONDS ? cut_prefix(name, stem) : unit;
        }
        if (is_gap(name[start])) {
            break;
        }
    }
    return NO_UNIT;
}

/* Whether what stands before "/" is a time, of which that is no rate: "latency / ms". */
static bool is_time_over(const char *name, size_t n)
{
    static const char *const times[] = {"time", "latency", "duration", "elapsed", "delay", "runtime"};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        size_t length = strlen(times[i]);
        if (n >= length && strncasecmp(name + n - length, times[i], length) == 0) {
            return true;
        }
    }
    return false;
}

/* Drops gaps, and the word "in" before a unit, at the end; false where what is left ends in a word that makes
 * a rate of it. */
static bool trim_stem(const char *name, size_t *stem)
{
    while (*stem > 0 && is_gap(name[*stem - 1])) {
        (*stem)--;
    }
    if (*stem > 3 && strncasecmp(name + *stem - 2, "in", 2) == 0 && begins_word(name, *stem - 2)) {
        *stem -= 2;
        return trim_stem(name, stem);
    }
    size_t before = *stem > 0 && name[*stem - 1] == '/' ? *stem - 1 : *stem;
    while (before > 0 && before < *stem && is_gap(name[before - 1])) {
        before--;
    }
    if (before < *stem && is_time_over(name, before)) {
        *stem = before;
        return true;
    }
    bool rate = before < *stem;
    rate |= *stem >= 3 && strncasecmp(name + *stem - 3, "per", 3) == 0 &&
            (*stem == 3 || is_gap(name[*stem - 4]) || isupper((unsigned char)name[*stem - 3]));
    return !rate;
}

/* "ResponseTime" and "Response Time" are "response_time". */
static enum status append_snake(struct text *text, const char *name, size_t n, struct error *err)
{
    enum status status = OK;
    bool gap = false;
    for (size_t i = 0; status == OK && i < n; i++) {
        unsigned char c = (unsigned char)name[i];
        bool hump = i > 0 && isupper(c) && islower((unsigned char)name[i - 1]);
        if ((gap || hump) && text->n > 0) {
            status = text_append(text, "_", 1, err);
        }
        bool point = c == '.' && i > 0 && isdigit((unsigned char)name[i - 1]) && i + 1 < n &&
                     isdigit((unsigned char)name[i + 1]);
        gap = is_gap((char)c) && !point;
        char low = (char)tolower(c);
        if (status == OK && !gap) {
            status = text_append(text, &low, 1, err);
        }
    }
    return status;
}

static char *memory_in_mb(const char *name, struct error *err)
{
    static const char *const names[] = {"memory (mb)",
                                        "memorymb",
                                        "memory size (mb)",
                                        "memory_size_mb",
                                        "memorysize (mb)",
                                        "memory [mb]",
                                        "memory-mb",
                                        "memory size in mb",
                                        "memory mb",
                                        "memorysizemb",
                                        "@memorysize/1024/1024",
                                        "@memorysize / 1024 / 1024"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return text_copy("memory_mb", strlen("memory_mb"), err);
        }
    }
    return NULL;
}

/* A name that is a unit and nothing else: "ms", "[us]"; "seconds" and longer ones may be counted. */
static enum unit find_bare(const char *name, size_t n)
{
    bool closed = n > 2 && strchr("([<{", name[0]) != NULL && strchr(")]>}", name[n - 1]) != NULL;
    enum unit unit = closed ? find_in_brackets(name + 1, n - 2) : unit_name_find(name, n);
    return unit == NANOSECONDS || unit == MICROSECONDS || unit == MILLISECONDS ? unit : NO_UNIT;
}

char *unit_name_in_seconds(const char *name, enum unit *unit, struct error *err)
{
    size_t stem = strlen(name);
    struct text text = {0};
    *unit = NO_UNIT;
    char *memory = memory_in_mb(name, err);
    if (memory != NULL || err->text[0] != '\0' || stem < 2) {
        return memory;
    }
    *unit = find_bare(name, stem);
    if (*unit != NO_UNIT) {
        return text_copy("time_s", strlen("time_s"), err);
    }
    enum unit found = cut_unit(name, &stem);
    if (found == NO_UNIT || !trim_stem(name, &stem) || stem == 0) {
        return NULL;
    }
    enum status status = append_snake(&text, name, stem, err);
    if (status == OK) {
        status = text_append(&text, "_s", 2, err);
    }
    if (status != OK) {
        text_release(&text);
        return NULL;
    }
    *unit = found;
    return text.bytes;
}
