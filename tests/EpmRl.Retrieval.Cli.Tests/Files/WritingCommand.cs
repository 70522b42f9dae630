using EpmRl.Retrieval.Cli.Tests.Training;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Files;

/// <summary>A command line that writes one file or folder, as an example for tests over all of them.</summary>
/// <param name="Target">The file or folder that it writes.</param>
/// <param name="Args">The command line.</param>
internal sealed record WritingCommand(string Target, string[] Args)
{
    /// <summary>The lock that keeps a second run away.</summary>
    public string Lock { get; init; } = Path.Combine(Path.GetDirectoryName(Target)!, $".{Path.GetFileName(Target)}.lock");

    /// <summary>Every command that writes, with the option that names the output where it has several.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "tag", "tags export", "match candidates", "match decide", "match cluster", "match evaluate --report", "match review export",
        "match traces", "train matcher", "embed", "index build", "taxonomy import", "taxonomy checkout", "taxonomy export",
        "taxonomy compose-listings", "taxonomy suggest-aliases",
        "taxonomy accept-aliases", "taxonomy edit", "taxonomy migrate --out", "taxonomy migrate --again", "taxonomy map suggest", "train",
        "thresholds fit",
        "encoder import", "evaluate identification --report", "evaluate identification --calibration-out", "bench index",
        "taxonomy commit", "taxonomy publish", "index rollback", "index prune",
    ];

    private static string Ours { get; } = TestPaths.InProject("samples", "matching", "ours.csv");

    private static string Theirs { get; } = TestPaths.InProject("samples", "matching", "theirs.csv");

    private static string[] Decide { get; } =
        ["match", "decide", "--left", Ours, "--right", Theirs, "--pairs", TestPaths.InProject("samples", "matching", "pairs.csv")];

    /// <summary>The command line of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="inputs">Takes the files that it reads.</param>
    /// <param name="outputs">The folder that it writes in.</param>
    /// <param name="index">An index of the sample taxonomy.</param>
    public static async Task<WritingCommand> OfAsync(string name, ScratchFolder inputs, string outputs, SampleIndex index)
    {
        string taxonomy = WriteLamps(inputs, "lamps"), sample = SampleLabels.Taxonomy, model = SampleIndex.Model;
        string file = Path.Combine(outputs, "out.jsonl"), folder = Path.Combine(outputs, "out");
        switch (name)
        {
            case "tag":
                return new(file,
                [
                    "tag", "--index", index.Path, "--model", model, "--input", SampleIndex.Listings, "--limit", "64", "--batch", "8",
                    "--output", file,
                ]);
            case "tags export":
                string sheet = Path.Combine(outputs, "out.csv");
                return new(sheet,
                [
                    "tags", "export", "--input", await TagAsync(inputs, index), "--output", sheet, "--layout", "wide", "--taxonomy", sample,
                ]);
            case "match candidates":
                return new(file, ["match", "candidates", "--no-dense", "--left", SampleIndex.Listings, "--output", file]);
            case "match decide":
                return new(file, [.. Decide, "--output", file]);
            case "match cluster":
                return new(file, ["match", "cluster", "--input", Theirs, "--output", file]);
            case "match evaluate --report":
                return new(file, ["match", "evaluate", "--data", WriteLabelledPairs(inputs), "--report", file]);
            case "match review export":
                await PrepareAsync([.. Decide, "--output", inputs["decisions.jsonl"]]);
                return new(file,
                [
                    "match", "review", "export", "--pairs", inputs["decisions.jsonl"], "--left", Ours, "--right", Theirs, "--output", file,
                ]);
            case "match traces":
                return new(file, ["match", "traces", "--data", WriteLabelledPairs(inputs), "--out", file]);
            case "train matcher":
                return new(
                    Path.Combine(folder, "matcher.json"), ["train", "matcher", "--data", WriteLabelledPairs(inputs), "--out", folder]);
            case "embed":
                string texts = inputs.Write("texts.jsonl", "{\"id\":1,\"text\":\"red\"}\n{\"id\":2,\"text\":\"blue\"}\n");
                return new(file, ["embed", "--model", model, "--input", texts, "--output", file]);
            case "index build":
                return new(folder, ["index", "build", "--taxonomy", taxonomy, "--index", folder, "--model", model, "--precision", "int8"])
                {
                    Lock = Path.Combine(folder, ".lock"),
                };
            case "bench index":
                return new(folder, ["bench", "index", "--index", folder, "--generate", "2/2/200", "--count", "2"])
                {
                    Lock = Path.Combine(folder, ".lock"),
                };
            case "taxonomy import":
                string values = inputs.Write("values.json", """{"Toys": {"Brand": ["Acme"]}}""");
                return new(folder, ["taxonomy", "import", "--format", "values-json", values, "--out", folder]);
            case "taxonomy checkout":
                return new(folder, ["taxonomy", "checkout", taxonomy, "--out", folder]);
            case "taxonomy export":
                return new(file, ["taxonomy", "export", taxonomy, "--format", "jsonl", "--out", file]);
            case "taxonomy compose-listings":
                return new(file, ["taxonomy", "compose-listings", sample, "--out", file]);
            case "taxonomy suggest-aliases":
                return new(file, ["taxonomy", "suggest-aliases", "--data", WriteLampLabels(inputs), "--taxonomy", taxonomy, "--out", file]);
            case "taxonomy accept-aliases":
                WriteLamps(outputs, "out");
                return new(folder, ["taxonomy", "accept-aliases", await SuggestAsync(inputs, taxonomy), "--taxonomy", folder]);
            case "taxonomy edit":
                WriteLamps(outputs, "out");
                return new(
                    folder, ["taxonomy", "edit", folder, "rename-value", "maker/acme", "Acme Works", "--why", "test", "--who", "test"])
                {
                    Lock = Path.Combine(folder, ".store", "lock"),
                };
            case "taxonomy commit":
                WriteLamps(outputs, "out");
                await PrepareAsync("taxonomy", "publish", folder, "--why", "test", "--who", "test");
                File.AppendAllText(Path.Combine(folder, "attributes", "maker.yaml"), "  third: Third\n");
                return new(folder, ["taxonomy", "commit", folder, "--why", "test", "--who", "test"])
                {
                    Lock = Path.Combine(folder, ".store", "lock"),
                };
            case "taxonomy publish":
                WriteLamps(outputs, "out");
                await PrepareAsync(
                    "taxonomy", "edit", folder, "rename-value", "maker/acme", "Acme Works", "--why", "test", "--who", "test");
                return new(folder, ["taxonomy", "publish", folder, "--why", "test", "--who", "test"])
                {
                    Lock = Path.Combine(folder, ".store", "lock"),
                };
            case "index rollback" or "index prune":
                string[] build = ["index", "build", "--taxonomy", taxonomy, "--index", folder, "--model", model, "--precision", "int8"];
                await PrepareAsync(build);
                File.AppendAllText(Path.Combine(taxonomy, "attributes", "maker.yaml"), "  third: Third\n");
                await PrepareAsync(build);
                return new(folder, name == "index prune"
                    ? ["index", "prune", "--index", folder, "--keep", "1"]
                    : ["index", "rollback", "--index", folder])
                {
                    Lock = Path.Combine(folder, ".lock"),
                };
            case "taxonomy migrate --out":
                return new(file, ["taxonomy", "migrate", "--tags", await TagAsync(inputs, index), "--to", sample, "--out", file]);
            case "taxonomy migrate --again":
                return new(file,
                [
                    "taxonomy", "migrate", "--tags", await TagAsync(inputs, index), "--to", taxonomy, "--out", inputs["migrated.jsonl"],
                    "--again", file,
                ]);
            case "taxonomy map suggest":
                return new(file, ["taxonomy", "map", "suggest", "--from", taxonomy, "--to", taxonomy, "--out", file, "--model", model]);
            case "train":
                SmallSample small = SmallSample.Write(inputs);
                return new(folder,
                [
                    "train", "--data", small.Labels, "--taxonomy", small.Taxonomy, "--base", model, "--out", folder,
                    "--run", inputs["run"], "--only", "calibration",
                ]);
            case "thresholds fit":
                return new(file,
                    ["thresholds", "fit", "--model", model, "--data", SampleLabels.Write(inputs), "--index", index.Path, "--out", file]);
            case "encoder import":
                return new(folder, ["encoder", "import", TestPaths.Shared("models", "minilm-l6"), "--out", folder]);
            case "evaluate identification --report":
                return new(file, [.. Evaluate(inputs), "--report", file]);
            case "evaluate identification --calibration-out":
                return new(file, [.. Evaluate(inputs), "--folds", "2", "--calibration-out", file]);
            default:
                throw new ArgumentException(name);
        }
    }

    /// <summary>Writes a small taxonomy.</summary>
    public static string WriteLamps(ScratchFolder scratch, string name) => WriteLamps(scratch.Path, name);

    private static string WriteLamps(string parent, string name)
    {
        string folder = Path.Combine(parent, name);
        Directory.CreateDirectory(Path.Combine(folder, "attributes"));
        File.WriteAllText(Path.Combine(folder, "taxonomy.yaml"), "format: 1\nname: lamps\n");
        File.WriteAllText(Path.Combine(folder, "categories.yaml"), "categories:\n  lamp: {name: Lamp, attributes: [maker]}\n");
        File.WriteAllText(
            Path.Combine(folder, "attributes", "maker.yaml"), "name: Maker\nvalues:\n  northern: Northern Lights Works\n  acme: Acme\n");
        return folder;
    }

    /// <summary>Writes labelled listings of that taxonomy.</summary>
    public static string WriteLampLabels(ScratchFolder scratch) =>
        scratch.Write("lamp-labels.jsonl", string.Concat(Enumerable.Range(0, 12).Select(i =>
        $$"""{"input": "{{(i % 2 == 0 ? "NLW" : "Acme")}} lamp {{i}}", "category": "Lamp", "target_scores": {"Maker": {"{{(i % 2 == 0 ? "Northern Lights Works" : "Acme")}}": 1} } }""" + "\n")));

    private static async Task PrepareAsync(params string[] args)
    {
        CliResult done = await Cli.RunAsync(args);
        Assert.True(done.ExitCode == 0, done.Error);
    }

    private static async Task<string> SuggestAsync(ScratchFolder inputs, string taxonomy)
    {
        string file = inputs["suggestions.yaml"];
        await Cli.RunAsync("taxonomy", "suggest-aliases", "--data", WriteLampLabels(inputs), "--taxonomy", taxonomy, "--out", file);
        File.WriteAllText(file, File.ReadAllText(file).Replace("accept: false,", "accept: true,", StringComparison.Ordinal));
        return file;
    }

    private static async Task<string> TagAsync(ScratchFolder inputs, SampleIndex index)
    {
        CliResult tagged = await Cli.RunAsync(
            "tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", SampleIndex.Listings, "--limit", "20");
        return inputs.Write("tags.jsonl", tagged.Output);
    }

    private static string[] Evaluate(ScratchFolder inputs)
    {
        WriteLampLabels(inputs);
        return
        [
            "evaluate", "identification", "--data", inputs.Path, "--split", "lamp-labels.jsonl", "--channels", "mentions",
            "--list", "all",
        ];
    }

    /// <summary>Writes a folder of labelled pairs of 60 lamps in two shops.</summary>
    internal static string WriteLabelledPairs(ScratchFolder inputs)
    {
        const int Count = 60;
        string[] lamps = [.. Enumerable.Range(0, Count)
            .Select(i => $"Lumen desk lamp LX-{1000 + (i * 37)} {(i % 2 == 0 ? "black" : "white")}")];
        string folder = Path.GetDirectoryName(inputs.Write("pairs/tableA.csv", Table("id,title", lamps)))!;
        inputs.Write("pairs/tableB.csv",
            Table("id,name", [.. lamps.Select(lamp => lamp.Replace("desk lamp", "lamp", StringComparison.Ordinal))]));
        inputs.Write("pairs/train.csv", "ltable_id,rtable_id,label\n"
            + string.Concat(Enumerable.Range(0, Count).Select(i => $"{i},{i},1\n{i},{(i + 1) % Count},0\n")));
        inputs.Write("pairs/valid.csv", "ltable_id,rtable_id,label\n1,1,1\n1,3,0\n2,2,1\n2,8,0\n");
        return folder;
    }

    private static string Table(string header, string[] rows) =>
        header + "\n" + string.Concat(rows.Select((row, i) => $"{i},{row}\n"));
}
