namespace EpmRl.Retrieval.Cli.Tests.Layering;

/// <summary>
/// Holds the assemblies to their design: which room may use which, and what the engine must not know. A room is a namespace.
/// </summary>
public sealed class LayeringTests(ITestOutputHelper output)
{
    private const string Root = "EpmRl.Retrieval";

    private static readonly string[] Ground = ["Text", "Telemetry", "Storage", "Files", "Catalog", "Taxonomy"];
    private static readonly string[] Engine =
        [.. Ground, "Encoding", "Mentions", "Prompts", "Indexing", "Identification", "Search", "LifeCycle", "Aliases", "Hosting"];

    // By assembly: each room with the rooms it may use, those of other assemblies included. All may use the root, the base of all
    // exceptions.
    private static readonly Dictionary<string, Dictionary<string, string[]>> MayUse = new()
    {
        ["EpmRl.Retrieval"] = new()
        {
            ["Text"] = [],
            ["Telemetry"] = [],
            ["Storage"] = [],
            ["Files"] = ["Text", "Storage"],
            ["Catalog"] = ["Text", "Storage"],
            ["Taxonomy"] = ["Text", "Storage", "Files", "Catalog"],
            ["Encoding"] = ["Text", "Telemetry", "Storage"],
            ["Mentions"] = ["Text", "Catalog", "Taxonomy"],
            ["Prompts"] = ["Text", "Catalog", "Taxonomy", "Encoding", "Mentions"],
            ["Indexing"] = ["Text", "Telemetry", "Storage", "Taxonomy", "Encoding", "Prompts"],
            ["Identification"] = [.. Ground, "Encoding", "Mentions", "Prompts", "Indexing"],
            ["Search"] = ["Text", "Telemetry", "Files", "Taxonomy", "Encoding", "Mentions", "Indexing"],
            ["LifeCycle"] = ["Text", "Storage", "Catalog", "Taxonomy", "Encoding", "Mentions", "Indexing", "Identification"],
            ["Aliases"] = [.. Ground, "Mentions"],
            ["Hosting"] = ["Telemetry", "Encoding", "Indexing", "Identification", "Search"],
        },
        ["EpmRl.Retrieval.Evaluation"] = new() { ["Evaluation"] = Engine },
        ["EpmRl.Retrieval.Encoding.Onnx"] = new()
        {
            ["Encoding.Onnx"] = [.. Ground, "Encoding", "Identification", "Hosting", "Encoding.Onnx.Graphs"],
            ["Encoding.Onnx.Graphs"] = [],
        },
        ["EpmRl.Retrieval.Indexing.Qdrant"] =
            new() { ["Indexing.Qdrant"] = ["Text", "Telemetry", "Storage", "Taxonomy", "Encoding", "Indexing", "Hosting"] },
        ["EpmRl.Retrieval.Matching"] = new() { ["Matching"] = [.. Ground, "Encoding", "Mentions", "Prompts", "Indexing", "Hosting"] },
        ["EpmRl.Retrieval.Matching.Chat"] = new() { ["Matching.Chat"] = ["Matching"] },
        ["EpmRl.Retrieval.Matching.Onnx"] = new() { ["Matching.Onnx"] = ["Encoding", "Encoding.Onnx", "Matching"] },
        ["EpmRl.Retrieval.Matching.GenAI"] = new() { ["Matching.GenAI"] = ["Encoding", "Encoding.Onnx", "Matching"] },
        ["EpmRl.Retrieval.Server"] = Server(),
        ["EpmRl.Retrieval.Training"] = Training(),
        ["epmrl"] = new()
        {
            ["Cli"] = [.. Engine, .. Training().Keys],
            ["Cli.Frame"] = [.. Engine, "Evaluation", "Matching", "Encoding.Onnx", "Indexing.Qdrant", "Training.Runs", "Cli"],
            ["Cli.Diagnosis"] = [.. Engine, "Encoding.Onnx", "Indexing.Qdrant", "Server.Hosting", "Cli", "Cli.Frame"],
            ["Cli.Tagging"] = [.. Engine, "Encoding.Onnx", "Cli", "Cli.Frame"],
            ["Cli.Commands"] =
            [
                .. Engine, "Evaluation", "Matching", "Matching.Chat", "Matching.GenAI", "Matching.Onnx", "Encoding.Onnx",
                    "Indexing.Qdrant",
                    .. Training().Keys, .. Server().Keys,
                "Cli", "Cli.Frame", "Cli.Diagnosis", "Cli.Tagging",
            ],
        },
    };

    private static Dictionary<string, string[]> Server()
    {
        string[] below = [.. Engine, "Matching", "Matching.Onnx", "Encoding.Onnx", "Indexing.Qdrant", "Evaluation"];
        var rooms = new Dictionary<string, string[]>();
        // Each may use those before it; the service itself composes all of them.
        foreach (string room in (string[])
        [
            "Server.Telemetry", "Server.Batching", "Server.Hosting", "Server.Http", "Server.Storage", "Server.Security", "Server.LifeCycle",
            "Server.Review", "Server.Jobs", "Server.Api", "Server.WebConsole", "Server",
        ])
        {
            rooms[room] = [.. below, .. rooms.Keys];
        }

        return rooms;
    }

    private static Dictionary<string, string[]> Training()
    {
        string[] all = [.. Engine, "Evaluation", "Matching", "Encoding.Onnx", "Encoding.Onnx.Graphs"];
        return new()
        {
            ["Training.Graphs"] = all,
            ["Training.Optimisation"] = [.. all, "Training.Graphs"],
            ["Training.Networks"] = [.. all, "Training.Graphs", "Training.Optimisation"],
            ["Training.Composition"] = [.. all, "Training.Contrastive"],
            ["Training.Contrastive"] = [.. all, "Training.Graphs", "Training.Optimisation", "Training.Networks"],
            ["Training.Distillation"] = [.. all, "Training.Graphs", "Training.Optimisation", "Training.Networks", "Training.Contrastive"],
            ["Training.Generative"] =
                [.. all, "Training.Graphs", "Training.Optimisation", "Training.Networks", "Training.Contrastive", "Training.Matching"],
            ["Training.Identification"] = all,
            ["Training.Matching"] =
            [
                .. all, "Matching.Onnx", "Training.Graphs", "Training.Optimisation", "Training.Networks", "Training.Contrastive",
            ],
            ["Training.Spans"] =
            [
                .. all, "Training.Graphs", "Training.Optimisation", "Training.Contrastive", "Training.Composition",
                "Training.Identification",
            ],
            ["Training.Measurement"] =
            [
                .. all, "Training.Optimisation", "Training.Networks", "Training.Contrastive", "Training.Distillation",
                "Training.Identification", "Training.Runs",
            ],
            ["Training.Pipeline"] =
                [.. all, "Training.Graphs", "Training.Optimisation", "Training.Networks", "Training.Composition", "Training.Contrastive",
                "Training.Distillation", "Training.Identification", "Training.Runs", "Training.Spans"],
            ["Training.Runs"] =
            [
                .. all, "Training.Graphs", "Training.Optimisation", "Training.Networks", "Training.Contrastive", "Training.Distillation",
                "Training.Identification", "Training.Spans",
            ],
        };
    }

    public static TheoryData<string> Assemblies =>
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "EpmRl.Retrieval*.dll")
            .Append(Path.Combine(AppContext.BaseDirectory, "epmrl.dll"))
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal) && !name.EndsWith(".TestKit", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Rooms_use_only_the_rooms_that_their_table_allows(string assembly)
    {
        Assert.True(MayUse.ContainsKey(assembly), $"'{assembly}' has no table of rooms. Add it to {nameof(LayeringTests)}.");
        Dictionary<string, string[]> rooms = MayUse[assembly];
        ILookup<(string From, string To), TypeUse> uses = UsesOf(assembly).ToLookup(use => (RoomOf(use.From), RoomOf(use.To)));
        foreach (IGrouping<(string From, string To), TypeUse> edge in uses.OrderBy(edge => edge.Key))
        {
            output.WriteLine($"{edge.Key.From} -> {edge.Key.To}: {edge.Count()}");
        }

        Assert.Empty(uses
            .Where(edge => edge.Key.To.Length > 0 && !(rooms.GetValueOrDefault(edge.Key.From) ?? []).Contains(edge.Key.To))
            .Select(edge => $"{edge.Key.From} may not use {edge.Key.To}: "
                + $"{string.Join(", ", edge.Take(5).Select(use => $"{use.From.Name} uses {use.To.Name}"))}"));
    }

    [Fact]
    public void The_tables_allow_no_circle()
    {
        Dictionary<string, string[]> all = MayUse.Values.SelectMany(rooms => rooms).ToDictionary();
        var left = new HashSet<string>(all.Keys);
        while (left.RemoveWhere(room => !all[room].Any(left.Contains)) > 0)
        {
        }

        Assert.Empty(left);
    }

    [Fact]
    public void A_use_in_the_code_of_a_method_is_found() =>
        Assert.Contains(
            AssemblyUses.Of(typeof(LayeringTests).Assembly.Location),
            use => use == new TypeUse(
                new(typeof(LayeringTests).Namespace!, nameof(LayeringTests)), new(typeof(LayeringTests).Namespace!, nameof(AssemblyUses))));

    [Fact]
    public void The_engine_knows_no_native_library_network_client_or_web_framework()
    {
        string[] unknown =
            ["Microsoft.ML.OnnxRuntime", "Qdrant.", "Grpc.", "System.Net.Http", "System.Net.Sockets", "Microsoft.AspNetCore"];
        IEnumerable<TypeUse> uses =
            AssemblyUses.Of(PathOf("EpmRl.Retrieval")).Concat(AssemblyUses.Of(PathOf("EpmRl.Retrieval.Evaluation")));
        Assert.DoesNotContain(uses, use => unknown.Any(name => use.To.Namespace.StartsWith(name, StringComparison.Ordinal)));
    }

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");

    // Uses within one room are its own business.
    private static IEnumerable<TypeUse> UsesOf(string assembly) => AssemblyUses.Of(PathOf(assembly))
        .Where(use => IsOurs(use.From) && IsOurs(use.To) && RoomOf(use.From) != RoomOf(use.To));

    private static bool IsOurs(TypeName type) => type.Namespace == Root || type.Namespace.StartsWith(Root + ".", StringComparison.Ordinal);

    // Pages and their parts name each other; the folders of the console only sort its files.
    private static string RoomOf(TypeName type) => type.Namespace == Root ? ""
        : type.Namespace.StartsWith(Root + ".Server.WebConsole.", StringComparison.Ordinal) ? "Server.WebConsole"
        : type.Namespace[(Root.Length + 1)..];
}
