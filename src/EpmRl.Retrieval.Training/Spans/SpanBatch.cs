using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Spans;

/// <summary>
/// Texts of a step. Their tokens are rows of one matrix, with enough empty rows between texts that no convolution reaches from one into
/// the next.
/// </summary>
internal sealed class SpanBatch
{
    /// <summary>Distance of the rows of the first convolution.</summary>
    public const int NearStep = 1;

    /// <summary>Distance of the rows of the second.</summary>
    public const int FarStep = 3;

    /// <summary>Rows at each end that the first convolution drops.</summary>
    public const int NearReach = ReaderSizes.Taps / 2 * NearStep;

    /// <summary>Longest span in tokens.</summary>
    public const int MostTokens = 16;

    private const int MostLengths = 8;
    private const int Between = ReaderSizes.Taps / 2 * FarStep; // empty rows
    private const int Ends = NearReach + Between;
    private const float ImpliedWeight = 0.02f; // of "this span, found for another attribute, does not state this one"

    private readonly Dictionary<SpanAttribute, int> columns = [];

    /// <summary>Joins texts.</summary>
    /// <param name="texts">N texts; twins are compared where both are among them.</param>
    /// <param name="states">[N]: their token states.</param>
    /// <param name="chosen">[N]: the spans of each text that are used, with their weights.</param>
    /// <param name="vectorOf">An attribute's sentence vector, [H].</param>
    public SpanBatch(
        IReadOnlyList<SpanText> texts, IReadOnlyList<HiddenText> states,
        IReadOnlyList<IReadOnlyList<(LabelledSpan Span, float Weight)>> chosen, Func<SpanAttribute, float[]> vectorOf)
    {
        int hidden = states[0].States.Length / states[0].Tokens;
        Rows = (2 * Ends) + ((texts.Count - 1) * Between) + states.Sum(text => text.Tokens);
        States = new float[Rows * hidden];
        IsToken = new float[Rows];
        var starts = new int[texts.Count];
        for (int i = 0, row = Ends; i < texts.Count; row += states[i].Tokens + Between, i++)
        {
            starts[i] = row;
            states[i].CopyTo(States.AsSpan(row * hidden, states[i].Tokens * hidden));
            IsToken.AsSpan(row, states[i].Tokens).Fill(1);
        }

        Spans = [.. chosen.SelectMany((spans, text) => spans.Select(span => (text, span.Span, span.Weight)))];
        foreach ((int text, LabelledSpan span, _) in Spans)
        {
            foreach (SpanAttribute attribute in span.Labels.Keys.Concat(texts[text].Labelled))
            {
                columns.TryAdd(attribute, columns.Count);
            }
        }

        Attributes = [.. columns.Keys];
        AttributeVectors = [.. Attributes.SelectMany(vectorOf)];
        (First, Last, Lengths) = (new int[Spans.Count], new int[Spans.Count], new int[Spans.Count]);
        Inner = new int[Spans.Count * MostTokens];
        InnerWeights = new float[Spans.Count * MostTokens];
        Labels = new float[Spans.Count * Attributes.Count];
        Weights = new float[Labels.Length];
        for (int i = 0; i < Spans.Count; i++)
        {
            Place(i, starts);
            Label(i, texts);
        }

        (Stated, NotStated) = Twins(texts);
    }

    /// <summary>Number of rows, the empty ones included.</summary>
    public int Rows { get; }

    /// <summary>[rows, H].</summary>
    public float[] States { get; }

    /// <summary>[rows]: 1 for a token, 0 for an empty row.</summary>
    public float[] IsToken { get; }

    /// <summary>The spans, with the index of their text and their weight.</summary>
    public IReadOnlyList<(int Text, LabelledSpan Span, float Weight)> Spans { get; }

    /// <summary>The attributes, in the order of the columns.</summary>
    public IReadOnlyList<SpanAttribute> Attributes { get; }

    /// <summary>[A, H].</summary>
    public float[] AttributeVectors { get; }

    /// <summary>[S]: rows of the first and the last tokens, after the convolutions; length classes.</summary>
    public int[] First { get; }

    /// <inheritdoc cref="First"/>
    public int[] Last { get; }

    /// <inheritdoc cref="First"/>
    public int[] Lengths { get; }

    /// <summary>[S, most tokens]: rows of all tokens, and their weights.</summary>
    public int[] Inner { get; }

    /// <inheritdoc cref="Inner"/>
    public float[] InnerWeights { get; }

    /// <summary>[S, A]: 1 where the span states the attribute's value.</summary>
    public float[] Labels { get; }

    /// <summary>[S, A]: weights of the labels; 0 where nothing is known.</summary>
    public float[] Weights { get; }

    /// <summary>
    /// [M]: pairs of twins, as places in the flat table of spans and attributes. A batch without twins has one pair of a place with itself,
    /// which has no gradient.
    /// </summary>
    public int[] Stated { get; }

    /// <inheritdoc cref="Stated"/>
    public int[] NotStated { get; }

    /// <summary>The column of an attribute.</summary>
    public int ColumnOf(SpanAttribute attribute) => columns[attribute];

    private void Place(int i, int[] starts)
    {
        (int text, LabelledSpan span, _) = Spans[i];
        int offset = starts[text] - Ends; // the convolutions dropped so many rows
        (First[i], Last[i]) = (offset + span.First, offset + span.Last);
        int length = span.Last - span.First + 1;
        Lengths[i] = Math.Min(length, MostLengths) - 1;
        for (int k = 0; k < Math.Min(length, MostTokens); k++)
        {
            Inner[(i * MostTokens) + k] = First[i] + k;
            InnerWeights[(i * MostTokens) + k] = 1f / Math.Min(length, MostTokens);
        }
    }

    private void Label(int i, IReadOnlyList<SpanText> texts)
    {
        (int text, LabelledSpan span, float weight) = Spans[i];
        int row = i * Attributes.Count;
        foreach (SpanAttribute attribute in texts[text].Labelled)
        {
            Weights[row + columns[attribute]] = weight * ImpliedWeight;
        }

        foreach ((SpanAttribute attribute, bool states) in span.Labels)
        {
            Labels[row + columns[attribute]] = states ? 1 : 0;
            Weights[row + columns[attribute]] = weight;
        }
    }

    // The places of the two texts that have the same words and opposite labels.
    private (int[] Stated, int[] NotStated) Twins(IReadOnlyList<SpanText> texts)
    {
        List<int> stated = [], notStated = [];
        foreach (var pair in Enumerable.Range(0, Spans.Count).Where(i => texts[Spans[i].Text].Twin is not null)
            .SelectMany(i => Spans[i].Span.Labels, (i, label) => (Index: i, Attribute: label.Key, IsStated: label.Value))
            .GroupBy(place => (texts[Spans[place.Index].Text].Twin, Spans[place.Index].Span.Surface, place.Attribute)))
        {
            int[] yes = [.. pair.Where(place => place.IsStated).Select(place => place.Index)];
            int[] no = [.. pair.Where(place => !place.IsStated).Select(place => place.Index)];
            if (yes is [var one] && no is [var other] && Spans[one].Text != Spans[other].Text)
            {
                stated.Add((one * Attributes.Count) + columns[pair.Key.Attribute]);
                notStated.Add((other * Attributes.Count) + columns[pair.Key.Attribute]);
            }
        }

        return stated.Count == 0 ? ([0], [0]) : ([.. stated], [.. notStated]);
    }
}
