using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Homeostat.Tests.Architecture;

/// <summary>
/// Core is a pure function: its compiled code names no clock, randomness, file, network, thread or console. The analyzer
/// says so while writing; this says so of what was built, whatever a project file suppresses.
/// </summary>
public class CorePurityTests
{
    private static readonly string[] ForbiddenNamespaces = ["System.IO", "System.Net", "System.Threading", "System.Timers"];

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

    [Theory]
    [InlineData("System.DateTime.get_Now")]
    [InlineData("System.DateTime.get_UtcNow")]
    [InlineData("System.DateTime.get_Today")]
    [InlineData("System.DateTimeOffset.get_Now")]
    [InlineData("System.DateTimeOffset.get_UtcNow")]
    [InlineData("System.TimeProvider.get_System")]
    [InlineData("System.Diagnostics.Stopwatch.StartNew")]
    [InlineData("System.Environment.get_TickCount64")]
    [InlineData("System.Guid.NewGuid")]
    [InlineData("System.Random.get_Shared")]
    [InlineData("System.Security.Cryptography.RandomNumberGenerator.GetInt32")]
    [InlineData("System.Threading.Thread..ctor")]
    [InlineData("System.Threading.Tasks.Task.get_CompletedTask")]
    [InlineData("System.Console.get_Out")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess")]
    [InlineData("System.IO.File.Exists")]
    [InlineData("System.Net.Sockets.Socket..ctor")]
    public void The_guard_sees_each_of_them_in_a_sample_that_has_it(string impurity)
    {
        _ = nameof(ImpureSample.Everything);

        Assert.Contains(impurity, Impurities("Homeostat.Tests.dll"));
    }

    private static HashSet<string> Impurities(string file)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, file));
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        var found = new HashSet<string>();
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
                && (IsForbidden(space) || ForbiddenTypes.Contains(typeName) || ForbiddenMembers.Contains(name)))
            {
                found.Add(name);
            }
        }

        return found;
    }

    private static bool IsForbidden(string space) =>
        ForbiddenNamespaces.Any(f => space == f || space.StartsWith($"{f}.", StringComparison.Ordinal));
}
