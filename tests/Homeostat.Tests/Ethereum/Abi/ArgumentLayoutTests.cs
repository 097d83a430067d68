using System.Collections.Immutable;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Tests.Ethereum.Abi;

/// <summary>The check that allocates nothing against the decoder that builds the values.</summary>
public sealed class ArgumentLayoutTests
{
    private static readonly ImmutableArray<(AbiEvent Event, AbiValue[] Values)> Events =
    [
        (AbiEvent.Parse("A(uint256 a, address b, bool c, int24 d, bytes4 e, uint40 f)"),
            [(UInt256)7, Address.Zero, true, (Int256)(-3), new AbiBytes(new byte[4]), (UInt256)5]),
        (AbiEvent.Parse("B(string a, bytes b, uint8[] c, (address,string)[2] d)"),
            ["text", new AbiBytes(new byte[40]), new AbiArray([(UInt256)1, (UInt256)2]), new AbiArray([new AbiTuple([Address.Zero, "x"]), new AbiTuple([Address.Zero, "yy"])])]),
        (AbiEvent.Parse("C(uint16[3] a, (bool,bytes2) b, function c)"),
            [new AbiArray([(UInt256)1, (UInt256)2, (UInt256)3]), new AbiTuple([false, new AbiBytes(new byte[2])]), new AbiBytes(new byte[24])]),
    ];

    [Fact]
    [Trait("Category", Fuzz.Category)]
    public void What_the_check_accepts_is_what_the_decoder_decodes()
    {
        var mutations = new Mutations(Fuzz.Seed(21));
        byte[][] valid = [.. Events.Select(e => AbiCodec.EncodeParameters(e.Event.Inputs, e.Values))];
        ArgumentLayout[] layouts = [.. Events.Select(e => ArgumentLayout.Of(e.Event))];
        double accepted = Fuzz.Run("ABI check", share: 2, i =>
        {
            int which = i % Events.Length;
            byte[] damaged = mutations.Of(valid[which]);
            bool isDecoded = Accepts(() => AbiCodec.DecodeParameters(Events[which].Event.Inputs, damaged));
            bool isChecked = Accepts(() => layouts[which].Check(new ArgumentWords(default, Topic(Events[which].Event), damaged)));

            // A static event's data has one length; the decoder lets more follow.
            bool isLonger = !Events[which].Event.Inputs.IsDynamic && damaged.Length > valid[which].Length;
            if (isChecked != (isDecoded && !isLonger))
            {
                Assert.Fail($"{Events[which].Event} {Hex.Encode(damaged)}: decoded {isDecoded}, checked {isChecked}");
            }

            return isChecked;
        });

        Assert.InRange(accepted, 0.02, 0.98);
    }

    [Fact]
    public void Indexed_arguments_are_in_the_topics_and_the_others_in_the_data()
    {
        ArgumentLayout layout = ArgumentLayout.Of(AbiEvent.Parse("T(address indexed a, uint256 b, bytes32 indexed c, (uint8,uint8) d, bool e, string indexed f)"));

        Assert.Equal(new WordPlace(InTopics: true, 32), layout.Find("a").Place);
        Assert.Equal(new WordPlace(InTopics: false, 0), layout.Find("b").Place);
        Assert.Equal(new WordPlace(InTopics: true, 64), layout.Find("c").Place);
        Assert.Equal(new WordPlace(InTopics: false, 96), layout.Find("e").Place);
        Assert.Throws<EthereumFormatException>(() => layout.Find("d"));
        Assert.Throws<EthereumFormatException>(() => layout.Find("f"));
        Assert.Throws<EthereumFormatException>(() => layout.Find("g"));
    }

    [Fact]
    public void The_arguments_of_a_call_stand_behind_its_selector()
    {
        ArgumentLayout layout = ArgumentLayout.Of(AbiFunction.Parse("withdraw(address token, uint256 amount)"));

        Assert.Equal(new WordPlace(InTopics: false, 32), layout.Find("amount").Place);
    }

    [Fact]
    public void Static_arguments_without_end_are_refused()
    {
        Assert.Throws<EthereumFormatException>(() => ArgumentLayout.Of(AbiEvent.Parse("Huge(address[100000] a)")));
    }

    private static byte[] Topic(AbiEvent declared) => declared.Topic0.ToBytes();

    private static bool Accepts(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (EthereumFormatException)
        {
            return false;
        }
    }
}
