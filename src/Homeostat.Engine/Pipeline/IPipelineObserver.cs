using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;

namespace Homeostat.Engine.Pipeline;

/// <summary>Sees what the pipeline does; called from the pipeline's own task, in order.</summary>
public interface IPipelineObserver
{
    /// <summary>After each input: what Core said to it.</summary>
    void Stepped(Input input, ImmutableArray<Emission> emissions);

    /// <summary>An action's signed transaction was handed to the socket.</summary>
    /// <param name="sinceBlock">Time since the deciding block's header arrived.</param>
    void Sent(Core.Playbooks.ContainmentAction action, TimeSpan sinceBlock);

    /// <summary>Everything that follows from this block has been done.</summary>
    /// <param name="sinceBlock">Time since the header of the newest block arrived.</param>
    void Acknowledged(BlockRef block, TimeSpan sinceBlock);

    /// <summary>A block that the head had gone past has been looked at; what Core would have done then is too late.</summary>
    void Filled(Block block, ImmutableArray<Emission> emissions);
}
