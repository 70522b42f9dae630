using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// Texts of different lengths as inputs of a graph. They are divided by length into a few parts, each padded to its own longest text, since
/// computation on padding is wasted.
/// </summary>
internal sealed class PaddedTexts
{
    private readonly string name;
    private readonly int hidden;
    private readonly (Tensor States, Tensor Mask)[] parts;
    private readonly Tensor places; // of each text among the parts' texts

    /// <summary>Declares the inputs.</summary>
    /// <param name="name">Prefix of their names.</param>
    /// <param name="hidden">H, the width of a state.</param>
    /// <param name="parts">Number of parts.</param>
    public PaddedTexts(string name, int hidden, int parts)
    {
        this.name = name;
        this.hidden = hidden;
        this.parts = [.. Enumerable.Range(0, parts).Select(part => (
            Tensor.Input($"{name}.{part}.states", DataType.Float, $"{name}.{part}", $"{name}.{part}.tokens", hidden),
            Tensor.Input($"{name}.{part}.mask", DataType.Float, $"{name}.{part}", $"{name}.{part}.tokens")))];
        places = Tensor.Input(name + ".places", DataType.Int32, name);
    }

    /// <summary>The number of texts, in the shapes of the graph.</summary>
    public Dimension Count => name;

    /// <summary>The texts' unit vectors, in the order of the texts, [N, H].</summary>
    /// <param name="network">The encoder.</param>
    /// <param name="layers">Layers that the states have passed.</param>
    /// <param name="pooling">How tokens become one vector.</param>
    public Tensor Encode(BertNetwork network, int layers, PoolingKind pooling) =>
        Op.Gather(Op.Concat(0, [.. parts.Select(part => network.EncodeFrom(part.States, part.Mask, layers, pooling))]), places);

    /// <summary>Feeds one or more texts.</summary>
    public void Feed(Feeds feeds, HiddenText[] texts)
    {
        int[] order = [.. Enumerable.Range(0, texts.Length).OrderBy(text => texts[text].Tokens)];
        while (order.Length < parts.Length)
        {
            order = [order[0], .. order]; // no part may be empty; a duplicate is read once
        }

        int[] ends = LengthParts.Ends([.. order.Select(text => texts[text].Tokens)], parts.Length);
        var place = new int[texts.Length];
        for (int part = 0, start = 0; part < parts.Length; start = ends[part++])
        {
            int count = ends[part] - start;
            int tokens = texts[order[ends[part] - 1]].Tokens;
            var padded = new float[count * tokens * hidden];
            var real = new float[count * tokens];
            for (int row = 0; row < count; row++)
            {
                HiddenText text = texts[order[start + row]];
                text.CopyTo(padded.AsSpan(row * tokens * hidden));
                real.AsSpan(row * tokens, text.Tokens).Fill(1);
                place[order[start + row]] = start + row;
            }

            feeds.Set(parts[part].States, padded, count, tokens, hidden).Set(parts[part].Mask, real, count, tokens);
        }

        feeds.Set(places, place, texts.Length);
    }
}
