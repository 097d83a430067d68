using Homeostat.Audit;
using Homeostat.Audit.Notes;
using Homeostat.Cli;
using Homeostat.Cli.Audit;
using Homeostat.Engine.Keys;
using Homeostat.Engine.Networks;
using Homeostat.Ethereum.Keystores;

namespace Homeostat.Tests.Cli;

public sealed class AuditCommandTests : IDisposable
{
    private const string Password = "correct horse battery";

    private readonly string _directory = Directory.CreateTempSubdirectory("homeostat-audit-").FullName;
    private readonly string _variable = $"HOMEOSTAT_TEST_{Guid.NewGuid():N}";
    private readonly SigningKey _key = SigningKey.Generate("example.org/log");

    private string Log => Path.Combine(_directory, "log");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(_variable, null);
        _key.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_log_is_verified_and_a_changed_one_is_not()
    {
        await GrowAsync("one", "two");

        var own = await RunAsync("audit", "verify", Log);
        var given = await RunAsync("audit", "verify", Log, "--key", _key.Verifier.ToString());

        Assert.Equal((0, 0, "", ""), (own.Code, given.Code, own.Error, given.Error));
        Assert.StartsWith("verified: 2 entries of example.org/log, root 0x", given.Output, StringComparison.Ordinal);
        Assert.Contains("compare it with one you have from elsewhere", own.Output, StringComparison.Ordinal);

        var bundle = Path.Combine(Log, "tile", "entries", "000.p", "2");
        var bytes = File.ReadAllBytes(bundle);
        bytes[^1] ^= 1;
        File.WriteAllBytes(bundle, bytes);
        var changed = await RunAsync("audit", "verify", Log);
        Assert.Equal((1, ""), (changed.Code, changed.Output));
        Assert.Contains("tile/entries/000.p/2: entry 1 (bytes 5 to 9) is not the one that was logged", changed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_earlier_checkpoint_holds_until_the_log_is_rewritten()
    {
        await GrowAsync("one", "two");
        var kept = Path.Combine(_directory, "kept");
        File.Copy(Path.Combine(Log, "checkpoint"), kept);
        await GrowAsync("three");

        Assert.Equal(0, (await RunAsync("audit", "verify", Log, "--from", kept)).Code);

        Directory.Delete(Log, recursive: true);
        await GrowAsync("one", "another", "three");
        var rewritten = await RunAsync("audit", "verify", Log, "--from", kept);
        Assert.Equal(1, rewritten.Code);
        Assert.Contains("the log was rewritten", rewritten.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_are_shown_and_cannot_move_the_cursor()
    {
        await GrowAsync("zero", "o\u001b[2Jne");
        await using (var log = AuditLog.Open(new AuditLogOptions(Log, 1000), _key))
        {
            log.Reveal(log.Embargo("a fact"u8));
            await log.CheckpointAsync(Cancellation);
        }

        var shown = (await RunAsync("audit", "show", Log, "--from", "1")).Output.Split('\n');

        Assert.Equal("1  o\ufffd[2Jne", shown[0]);
        Assert.StartsWith("2  embargoed, commitment ", shown[1], StringComparison.Ordinal);
        Assert.Equal("3  reveals 2: a fact", shown[2]);
        Assert.Equal(2, (await RunAsync("audit", "show", Log, "--from", "5")).Code);
    }

    [Fact]
    public async Task A_wrong_command_line_is_not_a_log_that_failed()
    {
        await GrowAsync("one");
        (string[] Line, string About)[] lines =
        [
            (["audit", "verify", Path.Combine(_directory, "missing")], "it is no audit log"),
            (["audit", "verify", Log, "--key", "nonsense"], "--key: a verifier key is written name+id+base64"),
            (["audit", "verify", Log, "--from", Path.Combine(_directory, "missing")], "cannot be read"),
            (["audit", "show", Path.Combine(_directory, "missing")], "vkey is missing"),
            (["keys", "audit", "two words", "--directory", _directory], "no space or plus sign"),
        ];
        foreach (var (line, about) in lines)
        {
            var (code, _, error) = await RunAsync(line);
            Assert.Equal(2, code);
            Assert.Contains(about, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_new_key_is_in_a_file_under_its_password_and_is_listed()
    {
        Environment.SetEnvironmentVariable(_variable, Password);

        var (code, output, error) = await RunAsync("keys", "audit", "example.org/log", "--directory", _directory, "--password-env", _variable);
        var listed = await RunAsync("keys", "list", "--directory", _directory);

        var path = Path.Combine(_directory, "example.org-log.audit-key");
        using var key = AuditKeys.Open(new SignerSource.KeystoreAt(path, new SecretSource(SecretKind.Environment, _variable)));
        Assert.Equal((0, ""), (code, error));
        Assert.Equal($"{key.Verifier}  {path}", output.Trim());
        Assert.Equal(output, listed.Output);
        Assert.Equal(2, (await RunAsync("keys", "audit", "example.org/log", "--directory", _directory, "--password-env", _variable)).Code);
    }

    [Fact]
    public void A_key_file_opens_with_its_password_only_and_unchanged_only()
    {
        var text = SigningKeyText.Seal(_key, "correct horse"u8, new KeystoreCost.Pbkdf2(1));

        using var read = SigningKeyText.Open(text, "correct horse"u8);

        Assert.Equal(_key.Verifier, read.Verifier);
        Assert.Equal(_key.Verifier, SigningKeyText.VerifierOf(text));
        Assert.Throws<NoteFormatException>(() => SigningKeyText.Open(text, "wrong"u8));
        using var other = SigningKey.Generate("example.org/log");
        Assert.Throws<NoteFormatException>(() => SigningKeyText.Open(
            text.Replace(_key.Verifier.ToString(), other.Verifier.ToString(), StringComparison.Ordinal), "correct horse"u8));
        foreach (var hostile in new[] { "", "[]", "{}", """{"schema":1}""", """{"schema":"homeostat/audit-key/v1","vkey":"\ud800"}""", $$"""{"schema":"homeostat/audit-key/v1","vkey":"{{_key.Verifier}}"}""" })
        {
            Assert.Throws<NoteFormatException>(() => SigningKeyText.Open(hostile, "correct horse"u8));
        }
    }

    [Fact]
    public void A_key_in_a_variable_is_read_and_never_repeated()
    {
        const string Published = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
        Environment.SetEnvironmentVariable(_variable, Published);
        using var key = AuditKeys.Open(new SignerSource.Variable(_variable));
        Assert.Equal("PeterNeumann", key.Verifier.Name);

        Environment.SetEnvironmentVariable(_variable, $"{Published}x");
        var wrong = Assert.Throws<KeyFileException>(() => AuditKeys.Open(new SignerSource.Variable(_variable)));
        Assert.Contains(_variable, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AYEK", wrong.Message, StringComparison.Ordinal);
    }

    private async Task GrowAsync(params string[] entries)
    {
        await using var log = AuditLog.Open(new AuditLogOptions(Log, 1000), _key);
        foreach (var entry in entries)
        {
            log.Append(System.Text.Encoding.UTF8.GetBytes(entry));
        }

        await log.CheckpointAsync(Cancellation);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
