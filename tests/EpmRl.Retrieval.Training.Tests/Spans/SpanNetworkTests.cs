using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Spans;

namespace EpmRl.Retrieval.Training.Tests.Spans;

/// <summary>The network over invented token states: each word is a random vector, and a cue before a value denies it.</summary>
public sealed class SpanNetworkTests
{
    private const int Hidden = 32;
    private static readonly ReaderSizes Sizes = new(Hidden, Width: 32, Span: 16, Attribute: 32);

    private readonly SpanAttribute[] attributes = [new("color", IsOpen: false), new("material", IsOpen: false)];
    private readonly Dictionary<int, float[]> words = [];

    [Fact]
    public void It_learns_that_a_cue_near_a_value_denies_it()
    {
        using var network = new SpanNetwork(Sizes, new SpanTrainingOptions { Threads = 1, Dropout = 0 });
        for (int step = 0; step < 120; step++)
        {
            network.Step(Batch(Seeds.Random(1, step), 16), 3e-3);
        }

        SpanBatch unseen = Batch(Seeds.Random(2), 64);

        Assert.InRange(RightShare(unseen, network.Score(unseen)), 0.95, 1);
    }

    [Fact]
    public void A_text_is_scored_alike_alone_and_among_others()
    {
        using var network = new SpanNetwork(Sizes, new SpanTrainingOptions { Threads = 1 });
        (SpanText[] texts, HiddenText[] states) = Texts(Seeds.Random(3), 5);
        SpanBatch all = Joined(texts, states);
        float[] together = network.Score(all);

        for (int i = 0; i < texts.Length; i++)
        {
            SpanBatch one = Joined([texts[i]], [states[i]]);
            float[] alone = network.Score(one);
            int span = all.Spans.Select((place, index) => (place.Text, index)).First(place => place.Text == i).index;
            SpanAttribute attribute = texts[i].Spans[0].Labels.Keys.Single();
            Assert.Equal(
                alone[one.ColumnOf(attribute)], together[(span * all.Attributes.Count) + all.ColumnOf(attribute)], tolerance: 1e-4f);
        }
    }

    [Fact]
    public void Twins_are_pushed_apart()
    {
        var options = new SpanTrainingOptions { Threads = 1, Dropout = 0, TwinWeight = 1 };
        using var network = new SpanNetwork(Sizes, options);
        (SpanText[] texts, HiddenText[] states) = Twins(Seeds.Random(4));
        SpanBatch batch = Joined(texts, states);
        double first = network.Step(batch, 1e-3);
        for (int step = 0; step < 60; step++)
        {
            network.Step(batch, 3e-3);
        }

        float[] logits = network.Score(batch);

        Assert.Equal(8, batch.Stated.Length);
        Assert.True(network.Step(batch, 0) < first / 2);
        Assert.All(batch.Stated.Zip(batch.NotStated), twin => Assert.True(logits[twin.First] > logits[twin.Second] + 1));
    }

    private double RightShare(SpanBatch batch, float[] logits) => batch.Spans
        .Select((place, i) => (place.Span, Row: i * batch.Attributes.Count))
        .Average(one => one.Span.Labels.Average(label => logits[one.Row + batch.ColumnOf(label.Key)] > 0 == label.Value ? 1.0 : 0));

    private SpanBatch Batch(Random random, int count)
    {
        (SpanText[] texts, HiddenText[] states) = Texts(random, count);
        return Joined(texts, states);
    }

    private SpanBatch Joined(SpanText[] texts, HiddenText[] states) => new(
        texts, states, [.. texts.Select(text => (IReadOnlyList<(LabelledSpan, float)>)[.. text.Spans.Select(span => (span, 1f))])],
        attribute => Word(1000 + Array.IndexOf(attributes, attribute)));

    // Word 0 is the cue, words 1 to 20 are colours, 21 to 40 materials, the others mean nothing.
    private (SpanText[] Texts, HiddenText[] States) Texts(Random random, int count)
    {
        var all = Enumerable.Range(0, count).Select(i => Text(random, random.Next(2) == 0, null)).ToArray();
        return ([.. all.Select(one => one.Text)], [.. all.Select(one => one.States)]);
    }

    private (SpanText[] Texts, HiddenText[] States) Twins(Random random)
    {
        var all = Enumerable.Range(0, 8)
            .SelectMany(i =>
            {
                int seed = random.Next();
                return new[] { Text(new Random(seed), true, $"{i}"), Text(new Random(seed), false, $"{i}") };
            })
            .ToArray();
        return ([.. all.Select(one => one.Text)], [.. all.Select(one => one.States)]);
    }

    private (SpanText Text, HiddenText States) Text(Random random, bool denied, string? twin)
    {
        int attribute = twin is null ? random.Next(2) : 0;
        int[] line = [.. Enumerable.Range(0, 12).Select(_ => random.Next(41, 200))];
        int place = random.Next(2, 11);
        line[place] = 1 + (20 * attribute) + random.Next(20);
        if (denied)
        {
            line[place - 1] = 0;
        }

        var states = new Half[line.Length * Hidden];
        for (int i = 0; i < line.Length; i++)
        {
            for (int k = 0; k < Hidden; k++)
            {
                states[(i * Hidden) + k] = (Half)Word(line[i])[k];
            }
        }

        var labels = new Dictionary<SpanAttribute, bool> { [attributes[attribute]] = !denied };
        var span = new LabelledSpan(place, place, labels, $"{line[place]}", IsOpen: false);
        return (new SpanText(string.Join(' ', line), [span], [], "invented", twin), new HiddenText(line.Length, states));
    }

    private float[] Word(int number)
    {
        if (!words.TryGetValue(number, out float[]? vector))
        {
            Random random = Seeds.Random(9, number);
            words.Add(number, vector = [.. Enumerable.Range(0, Hidden).Select(_ => (float)((2 * random.NextDouble()) - 1))]);
        }

        return vector;
    }
}
