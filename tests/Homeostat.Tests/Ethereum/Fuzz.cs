using System.Diagnostics;
using System.Globalization;

namespace Homeostat.Tests.Ethereum;

/// <summary>
/// Runs readers on many inputs: HOMEOSTAT_FUZZ=N for those of the ABI, as many for RLP and for JSON, 200,000 each if it is not
/// set. HOMEOSTAT_FUZZ_SEED=N makes them others than those of every day; the same number, the same inputs.
/// </summary>
internal static class Fuzz
{
    /// <summary>The trait of the tests that do.</summary>
    public const string Category = "Fuzz";

    private static readonly int PerFormat = Number("HOMEOSTAT_FUZZ", 200_000);

    private static readonly int Campaign = Number("HOMEOSTAT_FUZZ_SEED", 0);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    // No input is large; what takes so long does not end, even on a machine that is busy elsewhere.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    /// <param name="test">A number of the test's own.</param>
    public static int Seed(int test) => unchecked((Campaign * 7919) + test);

    /// <summary>Returns which part of the inputs was accepted, and tells how far it is every 30 s.</summary>
    /// <param name="share">The reader's share of its format's inputs is one in so many.</param>
    /// <param name="readOne">Makes the input of that number and reads it; whether it was accepted.</param>
    public static double Run(string reader, int share, Func<int, bool> readOne)
    {
        int rounds = Math.Max(1, PerFormat / share);
        ITestOutputHelper? output = TestContext.Current.TestOutputHelper;
        long started = Stopwatch.GetTimestamp();
        long told = started;
        long before = started;
        int accepted = 0;
        for (int i = 0; i < rounds; i++)
        {
            accepted += readOne(i) ? 1 : 0;
            long now = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(before, now) > Hang)
            {
                Assert.Fail($"{reader}: input {i} took {Stopwatch.GetElapsedTime(before, now)}");
            }

            before = now;
            if (Stopwatch.GetElapsedTime(told, now) > Between)
            {
                told = now;
                output?.WriteLine(Line(reader, i + 1, rounds, accepted, started));
            }
        }

        output?.WriteLine(Line(reader, rounds, rounds, accepted, started));
        return accepted / (double)rounds;
    }

    private static string Line(string reader, int done, int rounds, int accepted, long started)
    {
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{reader}: {done:n0} of {rounds:n0} inputs, {accepted:n0} accepted, {seconds:n0} s, {done / Math.Max(seconds, 1e-3):n0}/s");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out int n) ? n : otherwise;
}
