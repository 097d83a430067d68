using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Tests.Ethereum.Abi;

public sealed class ContractAbiTests
{
    private const string Json = """
        {"abi":[
          {"type":"constructor","inputs":[{"name":"owner","type":"address"}]},
          {"type":"function","name":"f","stateMutability":"view","inputs":[{"name":"a","type":"tuple[2][]","components":[{"name":"x","type":"uint8"},{"name":"y","type":"string"}]}],"outputs":[{"name":"","type":"bool"}]},
          {"type":"function","name":"g","inputs":[],"outputs":[]},
          {"type":"function","name":"g","inputs":[{"name":"a","type":"uint256"}],"outputs":[]},
          {"type":"event","name":"Transfer","inputs":[{"name":"from","type":"address","indexed":true},{"name":"to","type":"address","indexed":true},{"name":"value","type":"uint256"}]},
          {"type":"error","name":"Refused","inputs":[{"name":"why","type":"string"}]},
          {"type":"fallback"},{"type":"receive"}]}
        """;

    private readonly ContractAbi _abi = ContractAbi.FromJson(Json);

    [Theory]
    [InlineData("function transfer(address to, uint256 value) external returns (bool)", "transfer(address,uint256)", "0xa9059cbb")]
    [InlineData("transfer(address,uint)", "transfer(address,uint256)", "0xa9059cbb")]
    [InlineData("balanceOf(address)", "balanceOf(address)", "0x70a08231")]
    [InlineData("function sam(bytes memory, bool, uint[] calldata);", "sam(bytes,bool,uint256[])", "0xa5643bf2")]
    public void A_signature_is_brought_to_its_canonical_form(string text, string signature, string selector)
    {
        var function = AbiFunction.Parse(text);

        Assert.Equal(signature, function.Signature);
        Assert.Equal(selector, function.Selector.ToString());
        Assert.Equal(function.Selector, FunctionSelector.Parse(selector));
    }

    [Fact]
    public void Json_and_text_give_the_same_function()
    {
        AbiFunction function = _abi.Function("f");

        Assert.Equal("f((uint8,string)[2][])", function.Signature);
        Assert.Equal(StateMutability.View, function.Mutability);
        Assert.Equal(AbiFunction.Parse("f(tuple(uint8 x, string y)[2][] a) view returns (bool)").Selector, function.Selector);
        Assert.Same(function, _abi.FindFunction(function.EncodeCall(AbiValue.Array())));
        Assert.Null(_abi.FindFunction([1, 2, 3]));
    }

    [Fact]
    public void An_overloaded_name_must_be_written_out()
    {
        Assert.Throws<KeyNotFoundException>(() => _abi.Function("g"));
        Assert.Throws<KeyNotFoundException>(() => _abi.Function("h"));
        Assert.Single(_abi.Function("g(uint256)").Inputs.Components);
    }

    [Fact]
    public void An_event_with_the_same_signature_and_other_topics_is_not_taken_for_it()
    {
        AbiEvent transfer = _abi.Event("Transfer");
        Hash32[] topics = [transfer.Topic0, Hash32.Zero, UInt256.One.ToHash32()];

        Assert.Equal("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", transfer.Topic0.ToString());
        Assert.Same(transfer, _abi.FindEvent(topics));
        Assert.Equal(UInt256.MaxValue, transfer.Decode(topics, UInt256.MaxValue.ToHash32().ToBytes())[2].AsUInt256());
        Assert.Null(_abi.FindEvent([.. topics, Hash32.Zero]));
        Assert.Throws<EthereumFormatException>(() => transfer.Decode(topics[..2], new byte[32]));
        Assert.Throws<EthereumFormatException>(() => transfer.Decode(topics, new byte[31]));
        Assert.Throws<EthereumFormatException>(() => transfer.Decode([topics[0], UInt256.MaxValue.ToHash32(), topics[2]], new byte[32]));
        Assert.Throws<EthereumFormatException>(() => AbiEvent.Parse("E(uint8 indexed,uint8 indexed,uint8 indexed,uint8 indexed)"));
    }

    [Fact]
    public void An_indexed_array_is_the_hash_in_its_topic()
    {
        var @event = AbiEvent.Parse("event E(uint256[] indexed a, bytes b) anonymous");
        Hash32 hash = Keccak256.Hash("of the elements");

        AbiValue[] values = @event.Decode([hash], AbiCodec.Encode(AbiType.Bytes, new byte[] { 7 }));

        Assert.Equal(hash, values[0].AsHash32());
        Assert.Equal([7], values[1].AsBytes().ToArray());
    }

    [Fact]
    public void Revert_data_is_put_into_words_and_nonsense_is_shown()
    {
        Assert.Equal("no\u003f", _abi.DescribeRevert(AbiError.Message.Encode("no\u001b")));
        Assert.Equal("panic 0x11: arithmetic overflow or underflow", _abi.DescribeRevert(AbiError.Panic.Encode(0x11)));
        Assert.Equal("Refused(late)", _abi.DescribeRevert(_abi.Error("Refused").Encode("late")));
        Assert.Equal("reverted without data", _abi.DescribeRevert([]));
        Assert.Equal("reverted with 0x08c379a001", _abi.DescribeRevert([0x08, 0xc3, 0x79, 0xa0, 0x01]));
        Assert.InRange(_abi.DescribeRevert(AbiError.Message.Encode(new string('x', 100_000))).Length, 1, 300);
    }

    [Fact]
    public void Init_code_is_the_bytecode_and_the_arguments()
    {
        byte[] code = _abi.EncodeConstructor([0x60, 0x00], Address.Zero);

        Assert.Equal([0x60, 0x00, .. new byte[32]], code);
    }
}
