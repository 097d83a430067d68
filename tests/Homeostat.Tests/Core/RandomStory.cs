using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Core;

/// <summary>Blocks of ordinary life, attacks, councils and nonsense; the same seed tells the same story.</summary>
internal sealed class RandomStory(int seed)
{
    private static readonly Func<Random, Log>[] Events =
    [
        r => Logs.Deposit(Sample.Alice, r.Next(100_000)),
        r => Logs.Withdrawal(Sample.Thief, r.Next(300_000)),
        r => Logs.Swap(r.Next(2), 100 + r.Next(3)),
        r => Logs.Swap(r.Next(2), 100 + r.Next(60)),
        r => Logs.Answer(r.Next(2), 100 + r.Next(60)),
        r => Logs.Position(r.Next(2), r.Next(2) == 0 ? Sample.Alice : Sample.Thief, r.Next(-50, 50), r.Next(-5000, 5000), 1),
        _ => Logs.Installed(Sample.Vault, Sample.RogueCode, approved: false),
        _ => Logs.Installed(Sample.Vault, Sample.Code, approved: true),
        _ => Logs.Revoked(Sample.Vault, Sample.Code),
        _ => Logs.Approved(Sample.Vault, Sample.Code),
        _ => Logs.RoleGranted(Sample.Thief),
        _ => Logs.Lifted(ScopeKey.Of(Sample.Definition, Sample.Near)),
        _ => Logs.Lifted(ScopeKey.Of(Sample.Definition, Sample.Protocol)),
        _ => Logs.Hollow(Logs.Upgraded(Sample.Vault, Sample.Code)),
    ];

    private readonly Random _random = new(seed);

    /// <summary>Tells so many blocks, and what became of the actions that they led to; returns the inputs.</summary>
    public List<Input> Blocks(Watched watched, int count)
    {
        var inputs = new List<Input>();
        for (var i = 0; i < count; i++)
        {
            var seconds = _random.Next(20) == 0 ? 20_000 : Sample.BlockSeconds;
            Tell(watched, inputs, watched.Chain.QuotesAfter(seconds, 100 + _random.Next(3)));
            Log[] logs = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Events[_random.Next(Events.Length)](_random))];
            foreach (var emission in Tell(watched, inputs, new ChainUpdate.Committed(watched.Chain.After(seconds, logs))))
            {
                if (emission is Emission.ActionRequested request)
                {
                    var status = _random.Next(4) == 0 ? ActionStatus.Failed : ActionStatus.Included;
                    Tell(watched, inputs, new ActionOutcome(request.Action.Id, status, watched.Chain.Tip, 1, _random.Next(4) > 0, "done"));
                }
            }

            Tell(watched, inputs, new Simulation(Sample.Near, "reduce-only", watched.Chain.Tip, _random.Next(3) > 0, "not armed"));
        }

        return inputs;
    }

    private static ImmutableArray<Emission> Tell(Watched watched, List<Input> inputs, Input input)
    {
        inputs.Add(input);
        return watched.Step(input);
    }
}
