using Homeostat.Core.Chain;

namespace Homeostat.Engine.Files;

/// <summary>Reads what a rung blocks, and refuses what nothing automatic may ever block.</summary>
internal static class CapabilitiesReader
{
    private const string Allowed = "open, increase, withdraw, transfer";

    public static Capabilities Read(Value value)
    {
        var blocks = Capabilities.None;
        foreach (var item in value.List())
        {
            var one = One(item);
            if (one != Capabilities.None && (blocks & one) != 0)
            {
                item.Problem("is listed twice", null);
            }

            blocks |= one;
        }

        return blocks;
    }

    private static Capabilities One(Value item)
    {
        var word = item.Text();
        switch (word)
        {
            case "open":
                return Capabilities.Open;
            case "increase":
                return Capabilities.Increase;
            case "withdraw":
                return Capabilities.Withdraw;
            case "transfer":
                return Capabilities.Transfer;
            case "close" or "repay" or "top_up":
                item.Problem("is a way out: nothing may ever restrict it, here or on chain", Allowed);
                return Capabilities.None;
            case "liquidate":
                item.Problem("is the council's alone to restrict, with a grace period: never automatically", Allowed);
                return Capabilities.None;
            default:
                if (!item.IsMissing && word.Length > 0)
                {
                    item.Problem("is no capability", Allowed);
                }

                return Capabilities.None;
        }
    }
}
