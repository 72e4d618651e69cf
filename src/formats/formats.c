#include "formats/formats.h"

#include <stdlib.h>
#include <string.h>

#include "formats/rules/rule_importer.h"
#include "formats/rules/rule_shipped.h"

#define ADDRESS_OF(name) &formats_##name,
static const struct importer *const importers[] = {FORMATS_READ(ADDRESS_OF)};
static const struct import_tree *const trees[] = {TREES_READ(ADDRESS_OF)};
#undef ADDRESS_OF

enum { CODED = sizeof importers / sizeof *importers };

const struct import_formats formats_coded = {
    .importers = importers, .n = CODED, .trees = trees, .n_trees = sizeof trees / sizeof *trees};

/* The name after this one, whose text lies between them. */
static const char *next_shipped(const char *name)
{
    const char *text = name + strlen(name) + 1;
    return text + strlen(text) + 1;
}

static enum status check_names(const struct formats *formats, size_t n, const char *path, struct error *err)
{
    const char *name = formats->rules[n].rule.name;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(formats->rules[i].rule.name, name) == 0) {
            return error_set(err, BAD_USAGE, "--rules %.40s: found the name '%.40s' a second time", path,
                             name);
        }
    }
    return OK;
}

enum status formats_open(struct formats *formats, const char *const *paths, size_t n, struct error *err)
{
    size_t shipped = 0;
    for (const char *name = rule_shipped; *name != '\0'; name = next_shipped(name)) {
        shipped++;
    }
    *formats = (struct formats){.rules = calloc(n + shipped + 1, sizeof *formats->rules),
                                .importers = calloc(n + shipped + CODED, sizeof *formats->importers)};
    if (formats->rules == NULL || formats->importers == NULL) {
        return error_no_memory(err);
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = rule_importer_read(&formats->rules[formats->n_rules++], paths[i], err);
        if (status == OK) {
            status = check_names(formats, i, paths[i], err);
        }
    }
    for (const char *name = rule_shipped; status == OK && *name != '\0'; name = next_shipped(name)) {
        rule_importer_init(&formats->rules[formats->n_rules++], name, name + strlen(name) + 1);
    }
    for (size_t i = 0; i < formats->n_rules; i++) {
        formats->importers[i] = &formats->rules[i].importer;
    }
    memcpy(formats->importers + formats->n_rules, importers, sizeof importers);
    formats->known = formats_coded;
    formats->known.importers = formats->importers;
    formats->known.n += formats->n_rules;
    formats->known.n_own = n;
    return status;
}

enum status formats_complete(struct formats *formats, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < formats->n_rules; i++) {
        status = rule_importer_complete(&formats->rules[i], err);
    }
    return status;
}

void formats_close(struct formats *formats)
{
    for (size_t i = 0; i < formats->n_rules; i++) {
        rule_importer_release(&formats->rules[i]);
    }
    free(formats->rules);
    free(formats->importers);
    *formats = (struct formats){0};
}
