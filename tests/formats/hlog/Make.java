/* Writes the logs that HdrHistogram's own writer makes into the current folder, and tells what its own reader
 * finds in the logs that it is given. See README.md. */
import java.io.IOException;
import org.HdrHistogram.*;

public class Make {
    static Histogram of(long lowest, long highest, int digits, long... values)
    {
        Histogram histogram = new Histogram(lowest, highest, digits);
        for (long value : values) {
            histogram.recordValue(value);
        }
        return histogram;
    }

    static void write(String name, double ratio, EncodableHistogram... histograms) throws IOException
    {
        HistogramLogWriter writer = new HistogramLogWriter(name);
        writer.outputComment("[Logged by a test]");
        writer.outputLogFormatVersion();
        if (name.startsWith("tags")) {
            writer.outputBaseTime(1441812279000L);
        }
        writer.outputStartTime(1441812279500L);
        writer.outputLegend();
        for (int i = 0; i < histograms.length; i++) {
            writer.outputIntervalHistogram(i + 0.25, i + 1.25, histograms[i], ratio);
        }
        writer.close();
    }

    static Histogram tag(String tag, Histogram histogram)
    {
        histogram.setTag(tag);
        return histogram;
    }

    static void tell(String name) throws IOException
    {
        HistogramLogReader reader = new HistogramLogReader(name);
        for (EncodableHistogram next; (next = reader.nextIntervalHistogram()) != null;) {
            System.out.println(name + ": start " + next.getStartTimeStamp() + " ms, tag " + next.getTag());
            if (next instanceof Histogram) {
                Histogram histogram = (Histogram) next;
                for (HistogramIterationValue v : histogram.recordedValues()) {
                    long value = v.getValueIteratedTo();
                    System.out.println("  " + histogram.lowestEquivalentValue(value) + " to " +
                                       histogram.nextNonEquivalentValue(value) + ": " +
                                       v.getCountAtValueIteratedTo());
                }
            } else {
                DoubleHistogram histogram = (DoubleHistogram) next;
                for (DoubleHistogramIterationValue v : histogram.recordedValues()) {
                    double value = v.getValueIteratedTo();
                    System.out.println("  " + histogram.lowestEquivalentValue(value) + " to " +
                                       histogram.nextNonEquivalentValue(value) + ": " +
                                       v.getCountAtValueIteratedTo());
                }
            }
        }
    }

    public static void main(String[] names) throws IOException
    {
        write("v2.in", 1e6, of(1, 3600000000000L, 3, 0, 5, 5, 2047, 2048, 2049, 1000000),
              of(1, 3600000000000L, 3), of(1, 3600000000000L, 3, 3000000));
        write("tags-and-base-time.in", 1e6, tag("A", of(1, 10000000000L, 2, 1000000, 30000000)),
              of(1, 10000000000L, 2, 2000000), tag("B-b", of(1, 10000000000L, 2, 4000000)));
        write("other-unit.in", 1, of(1000, 1000000000L, 1, 100, 600, 33000, 70000));
        Histogram shifted = of(1, 1000000000L, 1, 4000000, 10000000);
        shifted.shiftValuesLeft(2);
        write("shifted.in", 1e6, shifted);
        DoubleHistogram doubles = new DoubleHistogram(1000000L, 2);
        for (double value : new double[] {0.25, 0.5, 3, 0.001}) {
            doubles.recordValue(value);
        }
        write("doubles.in", 1, doubles);
        for (String name : names) {
            tell(name);
        }
    }
}
