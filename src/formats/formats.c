#include "formats/formats.h"

#define ADDRESS_OF(name) &formats_##name,
static const struct importer *const importers[] = {FORMATS_READ(ADDRESS_OF)};
static const struct import_tree *const trees[] = {TREES_READ(ADDRESS_OF)};
#undef ADDRESS_OF

const struct import_formats formats_known = {.importers = importers,
                                             .n = sizeof importers / sizeof *importers,
                                             .trees = trees,
                                             .n_trees = sizeof trees / sizeof *trees};
