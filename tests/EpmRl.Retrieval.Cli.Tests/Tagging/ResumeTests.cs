using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Tagging;

[Collection(nameof(SampleIndex))]
public sealed class ResumeTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task A_run_that_is_killed_and_resumed_leaves_the_same_file_as_one_that_is_not()
    {
        string input = ManyListings(4);
        byte[] whole = await WholeAsync(input);
        string output = folder["killed.jsonl"];
        for (int kill = 1; kill <= 3; kill++)
        {
            // The process gets a part of the input on a pipe that stays open, so that it cannot finish before it is killed.
            using EpmrlProcess process = EpmrlProcess.Start(folder.Path, Args("-", output, "--resume"));
            await process.WriteAsync(string.Join('\n', File.ReadLines(input).Take(80 * kill)) + "\n");
            await UntilAsync(process, output, whole.Length * kill / 8);
            process.Kill();
            await process.WaitAsync();

            // A kill in the middle of a write leaves a part of a line.
            using FileStream file = File.Open(output, FileMode.Append);
            file.Write(whole.AsSpan((int)file.Length, 100 * kill));
        }

        CliResult last = await Cli.RunAsync(Args(input, output, "--resume"));

        Assert.True(last.ExitCode == 3, last.Error);
        Assert.Contains("were done already", last.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(output));
        Assert.Equal(File.ReadAllBytes(folder["whole.jsonl.errors.jsonl"]), File.ReadAllBytes(output + ".errors.jsonl"));
    }

    [Fact]
    public async Task An_interrupt_stops_after_complete_lines_and_says_how_to_continue()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs POSIX signals.");
        string input = ManyListings(2);
        byte[] whole = await WholeAsync(input);
        string output = folder["interrupted.jsonl"];
        using EpmrlProcess process = EpmrlProcess.Start(folder.Path, Args("-", output));
        await process.WriteAsync(string.Join('\n', File.ReadLines(input).Take(100)) + "\n");
        await UntilAsync(process, output, whole.Length / 8);

        process.Interrupt();
        CliResult result = await process.WaitAsync();

        Assert.True(result.ExitCode == 130, result.Error);
        Assert.Contains("--resume", result.Error, StringComparison.Ordinal);
        byte[] part = File.ReadAllBytes(output);
        Assert.True(part.Length < whole.Length);
        Assert.Equal((byte)'\n', part[^1]);
        Assert.Equal(whole[..part.Length], part);
        Assert.Equal(3, (await Cli.RunAsync(Args(input, output, "--resume"))).ExitCode);
        Assert.Equal(whole, File.ReadAllBytes(output));
    }

    [Fact]
    public async Task Resuming_what_is_done_changes_nothing()
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);

        CliResult again = await Cli.RunAsync(Args(input, folder["whole.jsonl"], "--resume"));

        Assert.Equal(3, again.ExitCode);
        Assert.Equal(whole, File.ReadAllBytes(folder["whole.jsonl"]));
    }

    [Fact]
    public async Task An_output_of_other_listings_is_refused_and_left_as_it_is()
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);
        string other = folder.Write("other.jsonl", """{"id":"x","title":"Norvik laptop"}""");

        CliResult otherInput = await Cli.RunAsync(Args(other, folder["whole.jsonl"], "--resume"));
        CliResult shorter = await Cli.RunAsync(Args(input, folder["whole.jsonl"], "--resume", "--limit", "16"));

        Assert.Equal(2, otherInput.ExitCode);
        Assert.Contains("the input has 'x' there", otherInput.Error, StringComparison.Ordinal);
        Assert.Equal(2, shorter.ExitCode);
        Assert.Contains("holds more than the 16 listings", shorter.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(folder["whole.jsonl"]));
    }

    [Fact]
    public async Task An_output_of_another_model_is_refused_as_a_mismatch()
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);
        string space = SpaceOf(folder["whole.jsonl"]);
        File.WriteAllText(
            folder["whole.jsonl"], File.ReadAllText(folder["whole.jsonl"]).Replace(space, "0123456789abcdef", StringComparison.Ordinal));

        CliResult result = await Cli.RunAsync(Args(input, folder["whole.jsonl"], "--resume"));

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("0123456789abcdef", result.Error, StringComparison.Ordinal);
        Assert.Equal(whole.Length, new FileInfo(folder["whole.jsonl"]).Length);
    }

    [Fact]
    public async Task An_output_of_other_settings_is_refused_and_left_as_it_is()
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);
        string output = folder["whole.jsonl"];
        string calibration = folder.Write(
            "calibration.json", $$$"""{"format":2,"space":"{{{SpaceOf(output)}}}","kinds":{},"attributes":{}}""");

        CliResult channels = await Cli.RunAsync(Args(input, output, "--resume", "--channels", "mentions"));
        CliResult calibrated = await Cli.RunAsync(Args(input, output, "--resume", "--calibration", calibration));
        File.Delete(output + ".settings.json");
        CliResult unknown = await Cli.RunAsync(Args(input, output, "--resume"));

        Assert.Equal((2, 2, 2), (channels.ExitCode, calibrated.ExitCode, unknown.ExitCode));
        Assert.Contains("""now the settings are {"channels":"mentions","calibration":"none"}""", channels.Error, StringComparison.Ordinal);
        Assert.Contains("Use the same --model, --channels, --calibration", calibrated.Error, StringComparison.Ordinal);
        Assert.Contains(".settings.json", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(output));
    }

    [Theory]
    [InlineData("changed byte")]
    [InlineData("deleted line")]
    [InlineData("added line")]
    [InlineData("swapped lines")]
    [InlineData("carriage returns")]
    public async Task Lines_that_were_changed_since_they_were_written_are_refused_with_their_place(string edit)
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);
        string output = folder["whole.jsonl"];
        List<string> lines = [.. File.ReadLines(output)];
        switch (edit)
        {
            case "changed byte": lines[19] = lines[19].Replace("\"score\":0", "\"score\":1", StringComparison.Ordinal); break;
            case "deleted line": lines.RemoveAt(19); break;
            case "added line": lines.Insert(19, lines[18]); break;
            case "swapped lines": (lines[18], lines[19]) = (lines[19], lines[18]); break;
            default: lines[19] += "\r"; break;
        }

        string changed = string.Join('\n', lines) + "\n";
        File.WriteAllText(output, changed);
        CliResult refused = await Cli.RunAsync(Args(input, output, "--resume"));
        string left = File.ReadAllText(output);
        File.WriteAllLines(output, lines.Take(16)); // as the message says
        CliResult again = await Cli.RunAsync(Args(input, output, "--resume"));

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("was changed after it was written: lines 17 to 32", refused.Error, StringComparison.Ordinal);
        Assert.Equal(changed, left);
        Assert.Equal(3, again.ExitCode);
        Assert.Contains("16 listings were done already", again.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(output));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40_000)]
    [InlineData(-1)]
    public async Task A_tail_that_was_cut_off_is_written_again(int length)
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);
        using (FileStream file = File.OpenWrite(folder["whole.jsonl"]))
        {
            file.SetLength(length < 0 ? whole.Length + length : length);
        }

        CliResult result = await Cli.RunAsync(Args(input, folder["whole.jsonl"], "--resume"));

        Assert.True(result.ExitCode == 3, result.Error);
        Assert.Equal(whole, File.ReadAllBytes(folder["whole.jsonl"]));
    }

    [Fact]
    public async Task An_input_that_was_changed_before_the_place_of_resumption_is_refused()
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);
        string[] rows = File.ReadAllLines(input);

        CliResult title = await ResumeAsync(
            rows.Select((row, i) => i == 20 ? row.Replace("\"title\": \"0 ", "\"title\": \"new ", StringComparison.Ordinal) : row));
        CliResult removed = await ResumeAsync(rows.Where((_, i) => i != 20));
        CliResult mapped = await Cli.RunAsync(
            Args(folder.Write("same.jsonl", string.Join('\n', rows)), folder["whole.jsonl"], "--resume", "--map", "description=nothing"));

        Assert.Equal((2, 2, 2), (title.ExitCode, removed.ExitCode, mapped.ExitCode));
        Assert.Contains("The input was changed since", title.Error, StringComparison.Ordinal);
        Assert.Contains("lines 17 to 32 are of listings with the same ids and other content", title.Error, StringComparison.Ordinal);
        Assert.Contains("whole.jsonl:21 is of the listing", removed.Error, StringComparison.Ordinal);
        Assert.Contains("The input was changed since", mapped.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(folder["whole.jsonl"]));

        Task<CliResult> ResumeAsync(IEnumerable<string> changed) =>
            Cli.RunAsync(Args(folder.Write("changed.jsonl", string.Join('\n', changed)), folder["whole.jsonl"], "--resume"));
    }

    [Fact]
    public async Task An_input_that_has_grown_is_resumed_where_it_ended()
    {
        string input = ManyListings(2);
        byte[] whole = await WholeAsync(input);
        string[] rows = File.ReadAllLines(input);
        string output = folder["growing.jsonl"];
        await Cli.RunAsync(Args(folder.Write("growing-input.jsonl", string.Join('\n', rows.Take(100))), output));

        CliResult grown = await Cli.RunAsync(Args(input, output, "--resume"));

        Assert.Equal(3, grown.ExitCode);
        Assert.Contains("96 listings were done already", grown.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(output));
    }

    [Fact]
    public async Task An_output_is_refused_when_its_record_is_missing_damaged_or_of_another_batch_size()
    {
        string input = ManyListings(1);
        byte[] whole = await WholeAsync(input);
        string output = folder["whole.jsonl"], record = output + ".progress.jsonl";
        string recorded = File.ReadAllText(record);

        CliResult batch = await Cli.RunAsync(Args(input, output, "--resume", "--batch", "8"));
        File.WriteAllText(record, "{}\n" + recorded);
        CliResult damaged = await Cli.RunAsync(Args(input, output, "--resume"));
        File.Delete(record);
        CliResult missing = await Cli.RunAsync(Args(input, output, "--resume"));

        Assert.Equal((2, 2, 2), (batch.ExitCode, damaged.ExitCode, missing.ExitCode));
        Assert.Contains("a batch of 16 listings, now the batch has 8", batch.Error, StringComparison.Ordinal);
        Assert.Contains("whole.jsonl.progress.jsonl:1: not a record of a batch", damaged.Error, StringComparison.Ordinal);
        Assert.Contains("There is no " + record, missing.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(output));
    }

    [Fact]
    public async Task A_line_that_is_changed_between_a_kill_and_its_resumption_is_refused()
    {
        string input = ManyListings(2);
        byte[] whole = await WholeAsync(input);
        string output = folder["killed.jsonl"];
        using (EpmrlProcess process = EpmrlProcess.Start(folder.Path, Args("-", output)))
        {
            await process.WriteAsync(string.Join('\n', File.ReadLines(input).Take(100)) + "\n");
            await UntilAsync(process, output, whole.Length / 4);
            process.Kill();
            await process.WaitAsync();
        }

        byte[] written = File.ReadAllBytes(output);
        byte[] changed = [.. written];
        changed[written.AsSpan().IndexOf("\"probability\":0."u8) + 16]++;
        File.WriteAllBytes(output, changed);
        CliResult refused = await Cli.RunAsync(Args(input, output, "--resume"));
        File.WriteAllBytes(output, written);
        CliResult resumed = await Cli.RunAsync(Args(input, output, "--resume"));

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("was changed after it was written: lines 1 to 16", refused.Error, StringComparison.Ordinal);
        Assert.Equal(3, resumed.ExitCode);
        Assert.Equal(whole, File.ReadAllBytes(output));
    }

    public void Dispose() => folder.Dispose();

    private string[] Args(string input, string output, params string[] more) =>
        [
            "tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", input, "--output", output,
            .. more.Contains("--batch") ? [] : new[] { "--batch", "16" }, .. more,
        ];

    // The sample several times over, with a bad row after each.
    private string ManyListings(int times)
    {
        string sample = File.ReadAllText(SampleIndex.Listings).TrimEnd('\n');
        return folder.Write("many.jsonl", string.Concat(Enumerable.Range(0, times).Select(i =>
            sample.Replace("{\"id\": \"", $"{{\"id\": \"{i}-", StringComparison.Ordinal)
                .Replace("\"title\": \"", $"\"title\": \"{i} ", StringComparison.Ordinal) + "\n{\"id\":1}\n")));
    }

    private async Task<byte[]> WholeAsync(string input)
    {
        CliResult result = await Cli.RunAsync(Args(input, folder["whole.jsonl"]));
        Assert.True(result.ExitCode == 3, result.Error);
        return File.ReadAllBytes(folder["whole.jsonl"]);
    }

    private static string SpaceOf(string output)
    {
        string text = File.ReadAllText(output);
        return text[(text.IndexOf("\"space\":\"", StringComparison.Ordinal) + 9)..].Split('"')[0];
    }

    private static async Task UntilAsync(EpmrlProcess process, string output, long bytes)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!process.HasExited && (!File.Exists(output) || new FileInfo(output).Length < bytes))
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
