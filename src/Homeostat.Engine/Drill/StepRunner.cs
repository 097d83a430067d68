using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill.Reporting;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill;

/// <summary>
/// Sends what a scenario's steps say and looks at what became of it: when the attack began, what a person may now tell
/// Homeostat, and which steps failed, which the timeline says once per step.
/// </summary>
internal sealed class StepRunner(Scenario scenario, Stage stage)
{
    private readonly CallEncoder _encoder = new(stage.Deployment);
    private readonly Council _council = new(stage);
    private readonly Dictionary<Hash32, CallStep> _sent = [];
    private readonly HashSet<Step> _said = [];
    private readonly HashSet<Step> _failed = [];
    private readonly HashSet<Step> _told = [];
    private readonly List<TimelineEntry> _lines = [];

    /// <summary>Steps of the attack that failed, the first time, by the breaker's refusal inside their own transaction.</summary>
    public int StoppedInLine { get; private set; }

    /// <summary>What was staged, in order.</summary>
    public IReadOnlyList<TimelineEntry> Lines => _lines;

    /// <summary>Everything that the coming block is to hold.</summary>
    /// <param name="time">Its time [s].</param>
    public async Task SendDueAsync(int block, long time, CancellationToken cancellation)
    {
        foreach (var step in scenario.Steps)
        {
            var isDue = step switch
            {
                CallStep call => call.When.Includes(block),
                CommandStep command => command.At == block,
                WaitStep wait => wait.At == block,
                _ => throw new ArgumentOutOfRangeException(nameof(block), step.GetType().Name, "unknown step"),
            };
            if (!isDue)
            {
                continue;
            }

            if (step.Say is { } say && _said.Add(step))
            {
                _lines.Add(new TimelineEntry(block, Teller(step), say));
            }

            if (step is CallStep due)
            {
                await SendAsync(due, cancellation).ConfigureAwait(false);
            }
        }

        foreach (var (step, hash) in await _council.ExecuteDueAsync(time, cancellation).ConfigureAwait(false))
        {
            _sent[hash] = step;
        }
    }

    public async Task SendAsync(CallStep step, CancellationToken cancellation)
    {
        var (to, data) = _encoder.Encode(step.Send.Call);
        if (step.Send.From == ProtocolNames.Council)
        {
            if (await _council.SendAsync(step, to, data, cancellation).ConfigureAwait(false) is { } atOnce)
            {
                _sent[atOnce] = step;
            }

            return;
        }

        var hash = await stage.Chain.SendAsync(
            new DevnetTransaction(
                stage.Deployment[step.Send.From],
                to,
                data,
                UInt256.FromBigInteger(step.Send.ValueWei),
                (ulong)(step.Send.Gas ?? (long)DevnetTransaction.DefaultGas),
                (step.Send.PriorityFeeWei ?? DevnetTransaction.DefaultPriorityFeeGwei * 1e9) / 1e9),
            cancellation).ConfigureAwait(false);
        _sent[hash] = step;
    }

    /// <summary>What became of the transactions in the block just mined.</summary>
    public async Task<StepOutcome> LookAsync(int block, CancellationToken cancellation)
    {
        var attacked = false;
        var words = new List<(OperatorWord Word, string Who, string Note)>();
        words.AddRange(scenario.Steps.OfType<CommandStep>().Where(c => c.At == block).Select(c => (c.Command, "operator", c.Say ?? "")));
        if (_sent.Count == 0)
        {
            return new StepOutcome(attacked, words);
        }

        foreach (var receipt in await stage.Chain.ReceiptsAsync(cancellation).ConfigureAwait(false))
        {
            if (!_sent.Remove(receipt.TransactionHash, out var step))
            {
                continue;
            }

            if (!receipt.Succeeded)
            {
                await NoteFailureAsync(block, step, receipt.TransactionHash, cancellation).ConfigureAwait(false);
                continue;
            }

            attacked |= step.Attack;
            if (step.Command is { } word && _told.Add(step))
            {
                words.Add((word, step.Send.From, step.Say ?? ""));
            }
        }

        return new StepOutcome(attacked, words);
    }

    private async Task NoteFailureAsync(int block, CallStep step, Hash32 hash, CancellationToken cancellation)
    {
        if (_failed.Add(step))
        {
            var why = await stage.Chain.WhyAsync(hash, cancellation).ConfigureAwait(false);
            StoppedInLine += step.Attack && why.StartsWith("StoppedByBreaker(", StringComparison.Ordinal) ? 1 : 0;
            _lines.Add(new TimelineEntry(block, step.Attack ? "attack_failed" : "step_failed", $"{step.Send.Call} by {step.Send.From} fails: {why}"));
        }
    }

    private static string Teller(Step step) => step switch
    {
        CallStep { Attack: true } => "attack",
        CallStep call => call.Send.From,
        CommandStep => "operator",
        _ => "time",
    };
}

/// <param name="Attacked">Whether an attack transaction was included and succeeded.</param>
/// <param name="Words">What people now tell Homeostat.</param>
internal sealed record StepOutcome(bool Attacked, IReadOnlyList<(OperatorWord Word, string Who, string Note)> Words);
