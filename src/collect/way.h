/* The way of one request, as libcurl tells it when the request has ended: what each part of it took, and over
 * what it went. Knows no outcome. */
#ifndef FAASTAT_COLLECT_WAY_H
#define FAASTAT_COLLECT_WAY_H

#include <curl/curl.h>
#include <stdbool.h>

enum { ADDRESS_TEXT = 64 };

/* NaN, NULL and "" where the request did not get that far, and for what a connection that is there spares. */
struct way {
    double dns_s;        /* until the name had an address */
    double connect_s;    /* from then on until TCP had a connection */
    double tls_s;        /* from then on until TLS had one */
    double first_byte_s; /* from when the request could be sent until its answer's first byte came */
    double transfer_s;   /* from then on until the last one; the caller's */
    double reach_s;      /* from when libcurl took it up until its answer's first byte came */
    double bytes;        /* of the answer's body, as they came over the wire */
    const char *connection, *http_version;
    char remote_address[ADDRESS_TEXT]; /* without its port */
};

/* What libcurl does not tell, by the caller's clock. */
struct way_times {
    double began_s; /* when libcurl was given the request */
    double first_s; /* when the first byte of its answer came; NaN: none did */
    bool sends;     /* a body, at whose first byte libcurl takes the answer for begun */
};

/* Fills in all but transfer_s, which is NaN. */
void way_read(struct way *way, CURL *easy, const struct way_times *times);

#endif
