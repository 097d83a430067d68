using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Engine.Drill;

/// <summary>Told how far a drill is. The two runs of a scenario go in parallel, so it must be thread-safe.</summary>
public interface IDrillProgress
{
    void Said(string text);

    /// <param name="blocks">Blocks of each run, warm-up included.</param>
    void ScenarioStarted(string slug, int blocks);

    /// <param name="run">"without" or "with" Homeostat.</param>
    /// <param name="done">Blocks of this run that are mined, warm-up included.</param>
    void BlockMined(string slug, string run, int done);

    void ScenarioFinished(ScenarioReport report);
}
