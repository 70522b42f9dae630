using System.Runtime.InteropServices;
using EpmRl.Retrieval.Cli.Tests.Training;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Privacy;

/// <summary>
/// The promise of the README, checked against the system calls: no socket but the runtime's local one, no name looked up, no file
/// outside the folders that a command is given.
/// </summary>
[Trait("Category", "Slow")]
public sealed partial class NothingLeavesTheMachineTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("index")]
    [InlineData("train")]
    public async Task A_command_that_loads_the_encoder_opens_no_network_and_writes_only_to_its_folder(string command)
    {
        using var inputs = new ScratchFolder();
        SmallSample small = SmallSample.Write(inputs);
        string[] args = command switch
        {
            "demo" => ["demo"],
            "index" => ["index", "build", "--taxonomy", small.Taxonomy, "--index", "index", "--model", SampleIndex.Model],
            _ =>
            [
                "train", "--only", "mentions", "--data", small.Labels, "--taxonomy", small.Taxonomy, "--base", SampleIndex.Model,
                "--out", "model",
            ],
        };
        using TracedProcess process = TracedProcess.Start(args);
        Trace trace = await process.EndAsync();

        Assert.True(trace.Result.ExitCode == 0, trace.Result.Error);
        Assert.True(trace.AliveWithRuntime > TimeSpan.Zero, "The trace shows no load of ONNX Runtime, so it proves nothing.");
        Assert.True(trace.Offences.Count == 0, string.Join('\n', trace.Offences));
    }

    // ONNX Runtime's telemetry client uploads after a minute. Needs the sample's index, which the process builds in its own folder first.
    [Fact]
    public async Task A_run_of_more_than_ninety_seconds_opens_no_network_and_writes_only_to_its_folder()
    {
        using var folder = new ScratchFolder();
        SmallSample small = SmallSample.Write(folder);
        CliResult built =
            await Cli.RunAsync("index", "build", "--taxonomy", small.Taxonomy, "--index", folder["index"], "--model", SampleIndex.Model);
        Assert.True(built.ExitCode == 0, built.Error);
        string[] listings = File.ReadLines(small.Listings).Take(2).ToArray();

        using TracedProcess process =
            TracedProcess.Start("tag", "--index", folder["index"], "--model", SampleIndex.Model, "--input", "-", "--output", "tags.jsonl");
        await process.WriteLineAsync(listings[0]);
        await Task.Delay(TimeSpan.FromSeconds(100));
        await process.WriteLineAsync(listings[1]);
        Trace trace = await process.EndAsync();

        Assert.True(trace.Result.ExitCode == 0, trace.Result.Error);
        Assert.True(trace.AliveWithRuntime > TimeSpan.FromSeconds(90), $"It lived only {trace.AliveWithRuntime.TotalSeconds:0} s with ONNX "
            + $"Runtime.");
        Assert.True(trace.Offences.Count == 0, string.Join('\n', trace.Offences));
    }

    [Fact]
    public void The_switch_is_set_in_the_native_environment_whatever_the_user_set()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has one environment.");
        NativeTelemetry.TurnOff();
        Assert.Equal("1", Marshal.PtrToStringUTF8(GetNative(NativeTelemetry.Variable)));
        Assert.Equal("1", Environment.GetEnvironmentVariable(NativeTelemetry.Variable));
    }

    // A library of this product that opened sessions of its own would be a second place to forget the switch in.
    [Fact]
    public void Sessions_of_the_runtime_are_opened_in_one_place()
    {
        IEnumerable<string> places = Directory.EnumerateFiles(TestPaths.InProject("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)
                && File.ReadAllText(file) is string code
                && (code.Contains("new InferenceSession(", StringComparison.Ordinal) || code.Contains("OrtEnv.", StringComparison.Ordinal)))
            .Select(file => Path.GetFileName(file)!)
            .Distinct();
        Assert.Equal(["OnnxSession.cs"], places);
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetNative(string name);
}
