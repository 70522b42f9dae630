using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>A value proposed for an attribute of a listing, with the evidence of each proposer.</summary>
internal sealed class Candidate(string? valueId, string label)
{
    /// <summary>Id of the value; null for an open value.</summary>
    public string? ValueId { get; } = valueId;

    /// <summary>Its label.</summary>
    public string Label { get; } = label;

    /// <summary>Its mentions, best first.</summary>
    public List<Mention> Mentions { get; } = [];

    /// <summary>Score of its mentions, in [0, 1]; 0 without any.</summary>
    public double Mentioned { get; set; }

    /// <summary>Share of the dense scores, null value included, in [0, 1]; 0 when the dense proposer did not propose it.</summary>
    public double Dense { get; set; }

    /// <summary>Share of the listing's words that its wordings and description explain better than other values', in [0, 1].</summary>
    public double Lexical { get; set; }

    /// <summary>How many other values are mentioned.</summary>
    public int Others { get; set; }

    /// <summary>Whether every mention is denied: the product lacks the value, or the context means something else.</summary>
    public bool IsDenied => Mentions.Count > 0 && Mentions.TrueForAll(MentionScore.IsDenied);

    /// <summary>Whether the listing both states and denies it.</summary>
    public bool IsContradicted => Mentions.Exists(mention => mention.Cues.Context == MentionContext.Negated) && !IsDenied;

    /// <summary>Whether its best mention is one of several values to choose from.</summary>
    public bool IsOffered => Mentions.Count > 0 && Mentions[0].Cues.Context == MentionContext.Offered;

    /// <summary>Whether the text of its best mention has another reading.</summary>
    public bool IsAmbiguous => Mentions.Count > 0 && Mentions[0].Cues.Ambiguous;

    /// <summary>The ranker's score, in [0, 1].</summary>
    public double Score { get; set; }
}
