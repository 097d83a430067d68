using System.Diagnostics;
using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.IntegrationTests.Drill;

public sealed class DrillTests : IDisposable
{
    private readonly DirectoryInfo _elsewhere = Directory.CreateTempSubdirectory("homeostat-scenario-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _elsewhere.Delete(recursive: true);

    [Fact]
    public async Task A_scenario_outside_the_repository_plays_the_same_as_inside()
    {
        foreach (var file in Directory.GetFiles(Drills.Own("curie-rogue-upgrade")))
        {
            File.Copy(file, Path.Combine(_elsewhere.FullName, Path.GetFileName(file)));
        }

        var inside = await Drills.PlayAsync(Drills.Own("curie-rogue-upgrade"), 3, Drills.Calibration, Cancellation);
        var outside = await Drills.PlayAsync(_elsewhere.FullName, 3, Drills.Calibration, Cancellation);

        Assert.NotEmpty(inside.Decisions);
        Assert.Equal(Written(inside), Written(outside));
        Assert.All(inside.Expectations, e => Assert.True(e.Held, $"{e.Key}: expected {e.Expected}, measured {e.Measured}"));
        Assert.Equal(inside.DecideBlocks + 1, inside.ContainBlocks);
    }

    [Fact]
    public async Task No_node_outlives_a_drill_that_was_killed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        var home = AppContext.BaseDirectory;
        using var drill = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(home, "homeostat.dll"), "drill", "curie-rogue-upgrade"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        })!;
        try
        {
            var nodes = await UntilAsync("the drill starts its two nodes", () => NodesUnder(drill.Id) is { Count: 2 } found ? found : null, TimeSpan.FromMinutes(2));

            // Not the whole tree: the point is what happens to the children of a parent that dies.
            drill.Kill(entireProcessTree: false);
            await drill.WaitForExitAsync(Cancellation);

            await UntilAsync("both nodes are gone", () => nodes.Exists(IsAlive) ? null : nodes, TimeSpan.FromSeconds(20));
        }
        finally
        {
            drill.Kill(entireProcessTree: true);
        }
    }

    private static string Written(ScenarioReport report) =>
        string.Join('\n', report.Decisions.Select(d => $"{d with { Signals = [] }} {string.Join(' ', d.Signals)}").Concat(report.Timeline.Select(t => t.ToString())));

    private static List<int> NodesUnder(int parent)
    {
        var all = Directory.GetDirectories("/proc").Select(d => Path.GetFileName(d)).Where(n => n.All(char.IsAsciiDigit)).Select(int.Parse).ToList();
        var parents = all.ToDictionary(p => p, ParentOf);
        return [.. all.Where(p => Command(p).Contains("anvil", StringComparison.Ordinal) && !Command(p).Contains("/bin/sh", StringComparison.Ordinal) && Descends(p))];

        bool Descends(int process) => parents.TryGetValue(process, out var above) && (above == parent || (above > 1 && Descends(above)));
    }

    private static int ParentOf(int process) =>
        Read($"/proc/{process}/stat") is { } stat && int.TryParse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], out var parent) ? parent : 0;

    private static string Command(int process) => Read($"/proc/{process}/cmdline") ?? "";

    private static bool IsAlive(int process) => Command(process).Length > 0;

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<T> UntilAsync<T>(string phase, Func<T?> look, TimeSpan limit)
        where T : class
    {
        var since = Stopwatch.StartNew();
        while (since.Elapsed < limit)
        {
            if (look() is { } seen)
            {
                return seen;
            }

            await Task.Delay(50, Cancellation);
        }

        throw new TimeoutException($"not within {limit.TotalSeconds:0} s: {phase}");
    }
}
