using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Archive;

/// <summary>Parameters as they are declared in Solidity, so that what reads a declaration reads them back.</summary>
internal static class SolidityText
{
    public static string Of(AbiTupleType parameters) => $"({string.Join(", ", parameters.Components.Select(Of))})";

    private static string Of(AbiParameter parameter) =>
        string.Join(' ', new[] { parameter.Type.Name, parameter.IsIndexed ? "indexed" : "", parameter.Name ?? "" }.Where(w => w.Length > 0));
}
