#include "output/words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/*
 * "{}" stands for the note's text; "{.4g}", "{.0f}" for its next number, in that many significant digits or
 * decimals; "{.4g%}" for a share of 1, in percent.
 */
static const char *const sentences[NOTE_CODES] = {
    [NOTE_REASON] = "{}",
    [NOTE_MEAN_DIFFERENCE] = "difference of mean: {}",
    [NOTE_MEAN_RATIO] = "ratio of mean: {}",
    [NOTE_QUANTILE_DIFFERENCE] = "difference of p{.10g%}: {}",
    [NOTE_QUANTILE_RATIO] = "ratio of p{.10g%}: {}",
    [NOTE_MEANS_CUT_OFF] = "means: requests were cut off, so that their mean is not known",
    [NOTE_QUANTILES_CUT_OFF] = "p{.10g%}: requests were cut off, so that it can't be compared",
    [NOTE_QUANTILES_NEED] = "p{.10g%}: no interval, needs n >= {.0f} in both groups",
    [NOTE_SIDE_DEPENDENT] =
        "requests of {} depend on one another (Ljung-Box, {.0f} lags, p = {.2g}): p values, shift and "
        "delta are as if they didn't; other intervals allow for it",
    [NOTE_SHIFT_WITHOUT_INTERVAL] = "shift: no interval, the widest there is covers {.3g%} %",
};

/* Appends a number as its place in the sentence, what stands between "{" and "}", asks for it. */
static enum status append_number(struct text *text, const char *place, double number, struct error *err)
{
    char *end;
    int digits = (int)strtol(place + 1, &end, 10);
    double shown = end[1] == '%' ? 100 * number : number;
    assert(place[0] == '.' && (*end == 'g' || *end == 'f'));
    return *end == 'g' ? text_print(text, err, "%.*g", digits, shown)
                       : text_print(text, err, "%.*f", digits, shown);
}

enum status words_append(struct text *text, const struct note *note, struct error *err)
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
