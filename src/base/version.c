#include "base/version.h"

const char *const version_number = FAASTAT_VERSION;
const char *const version_datadir = FAASTAT_DATADIR;
