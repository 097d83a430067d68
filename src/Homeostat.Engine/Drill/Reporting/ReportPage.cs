using System.Collections.Immutable;

namespace Homeostat.Engine.Drill.Reporting;

/// <summary>What the HTML page draws: the report, and what is said about it.</summary>
/// <param name="Summaries">One per scenario, in the report's order.</param>
internal sealed record ReportPage(DrillReport Report, ReportSummary Summary, ImmutableArray<ScenarioSummary> Summaries);
