using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Distillation;

/// <summary>The smaller encoder and its objective: 1 − cosine to the teacher's vector, the mean over texts.</summary>
internal sealed class DistillationNetwork : IDisposable
{
    private readonly ParameterSet parameters = new();
    private readonly PaddedTexts inputs;
    private readonly Tensor targets;
    private readonly TrainingSession session;
    private readonly int dimension;

    /// <summary>Builds the graph.</summary>
    /// <param name="teacher">The larger model.</param>
    /// <param name="options">Layers and rates.</param>
    public DistillationNetwork(EncoderModel teacher, DistillationOptions options)
    {
        BertConfiguration large = teacher.Weights.Configuration;
        dimension = large.Hidden;
        var student = new BertNetwork(
            large with { Layers = options.Layers },
            parameters,
            new BertNetworkOptions(),
            name => teacher.Weights.Read(SourceOf(name, large.Layers, options.Layers)));
        student.FreezeBelow(0);
        inputs = new PaddedTexts("text", dimension, parts: 1);
        targets = Tensor.Input("targets", DataType.Float, inputs.Count, dimension);
        Tensor vectors = inputs.Encode(student, layers: 0, teacher.Manifest.Pooling); // [N, H]
        Tensor loss = 1 - Op.ReduceMean(Op.ReduceSum(vectors * targets, keep: false, 1), keep: false, 0);
        session = new TrainingSession(
            loss,
            parameters,
            new AdamWOptions { WeightDecay = options.WeightDecay, MaxGradientNorm = 1 },
            new ComputeOptions { Threads = options.Threads, Seed = options.Seed });
    }

    /// <summary>The teacher's tensor that initialises a student's: that of the last of the layers it replaces.</summary>
    /// <param name="name">The student's tensor.</param>
    /// <param name="large">Layers of the teacher.</param>
    /// <param name="small">Layers of the student.</param>
    public static string SourceOf(string name, int large, int small)
    {
        for (int layer = 0; layer < small; layer++)
        {
            string prefix = BertWeights.Layer(layer);
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return BertWeights.Layer((((layer + 1) * large) / small) - 1) + name[prefix.Length..];
            }
        }

        return name;
    }

    /// <summary>The outputs of a step, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> StepOutputs => session.StepOutputs;

    /// <summary>Takes a step.</summary>
    /// <returns>The loss before it, in [0, 2].</returns>
    public double Step(DistillationBatch batch, double learningRate)
    {
        using var feeds = new Feeds();
        inputs.Feed(feeds, batch.Texts);
        feeds.Set(targets, batch.Targets, batch.Texts.Length, dimension);
        return session.Step(feeds, learningRate).Loss;
    }

    /// <summary>The student's trained tensors, by name.</summary>
    public Dictionary<string, float[]> Weights() =>
        parameters.Trainable.ToDictionary(parameter => parameter.Name, parameter => parameter.Read());

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        parameters.Dispose();
    }
}
