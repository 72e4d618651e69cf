/* The order in which the requests of a group were made: by their clock times, else by their numbers, else as
 * read. */
#ifndef FAASTAT_TABLE_ORDER_H
#define FAASTAT_TABLE_ORDER_H

#include <stddef.h>

#include "base/error.h"

/* What an order comes from; the names are order_names'. */
enum order { AS_READ, BY_START, BY_REQUEST };
extern const char *const order_names[];

/*
 * The order of n requests by start_s, or by request where one of them lacks a start, or as they were read;
 * the keys of either are NULL where there are none. *places (caller frees) tells which request comes first,
 * second and so on; NULL when they stand in order. Requests with the same key stay as they were read.
 */
enum status order_find(const double *start_s, const double *request, size_t n, enum order *order,
                       size_t **places, struct error *err);
/* Puts the values in that order; NULL leaves them. */
enum status order_apply(const size_t *places, double *values, size_t n, struct error *err);

#endif
