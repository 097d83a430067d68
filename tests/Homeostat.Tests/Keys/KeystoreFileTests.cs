using Homeostat.Engine.Keys;
using Homeostat.Engine.Networks;
using Homeostat.Ethereum.Keystores;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Tests.Keys;

public sealed class KeystoreFileTests : IDisposable
{
    private static readonly KeystoreCost Quick = new KeystoreCost.Pbkdf2(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("homeostat-keys-").FullName;
    private readonly PrivateKey _key = PrivateKey.Generate();

    private string File => Path.Combine(_directory, "deeper", "key.json");

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        _key.Dispose();
    }

    [Fact]
    public void A_key_is_read_back_with_its_password()
    {
        KeystoreFile.Create(File, _key, "correct horse"u8, Quick);

        using var read = KeystoreFile.Open(File, "correct horse"u8);
        Assert.Equal(_key.Address, read.Address);
        Assert.Equal(_key.Address, KeystoreFile.AddressOf(File));
    }

    [Fact]
    public void Only_its_owner_may_read_it()
    {
        KeystoreFile.Create(File, _key, "correct horse"u8, Quick);

        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are Unix's");
#pragma warning disable CA1416 // Skipped above where it would not work, which the analyzer does not see.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
#pragma warning restore CA1416
    }

    [Fact]
    public void A_file_that_is_there_is_never_overwritten_and_nothing_is_left_behind()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, "somebody's only key");

        var e = Assert.Throws<KeyFileException>(() => KeystoreFile.Create(File, _key, "correct horse"u8, Quick));

        Assert.Contains("never overwritten", e.Message, StringComparison.Ordinal);
        Assert.Equal("somebody's only key", System.IO.File.ReadAllText(File));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public async Task Of_many_that_write_at_once_one_succeeds_and_its_file_is_whole()
    {
        var keys = Enumerable.Range(0, 16).Select(_ => PrivateKey.Generate()).ToList();
        var written = await Task.WhenAll(keys.Select(k => Task.Run(() => TryCreate(k))));

        Assert.Single(written, w => w);
        Assert.Equal(keys[Array.IndexOf(written, true)].Address, KeystoreFile.AddressOf(File));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File)!));
        keys.ForEach(k => k.Dispose());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"version\":1}")]
    [InlineData("")]
    public void What_is_no_keystore_is_an_error_that_names_the_file(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, text);

        Assert.Contains(File, Assert.Throws<KeyFileException>(() => KeystoreFile.Open(File, "p"u8)).Message, StringComparison.Ordinal);
        Assert.Throws<KeyFileException>(() => KeystoreFile.AddressOf(File));
    }

    [Fact]
    public async Task No_message_and_no_text_holds_the_key_or_the_password()
    {
        const string Password = "correct-horse-battery";
        var secret = new byte[PrivateKey.Size];
        _key.WriteTo(secret);
        var hex = Convert.ToHexStringLower(secret);
        var variable = $"HOMEOSTAT_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, hex + "00");
        KeystoreFile.Create(File, _key, "another password"u8, Quick);

        string[] texts =
        [
            Assert.Throws<KeyFileException>(() => Signers.FromVariable(variable)).ToString(),
            (await Assert.ThrowsAsync<KeyFileException>(() => Signers.OpenAsync(
                new SignerSource.KeystoreAt(File, new SecretSource(SecretKind.Plain, Password)), TestContext.Current.CancellationToken))).ToString(),
            new SignerSource.KeystoreAt(File, new SecretSource(SecretKind.Plain, Password)).ToString(),
            new SignerSource.Remote(new SecretSource(SecretKind.Plain, $"http://u:{Password}@host"), _key.Address).ToString(),
            new LocalSigner(_key).ToString(),
            _key.ToString(),
            Assert.Throws<SigningException>(() => Web3Signer.ParseUrl($"ftp://u:{Password}@host")).ToString(),
        ];

        Environment.SetEnvironmentVariable(variable, null);
        Assert.All(texts, t => Assert.DoesNotContain(Password, t, StringComparison.Ordinal));
        Assert.All(texts, t => Assert.DoesNotContain(hex, t, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_signer_is_opened_from_a_file_or_from_a_variable()
    {
        var variable = $"HOMEOSTAT_TEST_{Guid.NewGuid():N}";
        var secret = new byte[PrivateKey.Size];
        _key.WriteTo(secret);
        Environment.SetEnvironmentVariable(variable, Convert.ToHexStringLower(secret));
        KeystoreFile.Create(File, _key, "correct horse"u8, Quick);

        using var ofFile = await Signers.OpenAsync(
            new SignerSource.KeystoreAt(File, new SecretSource(SecretKind.Plain, "correct horse")), TestContext.Current.CancellationToken);
        using var ofVariable = await Signers.OpenAsync(new SignerSource.Variable(variable), TestContext.Current.CancellationToken);

        Environment.SetEnvironmentVariable(variable, null);
        Assert.Equal((_key.Address, _key.Address), (ofFile.Address, ofVariable.Address));
    }

    private bool TryCreate(PrivateKey key)
    {
        try
        {
            KeystoreFile.Create(File, key, "correct horse"u8, Quick);
            return true;
        }
        catch (KeyFileException)
        {
            return false;
        }
    }
}
