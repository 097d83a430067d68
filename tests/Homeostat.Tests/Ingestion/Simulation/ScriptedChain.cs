using Homeostat.Ethereum;

namespace Homeostat.Tests.Ingestion.Simulation;

/// <summary>The chain as it truly is: grows and reorganises when told to, with blocks that follow from the seed.</summary>
internal sealed class ScriptedChain
{
    private const int Contracts = 4;
    private const int Topics = 3;

    private readonly Random _random;
    private readonly Dictionary<Hash32, ScriptedBlock> _all = [];
    private List<ScriptedBlock> _canonical = [];
    private int _salt;

    public ScriptedChain(int seed)
    {
        _random = new Random(seed);
        Mine(1);
    }

    /// <summary>Called after each change, with nothing of it announced yet.</summary>
    public Action Changed { get; set; } = static () => { };

    /// <summary>From genesis to the head; never changed in place, so that an endpoint may keep an old one.</summary>
    public IReadOnlyList<ScriptedBlock> Canonical => _canonical;

    public ScriptedBlock Head => _canonical[^1];

    public static Address Contract(int i) => Address.FromBytes([.. new byte[19], (byte)(0xc0 + i)]);

    public static Hash32 Topic(int i) => ((UInt256)(ulong)(1000 + i)).ToHash32();

    public ScriptedBlock Find(Hash32 hash) => _all[hash];

    public void Mine(int count) => Replace(0, count);

    /// <summary>The newest blocks give way to others, which may be more or fewer.</summary>
    public void Replace(int depth, int count)
    {
        var next = _canonical[..^depth];
        for (var i = 0; i < count; i++)
        {
            var block = new ScriptedBlock(next.Count == 0 ? null : next[^1], _salt++, Transactions());
            _all.Add(block.Hash, block);
            next.Add(block);
        }

        _canonical = next;
        Changed();
    }

    private List<IReadOnlyList<(Address, Hash32)>> Transactions() =>
        [.. Enumerable.Range(0, _random.Next(3)).Select(_ => (IReadOnlyList<(Address, Hash32)>)
            [.. Enumerable.Range(0, _random.Next(3)).Select(_ => (Contract(_random.Next(Contracts)), Topic(_random.Next(Topics))))])];
}
