using EpmRl.Retrieval.Training.Optimisation;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// The sequences being sampled and the keys and values they see: B prompts with G sequences each. Sequences that are done are dropped when
/// they are enough to matter; where prompts then have fewer than G left, sequences that are done fill the rectangle.
/// </summary>
internal sealed class DecoderState : IDisposable
{
    private const int RoomStep = 16;
    private const double ShrinkBelow = 0.75; // of the sequences

    private readonly DecoderConfiguration shape;
    private readonly DataType type;
    private readonly int elementSize;
    private OrtValue[] prompts; // layer by layer keys and values, [B, kv, T, D]
    private TensorBuffer[] earlier; // the same of sampled tokens, [S, kv, room, D]
    private int[] lengths; // [B], of the prompts
    private TokenDraw[][] draws; // [B][G]
    private int room;
    private int stored; // tokens of each sequence whose keys and values are stored

    /// <summary>Sequences that have drawn their first token.</summary>
    /// <param name="shape">The network.</param>
    /// <param name="type">Float or Double.</param>
    /// <param name="prompts">Owned; keys and values layer by layer, [B, kv, T, D].</param>
    /// <param name="draws">[B][G].</param>
    /// <param name="lengths">[B], of the prompts.</param>
    public DecoderState(DecoderConfiguration shape, DataType type, OrtValue[] prompts, TokenDraw[][] draws, int[] lengths)
    {
        (this.shape, this.type, this.prompts, this.draws, this.lengths) = (shape, type, prompts, draws, lengths);
        elementSize = type == DataType.Double ? sizeof(double) : sizeof(float);
        earlier = [];
    }

    /// <summary>Whether a sequence needs another token.</summary>
    public bool IsLive => draws.Any(group => group.Any(draw => !draw.IsDone));

    /// <summary>[S]: the sequences of the next step.</summary>
    public TokenDraw[] Draws => [.. draws.SelectMany(group => group)];

    /// <summary>The highest position of a token that the next step reads.</summary>
    public int LastPosition => lengths.Max() + stored;

    private int Sequences => draws.Length * draws[0].Length;

    private int PromptRoom => (int)prompts[0].GetTensorTypeAndShape().Shape[2];

    private int VectorBytes => shape.HeadSize * elementSize;

    /// <summary>Drops sequences that are done, and makes room for another token.</summary>
    public void Prepare()
    {
        int[] live = [.. Enumerable.Range(0, draws.Length).Where(prompt => draws[prompt].Any(draw => !draw.IsDone))];
        int most = live.Max(prompt => draws[prompt].Count(draw => !draw.IsDone));
        bool shrinks = live.Length * most < ShrinkBelow * Sequences;
        if (!shrinks && stored < room)
        {
            return;
        }

        int[][] kept = shrinks
            ? [.. live.Select(prompt =>
                Enumerable.Range(0, draws[prompt].Length).OrderBy(i => draws[prompt][i].IsDone).Take(most).ToArray())]
            : [.. draws.Select(group => Enumerable.Range(0, group.Length).ToArray())];
        if (!shrinks)
        {
            live = [.. Enumerable.Range(0, draws.Length)];
        }
        else if (live.Length < draws.Length)
        {
            Replace(prompts, [.. prompts.Select(store => Rows(store, live))]);
        }

        int each = draws[0].Length, newRoom = stored < room ? room : room + RoomStep;
        int[] sources = [.. live.SelectMany((prompt, i) => kept[i].Select(sample => prompt * each + sample))];
        TensorBuffer[] moved = [.. Enumerable.Range(0, 2 * shape.Layers).Select(i => Move(i, sources, newRoom))];
        foreach (TensorBuffer buffer in earlier)
        {
            buffer.Dispose();
        }

        (earlier, room) = (moved, newRoom);
        draws = [.. live.Select((prompt, i) => kept[i].Select(sample => draws[prompt][sample]).ToArray())];
        lengths = [.. live.Select(prompt => lengths[prompt])];
    }

    /// <summary>Sets the inputs of a step that change with it.</summary>
    public void Feed(Feeds feeds, DecoderStepInputs inputs)
    {
        int sequences = Sequences, promptRoom = PromptRoom, seen = promptRoom + room + 1;
        int[] ids = new int[sequences];
        long[] positions = new long[sequences];
        float[] bias = new float[sequences * seen], slidingBias = new float[sequences * seen];
        Array.Fill(bias, (float)DecoderNetwork.RuledOut);
        Array.Fill(slidingBias, (float)DecoderNetwork.RuledOut);
        for (int sequence = 0; sequence < sequences; sequence++)
        {
            int prompt = sequence / draws[0].Length, length = lengths[prompt], at = sequence * seen;
            (ids[sequence], positions[sequence]) = (draws[prompt][sequence % draws[0].Length].Last, length + stored);
            int first = Math.Max(0, length + stored + 1 - shape.Window); // position
            bias.AsSpan(at, length).Clear();
            bias.AsSpan(at + promptRoom, stored).Clear();
            slidingBias.AsSpan(at, length)[Math.Min(first, length)..].Clear();
            slidingBias.AsSpan(at + promptRoom, stored)[Math.Clamp(first - length, 0, stored)..].Clear();
            (bias[at + seen - 1], slidingBias[at + seen - 1]) = (0, 0); // the token itself
        }

        feeds.Set(inputs.Ids, ids, sequences).Set(inputs.Positions, positions, sequences);
        feeds.Set(inputs.Bias, bias, sequences, seen).Set(inputs.SlidingBias, slidingBias, sequences, seen);
    }

    /// <summary>A store by the name of its input; null for other names.</summary>
    public OrtValue? Find(string name)
    {
        for (int i = 0; i < prompts.Length; i++)
        {
            if (name == DecoderStepInputs.PromptName(i))
            {
                return prompts[i];
            }

            if (name == DecoderStepInputs.EarlierName(i))
            {
                return earlier[i].Current;
            }
        }

        return null;
    }

    /// <summary>Keeps the keys and values of the tokens that a step read.</summary>
    /// <param name="added">Layer by layer, [S, kv, 1, D].</param>
    public void Store(IReadOnlyList<OrtValue> added)
    {
        int vectors = Sequences * shape.KeyValueHeads;
        for (int i = 0; i < added.Count; i++)
        {
            ReadOnlySpan<byte> from = added[i].GetTensorMutableRawData();
            Span<byte> to = earlier[i].Bytes;
            for (int vector = 0; vector < vectors; vector++)
            {
                from.Slice(vector * VectorBytes, VectorBytes).CopyTo(to[((vector * room + stored) * VectorBytes)..]);
            }
        }

        stored++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Replace(prompts, []);
        foreach (TensorBuffer buffer in earlier)
        {
            buffer.Dispose();
        }
    }

    private void Replace(OrtValue[] old, OrtValue[] next)
    {
        foreach (OrtValue value in old)
        {
            value.Dispose();
        }

        prompts = next;
    }

    private OrtValue Rows(OrtValue store, int[] rows)
    {
        long[] size = store.GetTensorTypeAndShape().Shape;
        long[] newSize = [rows.Length, .. size[1..]];
        OrtValue result = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, store.GetTensorTypeAndShape().ElementDataType, newSize);
        int bytes = (int)(size[1] * size[2]) * VectorBytes;
        for (int i = 0; i < rows.Length; i++)
        {
            store.GetTensorMutableRawData().Slice(rows[i] * bytes, bytes).CopyTo(result.GetTensorMutableRawData()[(i * bytes)..]);
        }

        return result;
    }

    // A store of sampled tokens for some of its sequences, with other room.
    private TensorBuffer Move(int index, int[] sequences, int newRoom)
    {
        var moved = new TensorBuffer(type, [sequences.Length, shape.KeyValueHeads, newRoom, shape.HeadSize]);
        if (stored == 0)
        {
            return moved;
        }

        ReadOnlySpan<byte> from = earlier[index].Bytes;
        Span<byte> to = moved.Bytes;
        for (int i = 0; i < sequences.Length * shape.KeyValueHeads; i++)
        {
            int source = sequences[i / shape.KeyValueHeads] * shape.KeyValueHeads + i % shape.KeyValueHeads;
            from.Slice(source * room * VectorBytes, stored * VectorBytes).CopyTo(to[(i * newRoom * VectorBytes)..]);
        }

        return moved;
    }
}
