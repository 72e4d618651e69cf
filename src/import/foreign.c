#include "import/foreign.h"

#include <string.h>

#include "base/version.h"

/* The first bytes of formats, as their specifications have them; `within`: what else is near the beginning.
 */
static const struct {
    const char *magic;
    size_t n, at;
    const char *within;
    struct foreign foreign;
} kinds[] = {
    {STATE_MAGIC,
     STATE_MAGIC_BYTES,
     0,
     "",
     {"a state of faastat's", "'faastat summary' reads it, and no other command does; unpack it first"}},
    {"PK\3\4", 4, 0, "xl/", {"an Excel workbook", "save it as CSV"}},
    {"PK\3\4", 4, 0, "[Content_Types].xml", {"an Office document", "save it as CSV"}},
    {"PK\3\4", 4, 0, "opendocument.spreadsheet", {"an OpenDocument spreadsheet", "save it as CSV"}},
    {"PK\3\4", 4, 0, "", {"a zip archive", "unpack it and name its files"}},
    {"PK\5\6", 4, 0, "", {"an empty zip archive", "unpack it and name its files"}},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, 0, "", {"an old Excel workbook", "save it as CSV"}},
    {"ustar", 5, 257, "", {"a tar archive", "unpack it and name its files"}},
    {"7z\xBC\xAF\x27\x1C", 6, 0, "", {"a 7-Zip archive", "unpack it and name its files"}},
    {"Rar!\x1A\x07", 6, 0, "", {"a RAR archive", "unpack it and name its files"}},
    {"\x04\x22\x4D\x18", 4, 0, "", {"lz4 data", "unpack it"}},
    {"\xFF\x06\0\0sNaPpY", 10, 0, "", {"Snappy data", "unpack it"}},
    {"LZIP", 4, 0, "", {"lzip data", "unpack it"}},
    {"PAR1", 4, 0, "", {"a Parquet file", "convert it with pandas: read_parquet, to_csv"}},
    {"ARROW1", 6, 0, "", {"an Arrow file", "convert it with pandas: read_feather, to_csv"}},
    {"FEA1", 4, 0, "", {"a Feather file", "convert it with pandas: read_feather, to_csv"}},
    {"Obj\1", 4, 0, "", {"an Avro file", "convert it to JSON or CSV"}},
    {"ORC", 3, 0, "", {"an ORC file", "convert it with pandas: read_orc, to_csv"}},
    {"\x89HDF\r\n\x1A\n", 8, 0, "", {"an HDF5 file", "convert it with pandas: read_hdf, to_csv"}},
    {"SQLite format 3", 16, 0, "", {"an SQLite database", "export a table: sqlite3 -csv -header"}},
    {"MATLAB 5.0 MAT-file", 19, 0, "", {"a MATLAB file", "save it as CSV"}},
    {"RDX", 3, 0, "", {"R's data", "save them with write.csv"}},
    {"%PDF-", 5, 0, "", {"a PDF document", "name the data it was made from"}},
    {"\x89PNG\r\n\x1A\n", 8, 0, "", {"an image", "name the data it was made from"}},
    {"\xFF\xD8\xFF", 3, 0, "", {"an image", "name the data it was made from"}},
    {"GIF8", 4, 0, "", {"an image", "name the data it was made from"}},
    {"\177ELF", 4, 0, "", {"a program", "name a dump"}},
};

/* What tools print for people, by two texts of it: its numbers are rounded, and the tool writes better ones.
 */
static const struct {
    bool in_line; /* both are in the first line */
    const char *marks[2];
    struct foreign foreign;
} printed[] = {
    {false,
     {"http_req_duration", ": avg="},
     {"what k6 prints", "give k6 --summary-export FILE or --out json=FILE"}},
    {false,
     {"Requests      [total", "Latencies     ["},
     {"what vegeta prints", "use vegeta report -type=json"}},
    {false,
     {"Summary report @", "http.response_time"},
     {"what artillery prints", "give artillery --output FILE"}},
    {false,
     {"---- Global Information", "> request count"},
     {"what Gatling prints", "name its simulation.log or js/stats.json"}},
    {false, {"summary =", " Avg: "}, {"what JMeter prints", "give jmeter -l FILE"}},
    {false, {" Stat ", " Latency \u2502"}, {"what autocannon prints", "give autocannon --json"}},
    {false, {"# reqs ", "# fails"}, {"what Locust prints", "give locust --csv PREFIX"}},
    {false, {"| Command ", "| Mean ["}, {"what hyperfine prints", "give hyperfine --export-json FILE"}},
    {true,
     {"] \"", " HTTP/"},
     {"a web server's log", "have it write the time that a request took as CSV or JSON"}},
    {true, {" level=", " msg="}, {"a log in logfmt", "have it written as JSON, or cut its times into a CSV"}},
    {false, {"# TYPE ", "_bucket{"}, {"metrics for Prometheus", "export the requests themselves"}},
};

static const struct foreign *find_printed(const char *bytes, size_t n)
{
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        const char *const *marks = printed[i].marks, *feed = memchr(bytes, '\n', n);
        size_t most = printed[i].in_line && feed != NULL ? (size_t)(feed - bytes) : n;
        if (memmem(bytes, most, marks[0], strlen(marks[0])) != NULL &&
            memmem(bytes, most, marks[1], strlen(marks[1])) != NULL) {
            return &printed[i].foreign;
        }
    }
    return NULL;
}

const struct foreign *foreign_find(const char *bytes, size_t n)
{
    bool is_text = memchr(bytes, '\0', n) == NULL && (n == 0 || bytes[0] != '%'); /* "PAR1,latency_s" */
    for (size_t i = 0; !is_text && i < sizeof kinds / sizeof *kinds; i++) {
        bool found =
            n >= kinds[i].at + kinds[i].n && memcmp(bytes + kinds[i].at, kinds[i].magic, kinds[i].n) == 0;
        if (found && memmem(bytes, n, kinds[i].within, strlen(kinds[i].within)) != NULL) {
            return &kinds[i].foreign;
        }
    }
    return is_text ? find_printed(bytes, n) : NULL;
}
