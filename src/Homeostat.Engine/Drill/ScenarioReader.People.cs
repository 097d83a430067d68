using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>The scenario's own accounts and contracts.</summary>
internal sealed partial class ScenarioReader
{
    private ImmutableArray<Actor> Actors(Value? value)
    {
        var actors = ImmutableArray.CreateBuilder<Actor>();
        foreach (var (name, actor) in value?.Map().Named() ?? [])
        {
            _names.AddActor(name, actor);
            var map = actor.Map();
            actors.Add(new Actor(
                name,
                map.Optional("attacker")?.Flag() ?? false,
                (decimal)(map.Optional("usd")?.Number(Bounds.Between(0, 1e12)) ?? 0),
                (decimal)(map.Optional("eth")?.Number(Bounds.Between(0, 1e9)) ?? 10)));
            map.NoOthers();
        }

        return actors.DrainToImmutable();
    }

    private ImmutableArray<ContractPlan> Contracts(Value? value)
    {
        var entries = value?.Map().Named().ToList() ?? [];
        foreach (var (name, contract) in entries)
        {
            _names.AddContract(name, contract);
        }

        _names.BeginDeployment();
        return [.. entries.Select(e => Contract(e.Name, e.Value.Map()))];
    }

    private ContractPlan Contract(string name, MapReader map)
    {
        var source = map.Required("source");
        var path = SourcePath(source);
        var contract = map.Required("contract");
        var from = map.Required("from");
        var plan = new ContractPlan(
            map.Place,
            name,
            path ?? "",
            contract.Text(SolidityName(), "a Solidity name"),
            from.Text(),
            map.Optional("args") is { } args ? Arguments(args) : [],
            map.Optional("attacker")?.Flag() ?? false);
        _names.CheckActor(from, plan.From);
        map.NoOthers();
        if (path is not null && plan.Contract.Length > 0)
        {
            CheckDeclares(path, plan.Contract, contract);
        }

        _names.Deployed(name);
        return plan;
    }

    /// <summary>Null, with a problem, unless it is an existing file that lies in the scenario's directory, links followed.</summary>
    private string? SourcePath(Value value)
    {
        const string Allowed = "a .sol file in the scenario's directory";
        var written = value.Text();
        if (value.IsMissing || written.Length == 0)
        {
            return null;
        }

        if (!written.EndsWith(".sol", StringComparison.Ordinal))
        {
            value.Problem("is no Solidity source", Allowed);
            return null;
        }

        return FileInside(value, written, Allowed);
    }

    private string? FileInside(Value value, string written, string allowed)
    {
        if (Path.IsPathRooted(written) || written.Contains('\\') || written.Contains('\0') || written.Split('/').Contains(".."))
        {
            value.Problem("leaves the directory", allowed);
            return null;
        }

        var path = Path.Combine(_directory, written);
        if (!File.Exists(path))
        {
            value.Problem("does not exist", allowed);
            return null;
        }

        var root = Path.TrimEndingDirectorySeparator(Resolved(_directory)) + Path.DirectorySeparatorChar;
        if (!Resolved(path).StartsWith(root, StringComparison.Ordinal))
        {
            value.Problem("is a link that leaves the directory", allowed);
            return null;
        }

        return path;
    }

    /// <summary>The absolute path with every link in it followed: a link may hide in any part.</summary>
    private static string Resolved(string path)
    {
        var full = Path.GetFullPath(path);
        var at = Path.GetPathRoot(full)!;
        foreach (var part in Path.GetRelativePath(at, full).Split(Path.DirectorySeparatorChar))
        {
            at = Path.Combine(at, part);
            FileSystemInfo info = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
            if (info.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                at = Resolved(target.FullName);
            }
        }

        return at;
    }

    private void CheckDeclares(string path, string contract, Value value)
    {
        if (BoundedFile.ReadText(path, ReadingLimits.FileBytes, _problems) is not { } source)
        {
            return;
        }

        var declared = Declaration().Matches(source).Select(m => m.Groups["name"].Value).Distinct().ToList();
        if (!declared.Contains(contract))
        {
            value.Problem($"is not declared in {path}", declared.Count == 0 ? "it declares none" : string.Join(", ", declared));
        }
    }

    [GeneratedRegex(@"\A[A-Za-z_$][A-Za-z0-9_$]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SolidityName();

    [GeneratedRegex(@"^[ \t]*contract\s+(?<name>[A-Za-z_$][A-Za-z0-9_$]*)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
