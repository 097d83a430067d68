using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Engine.Pipeline;

namespace Homeostat.Engine.Archive;

/// <summary>
/// Records what a pipeline's Core takes in, on its way to another observer. Inputs are encoded at once; a full group is
/// compressed and written on the pipeline's task, some milliseconds each quarter of a megabyte.
/// </summary>
public sealed class ArchiveObserver(ArchiveWriter archive, IPipelineObserver next) : IPipelineObserver
{
    public void Stepped(Input input, ImmutableArray<Emission> emissions)
    {
        archive.Append(input);
        next.Stepped(input, emissions);
    }

    public void Sent(ContainmentAction action, TimeSpan sinceBlock) => next.Sent(action, sinceBlock);

    public void Acknowledged(BlockRef block) => next.Acknowledged(block);
}
