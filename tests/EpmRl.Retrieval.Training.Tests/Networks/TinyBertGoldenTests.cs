using System.Runtime.InteropServices;
using System.Text.Json;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Training.Tests.Networks;

/// <summary>Against torch 2.8.0 (../shared/fixtures/README.md, bert-tiny).</summary>
public sealed class TinyBertGoldenTests
{
    private static readonly ComputeOptions Compute = new() { Threads = 1 };

    [Theory]
    [InlineData("cls", "f32", 2e-6)]
    [InlineData("mean", "f32", 2e-6)]
    [InlineData("cls", "f64", 1e-9)]
    [InlineData("mean", "f64", 1e-9)]
    public void Every_gradient_and_the_loss_equal_the_reference(string pooling, string type, double tolerance)
    {
        using TinyBert bert = Open(pooling, type);
        Parameter[] all = [.. bert.Parameters.All];
        Tensor[] gradients = Gradients.Of(bert.Loss, [.. all.Select(parameter => parameter.Tensor)]);
        (string, Tensor)[] outputs =
            [("loss", bert.Loss), .. all.Zip(gradients, (parameter, gradient) => ("by " + parameter.Name, gradient))];
        using var graph = new CompiledGraph(outputs, Compute.Device, Compute.Threads);
        using IDisposableReadOnlyCollection<OrtValue> values = graph.Run(
            name => bert.Parameters.TryGet(name, out Parameter? parameter) ? parameter.Buffer.Current : bert.Feeds[name],
            new Dictionary<string, OrtValue>());

        double loss = bert.Golden.GetProperty("runs").GetProperty(pooling).GetProperty(type).GetProperty("loss").GetDouble();
        Assert.Equal(loss, Doubles(values[0].GetTensorMutableRawData(), type)[0], tolerance);
        using SafetensorsFile expected = SafetensorsFile.Open(TinyBert.PathOf($"grad-{pooling}-{type}.safetensors"));
        for (int i = 0; i < all.Length; i++)
        {
            AssertClose(expected, all[i].Name, Doubles(values[i + 1].GetTensorMutableRawData(), type), tolerance);
        }
    }

    // The gradient of a key's bias is zero except for rounding, which AdamW scales up to full steps: see the fixtures' README.
    [Theory]
    [InlineData("cls", "f32", "", 2e-6)]
    [InlineData("mean", "f32", "-clip1", 2e-6)]
    [InlineData("mean", "f32", "-clip1-warmup", 2e-6)]
    [InlineData("cls", "f64", "", 1e-9)]
    [InlineData("cls", "f64", "-clip1", 1e-9)]
    [InlineData("cls", "f64", "-clip1-warmup", 1e-9)]
    [InlineData("mean", "f64", "", 1e-9)]
    [InlineData("mean", "f64", "-clip1", 1e-9)]
    [InlineData("mean", "f64", "-clip1-warmup", 1e-9)]
    public void Five_steps_of_AdamW_equal_the_reference(string pooling, string type, string variant, double tolerance)
    {
        using TinyBert bert = Open(pooling, type);
        var options = new AdamWOptions { MaxGradientNorm = variant.Length > 0 ? 1.0 : null };
        var schedule = new LearningRateSchedule(1e-3, 4, 10);
        using var session = new TrainingSession(bert.Loss, bert.Parameters, options, Compute);
        string run = "adamw-" + pooling + variant;
        foreach (JsonElement expected in bert.Golden.GetProperty("runs").GetProperty(pooling).GetProperty(type)
            .GetProperty(run).EnumerateArray())
        {
            int step = expected.GetProperty("step").GetInt32();
            double rate = variant.EndsWith("warmup", StringComparison.Ordinal) ? schedule.At(step) : 1e-3;
            Assert.Equal(expected.GetProperty("lr").GetDouble(), rate, 1e-15);
            StepResult result = session.Step(bert.Feeds, rate);
            Assert.Equal(step, session.Steps);
            Assert.Equal(expected.GetProperty("loss").GetDouble(), result.Loss, tolerance);
            Assert.Equal(expected.GetProperty("grad_norm_before_clip").GetDouble(), result.GradientNorm, 3 * tolerance);
            if (step is 1 or 5)
            {
                using SafetensorsFile file = SafetensorsFile.Open(TinyBert.PathOf($"{run}-step{step}-{type}.safetensors"));
                foreach (Parameter parameter in bert.Parameters.All.Where(
                    parameter => !parameter.Name.EndsWith("self.key.bias", StringComparison.Ordinal)))
                {
                    AssertClose(file, parameter.Name, Doubles(parameter.Buffer.Bytes, type), tolerance);
                }
            }
        }
    }

    private static TinyBert Open(string pooling, string type) => new(
        type == "f64" ? DataType.Double : DataType.Float, pooling == "cls" ? PoolingKind.Cls : PoolingKind.Mean);

    private static void AssertClose(SafetensorsFile file, string name, double[] found, double tolerance)
    {
        SafetensorsEntry entry = file.Find(name)!;
        double[] expected = Doubles(file.Bytes(entry), entry.Type.ToLowerInvariant());
        Assert.Equal(expected.Length, found.Length);
        double largest = expected.Zip(found, (e, f) => Math.Abs(e - f)).Max();
        Assert.True(largest <= tolerance, $"{name}: largest difference {largest:G3}, tolerance {tolerance:G3}.");
    }

    private static double[] Doubles(ReadOnlySpan<byte> bytes, string type) => type == "f64"
        ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
        : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), number => (double)number);
}
