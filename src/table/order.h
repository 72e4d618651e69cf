/* The order in which the requests of a group were made: by their clock times, else by their numbers, else as
 * read. */
#ifndef FAASTAT_TABLE_ORDER_H
#define FAASTAT_TABLE_ORDER_H

#include "table/group.h"

/* What an order comes from; the names are order_names'. */
enum order { AS_READ, BY_START, BY_REQUEST };
extern const char *const order_names[];

/*
 * Puts the values of every group in the order of start_s, or of request where a request of the group lacks a
 * start, or leaves them as they were read; which of these is stored in orders[group]. `gathered` was laid out
 * with the same `skip` (may be NULL). Requests with the same key stay as they were read.
 */
enum status order_values(const struct table *table, const struct grouping *grouping, const uint8_t *skip,
                         struct gathered *gathered, enum order *orders, struct error *err);

#endif
