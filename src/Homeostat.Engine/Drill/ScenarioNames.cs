using System.Text.RegularExpressions;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>The names that a scenario may use: its own actors and contracts, and what the deployment brings.</summary>
internal sealed partial class ScenarioNames(ProtocolNames? protocol)
{
    public const string NameAllowed = "lower-case letters, digits and _, beginning with a letter";

    private readonly List<string> _actors = [];
    private readonly List<string> _contracts = [];
    private readonly HashSet<string> _notYetDeployed = new(StringComparer.Ordinal);

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    public static partial Regex NamePattern();

    public void AddActor(string name, Value value) => Add(_actors, name, value);

    public void AddContract(string name, Value value) => Add(_contracts, name, value);

    /// <summary>While contracts are read in their order of deployment, those that come later have no address yet.</summary>
    public void BeginDeployment()
    {
        foreach (var contract in _contracts)
        {
            _notYetDeployed.Add(contract);
        }
    }

    public void Deployed(string contract) => _notYetDeployed.Remove(contract);

    /// <summary>Whoever sends: an actor, or somebody of the deployment.</summary>
    public void CheckSender(Value value, string name)
    {
        string[] senders = [.. _actors, .. protocol?.Senders ?? []];
        if (!value.IsMissing && protocol is not null && !senders.Contains(name))
        {
            Unknown(value, name, "is not an actor", senders);
        }
    }

    public void CheckActor(Value value, string name)
    {
        if (!value.IsMissing && !_actors.Contains(name))
        {
            Unknown(value, name, "is not an actor of this scenario", [.. _actors]);
        }
    }

    /// <summary>Whatever <c>$name</c> may mean.</summary>
    public void CheckAddress(Value value, string name)
    {
        if (!NamePattern().IsMatch(name))
        {
            value.Problem("is not a name", $"$ and {NameAllowed}");
        }
        else if (_notYetDeployed.Contains(name))
        {
            value.Problem("has no address yet when this contract is deployed; list it first", null);
        }
        else if (!_actors.Contains(name) && !_contracts.Contains(name) && protocol?.Senders.Contains(name) != true && MayNotExport(name))
        {
            Unknown(value, name, "names nothing", [.. _actors, .. _contracts, .. protocol!.Senders, .. protocol.Exports!]);
        }
    }

    /// <summary>The contract before the dot of a call.</summary>
    public void CheckTarget(Value value, string name)
    {
        if (_actors.Contains(name) && !_contracts.Contains(name))
        {
            value.Problem($"calls '{name}', which is an account without code", Listed([.. _contracts, .. protocol?.Exports ?? []]));
        }
        else if (!_contracts.Contains(name) && MayNotExport(name))
        {
            Unknown(value, name, $"calls '{name}', which is no contract", [.. _contracts, .. protocol!.Exports!]);
        }
    }

    private bool MayNotExport(string name) => protocol?.Exports is not null && !protocol.Exports.Contains(name);

    private void Add(List<string> to, string name, Value value)
    {
        if (!NamePattern().IsMatch(name))
        {
            value.Problems.Add(value.KeyPlace, value.Path, null, "is not a name", NameAllowed);
        }
        else if (_actors.Contains(name) || _contracts.Contains(name))
        {
            value.Problems.Add(value.KeyPlace, value.Path, null, "is the name of an actor and of a contract; each name once", null);
        }
        else if (protocol?.Senders.Contains(name) == true || protocol?.Exports?.Contains(name) == true)
        {
            value.Problems.Add(value.KeyPlace, value.Path, null, $"is a name that every {protocol.Protocol} deployment has; choose another", null);
        }

        to.Add(name);
    }

    private static void Unknown(Value value, string name, string what, string[] known)
    {
        var meant = Nearest.To(name, known);
        value.Problem(meant is null ? what : $"{what}; did you mean '{meant}'?", Listed(known));
    }

    private static string Listed(string[] names) => names.Length == 0 ? "none is declared" : string.Join(", ", names);
}
