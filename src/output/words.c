#include "output/words.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output/group_json.h"

/*
 * "{}" stands for the note's text, "{row}" for the name of the row that it is about; "{.4g}", "{.0f}" for its
 * next number, in that many significant digits or decimals; "{.4g%}" for a share of 1, in percent, and
 * "{+.4g%}" for one with its sign.
 */
static const char *const sentences[NOTE_CODES] = {
    [NOTE_REASON] = "{}",
    [NOTE_NO_DIAGNOSIS] = "{row}, {}: diagnosis: needs n >= {.0f}",
    [NOTE_DRIFT] = "{row}, {}: drift: the last tenth is {+.2g%} % off the first (Mann-Kendall, 5 %)",
    [NOTE_CHANGE] = "{row}, {}: a change behind request {.0f} (Pettitt, 5 %)",
    [NOTE_WARM_UP] = "{row}, {}: warm-up: MSER-5 proposes to cut {.0f} requests, mean {.4g} with them, {.4g} "
                     "without; none were cut",
    [NOTE_OUTLIERS] = "{row}, {}: outliers: {.0f} low, {.0f} high (double MAD, {.6g}), kept",
    [NOTE_MODES] = "{row}, {}: more than one mode (dip, 5 %): are cold starts among warm ones?",
};

/* Appends a number as its place in the sentence, what stands between "{" and "}", asks for it. */
static enum status append_number(struct text *text, const char *place, double number, struct error *err)
{
    char *end;
    bool is_signed = *place == '+';
    int digits = (int)strtol(place + is_signed + 1, &end, 10);
    double shown = end[1] == '%' ? 100 * number : number;
    assert(place[is_signed] == '.' && (*end == 'g' || *end == 'f'));
    return is_signed     ? text_print(text, err, "%+.*g", digits, shown)
           : *end == 'g' ? text_print(text, err, "%.*g", digits, shown)
                         : text_print(text, err, "%.*f", digits, shown);
}

enum status words_append(struct text *text, const struct note *note, const struct grouping *grouping,
                         const struct group *group, struct error *err)
{
    const char *rest = sentences[note->code];
    size_t next = 0;
    for (;;) {
        size_t n = strcspn(rest, "{");
        enum status status = text_append(text, rest, n, err);
        rest += n;
        if (status != OK || *rest == '\0') {
            return status;
        }
        if (rest[1] == '}') {
            status = text_append(text, note->text, strlen(note->text), err);
        } else if (strncmp(rest, "{row}", strlen("{row}")) == 0) {
            status = group_name(grouping, group, text, err);
        } else {
            assert(next < NOTE_NUMBERS);
            status = append_number(text, rest + 1, note->numbers[next++], err);
        }
        if (status != OK) {
            return status;
        }
        rest = strchr(rest, '}') + 1;
    }
}
