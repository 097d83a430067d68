using System.Collections.Immutable;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>What happens when.</summary>
internal sealed partial class ScenarioReader
{
    private ImmutableArray<Step> Steps(Value? value, int blocks, bool attack) =>
        Each(value, map => Step(map, blocks, attack));

    private Step Step(MapReader map, int blocks, bool attack)
    {
        var say = map.Optional("say")?.Text();
        Step step;
        if (map.Has("wait_seconds"))
        {
            step = new WaitStep(map.Place, say, map.Required("at").Integer(1, blocks), map.Required("wait_seconds").Integer(1, 30 * 24 * 3600));
        }
        else if (map.Has("command") && !map.Has("call"))
        {
            step = new CommandStep(map.Place, say, map.Required("at").Integer(1, blocks), Command(map.Required("command")));
        }
        else
        {
            step = CallStep(map, say, blocks, attack);
        }

        map.NoOthers();
        return step;
    }

    private CallStep CallStep(MapReader map, string? say, int blocks, bool attack)
    {
        var flag = map.Optional("attack");
        var step = new CallStep(
            map.Place,
            say,
            Schedule(map, blocks),
            Send(map),
            flag?.Flag() ?? false,
            map.Optional("command") is { } command ? Command(command) : null);
        if (step.Attack && !attack)
        {
            flag!.Problem("makes an attack of a control's step", "false, or attack: true for the scenario");
        }

        return step;
    }

    private static BlockSchedule Schedule(MapReader map, int blocks)
    {
        if (map.Optional("at") is { } at)
        {
            if (map.Has("from_block") || map.Has("to_block"))
            {
                map.Problem("has both at and a range of blocks", "at, or from_block and to_block");
            }

            map.Optional("from_block");
            map.Optional("to_block");
            var block = at.Integer(1, blocks);
            return new BlockSchedule(block, block, 1);
        }

        if (!map.Has("from_block") && !map.Has("to_block"))
        {
            return new BlockSchedule(map.Required("at").Integer(1, blocks), 1, 1);
        }

        var from = map.Required("from_block").Integer(1, blocks);
        var to = map.Optional("to_block");
        var schedule = new BlockSchedule(from, to?.Integer(1, blocks) ?? blocks, map.Optional("every")?.Integer(1, blocks) ?? 1);
        if (to is not null && schedule.To < from)
        {
            to.Problem("comes before from_block", $"a whole number from {from} to {blocks}");
        }

        return schedule;
    }

    private static OperatorWord Command(Value value) => value.Choice(
        ("eradicated", OperatorWord.Eradicated),
        ("acknowledge", OperatorWord.Acknowledge),
        ("resolve", OperatorWord.Resolve));
}
