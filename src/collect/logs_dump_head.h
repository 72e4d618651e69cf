/* How a dump of a log begins: what was asked for, in comments, by which another run knows it again. */
#ifndef FAASTAT_COLLECT_LOGS_DUMP_HEAD_H
#define FAASTAT_COLLECT_LOGS_DUMP_HEAD_H

#include "collect/logs_page.h"

/* How lines of the dump begin; JSON follows in all but the first. */
extern const char logs_mark[], logs_asked[], logs_event[], logs_page[], logs_complete[];

/* What is asked for; the texts are borrowed. */
struct logs_wish {
    const char *function;      /* whose log it is; NULL: nobody knows */
    const char *group;         /* "/aws/lambda/resnet50" */
    const char *service;       /* where: "aws:amz:eu-central-1:logs" */
    const char *since, *until; /* as they were written: another run asks for the same by these */
    bool insights;
    struct logs_slice range; /* what they meant when the dump was begun */
};

/* How far the log is read. */
struct logs_position {
    struct logs_slice slice; /* that is read now; before it all is */
    char *token;             /* of its next page; NULL: the first */
    size_t events;           /* that were read so far */
};

/* Appends the comments that it begins with. */
enum status logs_dump_head(struct text *head, const struct logs_wish *wish, struct error *err);
/* Appends a line of JSON, which it takes over. */
enum status logs_dump_add_json(struct text *text, const char *begin, json_t *value, struct error *err);

#endif
