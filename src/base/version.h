/* What this build is called, where it was told to find its installed files, and how those begin that it alone
 * writes and reads. */
#ifndef FAASTAT_BASE_VERSION_H
#define FAASTAT_BASE_VERSION_H

extern const char *const version_number;
extern const char *const version_datadir;

/* A state of what was counted, and how many bytes that is. */
#define STATE_MAGIC "\211faastat state\n\032"
enum { STATE_MAGIC_BYTES = sizeof STATE_MAGIC - 1 };

#endif
