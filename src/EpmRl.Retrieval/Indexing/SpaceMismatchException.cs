using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Indexing;

/// <summary>An index and an encoder do not match: their vectors are of different spaces.</summary>
public sealed class SpaceMismatchException : RetrievalException
{
    /// <summary>Names both spaces and the remedy.</summary>
    public SpaceMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>Checks that an index and an encoder match.</summary>
    /// <exception cref="SpaceMismatchException">The index was built with another encoder.</exception>
    public static void ThrowIfDifferent(IndexManifest index, EncoderSpace encoder)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(encoder);
        if (index.Space != encoder.Fingerprint)
        {
            throw new SpaceMismatchException(
                $"Index '{index.Version}' was built with '{index.ModelId}' {index.Precision} (space {index.Space}), "
                    + $"loaded is '{encoder.ModelId}' {encoder.Precision} (space {encoder.Fingerprint}). "
                    + "Build the index with this encoder, or load the index's.");
        }
    }
}
