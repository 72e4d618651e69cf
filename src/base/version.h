/* What this build is called and where it was told to find its installed files. */
#ifndef FAASTAT_BASE_VERSION_H
#define FAASTAT_BASE_VERSION_H

extern const char *const version_number;
extern const char *const version_datadir;

#endif
