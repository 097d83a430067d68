using System.Collections.Immutable;
using System.Numerics;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>Something that happens at given blocks of the play.</summary>
/// <param name="Place">Where it is written, for whoever has to say that it failed.</param>
/// <param name="Say">What happens, for people; null if it needs no words.</param>
public abstract record Step(FilePlace Place, string? Say);

/// <summary>A transaction of the play.</summary>
/// <param name="Attack">Whether sending it is part of the attack; the first included one starts the clocks.</param>
/// <param name="Command">What the sender also tells Homeostat, once the first of these transactions is included.</param>
public sealed record CallStep(
    FilePlace Place,
    string? Say,
    BlockSchedule When,
    Send Send,
    bool Attack,
    OperatorWord? Command) : Step(Place, Say);

/// <summary>Somebody tells Homeostat something; nothing happens on chain.</summary>
public sealed record CommandStep(FilePlace Place, string? Say, int At, OperatorWord Command) : Step(Place, Say);

/// <summary>A quiet stretch: block <paramref name="At"/> comes this much later than it otherwise would.</summary>
public sealed record WaitStep(FilePlace Place, string? Say, int At, int Seconds) : Step(Place, Say);

/// <summary>What people can tell Homeostat; they act on chain by themselves.</summary>
public enum OperatorWord
{
    Acknowledge,
    Eradicated,
    Resolve,
}

/// <summary>Every <paramref name="Every"/>th block from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
public readonly record struct BlockSchedule(int From, int To, int Every)
{
    public bool Includes(int block) => block >= From && block <= To && (block - From) % Every == 0;
}

/// <summary>A transaction as it is to be sent.</summary>
/// <param name="From">An actor, or somebody whom every deployment has: <see cref="ProtocolNames.Senders"/>.</param>
/// <param name="ValueWei">Ether sent along [wei].</param>
/// <param name="Gas">Gas limit; null for the ordinary one, 5,000,000.</param>
/// <param name="PriorityFeeWei">Priority fee per gas [wei]; null for the ordinary one.</param>
public sealed record Send(
    FilePlace Place,
    string From,
    Call Call,
    BigInteger ValueWei,
    long? Gas,
    long? PriorityFeeWei);

/// <param name="Target">A contract of the scenario, or a name that the deployment exports.</param>
/// <param name="Types">Parameter types as written in brackets, e.g. <c>(address,uint256)</c>; null if not needed to tell overloads apart.</param>
public sealed record Call(FilePlace Place, string Target, string Function, string? Types, ImmutableArray<Argument> Args)
{
    public override string ToString() => $"{Target}.{Function}{Types}";
}
