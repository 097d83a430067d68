using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Engine.Keys;

/// <param name="Timeout">For each request.</param>
public sealed record Web3SignerOptions(TimeSpan Timeout)
{
    public static Web3SignerOptions Default { get; } = new(TimeSpan.FromSeconds(2));
}

/// <summary>
/// A key held by a signing service that speaks Web3Signer's eth1 API (Consensys/web3signer,
/// openapi-specs/eth1/web3signer.yaml). It is sent the unsigned transaction, hashes it with Keccak-256 itself and answers
/// r ‖ s ‖ v in hexadecimal. What it answers is believed only if it recovers to the key's address.
/// </summary>
public sealed class Web3Signer : ISigner
{
    private const string PublicKeysPath = "api/v1/eth1/publicKeys";
    private const string SignPath = "api/v1/eth1/sign/";
    private const int MaxAnswerBytes = 1 << 20;

    private readonly HttpClient _client;
    private readonly Web3SignerOptions _options;
    private readonly string _identifier;

    private Web3Signer(HttpClient client, Address address, string identifier, Web3SignerOptions options)
    {
        _client = client;
        Address = address;
        _identifier = identifier;
        _options = options;
    }

    public Address Address { get; }

    /// <summary>Without the credentials that it may hold.</summary>
    private string Shown => Show(_client);

    /// <exception cref="SigningException">It is no URL of a service; the message does not repeat it.</exception>
    public static Uri ParseUrl(string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : $"{text}/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new SigningException("the signing service's address is not an http or https URL");

    /// <summary>Asks the service whether it is up and holds the key.</summary>
    /// <exception cref="SigningException">It is not, or does not.</exception>
    public static async Task<Web3Signer> ConnectAsync(Uri url, Address address, Web3SignerOptions options, CancellationToken cancellation)
    {
        var client = Client(url);
        try
        {
            var keys = await ListAsync(client, options, cancellation).ConfigureAwait(false);
            return keys.FirstOrDefault(k => k.Address == address) is { PublicKey: { } identifier }
                ? new Web3Signer(client, address, identifier, options)
                : throw new SigningException($"the signing service at {Show(client)} does not hold the key of {address}; it holds {keys.Count} others");
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The keys that a service holds.</summary>
    /// <exception cref="SigningException">It does not say.</exception>
    public static async Task<IReadOnlyList<(Address Address, string PublicKey)>> ListAsync(
        Uri url, Web3SignerOptions options, CancellationToken cancellation)
    {
        using var client = Client(url);
        return await ListAsync(client, options, cancellation).ConfigureAwait(false);
    }

    public async ValueTask<SignedTransaction> SignAsync(Transaction transaction, CancellationToken cancellation)
    {
        var body = new { data = Hex.Encode(transaction.EncodeUnsigned()) };
        var text = await AskAsync(
            _client, _options, (c, token) => c.PostAsJsonAsync(SignPath + _identifier, body, token), cancellation).ConfigureAwait(false);
        try
        {
            var signature = Signature.FromBytes(Hex.Decode(text.Trim().Trim('"')));
            var signed = SignedTransaction.Create(transaction, signature);
            return signed.Sender == Address
                ? signed
                : throw new SigningException($"the signing service at {Shown} signed with the key of {signed.Sender}, not with that of {Address}");
        }
        catch (EthereumFormatException wrong)
        {
            throw new SigningException($"the signing service at {Shown} answered with no signature: {wrong.Message}", wrong);
        }
    }

    public void Dispose() => _client.Dispose();

    public override string ToString() => $"remote signer {Address} at {Shown}";

    private static async Task<IReadOnlyList<(Address Address, string PublicKey)>> ListAsync(
        HttpClient client, Web3SignerOptions options, CancellationToken cancellation)
    {
        await AskAsync(client, options, static (c, token) => c.GetAsync(new Uri("upcheck", UriKind.Relative), token), cancellation).ConfigureAwait(false);
        var text = await AskAsync(
            client, options, static (c, token) => c.GetAsync(new Uri(PublicKeysPath, UriKind.Relative), token), cancellation).ConfigureAwait(false);
        try
        {
            var keys = JsonSerializer.Deserialize<string[]>(text) ?? [];
            return [.. keys.Select(k => (AddressOf(k), k))];
        }
        catch (Exception e) when (e is JsonException or EthereumFormatException)
        {
            throw new SigningException($"the signing service at {Show(client)} answered with no list of public keys: {e.Message}", e);
        }
    }

    /// <summary>An uncompressed public key, with or without its leading 04, becomes keccak256(x ‖ y)[12..].</summary>
    private static Address AddressOf(string publicKey)
    {
        var bytes = Hex.Decode(publicKey);
        ReadOnlySpan<byte> point = bytes is [4, .. { Length: 64 }] ? bytes.AsSpan(1) : bytes;
        return point.Length == 64
            ? new Address(Keccak256.Hash(point).ToBytes().AsSpan(12))
            : throw new EthereumFormatException($"A public key has 64 bytes, not {point.Length}.");
    }

    private static async Task<string> AskAsync(
        HttpClient client,
        Web3SignerOptions options,
        Func<HttpClient, CancellationToken, Task<HttpResponseMessage>> ask,
        CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Timeout);
        try
        {
            using var response = await ask(client, limit.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false)
                : throw new SigningException($"the signing service at {Show(client)} {Refusal(response.StatusCode)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SigningException($"the signing service at {Show(client)} did not answer within {options.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new SigningException($"the signing service at {Show(client)} cannot be reached: {e.Message}", e);
        }
    }

    private static string Refusal(HttpStatusCode code) => code switch
    {
        HttpStatusCode.NotFound => "does not hold the key (404)",
        HttpStatusCode.BadRequest => "did not understand the request (400)",
        _ => $"refused with status {(int)code}",
    };

    private static HttpClient Client(Uri url)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = url,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        if (url.UserInfo.Length > 0)
        {
            client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
        }

        return client;
    }

    private static string Show(HttpClient client) => client.BaseAddress!.GetLeftPart(UriPartial.Scheme) + client.BaseAddress.Authority;
}
