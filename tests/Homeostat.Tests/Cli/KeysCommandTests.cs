using Homeostat.Cli;
using Homeostat.Engine.Keys;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Tests.Cli;

public sealed class KeysCommandTests : IDisposable
{
    private const string Password = "correct horse battery";

    private readonly string _directory = Directory.CreateTempSubdirectory("homeostat-keys-").FullName;
    private readonly string _password = $"HOMEOSTAT_TEST_{Guid.NewGuid():N}";
    private readonly string _secret = $"HOMEOSTAT_TEST_{Guid.NewGuid():N}";

    public KeysCommandTests() => Environment.SetEnvironmentVariable(_password, Password);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(_password, null);
        Environment.SetEnvironmentVariable(_secret, null);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_new_key_is_in_a_file_named_after_its_address_and_is_listed()
    {
        var (code, output, error) = await RunAsync("keys", "new", "--directory", _directory, "--password-env", _password);

        var file = Assert.Single(Directory.GetFiles(_directory));
        Assert.Equal((0, ""), (code, error));
        using var key = KeystoreFile.Open(file, System.Text.Encoding.UTF8.GetBytes(Password));
        Assert.Equal($"{key.Address}  {file}", output.Trim());
        var listed = await RunAsync("keys", "list", "--directory", _directory);
        Assert.Equal($"{key.Address}  {file}", listed.Output.Trim());
    }

    [Fact]
    public async Task A_key_is_imported_from_a_variable_once()
    {
        using var key = PrivateKey.Generate();
        var bytes = new byte[PrivateKey.Size];
        key.WriteTo(bytes);
        Environment.SetEnvironmentVariable(_secret, $"0x{Convert.ToHexStringLower(bytes)}");
        string[] line = ["keys", "import", "--key-env", _secret, "--directory", _directory, "--password-env", _password];

        var first = await RunAsync(line);
        var second = await RunAsync(line);

        Assert.Equal(0, first.Code);
        Assert.StartsWith($"{key.Address}", first.Output, StringComparison.Ordinal);
        Assert.Equal(2, second.Code);
        Assert.Contains("never overwritten", second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(bytes), first.Output + first.Error + second.Output + second.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_nothing_is_written()
    {
        Environment.SetEnvironmentVariable(_secret, "no key");
        string[][] lines =
        [
            ["keys", "new", "--directory", _directory, "--password-env", "HOMEOSTAT_NOT_SET"],
            ["keys", "import", "--key-env", _secret, "--directory", _directory, "--password-env", _password],
            ["keys", "list", "--directory", Path.Combine(_directory, "missing")],
        ];
        string[] expected = ["HOMEOSTAT_NOT_SET is not set", "holds no key", "is not a directory"];

        foreach (var (line, about) in lines.Zip(expected))
        {
            var (code, _, error) = await RunAsync(line);
            Assert.Equal(2, code);
            Assert.Contains(about, error, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task A_password_that_is_too_short_is_refused()
    {
        Environment.SetEnvironmentVariable(_password, "1234567");

        var (code, _, error) = await RunAsync("keys", "new", "--directory", _directory, "--password-env", _password);

        Assert.Equal(2, code);
        Assert.Contains("shorter than 8 characters", error, StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
