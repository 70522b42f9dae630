namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The buffers one thread needs to tokenize and run texts; pooled, so that nothing is allocated per text.</summary>
internal sealed class EncoderLane
{
    /// <summary>The tokenizer's output for one text.</summary>
    public TokenBuffer Tokens { get; } = new();

    /// <summary>Ids of a batch, [batch × tokens].</summary>
    public int[] Ids { get; private set; } = new int[512];

    /// <summary>Vectors of a batch, [batch × dimension].</summary>
    public float[] Vectors { get; private set; } = new float[512];

    /// <summary>Token states of a batch, [batch × tokens × size]; empty until states are asked for.</summary>
    public float[] States { get; private set; } = [];

    /// <summary>Shape of the batch's output, reused.</summary>
    public long[] OutputShape { get; } = new long[2];

    /// <summary>Shape of the batch's token states, reused.</summary>
    public long[] StatesShape { get; } = new long[3];

    /// <summary>Makes the buffers large enough for a batch.</summary>
    public void Reserve(int ids, int vectors, int states)
    {
        if (ids > Ids.Length)
        {
            Ids = new int[Math.Max(ids, Ids.Length * 2)];
        }

        if (vectors > Vectors.Length)
        {
            Vectors = new float[Math.Max(vectors, Vectors.Length * 2)];
        }

        if (states > States.Length)
        {
            States = new float[Math.Max(states, States.Length * 2)];
        }
    }
}
