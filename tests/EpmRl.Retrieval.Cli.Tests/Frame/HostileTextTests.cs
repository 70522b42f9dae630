using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Cli.Commands;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Cli.Tests.Frame;

/// <summary>Text that tries to command the terminal, in everything that a command prints.</summary>
public sealed partial class HostileTextTests : IDisposable
{
    private const string Word = "owned"; // shows that the text was printed at all

    // Blinking, a title for the window, and a clipboard; C1's own introducer, DEL, a step back, override and isolate of direction,
    // separators.
    private const string Hostile =
        "x\u001b[5m\u001b]0;" + Word + "\u0007\u001b]52;c;AAAA\u001b\\\u009b2J\u0085\u007f\b\r\u202eabc\u2066\u2069\u2028\u2029 [red]y[/]";

    private readonly ScratchFolder scratch = new();
    private readonly string shop;

    public HostileTextTests()
    {
        shop = scratch["shop"];
        string quoted = JsonSerializer.Serialize(Hostile); // YAML reads JSON's escapes
        scratch.Write("shop/taxonomy.yaml", $"format: 1\nname: {quoted}\n");
        scratch.Write("shop/categories.yaml",
            $"categories:\n  shoes: {{name: {quoted}, description: {quoted}, attributes: [color]}}\n  boots: {{name: Boots, parent: "
                + $"shoes}}\n");
        scratch.Write("shop/attributes/color.yaml",
            $"name: {quoted}\ndescription: {quoted}\nmax_values: many\nrole_words: [{quoted}]\nvalues:\n  black: {{label: {quoted}, "
                + $"aliases: [{JsonSerializer.Serialize("alias " + Hostile)}], description: {quoted}}}\n  grey: Grey\n  blue: Blue\n");
    }

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_command_lets_text_of_its_command_line_reach_the_terminal_raw(bool terminal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file names.");
        string path = scratch["a\n" + Hostile.Replace('/', '|')];
        int commands = 0, shown = 0;
        foreach ((string name, Command command) in Leaves(CommandTree.Create(), ""))
        {
            string[] words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            await ShowsAsync(terminal, [.. words, Hostile, "--" + Hostile]);
            string[] needed =
            [
                .. command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(_ => path),
                .. command.Options.Where(option => option.Required).SelectMany(option => new[] { option.Name, path }),
            ];
            if (needed.Length > 0)
            {
                CliResult result = await CleanAsync(terminal, [.. words, .. needed]);
                shown += result.Error.Contains(Word, StringComparison.Ordinal) ? 1 : 0;
            }

            commands++;
        }

        Assert.True(commands > 30 && shown > 20, $"{shown} of {commands} commands");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Environment_variables_and_bad_files_do_not_reach_the_terminal_raw(bool terminal)
    {
        var environment = new Dictionary<string,
        string> { ["EPMRL_DEVICE"] = Hostile, ["EPMRL_INDEX"] = Hostile, ["QDRANT_URL"] = Hostile, ["EPMRL_TRACE"] = "1" };
        await ShowsAsync(terminal, environment, "", ["tag"]);
        environment.Remove("EPMRL_DEVICE");
        await ShowsAsync(terminal, environment, "", ["tag"]);
        await ShowsAsync(terminal, environment, "", ["index", "status"]);

        string quoted = JsonSerializer.Serialize(Hostile);
        scratch.Write("key/taxonomy.yaml", $"format: 1\nname: shop\n{quoted}: 1\n");
        scratch.Write("id/taxonomy.yaml", "format: 1\nname: shop\n");
        scratch.Write("id/categories.yaml", $"categories:\n  {quoted}: {{name: A, parent: {quoted}, attributes: [{quoted}]}}\n");
        scratch.Write("raw/taxonomy.yaml", $"format: 1\nname: {Hostile}\n{Hostile}: [\n");
        scratch.Write("edits.jsonl", $$"""{"edit":{{quoted}},"type":{{quoted}}}""" + "\n" + Hostile + "\n");
        scratch.Write("tags.jsonl", $$"""{"taxonomy_version":{{quoted}},"listing_id":{{quoted}}}""" + "\n");
        await ShowsAsync(terminal, ["taxonomy", "validate", scratch["key"]]);
        await ShowsAsync(terminal, ["taxonomy", "validate", scratch["id"]]);
        await CleanAsync(terminal, ["taxonomy", "validate", scratch["raw"]]);
        await ShowsAsync(terminal, ["taxonomy", "edit", shop, "--batch", scratch["edits.jsonl"]]);
        await ShowsAsync(terminal, ["taxonomy", "import", "--format", "jsonl", scratch["edits.jsonl"], "--out", scratch["imported"]]);
        await ShowsAsync(terminal, ["taxonomy", "migrate", "--tags", scratch["tags.jsonl"], "--from", shop, "--to", shop]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_view_of_a_taxonomy_an_index_or_a_listing_lets_their_text_reach_the_terminal_raw(bool terminal)
    {
        string index = scratch["index"];
        string[] encoder = ["--model", SampleIndex.Model, "--precision", "int8"];
        string quoted = JsonSerializer.Serialize(Hostile);
        string listings = scratch.Write("listings.jsonl",
            $$"""{"id":{{quoted}},"title":{{JsonSerializer.Serialize("Grey " + Hostile)}},"description":{{quoted}},"category":"shoes","more":{{quoted}}}""" + "\n" + $$"""{"id":{{quoted}}}""" + "\n");
        await ShowsAsync(terminal, ["taxonomy", "show", shop]);
        await ShowsAsync(terminal, ["taxonomy", "show", shop, "--category", "shoes"]);
        await ShowsAsync(terminal, ["taxonomy", "show", shop, "--attribute", "color"]);
        await ShowsAsync(terminal, ["taxonomy", "show", shop, "--json"]);
        await CleanAsync(terminal, ["taxonomy", "publish", shop, "--who", Hostile, "--why", Hostile, "--json"]);
        await ShowsAsync(
            terminal, ["taxonomy", "edit", shop, "rename-value", "color/grey", "Grey " + Hostile, "--who", Hostile, "--why", Hostile]);
        await ShowsAsync(terminal, ["taxonomy", "diff", shop + "@published", shop + "@draft"]);
        await ShowsAsync(terminal, ["taxonomy", "diff", shop + "@published", shop + "@draft", "--json"]);
        await ShowsAsync(terminal, ["taxonomy", "history", shop]);
        await ShowsAsync(terminal, ["taxonomy", "history", shop, "--json"]);
        await CleanAsync(terminal, ["taxonomy", "status", shop]);
        await CleanAsync(terminal, ["taxonomy", "publish", shop]);
        await CleanAsync(terminal, ["taxonomy", "validate", shop]);
        await ShowsAsync(terminal, ["index", "build", "--taxonomy", shop, "--index", index, .. encoder]);
        await ShowsAsync(terminal, ["index", "list", "--index", index]);
        await CleanAsync(terminal, ["index", "status", "--index", index]);
        await ShowsAsync(terminal, ["search", "alias x", "--index", index, "--facets", .. encoder]);
        await ShowsAsync(terminal, ["search", "alias x", "--index", index, "--explain", "--facets", .. encoder]);
        await ShowsAsync(terminal, ["search", "alias x", "--index", index, "--json", .. encoder]);
        await ShowsAsync(terminal, ["search", Hostile, "--index", index, "--json", .. encoder]);
        await ShowsAsync(terminal, ["tag", "--index", index, "--input", listings, "--view", "table", .. encoder]);
        await ShowsAsync(terminal, ["doctor", "--index", index, "--taxonomy", shop, .. encoder]);
        await ShowsAsync(
            terminal, ["doctor", "--index", Path.Combine(index, Hostile.Replace('/', '|')), "--taxonomy", shop, "--json", .. encoder]);
        string map = scratch[$"map{Hostile.Replace('/', '|')}.yaml"];
        await ShowsAsync(terminal, ["taxonomy", "map", "suggest", "--from", shop, "--to", shop, "--out", map, .. encoder]);

        // Data for programs, which a person may have sent to the screen.
        await ShowsAsync(terminal, ["tag", "--index", index, "--input", listings, "--view", "jsonl", .. encoder], data: true);
        await ShowsAsync(terminal, ["taxonomy", "export", shop, "--format", "jsonl"], data: true);
        CliResult vectors = await RunAsync(
            terminal, new Dictionary<string, string>(), $$"""{"id":{{quoted}},"text":"x"}""", ["embed", .. encoder]);
        AssertClean(vectors, terminal, data: true);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(500)]
    public async Task What_a_server_answers_does_not_reach_the_terminal_raw(int status)
    {
        await using FaultProxy server = await FaultProxy.StartAsync(new Uri("http://127.0.0.1:9/"), isGrpc: true);
        server.Script = _ => Fault.Error(status, Hostile);
        string[] qdrant =
        [
            "--qdrant", server.Address.ToString(), "--qdrant-grpc-port",
            server.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--qdrant-timeout", "1",
        ];

        await ShowsAsync(terminal: true, ["search", "red", "--index", scratch["index"], .. qdrant, "--model", SampleIndex.Model]);
        await ShowsAsync(terminal: true, ["doctor", "--index", scratch["index"], .. qdrant, "--model", SampleIndex.Model]);
    }

    [Fact]
    public void Text_is_made_visible_however_it_is_cut()
    {
        foreach ((string text, string visible) in new[]
        {
            ("plain é 😀 שלום\u200f\ttab\n", "plain é 😀 שלום\u200f\ttab\n"),
            ("\u001b[31m", "\\u001b[31m"),
            ("a\rb\u0085\u009b", "a\\u000db\\u0085\\u009b"),
            ("\u202e\u2066\u2028", "\\u202e\\u2066\\u2028"),
            ("\ud800x\udc00\ud83d\ude00\ud83d", "\\ud800x\\udc00😀\\ud83d"),
        })
        {
            using var whole = new StringWriter();
            using var cut = new StringWriter();
            using var wholeWriter = new VisibleWriter(whole);
            using var cutWriter = new VisibleWriter(cut);
            wholeWriter.Write(text + "|");
            foreach (char one in text + "|")
            {
                cutWriter.Write(one);
            }

            Assert.Equal(visible + "|", whole.ToString());
            Assert.Equal(visible + "|", cut.ToString());
            Assert.Equal(visible, VisibleText.Of(text));
        }
    }

    private Task<CliResult> ShowsAsync(bool terminal, string[] args, bool data = false) =>
        ShowsAsync(terminal, new Dictionary<string, string>(), "", args, data);

    private static async Task<CliResult> ShowsAsync(
        bool terminal, IReadOnlyDictionary<string, string> environment, string input, string[] args, bool data = false)
    {
        CliResult result = await RunAsync(terminal, environment, input, args);
        AssertClean(result, terminal, data);
        Assert.True((result.Output + result.Error).Contains(Word, StringComparison.Ordinal), $"Nothing hostile was shown by: "
            + $"{string.Join(' ', args)}\n{result.ExitCode}\n{result.Output}\n{result.Error}");
        return result;
    }

    private static async Task<CliResult> CleanAsync(bool terminal, string[] args)
    {
        CliResult result = await RunAsync(terminal, new Dictionary<string, string>(), "", args);
        AssertClean(result, terminal, data: false);
        return result;
    }

    // Redirected data keeps marks of direction, which are part of a text, and nothing else; a screen gets none.
    private static void AssertClean(CliResult result, bool terminal, bool data)
    {
        foreach ((string text, bool isData) in new[] { (result.Output, data), (result.Error, false) })
        {
            string left = terminal ? OwnCodes().Replace(text, "") : text;
            foreach (char c in left)
            {
                bool raw = (char.IsControl(c) && c is not ('\n' or '\t'))
                    || (!(isData && !terminal)
                        && c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029');
                Assert.False(
                    raw, string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4} is raw in: {JsonSerializer.Serialize(left)}"));
            }
        }
    }

    private static async Task<CliResult> RunAsync(
        bool isTerminal, IReadOnlyDictionary<string, string> environment, string input, string[] args)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var terminal = new Terminal(
            () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input)), output, error, isTerminal, isTerminal, Look);
        int code = await CommandLine.RunAsync(args, terminal, Look);
        terminal.Out.Flush();
        return new CliResult(
            code, System.Text.Encoding.UTF8.GetString(output.ToArray()), System.Text.Encoding.UTF8.GetString(error.ToArray()));

        string? Look(string name) => name == "COLUMNS" ? "1000" : environment.GetValueOrDefault(name); // so that no column breaks a word
    }

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(sub => Leaves(sub, $"{path} {sub.Name}"));

    // The program's: colours and styles but not blinking, the cursor hidden and shown, moved up, lines cleared.
    [GeneratedRegex(@"\u001b\[(?:(?!5m)[0-9;]*m|\?25[lh]|[0-9]*A|[0-9]*[KJ])|\r")]
    private static partial Regex OwnCodes();
}
