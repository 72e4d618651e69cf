#include "formats/rules/rule.h"

#include <stdlib.h>
#include <string.h>

struct rule_block {
    struct rule_block *next;
    max_align_t bytes[];
};

void *rule_take(struct rule *rule, size_t n, size_t bytes, struct error *err)
{
    struct rule_block *block = calloc(1, sizeof *block + (n + 1) * bytes);
    if (block == NULL) {
        error_no_memory(err);
        return NULL;
    }
    block->next = rule->blocks;
    rule->blocks = block;
    return block->bytes;
}

char *rule_copy(struct rule *rule, const char *text, size_t n, struct error *err)
{
    char *copy = rule_take(rule, n, 1, err);
    return copy == NULL ? NULL : memcpy(copy, text, n);
}

size_t rule_field(struct rule *rule, const char *name)
{
    for (size_t i = 0; i < rule->n_fields; i++) {
        if (strcmp(rule->fields[i].name, name) == 0) {
            return i;
        }
    }
    if (rule->n_fields == RULE_COLUMNS) {
        return SIZE_MAX;
    }
    rule->fields[rule->n_fields] = (struct csv_field){.name = name};
    return rule->n_fields++;
}

void rule_release(struct rule *rule)
{
    for (struct rule_block *block = rule->blocks, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    json_file_release(&rule->file);
}
