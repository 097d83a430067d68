using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Blocks;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>Says what is wrong with a network's headers, each by itself. Safe for concurrent use.</summary>
internal sealed class HeaderJudge
{
    // Once a network's headers could be checked, they always can: a node that adds an unknown field cannot evade the check.
    private volatile bool _areCheckable;

    public Finding? Judge(BlockHeader header)
    {
        var check = HeaderHash.Check(header);
        _areCheckable |= check == HeaderCheck.Matches;
        return check == HeaderCheck.Differs || (check == HeaderCheck.NotCheckable && _areCheckable)
            ? new Finding(FaultKind.WrongHash, $"block {header.Number}: its hash is not that of its header")
            : null;
    }
}
