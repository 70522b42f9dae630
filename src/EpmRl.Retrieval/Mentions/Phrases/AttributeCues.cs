using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>What the cues of a text mean to one attribute. Prepared once per attribute, safe for concurrent callers.</summary>
internal sealed class AttributeCues
{
    private const CueKind Announcing = CueKind.Elsewhere | CueKind.For | CueKind.Suiting;
    private readonly HashSet<string> roles;
    private readonly CueTable cues;

    /// <summary>Prepares an attribute.</summary>
    public AttributeCues(AttributeDefinition attribute, CueTable cues, IReadOnlyList<ValuePack> packs)
    {
        Attribute = attribute;
        this.cues = cues;
        roles = [.. attribute.RoleWords.Select(word => PhraseWords.Key(word))];
        IsOfLooks = roles.Any(role => (cues.KindsOf(role) & (CueKind.Imitating | CueKind.Imitated)) != 0);
        TaxonomyValue[] active = [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];
        if (!Attribute.IsCode)
        {
            Negatives = new NegativeValues(attribute, active, cues);
        }

        if (IsNamed && HasCommonWords)
        {
            Wordings = Mentions.Wordings.Of(attribute, active, packs);
        }
    }

    /// <summary>The attribute.</summary>
    public AttributeDefinition Attribute { get; }

    /// <summary>What its values deny; null for codes.</summary>
    public NegativeValues? Negatives { get; }

    /// <summary>Wordings of values that begin compounds: of attributes that words of value packs describe; null for others.</summary>
    public PhraseTable? Wordings { get; }

    /// <summary>Whether its values are names.</summary>
    public bool IsNamed => Attribute.IsNamed;

    /// <summary>Whether the attribute is about looks, as colours and finishes are: what imitates copper is of its colour.</summary>
    public bool IsOfLooks { get; }

    /// <summary>Whether words of value packs, which are words of common language, mean its values.</summary>
    public bool HasCommonWords => Attribute.Packs.Count > 0;

    /// <summary>Whether a role word is a preposition such as "for", which announces what follows it alone.</summary>
    public bool IsPreposition(string role) => (cues.KindsOf(role) & Announcing) != 0;

    /// <summary>
    /// Whether a cue is a role word of the attribute, or ends with one: "suitable for" announces an attribute that "for" does.
    /// </summary>
    public bool IsRole(FieldCues field, Cue cue)
    {
        for (int first = cue.First; first < cue.End && roles.Count > 0; first++)
        {
            string key = PhraseWords.Key(field.Words, first, cue.End - first);
            if (roles.Contains(key) && (first == cue.First || (cues.KindsOf(key) & Announcing) != 0))
            {
                return true;
            }
        }

        return IsRoleUpTo(field, cue);
    }

    // "fits up to" announces an attribute that "fits" does.
    private bool IsRoleUpTo(FieldCues field, Cue cue)
    {
        for (int end = cue.End - 1; end > cue.First; end--)
        {
            if (roles.Contains(PhraseWords.Key(field.Words, cue.First, end - cue.First))
                && cues.KindsOf(PhraseWords.Key(field.Words, end, cue.End - end)).HasFlag(CueKind.Filler))
            {
                return true;
            }
        }

        return false;
    }
}
