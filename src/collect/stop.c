#include "collect/stop.h"

#include <stddef.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof signals / sizeof *signals };

/* A signal handler has nothing but globals to write to. */
static volatile sig_atomic_t caught;
static struct sigaction before[SIGNALS];

static void note(int number)
{
    caught = number;
}

void stop_watch(void)
{
    struct sigaction action = {.sa_handler = note}; /* no SA_RESTART: a wait has to end */
    caught = 0;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNALS; i++) {
        sigaction(signals[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN) { /* nohup */
            sigaction(signals[i], &action, NULL);
        }
    }
}

void stop_unwatch(void)
{
    for (size_t i = 0; i < SIGNALS; i++) {
        sigaction(signals[i], &before[i], NULL);
    }
}

const volatile sig_atomic_t *stop_signal(void)
{
    return &caught;
}
