using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Homeostat.Tests.Architecture;

/// <summary>
/// Core is a pure function: its compiled code names no clock, randomness, file, network, thread or console. The analyzer
/// says so while writing; this says so of what was built, whatever a project file suppresses.
/// </summary>
public class CorePurityTests
{
    private static readonly string[] ForbiddenNamespaces =
        ["System.IO", "System.Net", "System.Net.Http", "System.Net.Sockets", "System.Threading", "System.Threading.Tasks", "System.Threading.Channels", "System.Timers"];

    private static readonly string[] ForbiddenTypes =
        ["System.Random", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Console", "System.Environment", "System.Diagnostics.Process", "System.Security.Cryptography.RandomNumberGenerator"];

    private static readonly string[] ForbiddenMembers =
        ["System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid"];

    // What the compiler itself emits: iterators and locks name a thread without running one.
    private static readonly string[] CompilerMade = ["System.Environment.get_CurrentManagedThreadId"];

    [Fact]
    public void Core_names_nothing_impure()
    {
        Assert.Empty(Impurities("Homeostat.Core.dll"));
    }

    [Fact]
    public void The_guard_can_fail()
    {
        Assert.NotEmpty(Impurities("Homeostat.Engine.dll"));
    }

    private static List<string> Impurities(string file)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, file));
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        var found = new List<string>();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
            {
                continue;
            }

            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            var space = metadata.GetString(type.Namespace);
            var typeName = $"{space}.{metadata.GetString(type.Name)}";
            var name = $"{typeName}.{metadata.GetString(member.Name)}";
            if (!CompilerMade.Contains(name)
                && (ForbiddenNamespaces.Contains(space) || ForbiddenTypes.Contains(typeName) || ForbiddenMembers.Contains(name)))
            {
                found.Add(name);
            }
        }

        return found;
    }
}
