using System.Collections.Immutable;

namespace Homeostat.Audit.Verification;

/// <summary>What was found, up to a number that a person reads; and which files it was found of.</summary>
internal sealed class Findings
{
    private const int Most = 20;

    private readonly ImmutableArray<string>.Builder _findings = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<string>.Builder _remarks = ImmutableArray.CreateBuilder<string>();
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);

    /// <summary>A hostile directory could have any number of faults.</summary>
    public bool IsFull => _findings.Count >= Most;

    public ImmutableArray<string> All => _findings.ToImmutable();

    public ImmutableArray<string> Remarks => _remarks.ToImmutable();

    public void Add(string file, string what)
    {
        _suspects.Add(file);
        if (!IsFull)
        {
            _findings.Add($"{file}: {what}");
        }
    }

    public void Remark(string file, string what)
    {
        if (_remarks.Count < Most)
        {
            _remarks.Add($"{file}: {what}");
        }
    }

    public bool IsSuspect(string file) => _suspects.Contains(file);
}
