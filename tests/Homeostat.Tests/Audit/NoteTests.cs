using System.Text;
using Homeostat.Audit.Notes;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Audit;

public class NoteTests
{
    // The example of Go's golang.org/x/mod/sumdb/note documentation.
    private const string PublishedKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string PublishedSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string PublishedNote = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """;

    private static readonly SigningKey Key = new("example.org/log", [.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    [Fact]
    public void Key_and_signature_agree_with_another_implementation()
    {
        var note = PublishedNote.ReplaceLineEndings("\n");
        using var key = SigningKey.Parse(PublishedSecret);

        var opened = SignedNote.Open(Encoding.UTF8.GetBytes(note), VerifierKey.Parse(PublishedKey));

        Assert.Equal(PublishedKey, key.Verifier.ToString());
        Assert.Equal(note, SignedNote.Sign(opened.Text, key));
    }

    [Fact]
    public void A_checkpoint_says_what_was_signed()
    {
        var root = new Hash32([.. Enumerable.Repeat((byte)7, 32)]);

        var checkpoint = Checkpoint.Open(Encoding.UTF8.GetBytes(Checkpoint.Sign(1234, root, Key)), Key.Verifier);

        Assert.Equal(("example.org/log", 1234UL, root), (checkpoint.Origin, checkpoint.Size, checkpoint.Root));
        Assert.Empty(checkpoint.Others);
    }

    [Fact]
    public void Every_change_of_one_byte_of_a_checkpoint_is_refused()
    {
        var signed = Encoding.UTF8.GetBytes(Checkpoint.Sign(1234, Hash32.Zero, Key));
        for (var i = 0; i < signed.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = signed.ToArray();
                changed[i] ^= (byte)(1 << bit);
                Assert.Throws<NoteFormatException>(() => Checkpoint.Open(changed, Key.Verifier));
            }
        }
    }

    [Fact]
    public void Every_change_of_one_byte_of_a_verifier_key_is_refused()
    {
        var text = Key.Verifier.ToString();
        for (var i = 0; i < text.Length; i++)
        {
            for (var bit = 0; bit < 7; bit++)
            {
                var changed = text.ToCharArray();
                changed[i] ^= (char)(1 << bit);
                Assert.Throws<NoteFormatException>(() => VerifierKey.Parse(new string(changed)));
            }
        }
    }

    [Fact]
    public void A_checkpoint_of_another_key_or_for_another_log_is_refused()
    {
        using var other = SigningKey.Generate("example.org/log");
        using var elsewhere = new SigningKey("example.org/other", [.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

        foreach (var key in new[] { other, elsewhere })
        {
            Assert.Throws<NoteFormatException>(() => Checkpoint.Open(Encoding.UTF8.GetBytes(Checkpoint.Sign(1, Hash32.Zero, key)), Key.Verifier));
        }
    }

    [Fact]
    public void Signatures_of_others_are_named_and_not_believed()
    {
        using var witness = SigningKey.Generate("witness.example");
        var text = Checkpoint.Sign(1, Hash32.Zero, Key);
        var cosigned = text + SignedNote.Sign("anything\n", witness).Split("\n\n")[1];

        Assert.Equal(["witness.example"], Checkpoint.Open(Encoding.UTF8.GetBytes(cosigned), Key.Verifier).Others);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("with+plus")]
    [InlineData("line\nfeed")]
    public void A_name_that_cannot_stand_in_a_note_is_refused(string name)
    {
        Assert.Throws<NoteFormatException>(() => SigningKey.Generate(name));
    }

    [Fact]
    public void No_message_repeats_a_secret()
    {
        var secret = PublishedSecret[^20..];

        foreach (var text in new[] { PublishedSecret[12..], PublishedSecret.Replace("c74f20a3", "c74f20a4", StringComparison.Ordinal), $"{PublishedSecret}=" })
        {
            Assert.DoesNotContain(secret, Assert.Throws<NoteFormatException>(() => SigningKey.Parse(text)).Message, StringComparison.Ordinal);
        }
    }
}
