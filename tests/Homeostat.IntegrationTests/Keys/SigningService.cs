using System.Net;
using System.Text;
using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Signing;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;

namespace Homeostat.IntegrationTests.Keys;

/// <summary>
/// A signing service on loopback that behaves as Web3Signer's eth1 API is documented (openapi-specs/eth1/web3signer.yaml):
/// it lists uncompressed public keys without their leading 04, hashes what it is sent with Keccak-256, and answers r, s and
/// v in hexadecimal as plain text.
/// </summary>
internal sealed class SigningService : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly PrivateKey _key;
    private readonly Task _loop;

    private SigningService(PrivateKey key, int port)
    {
        _key = key;
        Url = new Uri($"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _loop = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>Answers a request to sign in its own way; null to sign.</summary>
    public Func<byte[], (int Status, string Text)?> Instead { get; set; } = _ => null;

    /// <summary>Never answers requests to sign.</summary>
    public bool IsStuck { get; set; }

    /// <summary>The Authorization header of the last request.</summary>
    public string? Authorization { get; private set; }

    public string PublicKey => Hex.Encode(UncompressedOf(_key));

    public static SigningService Start(PrivateKey key)
    {
        for (var tries = 0; ; tries++)
        {
            var port = Random.Shared.Next(20_000, 60_000);
            try
            {
                return new SigningService(key, port);
            }
            catch (HttpListenerException) when (tries < 50)
            {
                // The port is somebody else's.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        Authorization = context.Request.Headers["Authorization"];
        (int status, string text) = (context.Request.HttpMethod, context.Request.Url!.AbsolutePath) switch
        {
            ("GET", "/upcheck") => (200, "OK"),
            ("GET", "/api/v1/eth1/publicKeys") => (200, JsonSerializer.Serialize(new[] { PublicKey })),
            ("POST", var path) when path == $"/api/v1/eth1/sign/{PublicKey}" => await SignAsync(context.Request),
            ("POST", var path) when path.StartsWith("/api/v1/eth1/sign/", StringComparison.Ordinal) => (404, "Public Key not found"),
            _ => (400, "Bad request format"),
        };
        if (IsStuck && context.Request.HttpMethod == "POST")
        {
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        context.Response.Close();
    }

    private async Task<(int Status, string Text)> SignAsync(HttpListenerRequest request)
    {
        using JsonDocument body = await JsonDocument.ParseAsync(request.InputStream);
        byte[] data = Hex.Decode(body.RootElement.GetProperty("data").GetString()!);
        return Instead(data) ?? (200, _key.Sign(Keccak256.Hash(data)).ToString());
    }

    private static byte[] UncompressedOf(PrivateKey key)
    {
        byte[] secret = new byte[PrivateKey.Size];
        key.WriteTo(secret);
        return CustomNamedCurves.GetByName("secp256k1").G.Multiply(new BigInteger(1, secret)).Normalize().GetEncoded(false)[1..];
    }
}
