/* Files that hold no dump as they are, told by their beginning, and what to do with them. */
#ifndef FAASTAT_IMPORT_FOREIGN_H
#define FAASTAT_IMPORT_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

struct foreign {
    const char *name, *advice; /* "an Excel workbook", "save it as CSV" */
};

/* What the file that begins with these bytes is; NULL when that is not known. */
const struct foreign *foreign_find(const char *bytes, size_t n);

#endif
