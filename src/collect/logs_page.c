#include "collect/logs_page.h"

#include <stdlib.h>

enum status logs_page_init(struct logs_page *page, json_t *answer, size_t n, struct error *err)
{
    *page = (struct logs_page){.answer = answer};
    page->found = calloc(n + 1, sizeof *page->found);
    return page->found == NULL ? error_no_memory(err) : OK;
}

void logs_page_release(struct logs_page *page)
{
    json_decref(page->answer);
    free(page->found);
    *page = (struct logs_page){0};
}
