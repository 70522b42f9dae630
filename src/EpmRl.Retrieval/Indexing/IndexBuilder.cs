using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Builds a version of an embedded index from a given taxonomy and publishes it: a <see cref="Reindexer"/> whose taxonomy does not change
/// meanwhile and whose readers open the folder.
/// </summary>
/// <param name="folder">The index's folder; created if missing.</param>
/// <param name="options">How to build; null for the defaults.</param>
/// <param name="time">The clock; null for the system's.</param>
internal sealed class IndexBuilder(string folder, IndexBuildOptions? options = null, TimeProvider? time = null)
{
    /// <summary>Builds and publishes, or writes nothing if an intact version of the same content exists.</summary>
    /// <param name="taxonomy">What to index.</param>
    /// <param name="encoder">The encoder, whose space becomes the index's.</param>
    /// <param name="progress">Receives every block.</param>
    /// <param name="cancellationToken">Checked between blocks; encoded prompts are kept for the next build.</param>
    /// <exception cref="EncoderException">The encoder returned something other than unit vectors.</exception>
    /// <exception cref="IOException">Another build is writing this index, or the disk failed.</exception>
    public ValueTask<IndexBuildResult> BuildAsync(
        ProductTaxonomy taxonomy,
        ITextEncoder encoder,
        IProgress<IndexBuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        return new Reindexer(folder, null, options, time).RunAsync(new FixedTaxonomy(taxonomy), encoder, progress, cancellationToken);
    }
}
