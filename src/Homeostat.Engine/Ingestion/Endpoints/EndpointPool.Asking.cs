using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Endpoints;

public sealed partial class EndpointPool
{
    /// <summary>
    /// Asks until an answer stands. A refusal that is about the question (a revert, a block that nobody knows) throws at
    /// once or after everybody was asked; otherwise waits for an endpoint that may be asked, up to the pool's patience,
    /// and then throws <see cref="NoAnswerException"/>.
    /// </summary>
    public async Task<Answer<T>> AskAsync<T>(Question<T> question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        var tried = new HashSet<Endpoint>();
        var faults = ImmutableArray.CreateBuilder<EndpointFault>();
        var started = _context.Time.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Choose(question.Prefer, question.Method, question.Except, tried) is not { } endpoint)
            {
                await WaitForEndpointAsync(question, faults, started, cancellation).ConfigureAwait(false);
                tried.Clear();
                continue;
            }

            tried.Add(endpoint);
            var attempt = await HedgedAsync(endpoint, question, tried, faults, cancellation).ConfigureAwait(false);
            if (attempt.Answer is { } answer)
            {
                return answer;
            }

            if (attempt.Refusal is { } refusal && tried.Count == _endpoints.Length)
            {
                ExceptionDispatchInfo.Throw(refusal);
            }
        }
    }

    /// <summary>Waits for the first endpoint that comes back, unless waiting cannot help.</summary>
    private async Task WaitForEndpointAsync<T>(
        Question<T> question, ImmutableArray<EndpointFault>.Builder faults, long started, CancellationToken cancellation)
    {
        var candidates = _endpoints.Where(e => !question.Except.Contains(e.Slug) && e.Offers(question.Method)).ToList();
        var isAboutTheQuestion = faults.Any(f => f.Kind.IsAboutTheQuestion());
        if (candidates.Count == 0 || isAboutTheQuestion)
        {
            throw new NoAnswerException(question.Name, faults.ToImmutable());
        }

        var wait = candidates.Min(e => e.UntilAvailable);
        if (_context.Time.GetElapsedTime(started) + wait > Options.Patience)
        {
            throw new NoAnswerException(question.Name, faults.ToImmutable());
        }

        await Task.Delay(wait, _context.Time, cancellation).ConfigureAwait(false);
    }

    private async Task<Attempt<T>> HedgedAsync<T>(
        Endpoint first, Question<T> question, HashSet<Endpoint> tried, ImmutableArray<EndpointFault>.Builder faults, CancellationToken cancellation)
    {
        if (_endpoints.Length == 1)
        {
            return Note(await TryAsync(first, question, cancellation).ConfigureAwait(false), faults);
        }

        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var one = TryAsync(first, question, race.Token);
        await Task.WhenAny(one, Task.Delay(Options.HedgeAfter, _context.Time, patience.Token)).ConfigureAwait(false);
        await patience.CancelAsync().ConfigureAwait(false);
        if (one.IsCompleted || Choose("", question.Method, question.Except, tried) is not { } second)
        {
            return Note(await one.ConfigureAwait(false), faults);
        }

        tried.Add(second);
        var two = TryAsync(second, question, race.Token);
        var winner = await Task.WhenAny(one, two).ConfigureAwait(false);
        var attempt = Note(await winner.ConfigureAwait(false), faults);
        var loser = winner == one ? two : one;
        if (attempt.Answer is null)
        {
            return Note(await loser.ConfigureAwait(false), faults);
        }

        if (winner == two)
        {
            faults.Add(first.Failed(new Finding(FaultKind.Slow, $"'{second.Slug}' was asked {Options.HedgeAfter.TotalMilliseconds} ms later and answered first"), retryAfter: null));
        }

        await race.CancelAsync().ConfigureAwait(false);
        await ((Task)loser).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return attempt;
    }

    private static async Task<Attempt<T>> TryAsync<T>(Endpoint endpoint, Question<T> question, CancellationToken cancellation)
    {
        try
        {
            var value = await question.Ask(endpoint.Client, cancellation).ConfigureAwait(false);
            if (question.Judge(value) is { } finding)
            {
                return new Attempt<T>(null, endpoint.Failed(finding, retryAfter: null), null);
            }

            endpoint.Succeeded();
            return new Attempt<T>(new Answer<T>(value, endpoint.Slug), null, null);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && FaultClassifier.Classify(e) is { } kind)
        {
            if (FaultClassifier.IsUnsupported(e) && question.Method.Length > 0)
            {
                endpoint.Lacks(question.Method);
            }

            return new Attempt<T>(null, endpoint.Failed(new Finding(kind, e.Message), FaultClassifier.RetryAfter(e)), e as RpcException);
        }
        catch (RpcException)
        {
            // An answer that the caller must see.
            endpoint.Succeeded();
            throw;
        }
    }

    private static Attempt<T> Note<T>(Attempt<T> attempt, ImmutableArray<EndpointFault>.Builder faults)
    {
        if (attempt.Fault is { } fault)
        {
            faults.Add(fault);
        }

        return attempt;
    }

    /// <param name="Refusal">The node's own words, which the caller hears when nobody answers better.</param>
    private readonly record struct Attempt<T>(Answer<T>? Answer, EndpointFault? Fault, RpcException? Refusal);
}
