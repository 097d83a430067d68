using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>Reads one scenario directory; the sections that need most words are in their own files.</summary>
internal sealed partial class ScenarioReader
{
    private readonly string _directory;
    private readonly ScenarioSurroundings _surroundings;
    private readonly FileProblems _problems;
    private readonly MapReader _file;
    private ScenarioNames _names = new(null);

    public ScenarioReader(string directory, ScenarioSurroundings surroundings, FileProblems problems)
    {
        _directory = directory;
        _surroundings = surroundings;
        _problems = problems;
        _file = FileReader.Yaml(Path.Combine(directory, ScenarioFile.FileName), ScenarioFile.Schema, problems);
    }

    public Scenario Read()
    {
        var slug = _file.Required("slug").Text(SlugPattern(), "lower-case letters and digits, in words joined by -");
        var title = _file.Required("title").Text();
        var protocol = Protocol(_file.Required("protocol"));
        var attack = _file.Required("attack").Flag(otherwise: true);
        var attacks = Attacked(attack);
        var breaker = Breaker(_file.Optional("breaker"));
        var guarded = Guarded(_file.Optional("guard"));
        var before = _problems.Count;
        var chain = Chain(_file.Required("chain").Map());
        var knowsItsLength = _problems.Count == before;
        var actors = Actors(_file.Optional("actors"));
        // Read before the contracts, which do not exist yet when the protocol is configured.
        var setup = Each(_file.Optional("setup"), Setup);
        var contracts = Contracts(_file.Optional("contracts"));
        var steps = Steps(_file.Optional("steps"), chain.Blocks, attack);
        var market = Market(_file.Required("market").Map(), knowsItsLength ? chain : null, [.. steps.OfType<WaitStep>()]);
        var scenario = new Scenario(
            _directory,
            slug,
            title,
            protocol,
            attack,
            attacks,
            guarded,
            breaker,
            chain,
            market,
            Venues(_file.Required("venues")),
            setup,
            PopulationReader.Read(_file.Required("population").Map()),
            actors,
            contracts,
            steps,
            Each(_file.Optional("epilogue"), m => Epilogue(m, attack)),
            ExpectationsReader.Read(_file.Required("expect").Map(), attack));
        CheckAttack(scenario);
        CheckGuard(scenario);
        _file.NoOthers();
        return scenario;
    }

    private string Protocol(Value value)
    {
        var known = _surroundings.Protocols;
        var name = value.Text();
        var protocol = known.FirstOrDefault(p => p.Protocol == name);
        if (!value.IsMissing && protocol is null)
        {
            value.Problem("is no protocol that can be deployed", string.Join(", ", known.Select(p => p.Protocol)));
        }

        _names = new ScenarioNames(protocol);
        return name;
    }

    private AttackedScope Attacked(bool attack)
    {
        if (attack)
        {
            return _file.Required("attacks").Choice(("protocol", AttackedScope.Protocol), ("market", AttackedScope.Market));
        }

        _file.Optional("attacks")?.Problem("is said of a control, which attacks nothing", null);
        return AttackedScope.None;
    }

    private static ChainPlan Chain(MapReader map)
    {
        var chain = new ChainPlan(
            map.Optional("block_seconds")?.Integer(1, 600) ?? 15,
            map.Optional("warmup_blocks")?.Integer(1, 10_000) ?? 40,
            map.Required("blocks").Integer(1, 10_000, otherwise: 10_000));
        map.NoOthers();
        return chain;
    }

    private static ImmutableArray<VenuePlan> Venues(Value value)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var venues = Each(value, map =>
        {
            var name = map.Required("name");
            var venue = new VenuePlan(
                name.Text(VenuePattern(), "lower-case letters and digits, in words joined by -"),
                map.Optional("lag_seconds")?.Integer(0, 3_600) ?? 0,
                map.Optional("noise_bps")?.Number(Bounds.Between(0, 1_000)) ?? 0);
            if (venue.Name.Length > 0 && !names.Add(venue.Name))
            {
                name.Problem("is the name of two venues; each name once", null);
            }

            map.NoOthers();
            return venue;
        });
        if (!value.IsMissing && venues.Length == 0)
        {
            value.Problem("is empty", "at least one venue: without prices from outside nothing can be verified");
        }

        return venues;
    }

    private static ImmutableArray<T> Each<T>(Value? list, Func<MapReader, T> read) =>
        list is null ? [] : [.. list.List().Select(item => read(item.Map()))];

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SlugPattern();

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VenuePattern();

    private void CheckAttack(Scenario scenario)
    {
        if (_file.IsMissing || !scenario.Attack)
        {
            return;
        }

        if (!scenario.Steps.OfType<CallStep>().Any(s => s.Attack))
        {
            _problems.Add(_file.Place, "steps", null, "hold no attack, yet attack is true", "at least one step with attack: true");
        }

        if (!scenario.Actors.Any(a => a.Attacker) && !scenario.Contracts.Any(c => c.Attacker))
        {
            _problems.Add(_file.Place, "actors", null, "name no attacker, so no loss could be measured", "at least one actor or contract with attacker: true");
        }
    }
}
