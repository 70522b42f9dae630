namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The dimensions of a reader, and the tensors that follow from them.</summary>
/// <param name="Hidden">H, length of the encoder's hidden state and of its sentence vector.</param>
/// <param name="Width">R, width of a token's vector inside the reader.</param>
/// <param name="Span">D, length of a span's vector.</param>
/// <param name="Attribute">A, width inside the network that reads an attribute's vector.</param>
/// <param name="Lengths">Number of span lengths with a vector of their own; the last stands for all longer ones.</param>
internal sealed record ReaderSizes(int Hidden, int Width, int Span, int Attribute, int Lengths = 8)
{
    /// <summary>Tokens that a convolution sees at a time.</summary>
    public const int Taps = 5;

    /// <summary>3D, length of a token's parts: as first, as last and as inner token of a span.</summary>
    public int Parts => 3 * Span;

    /// <summary>Names and shapes of all tensors, in the order of the file.</summary>
    public IEnumerable<(string Name, long[] Shape)> Tensors =>
    [
        (ReaderFile.Input + ".weight", [Width, Hidden]), (ReaderFile.Input + ".bias", [Width]),
        (ReaderFile.InputNorm + ".weight", [Width]), (ReaderFile.InputNorm + ".bias", [Width]),
        (ReaderFile.Near + ".weight", [Width, Taps * Width]), (ReaderFile.Near + ".bias", [Width]),
        (ReaderFile.Far + ".weight", [Width, Taps * Width]), (ReaderFile.Far + ".bias", [Width]),
        (ReaderFile.OutputNorm + ".weight", [Width]), (ReaderFile.OutputNorm + ".bias", [Width]),
        (ReaderFile.Parts + ".weight", [Parts, Width]), (ReaderFile.Parts + ".bias", [Parts]),
        (ReaderFile.Length, [Lengths, Span]),
        (ReaderFile.AttributeHidden + ".weight", [Attribute, Hidden]), (ReaderFile.AttributeHidden + ".bias", [Attribute]),
        (ReaderFile.AttributeOutput + ".weight", [Span + 1, Attribute]), (ReaderFile.AttributeOutput + ".bias", [Span + 1]),
    ];

    /// <summary>The shape of a tensor.</summary>
    public long[] ShapeOf(string name) => Tensors.First(tensor => tensor.Name == name).Shape;
}
