using Homeostat.Engine.Networks;

namespace Homeostat.Tests.Files;

public sealed class SecretSourceTests : IDisposable
{
    private const string Secret = "wss://node/v2/c0ffee-key";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_secret_in_a_file_is_its_first_line()
    {
        File.WriteAllText(_path, $"{Secret}\r\nnot this\n");

        Assert.Equal(Secret, new SecretSource(SecretKind.File, _path).Resolve());
    }

    [Fact]
    public void What_is_missing_is_named_by_its_place()
    {
        var variable = $"HOMEOSTAT_{Guid.NewGuid():N}";

        Assert.Contains(variable, Missing(SecretKind.Environment, variable), StringComparison.Ordinal);
        Assert.Contains(_path, Missing(SecretKind.File, _path), StringComparison.Ordinal);
        Assert.Contains("no-such-file", Missing(SecretKind.File, "no-such-file"), StringComparison.Ordinal);
    }

    [Fact]
    public void It_never_shows_what_it_is()
    {
        Assert.DoesNotContain("c0ffee", new SecretSource(SecretKind.Plain, Secret).ToString(), StringComparison.Ordinal);
    }

    private static string Missing(SecretKind kind, string value) =>
        Assert.Throws<SecretException>(() => new SecretSource(kind, value).Resolve()).Message;
}
