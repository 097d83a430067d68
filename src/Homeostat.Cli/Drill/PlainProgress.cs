using System.Globalization;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Cli.Drill;

/// <summary>For logs: a line when a scenario begins, at each quarter of its slower run, and at its end.</summary>
internal sealed class PlainProgress(TextWriter writer, TimeProvider time) : IDrillProgress
{
    private const int Quarters = 4;

    private readonly Lock _gate = new();
    private string _slug = "";
    private int _blocks;
    private int _quarter;
    private int _without;
    private int _with;
    private long _started;

    public void Said(string text)
    {
        lock (_gate)
        {
            writer.WriteLine(Printable.Line(text));
        }
    }

    public void ScenarioStarted(string slug, int blocks)
    {
        lock (_gate)
        {
            (_slug, _blocks, _quarter, _without, _with, _started) = (slug, blocks, 0, 0, 0, time.GetTimestamp());
            writer.WriteLine(Printable.Line(string.Create(CultureInfo.InvariantCulture, $"{slug}: {blocks} blocks, without and with Homeostat")));
        }
    }

    public void BlockMined(string slug, string run, int done)
    {
        lock (_gate)
        {
            if (slug != _slug)
            {
                return;
            }

            (_without, _with) = run == "without" ? (done, _with) : (_without, done);
            var both = Math.Min(_without, _with);
            var quarter = both * Quarters / Math.Max(1, _blocks);
            if (quarter <= _quarter || quarter >= Quarters)
            {
                return;
            }

            _quarter = quarter;
            var rate = both / Math.Max(time.GetElapsedTime(_started).TotalSeconds, 1e-3);
            var left = TimeSpan.FromSeconds((_blocks - both) / rate);
            writer.WriteLine(Printable.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{slug}: {both} of {_blocks} blocks, {DrillProgress.Rate(rate)}, {DrillProgress.Left(left)}")));
        }
    }

    public void ScenarioFinished(ScenarioReport report)
    {
        lock (_gate)
        {
            writer.WriteLine(Printable.Line(DrillProgress.Outcome(report)));
        }
    }
}
