using System.Collections.Immutable;
using Homeostat.Audit.Notes;

namespace Homeostat.Audit;

/// <summary>What the verification of a directory came to.</summary>
/// <param name="Checkpoint">Null if there is none that the key has signed.</param>
/// <param name="Findings">What is wrong, the first of many; none: the log is what its checkpoint says.</param>
/// <param name="Remarks">What is not wrong and not vouched for either.</param>
/// <param name="Embargoed">Commitments among the entries.</param>
/// <param name="Revealed">Commitments that a later entry opens.</param>
public sealed record LogReport(
    VerifierKey? Key,
    Checkpoint? Checkpoint,
    ImmutableArray<string> Findings,
    ImmutableArray<string> Remarks,
    int Embargoed,
    int Revealed)
{
    public bool IsVerified => Checkpoint is not null && Findings.IsEmpty;
}
