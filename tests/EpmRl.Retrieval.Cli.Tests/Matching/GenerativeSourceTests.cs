using EpmRl.Retrieval.Cli.Commands;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Matching;

public sealed class GenerativeSourceTests
{
    private const string Nobody = "http://127.0.0.1:1/v1"; // a port that nothing listens on

    [Fact]
    public async Task An_address_with_a_model_after_its_mark_opens_without_asking_the_server()
    {
        using GenerativeMatcher matcher = await GenerativeSource.OpenAsync(Nobody + "#a%20model", new GenerativeSourceOptions());

        Assert.Equal("a model", matcher.Model);
    }

    [Fact]
    public async Task An_address_without_a_model_asks_the_server_and_names_it_when_it_is_silent()
    {
        var failed = await Assert.ThrowsAsync<GeneratorException>(() => GenerativeSource.OpenAsync(Nobody, new GenerativeSourceOptions()));

        Assert.Contains("127.0.0.1:1", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://")]
    [InlineData("ftp://host/v1#m")]
    [InlineData("http://user:secret@host/v1#m")]
    public async Task What_is_no_address_is_refused(string text) =>
        await Assert.ThrowsAsync<InvalidRequestException>(() => GenerativeSource.OpenAsync(text, new GenerativeSourceOptions()));

    [Fact]
    public async Task A_folder_without_a_model_is_refused()
    {
        using var folder = new ScratchFolder();

        await Assert.ThrowsAsync<ModelFormatException>(() => GenerativeSource.OpenAsync(folder.Path, new GenerativeSourceOptions()));
    }

    [Fact]
    public async Task Precisions_of_another_model_are_refused()
    {
        using var folder = new ScratchFolder();
        VerdictPrecisions.Fit("other", MatchPrompt.Shipped.Version, [(MatchVerdict.Same, true)]).Save(folder["p.json"]);

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => GenerativeSource.OpenAsync(Nobody + "#mine", new GenerativeSourceOptions { PrecisionsFile = folder["p.json"] }));

        Assert.Contains("'other'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_the_runtime_opens()
    {
        using GenerativeMatcher matcher = await GenerativeSource.OpenAsync(
            TestPaths.Shared("models", "gemma-3-270m-en"), new GenerativeSourceOptions { Threads = 1 });

        Assert.Matches("^gemma-3-270m-en@[0-9a-f]{8}$", matcher.Model);
    }
}
