/* Whether the user asked to stop: by Ctrl-C, by SIGTERM, by closing the terminal. */
#ifndef FAASTAT_COLLECT_STOP_H
#define FAASTAT_COLLECT_STOP_H

#include <signal.h>

/* From now on these signals are noted, and nothing else happens; `unwatch` puts back what was before. */
void stop_watch(void);
void stop_unwatch(void);
/* Not 0 once there was one: its number. */
const volatile sig_atomic_t *stop_signal(void);

#endif
