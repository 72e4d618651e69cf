#include "collect/way.h"

#include <math.h>
#include <stdio.h>

/* Microseconds since the request began; 0 when that was not reached. */
static double time_us(CURL *easy, CURLINFO which)
{
    curl_off_t us = 0;
    return curl_easy_getinfo(easy, which, &us) == CURLE_OK ? (double)us : 0;
}

/* NaN when the end was not reached. */
static double span_s(double from_us, double to_us)
{
    return to_us > 0 ? fmax(0, to_us - from_us) / 1e6 : NAN;
}

static const char *http_version(CURL *easy)
{
    long version = 0;
    curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
    switch (version) {
    case CURL_HTTP_VERSION_1_0:
        return "HTTP/1.0";
    case CURL_HTTP_VERSION_1_1:
        return "HTTP/1.1";
    case CURL_HTTP_VERSION_2_0:
        return "HTTP/2";
    default:
        return NULL;
    }
}

void way_read(struct way *way, CURL *easy, const struct way_times *times)
{
    double dns_us = time_us(easy, CURLINFO_NAMELOOKUP_TIME_T),
           connect_us = time_us(easy, CURLINFO_CONNECT_TIME_T),
           tls_us = time_us(easy, CURLINFO_APPCONNECT_TIME_T),
           ready_us = time_us(easy, CURLINFO_PRETRANSFER_TIME_T),
           first_us = time_us(easy, CURLINFO_STARTTRANSFER_TIME_T);
    long made = 0;
    char *address = NULL;
    curl_off_t bytes = 0;
    curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &made);
    curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
    curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    *way = (struct way){.dns_s = NAN,
                        .connect_s = NAN,
                        .tls_s = NAN,
                        .first_byte_s = NAN,
                        .transfer_s = NAN,
                        .reach_s = NAN,
                        .bytes = NAN};
    /* libcurl gives times for a connection that was there as well: what it took to find it. */
    if (made > 0 || ready_us == 0) {
        way->dns_s = span_s(0, dns_us);
        way->connect_s = span_s(dns_us, connect_us);
        way->tls_s = span_s(connect_us, tls_us);
    }
    if (!isnan(times->first_s)) {
        way->first_byte_s = times->sends ? fmax(0, times->first_s - times->began_s - ready_us / 1e6)
                                         : span_s(ready_us, first_us);
        way->reach_s = times->sends ? NAN : span_s(0, first_us);
        way->bytes = (double)bytes;
        way->http_version = http_version(easy);
    }
    way->connection = made > 0 ? "new" : ready_us > 0 ? "reused" : NULL;
    snprintf(way->remote_address, sizeof way->remote_address, "%s", address == NULL ? "" : address);
}
