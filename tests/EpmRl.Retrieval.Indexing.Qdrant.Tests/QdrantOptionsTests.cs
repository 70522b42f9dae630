namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

public sealed class QdrantOptionsTests
{
    private static readonly QdrantOptions Good = new() { IndexFolder = "indexes/x" };

    [Fact]
    public void Defaults_are_within_their_ranges() => Good.Check();

    public static TheoryData<QdrantOptions> Bad =>
    [
        Good with { Address = new Uri("ftp://host") },
        Good with { Alias = "" },
        Good with { Alias = "a/b" },
        Good with { ReadTimeout = TimeSpan.Zero },
        Good with { GrpcPort = 0 },
        Good with { GrpcPort = 70_000 },
    ];

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_no_server_could_work_with_is_refused(QdrantOptions options) => Assert.ThrowsAny<ArgumentException>(options.Check);

    [Theory]
    [InlineData("indexes/sample", "sample")]
    [InlineData("indexes/my index/", "my-index")]
    [InlineData("/a/Größen", "Gr--en")]
    public void The_alias_of_a_folder_is_its_name(string folder, string alias) => Assert.Equal(alias, QdrantOptions.AliasOf(folder));

    [Theory]
    [InlineData("http://qdrant.example:6333", "key", null, true)]
    [InlineData("http://10.0.0.5:6333", null, "reading", true)]
    [InlineData("http://[fd00::5]:6333", "key", "reading", true)]
    [InlineData("https://qdrant.example:6333", "key", "reading", false)]
    [InlineData("http://qdrant.example:6333", null, null, false)]
    [InlineData("http://localhost:6333", "key", "reading", false)]
    [InlineData("http://127.0.0.1:6333", "key", null, false)]
    [InlineData("http://[::1]:6333", "key", null, false)]
    public void A_key_over_plain_http_to_another_machine_is_warned_about(string address, string? key, string? readOnlyKey, bool warns)
    {
        QdrantOptions options = Good with { Address = new Uri(address), ApiKey = key, ReadOnlyApiKey = readOnlyKey };

        Assert.Equal(warns, options.KeyWarning?.Contains("plain http", StringComparison.Ordinal) == true);
        Assert.DoesNotContain("reading", options.KeyWarning ?? "");
    }

    [Fact]
    public void A_file_that_holds_no_authority_is_refused() =>
        Assert.Contains(
            "missing.pem",
            Assert.Throws<InvalidRequestException>(() => new QdrantTarget(Good with { CertificateAuthorityFile = "missing.pem" })).Message);
}
