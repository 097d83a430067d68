using Homeostat.Core.Chain;

namespace Homeostat.Core.Detection.PrivilegedChange;

/// <summary>
/// Score: 0 nothing privileged; 1 approved code went live, or a role was taken away; 2 an owner, admin or role was
/// given; 3 code that nobody approved is live behind a proxy of the protocol, for as long as it is.
/// </summary>
internal sealed class PrivilegedChangeDetector(Scope scope) : IDetector
{
    public const int ApprovedChange = 1;
    public const int PrivilegeGiven = 2;
    public const int UnapprovedCode = 3;

    private LiveCode _code = LiveCode.Unknown;
    private int _inBlock;
    private string _what = "";

    public string Name => "privileged-change";

    public Scope Scope => scope;

    public void On(in ImplementationApproval fact) => _code = _code.With(fact);

    public void On(in ImplementationChanged fact)
    {
        _code = _code.With(fact);
        if (fact.ByGate && _code.IsApproved(fact.Proxy, fact.Implementation))
        {
            Note(ApprovedChange, $"approved code {fact.Implementation} went live at {fact.Proxy}");
        }
    }

    public void On(in PrivilegeChanged fact)
    {
        if (fact.Kind == PrivilegeKind.RoleRevoked)
        {
            Note(ApprovedChange, $"a role of {fact.Holder} on {fact.Target} was revoked");
        }
        else
        {
            Note(PrivilegeGiven, $"{fact.Kind} of {fact.Target} went to {fact.Holder}");
        }
    }

    public Assessment Assess(UnixSeconds now, MarketConditions conditions)
    {
        var score = _inBlock;
        var what = _what;
        _inBlock = 0;
        _what = "";
        var unapproved = _code.Unapproved;
        if (!unapproved.IsEmpty)
        {
            var (proxy, code) = unapproved[0];
            score = UnapprovedCode;
            what = $"code {code}, which the council never approved, is live at {proxy}"
                + (unapproved.Length > 1 ? $" and {unapproved.Length - 1} more" : "");
        }

        return new Assessment(score, EvidenceClass.Settled, null, () => what);
    }

    public IDetector Clone() => (IDetector)MemberwiseClone();

    private void Note(int score, string what)
    {
        if (score > _inBlock)
        {
            _inBlock = score;
            _what = what;
        }
    }
}
