/* The order in which the requests of a group were made: by a column that somebody names, else by their clock
 * times, else by their numbers, else as read. */
#ifndef FAASTAT_TABLE_ORDER_H
#define FAASTAT_TABLE_ORDER_H

#include <stddef.h>

#include "base/error.h"

/* What an order comes from; the names are order_names', but that of a column is its own. Nothing tells of one
 * where the values themselves stand sorted. */
enum order { AS_READ, BY_COLUMN, BY_START, BY_REQUEST, ORDERS, NO_ORDER = ORDERS };
extern const char *const order_names[ORDERS + 1];

/*
 * The order of n requests by the first keys of which none is missing, or as they were read; keys are NULL
 * where there are none. *places (caller frees) tells which request comes first, second and so on; NULL when
 * they stand in order. Requests with the same key stay as they were read. BAD_DATA when a column is named,
 * and some of its keys are missing.
 */
enum status order_find(const double *const keys[ORDERS], size_t n, enum order *order, size_t **places,
                       struct error *err);
/* Puts n cells of so many bytes each in that order; NULL leaves them. */
enum status order_apply(const size_t *places, void *cells, size_t bytes, size_t n, struct error *err);

#endif
