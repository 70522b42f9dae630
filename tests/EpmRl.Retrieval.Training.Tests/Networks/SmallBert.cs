using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Networks;

/// <summary>A network of three layers with made-up weights, and a batch of four pairs of texts to distinguish.</summary>
internal sealed class SmallBert : IDisposable
{
    public const int Pairs = 4, Hidden = 16;

    private readonly Tensor queryMask = Tensor.Input("query.mask", DataType.Float, "pairs", "query.tokens");

    public SmallBert(BertNetworkOptions? options = null, int cachedLayers = 0)
    {
        var shape = new BertConfiguration(Hidden, 3, 2, 32, 40, 12, 2, 1e-12f);
        Network = new BertNetwork(shape, Parameters, options ?? new BertNetworkOptions(), Initial);
        Tensor ids = Tensor.Input("query.ids", DataType.Int32, "pairs", "query.tokens");
        Tensor answerIds = Tensor.Input("answer.ids", DataType.Int64, "pairs", "answer.tokens");
        Cached = Network.WithoutDropout().HiddenStates(ids, queryMask, cachedLayers);
        Hiddens = Tensor.Input("query.hidden", DataType.Float, "pairs", "query.tokens", Hidden);
        Queries = cachedLayers > 0
            ? Network.EncodeFrom(Hiddens, queryMask, cachedLayers, PoolingKind.Mean)
            : Network.Encode(ids, queryMask, PoolingKind.Mean);
        Tensor answers = Network.Encode(answerIds, null, PoolingKind.Cls);
        Tensor identity =
            Tensor.Constant<bool>(DataType.Bool, [.. Enumerable.Range(0, Pairs * Pairs).Select(i => i / Pairs == i % Pairs)], Pairs, Pairs);
        Tensor all = Op.Not(Op.And(identity, Op.Not(identity)));
        Loss = Op.ReduceMean(Losses.CrossEntropy(Op.MatMul(Queries, answers, transposeB: true) / 0.1, all, identity), keep: false);
        Feeds.Set(ids, [2, 7, 9, 3, 0, 2, 8, 3, 0, 0, 2, 5, 6, 7, 3, 2, 39, 38, 3, 0], Pairs, 5);
        Feeds.Set(queryMask, [1f, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0], Pairs, 5);
        Feeds.Set(answerIds, [2L, 9, 3, 2, 8, 3, 2, 7, 3, 2, 38, 3], Pairs, 3);
    }

    public ParameterSet Parameters { get; } = new();

    public BertNetwork Network { get; }

    /// <summary>The content of a cache of the lower layers for the queries.</summary>
    public Tensor Cached { get; }

    /// <summary>The input for the cache's content.</summary>
    public Tensor Hiddens { get; }

    public Tensor Queries { get; }

    public Tensor Loss { get; }

    public Feeds Feeds { get; } = new();

    public TrainingSession Session(int seed = 1) => new(
        Loss, Parameters, new AdamWOptions { MaxGradientNorm = 1 }, new ComputeOptions { Threads = 2, Seed = seed });

    public byte[][] Snapshot() => [.. Parameters.All.Select(parameter => parameter.Buffer.Bytes.ToArray())];

    public float[] Compute(Tensor value)
    {
        using var session = new ForwardSession(Parameters, new ComputeOptions { Threads = 1 }, value);
        return session.Run(Feeds)[0];
    }

    public void Dispose()
    {
        Feeds.Dispose();
        Parameters.Dispose();
    }

    private static float[] Initial(string name)
    {
        long[] shape =
            BertWeights.Expected(new BertConfiguration(Hidden, 3, 2, 32, 40, 12, 2, 1e-12f)).Single(tensor => tensor.Name == name).Shape;
        var random = new Random(name.Length * 31 + name[^8]);
        return [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ =>
            name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1f : (random.NextSingle() - 0.5f) * 0.4f)];
    }
}
