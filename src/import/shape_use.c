#include "import/shape_use.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* Rows that miss are few, or a mistake. */
static pthread_mutex_t adding = PTHREAD_MUTEX_INITIALIZER;

void shape_use_add_table(struct shape_use *use, size_t rows)
{
    pthread_mutex_lock(&adding);
    use->tables++;
    use->rows += rows;
    pthread_mutex_unlock(&adding);
}

/* Keeps the text, unless that which is kept comes first. */
static void keep_first(struct shape_use *use, const char *text)
{
    if (use->text[0] == '\0' || strncmp(text, use->text, sizeof use->text - 1) < 0) {
        (void)snprintf(use->text, sizeof use->text, "%s", text);
    }
}

void shape_use_miss(struct shape_use *use, const char *text)
{
    pthread_mutex_lock(&adding);
    use->missed++;
    if (text != NULL) {
        keep_first(use, text);
    }
    pthread_mutex_unlock(&adding);
}

void shape_use_merge(struct shape_use *to, const struct shape_use *from)
{
    to->tables += from->tables;
    to->rows += from->rows;
    to->missed += from->missed;
    if (from->text[0] != '\0') {
        keep_first(to, from->text);
    }
}
