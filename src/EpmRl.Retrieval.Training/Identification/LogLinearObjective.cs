using System.Numerics.Tensors;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>
/// The negative log-likelihood of labelled examples and its gradient. The likelihood of an example is the share of its right choices
/// among all (several right labels share it); an independent one is a product of yes-or-no decisions against null.
/// </summary>
/// <param name="examples">The examples.</param>
/// <param name="parameters">Number of parameters.</param>
/// <param name="regularization">λ of the penalty ½ λ |w|².</param>
internal sealed class LogLinearObjective(IReadOnlyList<LogLinearExample> examples, int parameters, double regularization)
{
    private readonly double[][] gradients =
        [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, 8)).Select(part => part == 0 ? [] : new double[parameters])];

    /// <summary>The penalised loss at a point. For one caller at a time.</summary>
    /// <param name="weights">[parameters].</param>
    /// <param name="gradient">[parameters]: overwritten.</param>
    public double Evaluate(double[] weights, double[] gradient)
    {
        int parts = gradients.Length;
        var losses = new double[parts];
        gradients[0] = gradient;
        Parallel.For(0, parts, part =>
        {
            Array.Clear(gradients[part]);
            var scratch = new Scratch();
            for (int i = part; i < examples.Count; i += parts)
            {
                losses[part] += Add(examples[i], weights, gradients[part], scratch);
            }
        });
        for (int part = 1; part < parts; part++)
        {
            TensorPrimitives.Add<double>(gradient, gradients[part], gradient);
        }

        TensorPrimitives.MultiplyAdd<double>(weights, regularization, gradient, gradient);
        return losses.Sum() + (0.5 * regularization * TensorPrimitives.Dot<double>(weights, weights));
    }

    private static double Add(LogLinearExample example, double[] weights, double[] gradient, Scratch scratch)
    {
        int count = example.Choices.Length;
        Span<double> scores = scratch.Scores(count);
        for (int i = 0; i < count; i++)
        {
            scores[i] = Score(example, example.Choices[i], weights, scratch);
        }

        Span<double> slopes = scratch.Slopes(count); // d loss / d score
        double loss = example.Independent ? Independent(scores, example.Right, slopes) : Competing(scores, example.Right, slopes);
        for (int i = 0; i < count; i++)
        {
            if (Math.Abs(slopes[i]) > 1e-10)
            {
                Descend(example, example.Choices[i], slopes[i], weights, gradient, scratch);
            }
        }

        return loss;
    }

    private static double Competing(ReadOnlySpan<double> scores, bool[] right, Span<double> slopes)
    {
        double highest = TensorPrimitives.Max(scores);
        double all = 0;
        double good = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            slopes[i] = Math.Exp(scores[i] - highest);
            all += slopes[i];
            good += right[i] ? slopes[i] : 0;
        }

        good = Math.Max(good, 1e-300);
        for (int i = 0; i < scores.Length; i++)
        {
            slopes[i] = (slopes[i] / all) - (right[i] ? slopes[i] / good : 0);
        }

        return Math.Log(all) - Math.Log(good);
    }

    private static double Independent(ReadOnlySpan<double> scores, bool[] right, Span<double> slopes)
    {
        double loss = 0;
        slopes[^1] = 0;
        for (int i = 0; i + 1 < scores.Length; i++)
        {
            double margin = (scores[i] - scores[^1]) * (right[i] ? 1 : -1);
            loss += margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
            slopes[i] = (right[i] ? -1 : 1) / (1 + Math.Exp(margin));
            slopes[^1] -= slopes[i];
        }

        return loss;
    }

    private static double Score(LogLinearExample example, LogLinearChoice choice, double[] weights, Scratch scratch)
    {
        double score = Sum(choice.Features, weights) + LogMean(choice, weights, scratch);
        return choice.VectorAt < 0
            ? score
            : score + TensorPrimitives.Dot<double>(weights.AsSpan(choice.VectorAt, example.Vector.Length), example.Vector);
    }

    private static void Descend(
        LogLinearExample example, LogLinearChoice choice, double slope, double[] weights, double[] gradient, Scratch scratch)
    {
        Scatter(choice.Features, slope, gradient);
        if (choice.VectorAt >= 0)
        {
            Span<double> row = gradient.AsSpan(choice.VectorAt, example.Vector.Length);
            TensorPrimitives.MultiplyAdd<double>(example.Vector, slope, row, row);
        }

        if (choice.Mentions.Length > 0)
        {
            double mean = LogMean(choice, weights, scratch);
            Span<double> sums = scratch.Mentions(choice.Mentions.Length);
            for (int m = 0; m < sums.Length; m++)
            {
                Scatter(choice.Mentions[m], slope * Math.Exp(sums[m] - mean) / sums.Length, gradient);
            }
        }
    }

    private static double LogMean(LogLinearChoice choice, double[] weights, Scratch scratch)
    {
        if (choice.Mentions.Length == 0)
        {
            return 0;
        }

        Span<double> sums = scratch.Mentions(choice.Mentions.Length);
        double highest = double.MinValue;
        for (int m = 0; m < sums.Length; m++)
        {
            sums[m] = Sum(choice.Mentions[m], weights);
            highest = Math.Max(highest, sums[m]);
        }

        double total = 0;
        foreach (double sum in sums)
        {
            total += Math.Exp(sum - highest);
        }

        return highest + Math.Log(total / sums.Length);
    }

    private static double Sum(Feature[] features, double[] weights)
    {
        double sum = 0;
        foreach (Feature feature in features)
        {
            sum += weights[feature.Id] * feature.Value;
        }

        return sum;
    }

    private static void Scatter(Feature[] features, double slope, double[] gradient)
    {
        foreach (Feature feature in features)
        {
            gradient[feature.Id] += slope * feature.Value;
        }
    }

    /// <summary>Memory that examples share in turn.</summary>
    private sealed class Scratch
    {
        private double[] scores = [];
        private double[] slopes = [];
        private double[] mentions = [];

        public Span<double> Scores(int count) => Of(ref scores, count);

        public Span<double> Slopes(int count) => Of(ref slopes, count);

        public Span<double> Mentions(int count) => Of(ref mentions, count);

        private static Span<double> Of(ref double[] memory, int count)
        {
            if (memory.Length < count)
            {
                memory = new double[2 * count];
            }

            return memory.AsSpan(0, count);
        }
    }
}
