using System.Text;
using System.Text.Json;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ethereum.Rpc;

/// <summary>A reader of JSON on damaged text: what it accepts is held against the framework's document.</summary>
internal static class JsonFuzz
{
    /// <summary>
    /// How many readers share the inputs: logs, headers with and without transactions, receipts, transactions, envelopes, and
    /// traces of two formats.
    /// </summary>
    public const int Readers = 8;

    public static void Run<T>(string reader, int seed, string[] valid, Func<byte[], T> read, Action<JsonElement, T> assert)
    {
        var mutations = new JsonMutations(Fuzz.Seed(seed));
        double accepted = Fuzz.Run(reader, Readers, i =>
        {
            byte[] damaged = mutations.Of(valid[i % valid.Length]);
            T value;
            try
            {
                value = read(damaged);
            }
            catch (RpcMalformedException)
            {
                return false;
            }

            try
            {
                using JsonDocument document = JsonText.Document(damaged);
                assert(document.RootElement, value);
            }
            catch (Exception e)
            {
                Assert.Fail($"{reader}: {Encoding.Latin1.GetString(damaged)}: {e.Message}");
            }

            return true;
        });

        Assert.InRange(accepted, 0.02, 0.98);
    }
}
