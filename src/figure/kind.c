#include "figure/kind.h"

#include <string.h>

#define ADDRESS_OF_FIGURE(name) &figure_##name,
static const struct figure_kind *const kinds[] = {FIGURES(ADDRESS_OF_FIGURE)};
#undef ADDRESS_OF_FIGURE
enum { KINDS = sizeof kinds / sizeof *kinds };

const struct figure_kind *figure_find_kind(const char *name)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (strcmp(kinds[i]->name, name) == 0) {
            return kinds[i];
        }
    }
    return NULL;
}

const char *figure_kind_names(void)
{
#define NAME_OF_FIGURE(name) ", " #name
    return &(FIGURES(NAME_OF_FIGURE))[2];
#undef NAME_OF_FIGURE
}

void figure_write_kinds(FILE *stream)
{
    for (size_t i = 0; i < KINDS; i++) {
        fprintf(stream, "  %-10s %s\n", kinds[i]->name, kinds[i]->draws);
    }
}
