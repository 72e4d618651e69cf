/* What there is to say of the memory of functions and of their cold starts. Inside of tune_memory.c. */
#ifndef FAASTAT_ANALYSIS_TUNE_TUNE_MEMORY_NOTES_H
#define FAASTAT_ANALYSIS_TUNE_TUNE_MEMORY_NOTES_H

#include "analysis/tune/tune_result.h"

/* Adds it: of each function, and of all. BAD_SERVICE when memory is out. */
enum status tune_memory_note(struct tune_result *result, struct error *err);

#endif
