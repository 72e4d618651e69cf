#include "formats/cloud/lambda_alike.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

/* An object that others are like. */
struct known {
    struct known *next;
    struct lambda_object object; /* with the values of the last one, where these were filled in */
    struct span version;
    bool is_plain; /* a start, or a report, without anything that has to be taken by itself */
    bool says_nothing;
};

void lambda_alike_forget(void *pool)
{
    struct known *known = pool;
    while (known != NULL) {
        struct known *next = known->next;
        free(known);
        known = next;
    }
}

/* Whether what the object says beside its values can stand in columns. */
static bool is_plain(const struct lambda_object *object)
{
    const struct lambda_record *own = &object->record;
    const char *const texts[] = {own->status, own->error_type, own->phase, own->version};
    bool is = object->kind == LAMBDA_OBJECT_START ||
              (object->kind == LAMBDA_OBJECT_REPORT && strcmp(own->status, "timeout") != 0);
    for (size_t i = 0; is && i < sizeof texts / sizeof *texts; i++) {
        size_t n = strlen(texts[i]);
        is = n == 0 || !number_is_missing(texts[i], n);
    }
    return is;
}

enum status lambda_alike_learn(struct json_alike *alike, const struct json_file *file, size_t n,
                               const struct lambda_object *object, struct error *err)
{
    const struct json_verdict verdict = {.is_empty = false};
    struct json_like *like;
    enum status status = json_alike_learn(alike, file, n, &verdict, &like, err);
    if (status != OK || like == NULL) {
        return status;
    }
    struct known *known = malloc(sizeof *known);
    if (known == NULL) {
        return error_no_memory(err);
    }
    void **pool = json_alike_pool(alike);
    *known = (struct known){.next = *pool,
                            .object = *object,
                            .is_plain = is_plain(object),
                            .says_nothing = !lambda_object_says(object)};
    known->version = text_span(known->object.record.version);
    *pool = like->memo = known;
    return OK;
}

static bool fill(struct json_alike *alike, const struct json_like *like)
{
    struct known *known = like->memo;
    return json_alike_read(alike) && lambda_object_fill(&known->object, like->values);
}

const struct lambda_object *lambda_alike_match(struct json_alike *alike, const char *text, size_t n)
{
    const struct json_like *like = alike == NULL ? NULL : json_alike_match(alike, text, n);
    return like != NULL && fill(alike, like) ? &((const struct known *)like->memo)->object : NULL;
}

/* ---- many at once ---- */

/* A text that is there, or nothing, behind which can be read as well. */
static bool borrow_text(const struct json_filled *value, struct span *text)
{
    static const char nothing[DICTIONARY_SLACK] = "";
    *text = value->text == NULL ? (struct span){nothing, 0} : (struct span){value->text, value->n};
    return value->text != NULL;
}

/* A number that can be read later, as the digits that a double holds are all of it. */
static bool take_number(const struct json_filled *value, struct span *number)
{
    enum { MOST_DIGITS = 15 };
    return borrow_text(value, number) && value->kind != JSON_KIND_TEXT && value->n <= MOST_DIGITS;
}

/* The numbers of a report that is as most are. */
static bool take_numbers(const struct known *known, const struct json_filled values[LAMBDA_HOLES],
                         struct lambda_list *list)
{
    const struct lambda_figures *own = &known->object.record.figures;
    size_t i = list->n_reports;
    bool has_init = take_number(&values[LAMBDA_INIT_DURATION], &list->inits[i]);
    return take_number(&values[LAMBDA_DURATION], &list->durations[i]) &&
           take_number(&values[LAMBDA_BILLED], &list->billed[i]) &&
           take_number(&values[LAMBDA_MEMORY], &list->memory[i]) &&
           take_number(&values[LAMBDA_MOST_MEMORY], &list->most_memory[i]) &&
           lambda_list_is_whole(list->memory[i]) &&
           (has_init || (values[LAMBDA_INIT_DURATION].text == NULL && isnan(own->init_s))) &&
           values[LAMBDA_RESTORE].text == NULL && isnan(own->restore_s) &&
           values[LAMBDA_BILLED_RESTORE].text == NULL && isnan(own->billed_restore_ms);
}

static bool take_known(const struct known *known, const struct json_filled values[LAMBDA_HOLES],
                       struct lambda_list *list, struct lambda_listed *line, struct span stream)
{
    const struct lambda_record *own = &known->object.record;
    bool is_start = known->object.kind == LAMBDA_OBJECT_START;
    size_t i = is_start ? list->n - list->n_reports : list->n_reports;
    const struct json_filled *time = &values[LAMBDA_TIME], *id = &values[LAMBDA_ID];
    double time_s;
    if (!borrow_text(id, &line->id) || id->kind != JSON_KIND_TEXT || id->n >= LAMBDA_TEXT ||
        number_is_missing(id->text, id->n) || time->text == NULL || time->kind != JSON_KIND_TEXT ||
        !date_parse_next(&list->minute, time->text, time->n, &time_s) ||
        !(is_start || take_numbers(known, values, list))) {
        return false;
    }
    lambda_list_set_before(is_start ? &list->before_starts : &list->before_reports, i, time_s, stream,
                           known->version);
    line->said |= LAMBDA_IS_SURE | (is_start ? LAMBDA_START : LAMBDA_REPORT);
    list->own[i] = is_start ? list->own[i] : own;
    list->n_reports += !is_start;
    list->lines[list->n++] = *line;
    return true;
}

bool lambda_alike_list(struct json_alike *alike, struct lambda_list *list, struct lambda_listed line,
                       struct span stream)
{
    const struct json_like *like = json_alike_match(alike, line.text, line.n);
    const struct known *known = like == NULL ? NULL : like->memo;
    return known != NULL && (known->is_plain ? take_known(known, like->values, list, &line, stream)
                                             : known->says_nothing && fill(alike, like));
}
