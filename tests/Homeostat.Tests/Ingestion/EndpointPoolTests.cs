using Homeostat.Engine.Ingestion;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Tests.Ingestion.Simulation;
using Prometheus;

namespace Homeostat.Tests.Ingestion;

public class EndpointPoolTests
{
    private readonly SimulatedNetwork _network = new(seed: 11);

    [Fact]
    public void An_endpoint_that_says_when_to_come_back_is_left_alone_until_then()
    {
        var node = _network.Add("one", EndpointKind.Http, weight: 1);
        node.Suffer(Ailment.RateLimitedByStatus);
        var asking = Ask(out _);
        _network.At(1, () => node.Suffer(Ailment.None));

        Assert.False(_network.Time.RunUntil(() => asking.IsCompleted, TimeSpan.FromSeconds(2.9)));
        Assert.Equal(1, node.Requests);
        Assert.True(_network.Time.RunUntil(() => asking.IsCompletedSuccessfully, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_rate_limit_by_code_is_waited_out_and_not_handed_to_the_caller()
    {
        var node = _network.Add("one", EndpointKind.Http, weight: 1);
        node.Suffer(Ailment.RateLimitedByCode);
        var asking = Ask(out _);
        _network.At(2, () => node.Suffer(Ailment.None));

        Assert.True(_network.Time.RunUntil(() => asking.IsCompletedSuccessfully, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_question_that_takes_long_is_put_to_a_second_endpoint()
    {
        var slow = _network.Add("slow", EndpointKind.Http, weight: 2);
        _network.Add("other", EndpointKind.Http, weight: 1);
        var first = Ask(out var pool);
        Assert.True(_network.Time.RunUntil(() => first.IsCompletedSuccessfully, TimeSpan.FromSeconds(1)));
        slow.Suffer(Ailment.Slow);
        var second = pool.Client.BlockNumberAsync(CancellationToken.None);

        Assert.True(_network.Time.RunUntil(() => second.IsCompletedSuccessfully, pool.Options.HedgeAfter + TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void A_change_of_the_first_choice_has_a_reason_and_is_counted()
    {
        var first = _network.Add("first", EndpointKind.Http, weight: 2);
        _network.Add("second", EndpointKind.Http, weight: 1);
        first.Suffer(Ailment.Disconnected);
        var registry = Metrics.NewCustomRegistry();
        var pool = _network.Pool(SilentObserver.Instance, new IngestionMetrics(Metrics.WithCustomRegistry(registry), "scripted"));
        var asking = pool.Client.BlockNumberAsync(CancellationToken.None);
        Assert.True(_network.Time.RunUntil(() => asking.IsCompletedSuccessfully, TimeSpan.FromSeconds(5)));

        var text = Export(registry);
        Assert.Contains("rpc_endpoint_rotations_total{network=\"scripted\",reason=\"disconnected\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("rpc_request_errors_total{network=\"scripted\",endpoint=\"first\",error_type=\"disconnected\"} 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_revert_is_an_answer_and_nobody_else_is_asked()
    {
        _network.Add("first", EndpointKind.Http, weight: 2);
        var second = _network.Add("second", EndpointKind.Http, weight: 1);
        var pool = _network.Pool(SilentObserver.Instance);
        var calling = pool.Client.CallAsync(default, default, BlockTag.Latest, CancellationToken.None);
        _network.Time.RunUntil(() => calling.IsCompleted, TimeSpan.FromSeconds(5));

        Assert.Equal(3, Assert.IsType<RpcException>(calling.Exception!.GetBaseException()).Code);
        Assert.Equal(0, second.Requests);
    }

    [Fact]
    public void What_may_not_be_repeated_is_sent_to_one_endpoint_once()
    {
        _network.Add("first", EndpointKind.Http, weight: 2).Suffer(Ailment.Refused);
        var second = _network.Add("second", EndpointKind.Http, weight: 1);
        var asking = _network.Pool(SilentObserver.Instance).Client.RequestAsync("evm_mine", [], CancellationToken.None);
        _network.Time.RunUntil(() => asking.IsCompleted, TimeSpan.FromSeconds(5));

        Assert.IsType<RpcException>(asking.Exception!.GetBaseException());
        Assert.Equal(0, second.Requests);
    }

    [Fact]
    public async Task A_transaction_goes_to_every_endpoint_and_one_that_has_it_suffices()
    {
        _network.Add("lost", EndpointKind.Http, weight: 3).Suffer(Ailment.Disconnected);
        _network.Add("has it", EndpointKind.Http, weight: 2);
        _network.Add("limits", EndpointKind.Http, weight: 1).Suffer(Ailment.RateLimitedByCode);
        var pool = _network.Pool(SilentObserver.Instance);
        var all = pool.BroadcastAsync(new byte[] { 1, 2, 3 }, CancellationToken.None);
        var one = pool.Client.SendRawTransactionAsync(new byte[] { 1, 2, 3 }, CancellationToken.None);
        Assert.True(_network.Time.RunUntil(() => all.IsCompletedSuccessfully && one.IsCompletedSuccessfully, TimeSpan.FromSeconds(5)));

        Assert.Equal([false, true, false], (await all).Select(o => o.IsAccepted));
    }

    [Fact]
    public void An_endpoint_is_asked_no_more_often_than_it_allows()
    {
        _network.Add(new ScriptedNode("one", _network.Chain, _network.Time, 1), EndpointKind.Http, weight: 1, requestsPerSecond: 10);
        var pool = _network.Pool(SilentObserver.Instance);
        var asking = Task.WhenAll(Enumerable.Range(0, 40).Select(_ => pool.Client.BlockNumberAsync(CancellationToken.None)));

        Assert.False(_network.Time.RunUntil(() => asking.IsCompleted, TimeSpan.FromSeconds(2.9)));
        Assert.True(_network.Time.RunUntil(() => asking.IsCompletedSuccessfully, TimeSpan.FromSeconds(0.5)));
    }

    [Fact]
    public void When_nobody_answers_the_error_names_each_endpoint_and_its_fault()
    {
        _network.Add("gone", EndpointKind.Http, weight: 2).Suffer(Ailment.Disconnected);
        _network.Add("mad", EndpointKind.Http, weight: 1).Suffer(Ailment.Malformed);
        var asking = Ask(out var pool);
        _network.Time.RunUntil(() => asking.IsCompleted, TimeSpan.FromMinutes(2));

        var error = Assert.IsType<RpcTransportException>(asking.Exception!.InnerException);
        Assert.Contains("gone: disconnected", error.Message, StringComparison.Ordinal);
        Assert.Contains("mad: malformed", error.Message, StringComparison.Ordinal);
        Assert.True(_network.Time.Elapsed <= pool.Options.Patience + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Neither_errors_nor_options_show_an_endpoints_address()
    {
        var options = new EndpointOptions("public", new Uri("https://node.example/key-of-ours"), EndpointKind.Http) { Headers = new Dictionary<string, string> { ["Authorization"] = "key-of-ours" } };

        Assert.DoesNotContain("key-of-ours", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("key-of-ours", Assert.Throws<ArgumentOutOfRangeException>((options with { Weight = 0 }).Validate).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 30_000)]
    [InlineData(true, 2_000)]
    public void Back_off_doubles_up_to_a_cap_within_its_jitter_and_follows_from_the_seed(bool isAlone, double cap)
    {
        Backoff[] twins = [new(5, isAlone), new(5, isAlone)];
        for (var failures = 1; failures < 40; failures++)
        {
            var full = TimeSpan.FromMilliseconds(Math.Min(cap, 250 * Math.Pow(2, failures - 1)));
            var waits = twins.Select(b => b.After(FaultKind.Disconnected, failures, retryAfter: null)).ToArray();

            Assert.Equal(waits[0], waits[1]);
            Assert.InRange(waits[0], full / 2, full);
        }
    }

    private static string Export(CollectorRegistry registry)
    {
        using var stream = new MemoryStream();
        registry.CollectAndExportAsTextAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private Task<BlockNumber> Ask(out EndpointPool pool)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        pool = _network.Pool(SilentObserver.Instance);
        return pool.Client.BlockNumberAsync(CancellationToken.None);
    }
}
