/* How a net grows, one operation at a time, for the compiler of network texts (net_text.c). */
#ifndef HANDLER_NET_BUILD_H
#define HANDLER_NET_BUILD_H

#include "net.h"

enum padding { SAME, VALID, EXPLICIT };

/* What an item of the text writes. As `target`: where it has to write, in `map` from `channel` on. */
struct view {
    size_t map, channel;
    struct shape shape;
};

/* The view in which something of that shape is written: the target, or all of a new map when it is NULL. */
enum status net_place(struct net *net, const struct view *target, const struct shape *shape, struct view *out,
                      struct error *err);
/* Adds anything but a sum: its size and padding, its layer, and where it writes, follow from the rest of
 * `op`. */
enum status net_add_sliding(struct net *net, struct op *op, enum padding padding, const struct view *target,
                            struct view *out, struct error *err);
/* Adds an operation that is complete. */
enum status net_add_op(struct net *net, const struct op *op, struct error *err);
/* The operation that was added last, if it wrote the view, is the end of a branch that is added to a
 * shortcut. */
void view_mark_residual(struct net *net, const struct view *view);

#endif
