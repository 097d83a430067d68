using Homeostat.Ethereum;
using Prometheus;

namespace Homeostat.Engine.Execution;

/// <summary>
/// What execution tells Prometheus; docs/metrics.md says the same. The factory brings the labels <c>network</c> and <c>protocol</c>.
/// </summary>
public sealed class ExecutionMetrics(IMetricFactory factory)
{
    private readonly Counter _sent = factory.CreateCounter(
        "actions_sent_total", "Logical actions that at least one node took, each counted once.");

    private readonly Counter _replacements = factory.CreateCounter(
        "action_replacements_total", "Transactions that were signed in place of one that was not mined.");

    private readonly Counter _conflicts = factory.CreateCounter(
        "nonce_conflicts_total", "Nonces of ours that were used up on chain by a transaction that is not ours.");

    private readonly Counter _reorged = factory.CreateCounter(
        "actions_reorged_total", "Actions whose block left the chain after it had included them.");

    private readonly Counter _blind = factory.CreateCounter(
        "execution_blind_blocks_total", "Blocks in which the node did not say what became of the actions on their way.");

    private readonly Counter _offers = factory.CreateCounter(
        "transaction_offers_total", "Transactions handed to a node, by what it answered.", ["endpoint", "answer"]);

    private readonly Counter _ahead = factory.CreateCounter(
        "signed_ahead_lookups_total", "Transactions to be sent, by whether they were signed beforehand (hit) or had to be signed (miss).", ["result"]);

    private readonly Gauge _inFlight = factory.CreateGauge(
        "actions_in_flight", "Actions that were asked for and are not mined.");

    private readonly Gauge _balance = factory.CreateGauge(
        "signer_balance_ether", "What the signer has for gas [ether].");

    private readonly Gauge _armed = factory.CreateGauge(
        "containment_armed", "1 if the prepared action, simulated from its real signer on the head, would succeed.", ["action"]);

    private readonly Gauge _unarmed = factory.CreateGauge(
        "containment_unarmed_reason", "1 for the reason for which a prepared action is not armed.", ["action", "reason"]);

    private readonly Histogram _inclusion = factory.CreateHistogram(
        "action_inclusion_blocks",
        "Blocks from the decision to the one that included the action.",
        new HistogramConfiguration { Buckets = [1, 2, 3, 4, 6, 8, 12, 16, 32, 64] });

    public void Sent() => _sent.Inc();

    public void Replaced() => _replacements.Inc();

    public void NonceConflict() => _conflicts.Inc();

    public void Reorged() => _reorged.Inc();

    public void Blind() => _blind.Inc();

    public void Offered(string endpoint, string answer) => _offers.WithLabels(endpoint, answer).Inc();

    public void LookedAhead(bool hit) => _ahead.WithLabels(hit ? "hit" : "miss").Inc();

    public void InFlight(int actions) => _inFlight.Set(actions);

    public void Balance(Wei balance) => _balance.Set(balance.Value.ToDouble() / 1e18);

    public void Included(ulong blocks) => _inclusion.Observe(blocks);

    /// <param name="reason">Null when armed.</param>
    public void Armed(string action, UnarmedReason? reason)
    {
        _armed.WithLabels(action).Set(reason is null ? 1 : 0);
        foreach (var possible in Enum.GetValues<UnarmedReason>())
        {
            _unarmed.WithLabels(action, Word(possible)).Set(possible == reason ? 1 : 0);
        }
    }

    /// <summary>A label's value: an enum's name as words joined by underscores.</summary>
    internal static string Word<T>(T value) where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));
}
