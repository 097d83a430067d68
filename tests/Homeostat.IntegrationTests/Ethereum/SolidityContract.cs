using System.Globalization;
using System.Text;
using Homeostat.Ethereum.Abi;

namespace Homeostat.IntegrationTests.Ethereum;

/// <summary>A contract whose functions have the given struct as a parameter, and its struct definitions.</summary>
internal sealed class SolidityContract(string name, AbiTupleType parameters)
{
    private readonly StringBuilder _structs = new();
    private int _structCount;

    public string Source()
    {
        string value = TypeName(parameters);
        string arguments = string.Join(", ", parameters.Components.Select((_, i) => Argument(i)));
        string declared = string.Join(", ", parameters.Components.Select((component, i) => $"{TypeName(component.Type)}{Location(component.Type)} {Argument(i)}"));
        return $$"""
            contract {{name}} {
            {{_structs}}
                event Happened(uint256 indexed id, {{value}} value, string indexed note);
                error Refused(uint256 id, {{value}} value);
                function encodeEach({{value}}[] memory values) external pure returns (bytes[] memory encoded) {
                    encoded = new bytes[](values.length);
                    for (uint256 i = 0; i < values.length; i++) encoded[i] = abi.encode(values[i]);
                }
                function encodeFlat({{declared}}) external pure returns (bytes memory) { return abi.encode({{arguments}}); }
                function happen(uint256 id, {{value}} memory value, string memory note) external { emit Happened(id, value, note); }
                function refuse(uint256 id, {{value}} memory value) external pure { revert Refused(id, value); }
            }
            """;
    }

    private string TypeName(AbiType type) => type switch
    {
        AbiTupleType tuple => Struct(tuple),
        AbiArrayType array => $"{TypeName(array.Element)}[]",
        AbiFixedArrayType array => string.Create(CultureInfo.InvariantCulture, $"{TypeName(array.Element)}[{array.Length}]"),
        AbiFunctionType => "function() external",
        _ => type.Name,
    };

    private string Struct(AbiTupleType tuple)
    {
        string members = string.Concat(tuple.Components.Select((component, i) => $"{TypeName(component.Type)} {Argument(i)}; "));
        string name = string.Create(CultureInfo.InvariantCulture, $"S{_structCount++}");
        _structs.Append(CultureInfo.InvariantCulture, $"    struct {name} {{ {members}}}\n");
        return name;
    }

    private static string Argument(int index) => string.Create(CultureInfo.InvariantCulture, $"m{index}");

    private static string Location(AbiType type) =>
        type is AbiTupleType or AbiArrayType or AbiFixedArrayType or AbiBytesType or AbiStringType ? " memory" : string.Empty;
}
