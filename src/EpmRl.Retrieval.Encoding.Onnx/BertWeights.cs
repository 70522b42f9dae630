namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>A BERT checkpoint's tensors under Hugging Face's names, with or without the prefix <c>bert.</c>, shapes checked.</summary>
internal sealed class BertWeights
{
    private readonly SafetensorsFile file;
    private readonly string prefix;
    private readonly IReadOnlyDictionary<string, float[]> replaced;

    /// <summary>Checks that every tensor the network needs is there, in its shape.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="configuration">The network's dimensions; it may have fewer layers than the checkpoint.</param>
    /// <param name="replaced">Trained tensors that replace the checkpoint's, by name without prefix.</param>
    /// <exception cref="ModelFormatException">A tensor is missing, misshapen, or not of a float type.</exception>
    public BertWeights(SafetensorsFile file, BertConfiguration configuration, IReadOnlyDictionary<string, float[]>? replaced = null)
    {
        this.file = file;
        this.replaced = replaced ?? new Dictionary<string, float[]>();
        Configuration = configuration;
        prefix = file.Find("bert.embeddings.word_embeddings.weight") is null ? "" : "bert.";
        foreach ((string name, long[] shape) in Expected(configuration))
        {
            SafetensorsEntry entry = Entry(name);
            if (!entry.Shape.AsSpan().SequenceEqual(shape))
            {
                throw new ModelFormatException(
                    $"{file.Path}: tensor '{entry.Name}' has shape [{string.Join(", ", entry.Shape)}], "
                        + $"config.json asks for [{string.Join(", ", shape)}].");
            }

            if (entry.Type is not ("F32" or "F16" or "BF16"))
            {
                throw new ModelFormatException($"{file.Path}: tensor '{entry.Name}' is of type {entry.Type}; expected F32, F16 or BF16.");
            }
        }
    }

    /// <summary>The network's dimensions.</summary>
    public BertConfiguration Configuration { get; }

    /// <summary>Names, without prefix, and shapes of all tensors of the network.</summary>
    public IEnumerable<(string Name, long[] Shape)> Tensors => Expected(Configuration);

    /// <summary>The same checkpoint with some tensors replaced.</summary>
    /// <param name="trained">The replacements, by name without prefix.</param>
    /// <param name="layers">Layers of the network, at most the present number; null for all.</param>
    public BertWeights With(IReadOnlyDictionary<string, float[]> trained, int? layers = null) =>
        new(file, Configuration with { Layers = layers ?? Configuration.Layers }, trained);

    /// <summary>A tensor as float32, a copy.</summary>
    public float[] Read(string name)
    {
        if (replaced.TryGetValue(name, out float[]? trained))
        {
            return [.. trained];
        }

        SafetensorsEntry entry = Entry(name);
        var numbers = new float[entry.Count];
        file.ReadFloats(entry, numbers);
        return numbers;
    }

    /// <summary>Number of elements of a tensor.</summary>
    public long CountOf(string name) => Entry(name).Count;

    /// <summary>Writes tensors one after another as float32.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="destination">Exactly as many elements as the tensors have.</param>
    public void Read(ReadOnlySpan<string> names, Span<float> destination)
    {
        foreach (string name in names)
        {
            SafetensorsEntry entry = Entry(name);
            int count = (int)entry.Count;
            if (replaced.TryGetValue(name, out float[]? trained))
            {
                trained.CopyTo(destination);
            }
            else
            {
                file.ReadFloats(entry, destination[..count]);
            }

            destination = destination[count..];
        }
    }

    /// <summary>The bytes of a tensor that is stored as F16; empty for another type.</summary>
    public ReadOnlySpan<byte> ReadHalfBytes(string name) =>
        !replaced.ContainsKey(name) && Entry(name) is { Type: "F16" } entry ? file.Bytes(entry) : [];

    /// <summary>Name prefix of a layer's tensors.</summary>
    public static string Layer(int layer) => FormattableString.Invariant($"encoder.layer.{layer}.");

    private SafetensorsEntry Entry(string name) => file.Find(prefix + name)
        ?? throw new ModelFormatException($"{file.Path}: tensor '{prefix}{name}' is missing.");

    /// <summary>Names and shapes of all tensors of a network.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Expected(BertConfiguration c)
    {
        yield return ("embeddings.word_embeddings.weight", [c.Vocabulary, c.Hidden]);
        yield return ("embeddings.position_embeddings.weight", [c.Positions, c.Hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [c.Types, c.Hidden]);
        foreach (string part in (string[])["weight", "bias"])
        {
            yield return ($"embeddings.LayerNorm.{part}", [c.Hidden]);
            for (int layer = 0; layer < c.Layers; layer++)
            {
                string at = Layer(layer);
                string[] linears = ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"];
                foreach (string linear in linears)
                {
                    yield return ($"{at}{linear}.{part}", part == "weight" ? [c.Hidden, c.Hidden] : [c.Hidden]);
                }

                yield return ($"{at}attention.output.LayerNorm.{part}", [c.Hidden]);
                yield return ($"{at}intermediate.dense.{part}", part == "weight" ? [c.Intermediate, c.Hidden] : [c.Intermediate]);
                yield return ($"{at}output.dense.{part}", part == "weight" ? [c.Hidden, c.Intermediate] : [c.Hidden]);
                yield return ($"{at}output.LayerNorm.{part}", [c.Hidden]);
            }
        }
    }
}
