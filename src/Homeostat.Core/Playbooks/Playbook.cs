using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Homeostat.Core.Chain;
using Homeostat.Core.Policy;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Core.Playbooks;

/// <summary>From a rung on a scope to the actions that carry it out.</summary>
public static class Playbook
{
    /// <summary>keccak256(scope ‖ 0 ‖ rung ‖ 0 ‖ block ‖ attempt): the same inputs give the same decision.</summary>
    public static Hash32 DecisionId(Scope scope, Rung rung, ulong block, int attempt)
    {
        var text = Encoding.UTF8.GetBytes($"{scope}\0{rung.Slug}\0");
        Span<byte> bytes = stackalloc byte[text.Length + 12];
        text.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[text.Length..], block);
        BinaryPrimitives.WriteInt32BigEndian(bytes[(text.Length + 8)..], attempt);
        return Keccak256.Hash(bytes);
    }

    /// <summary>Code before users: a restriction that rogue code ignores is worth nothing.</summary>
    /// <param name="proxies">Those that run code which nobody approved: only these are rolled back.</param>
    public static ImmutableArray<ContainmentAction> Actions(Hash32 decisionId, Scope scope, Rung rung, ImmutableArray<Address> proxies)
    {
        var actions = ImmutableArray.CreateBuilder<ContainmentAction>();
        var seconds = (uint)rung.DurationSeconds;
        if (rung.RollsBackCode)
        {
            actions.Add(new ContainmentAction.ContainCode(
                ActionId(decisionId, actions.Count), decisionId, proxies, seconds));
        }

        if (rung.Blocks != Capabilities.None)
        {
            actions.Add(new ContainmentAction.Restrict(
                ActionId(decisionId, actions.Count), decisionId, scope, rung.Blocks, rung.Level, seconds));
        }

        return actions.DrainToImmutable();
    }

    /// <summary>Every rung on every scope that it applies to, as it would be carried out: what must be armed.</summary>
    public static ImmutableArray<PreparedAction> Prepared(ProtocolDefinition protocol, PolicyOptions policy) =>
        Prepared(protocol, policy, 0, -1);

    /// <summary>The first attempts that a block may decide on, with the ids that they would have: what can be signed before.</summary>
    public static ImmutableArray<PreparedAction> Prepared(ProtocolDefinition protocol, PolicyOptions policy, ulong block) =>
        Prepared(protocol, policy, block, 0);

    private static ImmutableArray<PreparedAction> Prepared(ProtocolDefinition protocol, PolicyOptions policy, ulong block, int attempt)
    {
        var prepared = ImmutableArray.CreateBuilder<PreparedAction>();
        Scope[] scopes = [Scope.OfProtocol(protocol.Slug), .. protocol.Markets.Select(m => Scope.OfMarket(protocol.Slug, m.Slug))];
        foreach (var rung in policy.Rungs)
        {
            foreach (var scope in scopes.Where(s => s.Kind == rung.AppliesTo))
            {
                prepared.Add(new PreparedAction(scope, rung.Slug, Actions(DecisionId(scope, rung, block, attempt), scope, rung, [])));
            }
        }

        return prepared.DrainToImmutable();
    }

    private static Hash32 ActionId(Hash32 decisionId, int index)
    {
        Span<byte> bytes = stackalloc byte[33];
        decisionId.WriteTo(bytes);
        bytes[32] = (byte)index;
        return Keccak256.Hash(bytes);
    }
}

/// <summary>A rung on a scope, ready to be carried out.</summary>
public sealed record PreparedAction(Scope Scope, string Rung, ImmutableArray<ContainmentAction> Actions);
