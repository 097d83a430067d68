using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;
using Homeostat.Core.Ports;
using Homeostat.Engine.Execution.Arming;
using Homeostat.Engine.Execution.Broadcast;
using Homeostat.Engine.Execution.Fees;
using Homeostat.Engine.Execution.Lanes;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution;

/// <summary>
/// Carries actions out from one key with a nonce lane of its own. One logical action may be many transactions; the
/// contracts take the first and ignore the rest by the action's id. Called by one pipeline, one call at a time.
/// </summary>
public sealed class Executor : IDisposable
{
    private readonly ExecutorSetup _setup;
    private readonly NonceLane _lane = new();
    private readonly FeeMarket _market;
    private readonly SignedAhead _ahead;
    private readonly Transmitter _transmitter;
    private readonly FollowUp _followUp;
    private readonly ArmedProof _proof;

    public Executor(ExecutorSetup setup)
    {
        _setup = setup;
        _market = new FeeMarket(setup.Options);
        var maker = new TransactionMaker(setup.Protocol, setup.ChainId, setup.Options);
        _ahead = new SignedAhead(setup.Signer, maker, _market, setup.Metrics);
        _transmitter = new Transmitter(setup, _lane, maker, _market, _ahead, new Broadcaster(setup.Endpoints, setup.Options.OfferTimeout, setup.Metrics));
        _followUp = new FollowUp(setup, _lane, _market, _transmitter);
        _proof = new ArmedProof(setup, _market, maker);
    }

    /// <summary>The newest block when it started.</summary>
    public BlockRef Head { get; private set; }

    /// <summary>Completed when every prepared action of the newest sheet is signed.</summary>
    public Task SignedAhead => _ahead.Ready;

    /// <summary>Takes up what an earlier run left on its way, and reads the nonce that the lane begins at.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var action in _setup.Store.Unsettled())
        {
            // Whether Core heard of its inclusion is not known here: it is judged, and told, again.
            _lane.Put(action with { IncludedAt = null });
        }

        _lane.Observe(await _setup.Reader.GetTransactionCountAsync(_setup.Signer.Address, BlockTag.Latest, cancellation).ConfigureAwait(false));
        var head = await _setup.Reader.GetBlockByNumberAsync(BlockTag.Latest, cancellation).ConfigureAwait(false)
            ?? throw new RpcMalformedException("The node has no latest block.");
        _transmitter.BaseFee = FeeMarket.NextBaseFee(head.Header);
        Head = new BlockRef(head.Header.Number.Value, head.Header.Hash);
    }

    /// <summary>
    /// Signs and hands over; a node that refuses is an outcome, not an exception. Idempotent: an action that is on its way
    /// or included is not sent again. Another attempt at what an action on its way would achieve takes over its nonce.
    /// </summary>
    /// <param name="head">The newest block known, which may be far above the one that was decided on while an outage is caught up with.</param>
    /// <param name="isAttackPublic">
    /// The attack waits in a public pool: then speed is all, and the action goes everywhere at once. Otherwise it goes to
    /// the private endpoint first, if there is one, so that nobody leaves ahead of it.
    /// </param>
    public async Task<ActionOutcome> SendAsync(ContainmentAction action, Decision decision, BlockRef head, bool isAttackPublic, CancellationToken cancellation)
    {
        if (_lane.Find(action.Id) is { } known)
        {
            return Outcomes.OnItsWay(known, head);
        }

        var stake = decision.P * decision.Q * decision.ReachableUsd;
        var older = _lane.ByNonce.FirstOrDefault(a => a.IncludedAt is null && Supersession.Covers(action, a.Action));
        var flight = new ActionInFlight(action, stake, head.Number, older?.Nonce ?? _lane.Free(), older?.Transactions ?? [], null)
        {
            IsOpen = isAttackPublic,
        };
        if (older is not null)
        {
            _lane.Remove(older.Action.Id);
            _setup.Store.Forget(older.Action.Id);
        }

        if (FirstOffer(flight) is not { } offer)
        {
            _lane.Put(flight);
            _setup.Store.Save(flight);
            return Outcomes.OnItsWay(flight, head);
        }

        var transmission = await _transmitter.SendAsync(flight, offer, head.Number, cancellation).ConfigureAwait(false);
        _lane.Put(transmission.Action);
        _setup.Metrics.InFlight(_lane.WaitingCount);
        if (transmission.IsTaken)
        {
            _setup.Metrics.Sent();
        }

        return Outcomes.Of(transmission, head);
    }

    /// <summary>
    /// As <see cref="SendAsync"/>, for an action asked for before a restart: one that took effect meanwhile is not sent.
    /// </summary>
    public async Task<ActionOutcome> ResumeAsync(ContainmentAction action, Decision decision, BlockRef head, CancellationToken cancellation)
    {
        if (_lane.Find(action.Id) is null && await PostCondition.IsDoneAsync(_setup.Reader, _setup.Protocol, action, head, cancellation).ConfigureAwait(false))
        {
            return await _followUp.AlreadyDoneAsync(action, head, cancellation).ConfigureAwait(false);
        }

        return await SendAsync(action, decision, head, isAttackPublic: false, cancellation).ConfigureAwait(false);
    }

    /// <summary>What became of the actions on their way, as of this block; whatever stands in their way is put right.</summary>
    public async Task<ImmutableArray<ActionOutcome>> SettleAsync(BlockRef head, CancellationToken cancellation)
    {
        var outcomes = await _followUp.RunAsync(head, cancellation).ConfigureAwait(false);
        _setup.Metrics.InFlight(_lane.WaitingCount);
        return outcomes;
    }

    /// <summary>
    /// The proof that the prepared actions are armed: each is simulated on the head from the real signer with its real gas
    /// and fees, and the signer can pay for it. One round trip, however many there are.
    /// </summary>
    public async Task<ImmutableArray<Simulation>> ArmAsync(ImmutableArray<PreparedAction> prepared, BlockRef head, CancellationToken cancellation)
    {
        var arms = await _proof.RunAsync(prepared, head, _lane.WaitingCount, cancellation).ConfigureAwait(false);
        if (arms.Signer is { } signer)
        {
            _lane.Observe(signer.Nonce);
            _transmitter.BaseFee = signer.BaseFee;
        }

        return arms.Simulations;
    }

    /// <summary>Signs the next block's possible actions in the background, with the nonce and base fee last seen.</summary>
    public void SignAhead(ImmutableArray<PreparedAction> next)
    {
        if (_setup.Options.SignsAhead)
        {
            _ahead.Begin(next, _lane.Free(), _transmitter.BaseFee);
        }
    }

    public void Dispose() => _ahead.Dispose();

    /// <summary>Null when the older attempt, which has the same effect, offers all that this one is worth already.</summary>
    private FeeOffer? FirstOffer(ActionInFlight flight)
    {
        var ladder = _market.LadderFor(flight.StakeUsd);
        if (Outcomes.OfferOf(flight) is not { } sent)
        {
            return ladder.At(0, _transmitter.BaseFee);
        }

        var higher = ladder.Replacing(sent, 0, _transmitter.BaseFee);
        if (higher is not null)
        {
            _setup.Metrics.Replaced();
        }

        return higher;
    }
}
