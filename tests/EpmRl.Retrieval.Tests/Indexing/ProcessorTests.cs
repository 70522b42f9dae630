using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

/// <summary>Index and answers must not depend on the processor: ties and thresholds at a score would.</summary>
public sealed class ProcessorTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task An_index_has_the_same_bytes_and_answers_with_fewer_instructions_of_the_processor()
    {
        string expected = await ProcessorRun.StartAsync(scratch["all"], null);
        foreach (string setting in (string[])["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"])
        {
            Assert.Equal(expected, await ProcessorRun.StartAsync(scratch[setting], setting));
        }

        Assert.Equal(3, expected.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
