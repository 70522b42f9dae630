using System.Diagnostics;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Files;

/// <summary>A command cannot write a file that it reads, under any name.</summary>
[Collection(nameof(SampleIndex))]
public sealed class InputIsOutputTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string> Cases
    {
        get
        {
            string[] links = ["the same path", "another spelling", "a chain of links", "a linked folder"];
            string[] uses =
            [
                "tag --output", "tag settings", "tag --errors", "tag --output and --errors", "tag --calibration", "tag --model",
                "tag --index", "embed --output", "embed --errors",
                "export --out", "compose --out", "suggest --out", "accept --taxonomy", "migrate --out", "migrate --again",
                "migrate --out and --again", "tags --input", "tags --listings",
                "thresholds --out", "thresholds --model", "evaluate --report", "evaluate --calibration-out",
                "evaluate --report and --calibration-out", "import --schema",
            ];
            var cases = new TheoryData<string, string>();
            foreach ((string use, int i) in uses.Select((use, i) => (use, i)))
            {
                cases.Add(use, "a symbolic link");
                cases.Add(use, "a hard link");
                cases.Add(use, links[i % links.Length]);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_command_line_that_writes_what_it_reads_is_refused_and_changes_nothing(string use, string link)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        (string victim, Func<string, string[]> line, string[] options) = Of(use);
        string other =
            Link(victim, link, use == "tag settings" ? ".settings.json" : use.StartsWith("tags ", StringComparison.Ordinal) ? ".csv" : "");
        Dictionary<string, string> before = Contents();

        CliResult refused = await Cli.RunAsync(line(use == "tag settings" ? other[..^".settings.json".Length] : other));

        Assert.True(refused.ExitCode == 2, $"{refused.ExitCode}: {refused.Error}");
        Assert.All(options, option => Assert.Contains(option, refused.Error, StringComparison.Ordinal));
        Assert.Equal(before, Contents());
    }

    [Fact]
    public async Task An_index_cannot_be_built_in_the_taxonomy_that_it_is_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        string taxonomy = WritingCommand.WriteLamps(folder, "t");
        Directory.CreateSymbolicLink(folder["link"], taxonomy);
        Dictionary<string, string> before = Contents();

        CliResult refused =
            await Cli.RunAsync("index", "build", "--taxonomy", taxonomy, "--index", folder["link"], "--model", SampleIndex.Model);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("are the same folder", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public async Task An_output_that_is_kept_next_to_an_index_can_be_written_again()
    {
        string copy = Copy(index.Path, "x");
        string inner = Directory.CreateDirectory(Path.Combine(copy, "out")).FullName;
        foreach (string output in (string[])[Path.Combine(copy, "tags.jsonl"), Path.Combine(inner, "tags.jsonl")])
        {
            string[] tag =
                ["tag", "--index", copy, "--model", SampleIndex.Model, "--input", SampleIndex.Listings, "--limit", "2", "--output", output];
            Assert.Equal(0, (await Cli.RunAsync(tag)).ExitCode);
            Assert.Equal(0, (await Cli.RunAsync([.. tag, "--resume"])).ExitCode);
        }
    }

    [Fact]
    public async Task Stdin_and_stdout_of_one_file_are_refused_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Standard streams are identified on Linux.");
        string feed = folder.Write("feed.jsonl", File.ReadAllText(SampleIndex.Listings));
        var start = new ProcessStartInfo("sh") { RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec dotnet exec \"$0\" tag --index \"$1\" --model \"$2\" < \"$3\" >> \"$3\"");
        foreach (string argument in new[] { Path.Combine(AppContext.BaseDirectory, "epmrl.dll"), index.Path, SampleIndex.Model, feed })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 2, error);
        Assert.Contains("--output '/dev/stdout' and --input '/dev/stdin' are the same file", error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(SampleIndex.Listings), File.ReadAllText(feed));
    }

    [Fact]
    public async Task Outputs_may_be_one_device()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs /dev/null.");
        CliResult tagged = await Cli.RunAsync(
            "tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", SampleIndex.Listings, "--limit", "3", "--output",
            "/dev/null", "--errors", "/dev/null");

        Assert.True(tagged.ExitCode == 0, tagged.Error);
        Assert.False(File.Exists("/dev/null.settings.json"));
        Assert.True(File.Exists("/dev/null"));
    }

    [Fact]
    public async Task A_pipe_takes_an_export_and_stays_a_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs mkfifo.");
        string taxonomy = WritingCommand.WriteLamps(folder, "t"), pipe = folder["pipe"];
        Process.Start("mkfifo", pipe).WaitForExit();
        Task<string> read = Task.Run(() => File.ReadAllText(pipe));

        CliResult exported = await Cli.RunAsync("taxonomy", "export", taxonomy, "--format", "csv", "--out", pipe);

        Assert.True(exported.ExitCode == 0, exported.Error);
        Assert.Contains("Northern Lights Works", await read, StringComparison.Ordinal);
        Assert.Equal(
            ["pipe", "t"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_output_that_is_a_symbolic_link_stays_one_and_what_it_leads_to_is_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        string taxonomy = WritingCommand.WriteLamps(folder, "t");
        Directory.CreateDirectory(folder["store"]);
        string real = folder.Write("store/real.csv", "old"), link = File.CreateSymbolicLink(folder["link.csv"], real).FullName;

        CliResult exported = await Cli.RunAsync("taxonomy", "export", taxonomy, "--format", "csv", "--out", link);

        Assert.True(exported.ExitCode == 0, exported.Error);
        Assert.Equal(real, new FileInfo(link).LinkTarget);
        Assert.Contains("Northern Lights Works", File.ReadAllText(real), StringComparison.Ordinal);
    }

    // The file that is read, the command line with the path to write, and what the message names.
    private (string Victim, Func<string, string[]> Line, string[] Options) Of(string use)
    {
        string feed = folder.Write("feed.jsonl", File.ReadAllText(SampleIndex.Listings)), taxonomy = WritingCommand.WriteLamps(folder, "t");
        string labels = WritingCommand.WriteLampLabels(folder);
        string[] tag = ["tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", feed];
        string[] evaluate =
        [
            "evaluate", "identification", "--data", folder.Path, "--split", "lamp-labels.jsonl", "--channels", "mentions",
            "--list", "all",
        ];
        switch (use)
        {
            case "tag --output": return (feed, path => [.. tag, "--output", path], ["--input", "--output"]);
            case "tag settings": return (feed, path => [.. tag, "--output", path], ["--input", "--output"]);
            case "tag --errors": return (feed, path => [.. tag, "--output", folder["o"], "--errors", path], ["--input", "--errors"]);
            case "tag --output and --errors":
                return (folder.Write("o", ""), path => [.. tag, "--output", folder["o"], "--errors", path], ["--output", "--errors"]);
            case "tag --calibration":
                string calibration = folder.Write("c.json", """{"format":2,"space":"x","kinds":{},"attributes":{}}""");
                return (calibration, path => [.. tag, "--calibration", calibration, "--output", path], ["--output", "--calibration"]);
            case "tag --model":
                string model = Copy(SampleIndex.Model, "m");
                return (
                    Path.Combine(model, "encoder.json"),
                    path => ["tag", "--index", index.Path, "--model", model, "--input", feed, "--output", path],
                    ["--output", "--model"]);
            case "tag --index":
                string copy = Copy(index.Path, "x");
                return (
                    Path.Combine(copy, "current"),
                    path => ["tag", "--index", copy, "--model", SampleIndex.Model, "--input", feed, "--output", path],
                    ["--output", "--index"]);
            case "embed --output":
                return (feed, path => ["embed", "--model", SampleIndex.Model, "--input", feed, "--output", path], ["--input", "--output"]);
            case "embed --errors":
                return (
                    feed, path => ["embed", "--model", SampleIndex.Model, "--input", feed, "--output", folder["o"], "--errors", path],
                    ["--input", "--errors"]);
            case "export --out":
                return (
                    Path.Combine(taxonomy, "attributes", "maker.yaml"),
                    path => ["taxonomy", "export", taxonomy, "--format", "csv", "--out", path], ["--out", "the taxonomy"]);
            case "compose --out":
                return (
                    Path.Combine(taxonomy, "categories.yaml"), path => ["taxonomy", "compose-listings", taxonomy, "--out", path],
                    ["--out", "the taxonomy"]);
            case "suggest --out":
                return (
                    labels, path => ["taxonomy", "suggest-aliases", "--data", labels, "--taxonomy", taxonomy, "--out", path],
                    ["--data", "--out"]);
            case "accept --taxonomy":
                string suggestions = folder.Write("s.yaml", "format: 1\ntaxonomy: lamps\nattributes: []\n");
                return (
                    suggestions, path => ["taxonomy", "accept-aliases", suggestions, "--taxonomy", path],
                    ["--taxonomy", "the suggestions"]);
            case "tags --input" or "tags --listings":
                string csv = folder.Write("feed.csv", "id,title\n1,lamp\n");
                (string tags, string listings) = use == "tags --input" ? (csv, feed) : (feed, csv);
                return (csv, path => ["tags", "export", "--input", tags, "--listings", listings, "--output", path],
                    [use.Split(' ')[1], "--output"]);
            case "migrate --out":
                return (feed, path => ["taxonomy", "migrate", "--tags", feed, "--to", taxonomy, "--out", path], ["--tags", "--out"]);
            case "migrate --again":
                return (
                    feed, path => ["taxonomy", "migrate", "--tags", feed, "--to", taxonomy, "--out", folder["o"], "--again", path],
                    ["--tags", "--again"]);
            case "migrate --out and --again":
                return (
                    folder.Write("o", ""),
                    path => ["taxonomy", "migrate", "--tags", feed, "--to", taxonomy, "--out", folder["o"], "--again", path],
                    ["--out", "--again"]);
            case "thresholds --out":
                return (
                    labels,
                    path => ["thresholds", "fit", "--model", SampleIndex.Model, "--data", labels, "--index", index.Path, "--out", path],
                    ["--data", "--out"]);
            case "thresholds --model":
                string trained = Copy(SampleIndex.Model, "m");
                return (
                    Path.Combine(trained, "encoder.json"),
                    path => ["thresholds", "fit", "--model", trained, "--data", labels, "--index", index.Path, "--out", path],
                    ["--model", "--out"]);
            case "evaluate --report":
                return (labels, path => [.. evaluate, "--report", path], ["--data", "--report"]);
            case "evaluate --calibration-out":
                return (labels, path => [.. evaluate, "--folds", "2", "--calibration-out", path], ["--data", "--calibration-out"]);
            case "evaluate --report and --calibration-out":
                return (
                    folder.Write("o", ""), path => [.. evaluate, "--folds", "2", "--report", folder["o"], "--calibration-out", path],
                    ["--report", "--calibration-out"]);
            default:
                string schema = Path.Combine(taxonomy, "attributes", "maker.yaml");
                string values = folder.Write("values.json", """{"Toys": {"Brand": ["Acme"]}}""");
                return (
                    schema,
                    path => ["taxonomy", "import", "--format", "values-json", values, "--schema", path, "--out", taxonomy, "--force"],
                    ["--schema", "--out"]);
        }
    }

    private string Link(string file, string kind, string suffix)
    {
        string link = folder["links/other" + suffix];
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        switch (kind)
        {
            case "the same path" or "another spelling" when suffix.Length == 0:
                return kind == "the same path"
                    ? file
                    : Path.Combine(
                        Path.GetDirectoryName(file)!, "..", Path.GetFileName(Path.GetDirectoryName(file)!), ".", Path.GetFileName(file));
            case "a hard link":
                Process.Start("ln", [file, link]).WaitForExit();
                return link;
            case "a chain of links":
                File.CreateSymbolicLink(folder["links/first"], Path.GetRelativePath(folder["links"], file));
                File.CreateSymbolicLink(link, "first");
                return link;
            case "a linked folder" when suffix.Length == 0:
                Directory.CreateSymbolicLink(folder["links/folder"], Path.GetDirectoryName(file)!);
                return folder[$"links/folder/{Path.GetFileName(file)}"];
            default:
                File.CreateSymbolicLink(link, file);
                return link;
        }
    }

    private string Copy(string from, string name)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(folder[name], Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return folder[name];
    }

    private Dictionary<string, string> Contents()
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, AttributesToSkip = 0 };
        return Directory.EnumerateFiles(folder.Path, "*", all).ToDictionary(
            file => file,
            file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))),
            StringComparer.Ordinal);
    }
}
