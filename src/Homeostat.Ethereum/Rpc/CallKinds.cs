namespace Homeostat.Ethereum.Rpc;

/// <summary>The names that tracers have for kinds of frames.</summary>
internal static class CallKinds
{
    /// <summary>Names of Geth's tracer in upper case, of Parity's (type or callType) in lower case.</summary>
    public static CallKind Parse(string name) => name.ToUpperInvariant() switch
    {
        "CALL" => CallKind.Call,
        "DELEGATECALL" => CallKind.DelegateCall,
        "STATICCALL" => CallKind.StaticCall,
        "CALLCODE" => CallKind.CallCode,
        "CREATE" or "CREATE2" => CallKind.Create,
        "SELFDESTRUCT" or "SUICIDE" => CallKind.SelfDestruct,
        _ => throw RpcJson.Malformed("type", $"a kind of call ('{Excerpt.Of(name)}')"),
    };
}
