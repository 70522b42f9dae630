using System.Globalization;
using EpmRl.Retrieval.Indexing.Qdrant;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit.Qdrant;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests;

/// <summary>The options that name a Qdrant, against the emulator.</summary>
public sealed class QdrantOptionTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();
    private QdrantEmulator server = null!;
    private string version = null!;

    private string GrpcPort => server.GrpcAddress.Port.ToString(CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        server = await QdrantEmulator.StartAsync();
        IndexBuildResult built = await new IndexBuilder(scratch["index"]).BuildAsync(TestTaxonomies.Small(), new HashingEncoder());
        version = built.Manifest.Version;
        using EmbeddedVectorIndex opened = new IndexFolder(scratch["index"]).Open(version);
        using var target = new QdrantTarget(
            new QdrantOptions
            {
                Address = server.Address, GrpcPort = server.GrpcAddress.Port, IndexFolder = scratch["index"], Alias = "index",
            });
        await target.LoadAsync(opened);
        await target.SwapAsync(version);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        scratch.Dispose();
    }

    [Fact]
    public async Task The_gRPC_port_is_an_option_or_a_variable()
    {
        string[] verify = ["index", "verify", "--index", scratch["index"], "--qdrant", server.Address.ToString()];

        CliResult typed = await Cli.RunAsync([.. verify, "--qdrant-grpc-port", GrpcPort]);
        CliResult set = await Cli.RunAsync(new Dictionary<string, string> { ["QDRANT_GRPC_PORT"] = GrpcPort }, "", verify);
        CliResult wrong = await Cli.RunAsync(new Dictionary<string, string> { ["QDRANT_GRPC_PORT"] = "grpc" }, "", verify);

        Assert.Equal((ExitCodes.Ok, ""), (typed.ExitCode, typed.Error));
        Assert.Contains($"{version} is intact", typed.Output);
        Assert.Equal(typed.Output, set.Output);
        Assert.Equal(ExitCodes.Usage, wrong.ExitCode);
        Assert.Contains("QDRANT_GRPC_PORT is 'grpc'", wrong.Error);
    }

    [Fact]
    public async Task The_REST_port_in_place_of_the_gRPC_port_is_reported()
    {
        CliResult status = await Cli.RunAsync(
            "index", "status", "--index", scratch["index"], "--qdrant", server.Address.ToString(),
            "--qdrant-grpc-port", server.Address.Port.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(ExitCodes.Failed, status.ExitCode);
        Assert.Contains("does not speak gRPC", status.Error);
        Assert.Contains("--qdrant-grpc-port", status.Error);
    }

    [Fact]
    public async Task A_key_over_plain_http_to_another_machine_is_warned_about_and_not_shown()
    {
        var environment = new Dictionary<string, string> { ["QDRANT_API_KEY"] = "very-secret" };
        string[] status = ["index", "status", "--index", scratch["index"], "--qdrant-grpc-port", GrpcPort, "--qdrant"];

        CliResult far = await Cli.RunAsync(environment, "", [.. status, "http://qdrant.invalid:6333"]);
        CliResult near = await Cli.RunAsync(environment, "", [.. status, server.Address.ToString()]);

        Assert.Contains("warning: The key for Qdrant goes to qdrant.invalid over plain http", far.Error);
        Assert.DoesNotContain("very-secret", far.Error);
        Assert.Equal((ExitCodes.Ok, ""), (near.ExitCode, near.Error));
    }
}
