using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Tests.Contrastive;

namespace EpmRl.Retrieval.Training.Tests.Networks;

public sealed class TrainingBenchmarkTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();
    private string model = "";

    public async ValueTask InitializeAsync() => model = await TinyModel.WriteAsync(scratch["tiny"]);

    public ValueTask DisposeAsync()
    {
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void The_processor_agrees_with_itself_and_takes_longer_for_a_step_than_for_its_forward_pass()
    {
        TrainingBenchmarkReport report = TrainingBenchmark.Run(model, EncoderDevice.Cpu, rounds: 3, threads: 1);
        Assert.Equal(("cpu", true, 3), (report.Device, report.Passed, report.Rounds));
        Assert.InRange(report.LargestDifference, 0, 1e-6);
        Assert.InRange(report.FirstLoss, 0.05, 2);
        Assert.True(report.StepMilliseconds > report.ForwardMilliseconds, report.ToString());
    }

    [Fact]
    public void A_device_must_be_named() =>
        Assert.Throws<ArgumentException>(() => TrainingBenchmark.Run(model, EncoderDevice.Auto, rounds: 1));

    [Fact]
    public void A_gpu_that_is_not_there_is_an_error_with_the_reason()
    {
        Assert.SkipWhen(CudaProvider.WhyAbsent() is null, "This build has the CUDA provider.");
        var error = Assert.Throws<EncoderException>(() => TrainingBenchmark.Run(model, EncoderDevice.Cuda(), rounds: 1));
        Assert.StartsWith("CUDA does not work: ", error.Message, StringComparison.Ordinal);
    }
}
