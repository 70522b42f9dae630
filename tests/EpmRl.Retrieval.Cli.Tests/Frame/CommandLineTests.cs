using System.CommandLine;
using EpmRl.Retrieval.Cli.Commands;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Frame;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Version_names_the_program()
    {
        CliResult result = await Cli.RunAsync("--version");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^epmrl \d+\.\d+\.\d+\n$", result.Output);
    }

    [Fact]
    public async Task Every_command_has_help_and_its_examples_parse()
    {
        RootCommand root = CommandTree.Create();
        int examples = 0;
        foreach ((string path, Command command) in Leaves(root, ""))
        {
            CliResult result = await Cli.RunAsync([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

            Assert.Equal(0, result.ExitCode);
            Assert.Empty(result.Error);
            Assert.Contains("EPMRL_", result.Output, StringComparison.Ordinal);
            foreach (string example in Assert.IsType<CliCommand>(command).Examples)
            {
                // The part between pipes and redirections that is ours.
                string own = example.Split('|').Single(part => part.TrimStart().StartsWith("epmrl ", StringComparison.Ordinal));
                own = own.Split(" < ")[0].Split(" > ")[0].Trim()["epmrl ".Length..];
                Assert.Empty(root.Parse(own).Errors);
                examples++;
            }
        }

        Assert.True(examples > 10);
    }

    [Theory]
    [InlineData(new[] { "tga" }, "Did you mean 'tag'?")]
    [InlineData(new[] { "tag" }, "'--index'")]
    [InlineData(new[] { "tag", "--index", "x", "--limt", "3" }, "Did you mean '--limit'?")]
    [InlineData(new[] { "tag", "--index", "x", "--limit", "three" }, "three")]
    [InlineData(new[] { "tag", "--index", "x", "--channels", "both" }, "mentions")]
    [InlineData(new[] { "tag", "--index", "x", "--resume" }, "--resume needs --output")]
    [InlineData(new[] { "tag", "--index", "x", "--batch", "0" }, "--batch: expected 1 to 10000, found 0.")]
    [InlineData(new string[0], "epmrl needs a command: ")]
    public async Task A_command_line_that_is_wrong_exits_2_and_names_the_next_step(string[] args, string message)
    {
        CliResult result = await Cli.RunAsync(args);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_comes_from_the_environment_and_what_is_typed_wins()
    {
        var environment = new Dictionary<string, string> { ["EPMRL_INDEX"] = "no-such-index", ["EPMRL_BATCH"] = "0" };

        CliResult fromEnvironment = await Cli.RunAsync(environment, "", "tag");
        CliResult typed = await Cli.RunAsync(environment, "", "tag", "--index", "no-such-either");

        // and EPMRL_BATCH, which is not a variable of the program, is ignored
        Assert.Contains("no-such-index", fromEnvironment.Error, StringComparison.Ordinal);
        Assert.Contains("no-such-either", typed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_does_not_change_what_evaluate_measures()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", """{"input":"Red chair","category":"Chairs","target_scores":{"Color":{"Red":1}}}""");
        var environment = new Dictionary<string, string>
        {
            ["EPMRL_INDEX"] = "no-such-index", ["EPMRL_TAXONOMY"] = "no-such-taxonomy", ["EPMRL_ERRORS"] = "bad.jsonl",
            ["EPMRL_LIMIT"] = "0",
        };

        string[] args = ["evaluate", "identification", "--data", folder.Path, "--channels", "mentions", "--json"];
        CliResult with = await Cli.RunAsync(environment, "", args);
        CliResult without = await Cli.RunAsync(args);

        Assert.True(without.ExitCode == 0, without.Error);
        Assert.Equal(without, with);
    }

    [Fact]
    public async Task Help_names_the_variables_of_a_command()
    {
        CliResult tag = await Cli.RunAsync("tag", "--help");
        CliResult validate = await Cli.RunAsync("taxonomy", "validate", "--help");

        Assert.Contains("EPMRL_INDEX for --index", tag.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("EPMRL_LIMIT", tag.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("EPMRL_INDEX", validate.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_value_from_the_environment_is_named_as_such()
    {
        CliResult result = await Cli.RunAsync(new Dictionary<string, string> { ["EPMRL_DEVICE"] = "many" }, "", "tag", "--index", "x");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("EPMRL_DEVICE", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_from_the_environment_silences_messages_but_not_errors()
    {
        CliResult result =
            await Cli.RunAsync(new Dictionary<string, string> { ["EPMRL_QUIET"] = "1" }, "", "tag", "--index", "no-such-index");

        Assert.NotEqual(0, result.ExitCode);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path)
    {
        foreach (Command child in command.Subcommands)
        {
            string childPath = $"{path} {child.Name}".Trim();
            if (child.Subcommands.Count == 0)
            {
                yield return (childPath, child);
            }

            foreach ((string, Command) leaf in Leaves(child, childPath))
            {
                yield return leaf;
            }
        }
    }
}
