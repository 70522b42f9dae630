using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Boosts trees with LightGBM and takes them over as managed <see cref="BoostedTrees"/>.</summary>
internal static class BoostingTrainer
{
    /// <summary>Trains a classifier.</summary>
    /// <param name="rows">The features of each pair, all of one length.</param>
    /// <param name="labels">Whether each is positive.</param>
    /// <param name="weights">How much each counts.</param>
    /// <param name="options">How trees are boosted.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Trees whose sum is the log-odds.</returns>
    public static BoostedTrees Train(
        IReadOnlyList<float[]> rows, IReadOnlyList<bool> labels, IReadOnlyList<float> weights, BoostingOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        var context = new MLContext(seed);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        IDataView data = context.Data.LoadFromEnumerable(
            rows.Select((row, i) => new Row { Features = row, Label = labels[i], Weight = weights[i] }), schema);
        var trainer = context.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            LabelColumnName = nameof(Row.Label),
            FeatureColumnName = nameof(Row.Features),
            ExampleWeightColumnName = nameof(Row.Weight),
            NumberOfIterations = options.Trees,
            NumberOfLeaves = options.Leaves,
            MinimumExampleCountPerLeaf = options.LeastPairs,
            LearningRate = options.LearningRate,
            MaximumBinCountPerFeature = 255,
            HandleMissingValue = false,
            Sigmoid = 1,
            Seed = seed,
            Deterministic = true,
            NumberOfThreads = 1, // several models are trained at a time; threads of one would wait for each other
            Booster = new GradientBooster.Options
            {
                FeatureFraction = options.FeatureShare,
                SubsampleFraction = options.PairShare,
                SubsampleFrequency = 1,
                L2Regularization = options.L2,
            },
        });
        LightGbmBinaryModelParameters parameters = trainer.Fit(data).Model.SubModel;
        return new BoostedTrees([.. parameters.TrainedTreeEnsemble.Trees.Select((tree, i) =>
            TreeOf(tree, parameters.TrainedTreeEnsemble.TreeWeights[i]))]);
    }

    private static Retrieval.Matching.RegressionTree TreeOf(RegressionTreeBase tree, double weight) => new(
        [.. tree.NumericalSplitFeatureIndexes], [.. tree.NumericalSplitThresholds], [.. tree.LeftChild], [.. tree.RightChild],
        [.. tree.LeafValues.Select(value => (float)(value * weight))]);

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public float Weight { get; set; } = 1;
    }
}
