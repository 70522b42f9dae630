using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Identification;

/// <summary>Options of attribute identification.</summary>
public sealed record IdentificationOptions
{
    /// <summary>The proposers used.</summary>
    public IdentificationChannels Channels { get; init; } = IdentificationChannels.All;

    /// <summary>The model trained on labelled listings; null for the fixed rule, which uses kinds only.</summary>
    public IdentificationModel? Model { get; init; }

    /// <summary>The probability from which a predicted category is accepted, from 0 to 1; null for the built-in one.</summary>
    public double? CategoryThreshold { get; init; }

    /// <summary>Default category, by id, path or name, for listings that do not name one of the taxonomy; null to predict it.</summary>
    public string? DefaultCategory { get; init; }

    /// <summary>
    /// Whether columns and options of a row that name an attribute of the taxonomy are read as that attribute. Has no effect if <see
    /// cref="Channels"/> excludes mentions.
    /// </summary>
    public bool Columns { get; init; } = true;

    /// <summary>
    /// Whether the encoder's reader, if it has one, judges the places of mentions and proposes open names. Has no effect if <see
    /// cref="Channels"/> excludes mentions, or <see cref="Model"/> was trained without a reader.
    /// </summary>
    public bool Reader { get; init; } = true;

    /// <summary>The reader to use with an encoder; null for none.</summary>
    internal SpanReader? ReaderOf(ITextEncoder encoder) =>
        encoder is ITokenEncoder { Reader: { } reader } && Reader && Channels.HasFlag(IdentificationChannels.Mentions)
            && Model?.UsesReader != false
            ? reader
            : null;

    /// <summary>Fitted probabilities and thresholds; null for the built-in ones, which use kinds only.</summary>
    public Calibration? Calibration { get; init; }
}

/// <summary>The proposers of values.</summary>
[Flags]
public enum IdentificationChannels
{
    /// <summary>No proposer: nothing is found.</summary>
    None = 0,

    /// <summary>Vectors: finds implicit and paraphrased values (TACLR).</summary>
    Dense = 1,

    /// <summary>Mentions: spans of the text from which a value can be read.</summary>
    Mentions = 2,

    /// <summary>Both, combined by the ranker.</summary>
    All = Dense | Mentions,
}
