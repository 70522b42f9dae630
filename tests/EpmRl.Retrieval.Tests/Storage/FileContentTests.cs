using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Storage;

public sealed class FileContentTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9_999)]
    [InlineData(10_000)]
    [InlineData(10_001)]
    public void A_file_is_read_completely_unless_it_is_larger_than_expected_directly_or_through_links(int bytes)
    {
        byte[] content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        File.WriteAllBytes(scratch["file"], content);
        File.CreateSymbolicLink(scratch["link"], "file");
        File.CreateSymbolicLink(scratch["link-to-link"], scratch["link"]);

        Assert.All((string[])["file", "link", "link-to-link"], name =>
        {
            Assert.Equal(bytes, FileContent.LengthOf(scratch[name]));
            Assert.Equal(bytes > 10_000 ? null : content, FileContent.ReadAtMost(scratch[name], 10_000));
        });
        Assert.Equal(bytes, FileContent.Target(new FileInfo(scratch["link-to-link"])).Length);
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_a_missing_file()
    {
        File.CreateSymbolicLink(scratch["link"], "nowhere");

        Assert.Null(FileContent.LengthOf(scratch["link"]));
        Assert.Null(FileContent.LengthOf(scratch["no-folder/file"]));
        Assert.Throws<FileNotFoundException>(() => FileContent.ReadAtMost(scratch["link"], 10));
        Assert.Equal(scratch["link"], FileContent.Target(new FileInfo(scratch["link"])).FullName);
    }
}
