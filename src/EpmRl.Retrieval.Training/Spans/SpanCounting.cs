namespace EpmRl.Retrieval.Training.Spans;

/// <summary>Counts right scores of labelled spans.</summary>
internal sealed class SpanCounting
{
    private readonly SortedDictionary<string, Counts> sources = new(StringComparer.Ordinal);
    private double loss;
    private long labels;

    /// <summary>The figures so far.</summary>
    public SpanFigures Figures => new(
        labels == 0 ? double.NaN : loss / labels,
        sources.ToDictionary(
            pair => pair.Key,
            pair => new SpanSourceFigures(
                pair.Value.Spans, (double)pair.Value.Right / pair.Value.Spans, pair.Value.Twins,
                (double)pair.Value.BothRight / pair.Value.Twins, pair.Value.Open, (double)pair.Value.OpenFirst / pair.Value.Open),
            StringComparer.Ordinal));

    /// <summary>Adds a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="texts">Its texts.</param>
    /// <param name="logits">[S, A]: the network's log-odds.</param>
    public void Add(SpanBatch batch, IReadOnlyList<SpanText> texts, float[] logits)
    {
        var open = new Dictionary<(int Text, SpanAttribute Attribute), (float Best, bool IsRight, bool HasValue)>();
        for (int i = 0; i < batch.Spans.Count; i++)
        {
            (int text, LabelledSpan span, _) = batch.Spans[i];
            foreach ((SpanAttribute attribute, bool states) in span.Labels)
            {
                float logit = logits[(i * batch.Attributes.Count) + batch.ColumnOf(attribute)];
                loss += Math.Max(logit, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logit))) - (states ? logit : 0);
                labels++;
                if (attribute.IsOpen)
                {
                    (float best, bool isRight, bool hasValue) =
                        open.GetValueOrDefault((text, attribute), (float.NegativeInfinity, false, false));
                    open[(text, attribute)] = (Math.Max(best, logit), logit > best ? states : isRight, hasValue || states);
                }
                else
                {
                    Counts counts = Of(texts[text].Source);
                    counts.Spans++;
                    counts.Right += logit > 0 == states ? 1 : 0;
                }
            }
        }

        foreach (((int text, _), (_, bool isRight, bool hasValue)) in open)
        {
            if (hasValue)
            {
                Counts counts = Of(texts[text].Source);
                counts.Open++;
                counts.OpenFirst += isRight ? 1 : 0;
            }
        }

        if (batch.Stated.Length > 1 || batch.Stated[0] != batch.NotStated[0])
        {
            foreach ((int stated, int notStated) in batch.Stated.Zip(batch.NotStated))
            {
                Counts counts = Of(texts[batch.Spans[stated / batch.Attributes.Count].Text].Source);
                counts.Twins++;
                counts.BothRight += logits[stated] > 0 && logits[notStated] <= 0 ? 1 : 0;
            }
        }
    }

    private Counts Of(string source)
    {
        if (!sources.TryGetValue(source, out Counts? counts))
        {
            sources.Add(source, counts = new Counts());
        }

        return counts;
    }

    private sealed class Counts
    {
        public int Spans, Right, Twins, BothRight, Open, OpenFirst;
    }
}
