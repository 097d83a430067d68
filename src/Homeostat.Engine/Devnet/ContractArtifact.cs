using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet;

/// <summary>What a compiler made of a contract.</summary>
/// <param name="Bytecode">Creation code, constructor arguments not yet appended.</param>
public sealed record ContractArtifact(string Name, ContractAbi Abi, byte[] Bytecode)
{
    private static readonly IReadOnlyDictionary<string, Address> NoLibraries = new Dictionary<string, Address>();

    /// <summary>An artefact of Hardhat's, Truffle's, Chainlink's or of tools/compile.mjs.</summary>
    public static ContractArtifact Parse(string name, JsonElement json) => Parse(name, json, NoLibraries);

    /// <param name="libraries">Where the external libraries stand that the code calls, by name.</param>
    public static ContractArtifact Parse(string name, JsonElement json, IReadOnlyDictionary<string, Address> libraries)
    {
        json = Inner(json);
        var code = json.TryGetProperty("bytecode", out var flat)
            ? flat.GetString() ?? "0x"
            : json.GetProperty("evm").GetProperty("bytecode").GetProperty("object").GetString() ?? "0x";
        return new ContractArtifact(
            name,
            AbiOf(json),
            Hex.Decode(LibraryLinks.Fill(name, json, code, libraries)));
    }

    /// <summary>Reads an npm package's artefact.</summary>
    public static ContractArtifact Load(string file) => Load(file, NoLibraries);

    /// <param name="libraries">Where the external libraries stand that the code calls, by name.</param>
    public static ContractArtifact Load(string file, IReadOnlyDictionary<string, Address> libraries)
    {
        using var document = Read(file);
        return Parse(Path.GetFileNameWithoutExtension(file), document.RootElement, libraries);
    }

    /// <summary>Only what a package's artefact says of its interface, whatever libraries its code needs.</summary>
    public static ContractAbi AbiOf(string file)
    {
        using var document = Read(file);
        return AbiOf(document.RootElement);
    }

    private static JsonDocument Read(string file) => File.Exists(file)
        ? JsonDocument.Parse(File.ReadAllBytes(file))
        : throw new DevnetException($"{file} is missing: run `npm ci` in contracts/");

    private static ContractAbi AbiOf(JsonElement json) => ContractAbi.FromJson(Inner(json).GetProperty("abi").GetRawText());

    /// <summary>Chainlink keeps the compiler's output one level down.</summary>
    private static JsonElement Inner(JsonElement json) => json.TryGetProperty("compilerOutput", out var inner) ? inner : json;
}
