using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Distillation;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Tests.Contrastive;

namespace EpmRl.Retrieval.Training.Tests.Graphs;

/// <summary>
/// An operator without a kernel in ONNX Runtime's CUDA provider is computed on the host, with copies in both directions and without a
/// warning.
/// </summary>
public sealed class CudaKernelTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();
    private readonly CudaKernels kernels = CudaKernels.Read();
    private EncoderModel model = null!;

    public async ValueTask InitializeAsync() => model = EncoderModel.Open(await TinyModel.WriteAsync(scratch["tiny"]));

    public ValueTask DisposeAsync()
    {
        model.Dispose();
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(EncoderPrecision.Fp32, PoolingKind.Mean)]
    [InlineData(EncoderPrecision.Fp32, PoolingKind.Cls)]
    [InlineData(EncoderPrecision.Fp16, PoolingKind.Mean)]
    [InlineData(EncoderPrecision.Fp16, PoolingKind.Cls)]
    public void Every_operator_of_the_encoder_has_a_kernel_on_a_gpu(EncoderPrecision precision, PoolingKind pooling) =>
        Assert.Empty(kernels.MissingFor(BertGraph.Build(model.Weights, precision, pooling)));

    [Theory]
    [InlineData(EncoderPrecision.Fp32)]
    [InlineData(EncoderPrecision.Fp16)]
    public void Every_operator_of_a_reader_has_a_kernel_on_a_gpu(EncoderPrecision precision)
    {
        var sizes = new ReaderSizes(model.Weights.Configuration.Hidden, Width: 4, Span: 2, Attribute: 3);
        ReaderFile.Write(scratch["reader.safetensors"], sizes, name => new float[sizes.ShapeOf(name).Aggregate(1L, (a, b) => a * b)]);
        ReaderFile reader = ReaderFile.Read(scratch["reader.safetensors"], sizes.Hidden);
        Assert.Empty(kernels.MissingFor(BertGraph.BuildTokens(model.Weights, precision, PoolingKind.Mean, reader)));
    }

    // A test that can fail: the integer form is made for processors.
    [Fact]
    public void The_integer_form_is_found_to_lack_its_kernels() =>
        Assert.Throws<Xunit.Sdk.TrueException>(
            () => kernels.MissingFor(BertGraph.Build(model.Weights, EncoderPrecision.Int8, PoolingKind.Mean)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Every_operator_of_a_training_step_has_a_kernel_on_a_gpu(double remember) => Assert.Empty(MissingForStep(0, remember));

    [Fact]
    public void A_step_with_dropout_leaves_one_operator_of_its_hash_to_the_host() =>
        Assert.Equal(["BitwiseXor-18(Int32, Int32)", "BitwiseXor-18(Int64, Int64)"], MissingForStep(0.1, 0));

    [Fact]
    public void Every_operator_of_a_distillation_step_has_a_kernel_on_a_gpu()
    {
        using var network = new DistillationNetwork(model, new DistillationOptions { Layers = 1, Threads = 1 });
        Assert.Empty(kernels.MissingFor(new Emission(CompiledGraph.OperatorSet).Build(network.StepOutputs)));
    }

    // All layers and, in the graph's own terms, whatever the loss needs.
    private IReadOnlyList<string> MissingForStep(double dropout, double remember)
    {
        var options = new EncoderTrainingOptions { Layers = 2, Dropout = dropout, Remember = remember, Threads = 1 };
        using var below = new FrozenLayers(model, 0, maxTokens: 40, cacheMebibytes: 1, threads: 1);
        using var network = new ContrastiveNetwork(model, below, 0, options);
        return kernels.MissingFor(new Emission(CompiledGraph.OperatorSet).Build(network.StepOutputs));
    }
}
