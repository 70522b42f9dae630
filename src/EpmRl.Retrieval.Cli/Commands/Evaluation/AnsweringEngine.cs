using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options that choose the engine: an index, or a taxonomy from which one is built for this run.</summary>
internal sealed class AnsweringOptions
{
    public Option<string?> Taxonomy { get; } =
        new("--taxonomy", "-t") { Description = "Answer from this taxonomy; its index is built for this run.", HelpName = "folder" };

    public Option<string?> Index { get; } = new("--index", "-x") { Description = "Answer from this index.", HelpName = "folder" };

    private readonly Option<string> channels = new("--channels")
    {
        Description = "Channels that answer: combined, or only mentions, which need no model.",
        DefaultValueFactory = _ => "combined",
    };

    private readonly Option<string?> cache =
        new("--cache") { Description = "Keep vectors here, so that the next run encodes nothing again.", HelpName = "folder" };

    private readonly EncoderOptionSet encoders = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        channels.AcceptOnlyFromAmong("combined", "mentions");
        command.Add(Taxonomy);
        command.Add(Index);
        command.Add(channels);
        encoders.AddTo(command);
        command.Add(cache);
    }

    /// <summary>Opens the engine.</summary>
    /// <exception cref="UsageException">Neither a taxonomy nor an index is named, or both are.</exception>
    public async Task<AnsweringEngine> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string? taxonomy, string? index) = (parsed.GetValue(Taxonomy), parsed.GetValue(Index));
        if (taxonomy is null == index is null)
        {
            throw new UsageException("Name the source of the answers: --taxonomy <folder>, or --index <folder>.");
        }

        bool mentions = parsed.GetValue(channels) == "mentions";
        var options = new IdentificationOptions { Channels = mentions ? IdentificationChannels.Mentions : IdentificationChannels.All };
        TemporaryFolder scratch = TemporaryFolder.Scratch();
        try
        {
            if (index is not null)
            {
                EmbeddedVectorIndex opened = EmbeddedVectorIndex.Open(index);
                return new AnsweringEngine(opened, encoders.Open(parsed, opened.Manifest), options, scratch);
            }

            ITextEncoder encoder = mentions
                ? new NoEncoder()
                : CachedTextEncoder.Over(encoders.Open(parsed, null), parsed.GetValue(cache) ?? scratch["vectors"]);
            await new IndexBuilder(scratch["index"])
                .BuildAsync(TaxonomyReader.Load(taxonomy!, cancellationToken), encoder, cancellationToken: cancellationToken);
            return new AnsweringEngine(EmbeddedVectorIndex.Open(scratch["index"]), encoder, options, scratch);
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }
}

/// <summary>Answers listings, and owns all that must be closed afterwards.</summary>
internal sealed class AnsweringEngine(
    EmbeddedVectorIndex index, ITextEncoder encoder, IdentificationOptions options, TemporaryFolder scratch) : IDisposable
{
    /// <summary>The taxonomy that is answered from.</summary>
    public ProductTaxonomy Taxonomy => index.Taxonomy;

    /// <summary>Answers listings.</summary>
    public AttributeIdentifier Identifier { get; } = new(index, encoder, options);

    /// <inheritdoc/>
    public void Dispose()
    {
        index.Dispose();
        encoder.Dispose();
        scratch.Dispose();
    }
}
