/* Dumps that ranks read together: which rank reads which of them, and what they have read put together. */
#ifndef FAASTAT_COMMANDS_SHARE_H
#define FAASTAT_COMMANDS_SHARE_H

#include "base/file.h"
#include "base/opt.h"
#include "commands/share_starts.h"
#include "import/import.h"

struct share {
    struct paths paths;         /* of all dumps, in the order of the ranks that read them */
    struct share_start *starts; /* of each rank, and the end; NULL with ranks.local */
    struct import_share part;   /* that this rank reads */
};

/*
 * Finds what the operands name: on rank 0, for all, who read about as many bytes each; or, with ranks.local,
 * on each rank what it reads. Caller releases either way. BAD_USAGE for what is no file, and dumps_find()'s
 * errors.
 */
enum status share_find(const struct opt_result *operands, const struct import_formats *formats,
                       const char *from, struct share *share, struct error *err);
/* Then, with the options of reading, finds the part that this rank reads. Called by all ranks; errors as
 * those of share_starts_divide(). */
enum status share_divide(const struct import_formats *formats, const struct import_options *options,
                         struct share *share, struct error *err);
void share_release(struct share *share);

/*
 * After all ranks have read their shares, with `status`: rank 0 gets the rows and logs of all in the order of
 * the dumps. Then the others have the same table, too, and empty logs, where it is shared; else they leave.
 */
enum status share_join(enum status status, bool shared, struct shape *shape, struct imported *imported,
                       struct error *err);

#endif
