using System.Reflection;
using System.Runtime.CompilerServices;
using Homeostat.Core;
using Homeostat.Engine.Pipeline;
using Homeostat.Ethereum;
using Homeostat.Storage;

namespace Homeostat.Cli.Run;

/// <summary>
/// Compiles the program before it is needed. A decision is rare, and the one that counts may be the first of a run: its code
/// would else be compiled while the attack goes on.
/// </summary>
internal static class Readiness
{
    private static readonly Assembly[] Ours = [typeof(Brain).Assembly, typeof(ProtocolPipeline).Assembly, typeof(Address).Assembly, typeof(SqliteStore).Assembly];

    /// <summary>In the background, behind everything else: what is needed meanwhile is compiled as it always is.</summary>
    public static void Prepare(CancellationToken cancellation) =>
        new Thread(() => Compile(cancellation)) { IsBackground = true, Priority = ThreadPriority.Lowest, Name = nameof(Readiness) }.Start();

    private static void Compile(CancellationToken cancellation)
    {
        foreach (var type in Ours.SelectMany(a => a.GetTypes()).Where(t => !t.ContainsGenericParameters))
        {
            const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
            foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
            {
                if (cancellation.IsCancellationRequested)
                {
                    return;
                }

                if (!method.IsAbstract && !method.ContainsGenericParameters)
                {
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
                }
            }
        }
    }
}
