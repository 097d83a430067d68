using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.TypedData;

namespace Homeostat.Tests.Ethereum.TypedData;

public sealed class TypedMessageTests
{
    // The example of EIP-712 itself.
    private const string Mail = """
        {"types":{
          "EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
          "Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],
          "Mail":[{"name":"from","type":"Person"},{"name":"to","type":"Person"},{"name":"contents","type":"string"}]},
         "primaryType":"Mail",
         "domain":{"name":"Ether Mail","version":"1","chainId":1,"verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},
         "message":{"from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
                    "to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},"contents":"Hello, Bob!"}}
        """;

    private const string MailDigest = "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2";

    [Fact]
    public void A_declared_domain_and_one_told_by_its_members_are_the_same()
    {
        TypedMessage message = TypedMessage.FromJson(Mail);
        var domain = new TypedDomain
        {
            Name = "Ether Mail",
            Version = "1",
            ChainId = 1,
            VerifyingContract = Address.Parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"),
        };

        Assert.Equal(MailDigest, message.Digest.ToString());
        Assert.Equal(message.DomainSeparator, domain.Separator());
        Assert.Equal(MailDigest, new TypedMessage(domain, message.Structs, "Mail", message.Message).Digest.ToString());
    }

    [Fact]
    public void The_type_of_a_struct_lists_those_it_refers_to_once_and_sorted()
    {
        var structs = new TypedStructs(new Dictionary<string, IReadOnlyList<TypedField>>
        {
            ["Z"] = [new("next", "Z[]"), new("a", "A[2][]"), new("m", "M")],
            ["M"] = [new("back", "Z[]"), new("a", "A")],
            ["A"] = [new("x", "uint8")],
        });

        Assert.Equal("Z(Z[] next,A[2][] a,M m)A(uint8 x)M(Z[] back,A a)", structs.EncodeType("Z"));
        Assert.Equal("A(uint8 x)", structs.EncodeType("A"));
    }

    [Theory]
    [InlineData("\"chainId\":1,", "\"chainId\":\"0x1\",", true)]
    [InlineData("\"chainId\":1,", "\"chainId\":-1,", false)]
    [InlineData("\"chainId\":1,", "\"chainId\":1.5,", false)]
    [InlineData("\"contents\":\"Hello, Bob!\"", "\"contents\":\"Hello, Bob!\",\"hidden\":1", false)]
    [InlineData("\"contents\":\"Hello, Bob!\"", "\"contents\":7", false)]
    [InlineData(",\"contents\":\"Hello, Bob!\"", "", false)]
    [InlineData("\"contents\":\"Hello, Bob!\"", "\"contents\":\"Hello, Eve!\",\"contents\":\"Hello, Bob!\"", false)]
    [InlineData("\"primaryType\":\"Mail\"", "\"primaryType\":\"Male\"", false)]
    [InlineData("\"type\":\"Person\"}", "\"type\":\"Persona\"}", false)]
    [InlineData("\"type\":\"Person\"}", "\"type\":\"Person[0]\"}", false)]
    [InlineData("\"type\":\"uint256\"}", "\"type\":\"uint\"}", false)]
    [InlineData("{\"name\":\"to\",", "{\"name\":\"from\",", false)]
    public void Only_what_the_types_say_is_read(string old, string changed, bool isSame)
    {
        string json = Mail.Replace(old, changed, StringComparison.Ordinal);
        Assert.NotEqual(Mail, json);

        if (isSame)
        {
            Assert.Equal(MailDigest, TypedMessage.FromJson(json).Digest.ToString());
        }
        else
        {
            Assert.Throws<EthereumFormatException>(() => TypedMessage.FromJson(json));
        }
    }

    [Fact]
    public void Damaged_messages_are_refused_or_read()
    {
        var mutations = new Mutations(seed: 5);
        byte[] valid = Encoding.UTF8.GetBytes(Mail);
        for (int i = 0; i < 5_000; i++)
        {
            Mutations.Accepts(mutations.Of(valid), data => TypedMessage.FromJson(Encoding.Latin1.GetString(data)));
        }
    }

    [Fact]
    public void A_value_of_another_shape_is_refused()
    {
        TypedStructs structs = TypedMessage.FromJson(Mail).Structs;
        AbiValue[] misfits = [AbiValue.Tuple("Cow"), AbiValue.Array("Cow", Address.Zero), AbiValue.Tuple(Address.Zero, "Cow"), "Cow"];

        Assert.All(misfits, value => Assert.Throws<EthereumFormatException>(() => structs.HashStruct("Person", value)));
    }
}
