/*
 * Sends requests and takes their answers, any number at once, from one thread: libcurl's transfers on epoll,
 * and a timer that wakes when the next request is due. Knows targets, and no plan.
 */
#ifndef FAASTAT_COLLECT_SENDER_H
#define FAASTAT_COLLECT_SENDER_H

#include "base/error.h"
#include "collect/outcome.h"
#include "collect/target.h"

/* Called for each request as it ends; what it returns ends the wait that it is called from. */
typedef enum status (*sender_take)(const struct outcome *outcome, void *context, struct error *err);

struct sender;

/* The options stay the caller's, and as they are, until the sender is freed. Caller frees. */
enum status sender_new(const struct target_options *options, struct sender **sender, struct error *err);
void sender_free(struct sender *sender);

/* Who is told of requests that end from now on. */
void sender_set_taker(struct sender *sender, sender_take take, void *context);

/*
 * Sends a request that was meant to start at intended_s of clock_s(); its latency counts from there. The
 * target stays the caller's until the request has ended. It waits where there are no more connections to be.
 */
enum status sender_send(struct sender *sender, const struct target *target, size_t request, double intended_s,
                        struct error *err);
/* Takes some of what there is to take, and waits for it until until_s at the latest; it may return sooner. */
enum status sender_wait(struct sender *sender, double until_s, struct error *err);
/* Those that wait, too. */
size_t sender_in_flight(const struct sender *sender);
/* Drops the requests that wait for a connection. */
void sender_forget_queued(struct sender *sender);
/* Drops those, and the ones that are on their way; nobody is told of them. */
void sender_abandon(struct sender *sender);

#endif
