using EpmRl.Retrieval.Training.Graphs;

namespace EpmRl.Retrieval.Training.Networks;

internal sealed partial class DecoderNetwork
{
    /// <summary>One decoding step: the newest token of each sequence, with stored keys and values of what it sees.</summary>
    /// <param name="inputs">The sequences.</param>
    /// <param name="keysAndValues">Receives the new token's keys and values, layer by layer, [S, kv, 1, D] each.</param>
    /// <returns>[S, H] after all layers, before the last norm.</returns>
    public Tensor Step(DecoderStepInputs inputs, List<Tensor> keysAndValues)
    {
        Tensor x = Op.Gather(parameters[DecoderWeights.Embedding].Tensor, inputs.Ids) * Math.Sqrt(shape.Hidden); // [S, H]
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            bool slides = shape.IsSliding[layer];
            (int keys, int values) = (2 * layer, 2 * layer + 1);
            string at = DecoderWeights.Layer(layer);
            x = Layer(x, at, normal =>
            {
                (Tensor query, Tensor key, Tensor value) =
                    Heads(normal, at, inputs.Positions, slides ? inputs.SlidingRotary : inputs.Rotary);
                (Tensor newKey, Tensor newValue) = (Single(key), Single(value));
                keysAndValues.AddRange([newKey, newValue]);
                return AttendStored(
                    query,
                    [(inputs.Prompts[keys], inputs.Prompts[values]), (inputs.Earlier[keys], inputs.Earlier[values]), (newKey, newValue)],
                    slides ? inputs.SlidingBias : inputs.Bias);
            });
        }

        return x;
    }

    // [S, kv · D] -> [S, kv, 1, D]
    private Tensor Single(Tensor x) => Op.Reshape(
        x, Tensor.Integers(-1, shape.KeyValueHeads, 1, shape.HeadSize), x.Shape[0], shape.KeyValueHeads, 1, shape.HeadSize);

    // Attention over stores: the first is shared by the sequences of a prompt, which are rows of one product with it.
    // query [S, heads · D], stores [B, kv, T, D] first, then [S, kv, …, D], bias [S, total]; returns [S, heads · D].
    private Tensor AttendStored(Tensor query, (Tensor Keys, Tensor Values)[] stores, Tensor bias)
    {
        (long heads, long group, long width) = (shape.KeyValueHeads, shape.Group, shape.HeadSize);
        Tensor prompts = Op.SizeOf(stores[0].Keys, 0), length = Op.SizeOf(stores[0].Keys, 2);
        Dimension sequences = query.Shape[0], each = "each", lines = "lines", batch = "prompts";

        // [S, kv, group, X] and back from [B, kv, G · group, X]
        Tensor ByPrompt(Tensor x, Tensor last, Dimension size) => Op.Reshape(
            Op.Transpose(
                Op.Reshape(x, Op.Concat(0, prompts, Tensor.Integers(-1, heads, group), last), batch, each, heads, group, size),
                0, 2, 1, 3, 4),
            Op.Concat(0, prompts, Tensor.Integers(heads, -1), last), batch, heads, lines, size);
        Tensor BySequence(Tensor x, Tensor last, Dimension size) => Op.Reshape(
            Op.Transpose(
                Op.Reshape(x, Op.Concat(0, prompts, Tensor.Integers(heads, -1, group), last), batch, heads, each, group, size),
                0, 2, 1, 3, 4),
            Op.Concat(0, Tensor.Integers(-1, heads, group), last), sequences, heads, group, size);

        Tensor own = Op.Reshape(query, Tensor.Integers(-1, heads, group, width), sequences, heads, group, width);
        Tensor Scores(Tensor x, Tensor keys) => Op.MatMul(x, keys, transposeB: true, factor: 1 / Math.Sqrt(shape.ScoreDivisor));
        Tensor[] scores =
        [
            BySequence(Scores(ByPrompt(own, Tensor.Integers(width), width), stores[0].Keys), length, "prompt"),
            .. stores.Skip(1).Select(store => Scores(own, store.Keys)),
        ];
        Tensor attention = Op.Softmax(Op.Concat(3, scores) + Op.Unsqueeze(bias, 1, 2)); // [S, kv, group, total]
        Tensor start = Tensor.Integers(0);
        Tensor? context = null;
        for (int i = 0; i < stores.Length; i++)
        {
            Tensor end = start + Op.SizeOf(stores[i].Keys, 2);
            Tensor part = Op.Slice(attention, 3, start, end, stores[i].Keys.Shape[2]);
            Tensor values = i == 0
                ? BySequence(Op.MatMul(ByPrompt(part, length, "prompt"), stores[0].Values), Tensor.Integers(width), width)
                : Op.MatMul(part, stores[i].Values);
            (context, start) = (context is null ? values : context + values, end);
        }

        return Op.Reshape(context!, Tensor.Integers(-1, heads * group * width), sequences, heads * group * width);
    }
}
