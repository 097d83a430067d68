using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Engine.Ingestion.Following;

namespace Homeostat.Engine.Pipeline;

/// <summary>Where a pipeline begins.</summary>
public sealed class PipelineStart
{
    internal PipelineStart(BrainConfiguration configuration, Brain brain, ImmutableArray<GapWatch> gaps) =>
        (Configuration, Brain, Gaps) = (configuration, brain, gaps);

    public BrainConfiguration Configuration { get; }

    internal Brain Brain { get; }

    internal ImmutableArray<GapWatch> Gaps { get; }

    /// <summary>Where following goes on; null if nothing was followed yet.</summary>
    public FollowPosition? Position => Brain.Recent.IsEmpty
        ? null
        : new FollowPosition(null, Brain.Recent, [.. Gaps.Select(g => new Gap(g.Before, g.Blocks, g.ParentOfNext))]);

    /// <summary>With a Core that knows nothing yet.</summary>
    public static PipelineStart Anew(BrainConfiguration configuration) => new(configuration, new Brain(configuration), []);
}
