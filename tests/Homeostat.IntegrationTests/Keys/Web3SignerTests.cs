using Homeostat.Engine.Devnet;
using Homeostat.Engine.Keys;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Keys;

/// <summary>A key that a signing service holds.</summary>
public sealed class Web3SignerTests : IAsyncLifetime
{
    private static readonly Web3SignerOptions Patient = new(TimeSpan.FromSeconds(20));

    private static readonly FeeMarketTransaction Transaction = new()
    {
        ChainId = 31_337,
        Nonce = 7,
        MaxPriorityFeePerGas = Wei.FromGwei(2),
        MaxFeePerGas = Wei.FromGwei(30),
        GasLimit = 21_000,
        To = Address.Parse("0x00000000000000000000000000000000000000aa"),
        Data = new byte[] { 1, 2, 3 },
    };

    private readonly PrivateKey _key = DevnetChain.KeyOf("remote sentinel");
    private readonly SigningService _service;

    public Web3SignerTests() => _service = SigningService.Start(_key);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task It_signs_as_the_key_itself_would()
    {
        using Web3Signer signer = await ConnectAsync();

        SignedTransaction signed = await signer.SignAsync(Transaction, Cancellation);

        Assert.Equal(_key.Address, signed.Sender);
        Assert.Equal(Transaction.Sign(_key).Raw, signed.Raw);
    }

    [Fact]
    public async Task Its_keys_are_listed_by_address()
    {
        Assert.Equal([(_key.Address, _service.PublicKey)], await Web3Signer.ListAsync(_service.Url, Patient, Cancellation));
    }

    [Fact]
    public async Task A_service_without_the_key_is_found_out_at_once()
    {
        using PrivateKey other = DevnetChain.KeyOf("another");

        var e = await Assert.ThrowsAsync<SigningException>(() => Web3Signer.ConnectAsync(_service.Url, other.Address, Patient, Cancellation));

        Assert.Contains($"does not hold the key of {other.Address}", e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, int, string> Refusals => new()
    {
        { "does not hold the key (404)", 404, "Public Key not found" },
        { "did not understand the request (400)", 400, "Bad request format" },
        { "refused with status 500", 500, "Internal Web3Signer server error" },
        { "refused with status 302", 302, "elsewhere" },
        { "answered with no signature", 200, "" },
        { "answered with no signature", 200, "0x1234" },
        { "answered with no signature", 200, "<html>busy</html>" },
        { "answered with no signature", 200, "0x" + new string('f', 130) },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_is_no_signature_is_an_error_that_says_so(string expected, int status, string text)
    {
        using Web3Signer signer = await ConnectAsync();
        _service.Instead = _ => (status, text);

        var e = await Assert.ThrowsAsync<SigningException>(async () => await signer.SignAsync(Transaction, Cancellation));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_with_another_key_is_refused()
    {
        using PrivateKey other = DevnetChain.KeyOf("another");
        using Web3Signer signer = await ConnectAsync();
        _service.Instead = data => (200, other.Sign(Keccak256.Hash(data)).ToString());

        var e = await Assert.ThrowsAsync<SigningException>(async () => await signer.SignAsync(Transaction, Cancellation));

        Assert.Contains($"signed with the key of {other.Address}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_of_something_else_is_refused()
    {
        using Web3Signer signer = await ConnectAsync();
        _service.Instead = data => (200, _key.Sign(Keccak256.Hash([.. data, 0])).ToString());

        await Assert.ThrowsAsync<SigningException>(async () => await signer.SignAsync(Transaction, Cancellation));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_given_up_after_the_time_given()
    {
        using Web3Signer signer = await Web3Signer.ConnectAsync(_service.Url, _key.Address, new Web3SignerOptions(TimeSpan.FromSeconds(1)), Cancellation);
        _service.IsStuck = true;

        var e = await Assert.ThrowsAsync<SigningException>(async () => await signer.SignAsync(Transaction, Cancellation));

        Assert.Contains("did not answer within 1 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_an_error_that_names_it()
    {
        await using HostileNode gone = HostileNode.OverHttp("");

        var e = await Assert.ThrowsAsync<SigningException>(() => Web3Signer.ConnectAsync(gone.Http, _key.Address, Patient, Cancellation));

        Assert.Contains("cannot be reached", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_of_the_url_reach_the_service_and_no_message()
    {
        var url = Web3Signer.ParseUrl(new UriBuilder(_service.Url) { UserName = "engine", Password = "s3cret%21" }.Uri.ToString());
        using Web3Signer signer = await Web3Signer.ConnectAsync(url, _key.Address, Patient, Cancellation);
        _service.Instead = _ => (500, "");

        var e = await Assert.ThrowsAsync<SigningException>(async () => await signer.SignAsync(Transaction, Cancellation));

        Assert.Equal("Basic " + Convert.ToBase64String("engine:s3cret!"u8), _service.Authorization);
        Assert.DoesNotContain("s3cret", $"{e}{signer}", StringComparison.Ordinal);
    }

    private Task<Web3Signer> ConnectAsync() => Web3Signer.ConnectAsync(_service.Url, _key.Address, Patient, Cancellation);
}
