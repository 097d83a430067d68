using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Policy;
using Homeostat.Ethereum;

namespace Homeostat.Core.Playbooks;

/// <summary>A decision that is being carried out or is in force. Immutable, so that a reorg can go back.</summary>
/// <param name="AskedAt">The newest attempt: the block decided on, or the head when it was sent, whichever is higher.</param>
/// <param name="Attempt">0 for the first.</param>
/// <param name="Outstanding">Actions whose post-condition has not been seen to hold.</param>
/// <param name="Until">When it lapses; known once it holds.</param>
internal sealed record Containment(
    Decision Decision,
    ulong AskedAt,
    int Attempt,
    ImmutableHashSet<Hash32> Outstanding,
    UnixSeconds? Until)
{
    public bool Holds => Outstanding.IsEmpty;

    /// <summary>Whether asking again could help: it neither landed nor held within the time given.</summary>
    public bool IsOverdue(ulong block, PolicyOptions policy) =>
        !Holds && block >= AskedAt + (ulong)policy.RetryBlocks;

    /// <summary>Every attempt had its time and none held; a later attack begins anew.</summary>
    public bool CameToNothing(ulong block, PolicyOptions policy) =>
        !Holds && block >= AskedAt + (ulong)(policy.RetryBlocks * policy.MaxAttempts);
}
