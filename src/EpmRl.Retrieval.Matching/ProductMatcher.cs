using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Decides which listings are the same product, by a trained matcher. Safe for concurrent callers. Dispose it when no caller is left;
/// matchers made by <see cref="Within"/> use its parts.
/// </summary>
public sealed class ProductMatcher : IPairMatcher, IDisposable
{
    private const int Batch = 256; // pairs of a stream that are decided together

    private readonly FastMatcher matcher;
    private readonly IPairEncoder? owned;

    private ProductMatcher(FastMatcher matcher, IPairEncoder? owned) => (this.matcher, this.owned) = (matcher, owned);

    /// <inheritdoc/>
    public string Model => matcher.Model;

    /// <summary>
    /// Opens a trained matcher. Where its folder has a pair encoder, this decides without it: <c>OnnxProductMatcher.Open</c> of
    /// <c>EpmRl.Retrieval.Matching.Onnx</c> uses it.
    /// </summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="options">How it is used.</param>
    /// <exception cref="Encoding.ModelFormatException">The folder holds no matcher, or one for other aspects.</exception>
    /// <exception cref="Files.FileFormatException">The folder of aspects is invalid.</exception>
    /// <exception cref="InvalidRequestException">The prevalence is out of range.</exception>
    public static ProductMatcher Open(string folder, ProductMatcherOptions? options = null) => Open(folder, options, _ => null);

    /// <summary>Opens a trained matcher with its pair encoder.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="options">How it is used.</param>
    /// <param name="openEncoder">Opens the encoder's folder; called only where the matcher has one.</param>
    internal static ProductMatcher Open(string folder, ProductMatcherOptions? options, Func<string, IPairEncoder?> openEncoder)
    {
        options ??= new ProductMatcherOptions();
        if (options.Prevalence is <= 0 or >= 1)
        {
            throw new InvalidRequestException(
                $"The prevalence is {options.Prevalence}; expected a share above 0 and below 1, or none.");
        }

        MatcherModel model = MatcherModelFile.Load(folder);
        var rules = AspectRules.Load(options.AspectsFolder ?? AspectRules.ShippedFolder);
        model.Check(rules);
        IPairEncoder? encoder = model.Join is null ? null : openEncoder(Path.Combine(folder, MatcherModelFile.EncoderFolder));
        return new ProductMatcher(new FastMatcher(model, rules, options.Prevalence, encoder), encoder);
    }

    /// <summary>
    /// A matcher that knows the catalogues of the pairs to come: whether a listing is the best partner of another says much.
    /// </summary>
    /// <param name="left">The first catalogue.</param>
    /// <param name="right">The second; null where pairs are within the first.</param>
    /// <param name="cancellationToken">Cancels the preparation, which takes about a millisecond a listing.</param>
    public ProductMatcher Within(
        IReadOnlyList<ProductProfile> left, IReadOnlyList<ProductProfile>? right = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(left);
        return new ProductMatcher(matcher.Within(left, right, cancellationToken), owned: null);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidRequestException">
    /// A listing is in none of the catalogues that <see cref="Within"/> was given; they are compared by reference.
    /// </exception>
    public Task<IReadOnlyList<PairDecision>> DecideAsync(
        IReadOnlyList<ListingPair> pairs, CancellationToken cancellationToken = default) => matcher.DecideAsync(pairs, cancellationToken);

    /// <summary>Decides a stream of pairs, in order.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async IAsyncEnumerable<PairDecision> DecideAsync(
        IAsyncEnumerable<ListingPair> pairs, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        await foreach (ListingPair[] batch in pairs.Chunk(Batch).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (PairDecision decision in await DecideAsync(batch, cancellationToken).ConfigureAwait(false))
            {
                yield return decision;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => owned?.Dispose();
}
